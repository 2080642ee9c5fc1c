/** How text that holds bytes ended. */
export type TextEnd = 'whole' | 'cut' | 'damaged'

/** Takes the bytes of a text and gives the bytes that it stands for. */
export interface TextDecoding {
  readonly decode: (chunk: Uint8Array) => Uint8Array
  readonly end: () => TextEnd
}

const NOTHING = new Uint8Array()

/** Base64 (RFC 4648, 4) in lines of any length, or in one. Gives nothing more once it was damaged. */
export function base64Decoding(): TextDecoding {
  let rest = ''
  let isPadded = false
  let isDamaged = false
  return {
    decode: (chunk) => {
      const text = rest + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1')
      const clean = text.replace(/[\r\n\t ]+/g, '')
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(clean) || (isPadded && clean !== '')) isDamaged = true
      if (isDamaged) return NOTHING
      const length = clean.length - (clean.length % 4)
      rest = clean.slice(length)
      isPadded = length > 0 && clean[length - 1] === '='
      return Buffer.from(clean.slice(0, length), 'base64')
    },
    end: () => {
      if (isDamaged) return 'damaged'
      return rest === '' ? 'whole' : 'cut'
    },
  }
}
