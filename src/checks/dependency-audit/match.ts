import type { Advisory, Affected } from './advisory.ts'
import { type BranchTest, compileBranch } from './branch.ts'
import { nameKeyOf, registryOf } from './versions.ts'

/** How a version is affected. */
export interface Match {
  /** The branch of the advisory it is in. */
  readonly affected: Affected
  /** The fix of the branch and of the interval it is in: above the version, and not affected by this advisory. */
  readonly fixed?: string
  /** For people: `>=8.0.0 <8.17.1`. */
  readonly range: string
}

/** What was read once of every branch, so that many versions can be asked about. */
export type MatchCache = WeakMap<Affected, BranchTest>

/** The advisories of a package, and the cache for matching against them. */
export interface Index {
  (ecosystem: string, name: string): readonly Advisory[]
  readonly cache: MatchCache
}

function testOf(affected: Affected, cache: MatchCache): BranchTest {
  const known = cache.get(affected)
  if (known) return known
  const test = compileBranch(affected)
  cache.set(affected, test)
  return test
}

/** The branches of an advisory that are about a package. */
export function branchesOf(advisory: Advisory, ecosystem: string, name: string): readonly Affected[] {
  const key = nameKeyOf(ecosystem, name)
  return advisory.affected.filter(
    (one) => registryOf(one.ecosystem) === registryOf(ecosystem) && nameKeyOf(ecosystem, one.name) === key,
  )
}

/**
 * How an advisory affects a version of a package (https://ossf.github.io/osv-schema/#evaluation): by its list of
 * versions or by any of its ranges. Undefined where it does not, or was withdrawn. `unknown` where that cannot be
 * told, which is never a pass: a version that is none, an order that is not known, a range that cannot be read, or
 * nothing but a range of commits.
 */
export function matchOf(
  advisory: Advisory,
  ecosystem: string,
  name: string,
  version: string,
  cache: MatchCache = new WeakMap(),
): Match | 'unknown' | undefined {
  if (advisory.withdrawn !== undefined) return undefined
  const branches = branchesOf(advisory, ecosystem, name)
  const verdicts = branches.map((affected) => ({ affected, verdict: testOf(affected, cache)(version) }))
  const matches = verdicts.flatMap(({ affected, verdict }): readonly Match[] => {
    if (typeof verdict !== 'object') return []
    const { text: range, fixed } = verdict
    // The fix of one branch may be in another one.
    const isFix =
      fixed !== undefined && branches.every((one) => typeof testOf(one, cache)(fixed) !== 'object')
    return [isFix ? { affected, range, fixed } : { affected, range }]
  })
  const best = matches.find(({ fixed }) => fixed !== undefined) ?? matches[0]
  return best ?? (verdicts.some(({ verdict }) => verdict === 'unknown') ? 'unknown' : undefined)
}

/** Finds the advisories of a package at once; names compare as the ecosystem has it. */
export function indexOf(advisories: readonly Advisory[]): Index {
  const byName = new Map<string, Set<Advisory>>()
  const keyOf = (ecosystem: string, name: string) => `${registryOf(ecosystem)}\0${nameKeyOf(ecosystem, name)}`
  for (const advisory of advisories) {
    for (const { ecosystem, name } of advisory.affected) {
      const key = keyOf(ecosystem, name)
      const known = byName.get(key)
      if (known) known.add(advisory)
      else byName.set(key, new Set([advisory]))
    }
  }
  const lists = new Map([...byName].map(([key, set]) => [key, [...set]] as const))
  const find = (ecosystem: string, name: string) => lists.get(keyOf(ecosystem, name)) ?? []
  return Object.assign(find, { cache: new WeakMap<Affected, BranchTest>() })
}

/** What an index says about one version. */
export interface Matches {
  readonly matches: readonly { readonly advisory: Advisory; readonly match: Match }[]
  /** Advisories of the package for which nobody can say whether they affect the version: gaps. */
  readonly unknown: readonly Advisory[]
}

/** All advisories of an index that affect a version, and those that may. */
export function matchesOf(index: Index, ecosystem: string, name: string, version: string): Matches {
  const told = index(ecosystem, name).map((advisory) => ({
    advisory,
    match: matchOf(advisory, ecosystem, name, version, index.cache),
  }))
  return {
    matches: told.flatMap(({ advisory, match }) => (typeof match === 'object' ? [{ advisory, match }] : [])),
    unknown: told.flatMap(({ advisory, match }) => (match === 'unknown' ? [advisory] : [])),
  }
}
