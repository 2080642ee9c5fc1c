import { posix } from 'node:path'
import type { Note } from '../core/finding.ts'
import { UNREADABLE } from './locked.ts'
import type { Lockfile } from './package.ts'

function foldersOfMembers({ path, members }: Lockfile): readonly string[] {
  return members.flatMap(({ folder }) =>
    folder === undefined ? [] : [posix.join(posix.dirname(path), folder)],
  )
}

function noteOf(
  lockfile: Lockfile,
  beside: readonly Lockfile[],
  owner: Lockfile | undefined,
): string | undefined {
  if (owner)
    return `Nobody installs from it: its folder is a member of the workspace that ${owner.path} locks.`
  const others = beside.filter((one) => one !== lockfile && one.manager !== lockfile.manager)
  if (others.length === 0) return undefined
  return `${others.map((one) => one.path).join(', ')} locks the same folder: one of them is out of use and should go.`
}

/** Lockfiles that nobody installs from, by their names: they are looked at all the same. */
export function orphanNotes(lockfiles: readonly Lockfile[], manifests: readonly string[]): readonly Note[] {
  const locks = lockfiles.filter(({ manager, format }) => manager !== 'sbom' && format !== UNREADABLE)
  const owners = new Map<string, Lockfile>()
  for (const lockfile of locks) for (const folder of foldersOfMembers(lockfile)) owners.set(folder, lockfile)
  const withManifest = new Set(manifests.map((path) => posix.dirname(path)))
  return locks.flatMap((lockfile) => {
    const folder = posix.dirname(lockfile.path)
    if (!withManifest.has(folder)) {
      const text =
        'No package.json stands beside it: nobody installs from it, and what is declared could not be compared.'
      return [{ subject: lockfile.path, text }]
    }
    const beside = locks.filter((one) => posix.dirname(one.path) === folder)
    const text = noteOf(lockfile, beside, owners.get(folder))
    return text === undefined ? [] : [{ subject: lockfile.path, text }]
  })
}
