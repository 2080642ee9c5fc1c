import { X509Certificate } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import type { TlsAnswer } from '../../src/core/ports.ts'
import { createAuthority } from '../support/servers/certificates.ts'
import {
  obstacle,
  PROGRAMS,
  type Program,
  type RealServer,
  startProgram,
} from '../support/servers/starttls-real.ts'
import { createTls, requestTo } from './tls-world.ts'

const authority = createAuthority()
const leaf = authority.issue('a.test')
const certified = { cert: leaf.cert + authority.cert, key: leaf.key }

/** Asks until it is up; some take connections a moment before they know what they have. */
async function lookWhenUp(
  { protocol }: Program,
  { port, output }: RealServer,
  isSecure: boolean,
): Promise<TlsAnswer> {
  const authorities = [new X509Certificate(authority.cert).raw]
  for (const end = Date.now() + 60_000; ; ) {
    const answer = await createTls().look(requestTo(port, { protocol, authorities }))
    const isEarly = answer.kind === 'unserved' && (isSecure || answer.fault !== 'starttls')
    if (!isEarly) return answer
    if (Date.now() > end) throw new Error(`${answer.reason}: ${output()}`)
    await new Promise((done) => setTimeout(done, 50))
  }
}

async function lookAt(program: Program, isSecure: boolean): Promise<TlsAnswer> {
  const server = await startProgram(program, certified, isSecure)
  try {
    return await lookWhenUp(program, server, isSecure)
  } finally {
    await server.close()
  }
}

/** What each says where it has no TLS. */
const REFUSALS: Readonly<Record<string, RegExp>> = {
  postgres: /^it says that it has no TLS$/,
  mysql: /^it says that it has no TLS$/,
  smtp: /^it answers "50\d .*" to STARTTLS$/,
  imap: /^it answers "a1 BAD .*" to STARTTLS$/,
  pop3: /^it answers "-ERR .*" to STLS$/,
  sieve: /^it answers "NO .*" to STARTTLS$/,
  ftp: /^it answers "5\d\d .*" to AUTH TLS$/,
  xmpp: /^it offers no STARTTLS$/,
  ldap: /^it answers \w+ to StartTLS$/,
}

describe.each(PROGRAMS.map((program) => [program.protocol, program.name, program] as const))(
  '%s: %s',
  (protocol, name, program) => {
    const reason = obstacle(program)
    if (reason !== undefined) {
      console.log(`${protocol} is not tried with ${name}: ${reason}`)
      test.skip(`is not tried: ${reason}`, () => undefined)
      return
    }

    test('shows its certificates', async () => {
      const answer = await lookAt(program, true)
      expect(answer).toMatchObject({ kind: 'served', version: 'TLSv1.3', complaint: '' })
      const chain = answer.kind === 'served' ? answer.chain : []
      expect(chain.map((der) => new X509Certificate(der).toString()).join('')).toBe(certified.cert)
    })

    test('or says that it has none', async () => {
      expect(await lookAt(program, false)).toEqual({
        kind: 'unserved',
        fault: 'starttls',
        reason: expect.stringMatching(REFUSALS[protocol] ?? /^$/),
      })
    })
  },
)
