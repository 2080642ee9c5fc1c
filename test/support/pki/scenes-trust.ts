import { NULL } from './der-writer.ts'
import { extension } from './extensions.ts'
import type { Minted, MintRequest } from './mint.ts'
import { after, before, DAY } from './moments.ts'
import { HEALTHY, high, type Scene } from './scene.ts'
import { pemOf, served } from './served.ts'
import { NAME, type Stage, scene } from './stage.ts'
import { chainOf } from './tls-server.ts'

const UNTRUSTED = [high('untrusted')]
const SELF_SIGNED = [high('self-signed')]
const NO_FILE = `name=${NAME}`

const itself = {
  trusted: (_stage: Stage, [leaf]: readonly Minted[]): readonly Minted[] => (leaf ? [leaf] : []),
}

/** A certificate that signed itself. */
function own(request: Partial<MintRequest> = {}) {
  return ({ authority, now }: Stage): readonly [Minted] => [
    authority({
      subject: NAME,
      dns: [NAME],
      from: before(now, 30 * DAY),
      to: after(now, 335 * DAY),
      ca: false,
      keyUsage: ['digitalSignature'],
      purposes: ['serverAuth'],
      ...request,
    }),
  ]
}

/** A leaf below an intermediate that is odd in some way, below the root. */
function under(request: Partial<MintRequest>, of: Partial<MintRequest> = {}) {
  return ({ root, authority, leaf }: Stage): readonly [Minted, Minted] => {
    const by = authority({ subject: 'Odd CA', by: root, ...request })
    return [leaf({ by, ...of }), by]
  }
}

/** An extension that nobody knows, and that must be understood. */
const STRANGE = extension('1.3.6.1.4.1.99999.1', true, NULL)
const HARMLESS = extension('1.3.6.1.4.1.99999.2', false, NULL)

