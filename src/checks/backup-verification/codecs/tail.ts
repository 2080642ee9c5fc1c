/** The first and the last bytes of what was written, whatever its length. */
export interface Ends {
  readonly write: (chunk: Uint8Array) => void
  /** At most as many bytes as were asked for. */
  readonly head: () => Uint8Array
  readonly tail: () => Uint8Array
  /** How many bytes there were in all. */
  readonly size: () => number
}

function joined(before: Uint8Array, chunk: Uint8Array): Uint8Array {
  return before.length === 0 ? Uint8Array.from(chunk) : Buffer.concat([before, chunk])
}

/** Keeps the first and the last bytes of a stream. */
export function keepEnds(headLength: number, tailLength: number): Ends {
  let head: Uint8Array = new Uint8Array()
  let tail: Uint8Array = new Uint8Array()
  let size = 0
  return {
    write: (chunk) => {
      size += chunk.length
      if (head.length < headLength) head = joined(head, chunk.subarray(0, headLength - head.length))
      // Twice the length is kept, so that many small pieces are not each a copy of everything.
      tail = joined(chunk.length >= tailLength ? new Uint8Array() : tail, chunk.subarray(-tailLength))
      if (tail.length > 2 * tailLength) tail = tail.slice(-tailLength)
    },
    head: () => head,
    tail: () => tail.subarray(Math.max(0, tail.length - tailLength)),
    size: () => size,
  }
}
