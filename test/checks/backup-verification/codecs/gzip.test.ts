import { gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createGunzip } from '../../../../src/checks/backup-verification/codecs/gzip.ts'
import { collector, feed, flipped, outcomeOf, sample } from './feeding.ts'

const PLAIN = sample(300_000)
const GZIP = gzipSync(PLAIN)
const EMPTY = gzipSync(Buffer.alloc(0))
const SHORT = gzipSync(Buffer.from('a'))
const NEWLINE = Buffer.from('\n')
const HEADER_CRC = (() => {
  // FHCRC, with the extra field, name and comment that RFC 1952 allows, is zlib's business; a name is what gzip writes.
  const named = Buffer.concat([SHORT.subarray(0, 10), Buffer.from('dump.sql\0'), SHORT.subarray(10)])
  named[3] = 8
  return named
})()

type Row = readonly [name: string, bytes: Buffer, outcome: string, out?: Buffer]
const ROWS: readonly Row[] = [
  ['a member', GZIP, 'ok', PLAIN],
  ['a member with a name', HEADER_CRC, 'ok', Buffer.from('a')],
  ['two members', Buffer.concat([GZIP, GZIP]), 'ok', Buffer.concat([PLAIN, PLAIN])],
  ['a thousand members', Buffer.concat(Array(1000).fill(SHORT)), 'ok', Buffer.alloc(1000, 'a')],
  ['nothing, packed', EMPTY, 'ok', Buffer.alloc(0)],
  ['padding of a tape', Buffer.concat([GZIP, Buffer.alloc(10_240)]), 'ok', PLAIN],
  ['a single zero after the end', Buffer.concat([GZIP, Buffer.alloc(1)]), 'ok', PLAIN],
  ['no bytes', Buffer.alloc(0), 'incomplete 2'],
  ['one byte', GZIP.subarray(0, 1), 'incomplete 2'],
  ['a header alone', GZIP.subarray(0, 10), 'incomplete 2'],
  ['half of it', GZIP.subarray(0, GZIP.length / 2), 'incomplete 2'],
  ['no length', GZIP.subarray(0, -4), 'incomplete 2'],
  ['no last byte', GZIP.subarray(0, -1), 'incomplete 2'],
  ['half of a second member', Buffer.concat([GZIP, GZIP.subarray(0, 1000)]), 'incomplete 2'],
  ['the magic of a second member', Buffer.concat([GZIP, GZIP.subarray(0, 2)]), 'incomplete 2'],
  ['a line break after the end', Buffer.concat([GZIP, NEWLINE]), 'corrupt 2'],
  ['text after the end', Buffer.concat([GZIP, Buffer.from('garbage, more of it')]), 'corrupt 2'],
  ['text after padding', Buffer.concat([GZIP, Buffer.alloc(512), NEWLINE]), 'corrupt 2'],
  ['a flipped bit in the data', flipped(GZIP, GZIP.length / 2), 'corrupt 2'],
  ['a flipped bit in the CRC', flipped(GZIP, GZIP.length - 8), 'corrupt 2'],
  ['a flipped bit in the length', flipped(GZIP, GZIP.length - 4), 'corrupt 2'],
  ['a flipped bit in the magic', flipped(GZIP, 0), 'corrupt 2'],
  ['a flipped bit in the method', flipped(GZIP, 2), 'corrupt 2'],
  ['text', Buffer.from('<html>'), 'corrupt 2'],
]

type Unpack = (bytes: Buffer, piece: number) => Promise<string>

const unpack: Unpack = async (bytes, piece) => outcomeOf(await feed(createGunzip(collector()), bytes, piece))

async function failures(reader: Unpack): Promise<readonly string[]> {
  const failed: string[] = []
  for (const [name, bytes, outcome] of ROWS) if ((await reader(bytes, 65536)) !== outcome) failed.push(name)
  return failed
}

