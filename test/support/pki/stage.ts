import type { Door } from './door.ts'
import { type HttpFiles, startFiles } from './http-files.ts'
import { type Minted, type MintRequest, mint } from './mint.ts'
import { after, before, DAY } from './moments.ts'
import type { Play, Running, Scene, Showing } from './scene.ts'
import { type Chain, startTls, type TlsServerRequest } from './tls-server.ts'

export const NAME = 'www.example.test'

type Authority = Partial<MintRequest>

/** What a scene is made with: a moment, authorities of its own, and servers that end with the scene. */
export interface Stage {
  readonly now: Date
  /** An authority that signs itself: ten years old, for thirty more. */
  readonly root: Minted
  /** Issued by it, for as long. */
  readonly intermediate: Minted
  readonly authority: (request?: Authority) => Minted
  /** A 90-day certificate for www.example.test, 30 days old, issued by the intermediate. */
  readonly leaf: (request?: Partial<MintRequest>) => Minted
  readonly tls: (request: TlsServerRequest) => Promise<Door>
  /** Keeps a door so that it ends with the scene. */
  readonly keep: (door: Promise<Door>) => Promise<Door>
  readonly files: () => Promise<HttpFiles>
}

interface Kept {
  readonly doors: Door[]
  readonly files: HttpFiles[]
  readonly showings: Showing[]
}

function authorityAt(now: Date, request: Authority): Minted {
  return mint({
    subject: [
      { type: 'C', value: 'ZZ' },
      { type: 'O', value: 'Upkeep Tests' },
      { type: 'CN', value: 'Root 1' },
    ],
    from: before(now, 3650 * DAY),
    to: after(now, 10950 * DAY),
    ca: true,
    keyUsage: ['keyCertSign', 'cRLSign'],
    ...request,
  })
}

function derOf(pemText: string): Buffer {
  return Buffer.from(pemText.replace(/-----[^-]+-----/g, ''), 'base64')
}

function leavesOf(chains: readonly Chain[]): readonly Buffer[] {
  return chains.map(({ certificates }) => derOf(certificates[0] ?? ''))
}

function showingsOf(request: TlsServerRequest, port: number): readonly Showing[] {
  const { chains, sni = {}, chainsAt = {}, hosts = ['127.0.0.1'], isSniStrict = false } = request
  if (request.before) return []
  const usual = hosts.map((address) => ({
    address,
    port,
    serverName: '',
    leaves: leavesOf(chainsAt[address] ?? chains),
  }))
  const named = Object.entries(sni).map(([serverName, one]) => ({
    address: hosts[0] ?? '',
    port,
    serverName,
    leaves: leavesOf(one),
  }))
  return [...(isSniStrict ? [] : usual), ...named]
}

function stageOf(now: Date, kept: Kept): Stage {
  const authority = (request: Authority = {}) => authorityAt(now, request)
  const root = authority()
  const intermediate = authority({ subject: 'Intermediate 1', by: root, pathLength: 0 })
  const leaf = (request: Partial<MintRequest> = {}) =>
    mint({
      subject: NAME,
      dns: [NAME],
      by: intermediate,
      from: before(now, 30 * DAY),
      to: after(now, 60 * DAY),
      ca: false,
      keyUsage: ['digitalSignature'],
      purposes: ['serverAuth'],
      ...request,
    })
  const keep = async (opening: Promise<Door>) => {
    const door = await opening
    kept.doors.push(door)
    return door
  }
  const tls = async (request: TlsServerRequest) => {
    const door = await keep(startTls(request))
    kept.showings.push(...showingsOf(request, door.port))
    return door
  }
  const files = async () => {
    const server = await startFiles()
    kept.files.push(server)
    return server
  }
  return { now, root, intermediate, authority, leaf, tls, keep, files }
}

type Words = Omit<Scene, 'start'>

/** A scene whose world is built when it starts. `at` is its moment: the present by default. */
export function scene(words: Words, play: (stage: Stage) => Promise<Play>, at?: string): Scene {
  const start = async (): Promise<Running> => {
    const now = at === undefined ? new Date() : new Date(at)
    const kept: Kept = { doors: [], files: [], showings: [] }
    const close = async () => {
      await Promise.all([...kept.doors, ...kept.files].map((one) => one.close()))
    }
    try {
      const set = await play(stageOf(now, kept))
      return {
        values: {},
        files: {},
        secrets: {},
        resolve: {},
        now,
        ...set,
        showings: kept.showings,
        connections: () => kept.doors.reduce((sum, door) => sum + door.connections(), 0),
        fetched: () => Object.assign({}, ...kept.files.map((server) => server.counts())),
        close,
      }
    } catch (thrown) {
      await close()
      throw thrown
    }
  }
  return { ...words, start }
}