export const TRUST_SCENES: readonly Scene[] = [
  served(
    'a public authority',
    'one of the usual roots',
    HEALTHY,
    ({ leaf, intermediate }) => [leaf(), intermediate],
    { isPublic: true },
  ),
  served('a private authority by ca-file', 'the usual private case', HEALTHY, ({ leaf, intermediate }) => [
    leaf(),
    intermediate,
  ]),
  served(
    'a private authority for all hosts',
    'the option ca-file',
    HEALTHY,
    ({ leaf, intermediate }) => [leaf(), intermediate],
    { typed: NO_FILE, values: { 'ca-file': 'ca.pem' } },
  ),
  served('the root issues leaves itself', 'no intermediate at all', HEALTHY, ({ leaf, root }) => [
    leaf({ by: root }),
  ]),
  served('the intermediate in ca-file', 'a partial chain is enough', HEALTHY, ({ leaf }) => [leaf()], {
    trusted: ({ intermediate }) => [intermediate],
  }),
  served(
    'the intermediate in ca-file, sent too',
    'others need it',
    HEALTHY,
    ({ leaf, intermediate }) => [leaf(), intermediate],
    { trusted: ({ intermediate }) => [intermediate] },
  ),
  served(
    'the intermediate beside the root in ca-file',
    'need not be sent then',
    HEALTHY,
    ({ leaf }) => [leaf()],
    { trusted: ({ root, intermediate }) => [root, intermediate] },
  ),
  served(
    'a root of version 1',
    'old roots have no extensions',
    HEALTHY,
    ({ leaf, intermediate }) => [leaf(), intermediate],
    { trusted: ({ root, authority }) => [authority({ keysOf: root, version: 1 })] },
  ),
  served('signs itself, in ca-file', 'its own anchor', HEALTHY, own(), itself),
  served('an authority that signs itself, in ca-file', 'its own anchor', HEALTHY, own({ ca: true }), itself),
  served('a leaf in ca-file', 'pinned, its issuer unknown', HEALTHY, ({ leaf }) => [leaf()], itself),
  served('signs itself', 'an appliance as it came', SELF_SIGNED, own(), { typed: NO_FILE }),
  served('an authority that signs itself', 'made by openssl req -x509', SELF_SIGNED, own({ ca: true }), {
    typed: NO_FILE,
  }),
  served(
    'signs itself, version 1',
    'made long ago',
    [high('self-signed'), high('name')],
    own({ version: 1 }),
    {
      typed: NO_FILE,
    },
  ),
  served(
    'signs itself, for localhost',
    'snake oil',
    [high('self-signed'), high('name')],
    own({
      subject: 'localhost',
      dns: ['localhost'],
    }),
    { typed: NO_FILE },
  ),
  served('signs itself, and another one is trusted', 'of the same name', SELF_SIGNED, own(), {
    trusted: (stage) => own()(stage),
  }),
  served(
    'signs itself, and has ended',
    'both are told',
    [high('self-signed'), high('expired')],
    (stage) => own({ to: before(stage.now, DAY) })(stage),
    { typed: NO_FILE },
  ),
  served(
    'an unknown root that is sent',
    'private, without ca-file',
    UNTRUSTED,
    (stage) => [stage.leaf(), stage.intermediate, stage.root],
    { typed: NO_FILE },
  ),
  served(
    'an unknown root that is not sent',
    'private, without ca-file',
    UNTRUSTED,
    (stage) => [stage.leaf(), stage.intermediate],
    { typed: NO_FILE },
  ),
  served('an unknown issuer, without AIA', 'nobody can tell who', UNTRUSTED, ({ leaf }) => [leaf()]),
  served(
    'the wrong authority in ca-file',
    'of another name',
    UNTRUSTED,
    ({ leaf, intermediate }) => [leaf(), intermediate],
    { trusted: ({ authority }) => [authority({ subject: 'Another Root' })] },
  ),
  served(
    'an impostor in ca-file',
    'the same name, another key',
    UNTRUSTED,
    ({ leaf, intermediate }) => [leaf(), intermediate],
    { trusted: ({ authority }) => [authority()] },
  ),
  served('an impostor with the same key id', 'a name and an id prove nothing', UNTRUSTED, (stage) => {
    const { authority, leaf, intermediate } = stage
    const keys = { ...authority().keys, id: intermediate.keys.id }
    return [leaf({ by: { ...intermediate, keys } }), intermediate]
  }),
  served(
    'an unknown authority, and ended',
    'both are told',
    [high('untrusted'), high('expired')],
    (stage) => [stage.leaf({ to: before(stage.now, 2 * DAY) }), stage.intermediate],
    { typed: NO_FILE },
  ),
  served('the leaf was altered', 'its signature does not hold', UNTRUSTED, ({ leaf, intermediate }) => [
    leaf({ isTampered: true }),
    intermediate,
  ]),
  served(
    'the intermediate was altered',
    'its signature does not hold',
    UNTRUSTED,
    under({ isTampered: true }),
  ),
  served('the intermediate is no authority', 'cA is false', UNTRUSTED, under({ ca: false })),
  served(
    'the intermediate is of version 1',
    'it does not say that it is an authority',
    UNTRUSTED,
    under({
      version: 1,
    }),
  ),
  served(
    'the intermediate may not sign',
    'keyUsage without keyCertSign',
    UNTRUSTED,
    under({
      keyUsage: ['digitalSignature', 'cRLSign'],
    }),
  ),
  served('too many authorities', 'pathLenConstraint is 0', UNTRUSTED, ({ root, authority, leaf }) => {
    const one = authority({ subject: 'Intermediate A', by: root, pathLength: 0 })
    const two = authority({ subject: 'Intermediate B', by: one })
    return [leaf({ by: two }), two, one]
  }),
  served('a leaf that issued a leaf', 'the classic forgery', UNTRUSTED, ({ leaf, intermediate }) => {
    const honest = leaf({ subject: 'evil.example.test', dns: ['evil.example.test'] })
    return [leaf({ by: honest }), honest, intermediate]
  }),
  served('a critical extension that nobody knows', 'RFC 5280, 4.2: rejected', UNTRUSTED, (stage) => [
    stage.leaf({ others: [STRANGE] }),
    stage.intermediate,
  ]),
  served(
    'an intermediate with such an extension',
    'RFC 5280, 4.2: rejected',
    UNTRUSTED,
    under({
      others: [STRANGE],
    }),
  ),
  served('an extension that nobody knows', 'not critical: ignored', HEALTHY, ({ leaf, intermediate }) => [
    leaf({ others: [HARMLESS] }),
    intermediate,
  ]),
  scene(
    {
      name: 'two hosts, one authority in ca-file',
      about: 'trusted for one, not for the other',
      expect: UNTRUSTED,
    },
    async ({ authority, leaf, tls }) => {
      const [one, two] = [authority({ subject: 'Root A' }), authority({ subject: 'Root B' })]
      const [a, b] = [leaf({ by: one }), leaf({ by: two })]
      const [first, second] = [await tls({ chains: [chainOf(a)] }), await tls({ chains: [chainOf(b)] })]
      return {
        hosts: [
          `127.0.0.1:${first.port} name=${NAME} ca-file=a.pem`,
          `127.0.0.1:${second.port} name=${NAME} ca-file=a.pem`,
        ],
        files: { 'a.pem': pemOf([one]) },
      }
    },
  ),
]
