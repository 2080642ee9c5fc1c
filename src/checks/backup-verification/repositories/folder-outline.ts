import { createHash } from 'node:crypto'
import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RepositoryKind, RepositoryListing } from './repository-kind.ts'
import { listRepository } from './repository-kind.ts'
import { faultOf, lackOf, type Obstacle, type Restored } from './repository-reading.ts'

/** Whether a file lies anywhere in a folder; no where there is no such folder. */
async function holdsFile(path: string): Promise<boolean> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
  if (entries.some((entry) => entry.isFile())) return true
  for (const entry of entries)
    if (entry.isDirectory() && (await holdsFile(join(path, entry.name)))) return true
  return false
}

function codeOf(thrown: unknown): string {
  return typeof thrown === 'object' && thrown && 'code' in thrown ? String(thrown.code) : 'unknown'
}

/** A key is a file of a few hundred bytes. */
const MAX_KEY = 1 << 20

/** Whether some key is not what its name says: the SHA-256 of its bytes (https://restic.readthedocs.io/en/stable/100_references.html). */
async function hasDamagedKey(path: string): Promise<boolean> {
  const entries = await readdir(path, { withFileTypes: true })
  for (const { name } of entries.filter((entry) => entry.isFile() && /^[0-9a-f]{64}$/.test(entry.name))) {
    const { size } = await lstat(join(path, name))
    const bytes = size <= MAX_KEY ? await readFile(join(path, name)) : Buffer.alloc(0)
    if (createHash('sha256').update(bytes).digest('hex') !== name) return true
  }
  return false
}

async function resticOutline(path: string, { files }: RepositoryListing): Promise<Obstacle | undefined> {
  if (!files.includes('config')) return faultOf('incomplete', 1, 'is a restic repository without its config')
  if (!(await holdsFile(join(path, 'keys'))))
    return faultOf('incomplete', 1, 'is a restic repository without a key: nothing can open it')
  if (await hasDamagedKey(join(path, 'keys')))
    return faultOf('corrupt', 1, 'is a restic repository with a damaged key')
  return (await holdsFile(join(path, 'snapshots'))) ? undefined : faultOf('empty', 1, 'holds no snapshot')
}

function borgOutline({ files, folders }: RepositoryListing): Obstacle | undefined {
  if (!files.includes('config')) return faultOf('incomplete', 1, 'is a borg repository without its config')
  return folders.includes('data')
    ? undefined
    : faultOf('incomplete', 1, 'is a borg repository without its data')
}

/** What can be told of a repository without its tool and its key. */
export async function outlineRepository(path: string, kind: RepositoryKind): Promise<Obstacle | undefined> {
  try {
    const listing = await listRepository(path)
    const isBare = !(await holdsFile(path))
    if (isBare) return faultOf('missing', 0, 'is a folder without a file: there is no repository')
    return kind === 'restic' ? await resticOutline(path, listing) : borgOutline(listing)
  } catch (thrown) {
    const code = codeOf(thrown)
    if (code === 'ENOENT') return faultOf('missing', 0, 'is not there')
    if (code === 'ENOTDIR') return faultOf('missing', 0, 'is no folder: there is no repository')
    return lackOf('permission', `it cannot be listed (${code})`)
  }
}

/** How many files lie in a folder, at any depth, and how large they are. Links and devices are no files. */
export async function measureFolder(path: string): Promise<Restored> {
  let files = 0
  let bytes = 0
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const at = join(path, entry.name)
    const below = entry.isDirectory() ? await measureFolder(at) : undefined
    if (entry.isFile()) bytes += (await lstat(at)).size
    files += below?.files ?? (entry.isFile() ? 1 : 0)
    bytes += below?.bytes ?? 0
  }
  return { files, bytes }
}
