import type { MintRequest } from './mint.ts'
import { after, before, DAY } from './moments.ts'
import { type Expected, HEALTHY, high, info, moderate, type Play, type Scene } from './scene.ts'
import { NAME, type Stage, scene } from './stage.ts'
import { type Chain, chainOf, type TlsServerRequest } from './tls-server.ts'

const EXPIRED = [high('expired')]

type Odd = (now: Date) => Partial<MintRequest>

const fine: Odd = () => ({})
const ended: Odd = (now) => ({ to: before(now, DAY) })
const ending: Odd = (now) => ({ to: after(now, 12 * DAY), from: before(now, 78 * DAY) })
const critical: Odd = (now) => ({ to: after(now, 2 * DAY), from: before(now, 88 * DAY) })
const elsewhere: Odd = () => ({ dns: ['other.example.test'] })

function usual({ root }: Stage, port: number): Play {
  return {
    hosts: [`127.0.0.1:${port} name=${NAME} ca-file=ca.pem`],
    files: { 'ca.pem': root.pem },
  }
}

/** A server with an RSA and an ECDSA certificate. */
function both(name: string, about: string, expect: readonly Expected[], rsa: Odd, ecdsa: Odd): Scene {
  return scene({ name, about, expect }, async (stage) => {
    const { now, leaf, intermediate, tls } = stage
    const chains = [
      chainOf(leaf({ key: 'rsa-2048', ...rsa(now) }), intermediate),
      chainOf(leaf({ key: 'ec-p256', ...ecdsa(now) }), intermediate),
    ]
    return usual(stage, (await tls({ chains })).port)
  })
}

/** A host with two addresses, each with its certificate. */
function twoAddresses(
  [name, about, second]: readonly [name: string, about: string, second: '127.0.0.2' | '::1'],
  expect: readonly Expected[],
  here: Odd,
  there: Odd,
): Scene {
  const isV6 = second === '::1'
  return scene({ name, about, expect, needsV6: isV6 }, async (stage) => {
    const { now, leaf, intermediate, root, tls } = stage
    const of = (odd: Odd): readonly Chain[] => [chainOf(leaf(odd(now)), intermediate)]
    const hosts = ['127.0.0.1', second]
    const { port } = await tls({ chains: of(here), hosts, chainsAt: { [second]: of(there) } })
    return {
      hosts: [`${NAME}:${port} ca-file=ca.pem`],
      files: { 'ca.pem': root.pem },
      resolve: {
        [NAME]: [
          { address: '127.0.0.1', family: 4 },
          { address: second, family: isV6 ? 6 : 4 },
        ],
      },
    }
  })
}

/** A server that wants to know who comes. */
function mutual(
  name: string,
  about: string,
  expect: readonly Expected[],
  version: 'TLSv1.2' | 'TLSv1.3',
  odd: Odd = fine,
): Scene {
  return scene({ name, about, expect }, async (stage) => {
    const { now, leaf, intermediate, authority, tls } = stage
    const clientAuthority = authority({ subject: 'Client CA' }).pem
    const chains = [chainOf(leaf(odd(now)), intermediate)]
    const { port } = await tls({ chains, clientAuthority, minVersion: version, maxVersion: version })
    return usual(stage, port)
  })
}

/** The same, and a client that says who it is. */
function introduced(name: string, about: string, expect: readonly Expected[], isSecret: boolean): Scene {
  return scene({ name, about, expect }, async (stage) => {
    const { leaf, intermediate, authority, root, tls } = stage
    const by = authority({ subject: 'Client CA' })
    const client = leaf({ subject: 'upkeep', dns: [], by, purposes: ['clientAuth'] })
    const chains = [chainOf(leaf(), intermediate)]
    const { port } = await tls({ chains, clientAuthority: by.pem, maxVersion: 'TLSv1.2' })
    const [certificate, key] = isSecret ? ['env:CERT', 'env:KEY'] : ['client.pem', 'client.key']
    return {
      hosts: [
        `127.0.0.1:${port} name=${NAME} ca-file=ca.pem client-certificate=${certificate} client-key=${key}`,
      ],
      files: {
        'ca.pem': root.pem,
        ...(isSecret ? {} : { 'client.pem': client.pem, 'client.key': client.keyPem }),
      },
      ...(isSecret ? { secrets: { CERT: client.pem, KEY: client.keyPem } } : {}),
    }
  })
}

