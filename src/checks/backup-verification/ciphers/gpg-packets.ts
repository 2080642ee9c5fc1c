import type { TextEnd } from './base64.ts'

/** Looks at the packets of an OpenPGP message, without opening them. */
export interface PacketWalk {
  readonly write: (bytes: Uint8Array) => void
  /** `cut` where a packet ends too early, or no encrypted data came; `damaged` where something else follows them. */
  readonly end: () => TextEnd
}

/** Tags 9, 18 and 20 hold the data (RFC 9580, 5.7 and 5.13; 20 is GnuPG's own). */
const DATA = [9, 18, 20]
/** What may stand before them: session keys, markers and padding. */
const BEFORE = [1, 3, 10, 21]

interface WalkState {
  header: number[]
  /** Bytes of the packet, or of a part of it, that are still to come. */
  left: number
  /** Whether another part of the packet follows. */
  isPartial: boolean
  tag: number
  isDamaged: boolean
}

interface Length {
  readonly size: number
  readonly isPartial: boolean
}

/** A length of the newer kind (RFC 9580, 4.2.1); undefined where bytes are missing. */
function newLength(bytes: readonly number[]): Length | undefined {
  const [first, ...rest] = bytes
  if (first === undefined) return undefined
  if (first < 192) return { size: first, isPartial: false }
  if (first >= 224 && first < 255) return { size: 2 ** (first & 0x1f), isPartial: true }
  if (first < 224) {
    const [second] = rest
    return second === undefined ? undefined : { size: (first - 192) * 256 + second + 192, isPartial: false }
  }
  if (rest.length < 4) return undefined
  return { size: Buffer.from(rest).readUInt32BE(0), isPartial: false }
}

/** A length of the older kind (RFC 9580, 4.2.2), where the last kind goes on to the end of the file. */
function oldLength(kind: number, bytes: readonly number[]): Length | undefined {
  if (kind === 3) return { size: Number.POSITIVE_INFINITY, isPartial: false }
  const count = 2 ** kind
  if (bytes.length < count) return undefined
  return { size: Buffer.from(bytes).readUIntBE(0, count), isPartial: false }
}

function begin(state: WalkState, { size, isPartial }: Length): void {
  state.left = size
  state.isPartial = isPartial
  state.header = []
}

/** One more byte of a packet's header, or of the length of its next part. */
function readByte(state: WalkState, byte: number): void {
  state.header.push(byte)
  if (state.isPartial) {
    const length = newLength(state.header)
    if (length) begin(state, length)
    return
  }
  const [first = 0, ...rest] = state.header
  const isNew = (first & 0x40) !== 0
  const tag = isNew ? first & 0x3f : (first >> 2) & 0x0f
  const isOdd = (first & 0x80) === 0 || ![...DATA, ...BEFORE].includes(tag) || DATA.includes(state.tag)
  if (isOdd) state.isDamaged = true
  const length = isNew ? newLength(rest) : oldLength(first & 3, rest)
  if (!isOdd && length) begin(state, length)
  if (!isOdd && length) state.tag = tag
}

/**
 * The outline of an encrypted message (RFC 9580, 4.2): what gpg calls damaged whatever it is, was cut where the packet is
 * shorter than it says.
 */
export function walkPackets(): PacketWalk {
  const state: WalkState = { header: [], left: 0, isPartial: false, tag: 0, isDamaged: false }
  return {
    write: (bytes) => {
      for (let at = 0; at < bytes.length && !state.isDamaged; ) {
        const skipped = Math.min(state.left, bytes.length - at)
        state.left -= skipped
        at += skipped
        if (state.left === 0 && at < bytes.length) readByte(state, bytes[at++] ?? 0)
      }
    },
    end: () => {
      if (state.isDamaged) return 'damaged'
      const isOpen = state.left > 0 && state.left !== Number.POSITIVE_INFINITY
      const isCut = isOpen || state.isPartial || state.header.length > 0 || !DATA.includes(state.tag)
      return isCut ? 'cut' : 'whole'
    },
  }
}
