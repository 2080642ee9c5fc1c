import semver from 'semver'
import { advisoryNameOf } from './ecosystems.ts'
import type { PackageFact } from './fact.ts'
import { smallestFix } from './fixes.ts'
import type { Hit } from './flaws.ts'
import { type MatchCache, matchOf } from './match.ts'

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

/** Where a source only says which range is affected (npm's does): the end of that range, if it has one. */
function endOf({ match }: Hit): string | undefined {
  const ends = [...match.range.matchAll(/<\s*v?(\d[\w.+-]*)/g)].map(([, end = '']) => end)
  const [last] = ends.filter((end) => semver.valid(end) !== null).sort(semver.rcompare)
  return last
}

/**
 * The version to upgrade to: the smallest named fix that is free of everything known, else the smallest such release
 * of the registry, else the fix of the branch that matched, else the end of the affected range.
 */
export function freeVersion(fact: PackageFact, hit: Hit, cache: MatchCache): string | undefined {
  const { ecosystem, advisories, package: pkg } = fact
  const subject = { ecosystem, name: advisoryNameOf(pkg), version: pkg.version }
  return smallestFix(advisories, subject) ?? smallestRelease(fact, cache) ?? hit.match.fixed ?? endOf(hit)
}
