import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  createPostgresAsk,
  type PostgresAsked,
} from '../../../../src/checks/backup-verification/restore/postgres-ask.ts'
import type { PostgresRestored } from '../../../../src/checks/backup-verification/restore/postgres-restored.ts'
import { isOneQuestion } from '../../../../src/checks/backup-verification/restore/question-sql.ts'
import {
  type Asked,
  askQuestions,
  type QueryAnswer,
} from '../../../../src/checks/backup-verification/restore/questions.ts'
import { RunError } from '../../../../src/core/errors.ts'
import {
  type RestoreEngine,
  startRestoreEngine,
} from '../../../support/backup-verification/restore-engine.ts'
import { postgresFolder, startPostgres } from '../sql/throwaway-postgres.ts'
import { MUSEUM } from './museum.ts'
import { playSql } from './playing.ts'

const bin = postgresFolder()
if (bin === undefined) console.warn('skipped: no PostgreSQL server is installed to restore into')
const suite = bin === undefined ? describe.skip : describe

test.each([
  ['SELECT 1', true],
  ['-- how many?\nselect count(*) from t;', true],
  ["WITH a AS (SELECT ';' AS b) SELECT b FROM a", true],
  ['(SELECT 1) UNION (SELECT 1)', true],
  ['SELECT 1; SELECT 2', false],
  ['COMMIT; DROP TABLE t', false],
  ['DELETE FROM t', false],
  ['INSERT INTO t VALUES (1)', false],
  ['SELECT 1 \\! date', false],
  ['\\d', false],
  ['', false],
  ['COPY t TO STDOUT', false],
])('%j is one question: %p', (sql, isOne) => {
  expect(isOneQuestion(sql, 'postgres')).toBe(isOne)
})

test('what the engine does while it is asked is an answer, too', async () => {
  const asked: Asked = {
    dialect: 'postgres',
    ask: async () => {
      throw new RunError('gone')
    },
    tables: [{ database: '', name: 'public.t', rows: 1 }],
    databases: [''],
  }
  const answers = await askQuestions(asked, {
    newest: [{ table: 't', column: 'a', within: 1 }],
    queries: [{ sql: 'SELECT 1' }],
  })
  expect(answers).toMatchObject({ newest: [{ kind: 'unasked' }], queries: [{ kind: 'unasked' }] })
})

suite('questions to a restored server', () => {
  let engine: RestoreEngine
  let restored: PostgresRestored
  let talk: PostgresAsked
  const newest = async (table: string, column: string) => {
    const expected = { newest: [{ table, column, within: undefined }], queries: [] }
    return (await askQuestions(asked(), expected)).newest[0]
  }
  const query = async (sql: string, database?: string): Promise<QueryAnswer | undefined> => {
    const one = { sql, ...(database === undefined ? {} : { database }) }
    return (await askQuestions(asked(), { newest: [], queries: [one] })).queries[0]
  }
  const asked = (): Asked => ({
    dialect: 'postgres',
    ask: talk.ask,
    tables: restored.tables,
    databases: restored.places.map(({ name }) => name),
  })
  beforeAll(async () => {
    const server = startPostgres(bin ?? '')
    try {
      server.run('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-f', '-'], MUSEUM)
      engine = await startRestoreEngine(bin ?? '')
      restored = await playSql(engine, server.run('pg_dumpall', []))
    } finally {
      server.stop()
    }
    talk = createPostgresAsk(engine, restored.places, 2_000)
  }, 120_000)
  afterAll(async () => {
    await talk?.close()
    await engine?.stop()
  })

  test.each([
    ['orders', 'at', { kind: 'moment', at: Date.parse('2026-01-02T00:00:00Z') }],
    ['museum.public.people', 'born', { kind: 'moment', at: Date.parse('2026-01-13T12:00:00Z') }],
    ['events', 'at', { kind: 'moment', at: Date.parse('2025-02-09T00:00:00Z') }],
    ['events_24', 'at', { kind: 'moment', at: Date.parse('2024-12-31T00:00:00Z') }],
    ['orders', 'amount', { kind: 'no-moment' }],
    ['orders', 'none', { kind: 'no-column' }],
    ['none', 'at', { kind: 'absent' }],
    ['"Odd ""Schema"."Tab.le ; x"', 'Sel;ect', { kind: 'no-moment' }],
  ] as const)('the newest of %s by %s', async (table, column, answer) => {
    expect(await newest(table, column)).toEqual(answer)
  })

  test.each([
    ['SELECT count(*) FROM people', 'museum', { kind: 'value', value: '300' }],
    ['SELECT current_user', 'museum', { kind: 'value', value: 'upkeep_restorer' }],
    ['SELECT NULL', 'second', { kind: 'value', value: null }],
    ['SELECT a FROM t', 'second', { kind: 'no-value', rows: 7, columns: 1 }],
    ['SELECT 1, 2', 'second', { kind: 'no-value', rows: 1, columns: 2 }],
    ['SELECT count(*) FROM nowhere', 'museum', { kind: 'absent' }],
    ['SELECT 1', 'nowhere', { kind: 'absent' }],
    ['SELECT 1', undefined, { kind: 'several' }],
    ['SELECT 1 FROM', 'museum', { kind: 'refused', code: '42601' }],
    ["SELECT nextval('orders_id_seq')", 'museum', { kind: 'refused', code: '25006' }],
    ["SELECT pg_read_file('/etc/passwd')", 'museum', { kind: 'refused', code: '42501' }],
    ['SELECT pg_sleep(20)', 'second', { kind: 'refused', code: '57014' }],
    ['DELETE FROM t', 'second', { kind: 'no-question' }],
    [
      'WITH gone AS (DELETE FROM t RETURNING a) SELECT count(*) FROM gone',
      'second',
      { kind: 'refused', code: '25006' },
    ],
    ['SELECT count(*) FROM t', 'second', { kind: 'value', value: '7' }],
  ] as const)(
    '%s in %s',
    async (sql, database, answer) => {
      expect(await query(sql, database)).toEqual(answer)
    },
    20_000,
  )

  test('what a version lets through in spite of all is undone', async () => {
    await query('SELECT lo_unlink(4711)', 'museum')
    expect(await query('SELECT length(lo_get(4711))', 'museum')).toEqual({ kind: 'value', value: '120000' })
  })
})
