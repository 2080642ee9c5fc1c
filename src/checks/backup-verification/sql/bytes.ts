/** The bytes that SQL and COPY data are cut at. */
export const BYTE = {
  tab: 9,
  newline: 10,
  carriage: 13,
  double: 34,
  hash: 35,
  dollar: 36,
  single: 39,
  open: 40,
  close: 41,
  star: 42,
  comma: 44,
  dash: 45,
  dot: 46,
  slash: 47,
  semicolon: 59,
  backslash: 92,
  backtick: 96,
} as const

/** Whether a byte may stand in an identifier: letters, digits, `_`, `$` and all that is not ASCII. */
export function isWord(byte: number): boolean {
  if (byte >= 128 || byte === 95 || byte === BYTE.dollar) return true
  return (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122)
}

/** Space, tab, newline, carriage return, form feed, vertical tab. */
export function isSpace(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13)
}

/** The same bytes as a Buffer, for its searches; nothing is copied. */
export function bufferOf(chunk: Uint8Array): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
}
