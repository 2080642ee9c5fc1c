import { bitList, boolean, context, identifier, implicit, integer, octets, sequence } from './der-writer.ts'
import { generalName } from './names.ts'

const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
] as const
export type KeyUsage = (typeof KEY_USAGES)[number]

const PURPOSES = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  any: '2.5.29.37.0',
} as const
export type Purpose = keyof typeof PURPOSES

/** Names of one side of name constraints: domains, networks like `10.0.0.0/8`, and mail addresses. */
export interface SubtreeRequest {
  readonly dns?: readonly string[]
  readonly ip?: readonly string[]
  readonly mail?: readonly string[]
}

/** What extensions a certificate has; what is not named is not there. */
export interface ExtensionRequest {
  /** subjectAltName. */
  readonly dns?: readonly string[]
  readonly ip?: readonly string[]
  /** basicConstraints: absent where undefined. */
  readonly ca?: boolean
  readonly pathLength?: number
  readonly keyUsage?: readonly KeyUsage[]
  readonly purposes?: readonly Purpose[]
  /** cRLDistributionPoints and caIssuers of authorityInfoAccess. */
  readonly crlUrls?: readonly string[]
  readonly issuerUrls?: readonly string[]
  readonly permitted?: SubtreeRequest
  readonly excluded?: SubtreeRequest
  /** Made with `extension`, put last. */
  readonly others?: readonly Buffer[]
}

/** An Extension (RFC 5280, 4.2) around a DER value. */
export function extension(oid: string, isCritical: boolean, value: Uint8Array): Buffer {
  return sequence(identifier(oid), ...(isCritical ? [boolean(true)] : []), octets(value))
}

function subtrees({ dns = [], ip = [], mail = [] }: SubtreeRequest): readonly Buffer[] {
  const bases = [...dns.map(generalName.dns), ...ip.map(generalName.network), ...mail.map(generalName.mail)]
  return bases.map((base) => sequence(base))
}

function constraintsOf({ permitted, excluded }: ExtensionRequest): readonly Buffer[] {
  if (!permitted && !excluded) return []
  const value = sequence(
    ...(permitted ? [context(0, ...subtrees(permitted))] : []),
    ...(excluded ? [context(1, ...subtrees(excluded))] : []),
  )
  return [extension('2.5.29.30', true, value)]
}

function basicOf({ ca, pathLength }: ExtensionRequest): readonly Buffer[] {
  if (ca === undefined) return []
  const parts = [...(ca ? [boolean(true)] : []), ...(pathLength === undefined ? [] : [integer(pathLength)])]
  return [extension('2.5.29.19', true, sequence(...parts))]
}

function urlsOf({ crlUrls = [], issuerUrls = [] }: ExtensionRequest): readonly Buffer[] {
  const points = crlUrls.map((url) => sequence(context(0, context(0, generalName.uri(url)))))
  const access = issuerUrls.map((url) => sequence(identifier('1.3.6.1.5.5.7.48.2'), generalName.uri(url)))
  return [
    ...(points.length > 0 ? [extension('2.5.29.31', false, sequence(...points))] : []),
    ...(access.length > 0 ? [extension('1.3.6.1.5.5.7.1.1', false, sequence(...access))] : []),
  ]
}

/** The extensions of a request, in the order in which most authorities have them. */
export function extensionsOf(
  request: ExtensionRequest,
  subjectKeyId: Buffer | undefined,
  authorityKeyId: Buffer | undefined,
): readonly Buffer[] {
  const { dns = [], ip = [], keyUsage, purposes, others = [] } = request
  const names = [...dns.map(generalName.dns), ...ip.map(generalName.ip)]
  const bits = keyUsage?.map((usage) => KEY_USAGES.indexOf(usage))
  const uses = purposes?.map((purpose) => identifier(PURPOSES[purpose]))
  return [
    ...(bits ? [extension('2.5.29.15', true, bitList(bits))] : []),
    ...(uses ? [extension('2.5.29.37', false, sequence(...uses))] : []),
    ...basicOf(request),
    ...(subjectKeyId ? [extension('2.5.29.14', false, octets(subjectKeyId))] : []),
    ...(authorityKeyId ? [extension('2.5.29.35', false, sequence(implicit(0, authorityKeyId)))] : []),
    ...urlsOf(request),
    ...(names.length > 0 ? [extension('2.5.29.17', false, sequence(...names))] : []),
    ...constraintsOf(request),
    ...others,
  ]
}
