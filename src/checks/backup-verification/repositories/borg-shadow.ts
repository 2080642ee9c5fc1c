import { copyFile, lstat, mkdir, readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'

/** What borg overwrites in place; a config that is larger is none. */
const COPIED = ['config', 'nonce']
const MAX_COPIED = 1 << 20

async function linkFolder(from: string, to: string): Promise<void> {
  await mkdir(to)
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await linkFolder(source, target)
    if (entry.isFile()) await symlink(source, target)
  }
}

/**
 * A repository whose folders and config are our own and whose other files are links: `borg check` writes into the repository
 * that it checks (its config, after which it wipes the former one; its index), and it must not into the backup. Locks of
 * the backup are not there, and none is made in it.
 */
export async function shadowRepository(path: string, to: string): Promise<void> {
  await mkdir(to)
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const [source, target] = [join(path, entry.name), join(to, entry.name)]
    if (entry.name === 'data' && entry.isDirectory()) await linkFolder(source, target)
    if (!entry.isFile() || entry.name.startsWith('lock')) continue
    if (!COPIED.includes(entry.name)) await symlink(source, target)
    else if ((await lstat(source)).size <= MAX_COPIED) await copyFile(source, target)
  }
}
