import { closedPort } from './door.ts'
import type { Content, HttpFiles } from './http-files.ts'
import type { Minted } from './mint.ts'
import { type CrlRequest, mintCrl } from './mint-crl.ts'
import { after, before, DAY, HOUR } from './moments.ts'
import { type Expected, HEALTHY, high, moderate, type Play, type Scene } from './scene.ts'
import { NAME, type Stage, scene } from './stage.ts'
import { chainOf } from './tls-server.ts'

const REVOKED = [high('revoked')]
const STALE = [moderate('crl-stale')]
const PATH = '/intermediate.crl'

interface Setting extends Pick<Scene, 'note' | 'fetches'> {
  readonly values?: Play['values']
}

type Crl = (stage: Stage, leaf: Minted) => Content

/** A server's certificate that names a list of revoked certificates, and what is there. */
function listed(
  name: string,
  about: string,
  expect: readonly Expected[],
  crl: Crl,
  setting: Setting = {},
): Scene {
  const { values = { 'allow-private': 'true' }, ...rest } = setting
  const play = async (stage: Stage): Promise<Play> => {
    const files = await stage.files()
    const leaf = stage.leaf({ crlUrls: [files.urlOf(PATH)] })
    files.put(PATH, crl(stage, leaf))
    const { port } = await stage.tls({ chains: [chainOf(leaf, stage.intermediate)] })
    return {
      hosts: [`127.0.0.1:${port} name=${NAME} ca-file=ca.pem`],
      files: { 'ca.pem': stage.root.pem },
      values,
    }
  }
  return scene({ name, about, expect, ...rest }, play)
}

function crlOf({ now, intermediate }: Stage, request: Partial<CrlRequest> = {}): Buffer {
  return mintCrl({ by: intermediate, from: before(now, DAY), to: after(now, 6 * DAY), ...request }).der
}

/** A list that has the leaf, for a reason. */
function revokes(
  reason?: 'keyCompromise' | 'certificateHold' | 'superseded',
  more: Partial<CrlRequest> = {},
): Crl {
  return (stage, { serial }) => {
    const at = before(stage.now, 2 * HOUR)
    return crlOf(stage, { revoked: [{ serial, at, ...(reason ? { reason } : {}) }], ...more })
  }
}

const SOMEBODY = Buffer.from('5b0123456789', 'hex')
const DISTRUST = /signature|sign|key|valid|believe/i

/** Several certificates that name one list. */
async function sharedList(stage: Stage, files: HttpFiles, count: number): Promise<readonly string[]> {
  const hosts: string[] = []
  for (let index = 0; index < count; index++) {
    const leaf = stage.leaf({ crlUrls: [files.urlOf(PATH)] })
    const { port } = await stage.tls({ chains: [chainOf(leaf, stage.intermediate)] })
    hosts.push(`127.0.0.1:${port} name=${NAME}`)
  }
  return hosts
}

