import type { Entry } from './entry.ts'
import { type Node, nodeOf } from './graph.ts'
import { type Descriptor, keyOf } from './yarn-descriptors.ts'
import { sourceOf, type YarnEntry } from './yarn-entries.ts'
import type { Own } from './yarn-manifests.ts'

/** A node before its arrows are drawn. */
export interface Planned {
  readonly node: Node
  /** What the lockfile calls it; Yarn 1 has no such name. */
  readonly locator: string
  readonly edges: Own['edges']
  readonly peers: Own['peers']
  /** Whether it is another copy of one entry, under another name: what is wrong is said of the first. */
  readonly isCopy: boolean
}

const NONE: Own['edges'] = []

type Locked = Pick<YarnEntry, 'locator' | 'version' | 'line'>

const NOT_LOCKED: Locked = { locator: '', version: '', line: undefined }

/** A package of the repository's own, with what the lockfile says in place of a version: Yarn 1 says nothing. */
export function ownNode(own: Own, { locator, version, line }: Locked = NOT_LOCKED): Planned {
  const { folder, name, edges, peers } = own
  const entry: Entry = {
    location: folder,
    name,
    alias: undefined,
    version,
    resolved: '',
    link: undefined,
    license: undefined,
    edges: NONE,
    bundled: false,
    onlyOptional: false,
    line,
  }
  return { node: nodeOf(entry, true), locator, edges, peers, isCopy: false }
}

function placeOf(key: string, line: number | undefined, taken: Set<string>): string {
  const place = taken.has(key) ? `${key} (line ${line})` : key
  taken.add(place)
  return place
}

/** The first key of each name, in the order of the keys. */
function firstKeysOf({ keys }: YarnEntry): readonly Descriptor[] {
  if (keys.length === 1) return keys
  const firsts = new Map<string, Descriptor>()
  for (const key of keys) if (!firsts.has(key.name)) firsts.set(key.name, key)
  return [...firsts.values()]
}

/** An entry is installed once under each name that its keys have. */
export function entryNodes(entry: YarnEntry, taken: Set<string>): readonly Planned[] {
  const { name, line, locator, edges, peers } = entry
  return firstKeysOf(entry).map((key, at) => {
    const made: Entry = {
      location: placeOf(keyOf(key), line, taken),
      name,
      alias: key.name === name ? undefined : key.name,
      version: entry.version,
      resolved: entry.resolved,
      link: undefined,
      license: undefined,
      edges: NONE,
      bundled: false,
      onlyOptional: false,
      source: sourceOf(entry.kind),
      folder: entry.folder,
      integrity: entry.integrity,
      line,
    }
    return { node: nodeOf(made, false), locator, edges, peers, isCopy: at > 0 }
  })
}
