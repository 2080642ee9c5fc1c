import type { Faults } from '../github/model.ts'

/** A way in which GitHub and time can be difficult; the table of facts/issues-and-reports.md, section 5. */
export interface Mix {
  readonly name: string
  /** How many runs begin at once. */
  readonly clients: number
  readonly faults: Faults
  /** Whether the runs that meet it are enough: else the next run, a healthy one, makes it right. */
  readonly isSettledAtOnce: boolean
}

export const MIXES: readonly Mix[] = [
  { name: 'two runs at once', clients: 2, faults: {}, isSettledAtOnce: true },
  { name: 'four runs at once', clients: 4, faults: {}, isSettledAtOnce: true },
  {
    name: 'two at once, lists up to 3 s behind',
    clients: 2,
    faults: { lag: [0, 3000] },
    isSettledAtOnce: true,
  },
  {
    name: 'one run, 30 % of answers lost',
    clients: 1,
    faults: { rates: { lost: 0.3 } },
    isSettledAtOnce: true,
  },
  {
    name: 'two at once, lists 3 s behind, 20 % lost, 10 % 502, 10 % secondary limit',
    clients: 2,
    faults: {
      lag: [0, 3000],
      rates: { lost: 0.2, 'bad-gateway': 0.05, 'bad-gateway-after': 0.05, secondary: 0.1 },
    },
    isSettledAtOnce: false,
  },
  {
    name: 'four at once, lists 10 s behind, 20 % lost, 10 % 502',
    clients: 4,
    faults: { lag: [0, 10_000], rates: { lost: 0.2, 'bad-gateway': 0.05, 'bad-gateway-after': 0.05 } },
    isSettledAtOnce: false,
  },
]
