import { expect, test } from '@jest/globals'
import {
  contentOf,
  type ExpectedContent,
} from '../../../../src/checks/backup-verification/restore/expected-content.ts'
import { judgeAnswers } from '../../../../src/checks/backup-verification/restore/judge-answers.ts'
import type {
  Answers,
  NewestAnswer,
  QueryAnswer,
} from '../../../../src/checks/backup-verification/restore/questions.ts'

const HOUR = 3_600_000
const NOW = Date.parse('2026-05-01T12:00:00Z')
const NOTHING = contentOf(undefined, undefined, [])
const TABLES = [
  { database: 'shop', name: 'public.users', rows: 100 },
  { database: 'shop', name: 'app.users', rows: 5 },
  { database: 'shop', name: 'app.orders', rows: 0 },
  { database: 'shop', name: 'a.log', rows: 1 },
  { database: 'shop', name: 'b.log', rows: 2 },
  { database: 'shop', name: 'public."Odd.Table"', rows: 3 },
]
const least = (name: string, rows: number): Partial<ExpectedContent> => ({ minRows: new Map([[name, rows]]) })
const newest = (answer: NewestAnswer): Case => [
  { newest: [{ table: 'users', column: 'at', within: 24 * HOUR }] },
  { newest: [answer] },
]
const query = (expected: object, answer: QueryAnswer): Case => [
  { queries: [{ sql: 'SELECT 1', ...expected }] },
  { queries: [answer] },
]
const value = (text: string | null): QueryAnswer => ({ kind: 'value', value: text })
type Case = readonly [Partial<ExpectedContent>, Partial<Answers>]

/** What is expected and answered, and the one word for it; `env` for what could not be told. */
const CASES: readonly (readonly [string, string, Case])[] = [
  ['ok', 'nothing is expected', [{}, {}]],
  [
    'ok',
    'tables by every way to write them',
    [
      { tables: ['users', 'USERS', 'app.users', 'shop.public.users', '"Odd.Table"', 'public."Odd.Table"'] },
      {},
    ],
  ],
  ['ok', 'a table that is in several schemas', [{ tables: ['log'] }, {}]],
  ['incomplete', 'a table that is not there', [{ tables: ['users', 'invoices'] }, {}]],
  ['incomplete', 'the only table that is wanted', [{ tables: ['invoices'] }, {}]],
  ['wrong-content', 'none of the tables', [{ tables: ['a', 'b', 'c'] }, {}]],
  ['ok', 'as many rows as wanted', [least('users', 100), {}]],
  ['incomplete', 'fewer rows', [least('users', 101), {}]],
  ['empty', 'no row', [least('orders', 1), {}]],
  ['ok', 'no row, and none is wanted', [least('orders', 0), {}]],
  ['incomplete', 'rows of a table that is not there', [least('invoices', 1), {}]],
  ['env', 'rows of a table in several schemas', [least('log', 1), {}]],
  ['ok', 'a new row', newest({ kind: 'moment', at: NOW - 23 * HOUR })],
  ['ok', 'a row of just now, by a clock that is fast', newest({ kind: 'moment', at: NOW + HOUR })],
  ['stale', 'an old row', newest({ kind: 'moment', at: NOW - 25 * HOUR })],
  ['wrong-content', 'a row of the future', newest({ kind: 'moment', at: NOW + 2 * HOUR })],
  ['empty', 'no row with a date', newest({ kind: 'moment', at: undefined })],
  ['incomplete', 'dates of a table that is not there', newest({ kind: 'absent' })],
  ['wrong-content', 'a column that is not there', newest({ kind: 'no-column' })],
  ['env', 'a column of no dates', newest({ kind: 'no-moment' })],
  ['env', 'no time left to ask', newest({ kind: 'unasked' })],
  ['ok', 'the text', query({ equals: 'abc' }, value('abc'))],
  ['ok', 'the number, written otherwise', query({ equals: '10' }, value('10.00'))],
  ['ok', 'the truth', query({ equals: 'true' }, value('t'))],
  ['ok', 'no value, and none is wanted', query({ equals: 'null' }, value(null))],
  ['ok', 'a large number as it is', query({ equals: '9007199254740993' }, value('9007199254740993'))],
  [
    'wrong-content',
    'a large number that only looks the same',
    query({ equals: '9007199254740993' }, value('9007199254740992')),
  ],
  ['wrong-content', 'another text', query({ equals: 'abc' }, value('abd'))],
  ['wrong-content', 'no value', query({ equals: 'abc' }, value(null))],
  ['ok', 'between', query({ min: 1, max: 3 }, value('3'))],
  ['wrong-content', 'too much', query({ min: 1, max: 3 }, value('3.01'))],
  ['wrong-content', 'too little', query({ min: 1 }, value('0'))],
  ['wrong-content', 'no number where one is wanted', query({ min: 1 }, value('many'))],
  ['wrong-content', 'no number but NULL', query({ min: 0 }, value(null))],
  ['wrong-content', 'several rows', query({ equals: '1' }, { kind: 'no-value', rows: 2, columns: 1 })],
  ['incomplete', 'a table that the query speaks of', query({ equals: '1' }, { kind: 'absent' })],
  ['env', 'a query that is refused', query({ equals: '1' }, { kind: 'refused', code: '42601' })],
  ['env', 'a query that does more than ask', query({ equals: '1' }, { kind: 'no-question' })],
  ['ok', 'the same tables as before', [{ previous: TABLES }, {}]],
  [
    'ok',
    'fewer rows than before, and few',
    [{ previous: [{ database: 'shop', name: 'app.users', rows: 90 }] }, {}],
  ],
  [
    'ok',
    'fewer rows than before, and still most',
    [
      { previous: [{ database: 'shop', name: 'public.users', rows: 199 }], drift: { share: 0.5, floor: 10 } },
      {},
    ],
  ],
  [
    'shrunk',
    'far fewer rows than before',
    [{ previous: [{ database: 'shop', name: 'public.users', rows: 900 }] }, {}],
  ],
  [
    'incomplete',
    'a table less than before',
    [{ previous: [{ database: 'shop', name: 'app.invoices', rows: 1 }] }, {}],
  ],
]

