import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createUnbzip2 } from '../../../../src/checks/backup-verification/codecs/bzip2.ts'
import type { CodecReading } from '../../../../src/checks/backup-verification/codecs/codec-reading.ts'
import type { External } from '../../../../src/checks/backup-verification/codecs/external.ts'
import type { UnpackLimits } from '../../../../src/checks/backup-verification/codecs/limits.ts'
import { createUnlz4 } from '../../../../src/checks/backup-verification/codecs/lz4.ts'
import { createUnxz } from '../../../../src/checks/backup-verification/codecs/xz.ts'
import type { Intake } from '../../../../src/checks/backup-verification/intake.ts'
import { collector, feed, flipped, hasTool, outcomeOf, runTool, sample, toolExternal } from './feeding.ts'

type Create = <T>(into: Intake<T>, limits?: UnpackLimits, external?: External) => Intake<CodecReading<T>>
const CODECS: readonly (readonly [tool: string, create: Create])[] = [
  ['xz', createUnxz],
  ['bzip2', createUnbzip2],
  ['lz4', createUnlz4],
]

const PLAIN = sample(200_000)
const GARBAGE = Buffer.from('garbage\n')

type Row = readonly [name: string, bytes: Buffer, withTool: string, without: string, out?: Buffer]

function rowsOf(tool: string): readonly Row[] {
  const packed = runTool(tool, ['-c'], PLAIN)
  const empty = runTool(tool, ['-c'])
  const two = Buffer.concat([packed, packed])
  const padded = Buffer.concat([packed, Buffer.alloc(8)])
  const half = Math.floor(packed.length / 2)
  return [
    ['a stream', packed, 'ok', 'env', PLAIN],
    ['nothing, packed', empty, 'ok', 'env', Buffer.alloc(0)],
    ['two streams', two, 'ok', 'env', Buffer.concat([PLAIN, PLAIN])],
    ['padding', padded, tool === 'lz4' ? 'corrupt 2' : 'ok', tool === 'lz4' ? 'corrupt 2, env' : 'env'],
    ['no bytes', Buffer.alloc(0), 'incomplete 2', 'incomplete 2, env'],
    ['two bytes', packed.subarray(0, 2), 'incomplete 2', 'incomplete 2, env'],
    ['half of it', packed.subarray(0, half), 'incomplete 2', 'incomplete 2, env'],
    ['no last byte', packed.subarray(0, -1), 'incomplete 2', 'incomplete 2, env'],
    [
      'half of a second stream',
      Buffer.concat([packed, packed.subarray(0, half)]),
      'incomplete 2',
      'incomplete 2, env',
    ],
    ['text after the end', Buffer.concat([packed, GARBAGE]), 'corrupt 2', 'corrupt 2, env'],
    ['a flipped bit', flipped(packed, half), 'corrupt 2', 'env'],
    ['text', Buffer.from('<html>\n<body>Not found</body></html>'), 'corrupt 2', 'corrupt 2, env'],
  ]
}

for (const [tool, create] of CODECS) {
  const withTool = hasTool(tool) ? describe : describe.skip
  withTool(tool, () => {
    const rows = hasTool(tool) ? rowsOf(tool) : []
    test.each(rows.map((row) => [row[0], row] as const))('%s', async (_name, [, bytes, expected, , out]) => {
      for (const piece of [65536, 1000]) {
        const read = await feed(create(collector(), undefined, toolExternal), bytes, piece)
        expect(outcomeOf(read)).toBe(expected)
        if (out) expect(read.inner.bytes.equals(out) && read.inner.isWhole).toBe(true)
      }
    })

    test.each(rows.map((row) => [row[0], row] as const))(
      '%s, without the tool',
      async (_name, [, bytes, , expected]) => {
        const read = await feed(create(collector()), bytes, 777)
        expect(outcomeOf(read)).toBe(expected)
        expect(read.inner).toEqual({ bytes: Buffer.alloc(0), isWhole: false })
      },
    )

    test('every length of a stream that ends early is incomplete, without the tool, too', async () => {
      const packed = runTool(tool, ['-c'], sample(500))
      const lengths = Array.from({ length: packed.length }, (_, length) => length)
      for (const length of lengths) {
        const read = await feed(create(collector()), packed.subarray(0, length), 64)
        expect([length, outcomeOf(read)]).toEqual([length, 'incomplete 2, env'])
      }
    })

    test('a bomb is stopped', async () => {
      const zeros = runTool(tool, ['-c'], Buffer.alloc(20_000_000))
      const limits = { ratio: 200, floor: 1_000_000, bytes: 10_000_000 }
      const read = await feed(create(collector(), limits, toolExternal), zeros)
      expect(outcomeOf(read)).toBe('unsafe 2')
      expect(read.inner.isWhole).toBe(false)
    })

    test('a tool that was stopped is a lack', async () => {
      const packed = runTool(tool, ['-c'], PLAIN)
      const stopped: External = (_tool, into) => ({
        write: () => {},
        end: async () => ({ inner: await into.end(false), outcome: 'stopped', complaint: '' }),
      })
      expect(outcomeOf(await feed(create(collector(), undefined, stopped), packed))).toBe('env')
    })

    test('what was cut above is not told again', async () => {
      const packed = runTool(tool, ['-c'], PLAIN).subarray(0, 1000)
      expect(outcomeOf(await feed(create(collector(), undefined, toolExternal), packed, 100, false))).toBe(
        'ok',
      )
    })

    test('damaged bytes never throw or hang', async () => {
      const packed = runTool(tool, ['-c'], sample(3000))
      const change = fc.record({ at: fc.nat(packed.length - 1), bit: fc.nat(7), cut: fc.nat(packed.length) })
      await fc.assert(
        fc.asyncProperty(change, fc.integer({ min: 1, max: 3000 }), async ({ at, bit, cut }, piece) => {
          await feed(create(collector()), flipped(packed, at, bit).subarray(0, cut), piece)
        }),
      )
    })

    test('a reader that always says fine, and one that always complains, fail the table', () => {
      for (const answer of ['ok', 'corrupt 2', 'incomplete 2'])
        expect(rows.filter(([, , expected]) => expected !== answer).length).toBeGreaterThan(3)
    })
  })
}

test('old lz4 frames are walked over', async () => {
  // Legacy: one block of "abc", as a literal run.
  const legacy = Buffer.from([0x02, 0x21, 0x4c, 0x18, 4, 0, 0, 0, 0x30, 0x61, 0x62, 0x63])
  expect(outcomeOf(await feed(createUnlz4(collector()), legacy))).toBe('env')
  expect(outcomeOf(await feed(createUnlz4(collector()), Buffer.concat([legacy, legacy]), 5))).toBe('env')
  expect(outcomeOf(await feed(createUnlz4(collector()), legacy.subarray(0, 10)))).toBe('incomplete 2, env')
})
