import type { Socket } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { Door } from '../support/pki/door.ts'
import { createAuthority } from '../support/servers/certificates.ts'
import {
  dialogsFor,
  mysqlGreeting,
  mysqlPacket,
  type StarttlsProtocol,
  XMPP_STREAM,
} from '../support/servers/starttls-dialogs.ts'
import { type Fault, type StarttlsOptions, startStarttls } from '../support/servers/starttls-server.ts'
import { BLIND, createTls, type Expected, mismatch, requestTo } from './tls-world.ts'

const certified = createAuthority().issue('a.test')
const DIALOGS = dialogsFor('a.test')
const PROTOCOLS = Object.keys(DIALOGS) as StarttlsProtocol[]

const doors: Door[] = []
afterEach(async () => {
  await Promise.all(doors.splice(0).map((door) => door.close()))
})

async function started(options: Omit<StarttlsOptions, 'certified'>) {
  const server = await startStarttls({ ...options, certified })
  doors.push(server)
  return server
}

/** One condition of a server, and what must be said of it. */
interface Case {
  readonly name: string
  readonly protocol: StarttlsProtocol
  readonly options?: Partial<StarttlsOptions>
  readonly expected: Expected
  /** Milliseconds; plenty by default. */
  readonly deadline?: number
  readonly connections?: number
}

const SERVED: Expected = { served: true }

const healthy: readonly Case[] = PROTOCOLS.flatMap((protocol) => [
  { name: 'answers at once', protocol, expected: SERVED, connections: 1 },
  { name: 'answers byte by byte', protocol, expected: SERVED, options: { pace: 'bytes' } as const },
  { name: 'answers at ::1', protocol, expected: SERVED, options: { host: '::1' } },
])

/** Where in its dialog a server says something by itself. */
function placesOf(protocol: StarttlsProtocol): readonly number[] {
  const { greeting, exchanges } = DIALOGS[protocol]
  const said = [greeting, ...exchanges.map(({ say }) => say)]
  return [...said.keys()].filter((at) => said[at]?.length !== 0)
}

function at(place: number, act: Fault['act']): Partial<StarttlsOptions> {
  return { fault: { at: place, act } }
}

/** Whatever the protocol takes for the beginning of more to come. */
function flood(protocol: StarttlsProtocol, socket: Socket): void {
  const starts: Partial<Record<StarttlsProtocol, string>> = {
    mysql: '\xff\xff\xff\x00',
    ldap: '\x30\x84\x00\xff\xff\xff',
    postgres: 'E\x00\xff\xff\xff',
  }
  socket.write(starts[protocol] ?? '250-', 'latin1')
  const write = () => {
    while (!socket.destroyed && socket.write(Buffer.alloc(16_384, 'x')));
  }
  socket.on('drain', write)
  write()
}

