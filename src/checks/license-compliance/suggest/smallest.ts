import type { Alternatives } from './alternatives.ts'

export interface Smallest {
  /** Sorted. */
  readonly entries: readonly string[]
  /** Whether no smaller list does it. */
  readonly isProven: boolean
}

/** Beyond these the greedy answer stands: real trees leave a handful of choices open. */
const MAX_OPEN = 200
const MAX_STEPS = 200_000

interface Search {
  readonly needs: readonly Alternatives[]
  readonly orderOf: (set: readonly string[]) => number
  best: ReadonlySet<string> | undefined
  steps: number
}

function isMet(need: Alternatives, chosen: ReadonlySet<string>): boolean {
  return need.some((set) => set.every((entry) => chosen.has(entry)))
}

function missingOf(set: readonly string[], chosen: ReadonlySet<string>): number {
  return set.reduce((sum, entry) => sum + (chosen.has(entry) ? 0 : 1), 0)
}

/** `X-or-later` admits only what says the same, and X alone what says either. */
function widthOf(set: readonly string[]): number {
  return set.filter((entry) => !entry.endsWith('-or-later')).length
}

/** Fewest new entries first; of as many those that more needs name, then those that admit less, then by letters. */
function inOrder(need: Alternatives, chosen: ReadonlySet<string>, { orderOf }: Search): Alternatives {
  return need.toSorted(
    (a, b) =>
      missingOf(a, chosen) - missingOf(b, chosen) ||
      orderOf(b) - orderOf(a) ||
      widthOf(a) - widthOf(b) ||
      (a.join('\n') < b.join('\n') ? -1 : 1),
  )
}

function greedy(search: Search, forced: ReadonlySet<string>): ReadonlySet<string> {
  const chosen = new Set(forced)
  for (const need of search.needs) {
    const [set = []] = isMet(need, chosen) ? [] : inOrder(need, chosen, search)
    for (const entry of set) chosen.add(entry)
  }
  return chosen
}

/** Branch and bound: each open need is met by one of its alternatives, and what is no better than the best is left. */
function improve(search: Search, chosen: ReadonlySet<string>, from: number): void {
  const at = search.needs.findIndex((need, index) => index >= from && !isMet(need, chosen))
  search.steps += search.needs.length - from + 1
  if (at === -1) {
    if (!search.best || chosen.size < search.best.size) search.best = chosen
    return
  }
  const need = search.needs[at] ?? []
  for (const set of inOrder(need, chosen, search)) {
    if (search.steps > MAX_STEPS) return
    const size = chosen.size + missingOf(set, chosen)
    if (!search.best || size < search.best.size) improve(search, new Set([...chosen, ...set]), at + 1)
  }
}

/** How many needs name each entry of a set, together. */
function popularity(needs: readonly Alternatives[]): Search['orderOf'] {
  const counts = new Map<string, number>()
  for (const need of needs)
    for (const entry of new Set(need.flat())) counts.set(entry, (counts.get(entry) ?? 0) + 1)
  return (set) => set.reduce((sum, entry) => sum + (counts.get(entry) ?? 0), 0)
}

/**
 * The smallest list that meets every need, exactly: what stands without a choice is taken, and the
 * choices that it leaves open are searched through, from the greedy answer on, in at most 200,000 steps and for at most
 * 200 of them. Beyond that the best answer found is not proven. A need without alternatives is nobody's to meet, and
 * is left out.
 */
export function smallestOf(all: readonly Alternatives[]): Smallest {
  const needs = [
    ...new Map(all.filter((need) => need.length > 0).map((need) => [JSON.stringify(need), need])).values(),
  ]
  const forced = new Set(needs.flatMap((need) => (need.length === 1 ? (need[0] ?? []) : [])))
  const open = needs
    .filter((need) => !isMet(need, forced))
    .sort((a, b) => a.length - b.length || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  const search: Search = { needs: open, orderOf: popularity(needs), best: undefined, steps: 0 }
  search.best = greedy(search, forced)
  const isSmall = open.length <= MAX_OPEN
  if (isSmall) improve(search, forced, 0)
  const entries = [...search.best].sort()
  return { entries, isProven: isSmall && search.steps <= MAX_STEPS }
}
