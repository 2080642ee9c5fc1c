import type { MintRequest } from './mint.ts'
import { type Expected, HEALTHY, high, type Scene } from './scene.ts'
import { type Setting, served } from './served.ts'
import { scene } from './stage.ts'
import { chainOf } from './tls-server.ts'

const WRONG = [high('name')]

/** A certificate for some names, looked at by a name. */
function named(
  name: string,
  about: string,
  expect: readonly Expected[],
  typed: string | undefined,
  request: Partial<MintRequest>,
  setting: Setting = {},
): Scene {
  const rest = typed === undefined ? 'ca-file=ca.pem' : `name=${typed} ca-file=ca.pem`
  return served(
    name,
    about,
    expect,
    ({ leaf, intermediate }) => [leaf({ dns: [], ...request }), intermediate],
    {
      typed: rest,
      ...setting,
    },
  )
}

const MANY = Array.from({ length: 2000 }, (_, index) => `host-${index}.example.test`)

export const NAME_SCENES: readonly Scene[] = [
  named('one of many names', '2,001 of them', HEALTHY, 'last.example.test', {
    dns: [...MANY, 'last.example.test'],
  }),
  named('none of many names', '2,000 of them', WRONG, 'last.example.test', { dns: MANY }),
  named('another name', 'a default virtual host', WRONG, 'www.example.test', {
    dns: ['default.example.test'],
  }),
  named('a common name alone', 'CN does not count', WRONG, 'www.example.test', {
    subject: 'www.example.test',
  }),
  named('the right common name, another SAN', 'CN does not count', WRONG, 'www.example.test', {
    subject: 'www.example.test',
    dns: ['api.example.test'],
  }),
  named('another common name, the right SAN', 'CN does not count', HEALTHY, 'www.example.test', {
    subject: 'api.example.test',
    dns: ['www.example.test'],
  }),
  named('no subject at all', 'SAN is enough', HEALTHY, 'www.example.test', {
    subject: [],
    dns: ['www.example.test'],
  }),
  named('a wildcard', 'for one label', HEALTHY, 'www.example.test', { dns: ['*.example.test'] }),
  named('a wildcard and a deeper name', 'one label, not two', WRONG, 'a.b.example.test', {
    dns: ['*.example.test'],
  }),
  named('a wildcard and the domain itself', 'one label, not none', WRONG, 'example.test', {
    dns: ['*.example.test'],
  }),
  named('a wildcard and the domain, both named', 'the usual pair', HEALTHY, 'example.test', {
    dns: ['*.example.test', 'example.test'],
  }),
  named('a part of a label as wildcard', 'RFC 9525: whole labels', WRONG, 'www.example.test', {
    dns: ['w*.example.test'],
  }),
  named('a wildcard in the middle', 'RFC 9525: the first label', WRONG, 'a.www.example.test', {
    dns: ['a.*.example.test'],
  }),
  named('a wildcard for a whole top-level domain', 'nobody accepts it', WRONG, 'example.test', {
    dns: ['*.test'],
  }),
  named('another letter case', 'names have none', HEALTHY, 'WWW.Example.Test', { dns: ['www.EXAMPLE.test'] }),
  named('a final dot', 'the same name', HEALTHY, 'www.example.test.', { dns: ['www.example.test'] }),
  named('letters that are not ASCII', 'by their A-label', HEALTHY, 'bücher.example.test', {
    dns: ['xn--bcher-kva.example.test'],
  }),
  named('a NUL in a name', 'everything after it counts too', WRONG, 'www.example.test', {
    dns: ['www.example.test\0.evil.test'],
  }),
  named('a name that begins with ours', 'suffixes count', WRONG, 'www.example.test', {
    dns: ['www.example.test.evil.test'],
  }),
  named('an IP address', 'as iPAddress', HEALTHY, undefined, { ip: ['127.0.0.1'] }),
  named('an IP address as a DNS name', 'needs iPAddress', WRONG, undefined, { dns: ['127.0.0.1'] }),
  named('an IP address as the common name', 'needs iPAddress', WRONG, undefined, {
    subject: '127.0.0.1',
    dns: ['www.example.test'],
  }),
  named('another IP address', '127.0.0.2', WRONG, undefined, { ip: ['127.0.0.2'] }),
  named('an IP address below a wildcard', 'wildcards are for names', WRONG, undefined, { dns: ['*.0.0.1'] }),
  named('names and addresses', 'looked at by name', HEALTHY, 'www.example.test', {
    dns: ['www.example.test'],
    ip: ['192.0.2.1', '2001:db8::1'],
  }),
  scene(
    { name: 'an IPv6 address', about: 'as iPAddress', expect: HEALTHY, needsV6: true },
    async ({ leaf, intermediate, root, tls }) => {
      const chain = chainOf(leaf({ dns: [], ip: ['::1'] }), intermediate)
      const { port } = await tls({ chains: [chain], hosts: ['::1'] })
      return { hosts: [`[::1]:${port} ca-file=ca.pem`], files: { 'ca.pem': root.pem } }
    },
  ),
  scene(
    { name: 'another IPv6 address', about: '2001:db8::1', expect: WRONG, needsV6: true },
    async ({ leaf, intermediate, root, tls }) => {
      const chain = chainOf(leaf({ dns: [], ip: ['2001:db8::1'] }), intermediate)
      const { port } = await tls({ chains: [chain], hosts: ['::1'] })
      return { hosts: [`[::1]:${port} ca-file=ca.pem`], files: { 'ca.pem': root.pem } }
    },
  ),
  scene(
    { name: 'virtual hosts', about: 'SNI chooses; each is looked at', expect: HEALTHY },
    async ({ leaf, intermediate, root, tls }) => {
      const of = (dns: string) => [chainOf(leaf({ dns: [dns] }), intermediate)]
      const sni = { 'a.example.test': of('a.example.test'), 'b.example.test': of('b.example.test') }
      const { port } = await tls({ chains: of('default.example.test'), sni })
      return {
        hosts: [`127.0.0.1:${port} name=a.example.test`, `127.0.0.1:${port} name=b.example.test`],
        values: { 'ca-file': 'ca.pem' },
        files: { 'ca.pem': root.pem },
      }
    },
  ),
  scene(
    { name: 'a virtual host that nobody set up', about: 'the default one answers', expect: WRONG },
    async ({ leaf, intermediate, root, tls }) => {
      const of = (dns: string) => [chainOf(leaf({ dns: [dns] }), intermediate)]
      const { port } = await tls({
        chains: of('default.example.test'),
        sni: { 'a.example.test': of('a.example.test') },
      })
      return {
        hosts: [`127.0.0.1:${port} name=a.example.test`, `127.0.0.1:${port} name=c.example.test`],
        values: { 'ca-file': 'ca.pem' },
        files: { 'ca.pem': root.pem },
      }
    },
  ),
  scene(
    { name: 'a server that needs SNI', about: 'and gets it', expect: HEALTHY },
    async ({ leaf, intermediate, root, tls }) => {
      const chains = [chainOf(leaf(), intermediate)]
      const { port } = await tls({ chains, sni: { 'www.example.test': chains }, isSniStrict: true })
      return {
        hosts: [`127.0.0.1:${port} name=www.example.test ca-file=ca.pem`],
        files: { 'ca.pem': root.pem },
      }
    },
  ),
]
