import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib'
import { feedStream, type StreamFeed } from '../codecs/stream-feed.ts'
import type { Intake } from '../intake.ts'
import type { ZipEntry } from './zip-directory.ts'
import { type RandomAccess, readExactly } from './zip-end.ts'

const LOCAL = 0x04034b50
const LOCAL_SIZE = 30
const HAS_DESCRIPTOR = 8
const STORED = 0
const DEFLATED = 8
const CHUNK_SIZE = 64 * 1024
const WINDOW = 256 * 1024
/** Members that are unpacked at once, because a stream for each takes longer than what is in them. */
const SMALL = 64 * 1024

/** What a member turned out to be: `cut` where the file ends before it does, `strange` where it is packed in an unknown way. */
export type EntryOutcome = 'whole' | 'cut' | 'damaged' | 'other header' | 'strange'

/** Where a member's packed bytes are; a word where its local header is not there or says something else. */
async function findData(source: RandomAccess, entry: ZipEntry): Promise<number | EntryOutcome> {
  const header = await readExactly(source, entry.offset, LOCAL_SIZE)
  if (!header) return 'cut'
  if (header.readUInt32LE(0) !== LOCAL) return 'other header'
  const nameLength = header.readUInt16LE(26)
  const name = await readExactly(source, entry.offset + LOCAL_SIZE, nameLength)
  const isSame = name?.equals(entry.rawName) && header.readUInt16LE(8) === entry.method
  if (!isSame) return 'other header'
  const hasDescriptor = (header.readUInt16LE(6) & HAS_DESCRIPTOR) !== 0
  if (!hasDescriptor && header.readUInt32LE(14) !== entry.crc) return 'other header'
  return entry.offset + LOCAL_SIZE + nameLength + header.readUInt16LE(28)
}

interface Output {
  crc: number
  size: number
}

/** Hands on what came out, as long as it is not more than the directory says. */
function receive(
  entry: ZipEntry,
  output: Output,
  into: Intake<unknown> | undefined,
  piece: Uint8Array,
): void | Promise<void> {
  output.size += piece.length
  if (output.size > entry.size) return undefined
  output.crc = crc32(piece, output.crc)
  return into?.write(piece)
}

/** All of a small member; undefined where its bytes are damaged. */
function inflateSmall(bytes: Uint8Array, size: number): Uint8Array | undefined {
  try {
    const made: unknown = inflateRawSync(bytes, { maxOutputLength: Math.max(1, size), info: true })
    const { buffer, engine } = made as { buffer: Uint8Array; engine: { bytesWritten: number } }
    return engine.bytesWritten === bytes.length ? buffer : undefined
  } catch {
    return undefined
  }
}

async function unpackSmall(
  source: RandomAccess,
  entry: ZipEntry,
  from: number,
  into: Intake<unknown> | undefined,
): Promise<EntryOutcome> {
  const packed = await readExactly(source, from, entry.packedSize)
  if (!packed) return 'cut'
  const isEmpty = packed.length === 0 && entry.size === 0
  const bytes = entry.method === STORED || isEmpty ? packed : inflateSmall(packed, entry.size)
  if (bytes?.length !== entry.size || crc32(bytes) !== entry.crc) return 'damaged'
  if (bytes.length > 0) await into?.write(bytes)
  return 'whole'
}

async function inflate(
  feed: StreamFeed,
  entry: ZipEntry,
  output: Output,
  bytes: Uint8Array,
): Promise<boolean> {
  await feed.write(bytes)
  return feed.refusal() === undefined && output.size <= entry.size
}

async function unpack(
  source: RandomAccess,
  entry: ZipEntry,
  from: number,
  into: Intake<unknown> | undefined,
): Promise<EntryOutcome> {
  const output: Output = { crc: 0, size: 0 }
  const onOutput = (piece: Uint8Array) => receive(entry, output, into, piece)
  const feed =
    entry.method === DEFLATED ? feedStream(createInflateRaw({ chunkSize: CHUNK_SIZE }), onOutput) : undefined
  try {
    for (let at = 0; at < entry.packedSize; ) {
      const bytes = await readExactly(source, from + at, Math.min(WINDOW, entry.packedSize - at))
      if (!bytes) return 'cut'
      at += bytes.length
      if (!feed) await onOutput(bytes)
      else if (!(await inflate(feed, entry, output, bytes))) return 'damaged'
    }
    await feed?.finish()
    const isAll = !feed || (feed.hasEnded() && feed.consumed() === entry.packedSize)
    return isAll && output.size === entry.size && output.crc === entry.crc ? 'whole' : 'damaged'
  } finally {
    feed?.stop()
    await feed?.settled()
  }
}

/**
 * Reads one member: its local header must be the directory's (4.3.7), its bytes as many as it says and of its CRC-32.
 * `into` gets them, at most as many, and is ended.
 */
export async function readEntry(
  source: RandomAccess,
  entry: ZipEntry,
  into: Intake<unknown> | undefined,
): Promise<EntryOutcome> {
  let isWhole = false
  try {
    const from = await findData(source, entry)
    const isKnown = entry.method === DEFLATED || entry.method === STORED
    const isSmall = entry.packedSize <= SMALL && entry.size <= SMALL * 16
    const read = isSmall ? unpackSmall : unpack
    const outcome =
      typeof from === 'string' ? from : isKnown ? await read(source, entry, from, into) : 'strange'
    isWhole = outcome === 'whole'
    return outcome
  } finally {
    await into?.end(isWhole)
  }
}
