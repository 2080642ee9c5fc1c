import { DIALOGS } from './dialogs.ts'
import { closedPort } from './door.ts'
import { before, DAY } from './moments.ts'
import { type Oddity, startFlight, startOdd } from './odd-server.ts'
import { HEALTHY, high, type Scene } from './scene.ts'
import { ended, fine, mannered } from './scenes-several.ts'
import { NAME, scene } from './stage.ts'
import { chainOf } from './tls-server.ts'

const SHORT = { timeout: '2s' }

/** A server that shows no certificate: nobody may say that it is fine, nor that its certificate is bad. */
function odd(name: string, about: string, oddity: Oddity, reason: RegExp, scheme = ''): Scene {
  return scene({ name, about, expect: HEALTHY, gaps: [reason] }, async ({ keep }) => {
    const { port } = await keep(startOdd(oddity))
    return { hosts: [`${scheme}127.0.0.1:${port}`], values: SHORT }
  })
}

/** A server with a way into TLS that it does not know. */
function without(name: string, dialog: keyof typeof DIALOGS, scheme: string): Scene {
  const words = { name, about: 'a plain server', expect: HEALTHY, gaps: [/starttls|ssl|tls/i] }
  return scene(words, async ({ leaf, tls }) => {
    const { port } = await tls({ chains: [chainOf(leaf())], before: DIALOGS[dialog] })
    return { hosts: [`${scheme}127.0.0.1:${port} name=${NAME}`], values: SHORT }
  })
}

const GONE = /reset|clos|ended|hung up/i
const SILENT = /time|answer|silen|second|\bs\b/i
const NO_TLS = /http|tls|ssl/i

export const GAP_SCENES: readonly Scene[] = [
  scene({ name: 'refused', about: 'nobody listens', expect: HEALTHY, gaps: [/refus/i] }, async () => ({
    hosts: [`127.0.0.1:${await closedPort()}`],
    values: SHORT,
  })),
  odd('reset', 'at once', 'reset', GONE),
  odd('reset after the first words', 'a firewall', 'reset after hello', GONE),
  odd('closed', 'at once', 'close', GONE),
  odd('closed after the first words', 'no word of why', 'close after hello', GONE),
  odd('silent', 'a tarpit', 'silent', SILENT),
  odd('a byte every tenth of a second', 'a tarpit that talks', 'drip', SILENT),
  odd('half of the first words', 'and then silence', 'half a hello', SILENT),
  odd('plain HTTP', 'the wrong port', 'http', NO_TLS),
  odd('SSH', 'the wrong port', 'ssh', NO_TLS),
  odd('noise', 'two kilobytes of it', 'noise', NO_TLS),
  odd('an alert', 'TLS is spoken, and refused', 'alert', /alert|handshake/i),
  odd('a mail server that says nothing', 'no greeting', 'silent', SILENT, 'smtp://'),
  odd('a mail server that is a web server', 'the wrong port', 'http', /./, 'smtp://'),
  without('a mail server without STARTTLS', 'smtp-without', 'smtp://'),
  without('an IMAP server without STARTTLS', 'imap-without', 'imap://'),
  without('a PostgreSQL server without TLS', 'postgres-without', 'postgres://'),
  mannered('a mail server', 'STARTTLS', { before: DIALOGS.smtp }, HEALTHY, fine, 'smtp://'),
  mannered('a mail server, ended', 'STARTTLS', { before: DIALOGS.smtp }, [high('expired')], ended, 'smtp://'),
  mannered('an IMAP server', 'STARTTLS', { before: DIALOGS.imap }, HEALTHY, fine, 'imap://'),
  mannered('a PostgreSQL server', 'SSLRequest', { before: DIALOGS.postgres }, HEALTHY, fine, 'postgres://'),
  scene(
    {
      name: 'a host that does not exist',
      about: '.invalid never does (RFC 6761)',
      expect: HEALTHY,
      gaps: [/exist|found|resolv|address|name|dns/i],
    },
    async () => ({ hosts: ['no-such-host.invalid'], values: { timeout: '5s' } }),
  ),
  scene(
    { name: 'a certificate that is none', about: 'garbage in the handshake', expect: HEALTHY, gaps: [/./] },
    async ({ keep, leaf }) => {
      const { port } = await keep(startFlight([leaf().der, Buffer.alloc(300, 0x30)]))
      return { hosts: [`127.0.0.1:${port}`], values: SHORT }
    },
  ),
  scene(
    { name: 'no certificate at all', about: 'an empty list in the handshake', expect: HEALTHY, gaps: [/./] },
    async ({ keep }) => {
      const { port } = await keep(startFlight([]))
      return { hosts: [`127.0.0.1:${port}`], values: SHORT }
    },
  ),
  scene(
    {
      name: 'a server that knows only its own names',
      about: 'it answers no stranger',
      expect: HEALTHY,
      gaps: [/./],
    },
    async ({ leaf, intermediate, tls }) => {
      const chains = [chainOf(leaf(), intermediate)]
      const { port } = await tls({ chains, sni: { [NAME]: chains }, isSniStrict: true })
      return { hosts: [`127.0.0.1:${port} name=stranger.example.test`], values: SHORT }
    },
  ),
  scene(
    {
      name: 'one host refused, one ended',
      about: 'one never hides the other',
      expect: [high('expired')],
      gaps: [/refus/i],
    },
    async ({ now, leaf, intermediate, root, tls }) => {
      const { port } = await tls({ chains: [chainOf(leaf({ to: before(now, DAY) }), intermediate)] })
      return {
        hosts: [`127.0.0.1:${await closedPort()}`, `127.0.0.1:${port} name=${NAME} ca-file=ca.pem`],
        files: { 'ca.pem': root.pem },
      }
    },
  ),
  scene(
    {
      name: 'one host silent, one fine',
      about: 'one never hides the other',
      expect: HEALTHY,
      gaps: [SILENT],
    },
    async ({ leaf, intermediate, root, tls, keep }) => {
      const silent = await keep(startOdd('silent'))
      const { port } = await tls({ chains: [chainOf(leaf(), intermediate)] })
      return {
        hosts: [`127.0.0.1:${silent.port}`, `127.0.0.1:${port} name=${NAME} ca-file=ca.pem`],
        files: { 'ca.pem': root.pem },
        values: SHORT,
      }
    },
  ),
  scene(
    {
      name: 'one address refused, the other fine',
      about: 'half of a host is down',
      expect: HEALTHY,
      gaps: [/refus/i],
    },
    async ({ leaf, intermediate, root, tls }) => {
      const { port } = await tls({ chains: [chainOf(leaf(), intermediate)] })
      return {
        hosts: [`${NAME}:${port} ca-file=ca.pem`],
        files: { 'ca.pem': root.pem },
        resolve: {
          [NAME]: [
            { address: '127.0.0.1', family: 4 },
            { address: '127.0.0.2', family: 4 },
          ],
        },
      }
    },
  ),
  scene(
    {
      name: 'one address refused, the other ended',
      about: 'a gap and a finding of one host',
      expect: [high('expired')],
      gaps: [/refus/i],
    },
    async ({ now, leaf, intermediate, root, tls }) => {
      const { port } = await tls({ chains: [chainOf(leaf({ to: before(now, DAY) }), intermediate)] })
      return {
        hosts: [`${NAME}:${port} ca-file=ca.pem`],
        files: { 'ca.pem': root.pem },
        resolve: {
          [NAME]: [
            { address: '127.0.0.1', family: 4 },
            { address: '127.0.0.2', family: 4 },
          ],
        },
      }
    },
  ),
]
