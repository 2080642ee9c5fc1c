import { crc32, inflateRawSync } from 'node:zlib'
import { type Entry, readDirectory } from './zip-directory.ts'
import type { ReadAt } from './zip-window.ts'

const LOCAL = 0x04034b50
const LOCAL_SIZE = 30
const STORED = 0
const DEFLATED = 8

/** What a member of an archive holds, or why that cannot be had. */
export type Member =
  | { readonly name: string; readonly bytes: Uint8Array }
  | { readonly name: string; readonly problem: string }

/** How much may come out of an archive. */
export interface ZipLimits {
  /** Bytes of one member. */
  readonly member: number
  /** Bytes of all members together. */
  readonly total: number
}

function inflate(packed: Uint8Array, { size, method }: Entry): Uint8Array | undefined {
  if (method === STORED) return packed
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) })
  } catch {
    return undefined
  }
}

/** What one entry of an archive holds, or why that cannot be had, without its name; `limit` in bytes. */
export async function readMember(at: ReadAt, entry: Entry, limit: number): Promise<Uint8Array | string> {
  if (entry.isEncrypted) return 'is encrypted'
  if (entry.method !== STORED && entry.method !== DEFLATED) return 'is packed in a way that is not known here'
  if (entry.size > limit) return `holds more than ${limit} bytes`
  const header = await at(entry.offset, LOCAL_SIZE)
  if (!header) return 'is cut off'
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength)
  if (view.getUint32(0, true) !== LOCAL) return 'is not where the directory says'
  const start = entry.offset + LOCAL_SIZE + view.getUint16(26, true) + view.getUint16(28, true)
  const packed = await at(start, entry.packedSize)
  if (!packed) return 'is cut off'
  const bytes = inflate(packed, entry)
  if (!bytes || bytes.length !== entry.size || crc32(bytes) !== entry.crc) return 'is damaged'
  return bytes
}

/**
 * The members of a zip archive (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, version 6.3.10; stored
 * and deflated ones, zip64 too) whose names are wanted, one after the other in the directory's order. A member that
 * cannot be read is yielded with its problem. Returns why the archive as a whole cannot be trusted: it is cut off,
 * no zip, or too much comes out of it.
 */
export async function* readZip(
  at: ReadAt,
  fileSize: number,
  wanted: (name: string) => boolean,
  limits: ZipLimits,
): AsyncGenerator<Member, string | undefined> {
  const directory = await readDirectory(at, fileSize)
  if (typeof directory === 'string') return directory
  let total = 0
  for (const entry of directory) {
    if (!wanted(entry.name)) continue
    total += entry.isEncrypted ? 0 : entry.size
    if (total > limits.total) return `holds more than ${limits.total} bytes`
    const bytes = await readMember(at, entry, limits.member)
    yield typeof bytes === 'string' ? { name: entry.name, problem: bytes } : { name: entry.name, bytes }
  }
  return undefined
}
