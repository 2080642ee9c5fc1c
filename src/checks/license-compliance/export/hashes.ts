/** A digest of a package's archive. */
export interface Hash {
  readonly algorithm: 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512'
  /** Lower case hexadecimal. */
  readonly hex: string
}

const ALGORITHMS: Readonly<Record<string, readonly [name: Hash['algorithm'], bytes: number]>> = {
  sha1: ['SHA-1', 20],
  sha256: ['SHA-256', 32],
  sha384: ['SHA-384', 48],
  sha512: ['SHA-512', 64],
}
/** Four digests and their options are far shorter. */
const MAX_LENGTH = 2000

function hashOf(token: string): Hash | undefined {
  const [, prefix = '', base64 = ''] = /^(sha\d+)-([A-Za-z0-9+/]+={0,2})(?:\?.*)?$/.exec(token) ?? []
  const known = Object.hasOwn(ALGORITHMS, prefix) ? ALGORITHMS[prefix] : undefined
  if (!known) return undefined
  const [algorithm, bytes] = known
  const digest = Buffer.from(base64, 'base64')
  return digest.length === bytes ? { algorithm, hex: digest.toString('hex') } : undefined
}

/**
 * The digests in subresource integrity metadata (https://www.w3.org/TR/SRI/), each once and sorted. What is none, such
 * as Yarn's checksum of its own zip, is no digest of the archive and is left out.
 */
export function hashesOf(integrity: string | undefined): readonly Hash[] {
  if (integrity === undefined || integrity.length > MAX_LENGTH) return []
  const found = new Map<string, Hash>()
  for (const token of integrity.split(/\s+/)) {
    const hash = hashOf(token)
    if (hash) found.set(`${hash.algorithm} ${hash.hex}`, hash)
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, hash]) => hash)
}
