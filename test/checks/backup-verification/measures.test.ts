import { describe, expect, test } from '@jest/globals'
import {
  level,
  secretName,
  share,
  size,
  utcOffset,
} from '../../../src/checks/backup-verification/measures.ts'
import type { Parser } from '../../../src/core/parsers.ts'
import { compileSchema, schemaComplaints } from '../../support/contract/schema.ts'

interface Measure {
  readonly title: string
  readonly parser: Parser<unknown>
  /** What is written, and what it means. */
  readonly good: readonly (readonly [unknown, unknown])[]
  /** Not of the schema's spelling, and read all the same: what people type. */
  readonly lenient?: readonly (readonly [unknown, unknown])[]
  readonly bad: readonly unknown[]
}

const MEASURES: readonly Measure[] = [
  {
    title: 'a level',
    parser: level(),
    good: [
      ['L0', 0],
      ['L5', 5],
      [3, 3],
    ],
    lenient: [
      ['l3', 3],
      ['3', 3],
      [' L4 ', 4],
    ],
    bad: ['L6', 'L', '', '-1', 6, 1.5, null, true, ['L3'], 'L33', 'high'],
  },
  {
    title: 'a share',
    parser: share(),
    good: [
      ['50%', 0.5],
      ['0%', 0],
      ['100%', 1],
      ['12.5 %', 0.125],
      [' 7% ', 0.07],
      ['100.0%', 1],
    ],
    bad: ['50', '101%', '999%', '100.1%', '-5%', '%', '', 50, 0.5, null, '5%%', '1e1%'],
  },
  {
    title: 'a size',
    parser: size(),
    good: [
      ['64KiB', 65_536],
      ['10 MB', 10_000_000],
      ['50GiB', 50 * 1024 ** 3],
      ['2TB', 2e12],
      ['100', 100],
      ['100B', 100],
      ['1.5KiB', 1536],
      [4096, 4096],
      [0, 0],
    ],
    bad: ['64kib', '64 K', '10 mb', '', '-1', 'large', null, true, -1, '1e3', '64KiB/s', ['1']],
  },
  {
    title: 'an offset',
    parser: utcOffset(),
    good: [
      ['Z', 0],
      ['+02:00', 120],
      ['-05:30', -330],
      ['+14:00', 840],
    ],
    bad: ['+2:00', '02:00', '+14:01', '+15:00', '+99:99', '+02:60', 'z', 'UTC', '', null, 2, 120],
  },
  {
    title: 'the name of a secret',
    parser: secretName(),
    good: [
      ['env:KEY', 'KEY'],
      ['env:_a9', '_a9'],
    ],
    lenient: [[' env:KEY ', 'KEY']],
    bad: ['KEY', 'env:', 'env:9', 'env:A-B', 'ENV:KEY', '$KEY', '', null, 5, 'AGE-SECRET-KEY-1QQQQ'],
  },
]

describe.each(MEASURES)('$title', ({ parser, good, lenient = [], bad }) => {
  const validate = compileSchema(parser.schema)

  test.each(good)('%j', (raw, value) => {
    const parsed = parser.parse(raw)
    expect(parsed).toEqual({ value })
    expect(schemaComplaints(validate, raw)).toEqual([])
  })

  test('may be typed in other ways', () => {
    for (const [raw, value] of lenient) expect(parser.parse(raw)).toEqual({ value })
  })

  test.each(bad.map((raw) => [JSON.stringify(raw), raw] as const))('is not %s', (_title, raw) => {
    const parsed = parser.parse(raw)
    expect('problems' in parsed && parsed.problems).toHaveLength(1)
    expect(schemaComplaints(validate, raw)).not.toEqual([])
  })
})

test('a secret that is written where its name should be is not repeated', () => {
  const parsed = secretName().parse('AGE-SECRET-KEY-1QQQQ')
  expect(JSON.stringify(parsed)).not.toContain('QQQQ')
})
