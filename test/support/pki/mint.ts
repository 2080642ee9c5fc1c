import { randomBytes } from 'node:crypto'
import { bitBytes, context, integer, integerBytes, pem, sequence, time } from './der-writer.ts'
import { type ExtensionRequest, extensionsOf } from './extensions.ts'
import { type Hash, type KeyKind, type Keys, keysFor, signerOf } from './keys.ts'
import { type NameRequest, nameOf } from './names.ts'

/** A certificate with its private key, which never leaves the process that made it. */
export interface Minted {
  readonly der: Buffer
  readonly pem: string
  /** PKCS#8, PEM. */
  readonly keyPem: string
  readonly keys: Keys
  /** Name, DER. */
  readonly subject: Buffer
  /** Content bytes of the INTEGER. */
  readonly serial: Buffer
  /** Keys of the authorities above. */
  readonly lineage: readonly Keys[]
}

export interface MintRequest extends ExtensionRequest {
  readonly subject: NameRequest
  /** The issuer; itself where undefined. */
  readonly by?: Minted
  /** Has the key of this one: for cross-signing and renewals. */
  readonly keysOf?: Minted
  /** Kind of a new key. */
  readonly key?: KeyKind
  /** Hash of the signature. */
  readonly hash?: Hash
  /** Signed with RSASSA-PSS. */
  readonly pss?: boolean
  readonly from: Date
  readonly to: Date
  /** A number, or bytes as they are to stand; random by default. */
  readonly serial?: bigint | Uint8Array
  /** Names this issuer, whoever signs. */
  readonly issuerName?: NameRequest
  /** subjectKeyIdentifier and authorityKeyIdentifier; there by default. */
  readonly keyIds?: boolean
  /** 1: without extensions. */
  readonly version?: 1 | 3
  /** Turns a bit of the signature round. */
  readonly isTampered?: boolean
}

function serialOf(serial: MintRequest['serial']): Buffer {
  if (serial instanceof Uint8Array) return Buffer.from(serial)
  return serial === undefined ? Buffer.concat([Buffer.from([0x5a]), randomBytes(15)]) : integerBytes(serial)
}

function signatureOf(bytes: Buffer, isTampered: boolean): Buffer {
  if (isTampered) bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  return bytes
}

/** Makes a certificate (RFC 5280, 4.1), right or wrong as asked. */
export function mint(request: MintRequest): Minted {
  const { by, keysOf, key = 'ec-p256', hash = 'sha256', pss = false, version = 3, keyIds = true } = request
  const lineage = by ? [...by.lineage, by.keys] : []
  const keys = keysOf?.keys ?? keysFor(key, lineage)
  const subject = nameOf(request.subject)
  const issuer = request.issuerName === undefined ? (by?.subject ?? subject) : nameOf(request.issuerName)
  const signer = signerOf(by?.keys ?? keys, hash, pss)
  const serial = serialOf(request.serial)
  const ids = keyIds ? [keys.id, by?.keys.id] : []
  const content = sequence(
    ...(version === 1 ? [] : [context(0, integer(2))]),
    integer(serial),
    signer.algorithm,
    issuer,
    sequence(time(request.from), time(request.to)),
    subject,
    keys.spki,
    ...(version === 1 ? [] : [context(3, sequence(...extensionsOf(request, ids[0], ids[1])))]),
  )
  const signature = signatureOf(signer.sign(content), request.isTampered ?? false)
  const der = sequence(content, signer.algorithm, bitBytes(signature))
  const keyPem = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { der, pem: pem('CERTIFICATE', der), keyPem, keys, subject, serial, lineage }
}
