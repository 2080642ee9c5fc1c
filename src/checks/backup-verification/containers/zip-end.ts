/** A file, read at any place. */
export interface RandomAccess {
  /** Bytes. */
  readonly size: number
  /** The bytes from an offset, in memory that nobody writes to afterwards; fewer than asked for where the file ends before. */
  readonly read: (offset: number, length: number) => Promise<Uint8Array>
}

const WINDOW = 1024 * 1024

/** Reads ahead, so that many small members, one after the other, take few reads. */
export function readAhead(source: RandomAccess): RandomAccess {
  let start = 0
  let window: Uint8Array = new Uint8Array()
  return {
    size: source.size,
    read: async (offset, length) => {
      if (length >= WINDOW) return source.read(offset, length)
      const isInside = offset >= start && offset + length <= start + window.length
      if (!isInside) {
        window = await source.read(offset, Math.min(WINDOW, source.size - offset))
        start = offset
      }
      return window.subarray(offset - start, offset - start + length)
    },
  }
}

/** Where a zip's central directory is. */
export interface ZipEnd {
  /** Of the end record, which counts them modulo 65,536 where it is an old one. */
  readonly count: number
  readonly size: number
  /** In the file. */
  readonly offset: number
  /** Bytes that stand before the archive, to be added to every offset in it. */
  readonly shift: number
  /** Bytes after the end record and its comment. */
  readonly trailing: number
  readonly disks: number
}

const END = 0x06054b50
const END_SIZE = 22
const LOCATOR = 0x07064b50
const LOCATOR_SIZE = 20
const END_64 = 0x06064b50
const END_64_SIZE = 56
const CENTRAL = 0x02014b50
const MAX_COMMENT = 0xffff
const MAX_TRAILING = 64 * 1024

/** Some bytes at an offset; undefined where the file does not reach that far. */
export async function readExactly(
  source: RandomAccess,
  offset: number,
  length: number,
): Promise<Buffer | undefined> {
  if (!(offset >= 0 && length >= 0 && offset + length <= source.size)) return undefined
  const bytes = await source.read(offset, length)
  return bytes.length === length ? Buffer.from(bytes.buffer, bytes.byteOffset, length) : undefined
}

interface Record {
  readonly count: number
  readonly size: number
  readonly offset: number
  readonly disks: number
  /** Where the record begins, which is where the directory ends. */
  readonly at: number
}

/** The record of archives with large numbers (4.3.14), which stands before the old one and says where it is in a locator. */
async function readEnd64(source: RandomAccess, endAt: number): Promise<Record | undefined> {
  const locator = await readExactly(source, endAt - LOCATOR_SIZE, LOCATOR_SIZE)
  if (locator?.readUInt32LE(0) !== LOCATOR) return undefined
  // Where bytes stand before the archive the locator is that much short: then the record is right before it.
  for (const at of [Number(locator.readBigUInt64LE(8)), endAt - LOCATOR_SIZE - END_64_SIZE]) {
    const record = await readExactly(source, at, END_64_SIZE)
    if (record?.readUInt32LE(0) !== END_64) continue
    const [count, size, offset] = [32, 40, 48].map((from) => Number(record.readBigUInt64LE(from)))
    if (count === undefined || size === undefined || offset === undefined) continue
    return { count, size, offset, disks: locator.readUInt32LE(16), at }
  }
  return undefined
}

function recordAt(tail: Buffer, from: number, at: number): Record {
  return {
    count: tail.readUInt16LE(from + 10),
    size: tail.readUInt32LE(from + 12),
    offset: tail.readUInt32LE(from + 16),
    disks: tail.readUInt16LE(from + 4) + 1,
    at,
  }
}

/** The last end record in the tail whose comment is not longer than the file: where it is, and what follows it. */
function findEnd(tail: Buffer): { readonly from: number; readonly trailing: number } | undefined {
  let best: { readonly from: number; readonly trailing: number } | undefined
  for (let from = tail.length - END_SIZE; from >= 0; from--) {
    if (tail[from] !== 0x50 || tail.readUInt32LE(from) !== END) continue
    const trailing = tail.length - from - END_SIZE - tail.readUInt16LE(from + 20)
    if (trailing === 0) return { from, trailing }
    if (trailing > 0 && !best) best = { from, trailing }
  }
  return best
}

/** Finds a zip's central directory (APPNOTE 6.3.10, 4.3.16); undefined where the file has no end record in its last 128 KiB. */
export async function readZipEnd(source: RandomAccess): Promise<ZipEnd | undefined> {
  const length = Math.min(source.size, END_SIZE + MAX_COMMENT + MAX_TRAILING)
  const tail = await readExactly(source, source.size - length, length)
  const found = tail && length >= END_SIZE ? findEnd(tail) : undefined
  if (!tail || !found) return undefined
  const at = source.size - length + found.from
  const record = (await readEnd64(source, at)) ?? recordAt(tail, found.from, at)
  const { count, size, disks } = record
  const before = record.at - size - record.offset
  const start = await readExactly(source, record.at - size, 4)
  const isShifted = before > 0 && start?.readUInt32LE(0) === CENTRAL
  const shift = isShifted ? before : 0
  return { count, size, disks, shift, offset: record.offset + shift, trailing: found.trailing }
}
