import type { BytesKind } from '../codecs/bytes-kind.ts'
import { HEAD_LENGTH, recognizeBytes } from '../codecs/magic.ts'
import type { Intake } from '../intake.ts'

/**
 * Keeps the first bytes until they say what the rest is, and gives all of them to the reader that `choose` finds; it is
 * told these bytes too.
 */
export function createSniffer<Result>(
  choose: (kind: BytesKind, head: Uint8Array) => Intake<Result>,
): Intake<Result> {
  let pieces: Buffer[] = []
  let kept = 0
  let chosen: Intake<Result> | undefined

  function begin(): { readonly reader: Intake<Result>; readonly wait: void | Promise<void> } {
    const head = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)
    pieces = []
    const reader = choose(recognizeBytes(head), head)
    chosen = reader
    return { reader, wait: head.length > 0 ? reader.write(head) : undefined }
  }

  return {
    write: (chunk) => {
      if (chosen) return chosen.write(chunk)
      kept += chunk.length
      // Only what is kept beyond this call must be a copy.
      const isEnough = kept >= HEAD_LENGTH
      pieces.push(isEnough ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.from(chunk))
      return isEnough ? begin().wait : undefined
    },
    end: async (isWhole) => {
      if (chosen) return chosen.end(isWhole)
      const { reader, wait } = begin()
      await wait
      return reader.end(isWhole)
    },
  }
}
