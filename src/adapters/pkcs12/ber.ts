/** An element of BER (X.690, 8.1). Its bytes are views; nothing is copied. */
export interface Node {
  readonly tag: number
  readonly content: Uint8Array
  /** With its tag and length. */
  readonly whole: Uint8Array
}

/** Bytes that are not the BER that they should be. */
export class BerError extends Error {}

export const TAG = { integer: 0x02, octets: 0x04, identifier: 0x06, sequence: 0x30, context0: 0xa0 } as const

const MAX_LENGTH_BYTES = 4

interface Head {
  readonly start: number
  /** Undefined for the indefinite form, which ends with two zeros. */
  readonly length: number | undefined
}

function headAt(bytes: Uint8Array, at: number): Head {
  const [tag, first] = [bytes[at], bytes[at + 1]]
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw new BerError('no element')
  if (first < 0x80) return { start: at + 2, length: first }
  const count = first & 0x7f
  if (count === 0 && (tag & 0x20) !== 0) return { start: at + 2, length: undefined }
  if (count === 0 || count > MAX_LENGTH_BYTES) throw new BerError('no length')
  let length = 0
  for (let index = 2; index < 2 + count; index++) length = length * 256 + (bytes[at + index] ?? 0)
  return { start: at + 2 + count, length }
}

/** Without recursion: how deep it goes is a stranger's choice. */
function endOfContents(bytes: Uint8Array, from: number): number {
  let open = 1
  let at = from
  while (at + 2 <= bytes.length) {
    const isEnd = bytes[at] === 0 && bytes[at + 1] === 0
    if (isEnd && open === 1) return at
    const head: Head = isEnd ? { start: at + 2, length: 0 } : headAt(bytes, at)
    if (isEnd) open--
    else if (head.length === undefined) open++
    at = head.start + (head.length ?? 0)
  }
  throw new BerError('no end')
}

/** The element at an offset. Throws a BerError. */
export function nodeAt(bytes: Uint8Array, at = 0): Node {
  const { start, length } = headAt(bytes, at)
  const end = length === undefined ? endOfContents(bytes, start) : start + length
  if (end > bytes.length) throw new BerError('cut short')
  const next = length === undefined ? end + 2 : end
  return { tag: bytes[at] ?? 0, content: bytes.subarray(start, end), whole: bytes.subarray(at, next) }
}

/** The elements in content. Throws a BerError. */
export function nodesIn(content: Uint8Array): readonly Node[] {
  const nodes: Node[] = []
  for (let at = 0; at < content.length; ) {
    const node = nodeAt(content, at)
    nodes.push(node)
    at += node.whole.length
  }
  return nodes
}

/** The elements of one with this tag. Throws a BerError where it is another one, or none. */
export function partsOf(node: Node | undefined, tag: number = TAG.sequence): readonly Node[] {
  if (node?.tag !== tag) throw new BerError('another element than should be there')
  return nodesIn(node.content)
}

/** The octets of an OCTET STRING, or of one with an implicit tag; BER may have cut it into pieces. Throws a BerError. */
export function octetsOf(node: Node | undefined): Uint8Array {
  if (!node) throw new BerError('no octets')
  if ((node.tag & 0x20) === 0) return node.content
  return Buffer.concat(nodesIn(node.content).map(({ content }) => content))
}

/** Content in hex: what identifiers are compared by. Throws a BerError. */
export function identifierOf(node: Node | undefined): string {
  if (node?.tag !== TAG.identifier) throw new BerError('no identifier')
  return Buffer.from(node.content).toString('hex')
}

/** A number of at least one, as all here are; infinite where it has more than five bytes. Throws a BerError. */
export function numberOf(node: Node | undefined): number {
  if (node?.tag !== TAG.integer) throw new BerError('no number')
  if (node.content.length > 5) return Number.POSITIVE_INFINITY
  const number = Number.parseInt(Buffer.from(node.content).toString('hex'), 16)
  if (!(number >= 1)) throw new BerError('a number below one')
  return number
}
