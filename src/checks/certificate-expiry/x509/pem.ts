import { DerError } from './der.ts'

const BEGIN = '-----BEGIN X509 CRL-----'
const END = '-----END X509 CRL-----'
const SEQUENCE = 0x30

/** The DER of a list of revoked certificates, whether it comes as DER or as PEM (RFC 7468, 6). Throws a DerError. */
export function listBytesOf(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === SEQUENCE) return bytes
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const begin = text.indexOf(BEGIN)
  const end = text.indexOf(END, begin + 1)
  if (begin === -1 || end === -1) throw new DerError('neither DER nor PEM of a list of revoked certificates')
  return Buffer.from(text.slice(begin + BEGIN.length, end), 'base64')
}
