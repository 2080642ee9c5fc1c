import { createHash } from 'node:crypto'

/** How an object store says what an object's bytes are. */
export type ObjectChecksum =
  /** The MD5 of all bytes, lower-case hex. */
  | { readonly kind: 'md5'; readonly hash: string }
  /** The MD5 of the parts' MD5s, lower-case hex. */
  | { readonly kind: 'md5-of-parts'; readonly hash: string; readonly parts: number }
  /** Of all bytes, lower-case hex. */
  | { readonly kind: 'whole'; readonly algorithm: ObjectAlgorithm; readonly hash: string }
  /** A hash of the parts' hashes, lower-case hex. */
  | {
      readonly kind: 'of-parts'
      readonly algorithm: ObjectAlgorithm
      readonly hash: string
      readonly parts: number
    }

/** A hash that object stores offer beside MD5. */
export type ObjectAlgorithm = 'crc32' | 'crc32c' | 'crc64nvme' | 'sha1' | 'sha256'

const LENGTHS: Readonly<Record<ObjectAlgorithm, number>> = {
  crc32: 4,
  crc32c: 4,
  crc64nvme: 8,
  sha1: 20,
  sha256: 32,
}

const MIB = 1024 * 1024
/** What the usual programs upload in: aws 8, rclone 5 and 64, s3cmd 15, mc 16, s5cmd 50, and some that people set. */
const PART_SIZES = [5, 8, 10, 15, 16, 20, 25, 32, 50, 64, 100, 128, 250, 256, 500, 512, 1024].map(
  (size) => size * MIB,
)

/**
 * Reads an ETag. Undefined where it is no MD5: of an object that was encrypted by KMS or by the customer's key it says nothing,
 * and looks the same; who knows of the encryption must not ask.
 */
export function readETag(etag: string): ObjectChecksum | undefined {
  const match = /^(?:W\/)?"?([0-9a-fA-F]{32})(?:-([1-9]\d{0,4}))?"?$/.exec(etag.trim())
  const [, hash = '', parts] = match ?? []
  if (!match || etag.startsWith('W/')) return undefined
  return parts === undefined
    ? { kind: 'md5', hash: hash.toLowerCase() }
    : { kind: 'md5-of-parts', hash: hash.toLowerCase(), parts: Number(parts) }
}

/**
 * Reads a header `x-amz-checksum-…`: base64, with `-N` where it is a checksum of N parts' checksums. Undefined where it is
 * another header, or damaged.
 */
export function readObjectChecksum(header: string, value: string): ObjectChecksum | undefined {
  const name = /^x-amz-checksum-(crc32c?|crc64nvme|sha1|sha256)$/i.exec(header)?.[1]?.toLowerCase()
  const algorithm = (Object.keys(LENGTHS) as ObjectAlgorithm[]).find((key) => key === name)
  const [, text = '', parts] = /^([A-Za-z0-9+/]+={0,2})(?:-([1-9]\d{0,4}))?$/.exec(value.trim()) ?? []
  const bytes = Buffer.from(text, 'base64')
  if (!algorithm || bytes.length !== LENGTHS[algorithm]) return undefined
  const hash = bytes.toString('hex')
  return parts === undefined
    ? { kind: 'whole', algorithm, hash }
    : { kind: 'of-parts', algorithm, hash, parts: Number(parts) }
}

/** The sizes that an object's parts may have had, all but the last one, smallest first: those by which it has so many. */
export function partSizesOf(size: number, parts: number): readonly number[] {
  if (parts === 1) return [size]
  const rounded = Math.ceil(size / parts / MIB) * MIB
  const sizes = new Set([...PART_SIZES, rounded].filter((part) => Math.ceil(size / part) === parts))
  return [...sizes].sort((a, b) => a - b)
}

/** The hash of parts' hashes, as S3 makes it of an object that came in parts; all lower-case hex. */
export function hashOfParts(algorithm: 'md5' | 'sha1' | 'sha256', hashes: readonly string[]): string {
  const hash = createHash(algorithm)
  for (const one of hashes) hash.update(Buffer.from(one, 'hex'))
  return hash.digest('hex')
}
