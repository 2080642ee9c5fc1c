import type { MemberType } from './member.ts'
import { type RandomAccess, readExactly, type ZipEnd } from './zip-end.ts'

/** One member as the central directory describes it. */
export interface ZipEntry {
  readonly name: string
  /** The name's bytes, as the local header must have them, too. */
  readonly rawName: Buffer
  readonly type: MemberType
  readonly mode: number | undefined
  /** Milliseconds since 1970: UTC where an extended timestamp is there, else the local time, taken for UTC. */
  readonly modified: number | undefined
  readonly method: number
  readonly isEncrypted: boolean
  readonly crc: number
  readonly packedSize: number
  readonly size: number
  /** Of its local header in the file. */
  readonly offset: number
}

const CENTRAL = 0x02014b50
const CENTRAL_SIZE = 46
const WINDOW = 1024 * 1024
const FULL = 0xffffffff
const ZIP64_FIELD = 1
const TIME_FIELD = 0x5455
/** Of a Unix mode, what kind of file it is (inode(7)). */
const KINDS: ReadonlyMap<number, MemberType> = new Map([
  [0o010000, 'fifo'],
  [0o020000, 'device'],
  [0o040000, 'folder'],
  [0o060000, 'device'],
  [0o120000, 'symlink'],
])

function fieldOf(extra: Buffer, id: number): Buffer | undefined {
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + extra.readUInt16LE(at + 2)
    if (end > extra.length) return undefined
    if (extra.readUInt16LE(at) === id) return extra.subarray(at + 4, end)
    at = end
  }
  return undefined
}

/** Sizes and offset that did not fit into 32 bits stand in an extra field (4.5.3), in this order, those alone. */
function widen(numbers: readonly number[], extra: Buffer): readonly number[] | undefined {
  if (!numbers.includes(FULL)) return numbers
  const field = fieldOf(extra, ZIP64_FIELD)
  let at = 0
  const wide = numbers.map((number) => {
    if (number !== FULL) return number
    at += 8
    return field && field.length >= at ? Number(field.readBigUInt64LE(at - 8)) : Number.NaN
  })
  return wide.every(Number.isSafeInteger) ? wide : undefined
}

function modifiedOf(time: number, date: number, extra: Buffer): number | undefined {
  const field = fieldOf(extra, TIME_FIELD)
  if (field && field.length >= 5 && ((field[0] ?? 0) & 1) === 1) return field.readInt32LE(1) * 1000
  if (date === 0) return undefined
  return Date.UTC(
    1980 + (date >> 9),
    ((date >> 5) & 15) - 1,
    date & 31,
    time >> 11,
    (time >> 5) & 63,
    (time & 31) * 2,
  )
}

/** The mode that a maker on Unix or macOS gives (4.4.2, 4.4.15); undefined from others. */
function modeOf(host: number, attributes: number): number | undefined {
  return host === 3 || host === 19 ? attributes >>> 16 : undefined
}

function typeOf(name: string, mode: number | undefined): MemberType {
  if (name.endsWith('/')) return 'folder'
  return KINDS.get((mode ?? 0) & 0o170000) ?? 'file'
}

function entryAt(bytes: Buffer, at: number, shift: number): ZipEntry | undefined {
  const nameEnd = at + CENTRAL_SIZE + bytes.readUInt16LE(at + 28)
  const extra = bytes.subarray(nameEnd, nameEnd + bytes.readUInt16LE(at + 30))
  const rawName = bytes.subarray(at + CENTRAL_SIZE, nameEnd)
  const numbers = [bytes.readUInt32LE(at + 24), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)]
  const [size, packedSize, offset] = widen(numbers, extra) ?? []
  if (size === undefined || packedSize === undefined || offset === undefined) return undefined
  const name = rawName.toString('utf8')
  const mode = modeOf(bytes[at + 5] ?? 0, bytes.readUInt32LE(at + 38))
  return {
    name,
    rawName,
    type: typeOf(name, mode),
    mode: mode === undefined ? undefined : mode & 0o7777,
    modified: modifiedOf(bytes.readUInt16LE(at + 12), bytes.readUInt16LE(at + 14), extra),
    method: bytes.readUInt16LE(at + 10),
    isEncrypted: (bytes.readUInt16LE(at + 8) & 1) === 1,
    crc: bytes.readUInt32LE(at + 16),
    packedSize,
    size,
    offset: offset + shift,
  }
}

function lengthAt(bytes: Buffer, at: number): number {
  return (
    CENTRAL_SIZE + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  )
}

/**
 * The members that the central directory lists (APPNOTE 6.3.10, 4.3.12), one after the other, with one window of it in
 * memory. Returns whether it was whole: its parts fill it to its end.
 */
export async function* walkDirectory(source: RandomAccess, end: ZipEnd): AsyncGenerator<ZipEntry, boolean> {
  let at = end.offset
  const stop = end.offset + end.size
  let window: Buffer = Buffer.alloc(0)
  let start = at
  while (at < stop) {
    const needed =
      window.length - (at - start) < CENTRAL_SIZE || at - start + lengthAt(window, at - start) > window.length
    if (needed) {
      const fresh = await readExactly(source, at, Math.min(WINDOW, stop - at))
      if (!fresh || fresh.length < CENTRAL_SIZE) return false
      window = fresh
      start = at
    }
    const from = at - start
    if (window.readUInt32LE(from) !== CENTRAL || from + lengthAt(window, from) > window.length) return false
    const entry = entryAt(window, from, end.shift)
    if (!entry) return false
    yield entry
    at += lengthAt(window, from)
  }
  return true
}
