import { type MintRequest, mint } from './mint.ts'
import { after, before, DAY } from './moments.ts'
import { type Expected, HEALTHY, high, info, type Scene } from './scene.ts'
import { type Setting, served } from './served.ts'
import { NAME } from './stage.ts'

const WEAK = [high('weak')]
const SIGNATURE = [high('signature')]
const USAGE = [high('usage')]
const CONSTRAINTS = [high('constraints')]
const PROTOCOL = [high('protocol')]

interface Pair {
  readonly leaf?: Partial<MintRequest>
  readonly authority?: Partial<MintRequest>
}

/** A leaf and its intermediate, odd in some way. */
function pair(
  name: string,
  about: string,
  expect: readonly Expected[],
  odd: Pair,
  setting: Setting = {},
): Scene {
  return served(
    name,
    about,
    expect,
    ({ root, authority, leaf }) => {
      const by = authority({ subject: 'Intermediate 2', by: root, ...odd.authority })
      return [leaf({ by, ...odd.leaf }), by]
    },
    setting,
  )
}

function versions(min: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3', max = min) {
  return (expect: readonly Expected[], name: string, about: string): Scene =>
    served(name, about, expect, ({ leaf, intermediate }) => [leaf(), intermediate], {
      server: { minVersion: min, maxVersion: max },
    })
}

const RSA = { key: 'rsa-2048' } as const
const SHORT = { key: 'rsa-1024' } as const

