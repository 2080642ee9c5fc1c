import { DerError, type Element } from './der.ts'

function bufferOf({ bytes, content, end }: Element): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset + content, end - content)
}

/** The bytes as characters up to U+00FF: IA5String and its like, whatever they hold. */
export function latin1Of(element: Element): string {
  return bufferOf(element).toString('latin1')
}

/** Old certificates have other encodings in a UTF8String; Latin-1 shows what is there. */
function utf8Of(element: Element): string {
  const text = bufferOf(element).toString('utf8')
  return text.includes('\ufffd') ? latin1Of(element) : text
}

function bmpOf(element: Element): string {
  const buffer = bufferOf(element)
  if (buffer.length % 2 !== 0) throw new DerError(`a BMPString of ${buffer.length} bytes`)
  return Buffer.from(buffer).swap16().toString('utf16le')
}

function universalOf(element: Element): string {
  const buffer = bufferOf(element)
  if (buffer.length % 4 !== 0) throw new DerError(`a UniversalString of ${buffer.length} bytes`)
  let text = ''
  for (let at = 0; at < buffer.length; at += 4) {
    const point = buffer.readUInt32BE(at)
    text += point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point)
  }
  return text
}

const DECODERS: ReadonlyMap<number, (element: Element) => string> = new Map([
  [0x0c, utf8Of],
  [0x12, latin1Of],
  [0x13, latin1Of],
  [0x14, latin1Of],
  [0x16, latin1Of],
  [0x1a, latin1Of],
  [0x1b, latin1Of],
  [0x1c, universalOf],
  [0x1e, bmpOf],
])

/**
 * The text of a string of any type that names have (RFC 5280, 4.1.2.4): UTF8, Numeric, Printable, Teletex (read as
 * Latin-1, as everybody does), IA5, Visible, General, Universal, BMP; undefined for anything else. Hostile text.
 * Throws a DerError where the bytes cannot be of the type.
 */
export function textOf(element: Element): string | undefined {
  return DECODERS.get(element.tag)?.(element)
}
