import { posix } from 'node:path'
import type { Edge } from './manifest.ts'
import type { Source } from './package.ts'

/** One entry of a lockfile, whatever its format, before anything is made of it. */
export interface Entry {
  /**
   * Its place, which no other entry has: in npm's lockfiles where it goes, in others the lockfile's own key; of the
   * repository's own packages their folder. Relative to the lockfile's folder; the root's is empty.
   */
  readonly location: string
  readonly name: string
  readonly alias: string | undefined
  readonly version: string
  /** What it was resolved to, if the lockfile says. */
  readonly resolved: string
  /** The location it points to, if it is a link. */
  readonly link: string | undefined
  readonly license: unknown
  readonly edges: readonly Edge[]
  readonly bundled: boolean
  /** Lockfile version 1 does not tell optional edges, but flags what only they reach. */
  readonly onlyOptional: boolean
  /** Its kind in a package URL; `npm` unless told. */
  readonly type?: string
  /** What the format says outright; npm's is told from the location and what it was resolved to. */
  readonly source?: Source
  /** Its folder in the repository, relative to the lockfile's, where `source` is given and there is one. */
  readonly folder?: string | undefined
  /** As the lockfile has it: Subresource Integrity, or a checksum of its own kind. */
  readonly integrity?: string | undefined
  /** The versions of Node that it asks for, as written. */
  readonly engine?: string | undefined
  /** What its registry said against it when it was locked. */
  readonly deprecated?: string | undefined
  readonly line: number | undefined
}

/** The longest path that macOS takes; looking up names in folders of any depth would take time without bound. */
const MAX_LOCATION = 1024

/** Whether a location is longer than the path of a file can be. */
export function isTooLong(location: string): boolean {
  return location.length > MAX_LOCATION
}

/** The location that a link's path leads to: `file:.` is the root's. */
export function locationOf(path: string): string {
  const location = posix.normalize(path)
  return location === '.' ? '' : location
}

const ARCHIVE = /\.(tgz|tar|tar\.gz)$/i

/** The folder of the repository that something was resolved to (`file:vendor/x`), if it was to one. */
export function folderAt(resolved: string): string | undefined {
  const isFolder = resolved.startsWith('file:') && !ARCHIVE.test(resolved)
  return isFolder ? locationOf(resolved.slice('file:'.length)) : undefined
}

/** The name that a location in the tree gives a package: what stands behind its last `node_modules/`. */
export function nameAt(location: string): string {
  const at = location.lastIndexOf('node_modules/')
  return at === -1
    ? location.slice(location.lastIndexOf('/') + 1)
    : location.slice(at + 'node_modules/'.length)
}

/** Whether a location lies in a node_modules folder, not among the repository's own. */
export function isInstalled(location: string): boolean {
  return location.startsWith('node_modules/') || location.includes('/node_modules/')
}
