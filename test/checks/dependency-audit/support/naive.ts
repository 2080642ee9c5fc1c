/**
 * An evaluator that shares nothing with ours: versions are tuples, an advisory is the list of intervals that it was
 * made from, and whether a version is affected is asked of every interval.
 */
export interface NaiveVersion {
  readonly numbers: readonly [number, number, number]
  /** Empty for a release. */
  readonly pre: readonly (number | string)[]
}

/** From `low` (undefined: from the beginning) to `high` (undefined: for good), without or with `high`. */
export interface NaiveInterval {
  readonly low: NaiveVersion | undefined
  readonly high: NaiveVersion | undefined
  readonly closed: boolean
}

function isBeforeInPre(a: number | string, b: number | string): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a < b
  if (typeof a === 'string' && typeof b === 'string') return a < b
  return typeof a === 'number'
}

/** SemVer 2.0.0, item 11. */
export function isBefore(a: NaiveVersion, b: NaiveVersion): boolean {
  for (const i of [0, 1, 2] as const) {
    if (a.numbers[i] !== b.numbers[i]) return a.numbers[i] < b.numbers[i]
  }
  if (a.pre.length === 0 || b.pre.length === 0) return a.pre.length > 0 && b.pre.length === 0
  for (const [i, part] of a.pre.entries()) {
    const other = b.pre[i]
    if (other === undefined) return false
    if (part !== other) return isBeforeInPre(part, other)
  }
  return a.pre.length < b.pre.length
}

export function isIn(version: NaiveVersion, { low, high, closed }: NaiveInterval): boolean {
  if (low && isBefore(version, low)) return false
  if (!high) return true
  return closed ? !isBefore(high, version) : isBefore(version, high)
}

export function textOf({ numbers, pre }: NaiveVersion): string {
  return numbers.join('.') + (pre.length > 0 ? `-${pre.join('.')}` : '')
}

/** The interval in npm's words. */
export function comparatorsOf({ low, high, closed }: NaiveInterval): string {
  const from = low ? `>=${textOf(low)}` : ''
  const to = high ? `${closed ? '<=' : '<'}${textOf(high)}` : ''
  return `${from} ${to}`.trim() || '*'
}

/** The interval in OSV's words. */
export function eventsOf({ low, high, closed }: NaiveInterval) {
  const introduced = { introduced: low ? textOf(low) : '0' }
  if (!high) return [introduced]
  return [introduced, closed ? { last_affected: textOf(high) } : { fixed: textOf(high) }]
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const PRES: readonly (readonly (number | string)[])[] = [
  ...[[], [], [], [], [0], [1], ['a'], ['a', 1], ['a', 'b'], ['beta', 2], ['beta', 10]],
  ...[['rc', 9], ['rc', 10], ['rc', 9, 1], ['x-y'], [1, 'a'], ['A']],
]

/** A version out of few, so that bounds and versions often meet. */
export function someVersion(random: () => number): NaiveVersion {
  const below = (count: number) => Math.floor(random() * count)
  return { numbers: [below(3), below(3), below(3)], pre: PRES[below(PRES.length)] ?? [] }
}

function sorted(versions: readonly NaiveVersion[]): readonly NaiveVersion[] {
  return [...versions].sort((a, b) => (isBefore(a, b) ? -1 : isBefore(b, a) ? 1 : 0))
}

/** One to three intervals that do not meet, in ascending order. */
export function someIntervals(random: () => number): readonly NaiveInterval[] {
  const count = 1 + Math.floor(random() * 3)
  const drawn = sorted(Array.from({ length: 2 * count }, () => someVersion(random)))
  const bounds = drawn.filter((one, at) => at === 0 || isBefore(drawn[at - 1] ?? one, one))
  const closed = random() < 0.5
  const intervals: NaiveInterval[] = []
  for (let at = 0; at < bounds.length; at += 2) {
    const low = at === 0 && random() < 0.4 ? undefined : bounds[at]
    intervals.push({ low, high: bounds[at + 1], closed })
  }
  return intervals
}

export function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
