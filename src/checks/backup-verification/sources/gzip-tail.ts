import type { Fault, Word } from '../intake.ts'

/** What deflate packs at most into one byte (RFC 1951: 258 bytes in two bits). */
const MOST_RATIO = 1032
const FIXED_HEADER = 10
const TRAILER = 8
/** A block of nothing, flushed before its end, is seven bytes. */
const NOTHING = 16
const TOO_SHORT = FIXED_HEADER + TRAILER + 2

function fault(word: Word, text: string): Fault {
  return { word, level: 1, text }
}

function afterZero(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(0, from)
  return at === -1 ? bytes.length : at + 1
}

/** Bytes of a member's header (RFC 1952, 2.3). */
function headerLength(head: Buffer): number {
  const flags = head[3] ?? 0
  let at = FIXED_HEADER
  if ((flags & 4) !== 0 && at + 2 <= head.length) at += 2 + head.readUInt16LE(at)
  if ((flags & 8) !== 0) at = afterZero(head, at)
  if ((flags & 16) !== 0) at = afterZero(head, at)
  return (flags & 2) !== 0 ? at + 2 : at
}

/**
 * What gzip's last eight bytes tell, a checksum and the length of what was packed: that length is possible. It is
 * counted modulo 4 GiB, and of the last member alone, so that one which is too small says nothing.
 */
export function tellGzipEnd(ends: {
  readonly head: Buffer
  readonly tail: Buffer
  readonly size: number
}): Fault | undefined {
  const { head, tail, size } = ends
  if (size < TOO_SHORT) return fault('incomplete', 'ends inside of its gzip data')
  const checksum = tail.readUInt32LE(tail.length - 8)
  const length = tail.readUInt32LE(tail.length - 4)
  const packed = size - headerLength(head) - TRAILER
  if (packed <= NOTHING && checksum === 0 && length === 0) return fault('empty', 'is gzip data of nothing')
  if (length > packed * MOST_RATIO) return fault('incomplete', 'does not end as gzip data does')
  return undefined
}
