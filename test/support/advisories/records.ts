import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import semver from 'semver'

/** As much of an OSV record as the fakes look at. */
export interface OsvRecord {
  readonly id: string
  readonly modified: string
  readonly summary?: string
  readonly withdrawn?: string
  readonly aliases?: readonly string[]
  readonly affected: readonly {
    readonly package: { readonly ecosystem: string; readonly name: string }
    readonly versions?: readonly string[]
    readonly ranges?: readonly {
      readonly type: string
      readonly events: readonly Readonly<Record<string, string>>[]
    }[]
  }[]
  readonly database_specific?: { readonly severity?: string }
}

const FOLDER = resolve(import.meta.dirname, '../../fixtures/advisories')

/** Where the real records are. */
export function fixtureOf(ecosystem: 'npm' | 'pypi' | 'go'): string {
  return join(FOLDER, `${ecosystem}-osv.json.gz`)
}

/** The real records of test/fixtures/advisories. */
export function recordsOf(...ecosystems: readonly ('npm' | 'pypi' | 'go')[]): readonly OsvRecord[] {
  return ecosystems.flatMap(
    (one) => JSON.parse(gunzipSync(readFileSync(fixtureOf(one))).toString()) as OsvRecord[],
  )
}

type Events = readonly Readonly<Record<string, string>>[]

/** Events as npm and GitHub write ranges; an alternative per interval. */
export function alternativesOf(events: Events): readonly string[] {
  const alternatives: string[] = []
  for (const { introduced, fixed, last_affected: last } of events) {
    const before = alternatives.at(-1)
    if (introduced !== undefined) alternatives.push(introduced === '0' ? '>= 0' : `>= ${introduced}`)
    else if (before !== undefined && fixed !== undefined)
      alternatives[alternatives.length - 1] = `${before}, < ${fixed}`
    else if (before !== undefined && last !== undefined)
      alternatives[alternatives.length - 1] = `${before}, <= ${last}`
  }
  return alternatives
}

/** Every range of a branch as comparators; the listed versions where it has none. */
export function comparatorsOf(branch: OsvRecord['affected'][number]): readonly string[] {
  const ranges = (branch.ranges ?? []).filter(({ type }) => type !== 'GIT')
  const all = ranges.flatMap(({ events }) => alternativesOf(events))
  return all.length > 0 ? all : (branch.versions ?? []).map((version) => `= ${version}`)
}

/** Whether a record is about a version, told by node-semver or by the list of versions: for the fakes alone. */
export function isAffected(record: OsvRecord, ecosystem: string, name: string, version: string): boolean {
  if (record.withdrawn !== undefined) return false
  return record.affected.some((branch) => {
    if (branch.package.ecosystem !== ecosystem || branch.package.name !== name) return false
    if (branch.versions?.includes(version)) return true
    return comparatorsOf(branch).some((range) =>
      semver.satisfies(version, range.replaceAll(',', ' '), { includePrerelease: true, loose: true }),
    )
  })
}

/** The GHSA id of a record: its own, an alias, or one made up from its id. */
export function ghsaOf({ id, aliases = [] }: OsvRecord): string {
  const known = [id, ...aliases].find((one) => one.startsWith('GHSA-'))
  const made = createHash('sha256').update(id).digest('hex')
  return known ?? `GHSA-${made.slice(0, 4)}-${made.slice(4, 8)}-${made.slice(8, 12)}`
}
