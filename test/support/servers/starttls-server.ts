import type { Socket } from 'node:net'
import { createServer } from 'node:tls'
import { type Door, openDoor } from '../pki/door.ts'
import type { Certified } from './certificates.ts'
import type { Dialog } from './starttls-dialogs.ts'

/** How it is said: at once, or one byte a packet. */
export type Pace = 'whole' | 'bytes'

/** Something else than the healthy answer, at one place of the dialog: 0 is the greeting. */
export interface Fault {
  readonly at: number
  readonly act: (socket: Socket, said: Buffer) => void
}

export interface StarttlsServer extends Door {
  /** Everything that clients said before TLS, or instead of it. */
  readonly heard: () => string
}

export interface StarttlsOptions {
  readonly dialog: Dialog
  readonly certified: Certified
  readonly pace?: Pace
  readonly fault?: Fault | undefined
  readonly host?: string
}

/** Says one byte, waits until it is gone, says the next. */
async function drip(socket: Socket, bytes: Buffer): Promise<void> {
  for (const byte of bytes) {
    await new Promise<void>((done) => socket.write(Buffer.from([byte]), () => done()))
    await new Promise<void>((done) => setImmediate(done))
  }
}

async function say(socket: Socket, bytes: Buffer, pace: Pace): Promise<void> {
  if (pace === 'bytes') await drip(socket, bytes)
  else if (bytes.length > 0) socket.write(bytes)
}

/** So many bytes, or undefined where the client goes away or says something else. */
function hear(socket: Socket, wanted: Buffer, note: (bytes: Buffer) => void): Promise<boolean> {
  return new Promise((done) => {
    let got = Buffer.alloc(0)
    const finish = (isSame: boolean) => {
      socket.off('data', listen).pause()
      note(got)
      done(isSame)
    }
    const listen = (chunk: Buffer) => {
      got = Buffer.concat([got, chunk])
      const isSame = wanted.subarray(0, got.length).equals(got.subarray(0, wanted.length))
      if (!isSame) return finish(false)
      if (got.length < wanted.length) return
      // What follows may be TLS already.
      socket.off('data', listen).pause()
      if (got.length > wanted.length) socket.unshift(got.subarray(wanted.length))
      got = got.subarray(0, wanted.length)
      finish(true)
    }
    socket.on('data', listen)
    socket.on('close', () => done(false))
    socket.resume()
  })
}

/** A server that speaks one dialog, and then TLS; whoever says anything else finds the connection closed. */
export async function startStarttls(options: StarttlsOptions): Promise<StarttlsServer> {
  const { dialog, certified, pace = 'whole', fault, host = '127.0.0.1' } = options
  const secure = createServer({ cert: certified.cert, key: certified.key })
  secure.on('secureConnection', (socket) => socket.on('error', () => undefined))
  secure.on('tlsClientError', () => undefined)
  const heard: Buffer[] = []
  const converse = async (socket: Socket) => {
    socket.pause()
    const steps = [{ hear: Buffer.alloc(0), say: dialog.greeting }, ...dialog.exchanges]
    for (const [at, step] of steps.entries()) {
      const isHeard = step.hear.length === 0 || (await hear(socket, step.hear, (bytes) => heard.push(bytes)))
      if (!isHeard) return void socket.destroy()
      if (fault?.at === at) {
        socket.resume()
        return fault.act(socket, step.say)
      }
      await say(socket, step.say, pace)
    }
    secure.emit('connection', socket)
  }
  const door = await openDoor((socket) => void converse(socket), [host])
  return { ...door, heard: () => Buffer.concat(heard).toString('latin1') }
}
