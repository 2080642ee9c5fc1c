import type { Range, RangeEvent } from './advisory.ts'
import type { Order } from './versions.ts'

/** Longer ones nobody wrote by hand; the longest of some 1,800 real ones has 167 characters. */
const MAX_COMPARATORS = 4096
const MAX_EVENTS = 10_000

/** The interval of a range that a version is in. */
export interface Interval {
  /** For people: `>=8.0.0 <8.17.1`, `<=1.2.3`, `*`. */
  readonly text: string
  /** The first version after it that is fixed, where an event says so. */
  readonly fixed?: string | undefined
}

/** `unknown` where nobody can say. */
export type Verdict = Interval | 'unknown' | undefined

interface Step<V> {
  readonly kind: 'introduced' | 'fixed' | 'last_affected'
  readonly text: string
  /** Undefined is before every version. */
  readonly at: V | undefined
}

type Limit<V> = { readonly text: string; readonly at: V } | 'none'

interface Steps<V> {
  readonly steps: readonly Step<V>[]
  readonly limits: readonly Limit<V>[]
}

function stepOf<V>(event: RangeEvent, order: Order<V>): Step<V> | undefined {
  if ('introduced' in event && event.introduced === '0')
    return { kind: 'introduced', text: '0', at: undefined }
  for (const [kind, text] of Object.entries(event)) {
    if (kind !== 'introduced' && kind !== 'fixed' && kind !== 'last_affected') continue
    const at = order.parseBound(text)
    return at === undefined ? undefined : { kind, text, at }
  }
  return undefined
}

function limitOf<V>(text: string, order: Order<V>): Limit<V> | undefined {
  if (text === '*') return 'none'
  const at = order.parseBound(text)
  return at === undefined ? undefined : { text, at }
}

function compareSteps<V>(a: Step<V>, b: Step<V>, order: Order<V>): number {
  if (a.at === undefined || b.at === undefined) return Number(a.at !== undefined) - Number(b.at !== undefined)
  return order.compare(a.at, b.at)
}

/** The events in order; undefined where one is no version, or where no one says since when. */
function sortEvents<V>(events: readonly RangeEvent[], order: Order<V>): Steps<V> | undefined {
  if (events.length > MAX_EVENTS) return undefined
  const steps: Step<V>[] = []
  const limits: Limit<V>[] = []
  for (const event of events) {
    if ('limit' in event) {
      const limit = limitOf(event.limit, order)
      if (limit === undefined) return undefined
      limits.push(limit)
      continue
    }
    const step = stepOf(event, order)
    if (step === undefined) return undefined
    steps.push(step)
  }
  if (!steps.some(({ kind }) => kind === 'introduced')) return undefined
  // Stable: at one version the order in which the record tells them decides.
  steps.sort((a, b) => compareSteps(a, b, order))
  return { steps, limits }
}

function textOf<V>(since: Step<V>, end: Step<V> | undefined, limit: Limit<V> | undefined): string {
  const from = since.at === undefined ? '' : `>=${since.text}`
  const outside = limit === undefined || limit === 'none' ? '' : `<${limit.text}`
  const to = end ? `${end.kind === 'fixed' ? '<' : '<='}${end.text}` : outside
  return [from, to].filter((part) => part !== '').join(' ') || '*'
}

/** The walk of https://ossf.github.io/osv-schema/#evaluation. */
function walk<V>({ steps, limits }: Steps<V>, version: V, order: Order<V>): Interval | undefined {
  const limit = limits.find((one) => one === 'none' || order.compare(version, one.at) < 0)
  if (limits.length > 0 && limit === undefined) return undefined
  let since: Step<V> | undefined
  let end: Step<V> | undefined
  for (const step of steps) {
    const sign = step.at === undefined ? -1 : order.compare(step.at, version)
    if (step.kind === 'introduced') {
      if (sign <= 0) since ??= step
    } else if (sign < 0 || (sign === 0 && step.kind === 'fixed')) {
      since = undefined
    } else {
      end = step
      break
    }
  }
  if (!since) return undefined
  return { text: textOf(since, end, limit), fixed: end?.kind === 'fixed' ? end.text : undefined }
}

/** As npm has them; an alternative that is no range must not hide that a version may be in it. */
function compileComparators<V>(text: string, order: Order<V>): (version: V) => Verdict {
  if (text.length > MAX_COMPARATORS) return () => 'unknown'
  const tests = text.split('||').map((one) => order.compileComparators(one))
  const shown = text.trim() || '*'
  return (version) => {
    if (tests.some((test) => test?.(version))) return { text: shown }
    return tests.includes(undefined) ? 'unknown' : undefined
  }
}

/** Reads a range once, to ask about many versions. What cannot be read makes every answer `unknown`. */
export function compileRange<V>(range: Range, order: Order<V>): (version: V) => Verdict {
  if (range.kind === 'comparators') return compileComparators(range.text, order)
  const sorted = sortEvents(range.events, order)
  return sorted ? (version) => walk(sorted, version, order) : () => 'unknown'
}
