import { describe, expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import {
  date,
  duration,
  flag,
  list,
  millisecondsOf,
  momentOf,
  oneOf,
  type Parsed,
  type Parser,
  quote,
  text,
} from '../../src/core/parsers.ts'
import { failingRows, type Row } from '../support/runner/failing-rows.ts'

function value<T>(read: T): Parsed<T> {
  return { value: read }
}

function wrong<T>(...problems: readonly string[]): Parsed<T> {
  return { problems }
}

function row<T>(input: unknown, expected: Parsed<T>): Row<unknown, Parsed<T>> {
  return { name: String(JSON.stringify(input) ?? input), input, expected }
}

/** Says fine to everything, as a parser that guesses would. */
function lenient(raw: unknown): Parsed<unknown> {
  return { value: raw }
}

function strict(): Parsed<unknown> {
  return { problems: ['is wrong'] }
}

const TEXT: readonly Row<unknown, Parsed<string>>[] = [
  row('main', value('main')),
  row('', value('')),
  row('  v1.0 beta  ', value('v1.0 beta')),
  row('\ttab\t', value('tab')),
  row('a\nb', wrong('must be one line of text, not several lines')),
  row('a\n', wrong('must be one line of text, not several lines')),
  row('a\rb', wrong('must be one line of text, not several lines')),
  row(1, wrong('must be one line of text, not 1')),
  row(true, wrong('must be one line of text, not true')),
  row(null, wrong('must be one line of text, not null')),
  row(['a'], wrong('must be one line of text, not a list')),
  row({ a: 1 }, wrong('must be one line of text, not a mapping')),
]

const WORD: readonly Row<unknown, Parsed<string>>[] = [
  row('high', value('high')),
  row(' high ', value('high')),
  row('High', wrong('must be one of critical, high, none, not "High" (did you mean "high"?)')),
  row('hihg', wrong('must be one of critical, high, none, not "hihg" (did you mean "high"?)')),
  row('', wrong('must be one of critical, high, none, not ""')),
  row('severe and bad', wrong('must be one of critical, high, none, not "severe and bad"')),
  row('high,critical', wrong('must be one of critical, high, none, not "high,critical"')),
  row('constructor', wrong('must be one of critical, high, none, not "constructor"')),
  row(null, wrong('must be one of critical, high, none, not null')),
  row(false, wrong('must be one of critical, high, none, not false')),
  row(0, wrong('must be one of critical, high, none, not 0')),
  row(['high'], wrong('must be one of critical, high, none, not a list')),
]

const FLAG: readonly Row<unknown, Parsed<boolean>>[] = [
  ...['true', 'True', 'TRUE', ' true ', true].map((raw) => row(raw, value(true))),
  ...['false', 'False', 'FALSE', ' false', false].map((raw) => row(raw, value(false))),
  ...['yes', 'no', 'on', 'off', '1', '0', 'tRUE', 'truee', ''].map((raw) =>
    row(raw, wrong<boolean>(`must be true or false, not "${raw}"`)),
  ),
  row(1, wrong('must be true or false, not 1')),
  row(0, wrong('must be true or false, not 0')),
  row(null, wrong('must be true or false, not null')),
  row([true], wrong('must be true or false, not a list')),
]

const LIST: readonly Row<unknown, Parsed<readonly string[]>>[] = [
  row('MIT', value(['MIT'])),
  row('MIT, ISC', value(['MIT', 'ISC'])),
  row('MIT\nISC\r\nZlib\r0BSD', value(['MIT', 'ISC', 'Zlib', '0BSD'])),
  row(',MIT,,ISC,\n', value(['MIT', 'ISC'])),
  row('MIT,MIT, MIT', value(['MIT'])),
  row(['MIT', ' ISC '], value(['MIT', 'ISC'])),
  row(['MIT', 'MIT', ''], value(['MIT'])),
  row(['a,b'], value(['a,b'])),
  row('', wrong('has no entries')),
  row(' , \n', wrong('has no entries')),
  row([], wrong('has no entries')),
  row([''], wrong('has no entries')),
  row(['MIT', 7, null], wrong('must hold text only, not 7', 'must hold text only, not null')),
  row([['MIT']], wrong('must hold text only, not a list')),
  row('bad one, MIT, bad two', wrong('holds "bad one"', 'holds "bad two"')),
  row(null, wrong('must be a list, not null')),
  row(7, wrong('must be a list, not 7')),
  row(true, wrong('must be a list, not true')),
  row({ MIT: true }, wrong('must be a list, not a mapping')),
]

function badDate(raw: unknown): Row<unknown, Parsed<Date | undefined>> {
  const shown = typeof raw === 'string' ? `"${raw}"` : String(raw)
  return row(raw, wrong(`must be a date like 2027-01-31 or 2027-01-31T09:00:00Z, not ${shown}`))
}

const DATE: readonly Row<unknown, Parsed<Date | undefined>>[] = [
  row('', value(undefined)),
  row('2027-01-31', value(new Date(Date.UTC(2027, 0, 31)))),
  row(' 2027-01-31 ', value(new Date(Date.UTC(2027, 0, 31)))),
  row('2028-02-29', value(new Date(Date.UTC(2028, 1, 29)))),
  row('2027-01-31T09:00:00Z', value(new Date(Date.UTC(2027, 0, 31, 9)))),
  row('2027-01-31T09:00Z', value(new Date(Date.UTC(2027, 0, 31, 9)))),
  row('2027-01-31T23:59:59.999Z', value(new Date(Date.UTC(2027, 0, 31, 23, 59, 59, 999)))),
  row('2027-01-31T09:00:00+02:00', value(new Date(Date.UTC(2027, 0, 31, 7)))),
  row('2027-03-01T00:30:00+02:00', value(new Date(Date.UTC(2027, 1, 28, 22, 30)))),
  row('2027-01-31T09:00:00-05:30', value(new Date(Date.UTC(2027, 0, 31, 14, 30)))),
  ...[
    '2027-02-30',
    '2027-02-29',
    '2027-02-30T10:00:00Z',
    '2027-04-31T10:00:00+14:00',
    '2027-13-01',
    '2027-00-10',
    '2027-01-00',
    '2027-01-32',
    '2027-1-31',
    '27-01-31',
    '20270131',
    '2027-01',
    '2027',
    'tomorrow',
    'now',
    '0',
    '1798675200000',
    '31.01.2027',
    '01/31/2027',
    'Jan 31 2027',
    '2027-01-31 09:00',
    '2027-01-31T09:00:00',
    '2027-01-31T09Z',
    '2027-01-31T24:00:00Z',
    '2027-01-31T25:00:00Z',
    '2027-01-31T09:60:00Z',
    '2027-01-31T09:00:60Z',
    '2027-01-31T09:00:00+99:99',
    '2027-01-31T09:00:00.1234Z',
    '2027-01-31Z',
    '2027-01-31\n2027-02-01',
    '+2027-01-31',
    '-000001-01-01',
    ' ',
  ].map(badDate),
  badDate(20270131),
  badDate(null),
  badDate(true),
]

const severityWord = oneOf(['critical', 'high', 'none'])
const entries = list('LICENSES', (word) => (word.startsWith('bad') ? `holds "${word}"` : undefined))

/** One parser with its table. */
interface Tried {
  readonly name: string
  readonly rows: readonly Row<unknown, unknown>[]
  readonly parser: Parser<unknown>
}

const TABLES: readonly Tried[] = [
  { name: 'text', rows: TEXT, parser: text('REF') },
  { name: 'oneOf', rows: WORD, parser: severityWord },
  { name: 'flag', rows: FLAG, parser: flag() },
  { name: 'list', rows: LIST, parser: entries },
  { name: 'date', rows: DATE, parser: date() },
]

describe.each(TABLES)('the parser $name', ({ rows, parser }) => {
  test.each(rows)('reads $name', ({ input, expected }) => {
    expect(parser.parse(input)).toEqual(expected)
  })

  test('has a table that a parser that takes everything fails, and one that takes nothing', () => {
    expect(failingRows(rows, (input) => parser.parse(input))).toEqual([])
    expect(failingRows(rows, lenient).length).toBeGreaterThan(rows.length / 2)
    expect(failingRows(rows, strict)).toHaveLength(rows.length)
  })

  test('takes from the config whatever its schema promises', () => {
    const day = /^\d{4}-\d{2}-\d{2}$/
    const ajv = new Ajv2020({
      formats: { date: day, 'date-time': /^\d{4}-\d{2}-\d{2}T.+(Z|[+-]\d{2}:\d{2})$/ },
    })
    const isPromised = ajv.compile(parser.schema as object)
    // What an entry may be is the entry's own business; text is one line, which the schema does not say.
    const own = rows.filter(({ input }) => !/bad|\n|\r/.test(String(input)))
    const promised = own.filter(({ input }) => isPromised(input) && typeof input !== 'string')
    for (const { input } of promised.filter((one) => String(one.input).trim() !== ''))
      expect(parser.parse(input)).toHaveProperty('value')
    for (const { input, expected } of own)
      if (typeof input !== 'string' && 'value' in (expected as object)) expect(isPromised(input)).toBe(true)
  })
})

test('a date promises both of its forms to an editor', () => {
  const formats = { date: /^\d{4}-\d{2}-\d{2}$/, 'date-time': /^\d{4}-\d{2}-\d{2}T.+Z$/ }
  const isPromised = new Ajv2020({ formats }).compile(date().schema as object)
  expect(['2027-01-31', '2027-01-31T09:00:00Z', 'tomorrow'].map((one) => isPromised(one))).toEqual([
    true,
    true,
    false,
  ])
})

test('a parser says what stands for its value, and its words where it has a few', () => {
  expect(text('REF').placeholder).toBe('REF')
  expect(entries.placeholder).toBe('LICENSES')
  expect(date().placeholder).toBe('ISO-DATE')
  expect(severityWord).toMatchObject({
    placeholder: 'critical|high|none',
    values: ['critical', 'high', 'none'],
  })
  expect(flag()).toMatchObject({ placeholder: '', values: ['true', 'false'] })
})

test('a moment is read with its offset, and a day is its first moment in UTC', () => {
  expect(momentOf('2027-01-31')?.toISOString()).toBe('2027-01-31T00:00:00.000Z')
  expect(momentOf('2027-01-31T23:30:00-02:00')?.toISOString()).toBe('2027-02-01T01:30:00.000Z')
  expect(momentOf('2027-02-30')).toBeUndefined()
  expect(momentOf('')).toBeUndefined()
})

test.each([
  ['MIT', '"MIT"'],
  ['', '""'],
  ['x'.repeat(60), `"${'x'.repeat(60)}"`],
  ['x'.repeat(61), `"${'x'.repeat(60)}…"`],
  [7, '7'],
  [false, 'false'],
  [null, 'null'],
  [[1], 'a list'],
  [{}, 'a mapping'],
])('quotes %j as %s', (raw, shown) => {
  expect(quote(raw)).toBe(shown)
})

describe('a length of time', () => {
  const DAY = 24 * 60 * 60 * 1000
  const cases: readonly (readonly [unknown, number | undefined])[] = [
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['24h', DAY],
    [' 7d ', 7 * DAY],
    ['2w', 14 * DAY],
    ['0s', 0],
    ['7', undefined],
    [7, undefined],
    ['7 days', undefined],
    ['-1d', undefined],
    ['1.5h', undefined],
    ['1e3s', undefined],
    ['9999999d', undefined],
    ['d', undefined],
    ['', undefined],
    [null, undefined],
  ]

  test.each(cases)('%j', (raw, milliseconds) => {
    const parsed = duration().parse(raw)
    if (milliseconds === undefined) {
      expect(parsed).toEqual({ problems: [expect.stringContaining('must be a length of time like 90s')] })
    } else expect(parsed).toEqual({ value: milliseconds })
    if (typeof raw === 'string') expect(millisecondsOf(raw)).toBe(milliseconds)
  })

  test('is in the configuration what it is on the command line', () => {
    const validate = new Ajv2020().compile(duration().schema as object)
    for (const [raw, milliseconds] of cases) expect(validate(raw)).toBe(milliseconds !== undefined)
  })
})
