import fc from 'fast-check'
import { element } from './writer.ts'

/** A change of bytes at a place from 0 to 1 of their length. */
type Change = (bytes: Buffer, at: number) => Buffer

const BOMBS = [
  '84ffffffff',
  '847fffffff',
  '83ffffff',
  '82ffff',
  '80',
  '85ffffffffff',
  '8400000000',
  'ff',
  '1fffffff7f',
]

const splice = (bytes: Buffer, at: number, remove: number, insert: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)])

const flip = fc.integer({ min: 0, max: 7 }).map(
  (bit): Change =>
    (bytes, at) => {
      return splice(bytes, at, 1, Buffer.from([(bytes[at] ?? 0) ^ (1 << bit)]))
    },
)
const overwrite = fc.uint8Array({ minLength: 1, maxLength: 8 }).map(
  (value): Change =>
    (bytes, at) => {
      return splice(bytes, at, value.length, value)
    },
)
const insert = fc.uint8Array({ minLength: 1, maxLength: 40 }).map(
  (value): Change =>
    (bytes, at) => {
      return splice(bytes, at, 0, value)
    },
)
const remove = fc.integer({ min: 1, max: 40 }).map(
  (count): Change =>
    (bytes, at) => {
      return splice(bytes, at, count, Buffer.alloc(0))
    },
)
const truncate = fc.constant<Change>((bytes, at) => bytes.subarray(0, at))
const bomb = fc.constantFrom(...BOMBS).map(
  (text): Change =>
    (bytes, at) => {
      const value = Buffer.from(text, 'hex')
      return splice(bytes, at, value.length, value)
    },
)
const repeat = fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 4 }))
const duplicate = repeat.map(
  ([length, times]): Change =>
    (bytes, at) => {
      const slice = bytes.subarray(at, at + length)
      return splice(bytes, at, 0, Buffer.concat(Array.from({ length: times }, () => slice)))
    },
)

interface Node {
  readonly tag: number
  readonly content: Buffer | readonly Node[]
}

/** The elements in some bytes of short and plain DER; undefined where they are none. */
function nodesOf(bytes: Buffer): readonly Node[] | undefined {
  const nodes: Node[] = []
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] ?? 0
    const first = bytes[at + 1]
    if (first === undefined || (tag & 31) === 31) return undefined
    const count = first < 128 ? 0 : first & 127
    if (count > 3) return undefined
    const length =
      count === 0 ? first : Number.parseInt(bytes.toString('hex', at + 2, at + 2 + count) || '0', 16)
    const content = bytes.subarray(at + 2 + count, at + 2 + count + length)
    if (content.length !== length) return undefined
    const isOpen = (tag & 32) !== 0 || tag === 4
    nodes.push({ tag, content: (isOpen ? nodesOf(content) : undefined) ?? content })
    at += 2 + count + length
  }
  return nodes
}

function written({ tag, content }: Node): Buffer {
  return element(tag, ...(content instanceof Uint8Array ? [content] : content.map(written)))
}

function countOf(nodes: readonly Node[]): number {
  return nodes.reduce(
    (sum, { content }) => sum + 1 + (content instanceof Uint8Array ? 0 : countOf(content)),
    0,
  )
}

type Replace = (node: Node) => readonly Node[]

/** The nodes with the one of a number, counted from above, replaced: everything around it stays well-formed. */
function replaced(nodes: readonly Node[], number: number, replace: Replace): readonly Node[] {
  let left = number
  return nodes.flatMap((node) => {
    const here = left
    left -= countOf([node])
    if (here < 0 || left >= 0) return [node]
    if (here === 0) return replace(node)
    const { tag, content } = node
    return [content instanceof Uint8Array ? node : { tag, content: replaced(content, here - 1, replace) }]
  })
}

const TAGS = [
  1, 2, 3, 4, 5, 6, 10, 12, 19, 22, 23, 24, 28, 30, 48, 49, 0x80, 0x81, 0x82, 0x87, 0xa0, 0xa1, 0xa3, 0xbf,
]

const structural: fc.Arbitrary<Replace> = fc.oneof(
  fc.constant<Replace>(() => []),
  fc.constant<Replace>((node) => [node, node]),
  fc.constant<Replace>((node) => [{ tag: 0x30, content: [node] }]),
  fc.constant<Replace>(({ content }) => (content instanceof Uint8Array ? [] : content)),
  fc.constantFrom(...TAGS).map(
    (tag): Replace =>
      ({ content }) => [{ tag, content }],
  ),
  fc.uint8Array({ maxLength: 40 }).map(
    (value): Replace =>
      ({ tag }) => [{ tag, content: Buffer.from(value) }],
  ),
  fc.constant<Replace>(({ tag, content }) => {
    return [{ tag, content: content instanceof Uint8Array ? content.subarray(1) : content.toReversed() }]
  }),
)

const restructure = fc.tuple(fc.nat(), structural).map(
  ([number, replace]): Change =>
    (bytes) => {
      const nodes = nodesOf(bytes)
      if (nodes === undefined || nodes.length === 0) return bytes
      return Buffer.concat(replaced(nodes, number % countOf(nodes), replace).map(written))
    },
)

const raw = fc.oneof(flip, overwrite, insert, remove, truncate, bomb, duplicate)

function changed(originals: readonly Buffer[], change: fc.Arbitrary<Change>): fc.Arbitrary<Buffer> {
  const steps = fc.array(fc.tuple(change, fc.double({ min: 0, max: 1, noNaN: true })), {
    minLength: 1,
    maxLength: 4,
  })
  return fc
    .tuple(fc.constantFrom(...originals), steps)
    .map(([original, all]) =>
      all.reduce((bytes, [step, place]) => step(bytes, Math.floor(place * bytes.length)), original),
    )
}

/** Any of these with one to four changes of their bytes: flipped, overwritten, inserted, deleted, cut off, repeated, length bombs. */
export const broken = (originals: readonly Buffer[]): fc.Arbitrary<Buffer> => changed(originals, raw)

/** Any of these with one to four changes of their elements, all lengths around them set right again: these reach deep. */
export const rebuilt = (originals: readonly Buffer[]): fc.Arbitrary<Buffer> => changed(originals, restructure)
