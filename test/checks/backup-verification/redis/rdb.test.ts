import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Reading } from '../../../../src/checks/backup-verification/intake.ts'
import { createRdbReader } from '../../../../src/checks/backup-verification/redis/rdb.ts'
import { ABOUT, join, KEYS, readAll, snapshot, zeros } from './rdb-bytes.ts'
import { CASES, type RdbCase, WHOLE_SNAPSHOT } from './rdb-cases.ts'

/** What a case says of a reader; empty where it is content. */
function complaintsOf({ expected }: RdbCase, { faults, lacks }: Reading): readonly string[] {
  const said = faults.length > 0 ? faults.map(({ word }) => word).join() : lacks.length > 0 ? 'lack' : 'good'
  const level = faults.some((fault) => fault.level !== 3) ? ['another level'] : []
  return [...(said === expected ? [] : [`${said} for ${expected}`]), ...level]
}

describe('a snapshot', () => {
  test.each(CASES.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    for (const piece of [65_536, 1, 7, 64]) {
      const reading = readAll(createRdbReader(), one.input, piece)
      expect(complaintsOf(one, reading)).toEqual([])
      if (one.keys !== undefined) expect(reading.keys).toBe(one.keys)
    }
  })

  test.each<[string, Reading]>([
    ['always says good', { faults: [], remarks: [], lacks: [] }],
    ['always complains', { faults: [{ word: 'corrupt', level: 3, text: 'no' }], remarks: [], lacks: [] }],
    ['never knows', { faults: [], remarks: [], lacks: [{ what: 'all', text: 'no' }] }],
  ])('a reader that %s fails the table', (_name, reading) => {
    expect(CASES.filter((one) => complaintsOf(one, reading).length > 0).length).toBeGreaterThan(20)
  })

  test('says what stands in it', () => {
    const reading = readAll(createRdbReader(), snapshot([ABOUT, 245, 'lib', KEYS]))
    expect(reading).toEqual({
      dialect: 'redis',
      format: 11,
      serverVersion: '7.2.4',
      createdAt: Date.UTC(2024, 0, 15, 2, 30),
      keys: 3,
      expiring: 1,
      functions: 1,
      databases: [
        { index: 0, keys: 2, expiring: 1 },
        { index: 5, keys: 1, expiring: 0 },
      ],
      checksum: 'right',
      faults: [],
      remarks: [],
      lacks: [],
    })
  })

  test('says so where there is no checksum, and where a transfer left its mark', () => {
    const unchecked = readAll(createRdbReader(), snapshot([KEYS], { checksum: 'none' }))
    expect(unchecked).toMatchObject({
      checksum: 'disabled',
      remarks: [{ text: expect.stringContaining('no checksum') }],
    })
    const mark = readAll(createRdbReader(), snapshot([KEYS], { trailing: Buffer.from('ab'.repeat(20)) }))
    expect(mark.remarks).toHaveLength(1)
  })

  test('quotes nothing of what is no snapshot, and no version that is none', () => {
    const secret = readAll(createRdbReader(), Buffer.from('-ERR password hunter2 is wrong'))
    expect(JSON.stringify(secret)).not.toContain('hunter2')
    const odd = readAll(createRdbReader(), snapshot([250, 'redis-ver', '7\n::error::', KEYS]))
    expect(odd.serverVersion).toBeUndefined()
  })

  test('cut anywhere is incomplete, and told by nobody where the file above was cut', () => {
    const input = WHOLE_SNAPSHOT
    for (let size = 1; size < input.length; size += 1) {
      const part = input.subarray(0, size)
      expect(readAll(createRdbReader(), part, 64).faults.map(({ word }) => word)).toEqual(['incomplete'])
      expect(readAll(createRdbReader(), part, 64, false).faults).toEqual([])
    }
  })

  test('with any byte changed is wrong', () => {
    for (let at = 0; at < WHOLE_SNAPSHOT.length; at += 1) {
      const copy = Uint8Array.from(WHOLE_SNAPSHOT)
      copy[at] = (copy[at] ?? 0) ^ 0x21
      const { faults } = readAll(createRdbReader(), copy)
      expect(faults).toHaveLength(1)
      expect(['corrupt', 'wrong-content', 'incomplete']).toContain(faults[0]?.word)
    }
  })

  test('never throws, whatever it is and however it comes', () => {
    const header = fc.constantFrom('REDIS0009', 'REDIS0012', 'REDIS0099', 'VALKEY080', '')
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.array(fc.constantFrom(...CASES), { maxLength: 3 }),
    )
    fc.assert(
      fc.property(
        header,
        body,
        fc.integer({ min: 1, max: 50 }),
        fc.boolean(),
        (magic, given, piece, isWhole) => {
          const rest =
            given instanceof Uint8Array
              ? given
              : Buffer.concat(given.map(({ input }) => input.subarray(9, 400)))
          const input = Buffer.concat([Buffer.from(magic), rest])
          const inPieces = readAll(createRdbReader(), input, piece, isWhole)
          expect(readAll(createRdbReader(), input, input.length + 1, isWhole)).toEqual(inPieces)
        },
      ),
    )
  })

  test('of ten thousand databases and one of a terabyte take no memory', () => {
    const many = Array.from({ length: 10_000 }, (_, index) =>
      join(254, Buffer.from([0x80, 0, 0, index >> 8, index & 255]), 0, 'k', 'v'),
    )
    const reading = readAll(createRdbReader(), snapshot(many))
    expect(reading.keys).toBe(10_000)
    expect(reading.databases.length).toBeLessThanOrEqual(1000)
    expect(reading.faults).toEqual([])
    const huge = Buffer.concat([
      Buffer.from('REDIS0011'),
      join(0, 'k', Buffer.from('81000000fffffffff0', 'hex')),
      zeros(1000),
    ])
    expect(readAll(createRdbReader(), huge, 10).faults).toMatchObject([{ word: 'incomplete' }])
  })
})
