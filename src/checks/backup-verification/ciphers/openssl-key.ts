import { createDecipheriv, createHash, type Decipher, getCipherInfo, getHashes, pbkdf2 } from 'node:crypto'

/** How `openssl enc` was called. */
export interface OpensslMode {
  /** Without its dash: `aes-256-cbc`. */
  readonly cipher: string
  /** `-md`: `sha256`, and `md5` before OpenSSL 1.1.0. */
  readonly digest: string
  /** `-iter`, 10,000 where only `-pbkdf2` is given; 0 without: the key is then derived by one digest. */
  readonly iterations: number
}

/** What `openssl enc -aes-256-cbc -pbkdf2` does. */
export const OPENSSL_MODE: OpensslMode = { cipher: 'aes-256-cbc', digest: 'sha256', iterations: 10_000 }

/** Modes that `openssl enc` writes; it refuses those that authenticate. */
const MODES = ['cbc', 'ecb', 'cfb', 'cfb1', 'cfb8', 'ofb', 'ctr', 'stream']

/** A decipher, and the length of the blocks that the data must fill; 1 where it need not. */
export interface OpensslCipher {
  readonly decipher: Decipher
  readonly block: number
}

/** EVP_BytesToKey with one round, as openssl enc has it (https://docs.openssl.org/3.0/man3/EVP_BytesToKey/). */
function bytesToKey(digest: string, passphrase: string, salt: Uint8Array, length: number): Buffer {
  let key = Buffer.alloc(0)
  let last = Buffer.alloc(0)
  while (key.length < length) {
    last = createHash(digest).update(last).update(passphrase).update(salt).digest()
    key = Buffer.concat([key, last])
  }
  return key.subarray(0, length)
}

function derive(mode: OpensslMode, passphrase: string, salt: Uint8Array, length: number): Promise<Buffer> {
  const { digest, iterations } = mode
  if (iterations === 0) return Promise.resolve(bytesToKey(digest, passphrase, salt, length))
  return new Promise((resolve, reject) => {
    pbkdf2(passphrase, salt, iterations, length, digest, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}

/** What is wrong with a mode on this machine; undefined for nothing. */
export function modeProblem({ cipher, digest, iterations }: OpensslMode): string | undefined {
  const info = getCipherInfo(cipher)
  if (!info || !MODES.includes(info.mode)) return `no cipher ${cipher.slice(0, 100)} is known here`
  if (!getHashes().includes(digest.toLowerCase())) return `no digest ${digest.slice(0, 100)} is known here`
  return Number.isInteger(iterations) && iterations >= 0 ? undefined : 'its iterations are no whole number'
}

/** Throws where OpenSSL knows a cipher and does not do it (those of its legacy provider). */
export async function opensslDecipher(
  mode: OpensslMode,
  passphrase: string,
  salt: Uint8Array,
): Promise<OpensslCipher> {
  const info = getCipherInfo(mode.cipher)
  if (!info) throw new Error('no such cipher')
  const { keyLength, ivLength = 0, blockSize = 1 } = info
  const bytes = await derive(mode, passphrase, salt, keyLength + ivLength)
  const iv = ivLength > 0 ? bytes.subarray(keyLength) : null
  const decipher = createDecipheriv(mode.cipher, bytes.subarray(0, keyLength), iv)
  return { decipher, block: info.mode === 'cbc' || info.mode === 'ecb' ? blockSize : 1 }
}
