/** The last bytes of a stream, by their place in it. */
export interface ByteWindow {
  /** More bytes; not copied before `forget`. */
  readonly add: (bytes: Buffer) => void
  /** Bytes from one place to another, in one; copied only where they came in several pieces. */
  readonly slice: (from: number, to: number) => Buffer
  /** The same as they came; none where there are none. */
  readonly slices: (from: number, to: number) => readonly Buffer[]
  /** Bytes before a place are not wanted any more; what is behind is copied, because its owner may use it again. */
  readonly forget: (before: number) => void
  readonly size: () => number
}

/** An empty window on the beginning of a stream. */
export function createByteWindow(): ByteWindow {
  let pieces: Buffer[] = []
  let begin = 0
  let end = 0
  /** How many of the pieces are copies already. */
  let copied = 0

  function slices(from: number, to: number): readonly Buffer[] {
    const found: Buffer[] = []
    let at = begin
    for (const piece of pieces) {
      if (at >= to) break
      const part = piece.subarray(Math.max(0, from - at), Math.max(0, to - at))
      if (part.length > 0) found.push(part)
      at += piece.length
    }
    return found
  }

  function forget(before: number): void {
    let gone = 0
    while (gone < pieces.length && begin + (pieces[gone]?.length ?? 0) <= before) {
      begin += pieces[gone]?.length ?? 0
      gone += 1
    }
    // One by one they would be moved each time: a long statement has thousands.
    if (gone > 0) pieces = pieces.slice(gone)
    copied = Math.max(0, copied - gone)
    const [first] = pieces
    if (first !== undefined && before > begin) {
      pieces[0] = first.subarray(before - begin)
      begin = before
    }
    for (; copied < pieces.length; copied += 1) pieces[copied] = Buffer.from(pieces[copied] as Buffer)
  }

  return {
    add: (bytes) => {
      pieces.push(bytes)
      end += bytes.length
    },
    slice: (from, to) => {
      const found = slices(from, to)
      return found.length === 1 && found[0] !== undefined ? found[0] : Buffer.concat(found)
    },
    slices,
    forget,
    size: () => end - begin,
  }
}
