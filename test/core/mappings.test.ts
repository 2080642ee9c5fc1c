import { describe, expect, test } from '@jest/globals'
import { integer, listOf, mapping, recordOf } from '../../src/core/mappings.ts'
import { duration, flag, oneOf, type Parser, text } from '../../src/core/parsers.ts'
import { compileSchema, schemaComplaints } from '../support/contract/schema.ts'

const INNER = mapping({
  table: { description: 'The table.', parser: text('TABLE'), required: true },
  within: { description: 'How old.', parser: duration() },
})
const OUTER = mapping({
  name: { description: 'Its name.', parser: text('NAME'), required: true },
  path: { description: 'Where.', parser: text('PATH'), required: true },
  count: { description: 'How many.', parser: integer(1, 10) },
  strict: { description: 'Whether.', parser: flag() },
  kind: { description: 'Which.', parser: oneOf(['new', 'old']) },
  tags: { description: 'Words.', parser: listOf(text('TAG')) },
  newest: { description: 'Rows.', parser: listOf(INNER) },
  rows: { description: 'Counts.', parser: recordOf(integer(0, 1000)) },
})
const GOOD = { name: 'a', path: 'b' }
const KNOWN = 'known: name, path, count, strict, kind, tags, newest, rows'

function problemsOf(parser: Parser<unknown>, raw: unknown): readonly string[] {
  const parsed = parser.parse(raw)
  return 'problems' in parsed ? parsed.problems : []
}

describe('a mapping', () => {
  test('holds what is given, and nothing else', () => {
    expect(OUTER.parse({ ...GOOD, count: 3, tags: 'x', rows: { users: 5 } })).toEqual({
      value: { ...GOOD, count: 3, tags: ['x'], rows: new Map([['users', 5]]) },
    })
  })

  test('tells every mistake at once, with the keys that there are', () => {
    const bad = {
      path: 3,
      cuont: 1,
      count: 11,
      strict: 'perhaps',
      kind: 'od',
      newest: [{ table: 'a' }, { tabel: 'b', within: 'soon' }],
      rows: { users: -1, orders: 'many' },
    }
    expect(problemsOf(OUTER, bad)).toEqual([
      `has the unknown key "cuont" (did you mean "count"?); ${KNOWN}`,
      'lacks name',
      'path must be one line of text, not 3',
      'count must be a whole number from 1 to 10, not 11',
      'strict must be true or false, not "perhaps"',
      'kind must be one of new, old, not "od" (did you mean "old"?)',
      'newest entry 2 has the unknown key "tabel" (did you mean "table"?); known: table, within',
      'newest entry 2 lacks table',
      'newest entry 2 within must be a length of time like 90s, 30m, 24h, 7d or 2w, not "soon"',
      'rows "users" must be a whole number from 0 to 1000, not -1',
      'rows "orders" must be a whole number from 0 to 1000, not "many"',
    ])
  })

  test.each([
    ['text', 'name', 'must be a mapping of table, within, not "name"'],
    ['nothing', null, 'must be a mapping of table, within, not null'],
    ['a list', [], 'must be a mapping of table, within, not a list'],
  ])('is not %s', (_title, raw, problem) => {
    expect(problemsOf(INNER, raw)).toEqual([problem])
  })

  test('keys that every object has are unknown as well', () => {
    const raw = JSON.parse('{"name":"a","path":"b","__proto__":1,"constructor":2}')
    expect(problemsOf(OUTER, raw)).toHaveLength(2)
    expect(problemsOf(INNER, Object.create({ table: 'inherited' }))).toEqual(['lacks table'])
  })

  test('rows for the docs name keys of keys', () => {
    expect(OUTER.fields?.map(({ key, isRequired }) => `${key}${isRequired ? '!' : ''}`)).toEqual([
      'name!',
      'path!',
      'count',
      'strict',
      'kind',
      'tags',
      'newest',
      'newest.table!',
      'newest.within',
      'rows',
    ])
  })
})

describe('a list', () => {
  test.each([
    ['one thing alone', 'a', ['a']],
    ['several', ['a', 'b'], ['a', 'b']],
  ])('of %s', (_title, raw, value) => {
    expect(listOf(text('X')).parse(raw)).toEqual({ value })
  })

  test.each([
    ['no entries', [], ['has no entries']],
    ['a mistake alone', 3, ['must be one line of text, not 3']],
    [
      'mistakes among several',
      ['a', 3, null],
      ['entry 2 must be one line of text, not 3', 'entry 3 must be one line of text, not null'],
    ],
  ])('with %s is refused', (_title, raw, problems) => {
    expect(problemsOf(listOf(text('X')), raw)).toEqual(problems)
  })
})

describe('the schema', () => {
  const validate = compileSchema(OUTER.schema)
  const many = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`t${index}`, 1]))

  test.each([
    [GOOD],
    [{ ...GOOD, count: 1 }],
    [{ ...GOOD, strict: true, kind: 'old' }],
    [{ ...GOOD, tags: 'one' }],
    [{ ...GOOD, tags: ['one', 'two'] }],
    [{ ...GOOD, newest: { table: 'a' } }],
    [{ ...GOOD, newest: [{ table: 'a', within: '24h' }] }],
    [{ ...GOOD, rows: {} }],
    [{ ...GOOD, rows: { any: 0 } }],
  ])('accepts %j, as the parser does', (raw) => {
    expect(problemsOf(OUTER, raw)).toEqual([])
    expect(schemaComplaints(validate, raw)).toEqual([])
  })

  test.each([
    ['no mapping', 'a'],
    ['a list', [GOOD]],
    ['nothing required', {}],
    ['a key too many', { ...GOOD, other: 1 }],
    ['nothing for a key', { ...GOOD, count: null }],
    ['too large a number', { ...GOOD, count: 11 }],
    ['half a number', { ...GOOD, count: 1.5 }],
    ['no word of the list', { ...GOOD, kind: 'older' }],
    ['no flag', { ...GOOD, strict: 'perhaps' }],
    ['an empty list', { ...GOOD, tags: [] }],
    ['a number in a list', { ...GOOD, tags: [3] }],
    ['a mapping that lacks a key', { ...GOOD, newest: [{ within: '24h' }] }],
    ['text for a record', { ...GOOD, rows: 'users' }],
    ['a list for a record', { ...GOOD, rows: [1] }],
    ['a wrong value in a record', { ...GOOD, rows: { users: 1001 } }],
    ['too many keys in a record', { ...GOOD, rows: many }],
  ])('refuses %s, as the parser does', (_title, raw) => {
    expect(problemsOf(OUTER, raw)).not.toEqual([])
    expect(schemaComplaints(validate, raw)).not.toEqual([])
  })
})

test.each([
  ['5', 5],
  [' 7 ', 7],
  [10, 10],
])('a whole number may be typed: %j', (raw, value) => {
  expect(integer(1, 10).parse(raw)).toEqual({ value })
})

test.each([['5.5'], ['0x5'], ['1e1'], [''], [Number.NaN], [true], [[5]], [0], [11]])(
  'and %j is none from 1 to 10',
  (raw) => {
    expect(problemsOf(integer(1, 10), raw)).toHaveLength(1)
  },
)
