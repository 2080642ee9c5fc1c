import type { Socket } from 'node:net'
import type { TlsProtocol } from '../../core/ports.ts'
import { startLdap } from './ldap.ts'
import { startMysql } from './mysql.ts'
import { startPostgres } from './postgres.ts'
import { startSieve } from './sieve.ts'
import { startTalk, type Talk } from './talk.ts'
import { startFtp, startImap, startNntp, startPop3, startSmtp } from './text.ts'
import { startXmpp } from './xmpp.ts'

const STARTS: Readonly<
  Record<Exclude<TlsProtocol, 'tls'>, (talk: Talk, serverName: string) => Promise<void>>
> = {
  smtp: startSmtp,
  imap: startImap,
  pop3: startPop3,
  ftp: startFtp,
  nntp: startNntp,
  sieve: startSieve,
  xmpp: startXmpp,
  postgres: startPostgres,
  mysql: startMysql,
  ldap: startLdap,
}

/**
 * Says what a protocol wants said before TLS begins, so that the next byte on the connection is TLS. Throws an
 * Unserved: `starttls` where the server will not or says something else, `reset` where it goes away.
 */
export async function negotiate(protocol: TlsProtocol, socket: Socket, serverName: string): Promise<void> {
  if (protocol === 'tls') return
  const { talk, end } = startTalk(socket)
  await STARTS[protocol](talk, serverName)
  end()
}
