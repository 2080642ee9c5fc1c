import { describe, expect, test } from '@jest/globals'
import { equalsIgnoreCase, readLines, setIgnoringCase, trim, trimStart } from '../support/runner/dotnet.ts'
import { failingRows, type Row } from '../support/runner/failing-rows.ts'
import { indexOfMark } from '../support/runner/linguistic-search.ts'

function bytes(...parts: readonly (string | number)[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))),
  )
}

const LINES: readonly Row<Uint8Array, readonly string[]>[] = [
  { name: 'nothing', input: bytes(), expected: [] },
  { name: 'LF', input: bytes('a\nb\n'), expected: ['a', 'b'] },
  { name: 'no end', input: bytes('a\nb'), expected: ['a', 'b'] },
  { name: 'CRLF', input: bytes('a\r\nb\r\n'), expected: ['a', 'b'] },
  { name: 'a lone CR', input: bytes('a\rb'), expected: ['a', 'b'] },
  { name: 'CR at the end', input: bytes('a\r'), expected: ['a'] },
  { name: 'CR CR LF', input: bytes('a\r\r\nb'), expected: ['a', '', 'b'] },
  { name: 'LF CR', input: bytes('a\n\rb'), expected: ['a', '', 'b'] },
  { name: 'empty lines', input: bytes('\n\n'), expected: ['', ''] },
  {
    name: 'no Unicode line ends',
    input: bytes('a\u0085b\u2028c\u2029d\ve\ff'),
    expected: ['a\u0085b\u2028c\u2029d\ve\ff'],
  },
  { name: 'a mark at the start', input: bytes('\ufeffa\n\ufeffb'), expected: ['a', '\ufeffb'] },
  {
    name: 'invalid bytes',
    input: bytes('a', 0xff, '\n', 0xc2, '\n', 0x85),
    expected: ['a\ufffd', '\ufffd', '\ufffd'],
  },
  { name: 'an overlong newline', input: bytes('a', 0xc0, 0x8a, 'b'), expected: ['a\ufffd\ufffdb'] },
]

describe('readLines', () => {
  function read(input: Uint8Array): readonly string[] {
    return readLines(input).map((line) => line.text)
  }
  test('splits where .NET splits', () => {
    expect(failingRows(LINES, read)).toEqual([])
  })
  test('tells when a line was complete', () => {
    expect(readLines(bytes('é\r\nb\nc'))).toEqual([
      { text: 'é', end: 4 },
      { text: 'b', end: 6 },
      { text: 'c', end: 7 },
    ])
  })
  test.each([
    ['a split at LF', (input: Uint8Array) => new TextDecoder().decode(input).split('\n')],
    ['a split at LF and CRLF', (input: Uint8Array) => new TextDecoder().decode(input).split(/\r?\n/)],
    [
      'a split at all of Unicode',
      (input: Uint8Array) =>
        Buffer.from(input)
          .toString()
          .split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/),
    ],
  ])('the table refutes %s', (_, naive) => {
    expect(failingRows(LINES, naive)).not.toEqual([])
  })
})

const SPACES = [
  9,
  11,
  12,
  32,
  0x85,
  0xa0,
  0x1680,
  ...range(0x2000, 0x200a),
  0x2028,
  0x2029,
  0x202f,
  0x205f,
  0x3000,
]
const NO_SPACES = [0, 0x1c, 0x1f, 0xad, 0x180e, 0x200b, 0x200c, 0x200d, 0x2060, 0xfeff, 0x61]
const TRIMS: readonly Row<string, string>[] = [...SPACES, ...NO_SPACES].map((code) => {
  const sign = String.fromCodePoint(code)
  const name = `U+${code.toString(16)}`
  return { name, input: `${sign}x`, expected: SPACES.includes(code) ? 'x' : `${sign}x` }
})

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

