import { posix } from 'node:path'
import { messageOf } from '../core/errors.ts'
import type { Gap } from '../core/finding.ts'
import type { Tree } from '../core/ports.ts'
import { textOf } from './json.ts'
import { type Mapping, REGISTRY_FILES } from './registry-files.ts'

/** The registry that a name is mapped to. */
export interface RegistryHost {
  /** With its port, where it is not the protocol's own. */
  readonly host: string
  /** Whether its scope is mapped, and not only everything. */
  readonly isScoped: boolean
}

export interface Registries {
  /**
   * Where the files send a package by its name: `unknown` where that depends on the environment, or where files
   * disagree; undefined where they say nothing.
   */
  readonly hostOf: (name: string) => RegistryHost | 'unknown' | undefined
  readonly gaps: readonly Gap[]
}

const MAX_BYTES = 1024 * 1024
const UNKNOWN = 'unknown'

/** The host of a URL; `unknown` where the environment is in it, undefined where it is no URL. Never what is secret. */
function hostOfUrl(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  // `${NAME}` of npm and Yarn, `$NAME` of Bun.
  if (value.includes('${') || value.startsWith('$')) return UNKNOWN
  const url = URL.canParse(value) ? new URL(value) : undefined
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:'
  return isHttp ? url.host : undefined
}

type Hosts = Map<string, string>

/** Of two mappings of a scope in one file the last counts. */
function hostsIn(path: string, mappings: readonly Mapping[], gaps: Gap[]): Hosts {
  const hosts: Hosts = new Map()
  for (const { scope, value } of mappings) {
    const host = hostOfUrl(value)
    const subject = scope === '' ? 'registry' : scope.slice(0, 200)
    if (host === undefined)
      gaps.push({ target: path, subject, reason: 'its registry is no http or https URL' })
    hosts.set(scope, host ?? UNKNOWN)
  }
  return hosts
}

async function readHosts(tree: Tree, path: string, gaps: Gap[]): Promise<Hosts> {
  const complain = (reason: string): Hosts => {
    gaps.push({ target: path, subject: path, reason })
    return new Map()
  }
  try {
    const bytes = await tree.read(path)
    if (!bytes) return new Map()
    if (bytes.length > MAX_BYTES) return complain('it is larger than 1 MB')
    const decoded = textOf(bytes)
    if ('problem' in decoded) return complain(`it ${decoded.problem}`)
    const read = REGISTRY_FILES[posix.basename(path)]?.(decoded.text) ?? { mappings: [] }
    return 'problem' in read ? complain(`it ${read.problem}`) : hostsIn(path, read.mappings, gaps)
  } catch (thrown) {
    return complain(messageOf(thrown))
  }
}

/** The paths of all such files in the root and in folders of the tree. */
function pathsIn(folders: readonly string[]): readonly string[] {
  const places = new Set(['', ...folders].map((folder) => posix.join('.', folder)))
  return [...places]
    .filter((place) => place !== '..' && !place.startsWith('../'))
    .flatMap((place) => Object.keys(REGISTRY_FILES).map((file) => posix.join(place, file)))
}

function scopeOf(name: string): string {
  const slash = name.indexOf('/')
  return name.startsWith('@') && slash !== -1 ? name.slice(0, slash) : ''
}

/**
 * What the configuration files of npm, pnpm, Yarn and Bun in the root and in these folders say of where packages come
 * from. They are data: nothing in them is expanded or followed. A file that cannot be read, or a registry that is no
 * URL, is a gap.
 */
export async function readRegistries(tree: Tree, folders: readonly string[]): Promise<Registries> {
  const gaps: Gap[] = []
  const hosts: Hosts = new Map()
  for (const path of pathsIn(folders)) {
    for (const [scope, host] of await readHosts(tree, path, gaps)) {
      const other = hosts.get(scope) ?? host
      hosts.set(scope, other === host ? host : UNKNOWN)
    }
  }
  const found = (host: string | undefined, isScoped: boolean) =>
    host === undefined || host === UNKNOWN ? host : { host, isScoped }
  return {
    gaps,
    hostOf: (name) => {
      const scope = scopeOf(name)
      const own = scope === '' ? undefined : hosts.get(scope)
      return own === undefined ? found(hosts.get(''), false) : found(own, true)
    },
  }
}
