import { posix } from 'node:path'
import type { Gap, Note, Target } from '../core/finding.ts'
import type { Tree } from '../core/ports.ts'
import { isSbom, LOCK, readerOf, SHRINKWRAP } from './formats.ts'
import { orphanNotes } from './orphans.ts'
import type { Lockfile } from './package.ts'

/** Everything that is locked in a tree. */
export interface Inventory {
  readonly lockfiles: readonly Lockfile[]
  readonly targets: readonly Target[]
  readonly gaps: readonly Gap[]
  /** The lockfiles that were looked at, the unreadable ones too. */
  readonly seen: readonly string[]
  /** Every package.json that is neither excluded nor ignored by git. */
  readonly manifests: readonly string[]
  readonly notes: readonly Note[]
}

/** What of a tree is not looked at. */
export interface Scope {
  /** Folders or files that the user names. */
  readonly excluded?: readonly string[]
  /** Which of these paths git ignores: nobody but this machine has them. */
  readonly ignored?: (paths: readonly string[]) => Promise<ReadonlySet<string>>
  /** Whether SBOMs are read too. */
  readonly sboms?: boolean
}

interface Passed {
  readonly excluded: readonly string[]
  readonly ignored: readonly string[]
  readonly overruled: readonly string[]
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}

function foldersOf(excluded: readonly string[]): readonly string[] {
  return excluded.map((path) => posix.normalize(path).replace(/\/+$/, ''))
}

function gapOfFolder({ path, reason }: { readonly path: string; readonly reason: string }): Gap {
  return { target: path, subject: path, reason: `the folder cannot be listed: ${reason}` }
}

/** npm ignores a package-lock.json beside an npm-shrinkwrap.json; Yarn does not. */
function isOverruled(path: string, files: ReadonlySet<string>): boolean {
  const beside = posix.join(posix.dirname(path), SHRINKWRAP)
  return posix.basename(path) === LOCK && files.has(beside)
}

/**
 * Finds and reads every lockfile of a tree, but for those below an excluded folder and those that git ignores, which
 * are said aloud, as are the manifests that git ignores (a build makes some). What cannot be read (a damaged lockfile, a folder without permission) is a gap.
 */
export async function readInventory(tree: Tree, scope: Scope = {}): Promise<Inventory> {
  const { files, unreadable } = await tree.list()
  const folders = foldersOf(scope.excluded ?? [])
  const isExcluded = (path: string) => folders.some((folder) => isBelow(path, folder))
  const known = files.filter(
    (path) => readerOf(path) !== undefined && (scope.sboms === true || !isSbom(path)),
  )
  const named = known.filter((path) => !isExcluded(path))
  const asking = files.filter((path) => posix.basename(path) === 'package.json' && !isExcluded(path))
  const ignored = (await scope.ignored?.([...named, ...asking])) ?? new Set<string>()
  const all = new Set(named.filter((path) => !ignored.has(path)))
  const looked = [...all].filter((path) => !isOverruled(path, all))
  const lockfiles: Lockfile[] = []
  for (const path of looked) {
    const read = readerOf(path)
    if (read) lockfiles.push(await read(tree, path, files))
  }
  const shut = unreadable.filter(({ path }) => !isExcluded(path)).map(gapOfFolder)
  const manifests = asking.filter((path) => !ignored.has(path))
  const passed = {
    excluded: known.filter(isExcluded),
    ignored: [...ignored],
    overruled: [...all].filter((path) => isOverruled(path, all)),
  }
  return {
    lockfiles,
    targets: [
      ...lockfiles.map((lockfile) => ({ id: lockfile.path, complete: lockfile.gaps.length === 0 })),
      ...shut.map((gap) => ({ id: gap.target, complete: false })),
    ],
    gaps: [...shut, ...lockfiles.flatMap((lockfile) => lockfile.gaps)],
    seen: looked,
    manifests,
    notes: [
      ...passedOver(passed),
      ...orphanNotes(lockfiles, manifests),
      ...lockfiles.flatMap((lockfile) => lockfile.notes),
    ],
  }
}

function passedOver({ excluded, ignored, overruled }: Passed): readonly Note[] {
  const told = (subject: string, why: string, paths: readonly string[]): readonly Note[] =>
    paths.length === 0 ? [] : [{ subject, text: `Not looked at, because ${why}: ${listed(paths)}.` }]
  return [
    ...told('exclude', 'excluded', excluded),
    ...told('.gitignore', 'git ignores them', ignored),
    ...overruled.map((path) => ({ subject: path, text: `npm ignores it: ${SHRINKWRAP} stands beside it.` })),
  ]
}

const MAX_LISTED = 10

function listed(paths: readonly string[]): string {
  const more = paths.length > MAX_LISTED ? ` and ${paths.length - MAX_LISTED} more` : ''
  return paths.slice(0, MAX_LISTED).join(', ') + more
}
