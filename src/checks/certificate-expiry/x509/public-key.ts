import type { KeyType, PublicKeyInfo } from './certificate.ts'
import { contentOf, type Element, encodingOf, readWhole, sequenceOf, TAG } from './der.ts'
import { bitLengthOf, bitStringOf, integerOf, oidOf } from './der-values.ts'

const TYPES: ReadonlyMap<string, KeyType> = new Map([
  ['1.2.840.113549.1.1.1', 'rsa'],
  ['1.2.840.113549.1.1.7', 'rsa'],
  ['1.2.840.113549.1.1.10', 'rsa'],
  ['1.2.840.10045.2.1', 'ec'],
  ['1.2.840.10040.4.1', 'dsa'],
  ['1.3.101.112', 'ed25519'],
  ['1.3.101.113', 'ed448'],
])

const CURVE_BITS: ReadonlyMap<string, number> = new Map([
  ['1.2.840.10045.3.1.1', 192],
  ['1.3.132.0.33', 224],
  ['1.2.840.10045.3.1.7', 256],
  ['1.3.132.0.34', 384],
  ['1.3.132.0.35', 521],
  ['1.3.132.0.10', 256],
  ['1.3.36.3.3.2.8.1.1.5', 224],
  ['1.3.36.3.3.2.8.1.1.7', 256],
  ['1.3.36.3.3.2.8.1.1.9', 320],
  ['1.3.36.3.3.2.8.1.1.11', 384],
  ['1.3.36.3.3.2.8.1.1.13', 512],
  ['1.2.156.10197.1.301', 256],
])

/** RSAPublicKey (RFC 8017, A.1.1): the modulus stands first. */
function rsaBits(key: Uint8Array): number {
  const [modulus] = sequenceOf(readWhole(key))
  return bitLengthOf(integerOf(modulus))
}

/** A curve by its name, or written out (RFC 3279, 2.3.5), where the order stands fifth. */
function curveBits(parameters: Element | undefined): number {
  if (parameters?.tag === TAG.oid) return CURVE_BITS.get(oidOf(parameters)) ?? 0
  if (parameters?.tag !== TAG.sequence) return 0
  const order = sequenceOf(parameters)[4]
  return order?.tag === TAG.integer ? bitLengthOf(contentOf(order)) : 0
}

/** Dss-Parms (RFC 3279, 2.3.2): p stands first; they may be the issuer's, and then are not here. */
function dsaBits(parameters: Element | undefined): number {
  if (parameters?.tag !== TAG.sequence) return 0
  return bitLengthOf(integerOf(sequenceOf(parameters)[0]))
}

function bitsOf(type: KeyType, parameters: Element | undefined, key: Uint8Array): number {
  if (type === 'rsa') return rsaBits(key)
  if (type === 'ec') return curveBits(parameters)
  if (type === 'dsa') return dsaBits(parameters)
  if (type === 'ed25519') return 256
  return type === 'ed448' ? 456 : 0
}

/** A SubjectPublicKeyInfo (RFC 5280, 4.1.2.7). Throws a DerError. */
export function readPublicKey(element: Element | undefined): PublicKeyInfo {
  const [algorithm, key] = sequenceOf(element)
  const [oid, parameters] = sequenceOf(algorithm)
  const type = TYPES.get(oidOf(oid)) ?? 'other'
  const bits = bitsOf(type, parameters, bitStringOf(key))
  return { type, bits, spki: element === undefined ? new Uint8Array() : encodingOf(element) }
}
