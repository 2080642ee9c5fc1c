import type { Note } from '../../core/finding.ts'
import { mapPooled } from '../../core/pool.ts'
import type { Path, Revocation, RevocationList } from './fact.ts'
import type { Fetch } from './fetch.ts'
import type { Certificate } from './x509/certificate.ts'
import { type CertificateList, isListSignedBy, parseCrl, revocationsIn } from './x509/crl.ts'
import { DerError } from './x509/der.ts'

/** A certificate and who issued it. */
export interface Issued {
  readonly certificate: Certificate
  readonly issuer: Certificate
}

/** What the lists say about the certificates that were asked about, by fingerprint. */
export interface Revocations {
  readonly revocations: ReadonlyMap<string, Revocation>
  readonly lists: ReadonlyMap<string, RevocationList>
  readonly notes: readonly Note[]
}

const WIDTH = 8

/** Every certificate of trusted paths that names a list, with its issuer there; each pair once. */
export function issuedIn(paths: readonly Path[]): readonly Issued[] {
  const pairs = new Map<string, Issued>()
  for (const { certificates, isTrusted } of paths) {
    if (!isTrusted) continue
    for (const [index, certificate] of certificates.entries()) {
      const issuer = certificates[index + 1]
      if (!issuer || certificate.crlUrls.length === 0) continue
      pairs.set(`${certificate.sha256} ${issuer.sha256}`, { certificate, issuer })
    }
  }
  return [...pairs.values()]
}

/** What speaks against a list before anybody asks who has signed it. */
function reasonAgainst(list: CertificateList, { certificate }: Issued): string | undefined {
  if (!list.isUsable) return list.reason
  if (list.issuer.canonical !== certificate.issuer.canonical) return 'it is of another authority'
  if (certificate.isAuthority ? list.onlyContainsUserCerts : list.onlyContainsCaCerts)
    return 'it is about other kinds of certificates'
  const isOther = list.partUrls?.every((url) => !certificate.crlUrls.includes(url))
  return isOther ? 'it is about other certificates of this authority' : undefined
}

/** A list as it was fetched; who has signed it is asked once for each authority. */
interface Loaded {
  readonly list: CertificateList
  readonly isSignedBy: (issuer: Certificate) => boolean
}

type Believed = Loaded | { readonly reason: string }

function loadedOf(list: CertificateList): Loaded {
  const known = new Map<string, boolean>()
  const isSignedBy = (issuer: Certificate) => {
    const isSigned = known.get(issuer.sha256) ?? isListSignedBy(list, issuer)
    known.set(issuer.sha256, isSigned)
    return isSigned
  }
  return { list, isSignedBy }
}

/** Lists by URL, each fetched and parsed once, whatever number of certificates it is about. */
function createLists(fetch: Fetch): (url: string) => Promise<Believed> {
  const known = new Map<string, Promise<Believed>>()
  const load = async (url: string): Promise<Believed> => {
    const fetched = await fetch(url)
    if ('reason' in fetched) return fetched
    try {
      return loadedOf(parseCrl(fetched.body))
    } catch (thrown) {
      if (thrown instanceof DerError) return { reason: 'it cannot be read' }
      throw thrown
    }
  }
  return (url) => {
    const found = known.get(url) ?? load(url)
    known.set(url, found)
    return found
  }
}

interface Asked {
  readonly issued: Issued
  readonly url: string
  readonly list: CertificateList | undefined
  readonly reason: string
}

/** The first list of a certificate that can be believed; its URLs are different ways to the same one. */
async function ask(issued: Issued, load: (url: string) => Promise<Believed>): Promise<Asked> {
  let reason = ''
  const { crlUrls } = issued.certificate
  for (const url of crlUrls.slice(0, 3)) {
    const loaded = await load(url)
    if ('reason' in loaded) {
      reason ||= loaded.reason
      continue
    }
    const isSigned = loaded.isSignedBy(issued.issuer)
    const against = reasonAgainst(loaded.list, issued) ?? (isSigned ? undefined : 'its signature is wrong')
    if (against === undefined) return { issued, url, list: loaded.list, reason: '' }
    reason ||= against
  }
  return { issued, url: crlUrls[0] ?? '', list: undefined, reason }
}

/** One pass over each list for all serial numbers that were asked for. */
function searchAll(asked: readonly Asked[]): ReadonlyMap<CertificateList, ReturnType<typeof revocationsIn>> {
  const serials = new Map<CertificateList, Set<string>>()
  for (const { list, issued } of asked) {
    if (list) serials.set(list, (serials.get(list) ?? new Set()).add(issued.certificate.serial))
  }
  return new Map([...serials].map(([list, wanted]) => [list, revocationsIn(list, wanted)]))
}

function notesOf(asked: readonly Asked[]): readonly Note[] {
  const lost = asked.filter(({ list }) => list === undefined)
  const byUrl = new Map(lost.map(({ url, reason }) => [url, reason]))
  return [...byUrl].sort().map(([url, reason]) => {
    const count = lost.filter((one) => one.url === url).length
    const what = count === 1 ? 'a certificate that names it is' : `${count} certificates that name it are`
    const text = `This list of revoked certificates could not be used (${reason}), so nobody knows whether ${what} revoked.`
    return { subject: url, text }
  })
}

/**
 * Asks the lists (RFC 5280, 5) that certificates name, each URL once. Only a list that the issuer itself has signed is
 * believed; one that cannot be had or believed is a note, as clients do not fail for it either.
 */
export async function askLists(pairs: readonly Issued[], fetch: Fetch): Promise<Revocations> {
  const load = createLists(fetch)
  const asked = await mapPooled(pairs, WIDTH, (issued) => ask(issued, load))
  const found = searchAll(asked)
  const revocations = new Map<string, Revocation>()
  const lists = new Map<string, RevocationList>()
  for (const { issued, list, url } of asked) {
    if (!list) continue
    const { certificate } = issued
    lists.set(certificate.sha256, { url, issuer: list.issuer.text, nextUpdate: list.nextUpdate })
    const entry = found.get(list)?.get(certificate.serial)
    if (entry) revocations.set(certificate.sha256, { certificate, at: entry.at, reason: entry.reason, url })
  }
  return { revocations, lists, notes: notesOf(asked) }
}
