import type { Minted } from './mint.ts'
import type { Expected, Play, Scene } from './scene.ts'
import { NAME, type Stage, scene } from './stage.ts'
import { chainOf, type TlsServerRequest } from './tls-server.ts'

/** How a server is typed and trusted, where that is not as usual. */
export interface Setting extends Pick<Scene, 'note' | 'maxConnections'> {
  /** What stands after `127.0.0.1:PORT`; `name=www.example.test ca-file=ca.pem` by default. */
  readonly typed?: string
  /** What the file `ca.pem` holds; the root by default. */
  readonly trusted?: (stage: Stage, sent: readonly Minted[]) => readonly Minted[]
  /** The root is one of the public ones, and there is no `ca.pem` to name. */
  readonly isPublic?: boolean
  readonly values?: Play['values']
  readonly server?: Partial<TlsServerRequest>
  /** The scene's moment; the present by default. */
  readonly at?: string
}

export function pemOf(certificates: readonly Minted[]): string {
  return certificates.map(({ pem }) => pem).join('')
}

/** One server at 127.0.0.1 that sends these certificates, the leaf first. */
export function served(
  name: string,
  about: string,
  expect: readonly Expected[],
  sent: (stage: Stage) => readonly [Minted, ...Minted[]],
  setting: Setting = {},
): Scene {
  const { isPublic = false, trusted = ({ root }) => [root], server, at, note, maxConnections } = setting
  const { typed = `name=${NAME}${isPublic ? '' : ' ca-file=ca.pem'}`, values = {} } = setting
  const words = {
    name,
    about,
    expect,
    ...(note ? { note } : {}),
    ...(maxConnections === undefined ? {} : { maxConnections }),
  }
  const play = async (stage: Stage): Promise<Play> => {
    const certificates = sent(stage)
    const { port } = await stage.tls({ chains: [chainOf(...certificates)], ...server })
    const anchors = trusted(stage, certificates)
    return {
      hosts: [`127.0.0.1:${port} ${typed}`.trim()],
      values,
      ...(isPublic ? { roots: anchors.map(({ der }) => der) } : { files: { 'ca.pem': pemOf(anchors) } }),
    }
  }
  return scene(words, play, at)
}
