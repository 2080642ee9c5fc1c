import type { Advisory } from '../../../src/checks/dependency-audit/advisory.ts'
import type { PackageFact } from '../../../src/checks/dependency-audit/fact.ts'
import { OPTIONS, type Options } from '../../../src/checks/dependency-audit/options.ts'
import { readOsvRecord } from '../../../src/checks/dependency-audit/osv-record.ts'
import { parseOptions } from '../../../src/core/options.ts'
import type { Dependent, Package } from '../../../src/inventory/package.ts'
import { type KnownBad, recordOf } from './osv-http.ts'

/** An advisory as OSV tells it. */
export function advisoryOf(bad: KnownBad, more: Partial<Advisory> = {}): Advisory {
  const read = readOsvRecord(recordOf(bad), 'osv')
  if ('problem' in read) throw new Error(read.problem)
  return { ...read.advisory, ...more }
}

/** The repository itself asking for a package. */
export function askedByRoot(name: string, spec: string, more: Partial<Dependent> = {}): Dependent {
  return { by: undefined, own: { name: 'app', folder: '' }, name, spec, kind: 'prod', ...more }
}

/** Another package asking for one. */
export function askedBy(id: string, name: string, spec: string): Dependent {
  return { by: packageOf(id), name, spec, kind: 'prod' }
}

export function packageOf(id: string, more: Partial<Package> = {}): Package {
  const at = id.lastIndexOf('@')
  const name = id.slice(0, at)
  return {
    name,
    type: 'npm',
    version: id.slice(at + 1),
    location: `node_modules/${name}`,
    source: 'registry',
    scope: 'prod',
    direct: true,
    bundled: false,
    license: 'MIT',
    line: 7,
    ...more,
  }
}

interface Shape extends Partial<Omit<PackageFact, 'package' | 'kind' | 'dependents'>> {
  readonly package?: Partial<Package>
  readonly dependents?: readonly Dependent[]
}

/** A fact by id (`name@version`), what is known about its name, and whatever else matters. */
export function factOf(id: string, advisories: readonly Advisory[] = [], shape: Shape = {}): PackageFact {
  const { package: more = {}, dependents, ...rest } = shape
  const pkg = packageOf(id, more)
  return {
    kind: 'package',
    lockfile: 'package-lock.json',
    manager: 'npm',
    format: 'package-lock v3',
    package: pkg,
    ecosystem: 'npm',
    counts: true,
    isAdded: false,
    advisories,
    paths: (most) => [[id]].slice(0, most),
    ways: (most) => {
      const paths = rest.paths?.(most) ?? [[id]]
      return { paths: paths.slice(0, most), isAll: paths.length <= most }
    },
    hasMembers: false,
    dependents: () => dependents ?? [askedByRoot(pkg.alias ?? pkg.name, pkg.version)],
    releasesOf: () => undefined,
    ...rest,
  }
}

/** The check's options as inputs give them; what is not named has its default. */
export function optionsOf(values: Readonly<Record<string, unknown>> = {}): Options {
  const given = {
    origin: 'input',
    values: new Map(Object.entries(values)),
    label: (name: string) => name,
  } as const
  return parseOptions(OPTIONS, [given])
}
