/** Gathers the text of one thing, up to a limit of bytes; what is beyond is dropped. */
export interface Pen {
  readonly write: (buffer: Buffer, from: number, to: number) => void
  readonly add: (byte: number) => void
  readonly text: () => string
  /** What stands behind the first so many bytes. */
  readonly since: (count: number) => string
  /** Whether something was dropped, or would be next. */
  readonly isFull: () => boolean
  readonly size: () => number
  /** The last bytes, at most so many. */
  readonly last: (count: number) => Buffer
  readonly clear: () => void
}

const FIRST = 1024

/** A pen that keeps at most `limit` bytes. */
export function createPen(limit: number): Pen {
  let bytes = Buffer.alloc(Math.min(FIRST, limit))
  let size = 0

  function room(more: number): number {
    const wanted = Math.min(limit, size + more)
    if (wanted > bytes.length) {
      const larger = Buffer.alloc(Math.min(limit, Math.max(wanted, bytes.length * 2)))
      bytes.copy(larger, 0, 0, size)
      bytes = larger
    }
    return wanted - size
  }

  return {
    write: (buffer, from, to) => {
      const count = room(to - from)
      buffer.copy(bytes, size, from, from + count)
      size += count
    },
    add: (byte) => {
      if (room(1) === 0) return
      bytes[size] = byte
      size += 1
    },
    text: () => bytes.toString('utf8', 0, size),
    since: (count) => bytes.toString('utf8', count, size),
    isFull: () => size >= limit,
    size: () => size,
    last: (count) => bytes.subarray(Math.max(0, size - count), size),
    clear: () => {
      size = 0
    },
  }
}
