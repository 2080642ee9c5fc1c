import { existsSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import type { Word } from '../../../../src/checks/backup-verification/intake.ts'
import {
  type RestoreEngine,
  startRestoreEngine,
} from '../../../support/backup-verification/restore-engine.ts'
import { postgresFolder, startPostgres, type ThrowawayPostgres } from '../sql/throwaway-postgres.ts'
import { ALL } from './bad-cases.ts'
import { MUSEUM, MUSEUM_ROWS } from './museum.ts'
import { playSql } from './playing.ts'
import { mistakeIn } from './restored-cases.ts'

const bin = postgresFolder()
if (bin === undefined) console.warn('skipped: no PostgreSQL server is installed to restore into')
const suite = bin === undefined ? describe.skip : describe

/** What a dump of a database says of all that is in it. */
function portrait(run: (tool: string, args: readonly string[]) => Buffer, database: string): string {
  return run('pg_dump', [database])
    .toString()
    .replace(/^\\(?:un)?restrict .*$/gm, '')
}

/** Ways to write the same database as a plain dump. */
const WAYS: readonly (readonly string[])[] = [
  [],
  ['--inserts'],
  ['--column-inserts', '--rows-per-insert=7', '--on-conflict-do-nothing'],
  ['-C', '-c', '--if-exists'],
  ['-c'],
  ['--load-via-partition-root'],
  ['--quote-all-identifiers'],
  ['-v'],
]

suite('a plain dump played into a server', () => {
  let server: ThrowawayPostgres
  let engine: RestoreEngine
  let original: string
  let plain: Buffer
  beforeAll(async () => {
    server = startPostgres(bin ?? '')
    server.run('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-f', '-'], MUSEUM)
    plain = server.run('pg_dump', ['museum'])
    original = portrait(server.run, 'museum')
    engine = await startRestoreEngine(bin ?? '')
  }, 120_000)
  afterEach(() => engine?.reset())
  afterAll(async () => {
    server?.stop()
    await engine?.stop()
  })

  test.each(WAYS.map((args) => [args.join(' ') || 'as it is', args] as const))(
    '%s: is the same database',
    async (_name, args) => {
      const restored = await playSql(engine, server.run('pg_dump', [...args, 'museum']))
      expect(restored).toMatchObject({ faults: [], remarks: [], lacks: [], isFinished: true })
      const place = restored.places.find(({ name }) => name === 'museum')?.place ?? engine.database
      expect(portrait(engine.run, place)).toBe(original)
    },
    60_000,
  )

  test('is the same in pieces of any size, and every row is counted', async () => {
    for (const size of [1_021, 7]) {
      const restored = await playSql(engine, plain, size)
      expect(Object.fromEntries(restored.tables.map(({ name, rows }) => [name, rows]))).toEqual(MUSEUM_ROWS)
      expect(restored).toMatchObject({ sequences: 2, indexes: 8, isFinished: true, faults: [] })
      expect(restored.engine).toMatch(/^PostgreSQL \d+\.\d+/)
      expect(restored.seconds).toBeGreaterThan(0)
      expect(portrait(engine.run, engine.database)).toBe(original)
      await engine.reset()
    }
  }, 60_000)

  test('pg_dumpall goes into its databases, and its roles get nothing that a superuser must give', async () => {
    server.run('psql', ['-c', "ALTER ROLE giver SUPERUSER REPLICATION BYPASSRLS LOGIN PASSWORD 'secret'"])
    server.run('psql', ['-c', 'GRANT reader TO giver'])
    const restored = await playSql(engine, server.run('pg_dumpall', []))
    expect(restored).toMatchObject({ faults: [], remarks: [], lacks: [], isFinished: true })
    expect(restored.places.map(({ name }) => name)).toEqual(expect.arrayContaining(['museum', 'second']))
    expect(restored.tables).toContainEqual({ database: 'second', name: 'public.t', rows: 7 })
    expect(portrait(engine.run, 'museum')).toBe(original)
    const roles = engine.run('psql', [
      '-d',
      'postgres',
      '-Atc',
      "SELECT rolname FROM pg_authid WHERE rolname IN ('giver', 'postgres', 'upkeep_restorer') AND (rolsuper OR rolreplication OR (rolbypassrls AND rolname <> 'postgres') OR rolpassword IS NOT NULL OR rolcreaterole) OR rolname = 'giver' AND rolcanlogin",
    ])
    expect(roles.toString()).toBe('')
    const members = engine.run('psql', [
      '-d',
      'postgres',
      '-Atc',
      "SELECT 1 FROM pg_auth_members WHERE roleid = 'reader'::regrole AND member = 'giver'::regrole",
    ])
    expect(members.toString()).toBe('1\n')
  }, 60_000)

  test('roles and settings alone are no empty backup', async () => {
    const restored = await playSql(engine, server.run('pg_dumpall', ['--globals-only']))
    expect(restored).toMatchObject({ faults: [], lacks: [], tables: [] })
  }, 60_000)

  test('--use-set-session-authorization is restored, too', async () => {
    const restored = await playSql(
      engine,
      server.run('pg_dump', ['--use-set-session-authorization', 'museum']),
    )
    expect(restored).toMatchObject({ faults: [], lacks: [] })
    expect(Object.fromEntries(restored.tables.map(({ name, rows }) => [name, rows]))).toEqual(MUSEUM_ROWS)
  }, 60_000)

  test.each(['LATIN1', 'WIN1252'])(
    'a dump in %s has the same text',
    async (encoding) => {
      server.run('psql', ['-q', '-c', 'CREATE DATABASE west'])
      try {
        const sql =
          "CREATE TABLE t (\"Größe\" text DEFAULT 'ß'); INSERT INTO t VALUES ('üé'); COMMENT ON TABLE t IS 'é'"
        server.run('psql', ['-q', '-d', 'west', '-c', sql])
        const restored = await playSql(engine, server.run('pg_dump', ['-E', encoding, 'west']))
        expect(restored).toMatchObject({ faults: [], lacks: [] })
        expect(portrait(engine.run, engine.database)).toBe(portrait(server.run, 'west'))
        await engine.reset()
        const inserts = await playSql(engine, server.run('pg_dump', ['--inserts', '-E', encoding, 'west']))
        expect(inserts).toMatchObject({ faults: [], lacks: [] })
        expect(portrait(engine.run, engine.database)).toBe(portrait(server.run, 'west'))
      } finally {
        server.run('psql', ['-q', '-c', 'DROP DATABASE west'])
      }
    },
    60_000,
  )

  test('a database of bytes without an encoding stays one', async () => {
    server.run('psql', [
      '-q',
      '-c',
      "CREATE DATABASE bytes TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'",
    ])
    server.run('psql', [
      '-q',
      '-d',
      'bytes',
      '-c',
      "CREATE TABLE t (a text); INSERT INTO t VALUES (E'\\xff\\xfe')",
    ])
    const restored = await playSql(engine, server.run('pg_dump', ['bytes']))
    expect(restored).toMatchObject({ faults: [], lacks: [], tables: [{ name: 'public.t', rows: 1 }] })
  }, 60_000)

  test('many INSERT statements are not as many messages', async () => {
    const sql = Array.from({ length: 20_000 }, (_, index) => `INSERT INTO public.t VALUES (${index});\n`)
    const dump = Buffer.from(`CREATE TABLE public.t (a int PRIMARY KEY);\n${sql.join('')}`)
    const before = engine.trips()
    const restored = await playSql(engine, dump)
    expect(restored).toMatchObject({ faults: [], tables: [{ rows: 20_000 }] })
    expect(engine.trips() - before).toBeLessThan(100)
  }, 60_000)

  test('a refused INSERT among many is the only one that is missing, and is named', async () => {
    const sql = Array.from({ length: 900 }, (_, index) => `INSERT INTO public.t VALUES (${index % 899});\n`)
    const dump = Buffer.from(`CREATE TABLE public.t (a int PRIMARY KEY);\n${sql.join('')}`)
    const restored = await playSql(engine, dump)
    expect(restored.tables).toMatchObject([{ rows: 899 }])
    expect(restored.faults).toEqual([
      { word: 'corrupt', level: 4, text: 'INSERT INTO of public.t was refused (23505 unique_violation)' },
    ])
  }, 60_000)

  test('what is refused all the time is counted, and soon given up', async () => {
    const sql = Array.from({ length: 500 }, () => 'INSERT INTO public.t VALUES (1);\n')
    const dump = Buffer.from(`CREATE TABLE public.t (a int PRIMARY KEY);\n${sql.join('')}`)
    const restored = await playSql(engine, dump)
    expect(restored.faults).toHaveLength(5)
    expect(restored.faults[0]?.text).toContain('the first of at least 20')
    expect(restored.isFinished).toBe(false)
  }, 60_000)

  test('a statement that is too long, and a time that is up, are lacks', async () => {
    const long = Buffer.from(`CREATE TABLE public.t (a text);\nSELECT '${'x'.repeat(300_000)}';\n`)
    const limits = {
      elapsed: () => performance.now(),
      deadline: performance.now() + 60_000,
      statement: 100_000,
    }
    expect(await playSql(engine, long, 65_536, limits)).toMatchObject({
      faults: [],
      lacks: [{ what: 'memory' }],
    })
    const late = { elapsed: () => 2, deadline: 1 }
    expect(await playSql(engine, plain, 65_536, late)).toMatchObject({
      faults: [],
      lacks: [{ what: 'time' }],
      isFinished: false,
    })
  }, 60_000)

  test.each(ALL.map((one) => [one.word, one.name, one] as const))(
    '%s: %s',
    async (_word, _name, one) => {
      const restored = await playSql(engine, one.bytes(plain))
      expect(mistakeIn(one, restored)).toBeUndefined()
      expect(existsSync('/tmp/upkeep-was-here')).toBe(false)
      const texts = JSON.stringify([restored.faults, restored.remarks, restored.lacks])
      expect(texts).not.toMatch(/u\d+@|example\.org/)
    },
    60_000,
  )
})

test('a restorer with one answer to all fails the table', () => {
  const words = [...new Set(ALL.map(({ word }) => word))]
  expect(words.toSorted()).toEqual(['corrupt', 'empty', 'env', 'incomplete', 'ok', 'unsafe'])
  const answers = words.map((word) => ({
    faults: word === 'ok' || word === 'env' ? [] : [{ word: word as Word, level: 4 as const, text: '' }],
    lacks: word === 'env' ? [{ what: '', text: '' }] : [],
  }))
  for (const answer of answers) {
    const mistakes = ALL.filter((one) => mistakeIn(one, answer) !== undefined).length
    expect(mistakes).toBeGreaterThan(ALL.length / 2)
  }
})
