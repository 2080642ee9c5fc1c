import fc from 'fast-check'
import type { Report } from '../../../src/core/report.ts'
import { SEVERITIES, type Severity } from '../../../src/core/severity.ts'
import type { Faults } from '../github/model.ts'
import { broken, completed, reportWith, type Targets } from './reports.ts'
import { HOST, OTHER } from './scenes.ts'

export const TARGETS = [HOST, OTHER] as const
export type Target = (typeof TARGETS)[number]

/** What a run finds at a target: rules with their severities, `unknown`, or `gone`. None is clean. */
export type Seen = Readonly<Record<string, Severity>> | 'unknown' | 'gone'

export type Act =
  | 'not_planned'
  | 'completed'
  | 'duplicate'
  | 'reopen'
  | 'retitle'
  | 'relabel'
  | 'wipe'
  | 'lock'
  | 'comment'

/** A while in a repository: runs that may meet faults, or one that meets none, after which a person does something. */
export interface Step {
  readonly seen: Readonly<Record<Target, Seen>>
  readonly faults: Faults
  /** How many runs begin at once. */
  readonly clients: number
  readonly act?: { readonly what: Act; readonly target: Target }
  /** Hours that go by after it. */
  readonly hours: number
}

const RULES = ['expired', 'name', 'usage', 'weak']
const severity = fc.constantFrom<Severity>('critical', 'high', 'moderate')
const findings: fc.Arbitrary<Seen> = fc
  .subarray(RULES, { minLength: 1 })
  .chain((rules) => fc.record(Object.fromEntries(rules.map((rule) => [rule, severity]))))
const seen: fc.Arbitrary<Seen> = fc.oneof(
  { weight: 5, arbitrary: findings },
  { weight: 2, arbitrary: fc.constant<Seen>({}) },
  { weight: 1, arbitrary: fc.constant<Seen>('unknown') },
  { weight: 1, arbitrary: fc.constant<Seen>('gone') },
)
const both = fc.record({ [HOST]: seen, [OTHER]: seen }) as fc.Arbitrary<Step['seen']>
const rate = fc.double({ min: 0, max: 0.3, noNaN: true })
const faults: fc.Arbitrary<Faults> = fc.oneof(
  fc.constant({}),
  fc
    .record({
      rates: fc.oneof(
        fc.record({ lost: rate, 'bad-gateway-after': rate, secondary: rate }),
        fc.record({ unsent: rate, 'bad-gateway': rate, 'too-many': rate }),
      ),
      lag: fc.integer({ min: 0, max: 5000 }),
    })
    .map(({ rates, lag }) => ({ rates, lag: [0, lag] as const, retryAfter: [1, 120] as const })),
)
const act = fc.record({
  what: fc.constantFrom<Act>(
    ...([
      'not_planned',
      'completed',
      'duplicate',
      'reopen',
      'retitle',
      'relabel',
      'wipe',
      'lock',
      'comment',
    ] as const),
  ),
  target: fc.constantFrom<Target>(...TARGETS),
})

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    seen: both,
    faults,
    clients: fc.integer({ min: 1, max: 2 }),
    hours: fc.constantFrom(0, 1, 30),
  }),
  fc.record({
    seen: both,
    faults: fc.constant({}),
    clients: fc.constant(1),
    act,
    hours: fc.constantFrom(0, 1, 30),
  }),
)

/** Steps one after the other; more often than by chance the same is seen again. */
export const histories: fc.Arbitrary<readonly Step[]> = fc
  .array(fc.record({ step, isSame: fc.boolean() }), { minLength: 1, maxLength: 8 })
  .map((all) => {
    const steps: Step[] = []
    for (const { step: next, isSame } of all) {
      const before = steps.at(-1)
      steps.push(isSame && before ? { ...next, seen: before.seen } : next)
    }
    return steps
  })

/** What a run reports that sees this. Where a target is unknown the run fails, or it has a gap. */
export function reportOfSeen(seen: Step['seen']): Report {
  if (TARGETS.every((target) => seen[target] === 'unknown')) return reportWith(broken())
  const targets: Record<string, Targets[string]> = { 'always.example.org:443': [] }
  for (const target of TARGETS) {
    const its = seen[target]
    if (its === 'gone') continue
    targets[target] =
      its === 'unknown' ? 'gap' : Object.entries(its).map(([rule, severity]) => ({ rule, severity }))
  }
  return reportWith(completed(targets))
}

/** What can be told of a target: that it is gone only where everything else was looked at. */
export function tellable(seen: Step['seen'], target: Target): Seen {
  const isDoubtful = TARGETS.some((one) => seen[one] === 'unknown')
  return seen[target] === 'gone' && isDoubtful ? 'unknown' : seen[target]
}

/** Whether the second has something that is not in the first, or is worse than there. */
export function isNewsAfter(before: Seen, after: Seen): boolean {
  if (typeof before === 'string' || typeof after === 'string') return false
  return Object.entries(after).some(([rule, its]) => {
    const earlier = before[rule]
    return earlier === undefined || SEVERITIES.indexOf(its) < SEVERITIES.indexOf(earlier)
  })
}
