import { type TlsContext, tlsClient } from '../../src/adapters/tls.ts'
import type { Tls, TlsAnswer, TlsFault, TlsRequest } from '../../src/core/ports.ts'

/** The client with a real clock; what it would wait between tries is noted, and not waited. */
export interface TestTls extends Tls {
  readonly waits: readonly number[]
}

export function createTls(more: Partial<TlsContext> = {}): TestTls {
  const waits: number[] = []
  const wait = async (milliseconds: number) => void waits.push(milliseconds)
  const tls = tlsClient({ env: {}, now: Date.now, wait, random: () => 0.5, ...more })
  return { ...tls, waits }
}

/** A request to a port of this machine, with time enough. */
export function requestTo(port: number, more: Partial<TlsRequest> = {}): TlsRequest {
  return {
    ...{ address: '127.0.0.1', family: 4, port, protocol: 'tls', serverName: 'a.test' },
    ...{ authorities: [], deadline: 10_000 },
    ...more,
  }
}

/** What a look must end in. */
export type Expected =
  | { readonly served: true }
  | { readonly fault: TlsFault; readonly reason: string | RegExp }

/** How an answer differs from what is expected; empty where it does not. */
export function mismatch(answer: TlsAnswer, expected: Expected): string {
  if (answer.kind === 'served') return 'served' in expected ? '' : 'it was served'
  if ('served' in expected) return `${answer.fault}: ${answer.reason}`
  if (answer.fault !== expected.fault) return `${answer.fault}, not ${expected.fault}: ${answer.reason}`
  const { reason } = expected
  const isSaid = typeof reason === 'string' ? answer.reason === reason : reason.test(answer.reason)
  return isSaid ? '' : `it says: ${answer.reason}`
}

/** Answers of clients that look at nothing: each must fail every table of conditions. */
export const BLIND: readonly TlsAnswer[] = [
  { kind: 'served', chain: [new Uint8Array([48, 0])], version: 'TLSv1.3', complaint: '' },
  { kind: 'unserved', fault: 'refused', reason: 'it refuses the connection' },
]
