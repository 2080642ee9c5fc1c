import type { Gap } from '../core/finding.ts'
import type { Jsonc } from './bun-jsonc.ts'
import { namesIn } from './bun-key.ts'
import { edgesIn } from './bun-members.ts'
import { type Tuple, tupleOf } from './bun-tuple.ts'
import type { Entry } from './entry.ts'
import { objectOf } from './json.ts'
import { entryGap } from './npm-fields.ts'

/** One item of `packages` in a bun.lock. */
export interface Item {
  readonly key: string
  readonly names: readonly string[]
  readonly tuple: Tuple
  readonly entry: Entry
}

export interface Items {
  readonly items: readonly Item[]
  readonly gaps: readonly Gap[]
}

function entryOf(location: string, names: readonly string[], tuple: Tuple, line: number | undefined): Entry {
  const installedAs = names.at(-1) ?? ''
  return {
    location,
    name: tuple.name,
    alias: tuple.name === installedAs ? undefined : installedAs,
    version: tuple.at,
    resolved: tuple.resolved,
    link: undefined,
    license: undefined,
    edges: edgesIn(tuple.info),
    // `bundled` names what another's archive brings in, at a version that only the archive knows; this one is not it.
    bundled: false,
    onlyOptional: false,
    source: tuple.source,
    folder: tuple.folder,
    integrity: tuple.integrity,
    line,
  }
}

/** Reads `packages`. `folders` are those of members: a key that is spelled like one gets another location. */
export function itemsIn(path: string, json: Jsonc, packages: unknown, folders: ReadonlySet<string>): Items {
  const listed = packages === undefined ? {} : objectOf(packages)
  if (!listed) return { items: [], gaps: [entryGap(path, 'packages', 'its "packages" are not an object')] }
  const items: Item[] = []
  const gaps: Gap[] = []
  for (const [key, value] of Object.entries(listed)) {
    const names = namesIn(key)
    const tuple = tupleOf(value)
    if (!names || typeof tuple === 'string') {
      const reason = typeof tuple === 'string' ? tuple : 'its key is no path of names'
      gaps.push(entryGap(path, key, reason))
      continue
    }
    if (tuple.problem !== undefined) gaps.push(entryGap(path, key, tuple.problem))
    const location = folders.has(key) ? `./${key}` : key
    items.push({ key, names, tuple, entry: entryOf(location, names, tuple, json.lineOf(value)) })
  }
  return { items, gaps }
}
