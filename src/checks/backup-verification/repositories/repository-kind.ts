import type { Dirent } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Repositories that their own tool must open. */
export type RepositoryKind = 'restic' | 'borg'

/** What stands directly in a folder. */
export interface RepositoryListing {
  readonly folders: readonly string[]
  readonly files: readonly string[]
  /** The first bytes of its file `config` as text; empty for none. */
  readonly config: string
}

/** All that `restic init` makes on a disk (https://restic.readthedocs.io/en/stable/100_references.html). */
const RESTIC = ['data', 'index', 'keys', 'locks', 'snapshots']
const CONFIG_HEAD = 4096

/**
 * What a folder is by what is in it, also where one thing is missing (a config, or one of the folders): else a damaged
 * repository would be a folder of unknown files.
 */
export function recognizeRepository({
  folders,
  files,
  config,
}: RepositoryListing): RepositoryKind | undefined {
  if (RESTIC.filter((name) => folders.includes(name)).length >= RESTIC.length - 1) return 'restic'
  const isBorgConfig = /^\[repository\]$/m.test(config)
  const hasIndex = files.some((name) => /^(index|hints|integrity)\.\d+$/.test(name))
  if (isBorgConfig && (folders.includes('data') || hasIndex)) return 'borg'
  return files.includes('README') && hasIndex && folders.includes('data') ? 'borg' : undefined
}

async function headOf(path: string): Promise<string> {
  const file = await open(path, 'r')
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(CONFIG_HEAD), 0, CONFIG_HEAD, 0)
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await file.close()
  }
}

const namesOf = (entries: readonly Dirent[]) => entries.map(({ name }) => name)

/** What `recognizeRepository` needs of a folder. Throws node:fs's own errors where it cannot be listed; a config that cannot be read is none. */
export async function listRepository(path: string): Promise<RepositoryListing> {
  const entries = await readdir(path, { withFileTypes: true })
  const files = namesOf(entries.filter((entry) => entry.isFile()))
  const config = files.includes('config') ? await headOf(join(path, 'config')).catch(() => '') : ''
  return { folders: namesOf(entries.filter((entry) => entry.isDirectory())), files, config }
}
