import type { Socket } from 'node:net'
import { noise } from '../noise.ts'
import { type Door, openDoor } from './door.ts'

type Greet = (socket: Socket) => void

const DRIP = 100

/** A TLS record (RFC 8446, 5.1). */
function record(type: number, content: Uint8Array): Buffer {
  const head = Buffer.from([type, 3, 3, content.length >> 8, content.length & 255])
  return Buffer.concat([head, content])
}

function sized(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0, bytes.length >> 8, bytes.length & 255]), bytes])
}

function message(type: number, content: Uint8Array): Buffer {
  return record(22, Buffer.concat([Buffer.from([type]), sized(content)]))
}

/** ServerHello of TLS 1.2 with an RSA key exchange (RFC 5246, 7.4.1.3). */
function hello(): Buffer {
  return message(2, Buffer.concat([Buffer.from([3, 3]), noise(32), Buffer.from([0, 0, 0x9c, 0])]))
}

/** ServerHello, Certificate and ServerHelloDone, whatever the "certificates" are; nobody could go on from there. */
export function flightOf(certificates: readonly Uint8Array[]): Buffer {
  const list = Buffer.concat(certificates.map(sized))
  return Buffer.concat([hello(), message(11, sized(list)), message(14, Buffer.alloc(0))])
}

function onFirst(act: Greet): Greet {
  return (socket) => void socket.once('data', () => act(socket))
}

/** One byte of a handshake message that never ends, again and again. */
function drip(socket: Socket): void {
  socket.write(Buffer.from([22, 3, 3, 0x40, 0, 2, 0, 0x3f, 0xfc, 3, 3]))
  const timer = setInterval(() => socket.write(Buffer.from([1])), DRIP)
  socket.on('close', () => clearInterval(timer))
}

function answerHttp(socket: Socket): void {
  socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
}

/** Servers that show no certificate, and how. */
export const ODD = {
  silent: (socket) => void socket.resume(),
  reset: (socket) => void socket.resetAndDestroy(),
  'reset after hello': onFirst((socket) => void socket.resetAndDestroy()),
  close: (socket) => void socket.end(),
  'close after hello': onFirst((socket) => void socket.end()),
  http: onFirst(answerHttp),
  ssh: (socket) => void socket.write('SSH-2.0-OpenSSH_9.2p1\r\n'),
  alert: onFirst((socket) => void socket.end(record(21, Buffer.from([2, 40])))),
  drip: onFirst(drip),
  'half a hello': onFirst((socket) => void socket.write(hello().subarray(0, 20))),
  noise: onFirst((socket) => void socket.end(noise(2000))),
} as const satisfies Record<string, Greet>

export type Oddity = keyof typeof ODD

/** Starts a server that shows no certificate. */
export function startOdd(oddity: Oddity): Promise<Door> {
  return openDoor(ODD[oddity])
}

/** Starts a server that sends these bytes for certificates, and goes no further. */
export function startFlight(certificates: readonly Uint8Array[]): Promise<Door> {
  return openDoor(onFirst((socket) => void socket.write(flightOf(certificates))))
}
