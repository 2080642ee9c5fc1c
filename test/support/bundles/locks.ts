import type { Files } from './workspace.ts'

/** One package of a small lockfile. */
export interface Locked {
  readonly name: string
  readonly version?: string
  readonly license?: unknown
  readonly dev?: boolean
}

/** A package.json and a package-lock.json (version 3) with these packages as direct dependencies. */
export function npmProject(packages: readonly Locked[]): Files {
  const of = (dev: boolean) =>
    Object.fromEntries(
      packages
        .filter((one) => (one.dev ?? false) === dev)
        .map(({ name, version = '1.0.0' }) => [name, version]),
    )
  const manifest = { name: 'app', version: '1.0.0', dependencies: of(false), devDependencies: of(true) }
  const entries = packages.map(({ name, version = '1.0.0', license, dev }) => [
    `node_modules/${name}`,
    { version, ...(license === undefined ? {} : { license }), ...(dev ? { dev } : {}) },
  ])
  const lock = {
    name: 'app',
    lockfileVersion: 3,
    requires: true,
    packages: { '': manifest, ...Object.fromEntries(entries) },
  }
  return {
    'package.json': JSON.stringify(manifest, null, 2),
    'package-lock.json': JSON.stringify(lock, null, 2),
  }
}
