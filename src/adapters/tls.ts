import type { SecureContext } from 'node:tls'
import { RunError } from '../core/errors.ts'
import type { Tls, TlsAnswer, TlsRequest } from '../core/ports.ts'
import type { Environment } from './environment.ts'
import { type LookUp, resolver } from './resolver.ts'
import { attempt } from './tls-attempt.ts'
import { contextCache, type Terms } from './tls-contexts.ts'
import { Unserved } from './tls-faults.ts'
import { trustedRoots } from './tls-roots.ts'

/** What the client needs of the world beside the network. */
export interface TlsContext {
  readonly env: Environment
  /** Milliseconds of a clock that moves. */
  readonly now: () => number
  readonly wait: (milliseconds: number) => Promise<void>
  /** From 0 to 1: spreads retries. */
  readonly random: () => number
  /** Name servers to ask, `address` or `address:port`; the system's where they are not given. */
  readonly dnsServers?: readonly string[]
  /** Milliseconds that name servers have for an answer. */
  readonly dnsDeadline?: number
  /** The hosts file; the system's where it is not given. */
  readonly hostsFile?: string
  /** The system's own way from a name to addresses; Node's where it is not given. */
  readonly lookUp?: LookUp
}

const TRIES = 3

/** Tries until it is served or it cannot help; each try has an equal part of the time that is left. */
async function converse(
  request: TlsRequest,
  context: TlsContext,
  contextFor: (terms: Terms) => SecureContext,
): Promise<TlsAnswer> {
  const { env, now, wait, random } = context
  const secureContext = contextFor(request)
  const end = now() + request.deadline
  let last = new Unserved('timeout', 'no time was left to connect')
  for (let tries = 1; tries <= TRIES && now() < end; tries++) {
    const part = (end - now()) / (TRIES + 1 - tries)
    const pause = tries === TRIES ? 0 : Math.min(part / 4, 250 * 2 ** (tries - 1)) * (0.5 + random())
    const answer = await attempt({ request, secureContext, env, now, milliseconds: part - pause })
    if (!(answer instanceof Unserved)) return answer
    last = answer
    if (!last.canPass) break
    if (tries < TRIES) await wait(pause)
  }
  return { kind: 'unserved', fault: last.fault, reason: last.message }
}

/** The one TLS client. `roots` throws a RunError where NODE_EXTRA_CA_CERTS names a file that cannot be read. */
export function tlsClient(context: TlsContext): Tls {
  const roots = trustedRoots(context.env)
  const contextFor = contextCache(roots)
  const look = async (request: TlsRequest): Promise<TlsAnswer> => {
    try {
      return await converse(request, context, contextFor)
    } catch (thrown) {
      // What this side would have said is not in order: nobody was asked.
      if (thrown instanceof RunError) return { kind: 'unserved', fault: 'handshake', reason: thrown.message }
      throw thrown
    }
  }
  return { resolve: resolver(context), look, roots }
}
