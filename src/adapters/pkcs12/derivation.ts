import { hash as digest, pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'

/** A hash function as Node calls it, with the sizes that RFC 7292, B.2 calls u and v. */
export interface Hash {
  readonly name: string
  readonly size: number
  readonly block: number
}

export const SHA1: Hash = { name: 'sha1', size: 20, block: 64 }
const SHA224: Hash = { name: 'sha224', size: 28, block: 64 }
const SHA256: Hash = { name: 'sha256', size: 32, block: 64 }
const SHA384: Hash = { name: 'sha384', size: 48, block: 128 }
const SHA512: Hash = { name: 'sha512', size: 64, block: 128 }

/** By their object identifiers: hashes, and HMAC with them. */
export const HASHES: Readonly<Record<string, Hash>> = {
  '2b0e03021a': SHA1,
  '608648016503040204': SHA224,
  '608648016503040201': SHA256,
  '608648016503040202': SHA384,
  '608648016503040203': SHA512,
  '2a864886f70d0207': SHA1,
  '2a864886f70d0208': SHA224,
  '2a864886f70d0209': SHA256,
  '2a864886f70d020a': SHA384,
  '2a864886f70d020b': SHA512,
}

/** What a key is made from, as the file says it. */
export interface Derivation {
  readonly hash: Hash
  readonly salt: Uint8Array
  readonly iterations: number
}

/** What a derived key is for (RFC 7292, B.3). */
export const PURPOSE = { key: 1, vector: 2, mac: 3 } as const

/** A password as PKCS#12 wants it: big-endian UTF-16 that ends with a zero; undefined is no password at all. */
function wide(password: string | undefined): Buffer {
  return password === undefined ? Buffer.alloc(0) : Buffer.from(`${password}\0`, 'utf16le').swap16()
}

function repeat(bytes: Uint8Array, block: number): Buffer {
  return Buffer.alloc(block * Math.ceil(bytes.length / block), bytes)
}

/** Adds `added` and one to each block of a big-endian number. */
function increase(blocks: Buffer, added: Buffer): void {
  for (let start = 0; start < blocks.length; start += added.length) {
    let carry = 1
    for (let index = added.length - 1; index >= 0; index--) {
      carry += (blocks[start + index] ?? 0) + (added[index] ?? 0)
      blocks[start + index] = carry & 0xff
      carry >>= 8
    }
  }
}

/** Derives bytes from a password by RFC 7292, B.2. */
export function deriveBytes(
  password: string | undefined,
  { hash, salt, iterations }: Derivation,
  purpose: number,
  size: number,
): Buffer {
  const { name, block } = hash
  const input = Buffer.concat([repeat(salt, block), repeat(wide(password), block)])
  const pieces: Buffer[] = []
  for (let length = 0; length < size; length += hash.size) {
    let piece: Buffer = digest(name, Buffer.concat([Buffer.alloc(block, purpose), input]), 'buffer')
    for (let round = 1; round < iterations; round++) piece = digest(name, piece, 'buffer')
    pieces.push(piece)
    increase(input, Buffer.alloc(block, piece))
  }
  return Buffer.concat(pieces).subarray(0, size)
}

/** Derives bytes from a password by PBKDF2 (RFC 8018, 5.2), off the main thread. */
export function stretch(
  password: string | undefined,
  { hash, salt, iterations }: Derivation,
  size: number,
): Promise<Buffer> {
  return promisify(pbkdf2)(password ?? '', salt, iterations, size, hash.name)
}
