import type { Advisory } from './advisory.ts'
import { type Flaw, groupsOf, mergeGroup } from './aliases.ts'
import { type Match, type MatchCache, matchesOf } from './match.ts'

/** One flaw of one version of a package, and the branch that it is in. */
export interface Hit {
  readonly flaw: Flaw
  /** Of the record that tells most: one with a fix before one without. */
  readonly match: Match
}

/** What is asked about. */
export interface Subject {
  readonly ecosystem: string
  readonly name: string
  readonly version: string
  /** All records about its name. */
  readonly advisories: readonly Advisory[]
}

/** The flaws of a version: every record that matches, those of one flaw together. */
export function flawsOf(
  { ecosystem, name, version, advisories }: Subject,
  cache: MatchCache,
): readonly Hit[] {
  const index = Object.assign(() => advisories, { cache })
  const { matches } = matchesOf(index, ecosystem, name, version)
  if (matches.length === 0) return []
  // A record that does not match, or was withdrawn, must not tie two flaws together that are not the same.
  const byAdvisory = new Map(matches.map(({ advisory, match }) => [advisory, match]))
  return groupsOf([...byAdvisory.keys()]).flatMap((group) => {
    const found = group.flatMap((one) => byAdvisory.get(one) ?? [])
    const match = found.find(({ fixed }) => fixed !== undefined) ?? found[0]
    return match ? [{ flaw: mergeGroup(group), match }] : []
  })
}
