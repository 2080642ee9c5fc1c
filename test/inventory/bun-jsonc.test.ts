import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseJsonc } from '../../src/inventory/bun-jsonc.ts'

function parse(text: string, lenient: boolean) {
  return parseJsonc(new TextEncoder().encode(text), { lenient })
}

function readValue(text: string, lenient = false): unknown {
  const parsed = parse(text, lenient)
  return 'json' in parsed ? { value: parsed.json.value } : undefined
}

function oracle(text: string): unknown {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

/** Objects without a prototype and JSON.parse's are the same to JSON. */
function written(value: unknown): string {
  return JSON.stringify(value) ?? 'none'
}

test('reads what JSON.parse reads, however it is spaced, strictly and not', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(undefined, 1, '\t'), (text, space) => {
      const spaced = JSON.stringify(JSON.parse(text), null, space)
      expect(written(readValue(spaced))).toBe(written(oracle(spaced)))
      expect(written(readValue(spaced, true))).toBe(written(oracle(spaced)))
    }),
    { numRuns: 500 },
  )
})

test('strictly, it refuses what JSON.parse refuses', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"',
    '1',
    '-',
    '01',
    '1.',
    '1e',
    'null',
    'tru',
    ' ',
    '\n',
    '/',
    '//',
    '/*',
    '*/',
    '\\',
  )
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))
  fc.assert(
    fc.property(text, (one) => {
      expect(written(readValue(one))).toBe(written(oracle(one)))
    }),
    { numRuns: 5000 },
  )
})

const TEXTS: readonly (readonly [text: string, strict: boolean, lenient: boolean])[] = [
  ['{}', true, true],
  ['[1,2]', true, true],
  ['[1,2,]', false, true],
  ['{"a":1,}', false, true],
  ['[1,,2]', false, false],
  ['[,]', false, false],
  ['{,}', false, false],
  ['[1 2]', false, false],
  ['{"a" 1}', false, false],
  ['{"a":}', false, false],
  ['{"a":1 "b":2}', false, false],
  ['{a:1}', false, false],
  ["['a']", false, false],
  ['[1}', false, false],
  ['{]', false, false],
  ['// a\n[]', false, true],
  ['[] // a', false, true],
  ['/* a */ []', false, true],
  ['[] /* a', false, false],
  ['[] []', false, false],
  ['"\\u00e9\\n"', true, true],
  ['"\\x"', false, false],
  ['"\\u12"', false, false],
  ['"\t"', false, false],
  ['-1.5e+3', true, true],
  ['01', false, false],
  ['NaN', false, false],
  ['undefined', false, false],
  ['', false, false],
  ['\u00a0[]', false, false],
]

test.each(TEXTS)('%j: strictly %s, else %s', (text, strict, lenient) => {
  expect(oracle(text) !== undefined).toBe(strict)
  expect(readValue(text) !== undefined).toBe(strict)
  expect(readValue(text, true) !== undefined).toBe(lenient)
})

test('tells lines, keys that stand twice, and nothing of prototypes', () => {
  const text = '{\n"a": [\n{}, {"b": 1,\r\n"b": 2}],\n"__proto__": {"c": 1}, "__proto__": {} }'
  const parsed = parse(text, false)
  if (!('json' in parsed)) throw new Error('not read')
  const { value, lineOf, duplicates } = parsed.json
  const whole = value as Record<string, unknown>
  const list = whole['a'] as readonly unknown[]
  expect([value, list, list[0], list[1], Object.values(whole)[1]].map(lineOf)).toEqual([1, 2, 3, 3, 5])
  expect(lineOf('a')).toBeUndefined()
  expect(lineOf({})).toBeUndefined()
  expect(duplicates).toEqual([
    { path: ['a', '[1]', 'b'], line: 4 },
    { path: ['__proto__'], line: 5 },
  ])
  expect(Object.keys(whole)).toEqual(['a', '__proto__'])
  expect(({} as { c?: number }).c).toBeUndefined()
})

test('is not nested without end, and counts no more doubles than people read', () => {
  expect(parse('['.repeat(1001), true)).toEqual({ problem: 'is nested too deeply' })
  expect(readValue('['.repeat(1000) + ']'.repeat(1000))).toBeDefined()
  const doubles = `{${'"a":1,'.repeat(5000)}"a":1}`
  const parsed = parse(doubles, false)
  expect('json' in parsed && parsed.json.duplicates.length).toBe(100)
})
