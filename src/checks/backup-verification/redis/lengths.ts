/** More bytes are needed to tell. */
export const MORE = -1
/** It is none that a server writes. */
export const WRONG = -2

/** No single string or list is longer than this: a terabyte. */
const MOST = 2 ** 40

const NONE = 0

/** Lengths and strings at a place of a snapshot, as rdb.h of Redis encodes them. */
export interface RdbLengths {
  /** Where the length that begins at `at` is over, or MORE or WRONG; then `last` holds it. */
  readonly afterLength: (bytes: Uint8Array, at: number) => number
  /** Where the string that begins at `at` is over, which may be far behind the bytes; or MORE or WRONG. */
  readonly afterString: (bytes: Uint8Array, at: number) => number
  /** The last length that was read; past 2 ** 53 not exact. */
  readonly last: () => number
}

function longAt(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(at, at + 4)
  return a * 0x1000000 + ((b << 16) | (c << 8) | d)
}

/** Reads lengths one at a time; nothing is allocated on the way. */
export function createRdbLengths(): RdbLengths {
  let last = NONE

  function afterLength(bytes: Uint8Array, at: number): number {
    if (at >= bytes.length) return MORE
    const first = bytes[at] as number
    if (first < 0x40) {
      last = first
      return at + 1
    }
    if (first < 0x80) {
      if (at + 2 > bytes.length) return MORE
      last = ((first & 0x3f) << 8) | (bytes[at + 1] as number)
      return at + 2
    }
    if (first > 0x81) return WRONG
    const end = at + (first === 0x80 ? 5 : 9)
    if (end > bytes.length) return MORE
    last = longAt(bytes, at + 1)
    if (first === 0x81) last = last * 0x100000000 + longAt(bytes, at + 5)
    return end
  }

  /** Two lengths, packed and unpacked, and the packed bytes. */
  function afterPacked(bytes: Uint8Array, at: number): number {
    const second = afterLength(bytes, at)
    if (second < 0) return second
    const packed = last
    const start = afterLength(bytes, second)
    if (start < 0) return start
    return packed > MOST || last > MOST || packed === 0 ? WRONG : start + packed
  }

  function afterString(bytes: Uint8Array, at: number): number {
    const first = bytes[at] as number
    if (first < 0x40) return at + 1 + first
    if (first < 0xc0) {
      const start = afterLength(bytes, at)
      if (start < 0) return start
      return last > MOST ? WRONG : start + last
    }
    if (first === 0xc0) return at + 2
    if (first === 0xc1) return at + 3
    if (first === 0xc2) return at + 5
    return first === 0xc3 ? afterPacked(bytes, at + 1) : WRONG
  }

  return { afterLength, afterString, last: () => last }
}
