import { posix } from 'node:path'
import type { Tree } from '../../core/ports.ts'
import type { Change } from '../../inventory/change.ts'
import type { Lockfile } from '../../inventory/package.ts'
import type { RuntimeFact } from './fact.ts'
import { declaredRuntimes, isOlder } from './runtime.ts'

/** Packages that ask for another Node than their repository promises, one fact for each version of a package. */
export async function readRuntimes(
  tree: Tree,
  lockfiles: readonly Lockfile[],
  change: Change,
): Promise<readonly RuntimeFact[]> {
  const facts = new Map<string, RuntimeFact>()
  for (const lockfile of lockfiles) {
    const declared = await declaredRuntimes(tree, posix.dirname(lockfile.path))
    for (const pkg of lockfile.packages) {
      // An optional package that does not fit is not installed.
      if (pkg.engine === undefined || pkg.scope === 'optional') continue
      const { engine } = pkg
      const older = declared.find(({ range }) => isOlder(range, engine))
      const key = JSON.stringify([lockfile.path, pkg.name, pkg.version])
      if (!older || facts.has(key)) continue
      const counts = change.counts(pkg)
      facts.set(key, {
        kind: 'runtime',
        lockfile: lockfile.path,
        package: pkg,
        engine,
        declared: older,
        counts,
      })
    }
  }
  return [...facts.values()]
}
