import { gzipSync } from 'node:zlib'
import type { Reply, Speak } from './server.ts'

/** Something that breaks a server which would else answer well. */
export type Chaos = (well: Speak) => Speak

/** Says the same to everybody. */
export function always(reply: Reply): Chaos {
  return () => () => reply
}

/** Changes the bytes of every good answer. */
export function mangle(change: (body: Buffer) => Uint8Array, headers: Reply['headers'] = {}): Chaos {
  return (well) => (call) => {
    const reply = well(call)
    if (typeof reply === 'function') return reply
    return {
      ...reply,
      headers: { ...reply.headers, ...headers },
      body: change(Buffer.from(reply.body ?? '')),
    }
  }
}

export const cutOff = mangle((body) => body.subarray(0, body.length / 2))
export const silentGzip = mangle((body) => gzipSync(body))
export const gzipInGzip = mangle((body) => gzipSync(gzipSync(body)), { 'content-encoding': 'gzip' })
export const brokenGzip = mangle((body) => gzipSync(body).subarray(0, -10), { 'content-encoding': 'gzip' })

/** Sends half of a body and resets the connection. */
export const resetInBody: Chaos = () => () => (response) => {
  response.writeHead(200, { 'content-length': '1000' }).write('{"results":[')
  response.socket?.resetAndDestroy()
}

/** Sends a space now and then, for ever. */
export const drip: Chaos = () => () => (response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  const timer = setInterval(() => response.write(' '), 20)
  response.on('close', () => clearInterval(timer))
}

/** Is broken for the first calls, and then well. */
export function atFirst(calls: number, chaos: Chaos): Chaos {
  return (well) => {
    const broken = chaos(well)
    let seen = 0
    return (call) => (seen++ < calls ? broken(call) : well(call))
  }
}
