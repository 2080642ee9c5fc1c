import { lookup, promises } from 'node:dns'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { RunError } from '../core/errors.ts'
import type { Address, Resolved, Tls } from '../core/ports.ts'
import type { Environment } from './environment.ts'
import { authorityUrl, proxyFor } from './proxy.ts'

/** The system's way from a name to addresses: hosts file, search domains, mDNS and all. Throws Node's errors. */
export type LookUp = (host: string) => Promise<readonly string[]>

/** What name resolution needs; see TlsContext. */
export interface ResolverContext {
  readonly env: Environment
  readonly wait: (milliseconds: number) => Promise<void>
  readonly dnsServers?: readonly string[]
  readonly dnsDeadline?: number
  readonly hostsFile?: string
  readonly lookUp?: LookUp
}

const DEADLINE = 10_000
const TRIES = 3

function lookUpBySystem(host: string): Promise<readonly string[]> {
  return new Promise((done, fail) => {
    lookup(host, { all: true, verbatim: true }, (error, found) => {
      if (error) fail(error)
      else done(found.map(({ address }) => address))
    })
  })
}

function addressesOf(found: readonly string[]): readonly Address[] {
  const addresses = [...new Set(found)].toSorted().flatMap((address) => {
    const family = isIP(address)
    return family === 4 || family === 6 ? [{ address, family } as const] : []
  })
  return addresses.toSorted((one, other) => one.family - other.family)
}

function complete(found: readonly string[]): Resolved {
  return { addresses: addressesOf(found), problem: undefined }
}

function hostsPath({ SYSTEMROOT }: Environment): string {
  return SYSTEMROOT === undefined ? '/etc/hosts' : `${SYSTEMROOT}\\System32\\drivers\\etc\\hosts`
}

/** The addresses that a hosts file (hosts(5)) gives a name. */
function inHostsFile(host: string, path: string): readonly string[] {
  let text = ''
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return []
  }
  const wanted = host.toLowerCase()
  const rows = text.split('\n').map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
  return rows.flatMap(([address = '', ...names]) =>
    names.some((name) => name.toLowerCase() === wanted) ? [address] : [],
  )
}

const NOT_FOUND = ['ENOTFOUND', 'ENODATA']
const SILENT = ['ETIMEOUT', 'ECANCELLED']

/** What one question to the name servers brought. */
interface Asked {
  readonly found: readonly string[]
  /** Node's code of why nothing was found; empty where something was. */
  readonly code: string
}

async function asked(question: Promise<readonly string[]>): Promise<Asked> {
  try {
    return { found: await question, code: '' }
  } catch (thrown) {
    return { found: [], code: (thrown as NodeJS.ErrnoException).code ?? 'EFAILED' }
  }
}

/** Why name servers gave no answer to go by. */
function wordsFor(code: string): string {
  if (code === 'ENOTFOUND') return 'there is no such name (NXDOMAIN)'
  if (code === 'ENODATA') return 'the name has no address'
  if (code === 'ESERVFAIL') return 'the name server failed to look it up (SERVFAIL)'
  if (code === 'EREFUSED') return 'the name server refuses to answer (REFUSED)'
  if (code === 'EBADNAME') return 'this cannot be a name'
  if ([...SILENT, 'ECONNREFUSED', 'EAI_AGAIN'].includes(code)) return 'the name server does not answer'
  return 'the name could not be looked up'
}

async function askServers(host: string, context: ResolverContext): Promise<readonly [Asked, Asked]> {
  const deadline = context.dnsDeadline ?? DEADLINE
  const servers = new promises.Resolver({ timeout: Math.ceil(deadline / 5), tries: TRIES })
  if (context.dnsServers) servers.setServers(context.dnsServers)
  const timer = setTimeout(() => servers.cancel(), deadline)
  const answers = await Promise.all([asked(servers.resolve4(host)), asked(servers.resolve6(host))])
  clearTimeout(timer)
  return answers
}

/** Asks the system, three times where it says that it may know later. */
async function askSystem(host: string, { lookUp = lookUpBySystem, wait }: ResolverContext): Promise<Asked> {
  for (let tries = 1; ; tries++) {
    const answer = await asked(lookUp(host))
    if (answer.code !== 'EAI_AGAIN' || tries === TRIES) return answer
    await wait(250 * 2 ** tries)
  }
}

async function resolveBySystem(host: string, context: ResolverContext): Promise<Resolved> {
  const { found, code } = await askSystem(host, context)
  if (found.length > 0) return complete(found)
  throw new RunError(code === 'ENOTFOUND' ? 'this machine knows no such name' : wordsFor(code))
}

async function resolveByServers(host: string, context: ResolverContext): Promise<Resolved> {
  const [four, six] = await askServers(host, context)
  const [failure] = [four, six]
    .map(({ code }) => code)
    .filter((code) => code !== '' && !NOT_FOUND.includes(code))
  const found = [...four.found, ...six.found]
  if (found.length > 0) {
    const kind = failure === six.code ? 'IPv6' : 'IPv4'
    const problem = failure && `its ${kind} addresses are not known: ${wordsFor(failure)}`
    return { addresses: addressesOf(found), problem }
  }
  if (failure !== undefined && SILENT.includes(failure)) throw new RunError(wordsFor(failure))
  const system = await askSystem(host, context)
  if (system.found.length > 0) return complete(system.found)
  const code = [four.code, six.code].includes('ENODATA') ? 'ENODATA' : 'ENOTFOUND'
  throw new RunError(wordsFor(failure ?? code))
}

/**
 * From a host to its addresses: name servers are asked for both families at once; the system (dns.lookup, four
 * threads for everything) only for what they cannot know. A host that a proxy is in front of is left to the proxy,
 * an address is itself.
 */
export function resolver(context: ResolverContext): Tls['resolve'] {
  const { env, hostsFile = hostsPath(env) } = context
  return async (host, port, protocol) => {
    const url = protocol === 'tls' ? authorityUrl(host, port) : undefined
    if (url && proxyFor(url, env))
      return { addresses: [{ address: host, family: 'proxy' }], problem: undefined }
    if (isIP(host) !== 0) return complete([host])
    const known = inHostsFile(host, hostsFile)
    if (known.length > 0) return complete(known)
    const isLocal = !host.includes('.') || /(^|\.)localhost\.?$/i.test(host)
    return isLocal ? resolveBySystem(host, context) : resolveByServers(host, context)
  }
}
