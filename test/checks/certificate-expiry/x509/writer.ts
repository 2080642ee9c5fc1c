/** Writes DER for tests, with as much or as little sense as a test wants; shares no code with the reader. */

/** One element of a tag. */
export function element(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents)
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content])
  const hex = length.toString(16)
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return Buffer.concat([Buffer.from([tag, 0x80 + bytes.length]), bytes, content])
}

export const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')
export const ascii = (text: string): Buffer => Buffer.from(text, 'latin1')
export const sequence = (...parts: readonly Uint8Array[]): Buffer => element(0x30, ...parts)
export const integer = (text: string): Buffer => element(0x02, hex(text))
export const octets = (...parts: readonly Uint8Array[]): Buffer => element(0x04, ...parts)
export const bits = (bytes: Uint8Array, unused = 0): Buffer => element(0x03, Buffer.from([unused]), bytes)
export const boolean = (byte: number): Buffer => element(0x01, Buffer.from([byte]))
export const utcTime = (text: string): Buffer => element(0x17, ascii(text))
export const generalizedTime = (text: string): Buffer => element(0x18, ascii(text))
export const utf8 = (text: string): Buffer => element(0x0c, Buffer.from(text))

function base128(value: bigint): number[] {
  const digits = [Number(value % 128n)]
  for (let rest = value / 128n; rest > 0n; rest /= 128n) digits.unshift(Number(rest % 128n) + 128)
  return digits
}

export function oid(text: string): Buffer {
  const [first = 0n, second = 0n, ...rest] = text.split('.').map(BigInt)
  return element(0x06, Buffer.from([first * 40n + second, ...rest].flatMap(base128)))
}

/** An RDN of attributes: OID and value. */
export function rdn(...attributes: readonly (readonly [string, Uint8Array])[]): Buffer {
  return element(0x31, ...attributes.map(([type, value]) => sequence(oid(type), value)))
}

export const commonName = (text: string): Buffer => sequence(rdn(['2.5.4.3', utf8(text)]))

export function extension(type: string, value: Uint8Array, critical?: number): Buffer {
  const parts = critical === undefined ? [] : [boolean(critical)]
  return sequence(oid(type), ...parts, octets(value))
}

export const SHA256_WITH_RSA = sequence(oid('1.2.840.113549.1.1.11'), hex('0500'))
export const ED25519_KEY = sequence(sequence(oid('1.3.101.112')), bits(Buffer.alloc(32, 7)))

/** The parts of a certificate that is signed by nobody; each may be replaced. */
export interface Parts {
  readonly version?: readonly Uint8Array[]
  readonly serial?: Uint8Array
  readonly issuer?: Uint8Array
  readonly subject?: Uint8Array
  readonly notBefore?: Uint8Array
  readonly notAfter?: Uint8Array
  readonly key?: Uint8Array
  readonly algorithm?: Uint8Array
  readonly unique?: readonly Uint8Array[]
  readonly extensions?: readonly Uint8Array[]
}

export function certificate(parts: Parts = {}): Buffer {
  const { algorithm = SHA256_WITH_RSA, extensions } = parts
  const tbs = sequence(
    ...(parts.version ?? [element(0xa0, integer('02'))]),
    parts.serial ?? integer('0102'),
    algorithm,
    parts.issuer ?? commonName('Issuer'),
    sequence(parts.notBefore ?? utcTime('260101000000Z'), parts.notAfter ?? utcTime('270101000000Z')),
    parts.subject ?? commonName('Subject'),
    parts.key ?? ED25519_KEY,
    ...(parts.unique ?? []),
    ...(extensions === undefined ? [] : [element(0xa3, sequence(Buffer.concat(extensions)))]),
  )
  return sequence(tbs, algorithm, bits(Buffer.alloc(16, 1)))
}

/** An entry of a list of revoked certificates. */
export function revoked(serial: string, time: Uint8Array, ...extensions: readonly Uint8Array[]): Buffer {
  return sequence(integer(serial), time, ...(extensions.length === 0 ? [] : [sequence(...extensions)]))
}

export const reason = (code: number, critical?: number): Buffer =>
  extension('2.5.29.21', element(0x0a, Buffer.from([code])), critical)

/** The parts of a list of revoked certificates. */
export interface ListParts {
  readonly version?: readonly Uint8Array[]
  readonly issuer?: Uint8Array
  readonly times?: readonly Uint8Array[]
  readonly entries?: readonly Uint8Array[]
  readonly extensions?: readonly Uint8Array[]
  readonly algorithm?: Uint8Array
  readonly outer?: Uint8Array
  readonly sign?: (signed: Uint8Array) => Uint8Array
}

export function list(parts: ListParts = {}): Buffer {
  const { algorithm = SHA256_WITH_RSA, entries, extensions } = parts
  const tbs = sequence(
    ...(parts.version ?? [integer('01')]),
    algorithm,
    parts.issuer ?? commonName('Issuer'),
    ...(parts.times ?? [utcTime('260101000000Z'), utcTime('260201000000Z')]),
    ...(entries === undefined ? [] : [sequence(Buffer.concat(entries))]),
    ...(extensions === undefined ? [] : [element(0xa0, sequence(Buffer.concat(extensions)))]),
  )
  return sequence(tbs, parts.outer ?? algorithm, bits(parts.sign?.(tbs) ?? Buffer.alloc(16, 1)))
}
