import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { randomOf, wordsOf } from './backup-verification-sql.mjs'

const KEYS = 1_150_000
const FILES = 34_000
const FOLDERS = 1_000
/** Of files, on average. */
const BYTES = 14_000
/** Of a file's time: tar would take the clock's. */
const DATE = '2027-01-12'

/** A Redis command in its own protocol. */
function resp(parts) {
  return `*${parts.length}\r\n${parts.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`).join('')}`
}

/** Sessions that expire, counters, hashes, sorted sets, sets and lists, as a web application has them. */
function commandOf(at, random, words) {
  const pick = () => words[random(words.length)]
  const hex = () =>
    random(2 ** 32)
      .toString(16)
      .padStart(8, '0')
  const kind = at % 20
  if (kind < 12)
    return [
      'SET',
      `session:${hex()}${at}`,
      `${hex()}${hex()}${hex()}${hex()}${hex().slice(0, 3)}`,
      'PXAT',
      `${4_000_000_000_000 + at}`,
    ]
  if (kind < 16) return ['SET', `hits:${at}`, `${random(1_000_000)}`]
  if (kind === 16)
    return ['HSET', `user:${at}`, 'name', pick(), 'mail', `${pick()}@example.org`, 'age', `${random(90)}`]
  if (kind === 17) return ['ZADD', `rank:${at}`, `${random(999)}`, pick(), `${random(999)}.5`, hex()]
  if (kind === 18) return ['SADD', `tags:${at}`, pick(), pick(), `${random(99)}`]
  return ['RPUSH', `queue:${at}`, hex(), `${random(999)}`, pick().repeat(8)]
}

async function fill(socket, text) {
  if (!socket.write(text)) await once(socket, 'drain')
}

async function connected(path) {
  for (let attempt = 0; attempt < 200; attempt++) {
    const socket = createConnection(path)
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    if (isOpen) return socket
    await pause(50)
  }
  throw new Error('redis-server does not listen')
}

async function fillRedis(socket) {
  const random = randomOf(63)
  const words = wordsOf(random, 2_000)
  let last = ''
  const done = new Promise((resolve) => {
    socket.on('data', (bytes) => {
      last = (last + bytes.toString('latin1')).slice(-100)
      if (last.includes('all-done')) resolve()
    })
  })
  for (let at = 0; at < KEYS; ) {
    let text = ''
    for (const end = Math.min(KEYS, at + 5_000); at < end; at++) text += resp(commandOf(at, random, words))
    await fill(socket, text)
  }
  await fill(socket, resp(['SAVE']) + resp(['ECHO', 'all-done']))
  await done
}

/** A snapshot that redis-server itself wrote. */
export async function makeRdb(folder) {
  const own = join(folder, 'redis')
  mkdirSync(own)
  const socket = join(own, 's')
  const args = [
    '--port',
    '0',
    '--unixsocket',
    socket,
    '--dir',
    own,
    '--save',
    '',
    '--dbfilename',
    'redis.rdb',
  ]
  const child = spawn('redis-server', args, { stdio: 'ignore' })
  try {
    const connection = await connected(socket)
    await fillRedis(connection)
    connection.destroy()
  } finally {
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  return join(own, 'redis.rdb')
}

/** Whole lines of text of at least this length, from somewhere in a list of them. */
function linesOf(lines, random, size) {
  let text = ''
  for (let at = random(lines.length); text.length < size; at++) text += lines[at % lines.length]
  return text
}

/** Lines that files are made of, and bytes as encrypted uploads have them. */
function stockOf(random) {
  const words = wordsOf(random, 4_000)
  const pick = () => words[random(words.length)]
  const many = (line) => Array.from({ length: 50_000 }, line)
  return {
    logs: many(
      () => `2027-01-12T${random(24)}:${random(60)} ${pick()} ${random(9999)} GET /${pick()}/${pick()}\n`,
    ),
    texts: many(() => `${pick()} ${pick()} ${pick()} ${pick()}\n`),
    objects: many(
      () => `{"id": ${random(99_999)}, "name": "${pick()} ${pick()}", "tags": ["${pick()}", "${pick()}"]},\n`,
    ),
    blobs: Buffer.from(Uint32Array.from({ length: 2 ** 22 }, () => random(2 ** 32)).buffer),
  }
}

/** Of a hundred files 35 are encrypted uploads, 30 logs, 25 texts and 10 JSON. */
function contentOf(at, random, { logs, texts, objects, blobs }) {
  const size = Math.round(BYTES * (0.2 + random(160) / 100))
  const kind = at % 100
  if (kind < 35) {
    const start = random(blobs.length - size)
    return ['bin', blobs.subarray(start, start + size)]
  }
  if (kind < 65) return ['log', linesOf(logs, random, size)]
  if (kind < 90) return ['md', linesOf(texts, random, size)]
  return ['json', `[${linesOf(objects, random, size)}0]`]
}

/** A tree as an application keeps its files in, packed by GNU tar and gzip. */
export function makeTar(folder) {
  const tree = join(folder, 'tree', 'storage')
  const random = randomOf(505)
  const stock = stockOf(random)
  for (let one = 0; one < FOLDERS; one++) mkdirSync(join(tree, `${one}`), { recursive: true })
  for (let at = 0; at < FILES; at++) {
    const [ending, content] = contentOf(at, random, stock)
    writeFileSync(join(tree, `${at % FOLDERS}`, `file-${at}.${ending}`), content)
  }
  const path = join(folder, 'storage.tar.gz')
  const flags = `--sort=name --mtime=${DATE} --owner=0 --group=0 --numeric-owner`
  const line = `set -o pipefail; tar -C "$0/tree" ${flags} -cf - storage | gzip -n > "$1"`
  const { status } = spawnSync('bash', ['-c', line, folder, path], { stdio: ['ignore', 'ignore', 'inherit'] })
  rmSync(join(folder, 'tree'), { recursive: true })
  if (status !== 0) throw new Error('the tree could not be packed')
  return path
}
