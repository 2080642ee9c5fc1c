import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { DumpFacts } from '../../../../src/checks/backup-verification/restore/dump-facts.ts'
import { restoreSql } from '../../../../src/checks/backup-verification/restore/restore-sql.ts'
import { DatabaseError, type PostgresEngine, type Session } from '../../../../src/core/engine-ports.ts'
import { RunError } from '../../../../src/core/errors.ts'
import {
  type RestoreEngine,
  startRestoreEngine,
} from '../../../support/backup-verification/restore-engine.ts'
import { readAll } from '../sql/cases.ts'
import { postgresFolder, startPostgres } from '../sql/throwaway-postgres.ts'
import { MUSEUM, MUSEUM_ROWS } from './museum.ts'
import { aMinute, playSql } from './playing.ts'

const bin = postgresFolder()
if (bin === undefined) console.warn('skipped: no PostgreSQL server is installed to restore into')
const suite = bin === undefined ? describe.skip : describe

const FACTS: DumpFacts = {
  isPgDump: true,
  isGlobals: false,
  dumpedFrom: undefined,
  dumpedBy: undefined,
  tables: [{ database: '', name: 'public.t', rows: 2, isCreated: true }],
  roles: ['app'],
  encoding: 'UTF8',
  isCut: false,
}
const DUMP = Buffer.from('CREATE TABLE public.t (a int);\nCOPY public.t FROM stdin;\n1\n2\n\\.\nSELECT 1;\n')

/** An engine that answers so many messages and then fails so. */
function failing(after: number, failure: () => Error): PostgresEngine & { readonly open_: () => number } {
  let left = after
  let open = 0
  const answer = async <T>(value: T): Promise<T> => {
    left -= 1
    if (left < 0) throw failure()
    return value
  }
  const session = (): Session => ({
    run: () => answer({ columns: [], rows: [] }),
    copy: () => answer({ write: () => answer(undefined), end: () => answer(2) }),
    close: async () => {
      open -= 1
    },
  })
  return {
    kind: 'server',
    version: 'PostgreSQL 99.1',
    major: 99,
    database: 'x',
    open: async () => {
      const opened = await answer(session())
      open += 1
      return opened
    },
    stop: async () => undefined,
    open_: () => open,
  }
}

test('an engine that is gone, whenever, is a lack and never a fault', async () => {
  for (let after = 0; after < 14; after += 1) {
    const engine = failing(after, () => new RunError('gone'))
    const restored = await readAll(restoreSql(engine, FACTS, aMinute()), DUMP, 20)
    expect([after, restored.faults, restored.lacks.length > 0]).toEqual([after, [], true])
    expect(restored.isFinished).toBe(false)
    expect([after, engine.open_()]).toEqual([after, 0])
  }
})

test('a disk that is full, whenever, is a lack and never a fault', async () => {
  for (let after = 0; after < 14; after += 1) {
    const engine = failing(after, () => new DatabaseError('no space', '53100'))
    const restored = await readAll(restoreSql(engine, FACTS, aMinute()), DUMP, 20)
    expect([after, restored.faults, restored.lacks.length > 0]).toEqual([after, [], true])
  }
})

test('what is a bug is not told as anything else', async () => {
  const engine = failing(2, () => new TypeError('a bug'))
  await expect(readAll(restoreSql(engine, FACTS, aMinute()), DUMP)).rejects.toThrow('a bug')
})

suite('engines of other kinds', () => {
  let plain: Buffer
  let all: Buffer
  beforeAll(() => {
    const server = startPostgres(bin ?? '')
    try {
      server.run('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-f', '-'], MUSEUM)
      plain = server.run('pg_dump', ['-C', 'museum'])
      all = server.run('pg_dumpall', [])
    } finally {
      server.stop()
    }
  }, 60_000)

  describe('whose superuser has the name of the most common owner', () => {
    let engine: RestoreEngine
    beforeAll(async () => {
      engine = await startRestoreEngine(bin ?? '', 'postgres')
    }, 60_000)
    afterAll(() => engine?.stop())

    test('nothing is given to it', async () => {
      const restored = await playSql(engine, plain)
      expect(restored).toMatchObject({ faults: [], lacks: [], isFinished: true })
      expect(Object.fromEntries(restored.tables.map(({ name, rows }) => [name, rows]))).toEqual(MUSEUM_ROWS)
      const owned = engine.run('psql', [
        '-d',
        'museum',
        '-Atc',
        "SELECT relname FROM pg_class WHERE relowner = 'postgres'::regrole AND relnamespace = 'public'::regnamespace AND oid NOT IN (SELECT objid FROM pg_depend WHERE deptype = 'e')",
      ])
      expect(owned.toString()).toBe('')
      const members = engine.run('psql', [
        '-Atc',
        "SELECT 1 FROM pg_auth_members WHERE roleid = 'postgres'::regrole",
      ])
      expect(members.toString()).toBe('')
    }, 60_000)
  })

  describe('that was given', () => {
    let engine: RestoreEngine
    beforeAll(async () => {
      engine = await startRestoreEngine(bin ?? '')
    }, 60_000)
    afterAll(() => engine?.stop())

    test('one database of a dump goes into it, whatever its name', async () => {
      const restored = await playSql({ ...engine, kind: 'given' }, plain)
      expect(restored).toMatchObject({ faults: [], lacks: [], isFinished: true })
      expect(restored.places).toContainEqual({ name: 'museum', place: engine.database })
      expect(Object.fromEntries(restored.tables.map(({ name, rows }) => [name, rows]))).toEqual(MUSEUM_ROWS)
      await engine.reset()
    }, 60_000)

    test('several do not', async () => {
      const restored = await playSql({ ...engine, kind: 'given' }, all)
      expect(restored).toMatchObject({ faults: [], lacks: [{ what: 'databases' }], isFinished: false })
    }, 60_000)
  })
})
