import type { PostgresEngine } from '../../../../core/engine-ports.ts'
import type { External } from '../../codecs/external.ts'
import type { Intake } from '../../intake.ts'
import { passPieces } from '../../pg-archive/blocks.ts'
import type { ByteSource, Parsing } from '../../pg-archive/byte-source.ts'
import { ArchiveError, readByte, readInt } from '../../pg-archive/fields.ts'
import type { ArchiveHeader } from '../../pg-archive/header.ts'
import type { Unpacked } from '../../pg-archive/unpacking.ts'
import type { DumpFacts } from '../dump-facts.ts'
import type { PostgresRestored, RestoreLimits } from '../postgres-restored.ts'
import { type SqlRestore, startRestore } from '../restore-sql.ts'
import { type ArchiveScript, createArchiveScript } from './archive-script.ts'
import { createBlockUnpacking, type Sink } from './block-unpacking.ts'
import { parseInto, readContents } from './parse-course.ts'

const DATA = 1

/** What reading one archive shares. */
interface Reader {
  readonly source: ByteSource
  readonly header: ArchiveHeader
  readonly script: ArchiveScript
  readonly restore: SqlRestore
  readonly external: External
}

/** One packed stream to its end; true where it unpacks. */
function* unpack({ source, header, restore, external }: Reader, sink: Sink): Parsing<boolean> {
  const unpacking = createBlockUnpacking(header.compression, external, sink)
  if (unpacking === undefined) {
    const { compression } = header
    restore.troubles.lack(
      compression,
      `its data are packed with ${compression}, which is not there to unpack them`,
    )
    restore.troubles.stop()
    return true
  }
  let unpacked: Unpacked = 'broken'
  let failure: unknown
  try {
    yield* passPieces(source, header, unpacking)
  } catch (error) {
    failure = error
  }
  yield unpacking.end().then((result) => {
    unpacked = result
  })
  if (failure !== undefined) throw failure
  return (unpacked as Unpacked) === 'whole'
}

function* readTable(reader: Reader): Parsing<void> {
  const isWhole = yield* unpack(reader, reader.script.data)
  yield reader.script.endTable(isWhole)
}

function* readObjects(reader: Reader): Parsing<void> {
  for (;;) {
    const oid = yield* readInt(reader.source, reader.header)
    if (oid === 0) return
    // Above 2^31 the number is written as the negative one of its 32 bits.
    const object = reader.script.object(oid < 0 ? oid + 2 ** 32 : oid)
    yield object.begin()
    const isWhole = yield* unpack(reader, object.data)
    if (!isWhole) throw new ArchiveError('a large object does not unpack', false)
    yield object.end()
  }
}

function* readAll(source: ByteSource, restore: SqlRestore, external: External): Parsing<void> {
  const script = createArchiveScript(restore)
  const header = yield* readContents(source, script, 1)
  const reader: Reader = { source, header, script, restore, external }
  // After a stop the rest is of no interest: level 3 has read it.
  while (!restore.troubles.isStopped() && (yield* source.has(1))) {
    const type = yield* readByte(source)
    const id = yield* readInt(source, header)
    const entry = script.entry(id)
    if (entry === undefined || !entry.hasData)
      throw new ArchiveError(`data of entry ${id}, which has none`, false)
    yield script.begin(entry)
    if (type === DATA) yield* readTable(reader)
    else yield* readObjects(reader)
  }
  if (!restore.troubles.isStopped()) yield script.finish()
}

/**
 * Restores an archive of pg_dump -Fc in one pass (level 4), without pg_restore: what is in front of the data is played,
 * then the data in the order of the file, then what comes behind them (pg_backup_custom.c, pg_backup_archiver.c). Data
 * packed by lz4 or zstd need the tool. Never throws for what the archive is or the engine does.
 */
export function restoreCustom(
  engine: PostgresEngine,
  facts: DumpFacts,
  limits: RestoreLimits,
  external: External,
): Intake<PostgresRestored> {
  const restore = startRestore(engine, facts, limits)
  const parsing = parseInto(restore.troubles, (source) => readAll(source, restore, external))
  return {
    write: parsing.write,
    end: async (isWhole) => restore.end(await parsing.end(isWhole)),
  }
}
