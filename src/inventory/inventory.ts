import { posix } from 'node:path'
import type { Gap, Note, Target } from '../core/finding.ts'
import type { Tree } from '../core/ports.ts'
import { readNpmLockfile } from './npm.ts'
import type { Lockfile } from './package.ts'

/** Everything that is locked in a tree. */
export interface Inventory {
  readonly lockfiles: readonly Lockfile[]
  readonly targets: readonly Target[]
  readonly gaps: readonly Gap[]
  /** The lockfiles that were looked at, the unreadable ones too. */
  readonly seen: readonly string[]
  /** Every package.json that is not excluded. */
  readonly manifests: readonly string[]
  readonly notes: readonly Note[]
}

const SHRINKWRAP = 'npm-shrinkwrap.json'
const LOCK = 'package-lock.json'
const NPM = [LOCK, SHRINKWRAP]
/** Formats that other package managers write: seen, and not read yet, so a gap and never a pass. */
const UNREAD: Readonly<Record<string, string>> = {
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'Yarn',
  'bun.lock': 'Bun',
  'bun.lockb': 'Bun',
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}

/** npm ignores a package-lock.json beside an npm-shrinkwrap.json; Yarn does not. */
function isOverruled(path: string, files: ReadonlySet<string>): boolean {
  const beside = posix.join(posix.dirname(path), SHRINKWRAP)
  return posix.basename(path) === LOCK && files.has(beside)
}

function foldersOf(excluded: readonly string[]): readonly string[] {
  return excluded.map((path) => posix.normalize(path).replace(/\/+$/, ''))
}

/**
 * Finds and reads every lockfile of a tree, but for those below an excluded folder, which are said aloud. What
 * cannot be read (a damaged lockfile, a folder without permission, another manager's format) is a gap.
 */
export async function readInventory(tree: Tree, excluded: readonly string[] = []): Promise<Inventory> {
  const { files, unreadable } = await tree.list()
  const folders = foldersOf(excluded)
  const isExcluded = (path: string) => folders.some((folder) => isBelow(path, folder))
  const known = files.filter(
    (path) => NPM.includes(posix.basename(path)) || Object.hasOwn(UNREAD, posix.basename(path)),
  )
  const all = new Set(known.filter((path) => !isExcluded(path)))
  const looked = known.filter((path) => !isExcluded(path) && !isOverruled(path, all))
  const npm = looked.filter((path) => NPM.includes(posix.basename(path)))
  const lockfiles: Lockfile[] = []
  for (const path of npm) lockfiles.push(await readNpmLockfile(tree, path))
  const unread = looked.filter((path) => !npm.includes(path)).map((path) => unreadGap(path))
  const shut = unreadable
    .filter(({ path }) => !isExcluded(path))
    .map(({ path, reason }) => ({
      target: path,
      subject: path,
      reason: `the folder cannot be listed: ${reason}`,
    }))
  const gaps = [...unread, ...shut]
  const manifests = files.filter((path) => posix.basename(path) === 'package.json' && !isExcluded(path))
  return {
    lockfiles,
    targets: [
      ...lockfiles.map((lockfile) => ({ id: lockfile.path, complete: lockfile.gaps.length === 0 })),
      ...gaps.map((gap) => ({ id: gap.target, complete: false })),
    ],
    gaps: [...gaps, ...lockfiles.flatMap((lockfile) => lockfile.gaps)],
    seen: looked,
    manifests,
    notes: [...passedOver(known, all, isExcluded), ...lockfiles.flatMap((lockfile) => lockfile.notes)],
  }
}

function unreadGap(path: string): Gap {
  const manager = UNREAD[posix.basename(path)]
  return {
    target: path,
    subject: path,
    reason: `it is a lockfile of ${manager}, a format that is not read yet`,
  }
}

function passedOver(
  known: readonly string[],
  all: ReadonlySet<string>,
  isExcluded: (path: string) => boolean,
): readonly Note[] {
  const excluded = known.filter(isExcluded)
  const overruled = known.filter((path) => !isExcluded(path) && isOverruled(path, all))
  return [
    ...(excluded.length === 0
      ? []
      : [{ subject: 'exclude', text: `Not looked at, because excluded: ${listed(excluded)}.` }]),
    ...overruled.map((path) => ({ subject: path, text: `npm ignores it: ${SHRINKWRAP} stands beside it.` })),
  ]
}

const MAX_LISTED = 10

function listed(paths: readonly string[]): string {
  const more = paths.length > MAX_LISTED ? ` and ${paths.length - MAX_LISTED} more` : ''
  return paths.slice(0, MAX_LISTED).join(', ') + more
}
