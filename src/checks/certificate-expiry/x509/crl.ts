import type { CertificateList } from './certificate-list.ts'
import { surveyEntries } from './crl-entries.ts'
import { readListScope } from './crl-extensions.ts'
import { contentOf, DerError, type Element, encodingOf, readWhole, sequenceOf, TAG, unwrap } from './der.ts'
import { timeOf } from './der-times.ts'
import { bitStringOf } from './der-values.ts'
import { readName } from './names.ts'
import { listBytesOf } from './pem.ts'
import { readSignatureAlgorithm } from './signature-algorithm.ts'

export type { CertificateList } from './certificate-list.ts'
export { type RevokedEntry, revocationsIn } from './crl-entries.ts'
export { isListSignedBy } from './crl-signature.ts'

const EXTENSIONS = 0xa0

interface Fields {
  readonly inner: Element | undefined
  readonly issuer: Element | undefined
  readonly thisUpdate: Element | undefined
  readonly nextUpdate: Element | undefined
  readonly entries: Element | undefined
  readonly extensions: Element | undefined
}

/** TBSCertList (RFC 5280, 5.1.2): all of version, nextUpdate, revokedCertificates and the extensions may be missing. */
function fieldsOf(tbs: Element | undefined): Fields {
  const all = sequenceOf(tbs)
  const [inner, issuer, thisUpdate, ...rest] = all[0]?.tag === TAG.integer ? all.slice(1) : all
  const nextUpdate = rest.find(({ tag }) => tag === TAG.utcTime || tag === TAG.generalizedTime)
  const entries = rest.find(({ tag }) => tag === TAG.sequence)
  const extensions = rest.find(({ tag }) => tag === EXTENSIONS)
  const order = [nextUpdate, entries, extensions].filter((field) => field !== undefined)
  if (order.some((field, at) => field !== rest[at]) || order.length < rest.length) {
    throw new DerError('a list of revoked certificates has something else in it')
  }
  return { inner, issuer, thisUpdate, nextUpdate, entries, extensions }
}

function isSameEncoding(one: Element | undefined, other: Element | undefined): boolean {
  if (one === undefined || other === undefined) return false
  return Buffer.compare(encodingOf(one), encodingOf(other)) === 0
}

/**
 * Reads a list of revoked certificates (RFC 5280, 5.1), DER or PEM, and looks at each of its entries. Nothing is
 * verified. Throws a DerError, and nothing else, for whatever is malformed and for bytes that follow it.
 */
export function parseCrl(bytes: Uint8Array): CertificateList {
  const [tbs, algorithm, signature] = sequenceOf(readWhole(listBytesOf(bytes)))
  const fields = fieldsOf(tbs)
  if (tbs === undefined || !isSameEncoding(fields.inner, algorithm)) {
    throw new DerError('a list of revoked certificates that names two algorithms')
  }
  const entries = fields.entries === undefined ? new Uint8Array() : contentOf(fields.entries)
  const { size, unknown } = surveyEntries(entries)
  const scope = readListScope(fields.extensions && unwrap(fields.extensions))
  const entryReason =
    unknown === undefined ? '' : `an entry has a critical extension that is not known: ${unknown}`
  const reason = scope.reason || entryReason
  return {
    ...scope,
    issuer: readName(fields.issuer),
    thisUpdate: timeOf(fields.thisUpdate),
    nextUpdate: fields.nextUpdate && timeOf(fields.nextUpdate),
    size,
    isUsable: reason === '',
    reason,
    entries,
    signed: encodingOf(tbs),
    algorithm: readSignatureAlgorithm(algorithm),
    signature: bitStringOf(signature),
  }
}
