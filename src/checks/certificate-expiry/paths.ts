import type { Path } from './fact.ts'
import type { Certificate } from './x509/certificate.ts'

/** Whether the first certificate was signed by the second. */
export type Verify = (certificate: Certificate, issuer: Certificate) => boolean

/** Authorities that are trusted, to be found by their names. */
export interface TrustStore {
  /** By canonical subject. */
  readonly bySubject: ReadonlyMap<string, readonly Certificate[]>
  /** Fingerprints of those that everybody trusts. */
  readonly publicOnes: ReadonlySet<string>
}

const MAX_DEPTH = 12
const MAX_STEPS = 2000
const MAX_PATHS = 64
const CERT_SIGN = 5

function groupBySubject(certificates: readonly Certificate[]): Map<string, Certificate[]> {
  const groups = new Map<string, Certificate[]>()
  for (const certificate of certificates) {
    const { canonical } = certificate.subject
    const group = groups.get(canonical)
    if (!group) groups.set(canonical, [certificate])
    else if (group.every(({ sha256 }) => sha256 !== certificate.sha256)) group.push(certificate)
  }
  return groups
}

/** The public authorities and those that the user trusts beside them. */
export function trustStoreOf(roots: readonly Certificate[], own: readonly Certificate[]): TrustStore {
  return {
    bySubject: groupBySubject([...roots, ...own]),
    publicOnes: new Set(roots.map(({ sha256 }) => sha256)),
  }
}

/** The same store with more authorities in it. */
export function withAuthorities(store: TrustStore, own: readonly Certificate[]): TrustStore {
  if (own.length === 0) return store
  const bySubject = new Map(store.bySubject)
  for (const [subject, group] of groupBySubject(own))
    bySubject.set(subject, [...(bySubject.get(subject) ?? []), ...group])
  return { ...store, bySubject }
}

function isTrusted({ bySubject }: TrustStore, { sha256, subject }: Certificate): boolean {
  return (bySubject.get(subject.canonical) ?? []).some((one) => one.sha256 === sha256)
}

/** May sign certificates: says that it is an authority, and nothing that forbids it (RFC 5280, 6.1.4 k and n). */
function maySign({ isAuthority, keyUsage }: Certificate): boolean {
  return isAuthority && (keyUsage === undefined || keyUsage.includes(CERT_SIGN))
}

interface Search {
  readonly sent: ReadonlyMap<string, readonly Certificate[]>
  readonly store: TrustStore
  readonly verify: Verify
  readonly found: Path[]
  steps: number
}

function issuersOf(certificate: Certificate, { sent, store, verify }: Search): readonly Certificate[] {
  const name = certificate.issuer.canonical
  const trusted = store.bySubject.get(name) ?? []
  const known = new Set(trusted.map(({ sha256 }) => sha256))
  const offered = (sent.get(name) ?? []).filter((one) => !known.has(one.sha256) && maySign(one))
  // What the user or the platform trusts may be an old authority that does not say that it is one.
  return [...trusted, ...offered].filter((issuer) => verify(certificate, issuer))
}

function isSameKey(a: Certificate, b: Certificate): boolean {
  return a.subject.canonical === b.subject.canonical && Buffer.compare(a.key.spki, b.key.spki) === 0
}

function climb(way: readonly Certificate[], search: Search): void {
  const top = way.at(-1)
  if (!top || search.found.length >= MAX_PATHS || search.steps++ >= MAX_STEPS) return
  if (isTrusted(search.store, top)) {
    const isPublic = search.store.publicOnes.has(top.sha256)
    search.found.push({ certificates: way, isTrusted: true, isPublic })
    return
  }
  const next = way.length >= MAX_DEPTH ? [] : issuersOf(top, search)
  const above = next.filter((issuer) => !way.some((one) => isSameKey(one, issuer)))
  if (above.length === 0) search.found.push({ certificates: way, isTrusted: false, isPublic: false })
  for (const issuer of above) climb([...way, issuer], search)
}

/**
 * Every way from a certificate up to an authority that is trusted, over what was sent (RFC 4158: in any order, with
 * whatever else), each signature verified; ways that end before one too. At least one; bounded work.
 */
export function findPaths(
  leaf: Certificate,
  sent: readonly Certificate[],
  store: TrustStore,
  verify: Verify,
): readonly Path[] {
  const search: Search = { sent: groupBySubject(sent), store, verify, found: [], steps: 0 }
  climb([leaf], search)
  const trusted = search.found.filter((path) => path.isTrusted)
  if (trusted.length > 0) return trusted
  return search.found.length > 0
    ? search.found
    : [{ certificates: [leaf], isTrusted: false, isPublic: false }]
}