const broken: readonly Case[] = PROTOCOLS.flatMap((protocol) =>
  placesOf(protocol).flatMap((place) => [
    {
      name: `falls silent at ${place}`,
      protocol,
      options: at(place, () => undefined),
      expected: { fault: 'timeout', reason: `it takes the connection and does not answer ${protocol}` },
      deadline: 300,
      connections: 3,
    } as const,
    {
      name: `falls silent in the middle of ${place}`,
      protocol,
      options: at(place, (socket, said) => void socket.write(said.subarray(0, said.length - 1))),
      // Of an answer of one byte there is no half.
      expected: { fault: 'timeout', reason: `it takes the connection and does not answer ${protocol}` },
      deadline: 300,
    } as const,
    {
      name: `goes away at ${place}`,
      protocol,
      options: at(place, (socket) => void socket.end()),
      expected: { fault: 'reset', reason: 'it closes the connection before it shows a certificate' },
      connections: 3,
    } as const,
    {
      name: `is cut off at ${place}`,
      protocol,
      options: at(place, (socket) => void socket.resetAndDestroy()),
      expected: { fault: 'reset', reason: 'it closes the connection before it shows a certificate' },
      connections: 3,
    } as const,
    {
      name: `floods at ${place}`,
      protocol,
      options: at(place, (socket) => flood(protocol, socket)),
      expected: {
        fault: 'starttls',
        // Databases say beforehand how much it will be.
        reason: protocol === 'postgres' ? 'it gives no answer that can be read' : /more than 65536 bytes/,
      },
      connections: 1,
    } as const,
    {
      name: `says something else at ${place}`,
      protocol,
      options: at(
        place,
        (socket) =>
          void socket.end(`HTTP/1.1 400 Bad Request\r\n\r\n</stream:stream>${'\r\n'.repeat(200_000)}`),
      ),
      expected: { fault: 'starttls', reason: /^it (answers "|gives no answer|says more than)/ },
      connections: 1,
    } as const,
  ]),
)

/** The last place where a server speaks in clear. */
function lastOf(protocol: StarttlsProtocol): number {
  return placesOf(protocol).at(-1) ?? 0
}

const INJECTED: Expected = {
  fault: 'starttls',
  reason: 'it says more in clear after it has agreed to begin TLS',
}

const injections: readonly Case[] = PROTOCOLS.flatMap((protocol) =>
  ['250 ok\r\n', '\n', '\0'].map((extra) => ({
    name: `says ${JSON.stringify(extra)} with its last words`,
    protocol,
    options: at(
      lastOf(protocol),
      (socket, said) => void socket.write(Buffer.concat([said, Buffer.from(extra)])),
    ),
    expected: INJECTED,
    connections: 1,
  })),
)

function refusing(protocol: StarttlsProtocol, place: number, say: string | Buffer, reason: string): Case {
  const name = `says ${JSON.stringify(quoteOf(say))} at ${place}`
  const options = at(place, (socket) => void socket.write(say))
  return { name, protocol, options, expected: { fault: 'starttls', reason }, connections: 1 }
}

function quoteOf(say: string | Buffer): string {
  return Buffer.from(say).toString('latin1').slice(-50)
}

const NO_TLS = 'it says that it has no TLS'
const UNREADABLE = 'it gives no answer that can be read'

const refusals: readonly Case[] = [
  refusing('smtp', 0, '554 5.7.1 go away\r\n', 'it answers "554 5.7.1 go away"'),
  refusing('smtp', 0, '554-go\r\n554 away\r\n', 'it answers "554 away"'),
  refusing('smtp', 0, '421 busy\r\n', 'it answers "421 busy"'),
  refusing('smtp', 0, 'SSH-2.0-OpenSSH_9.2\r\n', 'it answers "SSH-2.0-OpenSSH_9.2"'),
  refusing('smtp', 1, '502 what?\r\n', 'it answers "502 what?" to EHLO upkeep.invalid'),
  refusing('smtp', 2, '454 4.7.0 not now\r\n', 'it answers "454 4.7.0 not now" to STARTTLS'),
  refusing('smtp', 2, '250 ok\r\n', 'it answers "250 ok" to STARTTLS'),
  refusing('smtp', 2, '2200 ok\r\n', 'it answers "2200 ok" to STARTTLS'),
  refusing(
    'smtp',
    2,
    `500 ${'é\x1b[31m\u202e'.repeat(40)}\r\n`,
    `it answers "500${' [31m'.repeat(11)} [" to STARTTLS`,
  ),
  refusing('postgres', 1, 'no such thing\r\n', 'it answers "no such thing"'),
  refusing('mysql', 0, 'SSH-2.0-OpenSSH_9.2\r\n', 'it answers "SSH-2.0-OpenSSH_9.2"'),
  refusing('mysql', 0, '220 mail ESMTP\r\n', 'it answers "220 mail ESMTP"'),
  refusing('ldap', 1, '-ERR what?\r\n', 'it answers "-ERR what?"'),
  refusing('imap', 0, '* PREAUTH welcome\r\n', 'it answers "* PREAUTH welcome"'),
  refusing('imap', 0, '* BYE\r\n', 'it answers "* BYE"'),
  refusing('imap', 0, '220 mail ESMTP\r\n', 'it answers "220 mail ESMTP"'),
  refusing('imap', 1, 'a1 NO not here\r\n', 'it answers "a1 NO not here" to STARTTLS'),
  refusing('imap', 1, 'a1 BAD what?\r\n', 'it answers "a1 BAD what?" to STARTTLS'),
  refusing('imap', 1, '* BYE shutting down\r\n', 'it answers "* BYE shutting down" to STARTTLS'),
  refusing('imap', 1, 'a2 OK\r\n', 'it answers "a2 OK" to STARTTLS'),
  refusing('pop3', 0, '-ERR busy\r\n', 'it answers "-ERR busy"'),
  refusing('pop3', 1, '-ERR unknown command\r\n', 'it answers "-ERR unknown command" to STLS'),
  refusing('pop3', 1, '+OKAY\r\n', 'it answers "+OKAY" to STLS'),
  refusing('ftp', 0, '421 too many users\r\n', 'it answers "421 too many users"'),
  refusing('ftp', 1, '530 log in first\r\n', 'it answers "530 log in first" to AUTH TLS'),
  refusing('ftp', 1, '334 go on\r\n', 'it answers "334 go on" to AUTH TLS'),
  refusing('nntp', 0, '502 no permission\r\n', 'it answers "502 no permission"'),
  refusing('nntp', 1, '580 cannot\r\n', 'it answers "580 cannot" to STARTTLS'),
  refusing('nntp', 1, '483 no\r\n', 'it answers "483 no" to STARTTLS'),
  refusing('sieve', 0, 'BYE "busy"\r\n', 'it answers "BYE "busy""'),
  refusing('sieve', 0, '"SIEVE" "x"\r\nNO\r\n', 'it answers "NO"'),
  refusing('sieve', 1, 'NO "TLS is off"\r\n', 'it answers "NO "TLS is off"" to STARTTLS'),
  refusing('sieve', 1, 'NO {6}\r\nOK "a"\r\n', 'it answers "NO """ to STARTTLS'),
  refusing('xmpp', 1, `${XMPP_STREAM}<stream:features><bind/></stream:features>`, 'it offers no STARTTLS'),
  refusing('xmpp', 1, `${XMPP_STREAM}<stream:features/>`, 'it offers no STARTTLS'),
  refusing(
    'xmpp',
    1,
    `${XMPP_STREAM}<stream:error><host-unknown/></stream:error></stream:stream>`,
    'it answers "host-unknown"',
  ),
  refusing('xmpp', 1, `${XMPP_STREAM}</stream:stream>`, 'it answers "</stream:stream>"'),
  refusing('xmpp', 2, '<failure/>', 'it answers "<failure/>" to STARTTLS'),
  refusing(
    'xmpp',
    2,
    '<failure xmlns="x"/></stream:stream>',
    'it answers "<failure xmlns="x"/>" to STARTTLS',
  ),
  refusing('xmpp', 2, '<error> <reset/></error>', 'it answers "reset" to STARTTLS'),
  refusing('xmpp', 2, '</stream:stream>', 'it answers "</stream:stream>" to STARTTLS'),
  refusing('postgres', 1, 'N', NO_TLS),
  refusing('postgres', 1, 'H', 'it answers "H"'),
  refusing(
    'postgres',
    1,
    Buffer.from('E\0\0\0\x25SFATAL\0C53300\0Mtoo many clients\0\0', 'latin1'),
    'it answers "too many clients"',
  ),
  refusing('postgres', 1, Buffer.from('E\0\0\0\x02', 'latin1'), UNREADABLE),
  refusing('postgres', 1, Buffer.from('E\xff\xff\xff\xff', 'latin1'), UNREADABLE),
  refusing('mysql', 0, mysqlGreeting(0xf7ff), NO_TLS),
  refusing(
    'mysql',
    0,
    mysqlPacket(0, Buffer.from("\xffi\x04Host '1.2.3.4' is blocked", 'latin1')),
    `it answers "Host '1.2.3.4' is blocked"`,
  ),
  refusing(
    'mysql',
    0,
    mysqlPacket(0, Buffer.from('\xff\x10\x04#08004Too many connections', 'latin1')),
    'it answers "Too many connections"',
  ),
  refusing('mysql', 0, mysqlPacket(0, Buffer.from([9, 49, 0, 1, 2, 3])), 'it answers "1"'),
  refusing('mysql', 0, mysqlPacket(0, Buffer.alloc(0)), UNREADABLE),
  refusing('mysql', 0, mysqlPacket(0, Buffer.from('\n5.5.5\0short')), 'it answers "5.5.5 short"'),
  refusing('mysql', 0, mysqlPacket(0, Buffer.alloc(80, '\n1')), `it answers "${'1 '.repeat(30).trim()}"`),
  refusing(
    'ldap',
    1,
    Buffer.from('300c02010178070a010204000400', 'hex'),
    'it answers protocolError to StartTLS',
  ),
  refusing(
    'ldap',
    1,
    Buffer.from('300c02010178070a013404000400', 'hex'),
    'it answers unavailable to StartTLS',
  ),
  refusing(
    'ldap',
    1,
    Buffer.from('300c02010178070a017b04000400', 'hex'),
    'it answers result 123 to StartTLS',
  ),
  refusing('ldap', 1, Buffer.from('300c02010161070a010004000400', 'hex'), UNREADABLE),
  refusing('ldap', 1, Buffer.from('3005020101780a', 'hex'), UNREADABLE),
  refusing('ldap', 1, Buffer.from('3000', 'hex'), UNREADABLE),
  refusing('ldap', 1, Buffer.from('3080', 'hex'), UNREADABLE),
  refusing('ldap', 1, Buffer.from('3088ffffffffffffffff', 'hex'), UNREADABLE),
]

function saying(protocol: StarttlsProtocol, place: number, name: string, say: string | Buffer): Case {
  const dialog = DIALOGS[protocol]
  const exchanges = dialog.exchanges.map((one, index) =>
    index + 1 === place ? { ...one, say: Buffer.from(say) } : one,
  )
  const greeting = place === 0 ? Buffer.from(say) : dialog.greeting
  return { name, protocol, options: { dialog: { greeting, exchanges } }, expected: SERVED }
}

/** Other ways to say the same, which are as right. */
const variants: readonly Case[] = [
  saying('smtp', 0, 'greets in one line', '220 a\r\n'),
  saying('smtp', 0, 'greets without a word', '220\r\n'),
  saying('smtp', 0, 'ends lines without a return', '220-a\n220 b\n'),
  saying('smtp', 1, 'announces nothing', '250 a.test\r\n'),
  saying('imap', 0, 'greets in small letters', '* ok\r\n'),
  saying('imap', 1, 'answers at once', 'a1 OK\r\n'),
  saying('imap', 1, 'answers after all kinds of things', '* 3 EXISTS\r\n* OK x\r\n* BYELAW\r\na1 ok\r\n'),
  saying('pop3', 0, 'greets without a word', '+OK\r\n'),
  saying('ftp', 0, 'greets in one line', '220 a\r\n'),
  saying('nntp', 0, 'allows to post', '200 hello\r\n'),
  saying('sieve', 1, 'answers without a word', 'ok\r\n'),
  saying('sieve', 1, 'answers with a literal', 'OK {9+}\r\nBYE\r\nNO x\r\n'),
  saying(
    'xmpp',
    1,
    'has another prefix',
    `<?xml version="1.0"?><s:stream xmlns:s="x"><s:features ><starttls xmlns="y"></starttls></s:features >`,
  ),
  saying('xmpp', 2, 'proceeds with two tags', '<proceed xmlns="x"></proceed>'),
  saying(
    'ldap',
    1,
    'writes lengths in full',
    Buffer.from('308400000010020101788400000007 0a010004000400'.replace(' ', ''), 'hex'),
  ),
  saying(
    'ldap',
    1,
    'has an answer with a name',
    Buffer.from(
      '302402010178 1f0a010004000400 8a16312e332e362e312e342e312e313436362e3230303337'.replaceAll(' ', ''),
      'hex',
    ),
  ),
]

const CASES = [...healthy, ...broken, ...injections, ...refusals, ...variants]

/** What one byte less leaves of an answer of one byte is silence, which stands in the table already. */
const cases = CASES.filter(({ name, protocol }) => protocol !== 'postgres' || !name.includes('middle'))

describe.each(PROTOCOLS)('%s', (wanted) => {
  test.each(cases.filter(({ protocol }) => protocol === wanted).map((one) => [one.name, one] as const))(
    'a server that %s',
    async (_name, { protocol, options = {}, expected, deadline = 10_000, connections }) => {
      const server = await started({ dialog: DIALOGS[protocol], ...options })
      const isSix = options.host === '::1'
      const where = isSix ? ({ address: '::1', family: 6 } as const) : {}
      const answer = await createTls().look(requestTo(server.port, { protocol, deadline, ...where }))
      expect(mismatch(answer, expected)).toBe('')
      if (connections !== undefined) expect(server.connections()).toBe(connections)
    },
  )
})

test('clients that look at nothing fail the table of every protocol', () => {
  for (const answer of BLIND)
    for (const protocol of PROTOCOLS) {
      const own = cases.filter((one) => one.protocol === protocol)
      expect(own.some(({ expected }) => mismatch(answer, expected) !== '')).toBe(true)
    }
})

test.each(['', '192.0.2.1', '::1'])('xmpp names no server where it has no name: "%s"', async (serverName) => {
  const server = await started({ dialog: dialogsFor('').xmpp })
  const answer = await createTls().look(requestTo(server.port, { protocol: 'xmpp', serverName }))
  expect(mismatch(answer, SERVED)).toBe('')
})

test('xmpp escapes a name that would end its attribute', async () => {
  const server = await started({ dialog: dialogsFor('a&#39;&#62;&#38;b').xmpp })
  const answer = await createTls().look(requestTo(server.port, { protocol: 'xmpp', serverName: "a'>&b" }))
  expect(mismatch(answer, SERVED)).toBe('')
})

test('a server that agrees and then speaks no TLS is told apart from one that refuses', async () => {
  const { greeting, exchanges } = DIALOGS.pop3
  const server = await started({
    dialog: { greeting, exchanges },
    fault: {
      at: 1,
      act: (socket, said) => {
        socket.once('data', () => socket.end('-ERR what is this?\r\n'))
        socket.write(said)
      },
    },
  })
  const answer = await createTls().look(requestTo(server.port, { protocol: 'pop3' }))
  expect(answer).toEqual({
    kind: 'unserved',
    fault: 'not-tls',
    reason: 'it answers "-ERR what is this?" and not TLS',
  })
})
