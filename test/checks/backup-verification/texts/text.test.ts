import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Reading } from '../../../../src/checks/backup-verification/intake.ts'
import { createTextReader, textKindOf } from '../../../../src/checks/backup-verification/texts/text.ts'
import type { TextKind, TextReading } from '../../../../src/checks/backup-verification/texts/text-reading.ts'
import { CASES, type TextCase } from './text-cases.ts'

function read(kind: TextKind, text: string | Uint8Array, piece = 65_536, isWhole = true): TextReading {
  const reader = createTextReader(kind)
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += piece) void reader.write(bytes.subarray(at, at + piece))
  return reader.end(isWhole) as TextReading
}

function complaintsOf({ expected }: TextCase, { faults, lacks }: Reading): readonly string[] {
  const said = [...faults.map(({ word }) => word), ...lacks.map(() => 'lack')].join() || 'good'
  const level = faults.some((fault) => fault.level !== 3) ? ['another level'] : []
  return [...(said === expected ? [] : [`${said} for ${expected}`]), ...level]
}

const nameOf = ({ kind, text }: TextCase) =>
  `${kind} ${JSON.stringify(Buffer.from(text).toString('latin1').slice(0, 40))}`

describe('a text', () => {
  test.each(CASES.map((one) => [nameOf(one), one] as const))('%s', (_name, one) => {
    for (const piece of one.text.length > 100_000 ? [65_536] : [65_536, 1, 3]) {
      const reading = read(one.kind, one.text, piece)
      expect(complaintsOf(one, reading)).toEqual([])
      const remarks = reading.remarks.map(({ text }) => text).join()
      if (one.remark !== undefined) expect(remarks).toContain(one.remark)
      else if (one.expected === 'good') expect(remarks).toBe('')
    }
  })

  test.each<[string, Reading]>([
    ['always says good', { faults: [], remarks: [], lacks: [] }],
    ['always complains', { faults: [{ word: 'corrupt', level: 3, text: 'no' }], remarks: [], lacks: [] }],
  ])('a reader that %s fails the table', (_name, reading) => {
    expect(CASES.filter((one) => complaintsOf(one, reading).length > 0).length).toBeGreaterThan(40)
  })

  test('that is cut because its archive is says nothing of that', () => {
    for (const [kind, text] of [
      ['json', '{"a":'],
      ['ndjson', '{"a'],
      ['yaml', 'a: "b'],
      ['json', ''],
    ] as const)
      expect(read(kind, text, 9, false).faults).toEqual([])
    expect(read('json', '{"a"}', 9, false).faults).toHaveLength(1)
  })

  test('counts its values and tells nothing of them', () => {
    expect(read('ndjson', '1\n2\n3').values).toBe(3)
    expect(read('json', '[1]')).toEqual({
      kind: 'json',
      size: 3,
      values: 1,
      faults: [],
      remarks: [],
      lacks: [],
    })
    for (const kind of ['json', 'yaml'] as const)
      expect(JSON.stringify(read(kind, '{"password": "hunter2", ]'))).not.toContain('hunter2')
  })

  test('of JSON.stringify is good, whatever stands in it, and cut it is not', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.nat(3),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(),
        (value, indent, piece, cut) => {
          const text = Buffer.from(JSON.stringify({ value }, null, indent))
          expect(read('json', text, piece)).toMatchObject({ faults: [], remarks: [], values: 1 })
          const part = text.subarray(0, cut % text.length)
          expect(read('json', part, piece).faults).toHaveLength(1)
        },
      ),
    )
  })

  test('agrees with JSON.parse on what is changed, where nothing is remarked', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      'a',
      '1',
      '0',
      '-',
      '.',
      'e',
      ' ',
      'true',
      'null',
      '\\',
      '\\u00',
      '\t',
      'é',
    )
    function isParsed(text: string): boolean {
      try {
        JSON.parse(text)
        return true
      } catch {
        return false
      }
    }
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('')
        const { faults, remarks } = read('json', text, 2)
        if (remarks.length === 0) expect(faults.length === 0).toBe(isParsed(text))
      }),
      { numRuns: 3000 },
    )
  })

  test('of chance never throws', () => {
    const kinds = fc.constantFrom<TextKind>('json', 'ndjson', 'yaml')
    fc.assert(
      fc.property(
        kinds,
        fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array()),
        fc.integer({ min: 1, max: 9 }),
        (kind, text, piece) => {
          // Where a wrong byte is told to be depends on the piece it came in: "at or behind".
          const told = (size?: number) =>
            JSON.stringify(read(kind, text, size)).replace(/behind byte \d+/, '')
          expect(told(piece)).toBe(told())
        },
      ),
    )
  })
})

test.each([
  ['a.json', 'json'],
  ['a/B.JSON', 'json'],
  ['a.ndjson', 'ndjson'],
  ['a.jsonl', 'ndjson'],
  ['.github/upkeep.yml', 'yaml'],
  ['a.yaml', 'yaml'],
  ['a.json.gz', undefined],
  ['json', undefined],
  ['a.sh', undefined],
] as const)('%s is %s', (name, kind) => {
  expect(textKindOf(name)).toBe(kind)
})
