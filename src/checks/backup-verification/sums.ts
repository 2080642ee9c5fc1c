import { createHash, type Hash } from 'node:crypto'
import { RunError } from '../../core/errors.ts'
import { type Checksum, type ChecksumAlgorithm, checksumsFor, readChecksums } from './containers/checksums.ts'
import { readETag, readObjectChecksum } from './containers/object-checksums.ts'
import type { Fault, Lack, Remark } from './intake.ts'
import type { Opened, Source } from './sources/source.ts'

/** A hash that the bytes must have, and who says so. */
export interface ExpectedSum {
  readonly algorithm: ChecksumAlgorithm
  /** Lower-case hex. */
  readonly hash: string
  /** `db.sql.gz.sha256`, `the store's ETag`: completes "does not match …". */
  readonly from: string
}

export interface ExpectedSums {
  readonly sums: readonly ExpectedSum[]
  readonly remarks: readonly Remark[]
  readonly lacks: readonly Lack[]
}

const ENDINGS = [
  'sha256',
  'sha256sum',
  'sha512',
  'sha512sum',
  'sha1',
  'sha1sum',
  'md5',
  'md5sum',
  'b2',
  'b2sum',
]
const LISTS = [
  'SHA256SUMS',
  'SHA512SUMS',
  'SHA1SUMS',
  'MD5SUMS',
  'B2SUMS',
  'sha256sums.txt',
  'checksums.txt',
  'CHECKSUMS',
]
/** More is no checksum file. */
const MOST_BYTES = 1_000_000

/** A checksum file; undefined where there is none of that name. Throws a RunError where it cannot be read. */
export async function readSmall(source: Source, name: string): Promise<Uint8Array | undefined> {
  let opened: Opened
  try {
    opened = await source.open(name)
  } catch (thrown) {
    if (thrown instanceof RunError && /is not there|NoSuchKey|no such/i.test(thrown.message)) return undefined
    throw thrown
  }
  try {
    if (opened.size > MOST_BYTES) throw new RunError(`is larger than ${MOST_BYTES} bytes`)
    return await opened.at(0, opened.size)
  } finally {
    await opened.close()
  }
}

function candidates(name: string, isFar: boolean): readonly string[] {
  const folder = name.slice(0, name.lastIndexOf('/') + 1)
  // Every question to a store costs a round trip.
  if (isFar) return [`${name}.sha256`, `${folder}SHA256SUMS`]
  return [...ENDINGS.map((ending) => `${name}.${ending}`), ...LISTS.map((list) => `${folder}${list}`)]
}

/** What the store itself says of the bytes. */
export function sumsOfStore({ etag, checksums }: Opened): readonly ExpectedSum[] {
  const tag = readETag(etag)
  const own = Object.entries(checksums).flatMap(([key, value]): readonly ExpectedSum[] => {
    if (key === 'sha256') return [{ algorithm: 'sha256', hash: value, from: 'the store’s digest' }]
    const sum = readObjectChecksum(key, value)
    const isKnown = sum?.kind === 'whole' && (sum.algorithm === 'sha256' || sum.algorithm === 'sha1')
    return isKnown
      ? [{ algorithm: sum.algorithm as ChecksumAlgorithm, hash: sum.hash, from: `the store’s ${key}` }]
      : []
  })
  return tag?.kind === 'md5' ? [...own, { algorithm: 'md5', hash: tag.hash, from: 'the store’s ETag' }] : own
}

/** Every checksum that there is of an artifact: in files beside it, and of its store. */
export async function expectedSums(
  source: Source,
  name: string,
  opened: Opened,
  isFar: boolean,
): Promise<ExpectedSums> {
  const fileName = name.slice(name.lastIndexOf('/') + 1)
  const sums: ExpectedSum[] = [...sumsOfStore(opened)]
  const remarks: Remark[] = []
  const lacks: Lack[] = []
  for (const candidate of candidates(name, isFar)) {
    const sidecar = candidate.slice(candidate.lastIndexOf('/') + 1)
    try {
      const bytes = await readSmall(source, candidate)
      if (!bytes) continue
      const file = readChecksums(bytes, sidecar)
      const own: readonly Checksum[] = checksumsFor(file, sidecar, fileName)
      sums.push(...own.map(({ algorithm, hash }) => ({ algorithm, hash, from: sidecar })))
      const isBeside = candidate.startsWith(name)
      if (own.length === 0 && isBeside)
        lacks.push({ what: 'checksum', text: `${sidecar} holds no checksum of it` })
      if (file.problems.length > 0 && own.length > 0)
        remarks.push({ text: `${sidecar} has lines that are no checksums` })
    } catch (thrown) {
      if (!(thrown instanceof RunError)) throw thrown
      lacks.push({ what: 'checksum', text: `${sidecar}, its checksum file, ${thrown.message}` })
    }
  }
  return { sums, remarks, lacks }
}

/** Hashes bytes by every algorithm that is wanted, at once. */
export interface Hashing {
  readonly update: (chunk: Uint8Array) => void
  readonly sha256: () => string
  /** One fault for every checksum that is another one. */
  readonly faults: () => readonly Fault[]
}

/** SHA-256 always, the others where they are expected. */
export function hashFor(sums: readonly ExpectedSum[]): Hashing {
  const algorithms = new Set<ChecksumAlgorithm>(['sha256', ...sums.map(({ algorithm }) => algorithm)])
  const hashes = new Map<ChecksumAlgorithm, Hash>([...algorithms].map((one) => [one, createHash(one)]))
  let digests: ReadonlyMap<ChecksumAlgorithm, string> | undefined
  function digestOf(algorithm: ChecksumAlgorithm): string {
    digests ??= new Map([...hashes].map(([one, hash]) => [one, hash.digest('hex')]))
    return digests.get(algorithm) ?? ''
  }
  return {
    update: (chunk) => {
      for (const hash of hashes.values()) hash.update(chunk)
    },
    sha256: () => digestOf('sha256'),
    faults: () =>
      sums
        .filter(({ algorithm, hash }) => digestOf(algorithm) !== hash)
        .map(({ from, algorithm }) => ({
          word: 'corrupt',
          level: 1,
          text: `does not match ${from} (${algorithm})`,
        })),
  }
}
