import type { PostgresEngine } from '../../../../core/engine-ports.ts'
import type { Intake } from '../../intake.ts'
import { createArchiveFacts } from '../../pg-archive/archive-facts.ts'
import { createBlobList } from '../../pg-archive/blob-list.ts'
import type { TocEntry } from '../../pg-archive/toc.ts'
import { excerpt } from '../../sql/names.ts'
import type { DumpFacts } from '../dump-facts.ts'
import type { PostgresRestored, RestoreLimits } from '../postgres-restored.ts'
import { type SqlRestore, startRestore } from '../restore-sql.ts'
import { type ArchiveScript, createArchiveScript } from './archive-script.ts'
import { contentsReader, objectIn, objectReader, tableReader } from './folder-course.ts'

/**
 * Reads a member of an archive, `toc.dat` or `3456.dat`, into an intake and ends that; the member may have `.gz`, `.lz4`
 * or `.zst` behind its name, and is unpacked. What the intake said; undefined where there is no such member. A member
 * that does not unpack ends its intake with `false`.
 */
export type ReadMember = <Result>(
  name: string,
  into: Intake<Result>,
) => Promise<{ readonly result: Result } | undefined>

interface Folder {
  readonly restore: SqlRestore
  readonly script: ArchiveScript
  readonly read: ReadMember
}

function tellMissing({ restore }: Folder, name: string): void {
  restore.troubles.fault('incomplete', `its file ${excerpt(name)} is missing`)
}

async function playObjects(folder: Folder, entry: TocEntry): Promise<void> {
  const { restore, script, read } = folder
  const list = createBlobList(createArchiveFacts())
  const name = entry.file ?? 'blobs.toc'
  if ((await read(name, list.reader())) === undefined) {
    tellMissing(folder, name)
    return
  }
  await script.begin(entry)
  for (const file of list.files()) {
    const number = objectIn(file)
    if (restore.troubles.isStopped() || number === undefined) return
    const found = await read(file, objectReader(restore, script, number))
    if (found === undefined) tellMissing(folder, file)
  }
}

async function playEntries(folder: Folder): Promise<void> {
  const { restore, script, read } = folder
  for (const entry of script.withData()) {
    if (restore.troubles.isStopped()) return
    if (entry.kind === 'BLOBS') await playObjects(folder, entry)
    else if (entry.file !== undefined) {
      const found = await read(entry.file, tableReader(script, entry))
      if (found === undefined) tellMissing(folder, entry.file)
    }
  }
  if (!restore.troubles.isStopped()) await script.finish()
}

/**
 * Restores an archive of pg_dump -Fd (level 4): its members are asked for in the order of its table of contents
 * (pg_backup_directory.c). Throws what `read` throws, and nothing else.
 */
export async function restoreFolder(
  engine: PostgresEngine,
  facts: DumpFacts,
  limits: RestoreLimits,
  read: ReadMember,
): Promise<PostgresRestored> {
  const restore = startRestore(engine, facts, limits)
  const script = createArchiveScript(restore)
  const contents = await read('toc.dat', contentsReader(restore, script))
  if (contents === undefined)
    restore.troubles.fault('incomplete', 'its table of contents, toc.dat, is missing')
  const isSound = contents?.result === true
  if (isSound) await playEntries({ restore, script, read })
  return restore.end(isSound)
}
