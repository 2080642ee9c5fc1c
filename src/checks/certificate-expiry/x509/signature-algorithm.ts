import { type Element, sequenceOf, TAG, unwrap } from './der.ts'
import { oidOf, smallNumberOf } from './der-values.ts'

/** What a signature is made with, as far as this code can verify one. */
export type SignatureScheme = 'rsa' | 'rsa-pss' | 'ec' | 'dsa' | 'ed25519' | 'ed448'

/** An algorithm of signatures, and what is needed to verify one. */
export interface SignatureAlgorithm {
  /** Dotted OID. */
  readonly algorithm: string
  /** As node:crypto calls it; undefined where there is none, or it is unknown. */
  readonly hash: string | undefined
  readonly scheme: SignatureScheme | undefined
  /** Of RSASSA-PSS: the salt's bytes, undefined where it says nonsense, and the hash of its mask. */
  readonly saltLength: number | undefined
  readonly maskHash: string | undefined
}

const PSS = '1.2.840.113549.1.1.10'
const MGF1 = '1.2.840.113549.1.1.8'

const SHA3 = ['sha3-224', 'sha3-256', 'sha3-384', 'sha3-512']
/** In the order of their numbers below 2.16.840.1.101.3.4.2. */
const NIST_HASHES = ['sha256', 'sha384', 'sha512', 'sha224', 'sha512-224', 'sha512-256', ...SHA3]

const HASHES: ReadonlyMap<string, string> = new Map<string, string>([
  ['1.2.840.113549.2.2', 'md2'],
  ['1.2.840.113549.2.4', 'md4'],
  ['1.2.840.113549.2.5', 'md5'],
  ['1.3.14.3.2.26', 'sha1'],
  ...NIST_HASHES.map((hash, at): [string, string] => [`2.16.840.1.101.3.4.2.${at + 1}`, hash]),
])

type Made = readonly [SignatureScheme, string | undefined]

/** Schemes with their hash: PKCS #1 (RFC 8017, A.2.4), RFC 5758, RFC 3279, NIST's list, OIW's old ones, RFC 8410. */
const ALGORITHMS: ReadonlyMap<string, Made> = new Map<string, Made>([
  ['1.2.840.113549.1.1.2', ['rsa', 'md2']],
  ['1.2.840.113549.1.1.3', ['rsa', 'md4']],
  ['1.2.840.113549.1.1.4', ['rsa', 'md5']],
  ['1.2.840.113549.1.1.5', ['rsa', 'sha1']],
  ['1.2.840.113549.1.1.14', ['rsa', 'sha224']],
  ['1.2.840.113549.1.1.11', ['rsa', 'sha256']],
  ['1.2.840.113549.1.1.12', ['rsa', 'sha384']],
  ['1.2.840.113549.1.1.13', ['rsa', 'sha512']],
  ['1.2.840.113549.1.1.15', ['rsa', 'sha512-224']],
  ['1.2.840.113549.1.1.16', ['rsa', 'sha512-256']],
  ['1.3.14.3.2.3', ['rsa', 'md5']],
  ['1.3.14.3.2.29', ['rsa', 'sha1']],
  ['1.2.840.10045.4.1', ['ec', 'sha1']],
  ['1.2.840.10045.4.3.1', ['ec', 'sha224']],
  ['1.2.840.10045.4.3.2', ['ec', 'sha256']],
  ['1.2.840.10045.4.3.3', ['ec', 'sha384']],
  ['1.2.840.10045.4.3.4', ['ec', 'sha512']],
  ['1.2.840.10040.4.3', ['dsa', 'sha1']],
  ['1.3.14.3.2.27', ['dsa', 'sha1']],
  ['2.16.840.1.101.3.4.3.1', ['dsa', 'sha224']],
  ['2.16.840.1.101.3.4.3.2', ['dsa', 'sha256']],
  ['2.16.840.1.101.3.4.3.3', ['dsa', 'sha384']],
  ['2.16.840.1.101.3.4.3.4', ['dsa', 'sha512']],
  ...SHA3.flatMap((hash, at): [string, Made][] => [
    [`2.16.840.1.101.3.4.3.${at + 5}`, ['dsa', hash]],
    [`2.16.840.1.101.3.4.3.${at + 9}`, ['ec', hash]],
    [`2.16.840.1.101.3.4.3.${at + 13}`, ['rsa', hash]],
  ]),
  ['1.3.101.112', ['ed25519', undefined]],
  ['1.3.101.113', ['ed448', undefined]],
])

function hashOf(algorithm: Element | undefined): string | undefined {
  return HASHES.get(oidOf(sequenceOf(algorithm)[0]))
}

function maskHashOf(algorithm: Element): string | undefined {
  const [oid, hash] = sequenceOf(algorithm)
  return oidOf(oid) === MGF1 ? hashOf(hash) : undefined
}

/** RSASSA-PSS-params (RFC 8017, A.2.3), with SHA-1 and 20 bytes of salt where nothing else is said. */
function readPss(parameters: Element | undefined): SignatureAlgorithm {
  const fields = parameters?.tag === TAG.sequence ? sequenceOf(parameters) : []
  const field = (tag: number) => {
    const found = fields.find((one) => one.tag === tag)
    return found === undefined ? undefined : unwrap(found)
  }
  const [hash, mask, salt] = [field(0xa0), field(0xa1), field(0xa2)]
  return {
    algorithm: PSS,
    scheme: 'rsa-pss',
    hash: hash === undefined ? 'sha1' : hashOf(hash),
    maskHash: mask === undefined ? 'sha1' : maskHashOf(mask),
    saltLength: salt === undefined ? 20 : smallNumberOf(salt),
  }
}

/** The AlgorithmIdentifier of a signature (RFC 5280, 4.1.1.2). Throws a DerError. */
export function readSignatureAlgorithm(element: Element | undefined): SignatureAlgorithm {
  const [oid, parameters] = sequenceOf(element)
  const algorithm = oidOf(oid)
  if (algorithm === PSS) return readPss(parameters)
  const [scheme, hash] = ALGORITHMS.get(algorithm) ?? []
  return { algorithm, scheme, hash, saltLength: undefined, maskHash: undefined }
}
