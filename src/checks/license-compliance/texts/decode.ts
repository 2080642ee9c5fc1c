/** A share of control characters above which bytes are no text. */
const CONTROL_SHARE = 0.01

/**
 * The text of a file in UTF-8 or, with a byte order mark or plainly without one, UTF-16 in either order. What is no
 * valid UTF-8 is read as Latin-1, as old license files are. Undefined for what is no text.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const encoding = encodingOf(bytes)
  const text = new TextDecoder(encoding).decode(bytes)
  return isText(text) ? text : undefined
}

function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  const sample = bytes.subarray(0, 400)
  const half = sample.length / 2
  if (half >= 4 && zeros(sample, 1) > half * 0.9) return 'utf-16le'
  if (half >= 4 && zeros(sample, 0) > half * 0.9) return 'utf-16be'
  return isUtf8(bytes) ? 'utf-8' : 'latin1'
}

function zeros(bytes: Uint8Array, offset: number): number {
  return bytes.filter((byte, at) => at % 2 === offset && byte === 0).length
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

function isText(text: string): boolean {
  let control = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0) return false
    const isSpace = code === 9 || code === 10 || code === 12 || code === 13
    if ((code < 32 && !isSpace) || code === 0xfffd) control++
  }
  return control <= text.length * CONTROL_SHARE
}
