import type { ReadAt } from './zip-window.ts'

const END = 0x06054b50
const END_SIZE = 22
const LOCATOR = 0x07064b50
const LOCATOR_SIZE = 20
const END_64 = 0x06064b50
const END_64_SIZE = 56
const CENTRAL = 0x02014b50
const CENTRAL_SIZE = 46
const ZIP64_FIELD = 1
const MAX_COMMENT = 0xffff
const MAX_DIRECTORY = 512 * 1024 * 1024
const FULL = 0xffffffff
/** Of a Unix mode, the bits of what kind of file it is, and those of a link (inode(7)). */
const KIND = 0o170000
const LINK = 0o120000

/** One member as the central directory describes it. */
export interface Entry {
  readonly name: string
  readonly method: number
  readonly isEncrypted: boolean
  /** A symbolic link, as the archive's maker on Unix says; its bytes are where it leads. */
  readonly isLink: boolean
  readonly crc: number
  readonly packedSize: number
  readonly size: number
  /** Of its local header. */
  readonly offset: number
}

interface End {
  readonly count: number
  readonly size: number
  readonly offset: number
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function bigAt(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true))
}

/** The end record of archives with large numbers, where there is one. */
async function readEnd64(at: ReadAt, endOffset: number): Promise<End | undefined> {
  const locator = await at(endOffset - LOCATOR_SIZE, LOCATOR_SIZE)
  if (!locator || viewOf(locator).getUint32(0, true) !== LOCATOR) return undefined
  const record = await at(bigAt(viewOf(locator), 8), END_64_SIZE)
  if (!record || viewOf(record).getUint32(0, true) !== END_64) return undefined
  const view = viewOf(record)
  return { count: bigAt(view, 32), size: bigAt(view, 40), offset: bigAt(view, 48) }
}

/** The end record: the last one whose comment reaches exactly to the end of the file. */
async function readEnd(at: ReadAt, fileSize: number): Promise<End | undefined> {
  const length = Math.min(fileSize, END_SIZE + MAX_COMMENT)
  const tail = await at(fileSize - length, length)
  if (!tail || length < END_SIZE) return undefined
  const view = viewOf(tail)
  for (let from = length - END_SIZE; from >= 0; from--) {
    if (view.getUint32(from, true) !== END) continue
    if (from + END_SIZE + view.getUint16(from + 20, true) !== length) continue
    const end = {
      count: view.getUint16(from + 10, true),
      size: view.getUint32(from + 12, true),
      offset: view.getUint32(from + 16, true),
    }
    return (await readEnd64(at, fileSize - length + from)) ?? end
  }
  return undefined
}

/** Sizes and offset that did not fit stand in the extra field of zip64, in this order, those that did not fit alone. */
function widen(entry: Entry, extra: Uint8Array): Entry | undefined {
  const { size, packedSize, offset } = entry
  if (size !== FULL && packedSize !== FULL && offset !== FULL) return entry
  const view = viewOf(extra)
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = view.getUint16(at + 2, true)
    if (view.getUint16(at, true) === ZIP64_FIELD && at + 4 + length <= extra.length) {
      const numbers = Array.from({ length: Math.floor(length / 8) }, (_, index) =>
        bigAt(view, at + 4 + 8 * index),
      )
      const take = (small: number) => (small === FULL ? numbers.shift() : small)
      const wide = [take(size), take(packedSize), take(offset)]
      const [wideSize, widePacked, wideOffset] = wide
      if (wideSize === undefined || widePacked === undefined || wideOffset === undefined) return undefined
      return { ...entry, size: wideSize, packedSize: widePacked, offset: wideOffset }
    }
    at += 4 + length
  }
  return undefined
}

/** Unix and macOS: their modes stand in the upper half of the external attributes (APPNOTE 4.4.2, 4.4.15). */
function madeOnUnix(host: number): boolean {
  return host === 3 || host === 19
}

function parseEntries(bytes: Uint8Array, count: number): readonly Entry[] | undefined {
  const view = viewOf(bytes)
  const decoder = new TextDecoder()
  const entries: Entry[] = []
  let at = 0
  while (at + CENTRAL_SIZE <= bytes.length && view.getUint32(at, true) === CENTRAL) {
    const nameEnd = at + CENTRAL_SIZE + view.getUint16(at + 28, true)
    const extraEnd = nameEnd + view.getUint16(at + 30, true)
    const next = extraEnd + view.getUint16(at + 32, true)
    if (next > bytes.length) return undefined
    const narrow: Entry = {
      name: decoder.decode(bytes.subarray(at + CENTRAL_SIZE, nameEnd)),
      isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
      isLink: madeOnUnix(view.getUint8(at + 5)) && (view.getUint16(at + 40, true) & KIND) === LINK,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    }
    const entry = widen(narrow, bytes.subarray(nameEnd, extraEnd))
    if (!entry) return undefined
    entries.push(entry)
    at = next
  }
  return at === bytes.length && entries.length === count ? entries : undefined
}

/** Every member that the central directory of a zip lists, or why there is no whole directory. */
export async function readDirectory(at: ReadAt, fileSize: number): Promise<readonly Entry[] | string> {
  const end = await readEnd(at, fileSize)
  if (!end) return 'is no zip archive, or cut off'
  if (end.size > MAX_DIRECTORY) return 'lists more members than can be read'
  const bytes = await at(end.offset, end.size)
  if (!bytes) return 'is cut off: its directory is missing'
  // The window that the bytes are in is used again by whoever reads next; entries are copies.
  return parseEntries(bytes, end.count) ?? 'has a damaged directory'
}
