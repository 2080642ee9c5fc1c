/**
 * What PGlite's thread runs: a PostgreSQL that reads the wire protocol from its parent and writes it back. The parent's
 * bytes come through its port, and `signal[0]` is counted up for each piece, so that PostgreSQL can wait for data in the
 * middle of a COPY, where no event of Node's can reach it: PGlite (0.5.16) reads a message by its `length` and
 * `subarray` alone, whenever PostgreSQL asks for bytes. `signal[1]` are the bytes that the parent has not yet taken.
 *
 * In: bytes, or `close`. Out: `ready`, `taken` (a piece was read: the next may come), bytes, `closed`.
 */
export const PGLITE_SCRIPT = `
const { readFileSync } = require('node:fs')
const { parentPort, receiveMessageOnPort, workerData } = require('node:worker_threads')
const { gunzipSync } = require('node:zlib')
const { file, dataDir, database, bundles, signal } = workerData
const MOST_WAITING = 8 * 1024 * 1024
const REGULAR = 48, QUERY = 81, READY = 90, COPY_IN = 71, COMPLETE = 67, ERROR = 69, COPY_DONE = 99, COPY_FAIL = 102
let input = new Uint8Array(0)
let isClosing = false
let hasStarted = false
let isCopying = false
let isAsked = false

/** Follows messages through pieces that are cut anywhere. */
function follower(onType) {
  let head = []
  let left = 0
  return {
    isWithin: () => left > 0 || head.length > 0,
    follow: (bytes) => {
      for (let at = 0; at < bytes.length; ) {
        const skipped = Math.min(left, bytes.length - at)
        left -= skipped
        at += skipped
        if (at === bytes.length) return
        head.push(bytes[at++])
        if (head.length < 5) continue
        left = Buffer.from(head).readUInt32BE(1) - 4
        onType(head[0])
        head = []
      }
    },
  }
}

const incoming = follower((type) => {
  if (type === QUERY) isAsked = true
  if (type === COPY_DONE || type === COPY_FAIL) isCopying = false
})
const outgoing = follower((type) => {
  if (type === READY) isAsked = false
  if (type === COPY_IN) isCopying = true
  if (type === COMPLETE || type === ERROR) isCopying = false
})

/** Waits for the next piece, with this thread standing still. */
function take() {
  for (;;) {
    const seen = Atomics.load(signal, 0)
    const received = receiveMessageOnPort(parentPort)
    if (!received) {
      Atomics.wait(signal, 0, seen)
      continue
    }
    if (received.message === 'close') {
      isClosing = true
      return
    }
    input = received.message
    // The first is the start-up message, which has no type.
    if (hasStarted) incoming.follow(input)
    hasStarted = true
    parentPort.postMessage('taken')
    return
  }
}

/** Hands a piece to the parent, and waits while it has too much. */
function give(bytes) {
  outgoing.follow(bytes)
  parentPort.postMessage(bytes)
  Atomics.add(signal, 1, bytes.length)
  for (;;) {
    const waiting = Atomics.load(signal, 1)
    if (waiting <= MOST_WAITING) return
    Atomics.wait(signal, 1, waiting)
  }
}

/** What is there now, and while a message or a COPY is not over all that is still to come. */
function message() {
  let gone = 0
  return {
    get 0() {
      return input[0]
    },
    get length() {
      while (input.length === 0 && !isClosing && (isCopying || incoming.isWithin())) take()
      return gone + input.length
    },
    subarray(from, to) {
      const part = input.subarray(from - gone, to - gone)
      input = input.subarray(to - gone)
      gone = to
      return part
    },
  }
}

/** Puts an extension's files (a plain ustar archive) where PostgreSQL looks for them. */
function unpack(bundle, pglite) {
  const tar = gunzipSync(readFileSync(bundle))
  for (let at = 0; at < tar.length && tar[at] !== 0; ) {
    const name = tar.toString('latin1', at, at + 100).replace(/\\0.*/s, '')
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8)
    if (tar[at + 156] === REGULAR) pglite.copyToFS('/pglite/' + name, tar.subarray(at + 512, at + 512 + size))
    at += 512 + Math.ceil(size / 512) * 512
  }
}

async function main() {
  const { PGlite } = await import(file)
  const pglite = await PGlite.create({ dataDir, database })
  // Not by its option: that compiles them all at once, and which comes first decides whether pgcrypto works (0.5.16).
  for (const bundle of bundles) unpack(bundle, pglite)
  parentPort.postMessage('ready')
  const onRawData = (bytes) => give(Buffer.from(bytes))
  for (;;) {
    while (input.length === 0 && !isClosing) take()
    if (isClosing) break
    await pglite.execProtocolRawStream(message(), { syncToFs: false, onRawData })
    // After COPY … FROM PROGRAM it is dead, and says nothing of it.
    if (isAsked) throw new Error('no answer')
    // Only the start-up message is not read to its end.
    input = input.subarray(input.length)
  }
  await pglite.close()
  parentPort.postMessage('closed')
  parentPort.close()
}

main()
`
