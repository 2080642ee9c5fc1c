import { type Entry, isTooLong } from './entry.ts'
import { objectOf } from './json.ts'
import type { EdgeKind } from './manifest.ts'
import { engineOf, type Fields, isVersion, optionalWord, versionProblem, wordOf } from './npm-fields.ts'
import { type Dialect, type Key, keyOf } from './pnpm-key.ts'
import { originOf } from './pnpm-origin.ts'

/** A dependency as a pnpm lockfile has it. */
export interface Need {
  readonly name: string
  /** What it was locked for, as written; of a dependency's dependencies only peers have it. */
  readonly spec: string
  /** What it was locked to: a version with its peers, a whole key, `link:` and a folder. */
  readonly ref: string
  readonly kind: EdgeKind
}

/** An entry of `packages` (with `snapshots`, in 9.0) that is usable. */
export interface Locked {
  readonly entry: Entry
  /** Whether its archive holds other packages, of which the lockfile says no more. */
  readonly bundles: boolean
  readonly needs: readonly Need[]
}

/** What one entry gave: it, if it is usable, and what is wrong with it. */
export interface Read {
  readonly locked?: Locked
  readonly problems: readonly string[]
}

/** Longer than pnpm writes, peers and all, unless told to. */
const MAX_KEY = 10_000
/** A name that could be one of a folder in node_modules, in any spelling that registries ever took. */
const NAME = /^(@[^/@\s]+\/)?[^/@\s]+$/

/** Whether text can be a package's name. */
export function isName(name: string): boolean {
  return !isTooLong(name) && NAME.test(name)
}

/** Peers of an entry by name, with what was asked for and whether they may be missing. */
function peersOf(fields: Fields): ReadonlyMap<string, Pick<Need, 'spec' | 'kind'>> {
  const meta = objectOf(fields['peerDependenciesMeta']) ?? {}
  const isOptional = (name: string) =>
    Object.hasOwn(meta, name) && objectOf(meta[name])?.['optional'] === 'true'
  const peers = Object.entries(objectOf(fields['peerDependencies']) ?? {})
  return new Map(
    peers.map(([name, spec]) => [
      name,
      { spec: wordOf(spec), kind: isOptional(name) ? 'optional-peer' : 'peer' },
    ]),
  )
}

/** What an entry depends on: `fields` of `packages` tell peers from others, `graph` (in 9.0 its snapshot) has the rest. */
function needsOf(fields: Fields, graph: Fields, problems: string[]): readonly Need[] {
  const peers = fields['peerDependencies'] === undefined ? undefined : peersOf(fields)
  const needs: Need[] = []
  for (const section of ['dependencies', 'optionalDependencies'] as const) {
    if (graph[section] === undefined) continue
    const listed = objectOf(graph[section])
    if (!listed) problems.push(`its ${section} are no list of names and versions`)
    const kind = section === 'dependencies' ? 'prod' : 'optional'
    for (const [name, ref] of Object.entries(listed ?? {})) {
      if (typeof ref === 'string' && ref !== '')
        needs.push({ name, spec: ref, ref, kind, ...peers?.get(name) })
      else problems.push(`its dependency ${name.slice(0, 100)} has no version`)
    }
  }
  return needs
}

/** Its own word where the format lets it have one; a folder may have none. */
function versionOf({ version, place }: Key, fields: Fields, isFolder: boolean): string {
  if (version !== '') return version
  return wordOf(fields['version']) || (isFolder ? '' : place)
}

function contradictions({ name, version }: Key, fields: Fields): readonly string[] {
  const own = optionalWord(fields['name'])
  const ownVersion = fields['version'] ?? version
  return [
    ...(name !== '' && own !== undefined && own !== name
      ? [`its entry calls itself ${own.slice(0, 100)}`]
      : []),
    ...(version !== '' && ownVersion !== version
      ? [`its entry says version ${JSON.stringify(ownVersion).slice(0, 80)}, and its key another`]
      : []),
  ]
}

/** Why nothing can be said of an entry, if that is so. */
function keyProblem(key: string, { version, place }: Key, name: string, fields: Fields): string | undefined {
  if (key.length > MAX_KEY) return 'its key is longer than any'
  if (!isName(name)) return 'its key names no package'
  if (version === '' && place === '') return 'its key names no version'
  const isUsable = version !== '' || fields['version'] === undefined || isVersion(wordOf(fields['version']))
  return isUsable ? undefined : versionProblem(fields)
}

/**
 * Reads one entry. `fields` is its value in `packages`, `graph` where its dependencies stand. A version is the key's,
 * else its own, else (a commit, an archive) the place; a folder may have none.
 */
export function readEntry(
  {
    key,
    dialect,
    line,
  }: { readonly key: string; readonly dialect: Dialect; readonly line: number | undefined },
  fields: Fields,
  graph: Fields,
): Read {
  const said = keyOf(dialect, key)
  // Before 9.0 a place may look like a registry's key: what an entry says of itself is what counts.
  const own = said.place !== '' && optionalWord(fields['name'])
  const known: Key = own ? { name: own, version: '', place: said.place } : said
  const problem = keyProblem(key, known, known.name, fields)
  if (problem !== undefined) return { problems: [problem] }
  const origin = originOf(known, fields['resolution'], dialect)
  const problems = [
    ...contradictions(known, fields),
    ...(origin.problem === undefined ? [] : [origin.problem]),
  ]
  const { source, resolved, folder } = origin
  const entry: Entry = {
    location: key,
    name: known.name,
    alias: undefined,
    version: versionOf(known, fields, folder !== undefined),
    resolved,
    link: undefined,
    license: undefined,
    edges: [],
    bundled: false,
    onlyOptional: false,
    source,
    folder,
    integrity: optionalWord(objectOf(fields['resolution'])?.['integrity']),
    engine: engineOf(fields['engines']),
    deprecated: optionalWord(fields['deprecated']),
    line,
  }
  const bundled = fields['bundledDependencies'] ?? fields['bundleDependencies']
  const bundles = bundled === 'true' || (Array.isArray(bundled) && bundled.length > 0)
  return { locked: { entry, bundles, needs: needsOf(fields, graph, problems) }, problems }
}
