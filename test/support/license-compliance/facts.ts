import type { LicenseFact, Reading } from '../../../src/checks/license-compliance/fact.ts'
import type { Package } from '../../../src/inventory/package.ts'

interface Shape extends Partial<Omit<LicenseFact, 'package' | 'readings'>>, Partial<Package> {
  /** What its own package.json says, if it is installed; `undefined` is one that says nothing. */
  readonly own?: unknown
  readonly readings?: readonly Reading[]
}

/** A fact by id (`name@version`), what the lockfile says of its license, and whatever else matters. */
export function factOf(id: string, license: unknown, shape: Shape = {}): LicenseFact {
  const { lockfile = 'package-lock.json', counts = true, before = [], readings, files, ...more } = shape
  const { paths = (most: number) => [[id]].slice(0, most), own, ...rest } = more
  const at = id.lastIndexOf('@')
  const name = id.slice(0, at)
  const pkg: Package = {
    name,
    type: 'npm',
    version: id.slice(at + 1),
    location: `node_modules/${name}`,
    source: 'registry',
    scope: 'prod',
    direct: true,
    bundled: false,
    license,
    line: 12,
    ...rest,
  }
  const locked: Reading = { source: 'lockfile', path: lockfile, value: license }
  const mine: Reading = { source: 'package.json', path: `${pkg.location}/package.json`, value: own }
  const read = readings ?? ('own' in shape ? [mine, locked] : [locked])
  return { lockfile, package: pkg, readings: read, ...(files ? { files } : {}), counts, before, paths }
}

/** The same, frozen through and through: whoever changes it throws. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) frozen(inner)
  }
  return value
}
