/** Bytes that are not the DER (ITU-T X.690) that they should be. The only error that the readers of this folder throw. */
export class DerError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'DerError'
  }
}

/** Where one element stands in its bytes; nothing is copied. */
export interface Element {
  readonly bytes: Uint8Array
  /** The identifier octet: class, constructed bit and number, which is below 31. */
  readonly tag: number
  /** Where the identifier octet is, where the content begins, and where it has ended. */
  readonly start: number
  readonly content: number
  readonly end: number
}

/** The universal tags that certificates have. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  enumerated: 0x0a,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

const CONSTRUCTED = 0x20

function byteAt(bytes: Uint8Array, at: number, limit: number): number {
  const byte = at < limit ? bytes[at] : undefined
  if (byte === undefined) throw new DerError(`the bytes end within an element, at ${at}`)
  return byte
}

function longEndAt(bytes: Uint8Array, at: number, limit: number): number {
  if ((byteAt(bytes, at, limit) & 0x1f) === 0x1f) throw new DerError(`a tag of many bytes at ${at}`)
  const first = byteAt(bytes, at + 1, limit)
  const count = first < 0x80 ? 0 : first & 0x7f
  if (first === 0x80 || count > 4) throw new DerError(`a length that DER does not have at ${at}`)
  const content = at + 2 + count
  let length = count === 0 ? first : 0
  for (let index = at + 2; index < content; index += 1) length = length * 256 + byteAt(bytes, index, limit)
  if (content + length > limit) throw new DerError(`an element at ${at} is longer than what holds it`)
  return content + length
}

/** Where the element at `at` ends, at most at `limit`. Throws a DerError. Lengths need not be the shortest; they must be definite. */
export function endAt(bytes: Uint8Array, at: number, limit: number): number {
  const tag = bytes[at] ?? 0x1f
  const length = bytes[at + 1] ?? 0x80
  const end = at + 2 + length
  // Nearly all elements are short, and lists have hundreds of thousands.
  if (length < 0x80 && end <= limit && (tag & 0x1f) !== 0x1f) return end
  return longEndAt(bytes, at, limit)
}

/** Where the content of the element at `at` begins; of an element that `endAt` has accepted. */
export function contentAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at + 1] ?? 0
  return at + 2 + (first < 0x80 ? 0 : first & 0x7f)
}

/** The element at `at`, which ends at most at `limit`. Throws a DerError. */
export function readElement(bytes: Uint8Array, at = 0, limit = bytes.length): Element {
  const end = endAt(bytes, at, limit)
  return { bytes, tag: bytes[at] ?? 0, start: at, content: contentAt(bytes, at), end }
}

/** The one element that these bytes are. Throws a DerError, also where anything follows it. */
export function readWhole(bytes: Uint8Array): Element {
  const element = readElement(bytes)
  if (element.end !== bytes.length) throw new DerError(`bytes follow the element, at ${element.end}`)
  return element
}

/** The elements that one consists of. Throws a DerError where it is not constructed, or malformed. */
export function childrenOf({ bytes, tag, content, end }: Element): readonly Element[] {
  if ((tag & CONSTRUCTED) === 0) throw new DerError(`an element without parts (tag ${tag})`)
  const children: Element[] = []
  for (let at = content; at < end; ) {
    const child = readElement(bytes, at, end)
    children.push(child)
    at = child.end
  }
  return children
}

/** The element itself, if it is there and has this tag. Throws a DerError otherwise. */
export function demand(element: Element | undefined, tag: number): Element {
  if (element?.tag === tag) return element
  const found = element === undefined ? 'nothing' : `tag ${element.tag} at ${element.start}`
  throw new DerError(`tag ${tag} is wanted and ${found} found`)
}

/** The parts of a SEQUENCE. Throws a DerError where it is none. */
export function sequenceOf(element: Element | undefined): readonly Element[] {
  return childrenOf(demand(element, TAG.sequence))
}

/** The one element inside of an explicit tag. Throws a DerError where there is not exactly one. */
export function unwrap(element: Element): Element {
  const [child, ...others] = childrenOf(element)
  if (child === undefined || others.length > 0) throw new DerError(`not one element inside of a tag`)
  return child
}

/** The content, a view. */
export function contentOf({ bytes, content, end }: Element): Uint8Array {
  return bytes.subarray(content, end)
}

/** Tag, length and content, a view. */
export function encodingOf({ bytes, start, end }: Element): Uint8Array {
  return bytes.subarray(start, end)
}

/** The element that an OCTET STRING holds. Throws a DerError. */
export function insideOf(element: Element | undefined): Element {
  const { bytes, content, end } = demand(element, TAG.octetString)
  const inside = readElement(bytes, content, end)
  if (inside.end !== end) throw new DerError(`bytes follow the element, at ${inside.end}`)
  return inside
}
