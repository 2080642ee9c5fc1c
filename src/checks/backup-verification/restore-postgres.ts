import type { PostgresEngine } from '../../core/engine-ports.ts'
import type { Dump } from './dumps.ts'
import { type Replayed, replayInto, replayMembers } from './replay.ts'
import { restoreCustom } from './restore/archive/restore-custom.ts'
import { type ReadMember, restoreFolder } from './restore/archive/restore-folder.ts'
import { restoreTar } from './restore/archive/restore-tar.ts'
import { type DumpFacts, factsOfArchive, factsOfSql, majorOf } from './restore/dump-facts.ts'
import { createPostgresAsk } from './restore/postgres-ask.ts'
import type { PostgresRestored, RestoreLimits } from './restore/postgres-restored.ts'
import { restoreSql } from './restore/restore-sql.ts'
import type { Filled } from './restored-dump.ts'
import { leftOf, type Verification } from './verification.ts'

/** One question may take so long, in milliseconds. */
const QUESTION = 300_000

/** Where a dump is read from: a file, or a folder on disk. */
export type DumpSource =
  /** `path` leads to it in the file. */
  { readonly file: Replayed; readonly path: readonly string[] } | { readonly readMember: ReadMember }

function play(
  verification: Verification,
  engine: PostgresEngine,
  dump: Dump,
  facts: DumpFacts,
  from: DumpSource,
): Promise<PostgresRestored | undefined> {
  const { ports, deadline, external } = verification
  const limits: RestoreLimits = { elapsed: ports.elapsed, deadline }
  if ('readMember' in from) return restoreFolder(engine, facts, limits, from.readMember)
  const { file, path } = from
  if (dump.kind === 'sql') return replayInto(verification, file, path, restoreSql(engine, facts, limits))
  if (dump.kind === 'archive' && dump.archive.format === 'custom')
    return replayInto(verification, file, path, restoreCustom(engine, facts, limits, external))
  return playMembers(verification, file, path, restoreTar(engine, facts, limits))
}

async function playMembers(
  verification: Verification,
  file: Replayed,
  folder: readonly string[],
  restore: ReturnType<typeof restoreTar>,
): Promise<PostgresRestored> {
  await replayMembers(verification, file, folder, restore.member)
  return restore.end(true)
}

/** Fills a PostgreSQL, from which questions can be asked until it is closed; a text where there is none. */
export async function fillPostgres(
  verification: Verification,
  dump: Dump,
  from: DumpSource,
): Promise<Filled> {
  const { ports, entry } = verification
  const facts =
    dump.kind === 'archive'
      ? factsOfArchive(dump.archive)
      : dump.kind === 'sql'
        ? factsOfSql(dump.sql)
        : undefined
  if (!facts) throw new Error(`${dump.kind} is nothing for PostgreSQL`)
  const name = entry['restore-into']
  const url = name === undefined ? '' : (ports.secret(name) ?? '')
  if (name !== undefined && url === '')
    return { lack: `the environment variable ${name}, which says where to restore it, is not set` }
  const started = await ports.startPostgres({ major: majorOf(facts), url, deadline: leftOf(verification) })
  if ('lack' in started) return started
  const { engine } = started
  try {
    ports.progress(`${entry.name}: restoring into ${engine.version}`)
    const restored = await play(verification, engine, dump, facts, from)
    if (!restored) {
      await engine.stop()
      return { lack: 'it was not met again when it was read a second time' }
    }
    const asked = createPostgresAsk(engine, restored.places, Math.min(QUESTION, leftOf(verification)))
    return {
      restored,
      asked: {
        dialect: 'postgres',
        ask: asked.ask,
        tables: restored.tables,
        databases: restored.places.map((place) => place.name),
      },
      close: async () => {
        await asked.close()
        await engine.stop()
      },
    }
  } catch (thrown) {
    await engine.stop()
    throw thrown
  }
}
