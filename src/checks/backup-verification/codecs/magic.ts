import { hasChecksum, saysUstar } from '../containers/tar-header.ts'
import type { BytesKind } from './bytes-kind.ts'
import { isOpenPgp, isPlainlyOpenPgp } from './openpgp.ts'
import { kindOfText, looksLikeText } from './text-kind.ts'
import { isZero } from './zeros.ts'

export type { BytesKind } from './bytes-kind.ts'

/** How many of the first bytes are enough to know what bytes are. */
export const HEAD_LENGTH = 4096

const BLOCK = 512

interface Magic {
  readonly kind: BytesKind
  readonly bytes: readonly number[] | string
}

const MAGICS: readonly Magic[] = [
  { kind: 'gzip', bytes: [0x1f, 0x8b] },
  { kind: 'zstd', bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { kind: 'xz', bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { kind: 'lz4', bytes: [0x04, 0x22, 0x4d, 0x18] },
  { kind: 'lz4', bytes: [0x02, 0x21, 0x4c, 0x18] },
  { kind: 'zip', bytes: 'PK\x03\x04' },
  { kind: 'zip', bytes: 'PK\x05\x06' },
  { kind: 'zip', bytes: 'PK\x07\x08' },
  { kind: 'age', bytes: 'age-encryption.org/v1' },
  { kind: 'age', bytes: '-----BEGIN AGE ENCRYPTED FILE-----' },
  { kind: 'gpg', bytes: '-----BEGIN PGP MESSAGE-----' },
  { kind: 'openssl', bytes: 'Salted__' },
  { kind: 'openssl', bytes: 'U2FsdGVkX1' },
  { kind: 'pg-custom', bytes: 'PGDMP' },
  { kind: 'sqlite', bytes: 'SQLite format 3\0' },
]

function startsWith(head: Buffer, { bytes }: Magic): boolean {
  const magic = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Buffer.from(bytes)
  return head.subarray(0, magic.length).equals(magic)
}

/** What follows frames that hold nothing: of zstd, or of lz4, which have them alike; zstd where that is too far away. */
function kindAfterSkippable(head: Buffer): BytesKind | undefined {
  let at = 0
  while (at + 8 <= head.length && head.readUInt32LE(at) >>> 4 === 0x184d2a5)
    at += 8 + head.readUInt32LE(at + 4)
  if (at === 0) return undefined
  return at + 4 <= head.length && head.readUInt32LE(at) === 0x184d2204 ? 'lz4' : 'zstd'
}

function isTar(head: Buffer): boolean {
  if (head.length < BLOCK) return false
  const block = head.subarray(0, BLOCK)
  // An archive of nothing: two empty blocks and what fills up the record.
  if (isZero(block)) return head.length >= 2 * BLOCK && isZero(head)
  return saysUstar(block) || (block[0] !== 0 && hasChecksum(block))
}

function isWide(head: Buffer): boolean {
  return head.length >= 2 && (head.readUInt16BE(0) === 0xfffe || head.readUInt16BE(0) === 0xfeff)
}

function isBzip2(head: Buffer): boolean {
  return /^425a683[1-9](314159265359|177245385090)/.test(head.toString('hex', 0, 10))
}

/**
 * What bytes are, by the first HEAD_LENGTH of them or by all of them where they are fewer. `unknown` are bytes that are
 * neither text nor begin as anything known.
 */
export function recognizeBytes(bytes: Uint8Array): BytesKind {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_LENGTH))
  if (head.length === 0) return 'empty'
  const magic = MAGICS.find((one) => startsWith(head, one))
  if (magic) return magic.kind
  if (isBzip2(head)) return 'bzip2'
  if (/^(REDIS\d{4}|VALKEY\d{3})/.test(head.toString('latin1', 0, 9))) return 'rdb'
  const skippable = kindAfterSkippable(head)
  if (skippable) return skippable
  if (isTar(head)) return 'tar'
  if (isWide(head)) return 'utf-16'
  if (isOpenPgp(head)) return 'gpg'
  return looksLikeText(head) ? kindOfText(head) : 'unknown'
}

/**
 * Whether bytes that begin as some kind are that also where nothing promises it. Gzip's beginning is two bytes, and
 * OpenPGP's hardly more: among many pictures and encrypted blobs some begin so.
 */
export function isPlainly(kind: BytesKind, bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_LENGTH))
  // Deflate is the only method, and three flags are nobody's (RFC 1952, 2.3).
  if (kind === 'gzip') return (head[2] ?? 8) === 8 && (head[3] ?? 0) < 0x20
  return kind !== 'gpg' || head[0] === 0x2d || isPlainlyOpenPgp(head)
}
