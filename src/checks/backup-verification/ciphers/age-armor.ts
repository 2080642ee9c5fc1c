import { base64Decoding, type TextDecoding, type TextEnd } from './base64.ts'

const BEGIN = '-----BEGIN AGE ENCRYPTED FILE-----'
const END = '-----END AGE ENCRYPTED FILE-----'
const DASH = '-'.charCodeAt(0)
/** More than the last line and a few line ends. */
const MAX_TAIL = 200

function endOfTail(tail: string): TextEnd {
  const text = tail.trim()
  if (text === END) return 'whole'
  return END.startsWith(text) ? 'cut' : 'damaged'
}

/** The ASCII armor of age: strict PEM around base64 (https://age-encryption.org/v1, "ASCII armor"). */
export function armorDecoding(): TextDecoding {
  const body = base64Decoding()
  let head = ''
  let tail = ''
  let isInside = false
  /** The bytes after the first line. */
  function afterHead(chunk: Uint8Array): Uint8Array {
    if (isInside) return chunk
    const before = head.length
    head += Buffer.from(chunk.subarray(0, BEGIN.length - before)).toString('latin1')
    isInside = head.length === BEGIN.length
    return chunk.subarray(head.length - before)
  }
  return {
    decode: (chunk) => {
      const inside = afterHead(chunk)
      const dash = tail === '' ? inside.indexOf(DASH) : 0
      if (dash === -1) return body.decode(inside)
      tail = (tail + Buffer.from(inside.subarray(dash)).toString('latin1')).slice(0, MAX_TAIL)
      return body.decode(inside.subarray(0, dash))
    },
    end: () => {
      if (head !== BEGIN) return BEGIN.startsWith(head) ? 'cut' : 'damaged'
      const end = endOfTail(tail)
      const within = body.end()
      return end === 'whole' && within === 'cut' ? 'damaged' : within === 'damaged' ? 'damaged' : end
    },
  }
}

/** Whether the first bytes of an age file begin its armor. */
export function beginsAsArmor(bytes: Uint8Array): boolean {
  return bytes[0] === DASH
}
