import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { objectOf, parseJson, textOf } from '../../src/inventory/json.ts'
import { positionsOf } from '../../src/inventory/positions.ts'

/** A JSON value as it is written: an object is a list, so that a key can stand in it twice. */
type Written =
  | string
  | number
  | null
  | readonly Written[]
  | { readonly fields: readonly (readonly [string, Written])[] }

const KEYS = ['packages', 'dependencies', 'a', 'b', '\u00e9', '"', '\\', 'x\\"', '__proto__', '']
const TEXTS = ['', '"', '\\', '\\\\"', '{"a":1,"a":2}', '\n', 'a,b:c', '}]', '\u{1F600}']

const { value: written } = fc.letrec<{ value: Written }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom(...TEXTS),
    fc.constantFrom(0, -1.5e10, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom(...KEYS), tie('value')), { maxLength: 5 })
      .map((fields) => ({ fields })),
  ),
}))

/** A random way to write JSON: blanks, line ends and escapes that mean the same. */
interface Hand {
  readonly blank: () => string
  readonly isEscaped: () => boolean
}

function handOf(blanks: readonly number[]): Hand {
  let at = 0
  const next = (count: number) => (blanks[at++ % blanks.length] ?? 0) % count
  return { blank: () => ['', ' ', '\n', '\r\n', '\t\n\n'][next(5)] ?? '', isEscaped: () => next(3) === 0 }
}

function quoted(text: string, { isEscaped }: Hand): string {
  if (!isEscaped()) return JSON.stringify(text)
  const units = text.split('').map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return `"${units.join('')}"`
}

interface Told {
  readonly path: readonly string[]
  readonly line: number
}

/** Writes a value and notes, as it goes, on which line every key stands and which stands in its object already. */
function write(value: Written, hand: Hand) {
  const keys: Told[] = []
  const duplicates: Told[] = []
  let text = ''
  const put = (value: Written, way: readonly string[]): void => {
    text += hand.blank()
    if (value === null || typeof value === 'number') text += JSON.stringify(value)
    else if (typeof value === 'string') text += quoted(value, hand)
    else if ('fields' in value) putObject(value.fields, way)
    else putList(value, way)
    text += hand.blank()
  }
  const putList = (values: readonly Written[], way: readonly string[]): void => {
    text += '['
    for (const [at, one] of values.entries()) {
      if (at > 0) text += ','
      put(one, [...way, '[]'])
    }
    text += `${hand.blank()}]`
  }
  const putObject = (entries: readonly (readonly [string, Written])[], way: readonly string[]): void => {
    text += '{'
    const seen = new Set<string>()
    for (const [at, [key, one]] of entries.entries()) {
      text += (at > 0 ? ',' : '') + hand.blank()
      const told = { path: [...way, key], line: text.split('\n').length }
      keys.push(told)
      if (seen.has(key)) duplicates.push(told)
      seen.add(key)
      text += `${quoted(key, hand)}${hand.blank()}:`
      put(one, told.path)
    }
    text += `${hand.blank()}}`
  }
  put(value, [])
  return { text, keys, duplicates }
}

function isEntry(path: readonly string[]): boolean {
  return path[0] === 'packages' ? path.length === 2 : path.at(-2) === 'dependencies'
}

describe('positions', () => {
  test('every key that stands twice is told, and no other, with its line', () => {
    let many = 0
    fc.assert(
      fc.property(written, fc.array(fc.nat(30), { minLength: 1 }), (value, blanks) => {
        const { text, duplicates } = write(value, handOf(blanks))
        JSON.parse(text)
        expect(positionsOf(text)?.duplicates).toEqual(duplicates)
        if (duplicates.length > 0) many++
      }),
      { numRuns: 2000 },
    )
    expect(many).toBeGreaterThan(100)
  })

  test('entries of a lockfile have their lines', () => {
    let many = 0
    fc.assert(
      fc.property(written, fc.array(fc.nat(30), { minLength: 1 }), (inner, blanks) => {
        const value: Written = {
          fields: [
            ['packages', inner],
            ['dependencies', inner],
            ['x', inner],
          ],
        }
        const { text, keys } = write(value, handOf(blanks))
        const positions = positionsOf(text)
        const last = new Map(
          keys.filter((key) => isEntry(key.path)).map((key) => [JSON.stringify(key.path), key]),
        )
        for (const { path, line } of last.values()) expect(positions?.lineOf(path)).toBe(line)
        for (const { path } of keys) if (!isEntry(path)) expect(positions?.lineOf(path)).toBeUndefined()
        many += last.size
      }),
      { numRuns: 1000 },
    )
    expect(many).toBeGreaterThan(1000)
  })

  test('a key without end is cut, and a thousand of them do not fill the memory', () => {
    const key = 'k'.repeat(1_000_000)
    const text = `{"${key}":{${new Array(1000).fill('"a":1').join(',')}}}`
    const duplicates = positionsOf(text)?.duplicates ?? []
    expect(duplicates).toHaveLength(100)
    expect(duplicates[0]?.path).toEqual(['k'.repeat(200), 'a'])
  })

  test.each([
    [1000, true],
    [1001, false],
  ])('nesting of %i levels is read: %s', (depth, isRead) => {
    expect(positionsOf('['.repeat(depth) + ']'.repeat(depth)) !== undefined).toBe(isRead)
    expect(positionsOf(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`) !== undefined).toBe(isRead)
  })
})

describe('parseJson', () => {
  test('the value is what JSON.parse makes of it, with __proto__ as a name like any other', () => {
    const parsed = parseJson(new TextEncoder().encode('{"__proto__":{"polluted":true},"a":[1]}'))
    const value = 'json' in parsed ? objectOf(parsed.json.value) : undefined
    expect(Object.keys(value ?? {})).toEqual(['__proto__', 'a'])
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  test('any bytes are JSON or a problem, and nothing is thrown', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const parsed = parseJson(bytes)
        if ('problem' in parsed) expect(parsed.problem).not.toBe('')
        else expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual(parsed.json.value)
      }),
      { numRuns: 3000 },
    )
  })

  test('a byte order mark is no part of the text', () => {
    expect(textOf(new Uint8Array([0xef, 0xbb, 0xbf, 0x31]))).toEqual({ text: '1' })
  })

  test.each([[null], [undefined], ['x'], [1], [[]], [() => 1]])('%p is no object', (value) => {
    expect(objectOf(value)).toBeUndefined()
  })
})
