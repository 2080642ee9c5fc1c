import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { noExternal } from '../../../../src/checks/backup-verification/codecs/external.ts'
import { createCustomArchiveReader } from '../../../../src/checks/backup-verification/pg-archive/custom-archive.ts'
import { createFolderArchive } from '../../../../src/checks/backup-verification/pg-archive/folder-archive.ts'
import { restoreCustom } from '../../../../src/checks/backup-verification/restore/archive/restore-custom.ts'
import { restoreFolder } from '../../../../src/checks/backup-verification/restore/archive/restore-folder.ts'
import { restoreTar } from '../../../../src/checks/backup-verification/restore/archive/restore-tar.ts'
import { factsOfArchive, factsOfSql } from '../../../../src/checks/backup-verification/restore/dump-facts.ts'
import type {
  PostgresRestored,
  RestoreLimits,
} from '../../../../src/checks/backup-verification/restore/postgres-restored.ts'
import { restoreSql } from '../../../../src/checks/backup-verification/restore/restore-sql.ts'
import { createSqlReader } from '../../../../src/checks/backup-verification/sql/sql-reader.ts'
import type { PostgresEngine } from '../../../../src/core/engine-ports.ts'
import { readAll } from '../sql/cases.ts'
import type { ThrowawayPostgres } from '../sql/throwaway-postgres.ts'

/** Files by their names, in the order they come in. */
export type Files = ReadonlyMap<string, Buffer>

/** A minute from now. */
export function aMinute(): RestoreLimits {
  return { elapsed: () => performance.now(), deadline: performance.now() + 60_000 }
}

/** Reads a plain dump as level 3 does, and plays it. */
export async function playSql(
  engine: PostgresEngine,
  bytes: Buffer,
  size = 65_536,
  limits = aMinute(),
): Promise<PostgresRestored> {
  const facts = factsOfSql(await readAll(createSqlReader(), bytes))
  return readAll(restoreSql(engine, facts, limits), bytes, size)
}

/** The same for an archive of -Fc. */
export async function playCustom(
  engine: PostgresEngine,
  bytes: Buffer,
  size = 65_536,
): Promise<PostgresRestored> {
  const facts = factsOfArchive(await readAll(createCustomArchiveReader(), bytes))
  return readAll(restoreCustom(engine, facts, aMinute(), noExternal), bytes, size)
}

/** The members of a tar archive of pg_dump's, which are all plain files with short names. */
export function tarFiles(tar: Buffer): Files {
  const files = new Map<string, Buffer>()
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const name = tar.toString('latin1', at, tar.indexOf(0, at))
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8)
    files.set(name, tar.subarray(at + 512, at + 512 + size))
    at += 512 + Math.ceil(size / 512) * 512
  }
  return files
}

async function readFiles(files: Files, format: 'directory' | 'tar') {
  const folder = createFolderArchive(format)
  for (const [name, bytes] of files) {
    const intake = folder.member(name)
    if (intake !== undefined) await readAll(intake, bytes)
  }
  return factsOfArchive(folder.end(true))
}

/** The same for the members of -Ft. */
export async function playTar(engine: PostgresEngine, files: Files): Promise<PostgresRestored> {
  const restore = restoreTar(engine, await readFiles(files, 'tar'), aMinute())
  for (const [name, bytes] of files) {
    const intake = restore.member(name)
    if (intake !== undefined) await readAll(intake, bytes, 5_000)
  }
  return restore.end(true)
}

/** The same for the files of -Fd, unpacked. */
export async function playFolder(engine: PostgresEngine, files: Files): Promise<PostgresRestored> {
  return restoreFolder(engine, await readFiles(files, 'directory'), aMinute(), async (name, into) => {
    const bytes = files.get(name)
    return bytes === undefined ? undefined : { result: await readAll(into, bytes) }
  })
}

/** The files of a dump in a folder, unpacked and under the names that the table of contents has. */
export function dumpFolder(server: ThrowawayPostgres, args: readonly string[], database: string): Files {
  const path = join(server.folder, 'dumped')
  mkdirSync(path)
  server.run('pg_dump', ['-Fd', ...args, '-f', path, database])
  const files = readdirSync(path).map((name): [string, Buffer] => {
    const bytes = readFileSync(join(path, name))
    return [name.replace(/\.gz$/, ''), name.endsWith('.gz') ? gunzipSync(bytes) : bytes]
  })
  rmSync(path, { recursive: true })
  return new Map(files)
}

/** An archive of -Fc that was written to a file, so that its table of contents says where the data are. */
export function dumpCustom(server: ThrowawayPostgres, args: readonly string[], database: string): Buffer {
  const path = join(server.folder, 'out.dump')
  server.run('pg_dump', ['-Fc', ...args, '-f', path, database])
  return readFileSync(path)
}
