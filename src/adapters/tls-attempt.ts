import { isIP } from 'node:net'
import type { SecureContext } from 'node:tls'
import type { TlsAnswer, TlsRequest } from '../core/ports.ts'
import type { Environment } from './environment.ts'
import { negotiate } from './starttls/negotiate.ts'
import { openConnection } from './tls-connection.ts'
import { quote, Unserved } from './tls-faults.ts'
import { shakeHands } from './tls-handshake.ts'
import { record } from './tls-record.ts'

/** One try of a request. */
export interface Attempt {
  readonly request: TlsRequest
  readonly secureContext: SecureContext
  readonly env: Environment
  /** For this try alone. */
  readonly milliseconds: number
  readonly now: () => number
}

/** How far a conversation has come, for whoever has to say where it stopped. */
interface Progress {
  /** Whether the server's first bytes are kept. */
  readonly isRecorded: boolean
  reached: 'nothing' | 'connection' | 'tls'
  heard: () => Uint8Array
}

type Served = Extract<TlsAnswer, { kind: 'served' }>

/** The name for SNI (RFC 6066, 3): no address, and without the dot of the root. */
function serverNameOf({ serverName }: TlsRequest): string {
  return isIP(serverName) === 0 ? serverName.replace(/\.$/, '') : ''
}

async function converse(
  { request, secureContext, env }: Attempt,
  signal: AbortSignal,
  progress: Progress,
): Promise<Served> {
  const socket = await openConnection(request, env, signal)
  progress.reached = 'connection'
  const serverName = serverNameOf(request)
  await negotiate(request.protocol, socket, serverName)
  progress.reached = 'tls'
  if (!progress.isRecorded) return shakeHands(socket, secureContext, serverName)
  const { stream, heard } = record(socket)
  progress.heard = heard
  return shakeHands(stream, secureContext, serverName)
}

/** Ended by the clock: what was waited for. */
function silence({ protocol, family }: TlsRequest, { reached }: Progress): Unserved {
  if (reached === 'tls') return new Unserved('timeout', 'it takes the connection and does not answer TLS')
  if (reached === 'connection')
    return new Unserved('timeout', `it takes the connection and does not answer ${protocol}`)
  if (family === 'proxy') return new Unserved('proxy', 'the proxy does not answer', true)
  return new Unserved('timeout', 'no connection in time')
}

/** One conversation, however it ends; afterwards its connection is closed. */
async function converseWithin(attempt: Attempt, progress: Progress): Promise<Served | Unserved> {
  const clock = new AbortController()
  const timer = setTimeout(() => clock.abort(), Math.max(1, attempt.milliseconds))
  try {
    return await converse(attempt, clock.signal, progress)
  } catch (thrown) {
    if (clock.signal.aborted) return silence(attempt.request, progress)
    if (thrown instanceof Unserved) return thrown
    throw thrown
  } finally {
    clearTimeout(timer)
    clock.abort()
  }
}

function begin(isRecorded: boolean): Progress {
  return { isRecorded, reached: 'nothing', heard: () => new Uint8Array() }
}

/**
 * One try. Where only one kind of key is wanted, some servers close the connection for want of such a certificate.
 * A server that answers something else than TLS is asked once more for the same, to hear what it says.
 */
export async function attempt(wanted: Attempt): Promise<Served | Unserved> {
  const start = wanted.now()
  const progress = begin(false)
  const ended = await converseWithin(wanted, progress)
  if (!(ended instanceof Unserved)) return ended
  if (ended.fault === 'reset' && progress.reached === 'tls' && wanted.request.keyType !== undefined)
    return new Unserved('handshake', 'it closes the connection instead of showing such a certificate', true)
  if (ended.fault !== 'not-tls') return ended
  const again = begin(true)
  await converseWithin({ ...wanted, milliseconds: wanted.milliseconds - (wanted.now() - start) }, again)
  const said = quote(again.heard())
  return said === '' ? ended : new Unserved('not-tls', `it answers "${said}" and not TLS`)
}
