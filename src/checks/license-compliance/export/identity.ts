import { createHash } from 'node:crypto'

/** The namespace of URLs (RFC 9562, section 6.6). */
const NAMESPACE = '6ba7b8119dad11d180b400c04fd430c8'

/** A UUID of version 5 (RFC 9562, section 5.5): the same for the same text, and for no other. */
export function uuidOf(text: string): string {
  const hash = createHash('sha1').update(Buffer.from(NAMESPACE, 'hex')).update(text.toWellFormed()).digest()
  const bytes = hash.subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** Eight hexadecimal digits that tell texts apart. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text.toWellFormed()).digest('hex').slice(0, 8)
}
