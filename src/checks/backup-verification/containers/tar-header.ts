import type { MemberType } from './member.ts'

/** Bytes of a tar archive's block. */
export const BLOCK = 512

/** A header block of a tar archive, read. */
export interface TarHeader {
  readonly name: string
  readonly linkName: string
  /** The type flag, a character; a NUL of old archives is `0`. */
  readonly flag: string
  /** Bytes of data after it; undefined where the field cannot be read. */
  readonly size: number | undefined
  readonly mode: number | undefined
  /** Seconds since 1970. */
  readonly modified: number | undefined
  /** Of an old GNU sparse member: its size with the holes, and whether more of its map follows. */
  readonly realSize: number | undefined
  readonly hasMoreMap: boolean
}

const CHECKSUM_AT = 148
const CHECKSUM_END = 156
const SPACE = 0x20
const GNU = 'ustar  \0'

/** Numbers whose first bit is set are binary, big-endian; with the next one set, too, they are negative. */
function binaryAt(block: Buffer, at: number, length: number): number | undefined {
  if (((block[at] ?? 0) & 0x40) !== 0) return undefined
  let value = (block[at] ?? 0) & 0x3f
  for (let index = 1; index < length; index++) value = value * 256 + (block[at + index] ?? 0)
  return value <= Number.MAX_SAFE_INTEGER ? value : undefined
}

/** An octal number with spaces or NULs around it, or a binary one; undefined where it is neither. A blank one is 0. */
function numberAt(block: Buffer, at: number, length: number): number | undefined {
  if (((block[at] ?? 0) & 0x80) !== 0) return binaryAt(block, at, length)
  let value = 0
  let from = at
  const end = at + length
  while (from < end && (block[from] === SPACE || block[from] === 0)) from++
  for (; from < end && block[from] !== SPACE && block[from] !== 0; from++) {
    const digit = (block[from] ?? 0) - 0x30
    if (digit < 0 || digit > 7) return undefined
    value = value * 8 + digit
  }
  return value
}

function textAt(block: Buffer, at: number, length: number): string {
  const end = block.indexOf(0, at)
  return block.toString('utf8', at, end === -1 || end > at + length ? at + length : end)
}

/** Whether its checksum is right: over unsigned bytes, or, as some old archives have it, over signed ones. */
export function hasChecksum(block: Buffer): boolean {
  const wanted = numberAt(block, CHECKSUM_AT, CHECKSUM_END - CHECKSUM_AT)
  if (wanted === undefined) return false
  let sum = SPACE * (CHECKSUM_END - CHECKSUM_AT)
  let negative = 0
  for (let at = 0; at < BLOCK; at++) {
    if (at === CHECKSUM_AT) at = CHECKSUM_END
    const byte = block[at] ?? 0
    sum += byte
    negative += byte >> 7
  }
  return sum === wanted || sum - 256 * negative === wanted
}

/** Whether a block says that it is a header of POSIX's or GNU's tar, whatever its checksum. */
export function saysUstar(block: Buffer): boolean {
  return block.toString('latin1', 257, 262) === 'ustar'
}

/** Reads a header block (POSIX ustar; https://www.gnu.org/software/tar/manual/html_node/Standard.html; v7) whose checksum is right. */
export function readTarHeader(block: Buffer): TarHeader {
  const magic = block.toString('latin1', 257, 265)
  const flag = block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0)
  const prefix = magic.startsWith('ustar') && magic !== GNU ? textAt(block, 345, 155) : ''
  const name = textAt(block, 0, 100)
  const isSparse = flag === 'S'
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    linkName: textAt(block, 157, 100),
    flag,
    size: numberAt(block, 124, 12),
    mode: numberAt(block, 100, 8),
    modified: numberAt(block, 136, 12),
    realSize: isSparse ? numberAt(block, 483, 12) : undefined,
    hasMoreMap: isSparse && block[482] === 1,
  }
}

const TYPES: Readonly<Record<string, MemberType>> = {
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'device',
  '4': 'device',
  '5': 'folder',
  '6': 'fifo',
  D: 'folder',
  S: 'sparse',
  V: 'other',
  M: 'other',
}

/** What a member is by its flag; a flag that nobody knows is a file's, as POSIX wants. Old archives mark folders by a slash. */
export function memberTypeOf(flag: string, name: string): MemberType {
  if (flag === '0' && name.endsWith('/')) return 'folder'
  return TYPES[flag] ?? 'file'
}
