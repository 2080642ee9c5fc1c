/** One element of BER or DER (X.690, 8.1): offsets into the bytes that it was read from. */
export interface Element {
  readonly tag: number
  readonly at: number
  /** Where its content begins and ends. */
  readonly start: number
  readonly end: number
  /** Where what follows it begins: behind the end-of-contents octets where its length is indefinite. */
  readonly next: number
}

/** Four bytes of length are 4 GB. */
const MAX_LENGTH_BYTES = 4

export const SEQUENCE = 0x30
export const INTEGER = 0x02
export const BIT_STRING = 0x03
export const OCTET_STRING = 0x04
export const OBJECT_IDENTIFIER = 0x06

interface Head {
  readonly tag: number
  readonly start: number
  /** Undefined for the indefinite form. */
  readonly length: number | undefined
}

/** Tag and length at an offset, whether or not so many bytes follow; undefined where there is none. */
export function headAt(bytes: Uint8Array, at: number, limit = bytes.length): Head | undefined {
  const [tag, first] = [bytes[at], bytes[at + 1]]
  if (tag === undefined || first === undefined || at + 2 > limit || (tag & 0x1f) === 0x1f) return undefined
  if (first < 0x80) return { tag, start: at + 2, length: first }
  const count = first & 0x7f
  if (count === 0) return (tag & 0x20) === 0 ? undefined : { tag, start: at + 2, length: undefined }
  if (count > MAX_LENGTH_BYTES || at + 2 + count > limit) return undefined
  let length = 0
  for (let index = 0; index < count; index++) length = length * 256 + (bytes[at + 2 + index] ?? 0)
  return { tag, start: at + 2 + count, length }
}

/** Where the end-of-contents octets of an indefinite length stand; no recursion, as depth is a stranger's choice. */
function endOfContents(bytes: Uint8Array, from: number, limit: number): number | undefined {
  let open = 1
  let at = from
  while (at + 2 <= limit) {
    if (bytes[at] === 0 && bytes[at + 1] === 0) {
      open--
      if (open === 0) return at
      at += 2
      continue
    }
    const head = headAt(bytes, at, limit)
    if (!head) return undefined
    if (head.length === undefined) open++
    at = head.start + (head.length ?? 0)
  }
  return undefined
}

/**
 * The element at an offset; undefined where there is none that ends within the limit. In DER no length is indefinite,
 * so that nothing is read but its head.
 */
export function elementAt(
  bytes: Uint8Array,
  at: number,
  limit = bytes.length,
  isDer = false,
): Element | undefined {
  const head = headAt(bytes, at, limit)
  if (!head) return undefined
  const { tag, start, length } = head
  if (length !== undefined)
    return start + length > limit ? undefined : { tag, at, start, end: start + length, next: start + length }
  const end = isDer ? undefined : endOfContents(bytes, start, limit)
  return end === undefined ? undefined : { tag, at, start, end, next: end + 2 }
}

/** The first elements in another one, at most so many; what cannot be read ends them. */
export function childrenOf(
  bytes: Uint8Array,
  { start, end }: Element,
  most = Number.POSITIVE_INFINITY,
  isDer = false,
): readonly Element[] {
  const children: Element[] = []
  let at = start
  while (at < end && children.length < most) {
    const child = elementAt(bytes, at, end, isDer)
    if (!child) break
    children.push(child)
    at = child.next
  }
  return children
}

/** The bytes of an element with its tag and length. */
export function bytesOf(bytes: Uint8Array, { at, next }: Element): Uint8Array {
  return bytes.subarray(at, next)
}

/** Content in hex, for comparing object identifiers. */
export function hexOf(bytes: Uint8Array, { start, end }: Element): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('hex')
}
