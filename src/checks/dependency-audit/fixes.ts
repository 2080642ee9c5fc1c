import type { Advisory, Affected } from './advisory.ts'
import { branchesOf, type MatchCache, matchOf } from './match.ts'
import { type Order, withOrder } from './versions.ts'

/** A package's version, in OSV's words. */
export interface Subject {
  readonly ecosystem: string
  readonly name: string
  readonly version: string
}

/** The versions that a branch of an advisory names as fixed. */
export function fixesOf({ ranges, firstPatched }: Affected): readonly string[] {
  const fixed = ranges.flatMap((range) =>
    range.kind === 'events' ? range.events.flatMap((event) => ('fixed' in event ? [event.fixed] : [])) : [],
  )
  return [...new Set(firstPatched === undefined ? fixed : [...fixed, firstPatched])]
}

function candidatesOf<V>(advisories: readonly Advisory[], subject: Subject, order: Order<V>) {
  const own = order.parse(subject.version)
  if (own === undefined) return []
  const texts = advisories
    .filter(({ withdrawn }) => withdrawn === undefined)
    .flatMap((advisory) => branchesOf(advisory, subject.ecosystem, subject.name).flatMap(fixesOf))
  const above = [...new Set(texts)].flatMap((text) => {
    const at = order.parse(text)
    return at !== undefined && order.compare(at, own) > 0 ? [{ text, at }] : []
  })
  // The smallest one above is of the same major version wherever there is such a one.
  return above.sort((a, b) => order.compare(a.at, b.at)).map(({ text }) => text)
}

/**
 * The smallest version above the subject's that an advisory names as a fix and that none of the advisories affects,
 * of the same major version if there is one; undefined where there is none. An advisory that nobody could evaluate
 * for the subject itself has no say; for the others a fix that cannot be evaluated is none.
 */
export function smallestFix(advisories: readonly Advisory[], subject: Subject): string | undefined {
  const { ecosystem, name, version } = subject
  const cache: MatchCache = new WeakMap()
  const candidates = withOrder(ecosystem, (order) => candidatesOf(advisories, subject, order)) ?? []
  const judges = advisories.filter((one) => matchOf(one, ecosystem, name, version, cache) !== 'unknown')
  return candidates.find((fix) =>
    judges.every((one) => matchOf(one, ecosystem, name, fix, cache) === undefined),
  )
}
