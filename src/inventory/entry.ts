import { posix } from 'node:path'
import type { Edge } from './manifest.ts'

/** One entry of an npm lockfile, whatever its version, before anything is made of it. */
export interface Entry {
  /** Relative to the lockfile's folder; the root's is empty. */
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
