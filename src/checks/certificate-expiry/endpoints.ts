import { messageOf, RunError } from '../../core/errors.ts'
import type { Gap, Note } from '../../core/finding.ts'
import { mapPooled } from '../../core/pool.ts'
import type { Address, CertificatePorts, TlsAnswer, TlsRequest } from '../../core/ports.ts'
import { readAuthorities, readNamed } from './authorities.ts'
import type { HostEntry } from './entry.ts'
import type { Read } from './intern.ts'
import { isIpAddress } from './ip.ts'
import type { Options } from './options.ts'
import type { Certificate } from './x509/certificate.ts'

/** A certificate as it was seen, before anybody asked whom it leads to. */
export interface Seen {
  readonly entry: HostEntry
  readonly address: string
  readonly leaf: Certificate
  readonly sent: readonly Certificate[]
  readonly version: string
  readonly complaint: string
  /** Trusted for this host beside the others. */
  readonly authorities: readonly Certificate[]
}

export interface Sight {
  readonly seen: readonly Seen[]
  readonly gaps: readonly Gap[]
  readonly notes: readonly Note[]
}

/** Enough to fill a round trip of 50 ms with what one core can do. */
const WIDTH = 64
const NOTHING: Sight = { seen: [], gaps: [], notes: [] }

interface Place {
  readonly entry: HostEntry
  readonly address: Address
  readonly authorities: readonly Certificate[]
  readonly client: TlsRequest['client']
}

function gapAt({ target }: HostEntry, address: Address | undefined, reason: string): Gap {
  const where =
    !address || address.family === 'proxy' || address.address === target ? '' : ` [${address.address}]`
  return { target, subject: `${target}${where}`, reason }
}

function merge(sights: readonly Sight[]): Sight {
  return {
    seen: sights.flatMap(({ seen }) => seen),
    gaps: sights.flatMap(({ gaps }) => gaps),
    notes: sights.flatMap(({ notes }) => notes),
  }
}

async function clientOf({ client }: HostEntry, ports: CertificatePorts): Promise<TlsRequest['client']> {
  if (!client) return undefined
  const [certificate, key] = await Promise.all([
    readNamed(client.certificate, ports),
    readNamed(client.key, ports),
  ])
  const decoder = new TextDecoder()
  return { certificate: decoder.decode(certificate), key: decoder.decode(key) }
}

interface Look {
  readonly options: Options
  /** Authorities that the user trusts for every host. */
  readonly own: readonly Certificate[]
  readonly read: Read
  readonly ports: CertificatePorts
}

interface Found {
  readonly places: readonly Place[]
  readonly gaps: readonly Gap[]
}

/** Every address of a host, and what is needed to talk to it; and why some or all cannot be had. */
async function findPlaces(entry: HostEntry, ports: CertificatePorts): Promise<Found> {
  try {
    const client = await clientOf(entry, ports)
    const authorities = entry.authorityFile ? await readAuthorities(entry.authorityFile, ports) : []
    const { addresses, problem } = await ports.tls.resolve(entry.host, entry.port, entry.protocol)
    const places = addresses.map((address) => ({ entry, address, authorities, client }))
    return { places, gaps: problem === undefined ? [] : [gapAt(entry, undefined, problem)] }
  } catch (thrown) {
    if (thrown instanceof RunError) return { places: [], gaps: [gapAt(entry, undefined, messageOf(thrown))] }
    throw thrown
  }
}

function seenIn(
  answer: Extract<TlsAnswer, { kind: 'served' }>,
  { entry, address, authorities }: Place,
  read: Read,
): Seen | undefined {
  const [first, ...others] = answer.chain
  const leaf = first && read(first)
  if (!leaf) return undefined
  const sent = [leaf, ...others.flatMap((der) => read(der) ?? [])]
  const { version, complaint } = answer
  return { entry, address: address.address, leaf, sent, version, complaint, authorities }
}