describe('gzip', () => {
  test.each(ROWS.map((row) => [row[0], row] as const))('%s', async (_name, [, bytes, outcome, out]) => {
    for (const piece of [65536, 1000, bytes.length || 1]) {
      for (const mode of ['sync', 'slow'] as const) {
        const read = await feed(createGunzip(collector(mode)), bytes, piece)
        expect(outcomeOf(read)).toBe(outcome)
        expect(read.bytesIn).toBe(bytes.length)
        expect(read.bytesOut).toBe(read.inner.bytes.length)
        if (out) expect(read.inner.bytes.equals(out) && read.inner.isWhole).toBe(true)
        else if (!/^a line|^text after/.test(_name)) expect(read.inner.isWhole).toBe(false)
      }
    }
  })

  test.each(ROWS.filter(([, bytes]) => bytes.length < 30_000))(
    '%s, byte by byte',
    async (_name, bytes, outcome) => {
      expect(await unpack(bytes, 1)).toBe(outcome)
    },
  )

  test('what a cut file unpacks to is a part of it', async () => {
    for (const length of [11, 100, 1001, 50_000, GZIP.length - 9, GZIP.length - 5]) {
      const { inner } = await feed(createGunzip(collector('slow')), GZIP.subarray(0, length), 4096)
      expect(PLAIN.subarray(0, inner.bytes.length).equals(inner.bytes)).toBe(true)
    }
  })

  test('what was cut above is not told again', async () => {
    const read = await feed(createGunzip(collector()), GZIP.subarray(0, 1000), 65536, false)
    expect(outcomeOf(read)).toBe('ok')
    expect(read.inner.isWhole).toBe(false)
  })

  test('padding is a remark, and says nothing that was in the file', async () => {
    const read = await feed(createGunzip(collector()), Buffer.concat([GZIP, Buffer.alloc(9)]))
    expect(read.remarks).toEqual([{ text: 'has 9 zeros after its end, as tapes have' }])
  })

  test('a bomb is stopped, below the floor it is none', async () => {
    const zeros = gzipSync(Buffer.alloc(20_000_000))
    const small = { ratio: 200, floor: 1_000_000, bytes: 1e9 }
    const read = await feed(createGunzip(collector(), small), zeros, 4096)
    expect(outcomeOf(read)).toBe('unsafe 2')
    expect(read.inner.isWhole).toBe(false)
    expect(read.inner.bytes.length).toBeLessThan(5_000_000)
    expect(outcomeOf(await feed(createGunzip(collector()), zeros))).toBe('ok')
    const most = { ratio: 2000, floor: 0, bytes: 1_000_000 }
    expect(outcomeOf(await feed(createGunzip(collector(), most), zeros))).toBe('unsafe 2')
  })

  test('a bug of the reader below is thrown to the writer', async () => {
    const broken = { write: () => Promise.reject(new Error('bug')), end: () => undefined }
    await expect(feed(createGunzip(broken), GZIP)).rejects.toThrow('bug')
    const throwing = {
      write: () => {
        throw new Error('bug')
      },
      end: () => undefined,
    }
    await expect(feed(createGunzip(throwing), GZIP)).rejects.toThrow('bug')
  })

  test('damaged bytes never throw, hang or pass as others', async () => {
    const plain = sample(5000)
    const packed = gzipSync(plain)
    const change = fc.record({ at: fc.nat(packed.length - 1), bit: fc.nat(7), cut: fc.nat(packed.length) })
    await fc.assert(
      fc.asyncProperty(change, fc.integer({ min: 1, max: 5000 }), async ({ at, bit, cut }, piece) => {
        const damaged = flipped(packed, at, bit).subarray(0, cut)
        const read = await feed(createGunzip(collector()), damaged, piece)
        if (read.faults.length === 0) expect(read.inner.bytes.equals(plain)).toBe(true)
      }),
    )
  })

  test('a reader that always says fine, and one that always complains, fail the table', async () => {
    expect(await failures(unpack)).toEqual([])
    expect((await failures(async () => 'ok')).length).toBeGreaterThan(5)
    expect((await failures(async () => 'corrupt 2')).length).toBeGreaterThan(5)
  })
})
