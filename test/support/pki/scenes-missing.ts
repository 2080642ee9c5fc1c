import { closedPort } from './door.ts'
import type { Content } from './http-files.ts'
import { mintBundle } from './mint-crl.ts'
import { before, DAY } from './moments.ts'
import { type Expected, HEALTHY, high, type Play, type Scene } from './scene.ts'
import { NAME, type Stage, scene } from './stage.ts'
import { chainOf } from './tls-server.ts'

const MISSING = [high('intermediate')]
const PATH = '/intermediate.cer'

interface Setting extends Pick<Scene, 'fetches'> {
  readonly values?: Play['values']
  readonly trusted?: (stage: Stage) => string
}

/** A server that sends its own certificate alone, and what is where that one says its issuer is. */
function alone(
  name: string,
  about: string,
  expect: readonly Expected[],
  there: (stage: Stage) => Content | undefined,
  setting: Setting = {},
): Scene {
  const { values = { 'allow-private': 'true' }, trusted = ({ root }) => root.pem, ...rest } = setting
  const play = async (stage: Stage): Promise<Play> => {
    const files = await stage.files()
    const content = there(stage)
    if (content !== undefined) files.put(PATH, content)
    const leaf = stage.leaf({ issuerUrls: [files.urlOf(PATH)] })
    const { port } = await stage.tls({ chains: [chainOf(leaf)] })
    return {
      hosts: [`127.0.0.1:${port} name=${NAME} ca-file=ca.pem`],
      files: { 'ca.pem': trusted(stage) },
      values,
    }
  }
  return scene({ name, about, expect, ...rest }, play)
}

/** Issuers that are not sent, and what their certificates' AIA leads to. */
export const MISSING_SCENES: readonly Scene[] = [
  alone('the intermediate is not sent', 'AIA has it', MISSING, ({ intermediate }) => intermediate.der, {
    fetches: { [PATH]: 1 },
  }),
  alone('not sent, AIA has PKCS#7', 'certs-only', MISSING, ({ intermediate }) => mintBundle([intermediate])),
  alone('not sent, AIA is not there', '404', MISSING, () => undefined),
  alone('not sent, AIA is private', 'it is not asked', MISSING, ({ intermediate }) => intermediate.der, {
    values: {},
    fetches: {},
  }),
  alone('not sent, in ca-file', 'it need not be', HEALTHY, ({ intermediate }) => intermediate.der, {
    trusted: ({ root, intermediate }) => root.pem + intermediate.pem,
  }),
  alone(
    'not sent, AIA has another one',
    'that leads nowhere',
    [high('untrusted')],
    ({ authority }) => authority({ subject: 'Another CA' }).der,
  ),
  alone(
    'not sent, its root is unknown',
    'sending it would not help',
    [high('untrusted')],
    (stage) => stage.intermediate.der,
    { trusted: ({ authority }) => authority({ subject: 'Another Root' }).pem },
  ),
  scene(
    { name: 'not sent, and ended', about: 'both are told', expect: [...MISSING, high('expired')] },
    async ({ now, leaf, root, intermediate, tls, files: start }) => {
      const files = await start()
      files.put(PATH, intermediate.der)
      const own = leaf({ issuerUrls: [files.urlOf(PATH)], to: before(now, DAY) })
      const { port } = await tls({ chains: [chainOf(own)] })
      return {
        hosts: [`127.0.0.1:${port} name=${NAME} ca-file=ca.pem`],
        files: { 'ca.pem': root.pem },
        values: { 'allow-private': 'true' },
      }
    },
  ),
  scene(
    { name: "another server's intermediate is sent", about: 'AIA has the right one', expect: MISSING },
    async ({ leaf, root, intermediate, authority, tls, files: start }) => {
      const files = await start()
      files.put(PATH, intermediate.der)
      const own = leaf({ issuerUrls: [files.urlOf(PATH)] })
      const wrong = authority({ subject: 'Intermediate of last year', by: root })
      const { port } = await tls({ chains: [chainOf(own, wrong)] })
      return {
        hosts: [`127.0.0.1:${port} name=${NAME} ca-file=ca.pem`],
        files: { 'ca.pem': root.pem },
        values: { 'allow-private': 'true' },
      }
    },
  ),
  scene(
    { name: 'not sent, AIA is down', about: 'it is missing all the same', expect: MISSING },
    async ({ leaf, root, tls }) => {
      const own = leaf({ issuerUrls: [`http://127.0.0.1:${await closedPort()}${PATH}`] })
      const { port } = await tls({ chains: [chainOf(own)] })
      return {
        hosts: [`127.0.0.1:${port} name=${NAME} ca-file=ca.pem`],
        files: { 'ca.pem': root.pem },
        values: { 'allow-private': 'true' },
      }
    },
  ),
]
