/** Algorithms of a public key that encrypts (RFC 9580, 9.1), GnuPG's own and ML-KEM's. */
const PUBLIC_KEYS = [1, 2, 3, 8, 16, 18, 20, 25, 26, 35, 36]
/** Tags that stand behind a session key: another one, a marker, padding, and the data (20 is GnuPG's own). */
const FOLLOWING = [1, 3, 10, 21, 9, 18, 20]

interface Packet {
  readonly tag: number
  /** Where what it holds begins, and how many bytes that are. */
  readonly body: number
  readonly length: number
}

/** The packet that bytes begin with (RFC 9580, 4.2), of one in parts its first; undefined where there is none. */
function packetAt(head: Buffer): Packet | undefined {
  const [first = 0, length = 0, second = 0] = head
  if ((first & 0x80) === 0) return undefined
  if ((first & 0x40) === 0) {
    const bytes = [1, 2, 4, 0][first & 3] ?? 0
    const isKnown = bytes > 0 && bytes < head.length
    return {
      tag: (first >> 2) & 0x0f,
      body: 1 + bytes,
      length: isKnown ? head.readUIntBE(1, bytes) : Number.POSITIVE_INFINITY,
    }
  }
  const tag = first & 0x3f
  if (length < 192) return { tag, body: 2, length }
  if (length < 224) return { tag, body: 3, length: (length - 192) * 256 + second + 192 }
  if (length < 255) return { tag, body: 2, length: 2 ** (length & 0x1f) }
  return { tag, body: 6, length: head.length < 6 ? Number.POSITIVE_INFINITY : head.readUInt32BE(2) }
}

/**
 * Whether bytes begin as an encrypted OpenPGP message does (RFC 9580, 5.1 and 5.2): with a session key, encrypted by a
 * public key (tag 1, version 3 or 6) or by a passphrase (tag 3, versions 4 to 6). So do 30 of 100,000 files of any bytes.
 */
export function isOpenPgp(head: Buffer): boolean {
  const { tag, body } = packetAt(head) ?? { tag: 0, body: 0 }
  const version = head[body] ?? 0
  return (tag === 1 && (version === 3 || version === 6)) || (tag === 3 && version >= 4 && version <= 6)
}

/** Whether what stands behind a version is what a session key of that version has there; so it is where the bytes end before. */
function isSessionKey(tag: number, [version = 0, first, second, third, ...more]: Buffer): boolean {
  if (tag === 1 && version === 6) return first === undefined || [0, 21, 33].includes(first)
  if (tag === 1) {
    const algorithm = more[5]
    return algorithm === undefined || PUBLIC_KEYS.includes(algorithm)
  }
  // The cipher (RFC 9580, 9.3); then how a key is made of the passphrase, or how the data are authenticated.
  const [cipher = 1, next = 1] = version === 6 ? [second, third] : [first, second]
  return cipher >= 1 && cipher <= 13 && next <= 4
}

/** Whether bytes that `isOpenPgp` also go on as one: what is in the first packet, and which is the next. */
export function isPlainlyOpenPgp(head: Buffer): boolean {
  const packet = packetAt(head)
  if (!packet || !isOpenPgp(head)) return false
  const end = packet.body + packet.length
  if (!isSessionKey(packet.tag, head.subarray(packet.body, packet.body + 12))) return false
  const next = end < head.length ? packetAt(head.subarray(end)) : undefined
  return end >= head.length || (next !== undefined && FOLLOWING.includes(next.tag))
}
