import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Workshop } from './workshop.ts'

const range = (count: number) => Array.from({ length: count }, (_, index) => index)

/** Every kind of value, small and large, in several databases, some with an end. */
const FILL: readonly (readonly (string | number)[])[] = [
  ['SET', 'greeting', 'hello'],
  ['SET', 'packed', 'a'.repeat(5000)],
  ['SET', 'session:1', 'x', 'PX', 4_000_000_000_000],
  ['HSET', 'agent:1', 'name', 'Zoë', 'state', 'idle'],
  ['SELECT', 3],
  ['SET', 'number', 70_000],
  ['SET', 'plain-text-value', 'The quick brown fox jumps'],
  ['RPUSH', 'list', ...range(500).map((index) => `element ${index}`)],
  ['SADD', 'numbers', 1, 2, 3],
  ['SADD', 'set', ...range(700)],
  ['ZADD', 'sorted', ...range(300).flatMap((index) => [index * 1.1, `m${index}`])],
  ['HSET', 'large', ...range(700).flatMap((index) => [`f${index}`, `v${index}`])],
  ...range(100).map((index) => ['XADD', 'stream', `${index + 1}-1`, 'field', `x${index}`]),
  ['SELECT', 9],
  ['SET', 'soon-gone', 'y', 'EX', 4_000_000_000],
]

export interface Snapshots {
  readonly full: Buffer
  /** Saved with `rdbchecksum no`. */
  readonly unchecked: Buffer
  /** Of a server without a key. */
  readonly nothing: Buffer
  /** The same commands as they stand in an append-only file. */
  readonly commands: Buffer
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

function encode(words: readonly (string | number)[]): string {
  const parts = words.map((word) => `$${Buffer.byteLength(String(word))}\r\n${word}\r\n`)
  return `*${words.length}\r\n${parts.join('')}`
}

function save(workshop: Workshop, fill: string, checksum: 'yes' | 'no'): Buffer {
  const folder = workshop.makeFolder('redis')
  const socket = join(folder, 's')
  const place = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--dbfilename', 'd.rdb']
  const options = [...place, '--save', '', '--rdbchecksum', checksum]
  const server = spawn('redis-server', options, { stdio: 'ignore' })
  const client = (args: readonly string[], input = '') =>
    workshop.run('redis-cli', ['-s', socket, ...args], { input })
  try {
    for (let turn = 0; turn < 300 && !existsSync(socket); turn += 1) pause(50)
    if (fill !== '') client(['--pipe'], fill)
    client(['save'])
    return readFileSync(join(folder, 'd.rdb'))
  } finally {
    server.kill('SIGKILL')
  }
}

/** The snapshots, made by servers that live no longer than this takes. */
export function snapshots(workshop: Workshop): Snapshots {
  return workshop.once('redis', () => {
    const fill = FILL.map(encode).join('')
    return {
      full: save(workshop, fill, 'yes'),
      unchecked: save(workshop, fill, 'no'),
      nothing: save(workshop, '', 'yes'),
      commands: Buffer.from(encode(['SELECT', 0]) + fill),
    }
  })
}
