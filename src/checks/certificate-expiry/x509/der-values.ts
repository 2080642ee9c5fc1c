import { contentOf, DerError, demand, type Element, TAG } from './der.ts'

/** No OID in use comes near; a longer one could cost more than linear time. */
const LONGEST_OID = 128
const EXACT = 2 ** 45

/** Lower-case hex. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}

function firstArcs(value: number | bigint): string {
  const first = value < 80 ? Math.floor(Number(value) / 40) : 2
  return typeof value === 'bigint' ? `2.${value - 80n}` : `${first}.${value - first * 40}`
}

/** An OBJECT IDENTIFIER (X.690, 8.19), dotted. Throws a DerError. */
export function oidOf(element: Element | undefined): string {
  const { bytes, content, end } = demand(element, TAG.oid)
  if (content === end || end - content > LONGEST_OID) throw new DerError(`an OID of ${end - content} bytes`)
  let text = ''
  let arc: number | bigint = 0
  let isBegun = false
  for (let at = content; at < end; at += 1) {
    const byte = bytes[at] ?? 0
    if (!isBegun && byte === 0x80) throw new DerError(`an OID with a padded number at ${at}`)
    arc =
      typeof arc === 'bigint' || arc >= EXACT
        ? BigInt(arc) * 128n + BigInt(byte & 0x7f)
        : arc * 128 + (byte & 0x7f)
    isBegun = byte >= 0x80
    if (isBegun) continue
    text = text === '' ? firstArcs(arc) : `${text}.${arc}`
    arc = 0
  }
  if (isBegun) throw new DerError(`an OID that ends within a number at ${end}`)
  return text
}

/** The content of an INTEGER, as it stands, a view. Throws a DerError where it has none. */
export function integerOf(element: Element | undefined): Uint8Array {
  const bytes = contentOf(demand(element, TAG.integer))
  if (bytes.length === 0) throw new DerError('an INTEGER of no bytes')
  return bytes
}

/** An INTEGER or ENUMERATED that is small: from 0 to 2^31 − 1; undefined for any other. */
export function smallNumberOf({ bytes, content, end }: Element): number | undefined {
  let value = 0
  for (let at = content; at < end; at += 1) {
    value = value * 256 + (bytes[at] ?? 0)
    if (value > 0x7fffffff) return undefined
  }
  const isNegative = (bytes[content] ?? 0) >= 0x80
  return content === end || isNegative ? undefined : value
}

/** How many bits an unsigned number has. */
export function bitLengthOf(bytes: Uint8Array): number {
  const first = bytes.findIndex((byte) => byte !== 0)
  return first === -1 ? 0 : (bytes.length - first) * 8 - (Math.clz32(bytes[first] ?? 0) - 24)
}

/** A BOOLEAN; any byte but 0 is true, as old certificates have 1. Throws a DerError where it is not one byte. */
export function booleanOf({ bytes, content, end }: Element): boolean {
  if (end - content !== 1) throw new DerError(`a BOOLEAN of ${end - content} bytes`)
  return bytes[content] !== 0
}

/** The bytes of a BIT STRING, a view, without the count of unused bits before them. Throws a DerError. */
export function bitStringOf(element: Element | undefined): Uint8Array {
  const bytes = contentOf(demand(element, TAG.bitString))
  const unused = bytes[0]
  if (unused === undefined || unused > 7) throw new DerError('a BIT STRING that does not count its bits')
  if (bytes.length === 1 && unused > 0) throw new DerError('a BIT STRING without the bits that it counts')
  return bytes.subarray(1)
}

/** The numbers of the bits that are set in a BIT STRING of names (X.680, 22.7), the first bit is 0; at most 64. Throws a DerError. */
export function namedBitsOf(element: Element | undefined): readonly number[] {
  const bytes = bitStringOf(element)
  const unused = element?.bytes[element.content] ?? 0
  const count = Math.min(bytes.length * 8 - unused, 64)
  const bits: number[] = []
  for (let bit = 0; bit < count; bit += 1) {
    if (((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0) bits.push(bit)
  }
  return bits
}
