import type { Certificate } from './certificate.ts'
import { childrenOf, contentOf, DerError, demand, type Element, insideOf, sequenceOf, TAG } from './der.ts'
import { booleanOf, hexOf, namedBitsOf, oidOf } from './der-values.ts'
import { readHosts, readUrls } from './general-names.ts'
import { readNameConstraints } from './name-constraints.ts'

/** One extension of a certificate or a list (RFC 5280, 4.2). */
export interface Extension {
  readonly oid: string
  readonly isCritical: boolean
  /** The OCTET STRING that holds it. */
  readonly value: Element
}

/** What of a certificate stands in its extensions. */
export type Extended = Pick<
  Certificate,
  | 'isAuthority'
  | 'names'
  | 'extendedKeyUsage'
  | 'keyUsage'
  | 'subjectKeyId'
  | 'authorityKeyId'
  | 'crlUrls'
  | 'issuerUrls'
  | 'constraints'
>

const CA_ISSUERS = '1.3.6.1.5.5.7.48.2'

function extensionOf(element: Element): Extension {
  const [type, second, third] = sequenceOf(element)
  const isCritical = second?.tag === TAG.boolean && booleanOf(second)
  const value = second?.tag === TAG.boolean ? third : second
  return { oid: oidOf(type), isCritical, value: demand(value, TAG.octetString) }
}

/** Extensions, by OID. Throws a DerError, also where one stands twice, which RFC 5280, 4.2 forbids. */
export function readExtensions(element: Element): ReadonlyMap<string, Extension> {
  const extensions = new Map<string, Extension>()
  for (const child of sequenceOf(element)) {
    const extension = extensionOf(child)
    if (extensions.has(extension.oid)) throw new DerError(`the extension ${extension.oid} stands twice`)
    extensions.set(extension.oid, extension)
  }
  return extensions
}

/** keyIdentifier of an AuthorityKeyIdentifier (RFC 5280, 4.2.1.1), lower-case hex; undefined where it has none. Throws a DerError. */
export function readAuthorityKeyId(value: Element): string | undefined {
  const id = sequenceOf(insideOf(value)).find(({ tag }) => tag === 0x80)
  return id === undefined ? undefined : hexOf(contentOf(id))
}

/** The http and https URLs of a DistributionPointName's full name (RFC 5280, 4.2.1.13). Throws a DerError. */
export function readPointUrls(point: Element): readonly string[] {
  const full = childrenOf(point).find(({ tag }) => tag === 0xa0)
  return full === undefined ? [] : readUrls(childrenOf(full))
}

function readCrlUrls(value: Element): readonly string[] {
  const points = sequenceOf(insideOf(value)).flatMap(sequenceOf)
  return points.filter(({ tag }) => tag === 0xa0).flatMap(readPointUrls)
}

function readIssuerUrls(value: Element): readonly string[] {
  return sequenceOf(insideOf(value)).flatMap((description) => {
    const [method, ...location] = sequenceOf(description)
    return oidOf(method) === CA_ISSUERS ? readUrls(location) : []
  })
}

function readIsAuthority(value: Element): boolean {
  const [first] = sequenceOf(insideOf(value))
  return first?.tag === TAG.boolean && booleanOf(first)
}

const NOTHING: Extended = {
  isAuthority: false,
  names: { dns: [], ip: [] },
  extendedKeyUsage: undefined,
  keyUsage: undefined,
  subjectKeyId: undefined,
  authorityKeyId: undefined,
  crlUrls: [],
  issuerUrls: [],
  constraints: undefined,
}

type Reader = (value: Element) => Partial<Extended>

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['2.5.29.14', (value) => ({ subjectKeyId: hexOf(contentOf(demand(insideOf(value), TAG.octetString))) })],
  ['2.5.29.15', (value) => ({ keyUsage: namedBitsOf(insideOf(value)) })],
  ['2.5.29.17', (value) => ({ names: readHosts(sequenceOf(insideOf(value))) })],
  ['2.5.29.19', (value) => ({ isAuthority: readIsAuthority(value) })],
  ['2.5.29.30', (value) => ({ constraints: readNameConstraints(insideOf(value)) })],
  ['2.5.29.31', (value) => ({ crlUrls: readCrlUrls(value) })],
  ['2.5.29.35', (value) => ({ authorityKeyId: readAuthorityKeyId(value) })],
  ['2.5.29.37', (value) => ({ extendedKeyUsage: sequenceOf(insideOf(value)).map(oidOf) })],
  ['1.3.6.1.5.5.7.1.1', (value) => ({ issuerUrls: readIssuerUrls(value) })],
])

/** What the extensions of a certificate say; of none, what RFC 5280 takes for said. Throws a DerError. */
export function readExtended(element: Element | undefined): Extended {
  if (element === undefined) return NOTHING
  const extended = { ...NOTHING }
  for (const { oid, value } of readExtensions(element).values()) {
    Object.assign(extended, READERS.get(oid)?.(value))
  }
  return extended
}
