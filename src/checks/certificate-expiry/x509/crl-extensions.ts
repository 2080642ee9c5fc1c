import type { CertificateList } from './certificate-list.ts'
import { type Element, insideOf, sequenceOf } from './der.ts'
import { booleanOf } from './der-values.ts'
import { type Extension, readAuthorityKeyId, readExtensions, readPointUrls } from './extensions.ts'

/** What of a list stands in its extensions. */
export type ListScope = Pick<
  CertificateList,
  'authorityKeyId' | 'reason' | 'onlyContainsUserCerts' | 'onlyContainsCaCerts' | 'partUrls'
>

const AUTHORITY_KEY = '2.5.29.35'
const DELTA = '2.5.29.27'
const POINT = '2.5.29.28'
/** Beside these two: the list's number, which changes nothing for who reads one list. */
const KNOWN = [AUTHORITY_KEY, POINT, '2.5.29.20']

const WHOLE = { reason: '', onlyContainsUserCerts: false, onlyContainsCaCerts: false, partUrls: undefined }

/** IssuingDistributionPoint (RFC 5280, 5.2.5). */
function readPoint(value: Element): Omit<ListScope, 'authorityKeyId'> {
  const fields = new Map(sequenceOf(insideOf(value)).map((field) => [field.tag, field]))
  const isSet = (tag: number): boolean => {
    const field = fields.get(tag)
    return field !== undefined && booleanOf(field)
  }
  const name = fields.get(0xa0)
  const limits = [
    fields.has(0x83) ? 'it knows some reasons alone' : '',
    isSet(0x84) ? "it is about other issuers' certificates (an indirect list)" : '',
    isSet(0x85) ? 'it is about attribute certificates' : '',
  ]
  return {
    reason: limits.filter((limit) => limit !== '').join('; '),
    onlyContainsUserCerts: isSet(0x81),
    onlyContainsCaCerts: isSet(0x82),
    partUrls: name === undefined ? undefined : readPointUrls(name),
  }
}

function refusalOf(extensions: ReadonlyMap<string, Extension>): string {
  if (extensions.has(DELTA)) return 'it lists changes alone (a delta list)'
  const unknown = [...extensions.values()].find(({ oid, isCritical }) => isCritical && !KNOWN.includes(oid))
  return unknown === undefined ? '' : `it has a critical extension that is not known: ${unknown.oid}`
}

/** What the extensions of a list say of what it is about (RFC 5280, 5.2). Throws a DerError. */
export function readListScope(element: Element | undefined): ListScope {
  if (element === undefined) return { ...WHOLE, authorityKeyId: undefined }
  const extensions = readExtensions(element)
  const key = extensions.get(AUTHORITY_KEY)
  const point = extensions.get(POINT)
  const scope = point === undefined ? WHOLE : readPoint(point.value)
  return {
    ...scope,
    reason: refusalOf(extensions) || scope.reason,
    authorityKeyId: key === undefined ? undefined : readAuthorityKeyId(key.value),
  }
}