export const STRENGTH_SCENES: readonly Scene[] = [
  pair('RSA with 2048 bits', 'long enough', HEALTHY, { leaf: RSA, authority: RSA }),
  pair('RSA with 1024 bits', 'too short', WEAK, { leaf: SHORT }),
  pair('an authority with 1024 bits', 'too short', WEAK, { authority: SHORT }),
  pair('1024 bits all the way', 'told once', WEAK, { leaf: SHORT, authority: SHORT }),
  pair('P-384', 'long enough', HEALTHY, { leaf: { key: 'ec-p384' }, authority: { key: 'ec-p384' } }),
  pair('Ed25519', 'a key that is neither RSA nor ECDSA', HEALTHY, { leaf: { key: 'ed25519' } }),
  pair('RSASSA-PSS', 'parameters name the hash', HEALTHY, { leaf: { pss: true }, authority: RSA }),
  pair('SHA-512', 'more than enough', HEALTHY, { leaf: { hash: 'sha512' } }),
  pair('SHA-1', 'in the leaf', SIGNATURE, { leaf: { hash: 'sha1' }, authority: RSA }),
  pair('ECDSA with SHA-1', 'in the leaf', SIGNATURE, { leaf: { hash: 'sha1' } }),
  pair('MD5', 'in the leaf', SIGNATURE, { leaf: { hash: 'md5' }, authority: RSA }),
  pair('SHA-1 in the intermediate', 'not in the leaf', SIGNATURE, { authority: { hash: 'sha1' } }),
  pair('SHA-1 all the way', 'told once', SIGNATURE, { leaf: { hash: 'sha1' }, authority: { hash: 'sha1' } }),
  pair('1024 bits and SHA-1', 'both are told', [...WEAK, ...SIGNATURE], {
    leaf: { ...SHORT, hash: 'sha1' },
    authority: RSA,
  }),
  served('SHA-1 in what nobody needs', 'an old cross-sign of the root', [info('unneeded')], (stage) => {
    const { root, authority, leaf, intermediate } = stage
    const cross = authority({ keysOf: root, by: authority({ subject: 'Old Root' }), hash: 'sha1' })
    return [leaf(), intermediate, cross]
  }),
  served(
    'SHA-1 in the root itself',
    'nobody checks that',
    HEALTHY,
    ({ leaf, intermediate }) => [leaf(), intermediate],
    { trusted: ({ root, authority }) => [authority({ keysOf: root, hash: 'sha1' })] },
  ),

  pair('serverAuth and clientAuth', 'as it was usual', HEALTHY, {
    leaf: { purposes: ['serverAuth', 'clientAuth'] },
  }),
  pair('any extended key usage', 'any is any', HEALTHY, { leaf: { purposes: ['any'] } }),
  pair('clientAuth alone', "a client's certificate", USAGE, { leaf: { purposes: ['clientAuth'] } }),
  pair('emailProtection and codeSigning', 'not for servers', USAGE, {
    leaf: { purposes: ['emailProtection', 'codeSigning'] },
  }),
  pair('an authority for clients', 'what is below it too', USAGE, {
    authority: { purposes: ['clientAuth'] },
  }),
  pair('an authority for servers and clients', 'as public ones have it', HEALTHY, {
    authority: { purposes: ['serverAuth', 'clientAuth'] },
  }),
  pair('keyUsage of a key exchange alone', 'is not judged', HEALTHY, {
    leaf: { ...RSA, keyUsage: ['digitalSignature', 'keyEncipherment'] },
  }),
  served('neither usage', 'for anything then', HEALTHY, ({ now, root }) => [
    mint({ subject: NAME, dns: [NAME], by: root, from: before(now, DAY), to: after(now, 89 * DAY) }),
  ]),

  pair('a permitted domain', 'ours', HEALTHY, { authority: { permitted: { dns: ['example.test'] } } }),
  pair('another permitted domain', 'not ours', CONSTRAINTS, {
    authority: { permitted: { dns: ['example.org'] } },
  }),
  pair('an excluded domain', 'ours', CONSTRAINTS, { authority: { excluded: { dns: ['example.test'] } } }),
  pair('another excluded domain', 'not ours', HEALTHY, { authority: { excluded: { dns: ['example.org'] } } }),
  pair('a permitted host', 'the very one', HEALTHY, {
    authority: { permitted: { dns: ['www.example.test'] } },
  }),
  pair('a permitted domain that ours only ends like', 'labels count', CONSTRAINTS, {
    authority: { permitted: { dns: ['ww.example.test'] } },
  }),
  pair('one name in, one out', 'all names count', CONSTRAINTS, {
    leaf: { dns: ['www.example.test', 'www.example.org'] },
    authority: { permitted: { dns: ['example.test'] } },
  }),
  pair('a permitted network', 'ours', HEALTHY, {
    leaf: { ip: ['10.1.2.3'] },
    authority: { permitted: { ip: ['10.0.0.0/8'] } },
  }),
  pair('another permitted network', 'not ours', CONSTRAINTS, {
    leaf: { ip: ['192.0.2.1'] },
    authority: { permitted: { ip: ['10.0.0.0/8'] } },
  }),
  pair('a permitted IPv6 network', 'ours', HEALTHY, {
    leaf: { ip: ['2001:db8::5'] },
    authority: { permitted: { ip: ['2001:db8::/32'] } },
  }),
  pair('constraints of mail alone', 'nothing of hosts', HEALTHY, {
    authority: { permitted: { mail: ['example.org'] } },
  }),

  versions('TLSv1.3')(HEALTHY, 'TLS 1.3 alone', 'the newest'),
  versions('TLSv1.2')(HEALTHY, 'TLS 1.2 alone', 'still good'),
  versions('TLSv1', 'TLSv1.2')(HEALTHY, 'TLS 1.0 to 1.2', 'the best one counts'),
  versions('TLSv1.1')(PROTOCOL, 'TLS 1.1 alone', 'too old'),
  versions('TLSv1')(PROTOCOL, 'TLS 1.0 alone', 'too old'),
  versions('TLSv1', 'TLSv1.1')(PROTOCOL, 'TLS 1.0 and 1.1', 'too old'),
  served(
    'TLS 1.0 and ended',
    'both are told',
    [high('expired'), ...PROTOCOL],
    ({ now, leaf, intermediate }) => [leaf({ to: before(now, DAY) }), intermediate],
    { server: { minVersion: 'TLSv1', maxVersion: 'TLSv1' } },
  ),
  pair(
    'everything of 2005',
    'RSA-1024, SHA-1, TLS 1.0',
    [...WEAK, ...SIGNATURE, ...PROTOCOL],
    {
      leaf: { ...SHORT, hash: 'sha1' },
      authority: RSA,
    },
    { server: { minVersion: 'TLSv1', maxVersion: 'TLSv1' } },
  ),
]
