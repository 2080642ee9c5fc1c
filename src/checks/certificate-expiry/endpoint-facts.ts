import type { Note } from '../../core/finding.ts'
import { mapPooled } from '../../core/pool.ts'
import type { CertificatePorts } from '../../core/ports.ts'
import { readTrusted } from './authorities.ts'
import { lookAtHosts, type Seen, type Sight } from './endpoints.ts'
import type { EndpointFact, MissingIssuer, Path } from './fact.ts'
import { createFetch } from './fetch.ts'
import type { Read } from './intern.ts'
import { findMissing } from './missing-issuers.ts'
import { isCertificateFor } from './name-match.ts'
import type { Options } from './options.ts'
import { findPaths, trustStoreOf, withAuthorities } from './paths.ts'
import { askRenewals } from './renewals.ts'
import { askLists, issuedIn, type Revocations } from './revocations.ts'
import { createVerifier } from './x509/signatures.ts'

/** Missing issuers that are fetched at a time. */
const WIDTH = 8

interface Climbed {
  readonly seen: Seen
  readonly paths: readonly Path[]
  readonly missing: MissingIssuer | undefined
}

function factOf(
  { seen, paths, missing }: Climbed,
  { revocations, lists }: Revocations,
  renewBy: number | undefined,
  options: Options,
): EndpointFact {
  const { entry, leaf } = seen
  const fingerprints = new Set(paths.flatMap(({ certificates }) => certificates.map(({ sha256 }) => sha256)))
  const pick = <T>(map: ReadonlyMap<string, T>) =>
    [...fingerprints].flatMap((sha256) => map.get(sha256) ?? [])
  return {
    kind: 'endpoint',
    target: entry.target,
    protocol: entry.protocol,
    address: seen.address,
    name: entry.name,
    isNamed: isCertificateFor(leaf, entry.name),
    leaf,
    sent: seen.sent,
    version: seen.version,
    paths,
    missing,
    revocations: pick(revocations),
    lists: pick(lists),
    complaint: seen.complaint,
    renewBy,
    thresholds: { warn: entry.warn ?? options.warn, critical: entry.critical ?? options.critical },
  }
}

export interface Looked {
  readonly facts: readonly EndpointFact[]
  readonly gaps: Sight['gaps']
  readonly notes: readonly Note[]
}

/** Looks at the hosts, and at what their certificates lead to: authorities, missing issuers, lists, renewals. */
export async function collectEndpoints(
  options: Options,
  read: Read,
  ports: CertificatePorts,
): Promise<Looked> {
  if (options.hosts.length === 0) return { facts: [], gaps: [], notes: [] }
  const own = await readTrusted(options['ca-file'], ports)
  const { everywhere, here } = ports.tls.roots()
  const readAll = (ders: readonly Uint8Array[]) => ders.flatMap((der) => read(der) ?? [])
  const store = trustStoreOf(readAll(everywhere), [...readAll(here), ...own])
  const isPrivateAllowed = options['allow-private']
  const { seen, gaps, notes } = await lookAtHosts(options, own, read, ports)
  const fetch = createFetch(isPrivateAllowed, ports)
  const verify = createVerifier()
  const finder = { fetch, verify }
  const climbed = await mapPooled(seen, WIDTH, async (one): Promise<Climbed> => {
    const trusted = withAuthorities(store, one.authorities)
    const paths = findPaths(one.leaf, one.sent, trusted, verify)
    return { seen: one, paths, missing: await findMissing(one.leaf, one.sent, paths, trusted, finder) }
  })
  const issued = issuedIn(climbed.flatMap(({ paths }) => paths))
  if (issued.length > 0) ports.progress('asking the lists of revoked certificates')
  const revocations = await askLists(issued, fetch)
  const leaves = [...new Map(seen.map(({ leaf }) => [leaf.sha256, leaf])).values()]
  const renewals = await askRenewals(options.ari, leaves, isPrivateAllowed, ports)
  return {
    facts: climbed.map((one) =>
      factOf(one, revocations, renewals.renewBy.get(one.seen.leaf.sha256), options),
    ),
    gaps,
    notes: [...notes, ...revocations.notes, ...renewals.notes],
  }
}
