import {
  constants,
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto'
import { context as explicit, identifier, integer, NULL, sequence } from './der-writer.ts'

export type KeyKind = 'ec-p256' | 'ec-p384' | 'ed25519' | 'rsa-2048' | 'rsa-1024'
export type Hash = 'sha256' | 'sha384' | 'sha512' | 'sha1' | 'md5'

export interface Keys {
  readonly privateKey: KeyObject
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Buffer
  /** Its key identifier: SHA-1 of `spki`. */
  readonly id: Buffer
}

/** RSA keys are slow to make: as many of each kind as a chain is long, used again and again. */
const POOL_SIZE = 4
const POOL = new Map<KeyKind, Keys[]>()

function keysOf(privateKey: KeyObject): Keys {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  return { privateKey, spki, id: createHash('sha1').update(spki).digest() }
}

function generate(kind: KeyKind): Keys {
  switch (kind) {
    case 'ec-p256':
      return keysOf(generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey)
    case 'ec-p384':
      return keysOf(generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey)
    case 'ed25519':
      return keysOf(generateKeyPairSync('ed25519').privateKey)
    case 'rsa-2048':
      return keysOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)
    case 'rsa-1024':
      return keysOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey)
  }
}

/** A key of this kind that is none of `taken`: a new one, of RSA one of a small pool, the least used first. */
export function keysFor(kind: KeyKind, taken: readonly Keys[]): Keys {
  if (!kind.startsWith('rsa')) return generate(kind)
  const pool = POOL.get(kind) ?? []
  POOL.set(kind, pool)
  const free = pool.find((keys) => !taken.includes(keys))
  if (!free || pool.length < POOL_SIZE) {
    const made = generate(kind)
    pool.push(made)
    return made
  }
  pool.splice(pool.indexOf(free), 1)
  pool.push(free)
  return free
}

const RSA: Readonly<Record<Hash, string>> = {
  md5: '1.2.840.113549.1.1.4',
  sha1: '1.2.840.113549.1.1.5',
  sha256: '1.2.840.113549.1.1.11',
  sha384: '1.2.840.113549.1.1.12',
  sha512: '1.2.840.113549.1.1.13',
}
const ECDSA: Readonly<Record<Exclude<Hash, 'md5'>, string>> = {
  sha1: '1.2.840.10045.4.1',
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha512: '1.2.840.10045.4.3.4',
}
const SHA256 = sequence(identifier('2.16.840.1.101.3.4.2.1'), NULL)
/** RSASSA-PSS with SHA-256 and a salt of 32 bytes (RFC 4055). */
const PSS_SHA256 = sequence(
  identifier('1.2.840.113549.1.1.10'),
  sequence(
    explicit(0, SHA256),
    explicit(1, sequence(identifier('1.2.840.113549.1.1.8'), SHA256)),
    explicit(2, integer(32)),
  ),
)

/** How something is signed: the AlgorithmIdentifier that says so, and the signature. */
export interface Signer {
  readonly algorithm: Buffer
  readonly sign: (bytes: Uint8Array) => Buffer
}

export function signerOf({ privateKey: key }: Keys, hash: Hash, isPss: boolean): Signer {
  const type = key.asymmetricKeyType
  if (type === 'ed25519')
    return { algorithm: sequence(identifier('1.3.101.112')), sign: (bytes) => sign(null, bytes, key) }
  if (type === 'ec') {
    if (hash === 'md5') throw new Error('there is no ECDSA with MD5')
    return { algorithm: sequence(identifier(ECDSA[hash])), sign: (bytes) => sign(hash, bytes, key) }
  }
  if (isPss) {
    const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
    return { algorithm: PSS_SHA256, sign: (bytes) => sign('sha256', bytes, { key, ...padding }) }
  }
  return { algorithm: sequence(identifier(RSA[hash]), NULL), sign: (bytes) => sign(hash, bytes, key) }
}
