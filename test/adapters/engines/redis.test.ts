import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { rdbLoader } from '../../../src/adapters/engines/redis.ts'
import { refusalOf } from '../../../src/adapters/engines/redis-log.ts'
import { askRedis } from '../../../src/adapters/engines/redis-resp.ts'
import { engineGround } from '../../support/backup-verification/child.ts'
import { dumpOf, hasRedis } from '../../support/backup-verification/redis-server.ts'

jest.setTimeout(60_000)

const ground = engineGround()
afterAll(ground.remove)
const load = rdbLoader(ground)

const isHere = hasRedis()
if (!isHere) console.warn('skipped: no redis-server and redis-cli are installed')
const suite = isHere ? describe : describe.skip

suite('a snapshot, loaded', () => {
  let dump: Buffer = Buffer.alloc(0)
  let count = 0
  beforeAll(async () => {
    dump = await dumpOf(['set a 1', 'set b 2 px 600000', 'select 20', 'rpush l 1 2 3'], 32)
  })
  afterAll(() => expect(readdirSync(ground.temporary)).toEqual([]))

  async function loaded(bytes: Uint8Array, databases = 32, deadline = 40_000) {
    const folder = join(ground.workspace, String(count++))
    mkdirSync(folder)
    const path = join(folder, 'backup')
    writeFileSync(path, bytes)
    return load({ path, databases, deadline })
  }
  function changed(at: number, text: string): Buffer {
    const copy = Buffer.from(dump)
    copy.write(text, at, 'latin1')
    return copy
  }

  test('is counted by its databases', async () => {
    expect(await loaded(dump)).toEqual({
      kind: 'loaded',
      engine: expect.stringMatching(/^(?:Redis|Valkey) \d+\.\d+\.\d+$/),
      databases: [
        { index: 0, keys: 2 },
        { index: 20, keys: 1 },
      ],
      expired: 0,
    })
  })

  test('keys that have expired are not there, and are told', async () => {
    const short = await dumpOf(['set gone 1 px 3000', 'set stays 1'])
    await new Promise((done) => setTimeout(done, 3200))
    expect(await loaded(short)).toMatchObject({ databases: [{ index: 0, keys: 1 }], expired: 1 })
  })

  test.each<[string, () => Uint8Array, string]>([
    ['of a format that is newer', () => changed(5, '0099'), 'newer'],
    ['of another server', () => changed(0, 'VALKEY080'), 'foreign'],
    ['with another checksum', () => changed(dump.length - 4, '\u0001\u0002\u0003'), 'damaged'],
    ['that is cut', () => dump.subarray(0, -20), 'damaged'],
    ['that is no snapshot', () => Buffer.from('<html>not found</html>'), 'foreign'],
  ])('one %s is refused', async (_name, bytes, reason) => {
    expect(await loaded(bytes())).toMatchObject({ kind: 'refused', reason })
  })

  test('one with more databases than the server has is refused as foreign', async () => {
    expect(await loaded(dump, 1)).toMatchObject({ kind: 'refused', reason: 'foreign' })
  })

  test('no time is no answer', async () => {
    expect(await loaded(dump, 16, 1)).toMatchObject({ kind: 'absent' })
  })

  test('a file that is not there is no answer', async () => {
    const path = join(ground.workspace, 'none')
    expect(await load({ path, databases: 1, deadline: 10_000 })).toMatchObject({ kind: 'absent' })
  })
})

describe('without a server', () => {
  test.each([
    [
      '# Internal error in RDB reading offset 0, function at rdb.c:1 -> Unknown RDB encoding type 9',
      'damaged',
    ],
    ["# The RDB file contains module data I can't load: no matching module type 'ReJSON-RL'", 'module'],
    ['Redis 7.2 crashed by signal: 11', 'crashed'],
    ['# Warning: Could not create server TCP listening socket', undefined],
  ])('%s is %s', (said, reason) => {
    expect(refusalOf(said, { status: 1, signal: undefined })).toBe(reason)
  })

  test('a signal is no damage', () => {
    expect(refusalOf('', { status: undefined, signal: 'SIGKILL' })).toBe('crashed')
  })

  test.each<[string, string | undefined, unknown]>([
    ['+OK\r\n:7\r\n$-1\r\n-ERR no\r\n', undefined, ['OK', 7, null, { error: 'ERR no' }]],
    ['HTTP/1.1 400 Bad\r\n', 'another protocol', undefined],
    ['+OK\r\n', 'did not answer', undefined],
  ])('replies %j', async (bytes, problem, expected) => {
    const socket = join(ground.workspace, `s${bytes.length}`)
    const server = createServer((connection) => {
      for (const byte of bytes) connection.write(byte)
      connection.end()
    })
    await new Promise<void>((done) => server.listen(socket, done))
    try {
      const asked = askRedis(socket, [['A'], ['B'], ['C'], ['D']])
      if (problem === undefined) expect(await asked).toEqual(expected)
      else await expect(asked).rejects.toThrow(problem)
    } finally {
      server.close()
    }
  })
})
