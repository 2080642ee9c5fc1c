import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { load } from 'js-yaml'
import { parseYaml, parseYamlDocuments } from '../../src/inventory/yaml.ts'
import { FIXTURES } from './support/projects.ts'

function parse(text: string, size?: number) {
  const parsed = parseYamlDocuments(new TextEncoder().encode(text), size)
  if ('problem' in parsed) return parsed
  return parsed.documents.map(({ value, duplicates }) => ({ value, duplicates }))
}

function large(name: string, file: string): string {
  return gunzipSync(readFileSync(join(FIXTURES, 'large', name, `${file}.gz`))).toString('utf8')
}

const LARGE = [
  ['pnpm9', 'pnpm-lock.yaml'],
  ['yarn-berry', 'yarn.lock'],
] as const

/** As the failsafe schema has it: every scalar is text. */
function asText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asText)
  if (typeof value !== 'object' || value === null) return value === null ? '' : String(value)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asText(inner)]))
}

test.each(LARGE)('%s is what js-yaml says, but that numbers are text', (name, file) => {
  const text = large(name, file)
  const parsed = parseYaml(new TextEncoder().encode(text))
  if ('problem' in parsed) throw new Error(parsed.problem)
  const { value, duplicates } = parsed.yaml
  // Numbers such as 1.10 are no longer what was written once js-yaml has read them.
  const numbers = /^-?\d+(\.\d*)?$/
  const same = (a: unknown, b: unknown): boolean => {
    if (typeof a !== 'object' || a === null) {
      return a === b || (numbers.test(String(a)) && Number(a) === Number(b))
    }
    const keys = Object.keys(a)
    if (typeof b !== 'object' || b === null || Object.keys(b).length !== keys.length) return false
    return keys.every((key) => same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  }
  expect(duplicates).toEqual([])
  expect(same(value, asText(load(text)))).toBe(true)
  expect(same({ a: '1' }, { a: '2' })).toBe(false)
})

test.each(LARGE)('%s in pieces is the same as in one', (name, file) => {
  const bytes = new TextEncoder().encode(large(name, file))
  const whole = parseYamlDocuments(bytes, Number.POSITIVE_INFINITY)
  if ('problem' in whole) throw new Error(whole.problem)
  const [expected] = whole.documents
  const lines = new TextDecoder().decode(bytes).split('\n')
  for (const size of [100, 7_777, 300_000]) {
    const parsed = parseYamlDocuments(bytes, size)
    if ('problem' in parsed) throw new Error(parsed.problem)
    const [found] = parsed.documents
    expect(JSON.stringify(found?.value) === JSON.stringify(expected?.value)).toBe(true)
    for (const [key, inner] of Object.entries(found?.value as Record<string, object>)) {
      expect(found?.lineOf([key])).toBe(expected?.lineOf([key]))
      const line = Number(found?.lineOf([key])) - 1
      expect(lines[line]?.replaceAll(/['"]/g, '').startsWith(`${key}:`)).toBe(true)
      const wrong = Object.keys(inner).filter(
        (one) => found?.lineOf([key, one]) !== expected?.lineOf([key, one]),
      )
      expect(wrong).toEqual([])
    }
  }
})

describe('what is odd', () => {
  const ROWS: readonly (readonly [string, string, unknown])[] = [
    [
      'numbers and words stay text',
      'a: 1.10\nb: true\nc: ~\nd: 0x10\ne: 2020-01-01\n',
      { a: '1.10', b: 'true', c: '~', d: '0x10', e: '2020-01-01' },
    ],
    ['nothing is empty text', 'a:\nb: {c: }\n', { a: '', b: { c: '' } }],
    [
      'names that every object has',
      'constructor: 1\ntoString: {a: b}\n',
      { constructor: '1', toString: { a: 'b' } },
    ],
    ['a literal block', 'a: |\n  b: c\n  d: e\nf: g\n', { a: 'b: c\nd: e\n', f: 'g' }],
    ['a flow over many lines', 'a: {\n  b: c,\n  d: e }\nf: g\n', { a: { b: 'c', d: 'e' }, f: 'g' }],
    ['a list', 'a:\n- b\n- c\n', { a: ['b', 'c'] }],
    ['quotes over many lines', 'a: "b:\n  c: d\n  e"\nf: g\n', { a: 'b: c: d e', f: 'g' }],
  ]

  test.each(ROWS)('%s', (_name, text, value) => {
    for (const size of [undefined, 4]) expect(parse(text, size)).toEqual([{ value, duplicates: [] }])
  })

  test('a prototype is a key like any other', () => {
    for (const size of [undefined, 4]) {
      const parsed = parse('__proto__:\n  a: b\n  c: d\ne:\n  __proto__: f\n', size)
      expect(JSON.stringify(parsed)).toBe(
        '[{"value":{"__proto__":{"a":"b","c":"d"},"e":{"__proto__":"f"}},"duplicates":[]}]',
      )
    }
    expect(({} as { a?: string }).a).toBeUndefined()
  })

  test('keys that stand twice are told with their lines', () => {
    const text = 'a:\n  b: c\n  "b": d\na:\n  e: f\n'
    for (const size of [undefined, 4]) {
      const parsed = parse(text, size)
      const duplicates = Array.isArray(parsed) ? parsed[0]?.duplicates : []
      expect(duplicates).toContainEqual({ path: ['a', 'b'], line: 3 })
      expect(duplicates).toContainEqual({ path: ['a'], line: 4 })
    }
  })

  const TWICE: readonly (readonly [string, string])[] = [
    ['a key of the first piece stands twice in the second', 'h: |\na:\nh: |\nh: |\n'],
    ['a mapping that was cut through stands twice', 'a:\n  b: cccccccccccccccc\n  d: e\na:\n  b: f\n'],
    ['a key of a mapping that was cut through stands twice', 'a:\n  b: c\n  d: e\n  b: f\n'],
  ]
  test.each(TWICE)('%s: the same in pieces of any size', (_name, text) => {
    for (let size = 1; size <= text.length; size++) expect(parse(text, size)).toEqual(parse(text))
  })

  const PROBLEMS: readonly (readonly [string, string, string])[] = [
    ['nothing', '', 'is empty'],
    ['an alias', 'a: &x b\nc: *x\n', 'uses an alias, which no lockfile has'],
    ['a tag', 'a: !!int 3\n', 'uses a tag, which no lockfile has'],
    ['a merge key', 'a:\n  <<: {b: c}\n', 'uses a merge key, which no lockfile has'],
    ['a key that is no text', '? {a: b}\n: c\n', 'has a key that is not text, which no lockfile has'],
    ['depth', '['.repeat(101), 'is nested too deeply'],
    ['a quote that does not end', "a: 'b\nc: d\n", 'is not valid YAML (truncated or damaged, line 2)'],
    [
      'an indent that fits nothing',
      'a:\n    b: c\n  d: e\n',
      'is not valid YAML (truncated or damaged, line 3)',
    ],
    [
      'merge conflict markers',
      '<<<<<<< ours\na: b\n=======\na: c\n>>>>>>> theirs\n',
      'has merge conflict markers: resolve them',
    ],
  ]

  test.each(PROBLEMS)('%s is a problem', (_name, text, problem) => {
    for (const size of [undefined, 4]) expect(parse(text, size)).toEqual({ problem })
  })

  test('two documents are read, and are no single one', () => {
    for (const size of [undefined, 4]) {
      expect(parse('---\na: b\n---\nc: d\n', size)).toMatchObject([
        { value: { a: 'b' } },
        { value: { c: 'd' } },
      ])
    }
    expect(parseYaml(new TextEncoder().encode('a: b\n---\nc: d\n'))).toEqual({
      problem: 'holds more than one YAML document',
    })
  })
})

test('a text in pieces is the whole, or wrong in pieces and in the whole', () => {
  const line = fc.tuple(
    fc.constantFrom('', '  ', '    ', '      '),
    fc.constantFrom(
      'a:',
      'b: c',
      "'d': e",
      '# f',
      '- g',
      'h: |',
      'i: {',
      '}',
      'j: "',
      '"',
      '---',
      'k: [',
      ']',
    ),
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.integer({ min: 1, max: 20 }), (lines, size) => {
      const text = lines.map(([indent, rest]) => `${indent}${rest}\n`).join('')
      expect(parse(text, size)).toEqual(parse(text))
    }),
    { numRuns: 3000 },
  )
})
