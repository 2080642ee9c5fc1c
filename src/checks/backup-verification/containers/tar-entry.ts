import { type Answer, pass, type Request, take } from '../codecs/byte-walk.ts'
import type { Member } from './member.ts'
import { BLOCK, memberTypeOf, type TarHeader } from './tar-header.ts'
import { mergePax, type PaxRecords, paxNumber, readPax } from './tar-pax.ts'

/** What headers before a member say of it. */
export interface Extensions {
  readonly global: PaxRecords
  readonly own: PaxRecords
  readonly longName: string | undefined
  readonly longLink: string | undefined
}

/** A member as its headers describe it. */
export interface TarEntry {
  readonly member: Member
  /** Bytes of data after its headers. */
  readonly stored: number
}

/** At the start of an archive. */
export const NO_EXTENSIONS: Extensions = {
  global: new Map(),
  own: new Map(),
  longName: undefined,
  longLink: undefined,
}

/** More than any honest name or set of attributes takes. */
const MAX_EXTENSION = 8 * 1024 * 1024
const FLAGS = 'xgXLK'

/** Bytes after so many that fill up a block. */
export function paddingOf(length: number): number {
  return (BLOCK - (length % BLOCK)) % BLOCK
}

/** Whether a header is not a member but says something of the next ones. */
export function isExtension(flag: string): boolean {
  return FLAGS.includes(flag)
}

function textOf(bytes: Buffer): string {
  const end = bytes.indexOf(0)
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end)
}

/** Reads the data of an extension; what is wrong with it is told in a word. */
export function* walkExtension(
  flag: string,
  size: number,
  known: Extensions,
): Generator<Request, Extensions | 'cut' | 'damaged' | 'too long', Answer> {
  if (size > MAX_EXTENSION) return 'too long'
  const taken = yield* take(size)
  if (!taken.isWhole) return 'cut'
  const bytes = Buffer.from(taken.bytes)
  if (!(yield* pass(paddingOf(size)))) return 'cut'
  if (flag === 'L') return { ...known, longName: textOf(bytes) }
  if (flag === 'K') return { ...known, longLink: textOf(bytes) }
  const records = readPax(bytes)
  if (!records) return 'damaged'
  if (flag === 'g') return { ...known, global: new Map([...known.global, ...records]) }
  return { ...known, own: records }
}

function isSparse(records: PaxRecords): boolean {
  return ['major', 'map', 'numblocks', 'size', 'realsize'].some((key) => records.has(`GNU.sparse.${key}`))
}

/** A header and what extends it as one member; undefined where its size is no number. */
export function entryOf(header: TarHeader, extensions: Extensions): TarEntry | undefined {
  const records = mergePax(extensions.global, extensions.own)
  const size = paxNumber(records, 'size') ?? header.size
  if (size === undefined || !(size >= 0) || !Number.isInteger(size)) return undefined
  const path = records.get('GNU.sparse.name') ?? records.get('path')
  const name = path || extensions.longName || header.name
  const plainType = memberTypeOf(header.flag, name)
  const type = plainType === 'file' && isSparse(records) ? 'sparse' : plainType
  const real =
    paxNumber(records, 'GNU.sparse.realsize') ?? paxNumber(records, 'GNU.sparse.size') ?? header.realSize
  const modified = paxNumber(records, 'mtime') ?? header.modified
  const isLink = type === 'symlink' || type === 'hardlink'
  // GNU tar takes a hard link to have no data, whatever its header says.
  const stored = type === 'hardlink' ? 0 : size
  const member: Member = {
    name,
    type,
    size: type === 'sparse' ? (real ?? size) : stored,
    modified: modified === undefined || Number.isNaN(modified) ? undefined : Math.floor(modified * 1000),
    mode: header.mode === undefined ? undefined : header.mode & 0o7777,
    linkName: isLink ? records.get('linkpath') || extensions.longLink || header.linkName : '',
  }
  return { member, stored }
}
