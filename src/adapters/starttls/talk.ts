import type { Socket } from 'node:net'
import { connectionFault, quote, Unserved } from '../tls-faults.ts'

/** Bytes that a server may say before TLS begins. */
const LIMIT = 64 * 1024

/**
 * A few words in clear before TLS. Every reading waits until there is enough, however it arrives, and throws an
 * Unserved where the connection ends or more than 64 kB have come.
 */
export interface Talk {
  readonly write: (said: string | Uint8Array) => void
  /** The next line without its end, one character a byte. */
  readonly readLine: () => Promise<string>
  readonly readBytes: (count: number) => Promise<Buffer>
  /** Everything up to the end of what a pattern matches. */
  readonly readUntil: (pattern: RegExp) => Promise<string>
  /** What has come and is not read yet, for saying what it is. */
  readonly rest: () => Buffer
}

/** What a server answers that will not begin TLS. */
export function refusal(said: string | Uint8Array, command = ''): Unserved {
  const text = quote(said)
  const answer = text === '' ? 'it gives no answer that can be read' : `it answers "${text}"`
  return new Unserved('starttls', command === '' ? answer : `${answer} to ${command}`)
}

/** A talk over a connection, and how to end it so that TLS can begin. */
export function startTalk(socket: Socket): { readonly talk: Talk; readonly end: () => void } {
  let unread = Buffer.alloc(0)
  let total = 0
  let fault: Unserved | undefined
  let wake: () => void = () => undefined
  const stop = (thrown: Unserved) => {
    fault ??= thrown
    wake()
  }
  const onData = (chunk: Buffer) => {
    total += chunk.length
    unread = Buffer.concat([unread, chunk])
    if (total > LIMIT) {
      socket.pause()
      stop(new Unserved('starttls', `it says more than ${LIMIT} bytes before TLS`))
    }
    wake()
  }
  const onEnd = () => stop(connectionFault(undefined))
  socket.on('data', onData)
  socket.on('end', onEnd)
  socket.on('close', onEnd)

  /** Takes as many bytes as `measure` finds to be enough. */
  const take = async (measure: (bytes: Buffer) => number | undefined): Promise<Buffer> => {
    for (;;) {
      const size = measure(unread)
      if (size !== undefined) {
        const taken = unread.subarray(0, size)
        unread = unread.subarray(size)
        return taken
      }
      if (fault) throw fault
      await new Promise<void>((done) => {
        wake = done
      })
    }
  }
  const talk: Talk = {
    write: (said) => void socket.write(said),
    readLine: async () => {
      const line = await take((bytes) => bytes.indexOf(10) + 1 || undefined)
      return line.toString('latin1').replace(/\r?\n$/, '')
    },
    readBytes: (count) => take((bytes) => (bytes.length >= count ? count : undefined)),
    readUntil: async (pattern) => {
      const bytes = await take((all) => {
        const found = pattern.exec(all.toString('latin1'))
        return found ? found.index + found[0].length : undefined
      })
      return bytes.toString('latin1')
    },
    rest: () => unread,
  }
  const end = () => {
    socket.off('data', onData).off('end', onEnd).off('close', onEnd).pause()
    // Somebody in between could put commands there, to be obeyed inside TLS (CVE-2011-0411).
    if (unread.length + socket.readableLength > 0)
      throw new Unserved('starttls', 'it says more in clear after it has agreed to begin TLS')
  }
  return { talk, end }
}
