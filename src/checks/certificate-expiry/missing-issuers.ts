import type { MissingIssuer, Path } from './fact.ts'
import type { Fetch } from './fetch.ts'
import { findIn } from './files/find.ts'
import { findPaths, type TrustStore, type Verify } from './paths.ts'
import type { Certificate } from './x509/certificate.ts'

/** What finding an issuer needs. */
export interface Finder {
  readonly fetch: Fetch
  readonly verify: Verify
}

/** How many issuers are fetched one after the other: public chains have one or two. */
const MAX_STEPS = 3

/** The certificate at which a way ends that leads to no trusted authority, and that names where its issuer is. */
function endOf(paths: readonly Path[]): Certificate | undefined {
  const tops = paths.flatMap(({ certificates }) => certificates.at(-1) ?? [])
  return tops.find((top) => !top.isSelfIssued && top.issuerUrls.length > 0)
}

/**
 * Follows a certificate's own words (authorityInfoAccess, RFC 5280, 4.2.2.1) where an issuer was not sent, to tell a
 * server that forgot one from an authority that nobody trusts. Undefined where nothing is missing, or nothing is said.
 */
export async function findMissing(
  leaf: Certificate,
  sent: readonly Certificate[],
  paths: readonly Path[],
  store: TrustStore,
  finder: Finder,
): Promise<MissingIssuer | undefined> {
  const end = endOf(paths)
  const [url] = end?.issuerUrls ?? []
  if (paths.some(({ isTrusted }) => isTrusted) || !end || url === undefined) return undefined
  let pool = sent
  let next: string | undefined = url
  for (let step = 0; step < MAX_STEPS && next !== undefined; step++) {
    const fetched = await finder.fetch(next)
    if ('reason' in fetched) return { url, completes: undefined, reason: fetched.reason }
    const found = findIn(fetched.body).certificates.map(({ certificate }) => certificate)
    if (found.length === 0) return { url, completes: undefined, reason: 'there is no certificate there' }
    pool = [...pool, ...found]
    const longer = findPaths(leaf, pool, store, finder.verify)
    if (longer.some(({ isTrusted }) => isTrusted)) return { url, completes: true }
    next = endOf(longer)?.issuerUrls.find((one) => one !== next)
  }
  return { url, completes: false }
}
