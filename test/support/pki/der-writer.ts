/** Writes DER (ITU-T X.690), as much of it as certificates need. Shares nothing with the reader under test. */

function sizeOf(length: number): Buffer {
  if (length < 128) return Buffer.from([length])
  const digits = length.toString(16)
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex')
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes])
}

/** A value with a tag of one byte. */
export function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([Buffer.from([tag]), sizeOf(length), ...parts])
}

export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return tagged(0x30, ...parts)
}

export function setOf(...parts: readonly Uint8Array[]): Buffer {
  return tagged(0x31, ...parts)
}

/** `[number]` around what stands inside. */
export function context(number: number, ...parts: readonly Uint8Array[]): Buffer {
  return tagged(0xa0 | number, ...parts)
}

/** `[number] IMPLICIT` of a primitive type. */
export function implicit(number: number, content: Uint8Array): Buffer {
  return tagged(0x80 | number, content)
}

/** The content bytes of a non-negative INTEGER, as short as DER wants them. */
export function integerBytes(value: bigint | number): Buffer {
  const digits = BigInt(value).toString(16)
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex')
  const [first = 0] = bytes
  return first < 128 ? bytes : Buffer.concat([Buffer.from([0]), bytes])
}

/** Bytes are written as they are, negative or too long as they may be. */
export function integer(value: bigint | number | Uint8Array): Buffer {
  return tagged(0x02, value instanceof Uint8Array ? value : integerBytes(value))
}

export function boolean(value: boolean): Buffer {
  return tagged(0x01, Buffer.from([value ? 255 : 0]))
}

export function octets(...parts: readonly Uint8Array[]): Buffer {
  return tagged(0x04, ...parts)
}

/** A BIT STRING of whole bytes. */
export function bitBytes(bytes: Uint8Array): Buffer {
  return tagged(0x03, Buffer.from([0]), bytes)
}

/** A BIT STRING with these bits set, from 0 for the first, without zeros at its end. */
export function bitList(bits: readonly number[]): Buffer {
  const highest = Math.max(-1, ...bits)
  const bytes = Buffer.alloc(Math.ceil((highest + 1) / 8))
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7))
  return tagged(0x03, Buffer.from([bytes.length * 8 - highest - 1]), bytes)
}

function base128(arc: number): readonly number[] {
  const bytes = [arc % 128]
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128))
    bytes.unshift(128 | (rest % 128))
  return bytes
}

/** An OBJECT IDENTIFIER from `1.2.840.113549`. */
export function identifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number)
  return tagged(0x06, Buffer.from([first * 40 + second, ...others].flatMap(base128)))
}

export const NULL: Buffer = tagged(0x05)

/** UTCTime before 2050, else GeneralizedTime (RFC 5280, 4.1.2.5). */
export function time(moment: Date): Buffer {
  const digits = `${moment.toISOString().replace(/\D/g, '').slice(0, 14)}Z`
  const year = moment.getUTCFullYear()
  return year >= 1950 && year < 2050
    ? tagged(0x17, Buffer.from(digits.slice(2), 'ascii'))
    : tagged(0x18, Buffer.from(digits, 'ascii'))
}

const TEXT_TAGS = { utf8: 0x0c, printable: 0x13, ia5: 0x16, t61: 0x14, bmp: 0x1e } as const
export type TextType = keyof typeof TEXT_TAGS

function textBytes(text: string, type: TextType): Buffer {
  if (type === 'bmp') return Buffer.from(text, 'utf16le').swap16()
  return Buffer.from(text, type === 'utf8' ? 'utf8' : 'latin1')
}

export function text(value: string, type: TextType = 'utf8'): Buffer {
  return tagged(TEXT_TAGS[type], textBytes(value, type))
}

/** DER in the armor of RFC 7468. */
export function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