describe('trim', () => {
  test('takes what Char.IsWhiteSpace takes', () => {
    expect(failingRows(TRIMS, trimStart)).toEqual([])
    expect(trim(' \u0085x y\u3000\t')).toBe('x y')
  })
  test("the table refutes JavaScript's own", () => {
    expect(failingRows(TRIMS, (text) => text.trimStart())).toEqual(['U+85', 'U+feff'])
    expect(failingRows(TRIMS, (text) => text.replace(/^[ \t]+/, ''))).not.toEqual([])
  })
})

const CASES: readonly Row<readonly [string, string], boolean>[] = [
  { name: 'same', input: ['add-mask', 'add-mask'], expected: true },
  { name: 'upper case', input: ['add-mask', 'ADD-Mask'], expected: true },
  { name: 'Kelvin sign', input: ['add-mask', 'add-mas\u212a'], expected: false },
  { name: 'long s', input: ['add-mask', 'add-ma\u017fk'], expected: false },
  { name: 'dotless i', input: ['notice', 'not\u0131ce'], expected: false },
  { name: 'dotted capital I', input: ['notice', 'not\u0130ce'], expected: false },
]

describe('equalsIgnoreCase', () => {
  test('folds ASCII and nothing into it', () => {
    expect(failingRows(CASES, ([left, right]) => equalsIgnoreCase(left, right))).toEqual([])
  })
  test.each([
    ['toLowerCase', ([left, right]: readonly [string, string]) => left.toLowerCase() === right.toLowerCase()],
    ['toUpperCase', ([left, right]: readonly [string, string]) => left.toUpperCase() === right.toUpperCase()],
    ['equality', ([left, right]: readonly [string, string]) => left === right],
  ])('the table refutes %s', (_, naive) => {
    expect(failingRows(CASES, naive)).not.toEqual([])
  })
  test('a dictionary keeps the first spelling and the last value', () => {
    const record: Record<string, string> = {}
    setIgnoringCase(record, 'Result', 'first')
    setIgnoringCase(record, 'result', 'second')
    setIgnoringCase(record, '__proto__', 'own')
    expect(Object.entries(record)).toEqual([
      ['Result', 'second'],
      ['__proto__', 'own'],
    ])
  })
})

const FINDS: readonly Row<string, number>[] = [
  { name: 'at the start', input: '::x', expected: 0 },
  { name: 'nowhere', input: ':x:', expected: -1 },
  { name: 'a letter after', input: 'ab::日', expected: 2 },
  { name: 'an emoji after', input: 'ab::😀', expected: 2 },
  { name: 'a combining mark after', input: 'ab::\u0301::x', expected: 5 },
  { name: 'only one that is combined', input: 'ab::\u0301', expected: -1 },
  { name: 'a spacing mark after', input: 'ab::\u0903', expected: -1 },
  { name: 'a Thai vowel after', input: 'ab::\u0e33', expected: -1 },
  { name: 'a joiner after', input: 'ab::\u200dx', expected: 2 },
  { name: 'a joiner and a mark after', input: 'ab::\u200d\u0301', expected: -1 },
  { name: 'a weightless letter and a mark after', input: 'ab::\u0640\u0301', expected: 2 },
  { name: 'a number sign before', input: 'ab\u0600::x::', expected: 6 },
  { name: 'an astral number sign before', input: 'ab\u{110bd}::x::', expected: 7 },
  { name: 'a zero-width space inside', input: 'ab:\u200b:x', expected: 2 },
  { name: 'a control character inside', input: 'ab:\u0000:x', expected: 2 },
  { name: 'a tab inside', input: 'ab:\t:x', expected: -1 },
]

describe('indexOfMark', () => {
  test('finds what ICU finds', () => {
    expect(failingRows(FINDS, (text) => indexOfMark(text, '::'))).toEqual([])
    expect(indexOfMark('##[\u0301##[error]x', '##[')).toBe(4)
    expect(indexOfMark('::a::', '::', 1)).toBe(3)
  })
  test('the table refutes an ordinal search', () => {
    expect(failingRows(FINDS, (text) => text.indexOf('::'))).not.toEqual([])
  })
})