function wordFor([expected, answers]: Case): string {
  const all: Answers = { tables: TABLES, newest: [], queries: [], ...answers }
  const { faults, lacks } = judgeAnswers({ ...NOTHING, ...expected }, all, NOW)
  expect(faults.every(({ level }) => level === 5)).toBe(true)
  return faults[0]?.word ?? (lacks.length > 0 ? 'env' : 'ok')
}

test.each(CASES)('%s: %s', (word, _name, one) => {
  expect(wordFor(one)).toBe(word)
})

test('a judge with one answer to all fails the table', () => {
  for (const word of new Set(CASES.map(([one]) => one))) {
    expect(CASES.filter(([one]) => one !== word).length).toBeGreaterThan(CASES.length / 2)
  }
})

test('no value of the backup is told but counts', () => {
  const secret = 'hunter2@example.org'
  const [expected, answers] = query({ equals: 'x' }, value(secret))
  const all: Answers = { tables: TABLES, newest: [], queries: [], ...answers }
  const text = JSON.stringify(judgeAnswers({ ...NOTHING, ...expected }, all, NOW))
  expect(text).not.toContain('hunter2')
  expect(text).toMatch(/SHA-256 [0-9a-f]{16}/)
  const [other, counted] = query({ equals: '7' }, value('6'))
  expect(JSON.stringify(judgeAnswers({ ...NOTHING, ...other }, { ...all, ...counted }, NOW))).toContain(
    'it is 6',
  )
})

test('many tables that are gone are counted, not listed', () => {
  const previous = Array.from({ length: 50 }, (_, index) => ({
    database: 'shop',
    name: `public.t${index}`,
    rows: 1,
  }))
  const { faults } = judgeAnswers({ ...NOTHING, previous }, { tables: TABLES, newest: [], queries: [] }, NOW)
  expect(faults).toHaveLength(6)
  expect(faults[5]?.text).toBe('45 more tables are gone')
})

test('what is expected comes out of the configuration', () => {
  const expect_ = {
    tables: ['users'],
    'min-rows': new Map([['users', 1]]),
    newest: [{ table: 'users', column: 'at', within: undefined }],
    queries: [{ sql: 'SELECT 1', equals: '1', min: undefined, max: undefined, database: undefined }],
    drift: 0.2,
    'drift-floor': 7,
  }
  expect(contentOf(expect_, HOUR, [])).toEqual({
    tables: ['users'],
    minRows: new Map([['users', 1]]),
    newest: [{ table: 'users', column: 'at', within: HOUR }],
    queries: [{ sql: 'SELECT 1', equals: '1' }],
    previous: [],
    drift: { share: 0.2, floor: 7 },
  })
})
