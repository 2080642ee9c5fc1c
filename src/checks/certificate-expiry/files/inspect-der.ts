import { bytesOf, childrenOf, type Element, elementAt, OCTET_STRING, SEQUENCE } from './elements.ts'
import type { Finds } from './found.ts'
import { cutShort, shapeOf } from './shapes.ts'

/** Where bytes were found, and what looks further into what they hold. */
export interface Place {
  readonly line: number | undefined
  /** Looks for whatever there may be in the content of a signed message. */
  readonly look: (content: Uint8Array) => void
}

const CERTIFICATES = 0xa0
const LISTS = 0xa1
/** An Apple provisioning profile: who signed it ends on another day than the profile, which says its own. */
const PROFILE = 'DeveloperCertificates'

/** The octets of an OCTET STRING, which BER may have cut into pieces. */
function octetsOf(bytes: Uint8Array, element: Element): Uint8Array {
  if (element.tag === OCTET_STRING) return bytes.subarray(element.start, element.end)
  const pieces = childrenOf(bytes, element).filter(({ tag }) => tag === OCTET_STRING)
  return Buffer.concat(pieces.map(({ start, end }) => bytes.subarray(start, end)))
}

/** SignedData (RFC 5652, 5.1): its certificates, lists of revoked ones, and what was signed. */
function inspectSigned(bytes: Uint8Array, message: Element, finds: Finds, place: Place): void {
  const [, wrapped] = childrenOf(bytes, message, 2)
  const [signed] = wrapped ? childrenOf(bytes, wrapped, 1) : []
  const [, , encapsulated, ...rest] = signed ? childrenOf(bytes, signed, 6) : []
  if (!encapsulated) {
    finds.problem('a PKCS#7 message cannot be read', place.line)
    return
  }
  const [, explicit] = childrenOf(bytes, encapsulated, 2)
  const [content] = explicit ? childrenOf(bytes, explicit, 1) : []
  const octets = content && (content.tag & 0x1f) === OCTET_STRING ? octetsOf(bytes, content) : undefined
  if (octets) place.look(octets)
  if (octets && Buffer.from(octets.buffer, octets.byteOffset, octets.length).includes(PROFILE)) return
  const setOf = (tag: number): readonly Uint8Array[] => {
    const set = rest.find((element) => element.tag === tag)
    const elements = set ? childrenOf(bytes, set) : []
    if (set && (elements.at(-1)?.next ?? set.start) !== set.end)
      finds.problem('a PKCS#7 message is damaged among its certificates', place.line)
    return elements.filter((element) => element.tag === SEQUENCE).map((element) => bytesOf(bytes, element))
  }
  for (const der of setOf(CERTIFICATES)) finds.certificate(der, place.line)
  for (const der of setOf(LISTS)) finds.list(der, place.line)
}

/** Puts away one element, whatever it is. */
function inspectElement(bytes: Uint8Array, element: Element, finds: Finds, place: Place): void {
  const shape = shapeOf(bytes, element)
  if (shape === 'signed-data') inspectSigned(bytes, element, finds, place)
  else if (shape === 'certificate') finds.certificate(bytesOf(bytes, element), place.line)
  else if (shape === 'list') finds.list(bytesOf(bytes, element), place.line)
  else if (shape === 'pkcs12') finds.container(bytesOf(bytes, element), place.line)
  else if (shape === 'bcfks')
    finds.problem('a BCFKS keystore is encrypted as a whole and cannot be read', place.line)
  else if (cutShort(bytes, element.at) === 'certificate')
    finds.problem('a certificate is damaged', place.line)
}

/** DER or BER, one element behind the other; what begins like a certificate and ends too early is a problem. */
export function inspectDer(bytes: Uint8Array, finds: Finds, place: Place): void {
  let at = 0
  // No text has such a second byte; nothing shorter than 128 bytes is a certificate.
  while (bytes[at] === SEQUENCE && (bytes[at + 1] ?? 0) >= 0x80) {
    const element = elementAt(bytes, at)
    if (!element) {
      const kind = cutShort(bytes, at)
      if (kind) finds.problem(`a ${kind} is cut short`, place.line)
      return
    }
    inspectElement(bytes, element, finds, place)
    at = element.next
  }
}