/** A good certificate on a server with manners of its own. */
function mannered(
  name: string,
  about: string,
  server: Partial<TlsServerRequest>,
  expect: readonly Expected[] = HEALTHY,
  odd: Odd = fine,
  scheme = '',
): Scene {
  return scene({ name, about, expect }, async (stage) => {
    const { now, leaf, intermediate, tls } = stage
    const { port } = await tls({ chains: [chainOf(leaf(odd(now)), intermediate)], ...server })
    const play = usual(stage, port)
    return { ...play, hosts: play.hosts.map((host) => `${scheme}${host}`) }
  })
}

export const SEVERAL_SCENES: readonly Scene[] = [
  both('RSA and ECDSA', 'both are fine', HEALTHY, fine, fine),
  both('RSA and ECDSA: ECDSA has ended', 'RSA is fine', EXPIRED, fine, ended),
  both('RSA and ECDSA: RSA has ended', 'ECDSA is fine', EXPIRED, ended, fine),
  both('RSA and ECDSA: RSA ends soon', 'ECDSA is fine', [moderate('expiring')], ending, fine),
  both('RSA and ECDSA: both end soon', 'told once, as the worse', [high('expiring')], ending, critical),
  both(
    'RSA and ECDSA: ended, for another name',
    'both are told',
    [high('expired'), high('name')],
    ended,
    elsewhere,
  ),
  scene(
    { name: 'RSA and ECDSA of two authorities', about: 'each with its own intermediate', expect: HEALTHY },
    async (stage) => {
      const { root, authority, leaf, intermediate, tls } = stage
      const by = authority({ subject: 'Intermediate R', by: root, key: 'rsa-2048' })
      const chains = [chainOf(leaf({ key: 'rsa-2048', by }), by), chainOf(leaf(), intermediate)]
      return usual(stage, (await tls({ chains })).port)
    },
  ),
  scene(
    { name: 'RSA with the root, ECDSA without', about: 'each chain is its own', expect: [info('unneeded')] },
    async (stage) => {
      const { root, leaf, intermediate, tls } = stage
      const chains = [chainOf(leaf({ key: 'rsa-2048' }), intermediate, root), chainOf(leaf(), intermediate)]
      return usual(stage, (await tls({ chains })).port)
    },
  ),
  twoAddresses(['two addresses', 'both are fine', '127.0.0.2'], HEALTHY, fine, fine),
  twoAddresses(['two addresses, the second ended', 'a forgotten node', '127.0.0.2'], EXPIRED, fine, ended),
  twoAddresses(['two addresses, the first ended', 'a forgotten node', '127.0.0.2'], EXPIRED, ended, fine),
  twoAddresses(['two addresses, both ended', 'told once', '127.0.0.2'], EXPIRED, ended, ended),
  twoAddresses(
    ['two addresses, different faults', 'both are told', '127.0.0.2'],
    [high('expired'), high('name')],
    ended,
    elsewhere,
  ),
  twoAddresses(['IPv4 and IPv6', 'both are fine', '::1'], HEALTHY, fine, fine),
  twoAddresses(['IPv4 and IPv6, IPv6 ended', 'nobody looks there', '::1'], EXPIRED, fine, ended),
  twoAddresses(
    ['IPv4 and IPv6, IPv6 for another name', 'nobody looks there', '::1'],
    [high('name')],
    fine,
    elsewhere,
  ),

  mutual("a client's certificate is demanded, TLS 1.2", 'shown before it is refused', HEALTHY, 'TLSv1.2'),
  mutual("a client's certificate is demanded, TLS 1.3", 'shown before it is refused', HEALTHY, 'TLSv1.3'),
  mutual('demanded in TLS 1.2, and ended', 'that is told all the same', EXPIRED, 'TLSv1.2', ended),
  mutual('demanded in TLS 1.3, and ended', 'that is told all the same', EXPIRED, 'TLSv1.3', ended),
  introduced("a client's certificate in a file", 'accepted', HEALTHY, false),
  introduced("a client's certificate in the environment", 'accepted', HEALTHY, true),

  mannered('slow to shake hands', 'a second and a half', { delay: 1500 }),
  mannered('two connections are reset, the third is served', 'that passes by itself', { resets: 2 }),
  mannered('reset, then ended', 'the verdict stands', { resets: 1 }, EXPIRED, ended),
  mannered(
    'no forward secrecy',
    'RSA key exchange alone',
    { ciphers: 'AES128-SHA256:@SECLEVEL=0', maxVersion: 'TLSv1.2' },
    HEALTHY,
    () => ({
      key: 'rsa-2048',
      keyUsage: ['digitalSignature', 'keyEncipherment'],
    }),
  ),
]

export { ended, fine, mannered }
