/** What came behind the end mark, and the last bytes of a file in which none was found. */
export interface RdbEnd {
  /** Bytes from the end mark on, without it. */
  readonly take: (bytes: Uint8Array) => void
  /** Bytes of a file of which the end mark was not seen yet. */
  readonly passed: (bytes: Uint8Array) => void
  /** How many bytes came behind the end mark. */
  readonly size: () => number
  /** The checksum behind the end mark; undefined where it is not whole. */
  readonly stored: () => bigint | undefined
  /** Whether the last nine bytes that passed are an end mark and a checksum: the mark is the only sign. */
  readonly looksWhole: () => boolean
  /** Whether the last eight bytes that passed are zero, which is how "no checksum" is written. */
  readonly isUnchecked: () => boolean
  /** What the first bytes behind the checksum are. */
  readonly trailing: (checksumBytes: number) => 'none' | 'mark' | 'commands' | 'other'
}

const CHECKSUM_BYTES = 8
const MARK_BYTES = 40
const KEPT = CHECKSUM_BYTES + MARK_BYTES
const END_CODE = 255

/** Keeps the few bytes that decide how a file ends. */
export function createRdbEnd(): RdbEnd {
  const kept = Buffer.alloc(KEPT)
  let last = Buffer.alloc(0)
  let size = 0

  return {
    take: (bytes) => {
      if (size < KEPT) kept.set(bytes.subarray(0, KEPT - size), size)
      size += bytes.length
    },
    passed: (bytes) => {
      const tail = bytes.subarray(-CHECKSUM_BYTES - 1)
      last = Buffer.concat([last, tail]).subarray(-CHECKSUM_BYTES - 1)
    },
    size: () => size,
    stored: () => (size < CHECKSUM_BYTES ? undefined : kept.readBigUInt64LE(0)),
    looksWhole: () => last.length > CHECKSUM_BYTES && last[0] === END_CODE,
    isUnchecked: () => last.length > CHECKSUM_BYTES && last.subarray(1).every((byte) => byte === 0),
    trailing: (checksumBytes) => {
      const rest = size - checksumBytes
      if (rest <= 0) return 'none'
      const text = kept.toString('latin1', checksumBytes, Math.min(size, KEPT))
      if (rest === MARK_BYTES && /^[0-9a-f]{40}$/.test(text)) return 'mark'
      return /^\*\d/.test(text) ? 'commands' : 'other'
    },
  }
}
