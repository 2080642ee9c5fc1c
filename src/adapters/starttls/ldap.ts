import { Unserved } from '../tls-faults.ts'
import { refusal, type Talk } from './talk.ts'

const START_TLS = '1.3.6.1.4.1.1466.20037'

/** LDAPMessage 1: an ExtendedRequest (RFC 4511, 4.12, 4.14.1), BER. */
const REQUEST = Buffer.concat([
  Buffer.from([0x30, 0x1d, 0x02, 0x01, 0x01, 0x77, 0x18, 0x80, START_TLS.length]),
  Buffer.from(START_TLS),
])

const EXTENDED_RESPONSE = 0x78

/** Codes of a result (RFC 4511, 4.1.9) that a server may refuse with. */
const RESULTS: Readonly<Record<number, string>> = {
  1: 'operationsError',
  2: 'protocolError',
  8: 'strongerAuthRequired',
  10: 'referral',
  13: 'confidentialityRequired',
  51: 'busy',
  52: 'unavailable',
  53: 'unwillingToPerform',
  80: 'other',
}

interface Element {
  readonly tag: number
  readonly content: Buffer
  readonly rest: Buffer
}

/** The length that stands at the beginning, and how many bytes say it; undefined where it cannot be read. */
function lengthOf(bytes: Buffer): { readonly length: number; readonly size: number } | undefined {
  const first = bytes[0] ?? 0x80
  if (first < 0x80) return { length: first, size: 1 }
  const count = first - 0x80
  if (count === 0 || count > 4 || bytes.length < 1 + count) return undefined
  return { length: bytes.readUIntBE(1, count), size: 1 + count }
}

function elementOf(bytes: Buffer): Element | undefined {
  const measured = lengthOf(bytes.subarray(1))
  if (measured === undefined || bytes.length < 1 + measured.size + measured.length) return undefined
  const start = 1 + measured.size
  const end = start + measured.length
  return { tag: bytes[0] ?? 0, content: bytes.subarray(start, end), rest: bytes.subarray(end) }
}

/** The content of one message, whatever the form of its length. */
async function readMessage(talk: Talk): Promise<Buffer> {
  const head = await talk.readBytes(2)
  if (head[0] !== 0x30) throw refusal(Buffer.concat([head, talk.rest()]))
  const first = head[1] ?? 0
  const more = first > 0x80 && first <= 0x84 ? await talk.readBytes(first - 0x80) : Buffer.alloc(0)
  const measured = lengthOf(Buffer.concat([head.subarray(1), more]))
  if (measured === undefined) throw refusal('')
  return talk.readBytes(measured.length)
}

/** LDAP (RFC 4511, 4.14). */
export async function startLdap(talk: Talk): Promise<void> {
  talk.write(REQUEST)
  const id = elementOf(await readMessage(talk))
  const response = id && elementOf(id.rest)
  const result = response?.tag === EXTENDED_RESPONSE ? elementOf(response.content) : undefined
  if (result?.tag !== 0x0a || result.content.length !== 1) throw refusal('')
  const code = result.content[0] ?? 0
  if (code !== 0)
    throw new Unserved('starttls', `it answers ${RESULTS[code] ?? `result ${code}`} to StartTLS`)
}
