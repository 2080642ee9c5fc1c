import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import type { PostgresRestored } from '../../../../../src/checks/backup-verification/restore/postgres-restored.ts'
import {
  type RestoreEngine,
  startRestoreEngine,
} from '../../../../support/backup-verification/restore-engine.ts'
import { swap } from '../../sql/cases.ts'
import { postgresFolder, startPostgres, type ThrowawayPostgres } from '../../sql/throwaway-postgres.ts'
import { MUSEUM, MUSEUM_ROWS } from '../museum.ts'
import { dumpCustom, dumpFolder, type Files, playCustom, playFolder, playTar, tarFiles } from '../playing.ts'

const bin = postgresFolder()
if (bin === undefined) console.warn('skipped: no PostgreSQL server is installed to restore into')
const suite = bin === undefined ? describe.skip : describe
const GOOD = { faults: [], remarks: [], lacks: [], isFinished: true }
const rowsOf = ({ tables }: PostgresRestored) =>
  Object.fromEntries(tables.map(({ name, rows }) => [name, rows]))

function portrait(run: (tool: string, args: readonly string[]) => Buffer, database: string): string {
  return run('pg_dump', [database])
    .toString()
    .replace(/^\\(?:un)?restrict .*$/gm, '')
}

/** The same files, one of them changed; undefined takes it away. */
function changed(files: Files, name: RegExp, change: (bytes: Buffer) => Buffer | undefined): Files {
  return new Map(
    [...files].flatMap(([file, bytes]): [string, Buffer][] => {
      const made = name.test(file) ? change(bytes) : bytes
      return made === undefined ? [] : [[file, made]]
    }),
  )
}

