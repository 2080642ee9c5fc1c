import { connect, type Socket } from 'node:net'
import { RunError } from '../core/errors.ts'
import type { Address } from '../core/ports.ts'
import type { Environment } from './environment.ts'
import { authorityUrl, openTunnel, proxyFor, TunnelError } from './proxy.ts'
import { connectionFault, Unserved } from './tls-faults.ts'

/** A host at an address, or behind a proxy, and its port. */
export interface Destination extends Address {
  readonly port: number
}

function proxyFault(thrown: unknown): Unserved {
  if (thrown instanceof RunError) return new Unserved('proxy', thrown.message)
  if (!(thrown instanceof TunnelError)) return new Unserved('proxy', 'the proxy cannot be used')
  const { status, code } = thrown
  if (status !== undefined) return new Unserved('proxy', thrown.message, status >= 500)
  if (code === 'ECONNREFUSED') return new Unserved('proxy', 'the proxy refuses the connection', true)
  if (code === 'ENOTFOUND') return new Unserved('proxy', 'the name of the proxy has no address')
  return new Unserved('proxy', 'the proxy cannot be reached, or ends the connection', true)
}

async function tunnelTo(address: string, port: number, env: Environment, signal: AbortSignal) {
  try {
    const url = authorityUrl(address, port)
    const proxy = url && proxyFor(url, env)
    if (!url || !proxy) throw new RunError('the environment names no proxy for it')
    const socket = await openTunnel(proxy, url, signal)
    socket.on('error', () => undefined)
    signal.addEventListener('abort', () => socket.destroy())
    return socket
  } catch (thrown) {
    throw proxyFault(thrown)
  }
}

function connectTo({ address, family, port }: Destination, signal: AbortSignal): Promise<Socket> {
  return new Promise((done, fail) => {
    const options = { autoSelectFamily: false, noDelay: true }
    const socket = connect({ host: address, port, family: family === 6 ? 6 : 4, ...options })
    signal.addEventListener('abort', () => socket.destroy())
    socket.on('connect', () => done(socket))
    // Stays for as long as the connection does: whoever talks over it hears of its end by itself.
    socket.on('error', ({ code }: NodeJS.ErrnoException) => fail(connectionFault(code)))
    socket.on('close', () => fail(connectionFault(undefined)))
  })
}

/** A connection; no name is looked up for it. It is closed when the signal says so. Throws an Unserved. */
export function openConnection(
  destination: Destination,
  env: Environment,
  signal: AbortSignal,
): Promise<Socket> {
  const { address, family, port } = destination
  return family === 'proxy' ? tunnelTo(address, port, env, signal) : connectTo(destination, signal)
}
