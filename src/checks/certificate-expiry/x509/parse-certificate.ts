import { hash } from 'node:crypto'
import type { Certificate } from './certificate.ts'
import { encodingOf, readWhole, sequenceOf, unwrap } from './der.ts'
import { timeOf } from './der-times.ts'
import { bitStringOf, hexOf, integerOf } from './der-values.ts'
import { readExtended } from './extensions.ts'
import { readName } from './names.ts'
import { readPublicKey } from './public-key.ts'
import { readSignatureAlgorithm } from './signature-algorithm.ts'

const VERSION = 0xa0
const EXTENSIONS = 0xa3

/**
 * Reads a certificate (RFC 5280, 4.1). Nothing is judged or verified, and nothing copied: the result shares the bytes
 * it was given. Throws a DerError, and nothing else, for whatever is malformed and for bytes that follow it.
 */
export function parseCertificate(der: Uint8Array): Certificate {
  const outer = readWhole(der)
  const [tbs, algorithm, signature] = sequenceOf(outer)
  bitStringOf(signature)
  const fields = sequenceOf(tbs)
  const offset = fields[0]?.tag === VERSION ? 1 : 0
  const [serial, , issuerName, validity, subjectName, key, ...optional] = fields.slice(offset)
  const [notBefore, notAfter] = sequenceOf(validity)
  const extensions = optional.find(({ tag }) => tag === EXTENSIONS)
  const issuer = readName(issuerName)
  const subject = readName(subjectName)
  const signed = readSignatureAlgorithm(algorithm)
  return {
    der: encodingOf(outer),
    sha256: hash('sha256', der, 'hex'),
    serial: hexOf(integerOf(serial)),
    subject,
    issuer,
    notBefore: timeOf(notBefore),
    notAfter: timeOf(notAfter),
    key: readPublicKey(key),
    signature: { algorithm: signed.algorithm, hash: signed.hash },
    isSelfIssued: subject.canonical === issuer.canonical,
    ...readExtended(extensions === undefined ? undefined : unwrap(extensions)),
  }
}
