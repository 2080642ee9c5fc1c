import { type Dirent, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../../../core/errors.ts'

/** One file of a database on disk. */
export interface DatabaseFile {
  readonly path: string
  readonly size: number
  /** Milliseconds since 1970. */
  readonly modified: number
}

/** What a database consists of, by path; `problem` says why that is not all of it. */
export interface DatabaseFiles {
  readonly files: readonly DatabaseFile[]
  readonly problem?: string
}

const MAX_DEPTH = 32
const RECORDS = /\.(json|json\.gz|zip)$/i

function fileAt(path: string): DatabaseFile {
  const { size, mtimeMs } = statSync(path)
  return { path, size, modified: mtimeMs }
}

function isWanted(entry: Dirent): boolean {
  return RECORDS.test(entry.name) && !entry.isDirectory()
}

/** The folder's own files and its folders; a link is not followed, which loses records unless it is said. */
function listFolder(folder: string) {
  const entries = readdirSync(folder, { withFileTypes: true })
  const wanted = entries.filter(isWanted)
  const odd = wanted.find((entry) => !entry.isFile())
  if (odd) throw new Error(`${odd.name} is a link or no ordinary file`)
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== '.git')
  return {
    files: wanted.map((entry) => fileAt(join(folder, entry.name))),
    folders: folders.map((entry) => join(folder, entry.name)),
  }
}

/**
 * Finds the `.json`, `.json.gz` and `.zip` files of a folder and the ones below it, or the one file that `path` is.
 * Synchronous: of 50,000 files that takes a tenth of the time.
 */
export function listDatabase(path: string): DatabaseFiles {
  try {
    if (!statSync(path).isDirectory()) return { files: [fileAt(path)] }
    let all: readonly DatabaseFile[] = []
    let level = [path]
    for (let depth = 0; level.length > 0; depth++) {
      if (depth > MAX_DEPTH) return { files: [], problem: 'its folders are nested too deeply' }
      const listed = level.map(listFolder)
      all = [all, ...listed.map(({ files }) => files)].flat()
      level = listed.flatMap(({ folders }) => folders)
    }
    const files = [...all].sort((a, b) => (a.path < b.path ? -1 : 1))
    return files.length === 0 ? { files, problem: 'there are no records in it' } : { files }
  } catch (thrown) {
    return { files: [], problem: problemOf(thrown) }
  }
}

/** What went wrong on disk, without the path that Node puts into its messages. */
export function problemOf(thrown: unknown): string {
  const { code } = (thrown ?? {}) as NodeJS.ErrnoException
  if (code === 'ENOENT') return 'it is not there'
  if (code === 'EACCES' || code === 'EPERM') return 'there is no permission to read it'
  return code ?? messageOf(thrown)
}
