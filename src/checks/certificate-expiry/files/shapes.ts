import {
  BIT_STRING,
  childrenOf,
  type Element,
  elementAt,
  headAt,
  hexOf,
  INTEGER,
  OBJECT_IDENTIFIER,
  OCTET_STRING,
  SEQUENCE,
} from './elements.ts'

/** What a DER or BER element is, told from how it is built; `other` is a key, a request or anything else. */
export type Shape = 'certificate' | 'list' | 'signed-data' | 'pkcs12' | 'bcfks' | 'other'

/** Content of the object identifiers, hex. */
const DATA = '2a864886f70d010701'
const SIGNED_DATA = '2a864886f70d010702'
const PBES2 = '2a864886f70d01050d'

const CONTEXT_0 = 0xa0
const UTC_TIME = 0x17
const GENERALIZED_TIME = 0x18
/** More than any identifier above needs. */
const MAX_IDENTIFIER = 20

function isIdentifier(bytes: Uint8Array, element: Element | undefined, ...wanted: string[]): boolean {
  if (element?.tag !== OBJECT_IDENTIFIER || element.end - element.start > MAX_IDENTIFIER) return false
  return wanted.includes(hexOf(bytes, element))
}

/** TBSCertificate or TBSCertList (RFC 5280, 4.1 and 5.1): what stands third behind the number tells them apart. */
function shapeOfSigned(bytes: Uint8Array, signed: Element): Shape {
  const tags = childrenOf(bytes, signed, 5, true).map(({ tag }) => tag)
  const [first, ...rest] = tags
  const [number, algorithm, issuer, validity] = first === CONTEXT_0 ? rest : tags
  if (number === INTEGER && algorithm === SEQUENCE && issuer === SEQUENCE) {
    if (validity === SEQUENCE) return 'certificate'
    if (validity === UTC_TIME || validity === GENERALIZED_TIME) return 'list'
  }
  const isFirstVersion = number === SEQUENCE && algorithm === SEQUENCE
  return isFirstVersion && (issuer === UTC_TIME || issuer === GENERALIZED_TIME) ? 'list' : 'other'
}

/** BouncyCastle's FIPS keystore: encrypted content, then a check of it, each a SEQUENCE. */
function isBcfks(bytes: Uint8Array, content: Element, check: Element): boolean {
  const [algorithm, encrypted, ...more] = childrenOf(bytes, content, 3)
  if (algorithm?.tag !== SEQUENCE || encrypted?.tag !== OCTET_STRING || more.length > 0) return false
  return check.tag === SEQUENCE && isIdentifier(bytes, childrenOf(bytes, algorithm, 1)[0], PBES2)
}

/** The element at an offset, where it is a certificate in DER: told from a few heads, however long it is. */
export function certificateAt(bytes: Uint8Array, at: number): Element | undefined {
  const element = elementAt(bytes, at, bytes.length, true)
  const [signed, algorithm, signature, ...more] = element ? childrenOf(bytes, element, 4, true) : []
  if (signed?.tag !== SEQUENCE || algorithm?.tag !== SEQUENCE || more.length > 0) return undefined
  return signature?.tag === BIT_STRING && shapeOfSigned(bytes, signed) === 'certificate' ? element : undefined
}

/** What an element is. */
export function shapeOf(bytes: Uint8Array, element: Element): Shape {
  if (element.tag !== SEQUENCE) return 'other'
  const [first, second, third, ...more] = childrenOf(bytes, element, 4)
  if (!first || !second) return 'other'
  if (isIdentifier(bytes, first, SIGNED_DATA)) return second.tag === CONTEXT_0 ? 'signed-data' : 'other'
  if (first.tag === INTEGER && second.tag === SEQUENCE) {
    const isThird = first.end - first.start === 1 && bytes[first.start] === 3
    const isContent = isIdentifier(bytes, childrenOf(bytes, second, 1)[0], DATA, SIGNED_DATA)
    return isThird && isContent ? 'pkcs12' : 'other'
  }
  if (first.tag !== SEQUENCE || second.tag !== SEQUENCE) return 'other'
  if (third?.tag === BIT_STRING && more.length === 0) return shapeOfSigned(bytes, first)
  return !third && isBcfks(bytes, first, second) ? 'bcfks' : 'other'
}

function beginsWith(bytes: Uint8Array, at: number, ...wanted: number[]): boolean {
  return wanted.every((byte, index) => bytes[at + index] === byte)
}

/** What an element that ends too early would have been; undefined where it was nothing that has an end date. */
export function cutShort(bytes: Uint8Array, at: number): string | undefined {
  const outer = headAt(bytes, at)
  if (outer?.tag !== SEQUENCE) return undefined
  if (beginsWith(bytes, outer.start, OBJECT_IDENTIFIER, 9, ...Buffer.from(SIGNED_DATA, 'hex')))
    return 'PKCS#7 file'
  if (beginsWith(bytes, outer.start, INTEGER, 1, 3, SEQUENCE)) {
    const content = headAt(bytes, outer.start + 3)
    const identifier = [OBJECT_IDENTIFIER, 9, ...Buffer.from(DATA, 'hex').subarray(0, -1)]
    return content && beginsWith(bytes, content.start, ...identifier) ? 'PKCS#12 file' : undefined
  }
  const signed = headAt(bytes, outer.start)
  if (signed?.tag !== SEQUENCE) return undefined
  const isLong = (signed.length ?? 0) >= 0x80
  if (isLong && beginsWith(bytes, signed.start, CONTEXT_0, 3, INTEGER, 1)) return 'certificate'
  return beginsWith(bytes, signed.start, INTEGER, 1, 1, SEQUENCE) ? 'list of revoked certificates' : undefined
}
