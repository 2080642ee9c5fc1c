import { Unserved } from '../tls-faults.ts'
import { refusal, type Talk } from './talk.ts'

/** SSLRequest: its length, and the number that stands for it. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])

/** Bytes of an error message that are read. */
const MOST = 2000

/** PostgreSQL ("Message Flow: SSL Session Encryption" of its documentation): one byte says yes or no. */
export async function startPostgres(talk: Talk): Promise<void> {
  talk.write(SSL_REQUEST)
  const answer = (await talk.readBytes(1)).toString('latin1')
  if (answer === 'S') return
  if (answer === 'N') throw new Unserved('starttls', 'it says that it has no TLS')
  if (answer !== 'E') throw refusal(answer + talk.rest().toString('latin1'))
  const length = (await talk.readBytes(4)).readUInt32BE() - 4
  if (length < 0 || length > MOST) throw refusal('')
  const fields = (await talk.readBytes(length)).toString('latin1').split('\0')
  throw refusal(fields.find((field) => field.startsWith('M'))?.slice(1) ?? '')
}
