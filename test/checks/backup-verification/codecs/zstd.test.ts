import * as zlib from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createWalker } from '../../../../src/checks/backup-verification/codecs/byte-walk.ts'
import { createUnzstd } from '../../../../src/checks/backup-verification/codecs/zstd.ts'
import { type FrameMark, walkZstd } from '../../../../src/checks/backup-verification/codecs/zstd-frames.ts'
import { collector, feed, flipped, hasTool, outcomeOf, runTool, sample, toolExternal } from './feeding.ts'

const HAS_TOOL = hasTool('zstd')
const IN_NODE = Reflect.get(zlib, 'createZstdDecompress') !== undefined
if (!IN_NODE) process.stderr.write('this Node has no zstd: its frames are unpacked by the tool\n')
const CAN_UNPACK = HAS_TOOL || IN_NODE

const PLAIN = sample(300_000)
/** RFC 8878 by hand: single segment, one raw block of "abc", no checksum. */
const BY_HAND = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 3, 0x19, 0, 0, 0x61, 0x62, 0x63])
/** The same with the low four bytes of its XXH64, as `zstd --check` makes it. */
const RLE = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 200, 0x43, 0x06, 0, 0x78])
const FRAME = HAS_TOOL ? runTool('zstd', ['-qc', '--check'], PLAIN) : BY_HAND
const OUT = HAS_TOOL ? PLAIN : Buffer.from('abc')
const SKIP = Buffer.from([0x5e, 0x2a, 0x4d, 0x18, 5, 0, 0, 0, 1, 2, 3, 4, 5])
const EMPTY = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 0, 1, 0, 0])
const REPEATED = Buffer.alloc(200, 'x')

type Row = readonly [name: string, bytes: Buffer, outcome: string, out?: Buffer]
const ROWS: readonly Row[] = [
  ['a frame', FRAME, 'ok', OUT],
  ['a frame made by hand', BY_HAND, 'ok', Buffer.from('abc')],
  ['a repeated byte', RLE, 'ok', REPEATED],
  ['two frames', Buffer.concat([FRAME, FRAME]), 'ok', Buffer.concat([OUT, OUT])],
  ['a skippable frame first', Buffer.concat([SKIP, FRAME]), 'ok', OUT],
  [
    'skippable frames between',
    Buffer.concat([FRAME, SKIP, SKIP, BY_HAND, SKIP]),
    'ok',
    Buffer.concat([OUT, Buffer.from('abc')]),
  ],
  ['many small frames', Buffer.concat(Array(200).fill(BY_HAND)), 'ok', Buffer.alloc(600, 'abc')],
  ['an empty frame', EMPTY, 'ok', Buffer.alloc(0)],
  ['no bytes', Buffer.alloc(0), 'incomplete 2'],
  ['half of the magic', FRAME.subarray(0, 2), 'incomplete 2'],
  ['a header alone', FRAME.subarray(0, 6), 'incomplete 2'],
  ['half of it', FRAME.subarray(0, FRAME.length / 2), 'incomplete 2'],
  ['no last byte', FRAME.subarray(0, -1), 'incomplete 2'],
  ['a second frame cut', Buffer.concat([BY_HAND, BY_HAND.subarray(0, 9)]), 'incomplete 2'],
  ['a second frame cut in its header', Buffer.concat([BY_HAND, BY_HAND.subarray(0, 5)]), 'incomplete 2'],
  ['a skippable frame cut', Buffer.concat([FRAME, SKIP.subarray(0, 9)]), 'incomplete 2'],
  ['a line break after the end', Buffer.concat([FRAME, Buffer.from('\n')]), 'corrupt 2'],
  ['text after the end', Buffer.concat([FRAME, Buffer.from('garbage that is long enough')]), 'corrupt 2'],
  ['zeros after the end', Buffer.concat([FRAME, Buffer.alloc(64)]), 'corrupt 2'],
  ['text', Buffer.from('<html></html>'), 'corrupt 2'],
  ['a reserved bit', Buffer.concat([FRAME.subarray(0, 4), Buffer.from([8]), FRAME.subarray(5)]), 'corrupt 2'],
  [
    'a reserved kind of block',
    Buffer.concat([BY_HAND.subarray(0, 6), Buffer.from([0x1f]), BY_HAND.subarray(7)]),
    'corrupt 2',
  ],
]

const DAMAGED: readonly Row[] = HAS_TOOL
  ? [
      ['a flipped bit in the data', flipped(FRAME, FRAME.length / 2), 'corrupt 2'],
      ['a flipped bit in the checksum', flipped(FRAME, FRAME.length - 1), 'corrupt 2'],
      ['a flipped bit in the first of two', Buffer.concat([flipped(FRAME, 5000), FRAME]), 'corrupt 2'],
    ]
  : []

const unpack = async (bytes: Buffer, piece: number) =>
  outcomeOf(await feed(createUnzstd(collector(), undefined, toolExternal), bytes, piece))

async function failures(
  reader: (bytes: Buffer, piece: number) => Promise<string>,
): Promise<readonly string[]> {
  const failed: string[] = []
  for (const [name, bytes, outcome] of ROWS) if ((await reader(bytes, 999)) !== outcome) failed.push(name)
  return failed
}