suite('archives played into a server', () => {
  let server: ThrowawayPostgres
  let engine: RestoreEngine
  /** What pg_restore itself makes of an archive. */
  let reference: string
  const people = (files: Files) =>
    [...files].find(([, bytes]) => bytes.includes('u250@'))?.[0] ?? 'there is none'

  beforeAll(async () => {
    server = startPostgres(bin ?? '')
    server.run('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-f', '-'], MUSEUM)
    engine = await startRestoreEngine(bin ?? '')
    const path = join(server.folder, 'reference.dump')
    writeFileSync(path, dumpCustom(server, [], 'museum'))
    server.run('psql', ['-q', '-c', 'CREATE DATABASE restored TEMPLATE template0'])
    server.run('pg_restore', ['--exit-on-error', '-d', 'restored', path])
    reference = portrait(server.run, 'restored')
  }, 120_000)
  afterEach(() => engine?.reset())
  afterAll(async () => {
    server?.stop()
    await engine?.stop()
  })

  test('pg_restore makes the database that was dumped', () => {
    expect(reference).toBe(portrait(server.run, 'museum'))
  })

  test.each([
    ['-Fc', [], 65_536],
    ['-Fc in small pieces', [], 61],
    ['-Fc -Z0', ['-Z0'], 65_536],
    ['-Fc -Z0 in small pieces', ['-Z0'], 997],
    ['-Fc -Z9 --inserts', ['-Z9', '--inserts'], 65_536],
    ['-Fc -c -C', ['-c', '-C'], 65_536],
    ['-Fc --load-via-partition-root', ['--load-via-partition-root'], 65_536],
  ] as const)(
    '%s: the same database as by pg_restore',
    async (_name, args, size) => {
      const restored = await playCustom(engine, dumpCustom(server, args, 'museum'), size)
      expect(restored).toMatchObject(GOOD)
      expect(portrait(engine.run, engine.database)).toBe(reference)
      expect(rowsOf(restored)).toEqual(MUSEUM_ROWS)
    },
    60_000,
  )

  test('-Fc out of a pipe, which does not know where its data are', async () => {
    const restored = await playCustom(engine, server.run('pg_dump', ['-Fc', 'museum']))
    expect(restored).toMatchObject(GOOD)
    expect(portrait(engine.run, engine.database)).toBe(reference)
  }, 60_000)

  test.each([[[]], [['--inserts']]])(
    '-Ft %j: the same database as by pg_restore',
    async (args) => {
      const restored = await playTar(engine, tarFiles(server.run('pg_dump', ['-Ft', ...args, 'museum'])))
      expect(restored).toMatchObject(GOOD)
      expect(portrait(engine.run, engine.database)).toBe(reference)
      expect(rowsOf(restored)).toEqual(MUSEUM_ROWS)
    },
    60_000,
  )

  test.each([[[]], [['-Z0']], [['-j2']], [['--inserts']]])(
    '-Fd %j: the same database as by pg_restore',
    async (args) => {
      const restored = await playFolder(engine, dumpFolder(server, args, 'museum'))
      expect(restored).toMatchObject(GOOD)
      expect(portrait(engine.run, engine.database)).toBe(reference)
    },
    60_000,
  )

  test('an archive in LATIN1 has the same text', async () => {
    server.run('psql', ['-q', '-c', 'CREATE DATABASE west'])
    const sql =
      "CREATE TABLE t (\"Größe\" text DEFAULT 'ß'); INSERT INTO t VALUES ('üé'); COMMENT ON TABLE t IS 'é'"
    server.run('psql', ['-q', '-d', 'west', '-c', sql])
    const restored = await playCustom(engine, dumpCustom(server, ['-E', 'LATIN1'], 'west'))
    expect(restored).toMatchObject(GOOD)
    expect(portrait(engine.run, engine.database)).toBe(portrait(server.run, 'west'))
  }, 60_000)

  test('what is damaged in the data of an archive is corrupt, and named', async () => {
    const bytes = swap(dumpCustom(server, ['-Z0'], 'museum'), /\t25\.00\n/, '\t-2.00\n')
    const restored = await playCustom(engine, bytes)
    expect(restored.faults).toEqual([
      { word: 'corrupt', level: 4, text: 'COPY of public.orders was refused (23514 check_violation)' },
    ])
  }, 60_000)

  test('what is cut, wherever, is never fine and never more than level 4', async () => {
    const bytes = dumpCustom(server, ['-Z0'], 'museum')
    for (const part of [0.05, 0.4, 0.7, 0.97]) {
      const { faults } = await playCustom(engine, bytes.subarray(0, Math.floor(bytes.length * part)))
      expect([part, faults[0]]).toMatchObject([part, { word: 'incomplete', level: 4 }])
      await engine.reset()
    }
  }, 60_000)

  test('D05: a file without a byte, and one that is missing, are incomplete', async () => {
    const files = dumpFolder(server, [], 'museum')
    const name = new RegExp(`^${people(files)}$`)
    for (const change of [
      () => Buffer.alloc(0),
      () => undefined,
      (bytes: Buffer) => bytes.subarray(0, -400),
    ]) {
      const { faults } = await playFolder(engine, changed(files, name, change))
      expect(faults[0]).toMatchObject({ word: 'incomplete', level: 4 })
      await engine.reset()
    }
    const { faults } = await playFolder(
      engine,
      changed(files, /^blob_4711/, () => undefined),
    )
    expect(faults[0]).toMatchObject({ word: 'incomplete', level: 4 })
    await engine.reset()
    expect((await playFolder(engine, new Map())).faults[0]).toMatchObject({ word: 'incomplete' })
  }, 60_000)

  test('a folder that was packed in another order is a lack; a member that is missing is none', async () => {
    const files = tarFiles(server.run('pg_dump', ['-Ft', 'museum']))
    expect(await playTar(engine, new Map([...files].toReversed()))).toMatchObject({
      faults: [],
      lacks: [{ what: 'order' }],
      isFinished: false,
    })
    const name = new RegExp(`^${people(files)}$`)
    const { faults } = await playTar(
      engine,
      changed(files, name, () => undefined),
    )
    expect(faults.map(({ word }) => word)).toContain('incomplete')
  }, 60_000)

  test('a program in an entry is never run', async () => {
    const bytes = dumpCustom(server, ['-Z0'], 'museum')
    const from = "COMMENT ON LARGE OBJECT 4711 IS 'big';"
    const damaged = swap(bytes, from, "COPY quick FROM PROGRAM 'date';".padEnd(from.length))
    expect((await playCustom(engine, damaged)).faults[0]).toMatchObject({ word: 'unsafe', level: 4 })
  }, 60_000)
})
