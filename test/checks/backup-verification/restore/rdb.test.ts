import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { rdbLoader } from '../../../../src/adapters/engines/redis.ts'
import { folderMaker } from '../../../../src/adapters/temporary.ts'
import type { Reading, Word } from '../../../../src/checks/backup-verification/intake.ts'
import { spoolTo } from '../../../../src/checks/backup-verification/layers/spool.ts'
import { createRdbReader } from '../../../../src/checks/backup-verification/redis/rdb.ts'
import { restoreRdb } from '../../../../src/checks/backup-verification/restore/rdb.ts'
import type { Restored } from '../../../../src/checks/backup-verification/restore/restored.ts'
import type { LoadRdb } from '../../../../src/core/other-engine-ports.ts'
import { engineGround } from '../../../support/backup-verification/child.ts'
import { dumpOf, hasRedis } from '../../../support/backup-verification/redis-server.ts'
import { ABOUT, bytes, join, KEYS, snapshot, zeros } from '../redis/rdb-bytes.ts'
import { readAll } from '../sql/cases.ts'

jest.setTimeout(60_000)

const ground = engineGround()
afterAll(ground.remove)
const isHere = hasRedis()
if (!isHere) console.warn('skipped: no redis-server and redis-cli are installed')
const suite = isHere ? describe : describe.skip

async function restored(
  dump: Uint8Array,
  load: LoadRdb = rdbLoader(ground),
  { limit = 1 << 30, isWhole = true } = {},
): Promise<Restored> {
  const facts = await readAll(createRdbReader(), dump, 65_536, isWhole)
  const parts = {
    spool: spoolTo(folderMaker(ground.temporary), limit),
    load,
    elapsed: () => performance.now(),
    deadline: 40_000,
  }
  const answer = await readAll(restoreRdb(parts, facts), dump, 7_000, isWhole)
  expect(readdirSync(ground.temporary)).toEqual([])
  return answer
}

const saidBy = ({ faults, lacks }: Reading) => [
  ...faults.map(({ word, level }) => `${word} ${level}`),
  ...lacks.map(() => 'lack'),
]

/** 2024 in milliseconds: long gone. */
const GONE = join(252, bytes('00c8e5cf8c010000'))

suite('a snapshot, loaded into a Redis', () => {
  let dump: Buffer = Buffer.alloc(0)
  beforeAll(async () => {
    const small = Array.from({ length: 500 }, (_, index) => `set key:${index} value-${index}`)
    dump = await dumpOf([
      ...small,
      'hset h a 1 b 2',
      'zadd z 1 a',
      'xadd s * f v',
      'select 3',
      'sadd w x y',
      'set t 1 ex 6000',
    ])
  })

  test('is good, and told by its databases', async () => {
    expect(await restored(dump)).toMatchObject({
      engine: expect.stringMatching(/^(?:Redis|Valkey) \d/),
      faults: [],
      remarks: [],
      lacks: [],
      tables: [
        { database: '0', name: 'keys', rows: 503 },
        { database: '3', name: 'keys', rows: 2 },
      ],
    })
  })

  test.each<[string, () => Uint8Array, readonly string[]]>([
    ['with a flipped bit', () => flipped(dump, dump.length >> 1), ['corrupt 4']],
    ['that is cut', () => dump.subarray(0, dump.length - 50), ['corrupt 4']],
    ['of a later format', () => snapshot([ABOUT, KEYS], { magic: 'REDIS0099' }), ['lack']],
    ['of another server', () => snapshot([ABOUT, KEYS], { magic: 'VALKEY080' }), ['lack']],
    ['without keys', () => snapshot([ABOUT], { magic: 'REDIS0009' }), ['empty 4']],
    [
      'of keys that have all expired',
      () => snapshot([ABOUT, 254, 0, GONE, 0, 'a', 'one', GONE, 0, 'b', 'two'], { magic: 'REDIS0009' }),
      ['empty 4'],
    ],
    [
      'with a module',
      () => snapshot([ABOUT, 254, 0, 7, 'm', bytes('81488e6bd1d5a10000'), 0], { magic: 'REDIS0009' }),
      ['lack'],
    ],
    ['of no checksum', () => snapshot([ABOUT, KEYS], { magic: 'REDIS0009', checksum: zeros(8) }), []],
  ])('one %s', async (_name, make, expected) => {
    expect(saidBy(await restored(make()))).toEqual(expected)
  })

  test('keys that have expired are no loss', async () => {
    const some = snapshot([ABOUT, 254, 0, GONE, 0, 'a', 'one', 0, 'b', 'two'], { magic: 'REDIS0009' })
    expect(await restored(some)).toMatchObject({
      faults: [],
      remarks: [{ text: '1 key has expired since it was written' }],
      tables: [{ rows: 1 }],
    })
  })
})

function flipped(dump: Buffer, at: number): Buffer {
  const copy = Buffer.from(dump)
  copy[at] = (copy[at] ?? 0) ^ 4
  return copy
}

describe('what a server says of a snapshot', () => {
  const good = snapshot([ABOUT, 254, 0, 0, 'a', 'one', 0, 'b', 'two', 254, 5, 0, 'c', 'three'])
  const loaded =
    (...keys: readonly (readonly [number, number])[]): LoadRdb =>
    async () => ({
      kind: 'loaded',
      engine: 'Redis 7.0.0',
      databases: keys.map(([index, count]) => ({ index, keys: count })),
      expired: undefined,
    })

  test.each<[string, LoadRdb, readonly (Word | string)[]]>([
    ['all of it', loaded([0, 2], [5, 1]), []],
    ['fewer keys', loaded([0, 1], [5, 1]), ['corrupt 4']],
    ['more keys', loaded([0, 3], [5, 1]), ['corrupt 4']],
    ['a database less', loaded([0, 2]), ['corrupt 4']],
    ['nothing there', loaded(), ['corrupt 4', 'corrupt 4']],
    ['no server', async () => ({ kind: 'absent', reason: 'none' }), ['lack']],
    ['a crash', async () => ({ kind: 'refused', engine: 'Redis 7', reason: 'crashed' }), ['lack']],
    ['damage', async () => ({ kind: 'refused', engine: 'Redis 7', reason: 'damaged' }), ['corrupt 4']],
  ])('%s', async (_name, load, expected) => {
    expect(saidBy(await restored(good, load))).toEqual(expected)
  })

  test('what does not fit, or was cut off above, is not loaded', async () => {
    const never: LoadRdb = () => Promise.reject(new Error('it was loaded'))
    expect(saidBy(await restored(good, never, { limit: 20 }))).toEqual(['lack'])
    expect(saidBy(await restored(good, never, { isWhole: false }))).toEqual(['lack'])
  })
})