const unpacking = CAN_UNPACK ? describe : describe.skip
unpacking('zstd', () => {
  test.each([...ROWS, ...DAMAGED].map((row) => [row[0], row] as const))(
    '%s',
    async (_name, [, bytes, outcome, out]) => {
      for (const piece of [65536, 1000, 7]) {
        for (const mode of ['sync', 'slow'] as const) {
          if (piece === 7 && bytes.length > 5000) continue
          const read = await feed(createUnzstd(collector(mode), undefined, toolExternal), bytes, piece)
          expect(outcomeOf(read)).toBe(outcome)
          expect(read.bytesIn).toBe(bytes.length)
          if (out) expect(read.inner.bytes.equals(out) && read.inner.isWhole).toBe(true)
          if (out) expect(read.bytesOut).toBe(out.length)
        }
      }
    },
  )

  test('a bomb is stopped', async () => {
    const frame = Buffer.concat([BY_HAND.subarray(0, 4), Buffer.from([0x00, 0x38, 0x03, 0, 0x10, 0])])
    // Blocks of 128 KiB of one byte each, in four bytes.
    const bomb = Buffer.concat([frame.subarray(0, 6), ...Array(200).fill(Buffer.from([0x02, 0, 0x10, 0]))])
    const limits = { ratio: 200, floor: 1_000_000, bytes: 1e9 }
    const read = await feed(
      createUnzstd(collector(), limits, toolExternal),
      Buffer.concat([bomb, Buffer.from([3, 0, 0x10, 0])]),
    )
    expect(outcomeOf(read)).toBe('unsafe 2')
    expect(read.inner.isWhole).toBe(false)
  })

  test('frames without a checksum are told', async () => {
    const read = await feed(createUnzstd(collector(), undefined, toolExternal), BY_HAND)
    expect(read.remarks).toEqual([{ text: '1 of 1 zstd frames have no checksum' }])
  })

  test('a dictionary and a large window are lacks, not faults', async () => {
    const dictionary = Buffer.concat([
      BY_HAND.subarray(0, 4),
      Buffer.from([0x21, 9, 3, 0x19, 0, 0, 0x61, 0x62, 0x63]),
    ])
    const wide = Buffer.concat([BY_HAND.subarray(0, 4), Buffer.from([0, 0xa8, 0x19, 0, 0, 0x61, 0x62, 0x63])])
    for (const bytes of [dictionary, wide]) {
      const read = await feed(createUnzstd(collector(), undefined, toolExternal), bytes)
      expect(outcomeOf(read)).toBe('env')
      expect(read.inner.isWhole).toBe(false)
    }
  })

  test('damaged bytes never throw, hang or pass as others', async () => {
    const plain = sample(3000)
    const packed = HAS_TOOL ? runTool('zstd', ['-qc', '--check'], plain) : BY_HAND
    const change = fc.record({ at: fc.nat(packed.length - 1), bit: fc.nat(7), cut: fc.nat(packed.length) })
    await fc.assert(
      fc.asyncProperty(change, fc.integer({ min: 1, max: 3000 }), async ({ at, bit, cut }, piece) => {
        const damaged = flipped(packed, at, bit).subarray(0, cut)
        const read = await feed(createUnzstd(collector(), undefined, toolExternal), damaged, piece)
        const isFine = read.faults.length === 0 && read.lacks.length === 0 && HAS_TOOL
        if (isFine && read.remarks.length === 0) expect(read.inner.bytes.equals(plain)).toBe(true)
      }),
      { numRuns: IN_NODE ? 200 : 40 },
    )
  })

  test('a reader that always says fine, and one that always complains, fail the table', async () => {
    expect(await failures(unpack)).toEqual([])
    expect((await failures(async () => 'ok')).length).toBeGreaterThan(5)
    expect((await failures(async () => 'corrupt 2')).length).toBeGreaterThan(5)
  })
})

describe('the outline of zstd', () => {
  test.each(ROWS.map((row) => [row[0], row] as const))('%s', async (_name, [, bytes, outcome]) => {
    for (const piece of [65536, 5, 1]) {
      const walker = createWalker(walkZstd(() => {}))
      const { faults } = await feed(walker, bytes, piece)
      expect(outcomeOf({ faults, remarks: [], lacks: [] })).toBe(outcome)
    }
  })

  test('tells where frames begin and end', async () => {
    const marks: FrameMark[] = []
    await feed(createWalker(walkZstd((mark) => marks.push(mark))), Buffer.concat([SKIP, BY_HAND, RLE]), 3)
    expect(marks).toEqual([
      { kind: 'skip', at: 0 },
      { kind: 'end', at: 13 },
      { kind: 'frame', at: 13 },
      { kind: 'end', at: 25 },
      { kind: 'frame', at: 25 },
      { kind: 'end', at: 35 },
    ])
  })

  test('is all there is without Node and tool, and a lack says so', async () => {
    const read = await feed(createUnzstd(collector()), FRAME)
    const cut = await feed(createUnzstd(collector()), FRAME.subarray(0, 9))
    if (IN_NODE) {
      expect([read, cut].map(outcomeOf)).toEqual(['ok', 'incomplete 2'])
      return
    }
    expect(outcomeOf(read)).toBe('env')
    expect(read.inner).toEqual({ bytes: Buffer.alloc(0), isWhole: false })
    expect(outcomeOf(cut)).toBe('incomplete 2, env')
  })
})