/** The kinds of key that a server may have a certificate for beside the one it has shown. */
function othersOf({ key }: Certificate): readonly ('rsa' | 'ecdsa')[] {
  if (key.type === 'rsa') return ['ecdsa']
  return key.type === 'ec' ? ['rsa'] : ['rsa', 'ecdsa']
}

async function lookAgain(
  request: TlsRequest,
  first: Seen,
  place: Place,
  read: Read,
  ports: CertificatePorts,
) {
  const sights: Sight[] = []
  for (const keyType of othersOf(first.leaf)) {
    const answer = await ports.tls.look({ ...request, keyType })
    if (answer.kind === 'served') {
      const seen = seenIn(answer, place, read)
      const isNew = seen && seen.leaf.sha256 !== first.leaf.sha256
      if (isNew) sights.push({ ...NOTHING, seen: [seen] })
      // A reset is how some servers say that they have none.
    } else if (answer.fault !== 'handshake' && answer.fault !== 'reset') {
      const kind = keyType === 'rsa' ? 'an RSA' : 'an ECDSA'
      const reason = `whether it has ${kind} certificate too could not be told: ${answer.reason}`
      sights.push({ ...NOTHING, gaps: [gapAt(place.entry, place.address, reason)] })
    }
  }
  return merge(sights)
}

async function lookAt(place: Place, { options, own, read, ports }: Look): Promise<Sight> {
  const { entry, address, authorities, client } = place
  const request: TlsRequest = {
    ...address,
    port: entry.port,
    protocol: entry.protocol,
    serverName: isIpAddress(entry.name) ? '' : entry.name,
    authorities: [...own, ...authorities].map(({ der }) => der),
    ...(client ? { client } : {}),
    deadline: options.timeout,
  }
  const answer = await ports.tls.look(request)
  if (answer.kind === 'unserved') {
    if (answer.fault === 'no-route' && address.family === 6) {
      const text = `This machine has no way to IPv6 addresses: ${address.address} was not looked at.`
      return { ...NOTHING, notes: [{ subject: entry.target, text }] }
    }
    return { ...NOTHING, gaps: [gapAt(entry, address, answer.reason)] }
  }
  const seen = seenIn(answer, place, read)
  if (!seen) return { ...NOTHING, gaps: [gapAt(entry, address, 'its certificate cannot be read')] }
  return merge([{ ...NOTHING, seen: [seen] }, await lookAgain(request, seen, place, read, ports)])
}

/** A host of which nothing at all was seen is a gap, whatever the notes say. */
function unseen(entries: readonly HostEntry[], { seen, gaps }: Sight): readonly Gap[] {
  const told = new Set([...seen.map(({ entry }) => entry.target), ...gaps.map(({ target }) => target)])
  return entries
    .filter(({ target }) => !told.has(target))
    .map((entry) => gapAt(entry, undefined, 'none of its addresses could be reached from this machine'))
}

/** Looks at every address of every host, and at its RSA and its ECDSA certificate where it has both. */
export async function lookAtHosts(
  options: Options,
  own: readonly Certificate[],
  read: Read,
  ports: CertificatePorts,
): Promise<Sight> {
  const { hosts } = options
  const look: Look = { options, own, read, ports }
  if (hosts.length === 0) return NOTHING
  ports.progress(`looking at ${hosts.length} ${hosts.length === 1 ? 'host' : 'hosts'}`)
  const found = await mapPooled(hosts, WIDTH, (entry) => findPlaces(entry, ports))
  const places = found.flatMap((one) => one.places)
  const lost = found.flatMap((one) => one.gaps)
  const looked = merge(await mapPooled(places, WIDTH, (place) => lookAt(place, look)))
  const sight = { ...looked, gaps: [...lost, ...looked.gaps] }
  return { ...sight, gaps: [...sight.gaps, ...unseen(hosts, sight)] }
}
