import { createDecipheriv } from 'node:crypto'
import { identifierOf, type Node, numberOf, octetsOf, partsOf, TAG } from './ber.ts'
import { type Derivation, deriveBytes, HASHES, PURPOSE, SHA1, stretch } from './derivation.ts'

/** Something that no known method opens, whatever the password: the message says what, for people. */
export class UnsupportedError extends Error {}

/** A block cipher in CBC mode; null where a wrong key shows. */
type Cipher = (key: Buffer, vector: Uint8Array, data: Uint8Array) => Promise<Buffer | null>

interface Scheme {
  readonly keySize: number
  readonly open: Cipher
}

/** What an AlgorithmIdentifier says about how to decrypt. */
export interface Decryption {
  /** Hashing that one try costs. */
  readonly iterations: number
  /** The plain bytes; null where this is evidently not the password. */
  readonly decrypt: (password: string | undefined, data: Uint8Array) => Promise<Buffer | null>
}

const PBES2 = '2a864886f70d01050d'
const PBKDF2 = '2a864886f70d01050c'

function native(name: string, keySize: number, fullKey: (key: Buffer) => Buffer = (key) => key): Scheme {
  const open: Cipher = async (key, vector, data) => {
    try {
      const decipher = createDecipheriv(name, fullKey(key), vector)
      return Buffer.concat([decipher.update(data), decipher.final()])
    } catch {
      return null
    }
  }
  return { keySize, open }
}

interface Rc2Cipher {
  readonly start: (vector: string) => void
  readonly update: (input: { readonly getBytes: () => string }) => void
  readonly finish: () => boolean
  readonly output: { readonly getBytes: () => string }
}

type Rc2 = (key: string, bits: number) => Rc2Cipher

/** Node's OpenSSL has no RC2 any more; forge has, and is loaded when a file needs it. */
async function loadRc2(): Promise<Rc2> {
  // @ts-expect-error: @types/node-forge does not know forge's single files; all of it is ten times as large.
  const { default: rc2 } = await import('node-forge/lib/rc2.js')
  return rc2.createDecryptionCipher
}

function rc2(keySize: number): Scheme {
  const open: Cipher = async (key, vector, data) => {
    const create = await loadRc2()
    const cipher = create(key.toString('latin1'), keySize * 8)
    cipher.start(Buffer.from(vector).toString('latin1'))
    cipher.update({ getBytes: () => Buffer.from(data).toString('latin1') })
    return cipher.finish() ? Buffer.from(cipher.output.getBytes(), 'latin1') : null
  }
  return { keySize, open }
}

/** RFC 7292, appendix C, but for the two with RC4. */
const PKCS12_SCHEMES: Readonly<Record<string, Scheme>> = {
  '2a864886f70d010c0103': native('des-ede3-cbc', 24),
  '2a864886f70d010c0104': native('des-ede3-cbc', 16, (key) => Buffer.concat([key, key.subarray(0, 8)])),
  '2a864886f70d010c0105': rc2(16),
  '2a864886f70d010c0106': rc2(5),
}

/** Of PBES2 (RFC 8018, B.2). */
const SCHEMES: Readonly<Record<string, Scheme>> = {
  '2a864886f70d0307': native('des-ede3-cbc', 24),
  '608648016503040102': native('aes-128-cbc', 16),
  '608648016503040116': native('aes-192-cbc', 24),
  '60864801650304012a': native('aes-256-cbc', 32),
}

/** PBKDF2-params (RFC 8018, A.2), in an AlgorithmIdentifier. Throws a BerError or an UnsupportedError. */
export function stretchingOf(algorithm: Node | undefined): Derivation {
  const [identifier, parameters] = partsOf(algorithm)
  if (identifierOf(identifier) !== PBKDF2) throw new UnsupportedError('a key is derived in an unknown way')
  const [salt, iterations, ...rest] = partsOf(parameters)
  const prf = rest.find(({ tag }) => tag === TAG.sequence)
  const hash = prf ? HASHES[identifierOf(partsOf(prf)[0])] : SHA1
  if (!hash) throw new UnsupportedError('a key is derived with an unknown hash')
  return { hash, salt: octetsOf(salt), iterations: numberOf(iterations) }
}

function modernDecryption(parameters: Node | undefined): Decryption {
  const [derivation, encryption] = partsOf(parameters)
  const [identifier, vector] = partsOf(encryption)
  const scheme = SCHEMES[identifierOf(identifier)]
  if (!scheme) throw new UnsupportedError('it is encrypted with an unknown cipher')
  const stretching = stretchingOf(derivation)
  const start = octetsOf(vector)
  return {
    iterations: stretching.iterations,
    decrypt: async (password, data) =>
      scheme.open(await stretch(password, stretching, scheme.keySize), start, data),
  }
}

/** How the AlgorithmIdentifier of encrypted data says to open it. Throws a BerError or an UnsupportedError. */
export function decryptionOf(algorithm: Node | undefined): Decryption {
  const [identifier, parameters] = partsOf(algorithm)
  const name = identifierOf(identifier)
  if (name === PBES2) return modernDecryption(parameters)
  const scheme = PKCS12_SCHEMES[name]
  if (!scheme) throw new UnsupportedError('it is encrypted with an unknown cipher')
  const [salt, rounds] = partsOf(parameters)
  const derivation = { hash: SHA1, salt: octetsOf(salt), iterations: numberOf(rounds) }
  return {
    iterations: 2 * derivation.iterations,
    decrypt: async (password, data) => {
      const key = deriveBytes(password, derivation, PURPOSE.key, scheme.keySize)
      return scheme.open(key, deriveBytes(password, derivation, PURPOSE.vector, 8), data)
    },
  }
}
