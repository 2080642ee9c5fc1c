import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createRdbReader } from '../../../../src/checks/backup-verification/redis/rdb.ts'
import { readAll } from './rdb-bytes.ts'

function serverVersion(): string | undefined {
  try {
    return /v=(\S+)/.exec(execFileSync('redis-server', ['--version'], { encoding: 'utf8' }))?.[1]
  } catch {
    return undefined
  }
}

const version = serverVersion()
if (version === undefined) process.stdout.write('skipped: redis-server is not installed\n')
const describeWithRedis = version === undefined ? describe.skip : describe

function command(...words: readonly (string | number)[]): string {
  const parts = words.map((word) => `$${Buffer.byteLength(String(word))}\r\n${word}\r\n`)
  return `*${words.length}\r\n${parts.join('')}`
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index)

/** Every kind of value, small and large. */
const FILL: readonly (readonly (string | number)[])[] = [
  ['SELECT', 3],
  ['SET', 'number', 70_000],
  ['SET', 'packed', 'a'.repeat(5000)],
  ['SET', 'long', range(30_000).join('')],
  ['SET', 'short-lived', 'x', 'PX', 1_000_000_000],
  ['RPUSH', 'list', ...range(500).map((index) => `element ${index}`)],
  ['SADD', 'numbers', 1, 2, 3],
  ['SADD', 'set', ...range(700)],
  ['SADD', 'words', ...range(700).map((index) => `m${index}`)],
  ['ZADD', 'small', 1, 'a', 2.5, 'b'],
  ['ZADD', 'sorted', ...range(300).flatMap((index) => [index * 1.1, `m${index}`]), '+inf', 'x'],
  ['HSET', 'hash', 'a', 1],
  ['HSET', 'large', ...range(700).flatMap((index) => [`f${index}`, `v${index}`])],
  ...range(150).map((index) => ['XADD', 'stream', `${index + 1}-1`, 'field', 'x'.repeat(index)]),
  ['XGROUP', 'CREATE', 'stream', 'group', '0'],
  ['XREADGROUP', 'GROUP', 'group', 'consumer', 'COUNT', 20, 'STREAMS', 'stream', '>'],
  ['XDEL', 'stream', '5-1'],
  ['SAVE'],
  ['SHUTDOWN', 'NOSAVE'],
]
const KEYS = 13

describeWithRedis('a snapshot of a real server', () => {
  let folder = ''
  let saved = Buffer.alloc(0)

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'upkeep-rdb-'))
    const socket = join(folder, 's')
    const options = [
      '--port',
      '0',
      '--unixsocket',
      socket,
      '--save',
      '',
      '--dir',
      folder,
      '--dbfilename',
      'd.rdb',
    ]
    const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'ignore'] })
    const ended = once(server, 'exit')
    try {
      for await (const text of server.stdout) if (/ready to accept|socket at/i.test(String(text))) break
      const client = createConnection(socket)
      client.on('error', () => undefined)
      client.resume()
      await once(client, 'connect')
      client.write(FILL.map((words) => command(...words)).join(''))
      await ended
    } finally {
      server.kill('SIGKILL')
      await ended
    }
    saved = readFileSync(join(folder, 'd.rdb'))
  })

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each([1, 100, 65_536])('is good in pieces of %i bytes', (piece) => {
    const reading = readAll(createRdbReader(), saved, piece)
    expect(reading).toMatchObject({
      faults: [],
      remarks: [],
      lacks: [],
      checksum: 'right',
      serverVersion: version,
    })
    expect(reading.databases).toEqual([{ index: 3, keys: KEYS, expiring: 1 }])
    expect(Math.abs((reading.createdAt ?? 0) - Date.now())).toBeLessThan(60_000)
  })

  test('changed or cut anywhere is wrong, and never throws', () => {
    for (const at of range(400).map((index) => Math.floor((index * saved.length) / 400))) {
      const copy = Buffer.from(saved)
      copy[at] = (copy[at] ?? 0) ^ 1
      expect(readAll(createRdbReader(), copy).faults).toHaveLength(1)
      expect(readAll(createRdbReader(), saved.subarray(0, at)).faults).toHaveLength(1)
    }
  })
})