export const REVOCATION_SCENES: readonly Scene[] = [
  listed('an empty list', 'nobody is revoked', HEALTHY, (stage) => crlOf(stage), { fetches: { [PATH]: 1 } }),
  listed('a list of others', 'somebody else is revoked', HEALTHY, (stage) =>
    crlOf(stage, { revoked: [{ serial: SOMEBODY, at: before(stage.now, DAY) }] }),
  ),
  listed('revoked', 'without a reason', REVOKED, revokes()),
  listed('revoked: keyCompromise', 'the gravest reason', REVOKED, revokes('keyCompromise')),
  listed('revoked: superseded', 'renewed, not reloaded', REVOKED, revokes('superseded')),
  listed('revoked: certificateHold', 'for the time being', REVOKED, revokes('certificateHold')),
  listed(
    'revoked, among 20,000',
    'the last of a long list',
    REVOKED,
    revokes(undefined, { fillers: 20_000 }),
  ),
  listed('not among 20,000', 'a long list of others', HEALTHY, (stage) => crlOf(stage, { fillers: 20_000 })),
  listed('a stale list', 'nextUpdate was yesterday', STALE, (stage) =>
    crlOf(stage, { from: before(stage.now, 8 * DAY), to: before(stage.now, DAY) }),
  ),
  listed(
    'revoked by a stale list',
    'nobody is ever taken back',
    [...REVOKED, ...STALE],
    (stage, { serial }) =>
      crlOf(stage, {
        from: before(stage.now, 8 * DAY),
        to: before(stage.now, DAY),
        revoked: [{ serial, at: before(stage.now, 9 * DAY) }],
      }),
  ),
  listed(
    'a list without nextUpdate',
    'RFC 5280 wants one; no ground to complain',
    HEALTHY,
    ({ now, intermediate }) => mintCrl({ by: intermediate, from: before(now, 30 * DAY) }).der,
  ),
  listed(
    'a forged list',
    'signed by somebody else: not believed',
    HEALTHY,
    (stage, leaf) =>
      revokes('keyCompromise', { signedBy: stage.authority({ subject: 'Intermediate 1' }) })(stage, leaf),
    {
      note: DISTRUST,
    },
  ),
  listed("another authority's list", 'the same serial number, another issuer', HEALTHY, (stage, leaf) =>
    revokes(undefined, { by: stage.authority({ subject: 'Other CA' }) })(stage, leaf),
  ),
  listed('an indirect list', "another issuer's certificate of our number", HEALTHY, (stage, { serial }) =>
    crlOf(stage, {
      isIndirect: true,
      revoked: [{ serial, at: before(stage.now, DAY), issuer: stage.authority({ subject: 'Other CA' }) }],
    }),
  ),
  listed('no list there', '404', HEALTHY, () => ({ status: 404 }), { note: /404/ }),
  listed('a page instead of the list', 'a captive portal', HEALTHY, () => 'html', { note: /crl|list|revo/i }),
  listed('half a list', 'cut off in the middle', HEALTHY, (stage) => crlOf(stage).subarray(0, 90), {
    note: /crl|list|revo/i,
  }),
  listed('a connection that breaks', 'in the middle of the list', HEALTHY, () => 'cut', {
    note: /crl|list|revo/i,
  }),
  listed('a list without end', 'only so much is read', HEALTHY, () => 'endless', { note: /crl|list|revo/i }),
  listed('a private address', "is not asked: it is a stranger's word", HEALTHY, revokes(), {
    values: {},
    fetches: {},
    note: /crl|list|revo/i,
  }),
  scene(
    {
      name: 'the server of the list is down',
      about: 'a note, no more',
      expect: HEALTHY,
      note: /crl|list|revo/i,
    },
    async ({ leaf, intermediate, root, tls }) => {
      const own = leaf({ crlUrls: [`http://127.0.0.1:${await closedPort()}${PATH}`] })
      const { port } = await tls({ chains: [chainOf(own, intermediate)] })
      return {
        hosts: [`127.0.0.1:${port} name=${NAME} ca-file=ca.pem`],
        files: { 'ca.pem': root.pem },
        values: { 'allow-private': 'true' },
      }
    },
  ),
  scene(
    { name: 'the first place is down, the second is not', about: 'both are named', expect: REVOKED },
    async (stage) => {
      const { leaf, intermediate, root, tls } = stage
      const files = await stage.files()
      const down = `http://127.0.0.1:${await closedPort()}${PATH}`
      const own = leaf({ crlUrls: [down, files.urlOf(PATH)] })
      files.put(PATH, crlOf(stage, { revoked: [{ serial: own.serial, at: before(stage.now, HOUR) }] }))
      const { port } = await tls({ chains: [chainOf(own, intermediate)] })
      return {
        hosts: [`127.0.0.1:${port} name=${NAME} ca-file=ca.pem`],
        files: { 'ca.pem': root.pem },
        values: { 'allow-private': 'true' },
      }
    },
  ),
  scene(
    {
      name: 'three servers, one list',
      about: 'it is fetched once',
      expect: HEALTHY,
      fetches: { [PATH]: 1 },
    },
    async (stage) => {
      const files = await stage.files()
      files.put(PATH, crlOf(stage))
      return {
        hosts: await sharedList(stage, files, 3),
        files: { 'ca.pem': stage.root.pem },
        values: { 'allow-private': 'true', 'ca-file': 'ca.pem' },
      }
    },
  ),
  scene(
    { name: 'the intermediate is revoked', about: "by the root's list", expect: REVOKED },
    async (stage) => {
      const { now, root, authority, leaf, tls } = stage
      const files = await stage.files()
      const by = authority({ subject: 'Intermediate 2', by: root, crlUrls: [files.urlOf('/root.crl')] })
      const revoked = [{ serial: by.serial, at: before(now, DAY), reason: 'cACompromise' as const }]
      files.put('/root.crl', crlOf(stage, { by: root, revoked }))
      const { port } = await tls({ chains: [chainOf(leaf({ by }), by)] })
      return {
        hosts: [`127.0.0.1:${port} name=${NAME} ca-file=ca.pem`],
        files: { 'ca.pem': root.pem },
        values: { 'allow-private': 'true' },
      }
    },
  ),
]
