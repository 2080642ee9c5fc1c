import { createSocket } from 'node:dgram'
import { isIP } from 'node:net'

/** What a name server says to one question: addresses, why there are none, or nothing at all. */
export type DnsAnswer = readonly string[] | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'silence' | 'garbage'

export interface DnsRecords {
  readonly A?: DnsAnswer
  readonly AAAA?: DnsAnswer
}

export interface DnsServer {
  /** As `Resolver.setServers` wants it. */
  readonly server: string
  /** Every question: `A host.test`. */
  readonly asked: readonly string[]
  readonly close: () => Promise<void>
}

const CODES = { NXDOMAIN: 3, SERVFAIL: 2, REFUSED: 5 } as const
const TYPES: Readonly<Record<number, 'A' | 'AAAA'>> = { 1: 'A', 28: 'AAAA' }

function questionOf(message: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = []
  let at = 12
  for (let size = message[at] ?? 0; size > 0; size = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + size))
    at += 1 + size
  }
  return { name: labels.join('.').toLowerCase(), end: at + 5 }
}

function bytesOf(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  const [head = '', tail = ''] = address.split('::')
  const groups = (text: string) =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
  const [before, after] = [groups(head), groups(tail)]
  const all = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 255]))
}

/** A resource record (RFC 1035, 4.1.3) about the name of the question. */
function recordOf(address: string, type: number): Buffer {
  const data = bytesOf(address)
  return Buffer.concat([Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, data.length]), data])
}

function reply(message: Buffer, end: number, answer: DnsAnswer, type: number): Buffer {
  if (answer === 'garbage') return Buffer.concat([message.subarray(0, 2), Buffer.from('no DNS at all')])
  const addresses = typeof answer === 'string' ? [] : answer
  const code = typeof answer === 'string' && answer !== 'silence' ? CODES[answer] : 0
  const head = Buffer.from([0x81, 0x80 | code, 0, 1, 0, addresses.length, 0, 0, 0, 0])
  const records = addresses.map((address) => recordOf(address, type))
  return Buffer.concat([message.subarray(0, 2), head, message.subarray(12, end), ...records])
}

/** Starts a name server on 127.0.0.1 that knows these names alone (RFC 1035), by UDP. */
export async function startDns(names: Readonly<Record<string, DnsRecords>>): Promise<DnsServer> {
  const socket = createSocket('udp4')
  const asked: string[] = []
  socket.on('message', (message, { port, address }) => {
    const { name, end } = questionOf(message)
    const type = message.readUInt16BE(end - 4)
    const kind = TYPES[type] ?? 'A'
    asked.push(`${kind} ${name}`)
    const records = names[name]
    const answer = records ? (records[kind] ?? []) : 'NXDOMAIN'
    if (answer !== 'silence') socket.send(reply(message, end, answer, type), port, address)
  })
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done))
  const close = () => new Promise<void>((done) => socket.close(() => done()))
  return { server: `127.0.0.1:${socket.address().port}`, asked, close }
}
