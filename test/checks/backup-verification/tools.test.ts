import { afterAll, describe, expect, test } from '@jest/globals'
import { createUnbzip2 } from '../../../src/checks/backup-verification/codecs/bzip2.ts'
import type { CodecReading } from '../../../src/checks/backup-verification/codecs/codec-reading.ts'
import {
  type External,
  type Tool,
  unpackByTool,
} from '../../../src/checks/backup-verification/codecs/external.ts'
import type { UnpackLimits } from '../../../src/checks/backup-verification/codecs/limits.ts'
import { createUnlz4 } from '../../../src/checks/backup-verification/codecs/lz4.ts'
import { createUnxz } from '../../../src/checks/backup-verification/codecs/xz.ts'
import type { Intake, Reading } from '../../../src/checks/backup-verification/intake.ts'
import { externalTools } from '../../../src/checks/backup-verification/tools.ts'
import { openWorld } from './ciphers/cipher-world.ts'
import {
  type Collected,
  collector,
  feed,
  flipped,
  hasTool,
  outcomeOf,
  runTool,
  sample,
} from './codecs/feeding.ts'

const world = openWorld()
afterAll(world.close)
const external = externalTools(world.start, () => 20_000)

type Create = <T>(into: Intake<T>, limits?: UnpackLimits, external?: External) => Intake<CodecReading<T>>

/** No outline: what the tool alone says. */
const unzstd: Create = (into, limits = { ratio: 200, floor: 1e9, bytes: 1e10 }, tools) => {
  const nothing: Intake<Reading> = { write: () => {}, end: () => ({ faults: [], remarks: [], lacks: [] }) }
  return unpackByTool('zstd', nothing, into, tools ?? (() => undefined), limits)
}

const CODECS: readonly (readonly [tool: Tool, create: Create])[] = [
  ['zstd', unzstd],
  ['xz', createUnxz],
  ['bzip2', createUnbzip2],
  ['lz4', createUnlz4],
]

const PLAIN = sample(700_000)

for (const [tool, create] of CODECS) {
  const withTool = hasTool(tool) ? describe : describe.skip
  withTool(`${tool} as a child`, () => {
    const packed = hasTool(tool) ? runTool(tool, ['-c'], PLAIN) : Buffer.alloc(0)
    const half = Math.floor(packed.length / 2)
    const rows: readonly (readonly [name: string, bytes: Buffer, expected: string, out?: Buffer])[] = [
      ['a stream', packed, 'ok', PLAIN],
      ['two streams', Buffer.concat([packed, packed]), 'ok', Buffer.concat([PLAIN, PLAIN])],
      ['half of it', packed.subarray(0, half), 'incomplete 2'],
      ['no last byte', packed.subarray(0, -1), 'incomplete 2'],
      ['half of a second stream', Buffer.concat([packed, packed.subarray(0, half)]), 'incomplete 2'],
      ['a flipped bit', flipped(packed, half), 'corrupt 2'],
      ['text', Buffer.from('<html>\n<body>Not found</body></html>'), 'corrupt 2'],
    ]
    test.each(rows.map((row) => [row[0], row] as const))('%s', async (_name, [, bytes, expected, out]) => {
      for (const mode of ['sync', 'slow'] as const) {
        const read: CodecReading<Collected> = await feed(create(collector(mode), undefined, external), bytes)
        expect(outcomeOf(read)).toBe(expected)
        expect(read.inner.isWhole).toBe(expected === 'ok')
        if (out) expect(read.inner.bytes.equals(out)).toBe(true)
      }
    })

    test('a bomb is stopped', async () => {
      const zeros = runTool(tool, ['-c'], Buffer.alloc(50_000_000))
      const limits = { ratio: 200, floor: 1_000_000, bytes: 5_000_000 }
      expect(outcomeOf(await feed(create(collector(), limits, external), zeros))).toBe('unsafe 2')
    })

    test('its deadline is a lack', async () => {
      const into: Intake<string> = {
        write: () => new Promise((done) => setTimeout(done, 300)),
        end: (isWhole) => `${isWhole}`,
      }
      const read = await feed(
        create(
          into,
          undefined,
          externalTools(world.start, () => 100),
        ),
        packed,
      )
      expect([outcomeOf(read), read.inner]).toEqual(['env', 'false'])
    })

    test('a tool that is not there is a lack', async () => {
      const none = externalTools(
        () => undefined,
        () => 1000,
      )
      expect(none(tool, collector())).toBeUndefined()
      expect(outcomeOf(await feed(create(collector(), undefined, none), packed))).toBe('env')
    })
  })
}

const MEMORY: readonly (readonly [Tool, Create, readonly string[], string])[] = [
  ['zstd', unzstd, ['-c', '--long=31', '--single-thread'], 'env'],
  ['zstd', unzstd, ['-c', '--long=27'], 'ok'],
  ['xz', createUnxz, ['-c', '--lzma2=dict=768MiB'], 'env'],
  ['xz', createUnxz, ['-c', '-9e'], 'ok'],
]
test.each(MEMORY.filter(([tool]) => hasTool(tool)))(
  '%s: too little memory is a lack',
  async (_tool, create, args, expected) => {
    // Larger than a window is, as it is named: what fits into less is packed with less.
    const packed = runTool(_tool, args, PLAIN)
    expect(outcomeOf(await feed(create(collector(), undefined, external), packed))).toBe(expected)
  },
)

test('nothing is left behind', () => {
  expect(world.leftOvers()).toEqual([])
})
