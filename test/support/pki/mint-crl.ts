import {
  bitBytes,
  context,
  identifier,
  implicit,
  integer,
  pem,
  sequence,
  setOf,
  tagged,
  time,
} from './der-writer.ts'
import { extension } from './extensions.ts'
import { type Hash, signerOf } from './keys.ts'
import type { Minted } from './mint.ts'
import { generalName } from './names.ts'

const REASONS = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  removeFromCRL: 8,
} as const

export interface RevokedRequest {
  /** Content bytes of the INTEGER. */
  readonly serial: Buffer
  readonly at: Date
  readonly reason?: keyof typeof REASONS
  /** Whose it is, in an indirect list. */
  readonly issuer?: Minted
}

export interface CrlRequest {
  readonly by: Minted
  readonly from: Date
  /** nextUpdate; absent where undefined. */
  readonly to?: Date
  readonly revoked?: readonly RevokedRequest[]
  /** How many certificates of nobody are revoked before those. */
  readonly fillers?: number
  /** Signs in the issuer's place: a signature that does not hold. */
  readonly signedBy?: Minted
  readonly hash?: Hash
  /** issuingDistributionPoint with indirectCRL. */
  readonly isIndirect?: boolean
}

export interface MintedCrl {
  readonly der: Buffer
  readonly pem: string
}

function entryOf({ serial, at, reason, issuer }: RevokedRequest): Buffer {
  const code = reason === undefined ? undefined : tagged(0x0a, Buffer.from([REASONS[reason]]))
  const extensions = [
    ...(code ? [extension('2.5.29.21', false, code)] : []),
    ...(issuer ? [extension('2.5.29.29', true, sequence(generalName.directory(issuer.subject)))] : []),
  ]
  return sequence(integer(serial), time(at), ...(extensions.length > 0 ? [sequence(...extensions)] : []))
}

/** Serial numbers that no minted certificate has by itself: 16 bytes from 0x11. */
function fillersOf(count: number, at: Date): readonly Buffer[] {
  const moment = time(at)
  return Array.from({ length: count }, (_, index) => {
    const serial = Buffer.alloc(16, 0x11)
    serial.writeUInt32BE(index, 12)
    return sequence(integer(serial), moment)
  })
}

/** Makes a list of revoked certificates (RFC 5280, 5.1), right or wrong as asked. */
export function mintCrl(request: CrlRequest): MintedCrl {
  const { by, from, to, revoked = [], fillers = 0, signedBy = by, hash = 'sha256' } = request
  const signer = signerOf(signedBy.keys, hash, false)
  const entries = [...fillersOf(fillers, from), ...revoked.map(entryOf)]
  const extensions = [
    extension('2.5.29.35', false, sequence(implicit(0, by.keys.id))),
    extension('2.5.29.20', false, integer(7)),
    ...(request.isIndirect ? [extension('2.5.29.28', true, sequence(implicit(4, Buffer.from([255]))))] : []),
  ]
  const content = sequence(
    integer(1),
    signer.algorithm,
    by.subject,
    time(from),
    ...(to ? [time(to)] : []),
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    context(0, sequence(...extensions)),
  )
  const der = sequence(content, signer.algorithm, bitBytes(signer.sign(content)))
  return { der, pem: pem('X509 CRL', der) }
}

/** PKCS#7 without a signature (RFC 5652, 5: "certs-only"), as AIA may point to. */
export function mintBundle(certificates: readonly Minted[]): Buffer {
  const data = sequence(identifier('1.2.840.113549.1.7.1'))
  const all = context(0, ...certificates.map(({ der }) => der))
  const signed = sequence(integer(1), setOf(), data, all, setOf())
  return sequence(identifier('1.2.840.113549.1.7.2'), context(0, signed))
}
