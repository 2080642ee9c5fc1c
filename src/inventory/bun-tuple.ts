import { namesIn } from './bun-key.ts'
import { isTooLong, locationOf } from './entry.ts'
import { objectOf } from './json.ts'
import { isVersion, optionalWord, wordOf } from './npm-fields.ts'
import type { Source } from './package.ts'

type Fields = Readonly<Record<string, unknown>>

/** What one item of `packages` in a bun.lock says. */
export interface Tuple {
  /** By its own package.json; empty for a root without a name. */
  readonly name: string
  /** What stands behind the name: a version, a URL, `file:…`. */
  readonly at: string
  readonly source: Source
  /** The folder of the workspace that it is; the root's is empty. */
  readonly member: string | undefined
  /** Relative to the lockfile's folder, if it is a folder of the repository and no member. */
  readonly folder: string | undefined
  /** Where it is downloaded from; empty for the default registry. */
  readonly resolved: string
  /** Its dependencies, and what else Bun keeps of its package.json. */
  readonly info: Fields
  readonly integrity: string | undefined
  /** What of it could not be understood, though it is a package. */
  readonly problem: string | undefined
}

const GIT = /^(git[+:@]|ssh:|github:|gitlab:|bitbucket:|gist:)/
const ARCHIVE = /\.(tgz|tar|tar\.gz)$/i
const URL_SCHEME = /^https?:\/\//
const EMPTY: Fields = {}
const MAX_SHOWN = 80

/** `name@rest`, split at the first `@` that does not begin a scope. */
function split(id: string): readonly [name: string, at: string] | undefined {
  if (id.startsWith('@root:')) return ['', id.slice(1)]
  const at = id.indexOf('@', 1)
  return at === -1 ? undefined : [id.slice(0, at), id.slice(at + 1)]
}

type Place = Pick<Tuple, 'source' | 'member' | 'folder'>

function placeOf(at: string): Place | undefined {
  const place = (source: Source, folder?: string): Place => ({ source, member: undefined, folder })
  const path = at.slice(at.indexOf(':') + 1)
  if (at.startsWith('root:')) return { source: 'workspace', member: '', folder: undefined }
  if (at.startsWith('workspace:')) return { source: 'workspace', member: locationOf(path), folder: undefined }
  // What `bun link` knows on one machine under that name: no folder of the repository.
  if (at.startsWith('link:')) return place('link')
  if (at.startsWith('file:')) return place('file', isTooLong(path) ? undefined : locationOf(path))
  if (GIT.test(at) || (URL_SCHEME.test(at) && /\.git(#|$)/.test(at))) return place('git')
  if (URL_SCHEME.test(at)) return place('tarball')
  if (isVersion(at)) return place('registry')
  return ARCHIVE.test(at) ? place('file') : undefined
}

/** Why the items behind the first are not those of its kind, if they are not. */
function shapeProblem(items: readonly unknown[], { source }: Place, lacksInfo: boolean): string | undefined {
  if (source === 'workspace') return undefined
  if (source === 'registry' && typeof items[1] !== 'string') return 'its entry does not say its registry'
  if (lacksInfo) return 'its entry does not say its dependencies'
  if (source === 'registry' && typeof items[3] !== 'string') return 'its entry has no integrity'
  return source === 'git' && typeof items[2] !== 'string' ? 'its entry does not say its commit' : undefined
}

function integrityOf(items: readonly unknown[], { source }: Place): string | undefined {
  const isFourth = source === 'registry' || source === 'git'
  return optionalWord(items[isFourth ? 3 : 2])
}

function resolvedOf(at: string, items: readonly unknown[], { source }: Place): string {
  return source === 'registry' ? wordOf(items[1]) : at
}

/**
 * Reads an item of `packages`, or says why it is none: `[id, registry, info, integrity]` from a registry,
 * `[id, info, commit, integrity?]` from git, `[id]` for a workspace, else `[id, info, integrity?]`
 * (https://bun.sh/docs/pm/lockfile; oven-sh/bun, src/install/lockfile/bun.lock.zig).
 */
export function tupleOf(value: unknown): Tuple | string {
  const items: readonly unknown[] | undefined = Array.isArray(value) ? value : undefined
  if (!items) return 'its entry is not a list'
  const id = split(wordOf(items[0]))
  const shown = () => JSON.stringify(items[0] ?? null).slice(0, MAX_SHOWN)
  if (!id) return `its entry does not say what it is (${shown()})`
  const [name, at] = id
  const isRoot = at.startsWith('root:')
  if (namesIn(name)?.length !== 1 && !(isRoot && name === ''))
    return `its entry has no usable name (${shown()})`
  const place = placeOf(at)
  if (!place) return `its entry has no usable version (${shown()})`
  const info = objectOf(items[place.source === 'registry' ? 2 : 1])
  return {
    ...place,
    name,
    at,
    resolved: resolvedOf(at, items, place),
    info: info ?? EMPTY,
    integrity: integrityOf(items, place),
    problem: shapeProblem(items, place, info === undefined),
  }
}
