import type { TlsProtocol } from '../../../src/core/ports.ts'

export type StarttlsProtocol = Exclude<TlsProtocol, 'tls'>

/** What a client must say, to the byte, and what it is answered then. */
export interface Exchange {
  readonly hear: Buffer
  readonly say: Buffer
}

/** A healthy conversation of one protocol, as its standard has it; TLS begins after the last answer. */
export interface Dialog {
  /** Said before anything is heard; empty where the client begins. */
  readonly greeting: Buffer
  readonly exchanges: readonly Exchange[]
}

function exchange(hear: string | Buffer, say: string | Buffer): Exchange {
  return { hear: Buffer.from(hear), say: Buffer.from(say) }
}

function dialog(greeting: string | Buffer, ...exchanges: readonly Exchange[]): Dialog {
  return { greeting: Buffer.from(greeting), exchanges }
}

function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(' ', ''), 'hex')
}

/** A packet of MySQL: its length, its number, its content. */
export function mysqlPacket(number: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([content.length & 255, content.length >> 8, 0, number]), content])
}

/** Protocol::HandshakeV10, with these lower capabilities. */
export function mysqlGreeting(capabilities: number): Buffer {
  const version = Buffer.from('5.5.5-10.11.6-MariaDB\0')
  const thread = Buffer.from('0100000041424344454647480000', 'hex').subarray(0, 13)
  const lower = Buffer.from([capabilities & 255, capabilities >> 8])
  const rest = hex('2d 0200 ff81 15 000000000000 1d000000 494a4b4c4d4e4f505152535400')
  return mysqlPacket(
    0,
    Buffer.concat([Buffer.from([10]), version, thread, lower, rest, Buffer.from('mysql_native_password\0')]),
  )
}

const XMPP_HEAD = `<?xml version='1.0'?><stream:stream to='HOST' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`
export const XMPP_STREAM = `<?xml version='1.0'?><stream:stream id='1' from='a.test' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`
export const XMPP_TLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'"

const LDAP_REQUEST =
  '30 1d 02 01 01 77 18 80 16 31 2e 33 2e 36 2e 31 2e 34 2e 31 2e 31 34 36 36 2e 32 30 30 33 37'
const LDAP_SUCCESS = '30 0c 02 01 01 78 07 0a 01 00 04 00 04 00'

/** The conversations of all protocols, with a client that wants to reach `host`. */
export function dialogsFor(host: string): Readonly<Record<StarttlsProtocol, Dialog>> {
  return {
    smtp: dialog(
      '220-a.test ESMTP\r\n220 ready\r\n',
      exchange('EHLO upkeep.invalid\r\n', '250-a.test\r\n250-SIZE 100\r\n250-STARTTLS\r\n250 HELP\r\n'),
      exchange('STARTTLS\r\n', '220 2.0.0 go ahead\r\n'),
    ),
    imap: dialog(
      '* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n',
      exchange('a1 STARTTLS\r\n', '* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK begin TLS\r\n'),
    ),
    pop3: dialog('+OK ready <1@a.test>\r\n', exchange('STLS\r\n', '+OK begin TLS\r\n')),
    ftp: dialog(
      '220-welcome\r\n  230 is a word of this text\r\n220-\r\n220 ready\r\n',
      exchange('AUTH TLS\r\n', '234 AUTH TLS ok\r\n'),
    ),
    nntp: dialog('201 no posting\r\n', exchange('STARTTLS\r\n', '382 go\r\n')),
    sieve: dialog(
      '"IMPLEMENTATION" "x"\r\n"SIEVE" {12}\r\nNO "a"\r\nBYE\r\n"STARTTLS"\r\n{7}\r\nVERSION "1.0"\r\nOK "ready"\r\n',
      exchange('STARTTLS\r\n', 'OK "begin TLS"\r\n'),
    ),
    xmpp: dialog(
      '',
      exchange(
        XMPP_HEAD.replace(" to='HOST'", host === '' ? '' : ` to='${host}'`),
        `${XMPP_STREAM}<stream:features>${XMPP_TLS}><required/></starttls></stream:features>`,
      ),
      exchange(`${XMPP_TLS}/>`, "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
    ),
    postgres: dialog('', exchange(hex('00 00 00 08 04 d2 16 2f'), 'S')),
    mysql: dialog(
      mysqlGreeting(0xffff),
      exchange(hex(`20 00 00 01 00 8a 00 00 00 00 00 01 2d ${'00'.repeat(23)}`), ''),
    ),
    ldap: dialog('', exchange(hex(LDAP_REQUEST), hex(LDAP_SUCCESS))),
  }
}
