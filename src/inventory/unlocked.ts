import { posix } from 'node:path'
import { messageOf } from '../core/errors.ts'
import type { Gap } from '../core/finding.ts'
import type { Tree } from '../core/ports.ts'
import type { Inventory } from './inventory.ts'
import { objectOf, parseValue } from './json.ts'
import { UNREADABLE } from './locked.ts'
import { edgesOf } from './manifest.ts'
import type { Lockfile } from './package.ts'

/** Folders whose dependencies a lockfile locks: its own, its members', and those its links lead to. */
function coveredBy(lockfiles: readonly Lockfile[]): ReadonlySet<string> {
  return new Set(
    lockfiles.flatMap(({ path, members, packages }) => {
      const folder = posix.dirname(path)
      const local = [...members, ...packages].flatMap((pkg) => pkg.folder ?? [])
      return [folder, ...local.map((one) => posix.join(folder, one))]
    }),
  )
}

/** Whether a manifest asks for anything; one that cannot be read may. */
async function asks(tree: Tree, path: string): Promise<string | undefined> {
  try {
    const bytes = await tree.read(path)
    const parsed = bytes && parseValue(bytes)
    if (!parsed) return undefined
    if ('problem' in parsed) return `it ${parsed.problem}`
    const edges = edgesOf(objectOf(parsed.value) ?? {}, true).filter((edge) => !edge.kind.endsWith('peer'))
    if (edges.length === 0) return undefined
    return `it declares ${edges.length} dependencies and no lockfile locks them: commit one, or exclude it`
  } catch (thrown) {
    return messageOf(thrown)
  }
}

/**
 * Manifests that ask for packages which nothing locks: what they bring in cannot be known. What lies below a
 * lockfile that cannot be read is a gap already.
 */
export async function unlockedManifests(
  tree: Tree,
  { lockfiles, manifests }: Inventory,
): Promise<readonly Gap[]> {
  const covered = coveredBy(lockfiles)
  const unread = lockfiles.filter((one) => one.format === UNREADABLE).map((one) => posix.dirname(one.path))
  const isBelowUnread = (path: string) =>
    unread.some((folder) => folder === '.' || path.startsWith(`${folder}/`))
  const gaps: Gap[] = []
  for (const path of manifests) {
    if (covered.has(posix.dirname(path)) || isBelowUnread(path)) continue
    const reason = await asks(tree, path)
    if (reason !== undefined) gaps.push({ target: path, subject: path, reason })
  }
  return gaps
}
