import type { Faults } from '../github/model.ts'

/** A way in which GitHub and time can be difficult; the table of facts/issues-and-reports.md, section 5. */
export interface Mix {
  readonly name: string
  /** How many runs begin at once. */
  readonly clients: number
  readonly faults: Faults
  /** The share of seeds that may need a healthy run after these to be right: lists lag longer than anybody waits, or one read fails eight times. */
  readonly late: number
}

export const MIXES: readonly Mix[] = [
  { name: 'two runs at once', clients: 2, faults: {}, late: 0 },
  { name: 'four runs at once', clients: 4, faults: {}, late: 0 },
  {
    name: 'two at once, lists up to 3 s behind',
    clients: 2,
    faults: { lag: [0, 3000] },
    late: 0,
  },
  {
    name: 'one run, 30 % of answers lost',
    clients: 1,
    faults: { rates: { lost: 0.3 } },
    late: 0.005,
  },
  {
    name: 'two at once, lists 3 s behind, 20 % lost, 10 % 502, 10 % secondary limit',
    clients: 2,
    faults: {
      lag: 3000,
      rates: { lost: 0.2, 'bad-gateway': 0.05, 'bad-gateway-after': 0.05, secondary: 0.1 },
    },
    late: 0.03,
  },
  {
    name: 'four at once, lists 10 s behind, 20 % lost, 10 % 502',
    clients: 4,
    faults: { lag: [0, 10_000], rates: { lost: 0.2, 'bad-gateway': 0.05, 'bad-gateway-after': 0.05 } },
    late: 0.03,
  },
]
