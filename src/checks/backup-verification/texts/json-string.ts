import { createUtf8 } from './utf8.ts'

/** Strings of JSON, one after the other. */
export interface JsonString {
  /** Behind an opening quote. */
  readonly begin: () => void
  /** Where it is over, behind its closing quote; the end of the bytes where it is not; -1 where it is wrong. */
  readonly run: (bytes: Uint8Array, from: number) => number
  readonly isOver: () => boolean
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const ESCAPED = '"\\/bfnrtu'
const HEX_DIGITS = 4

function isHex(byte: number): boolean {
  return /[0-9a-fA-F]/.test(String.fromCharCode(byte))
}

/** Reads strings of RFC 8259 section 7, one after the other; nothing of them is kept. */
export function createJsonString(): JsonString {
  const utf8 = createUtf8()
  let isOver = true
  /** Bytes of an escape that are still to come: 5 for the letter behind the backslash. */
  let escaping = 0

  function inEscape(byte: number): boolean {
    if (escaping <= HEX_DIGITS) {
      escaping -= 1
      return isHex(byte)
    }
    const letter = String.fromCharCode(byte)
    escaping = letter === 'u' ? HEX_DIGITS : 0
    return ESCAPED.includes(letter)
  }

  /** Everything but plain ASCII. */
  function odd(byte: number): boolean {
    if (escaping > 0) return inEscape(byte)
    if (byte >= 0x80 || utf8.isOpen()) return utf8.take(byte)
    if (byte < 0x20) return false
    if (byte === QUOTE) isOver = true
    if (byte === BACKSLASH) escaping = HEX_DIGITS + 1
    return true
  }

  function run(bytes: Uint8Array, from: number): number {
    let at = from
    while (at < bytes.length && !isOver) {
      const byte = bytes[at] as number
      const isPlain = byte >= 0x20 && byte < 0x80 && byte !== QUOTE && byte !== BACKSLASH
      if (!(isPlain && escaping === 0 && !utf8.isOpen()) && !odd(byte)) return -1
      at += 1
    }
    return at
  }

  return {
    begin: () => {
      isOver = false
    },
    run,
    isOver: () => isOver,
  }
}
