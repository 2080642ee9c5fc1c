import type { Stats } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { RunError } from '../../../core/errors.ts'

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  ENOENT: 'is not there',
  ENOTDIR: 'is not there',
  ELOOP: 'is a link that leads in circles',
  ENAMETOOLONG: 'has a name that is too long',
  ENXIO: 'is a socket, not a file',
}

/** What the system says no with, in words that complete a sentence; its own would name paths of this machine. */
export function wordsOf(thrown: unknown): string {
  const code = (thrown as NodeJS.ErrnoException).code ?? 'no reason given'
  return WORDS[code] ?? `cannot be read (${code})`
}

/** What stands where a file should be; undefined where it is one. */
export function oddity(stats: Stats): string | undefined {
  if (stats.isFile()) return undefined
  if (stats.isDirectory()) return 'is a folder, not a file; a place for folders ends in a slash'
  if (stats.isFIFO()) return 'is a pipe (FIFO), not a file'
  if (stats.isSocket()) return 'is a socket, not a file'
  return 'is a device, not a file'
}

/** Whether a path is another one, or below it; both are real ones. */
export function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith('/') ? root : `${root}/`)
}

/** Where a link leads, or why it leads nowhere that may be read. */
export type Led = { readonly path: string; readonly stats: Stats } | { readonly reason: string }

/** Follows a path with all links in it, and refuses what is outside of the root, which is a real path. */
export async function lead(root: string, path: string): Promise<Led> {
  try {
    const real = await realpath(path)
    if (!isInside(root, real)) return { reason: 'is a link that leads out of the directory' }
    return { path: real, stats: await stat(real) }
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    return { reason: code === 'ENOENT' ? 'is a link to nothing' : wordsOf(thrown) }
  }
}

/** Throws a RunError for a name that is none below a folder. */
export function checkName(name: string): void {
  const isOdd = name === '' || name.startsWith('/') || name.includes('\0')
  if (isOdd || name.split('/').includes('..')) throw new RunError('has no name in its place')
}
