import { messageOf } from '../../core/errors.ts'
import type { Gap } from '../../core/finding.ts'
import type { Tree } from '../../core/ports.ts'
import { bundledPackages } from '../../inventory/bundle-metadata.ts'
import type { Package } from '../../inventory/package.ts'
import type { LicenseFact } from './fact.ts'
import { shippedOf } from './notices/shipped.ts'

export interface Bundle {
  readonly facts: readonly LicenseFact[]
  readonly gaps: readonly Gap[]
}

function refuse(facts: readonly LicenseFact[], path: string, reason: string): Bundle {
  return { facts, gaps: [{ target: path, subject: path, reason }] }
}

/** Marks the facts of what a bundle holds; what its metadata hides or nobody locked is a gap, as it ships. */
export async function markBundled(
  facts: readonly LicenseFact[],
  path: string,
  directory: string,
  tree: Tree,
): Promise<Bundle> {
  if (path === '') return { facts, gaps: [] }
  try {
    const bytes = await tree.read(path)
    if (!bytes) return refuse(facts, path, 'the metadata of the bundle is not there')
    const bundled = bundledPackages(path, bytes, directory)
    if ('problem' in bundled) return refuse(facts, path, `the metadata of the bundle ${bundled.problem}`)
    // Each lockfile has places of its own, and copies of a package one place: rather one too many than a text too few.
    const locks = new Map<string, Set<Package>>()
    for (const { lockfile, package: pkg } of facts)
      locks.set(lockfile, (locks.get(lockfile) ?? new Set()).add(pkg))
    const marked = [...locks.values()].map((locked) => shippedOf([...locked], bundled.packages))
    const inside = new Set(marked.flatMap(({ shipped }) => shipped))
    const unknown = bundled.packages.filter((one) => marked.every((each) => each.unknown.includes(one)))
    return {
      facts: facts.map((fact) => ({ ...fact, isBundled: inside.has(fact.package) })),
      gaps: [
        ...bundled.faults.map((reason) => ({ target: path, subject: path, reason })),
        ...unknown.map(({ folder }) => ({
          target: path,
          subject: folder,
          reason: 'it is in the bundle and not locked',
        })),
      ],
    }
  } catch (thrown) {
    return refuse(facts, path, `the metadata of the bundle ${messageOf(thrown)}`)
  }
}
