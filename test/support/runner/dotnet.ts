/**
 * The string rules of .NET that decide what the runner obeys. They differ from JavaScript's:
 * `trimStart` knows U+FEFF but not U+0085, `toLowerCase` folds U+212A to `k`, and `IndexOf` is linguistic.
 */

const LEADING_SPACE = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/
const TRAILING_SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/

/** `String.TrimStart()`: every `Char.IsWhiteSpace`; U+FEFF, U+200B and U+180E are none. */
export function trimStart(text: string): string {
  return text.replace(LEADING_SPACE, '')
}

/** `String.Trim()`. */
export function trim(text: string): string {
  return trimStart(text).replace(TRAILING_SPACE, '')
}

/** `StringComparer.OrdinalIgnoreCase` for the ASCII names it is used on: no character outside ASCII folds into it. */
export function equalsIgnoreCase(left: string, right: string): boolean {
  return foldAscii(left) === foldAscii(right)
}

function foldAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

/** Sets a key of a dictionary that ignores case: the first spelling stays, the last value wins. */
export function setIgnoringCase(record: Record<string, string>, key: string, value: string): void {
  setKey(record, Object.keys(record).find((name) => equalsIgnoreCase(name, key)) ?? key, value)
}

/** Sets a key of a dictionary that tells cases apart; `__proto__` is a key like others. */
export function setKey(record: Record<string, string>, key: string, value: string): void {
  Object.defineProperty(record, key, { value, configurable: true, enumerable: true, writable: true })
}

/** Bytes as a `StreamReader` reads them: UTF-8, U+FFFD for what is not, one byte order mark dropped at the start. */
export function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes)
}

/** A line and the number of bytes after which it was complete. */
export interface ByteLine {
  readonly text: string
  readonly end: number
}

/**
 * Lines as `StreamReader.ReadLine` returns them: they end at \n, \r\n or a lone \r, and at nothing else
 * (not at U+0085, U+2028 or U+2029). CR and LF never occur inside a UTF-8 sequence, so bytes may be split first.
 */
export function readLines(bytes: Uint8Array): readonly ByteLine[] {
  const lines: ByteLine[] = []
  for (let start = 0; start < bytes.length; ) {
    const stop = endOfLine(bytes, start)
    const end = stop + (bytes[stop] === 0x0d && bytes[stop + 1] === 0x0a ? 2 : 1)
    const decoder = new TextDecoder('utf-8', { ignoreBOM: start > 0 })
    lines.push({ text: decoder.decode(bytes.subarray(start, stop)), end: Math.min(end, bytes.length) })
    start = end
  }
  return lines
}

function endOfLine(bytes: Uint8Array, start: number): number {
  const index = bytes.subarray(start).findIndex((byte) => byte === 0x0a || byte === 0x0d)
  return index < 0 ? bytes.length : start + index
}
