import semver from 'semver'
import { advisoryNameOf } from './ecosystems.ts'
import type { PackageFact } from './fact.ts'
import { smallestFix } from './fixes.ts'
import type { Hit } from './flaws.ts'
import { type MatchCache, matchOf } from './match.ts'
import { versionOf } from './questions.ts'

/** The smallest later release that no known advisory is about, of those that the registry has. */
function smallestRelease(fact: PackageFact, cache: MatchCache): string | undefined {
  const { ecosystem, advisories, package: pkg } = fact
  const releases = fact.releases ?? fact.releasesOf(pkg.name)
  if (ecosystem !== 'npm' || !releases || semver.valid(pkg.version) === null) return undefined
  const later = releases.releases
    .map(({ version }) => version)
    .filter(
      (version) =>
        semver.valid(version) !== null &&
        semver.prerelease(version) === null &&
        semver.gt(version, pkg.version),
    )
    .sort(semver.compare)
  const isFree = (version: string) =>
    advisories.every((one) => matchOf(one, ecosystem, pkg.name, version, cache) === undefined)
  return later.find(isFree)
}

/** Where a source only says which range is affected (npm's does): the ends of the range that are above the version. */
function endsOf(fact: PackageFact, hits: readonly Hit[]): readonly string[] {
  const ends = hits.flatMap(({ match }) =>
    [...match.range.matchAll(/<\s*v?(\d[\w.+-]*)/g)].map(([, end = '']) => end),
  )
  const { version } = fact.package
  return ends.filter(
    (end) => semver.valid(end) !== null && semver.valid(version) !== null && semver.gt(end, version),
  )
}

/** The version to upgrade to, and whether no known advisory is about it. */
export interface FreeVersion {
  readonly version: string
  readonly isFree: boolean
}

/**
 * The version to upgrade a package to, for all of its flaws: the smallest named fix that is free of everything known,
 * else the smallest such release of the registry, else the end of an affected range; else one that is free of the one
 * flaw alone, which is then said.
 */
export function freeVersion(
  fact: PackageFact,
  hits: readonly Hit[],
  cache: MatchCache,
): (hit: Hit) => FreeVersion | undefined {
  const { ecosystem, advisories, package: pkg } = fact
  const name = advisoryNameOf(pkg)
  const subject = { ecosystem, name, version: versionOf(pkg) }
  const isFree = (version: string) =>
    advisories.every((one) => matchOf(one, ecosystem, name, version, cache) === undefined)
  const best =
    smallestFix(advisories, subject) ??
    smallestRelease(fact, cache) ??
    [...endsOf(fact, hits)].sort(semver.compare).find(isFree)
  if (best !== undefined) return () => ({ version: best, isFree: true })
  return ({ match: { fixed } }) => (fixed === undefined ? undefined : { version: fixed, isFree: false })
}
