import { Unserved } from '../tls-faults.ts'
import { refusal, type Talk } from './talk.ts'

const PROTOCOL_41 = 0x200
const SSL = 0x800
const SECURE_CONNECTION = 0x8000

/** Number of utf8mb4_general_ci. */
const CHARACTER_SET = 45

/** Bytes between the version of the server and its capabilities: thread, first part of the salt, a filler. */
const BEFORE_CAPABILITIES = 4 + 8 + 1

/** SSLRequest: a login without a user, as packet 1. */
function sslRequest(): Buffer {
  const packet = Buffer.alloc(4 + 32)
  packet.writeUIntLE(32, 0, 3)
  packet.writeUInt8(1, 3)
  packet.writeUInt32LE(PROTOCOL_41 | SSL | SECURE_CONNECTION, 4)
  packet.writeUInt32LE(1 << 24, 8)
  packet.writeUInt8(CHARACTER_SET, 12)
  return packet
}

/** MySQL and MariaDB ("Connection Phase" of their documentation): the greeting says whether there is TLS. */
export async function startMysql(talk: Talk): Promise<void> {
  const header = await talk.readBytes(4)
  // The first packet has number 0; in the words of another protocol a letter stands there.
  if (header[3] !== 0) throw refusal(Buffer.concat([header, talk.rest()]))
  const greeting = await talk.readBytes(header.readUIntLE(0, 3))
  if (greeting[0] === 0xff) {
    const message = greeting.subarray(3).toString('latin1')
    throw refusal(message.replace(/^#.{5}/, ''))
  }
  const at = greeting.indexOf(0, 1) + 1 + BEFORE_CAPABILITIES
  if (greeting[0] !== 10 || greeting.indexOf(0, 1) < 0 || greeting.length < at + 2) throw refusal(greeting)
  if ((greeting.readUInt16LE(at) & SSL) === 0) throw new Unserved('starttls', 'it says that it has no TLS')
  talk.write(sslRequest())
}
