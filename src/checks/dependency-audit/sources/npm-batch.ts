import { canariesOf } from './canary.ts'
import type { Query } from './source.ts'

const MAX_NAMES = 2000
const MAX_BYTES = 1024 * 1024

/** The versions of one package, and the keys of the questions about them. */
interface Wanted {
  readonly name: string
  readonly versions: Set<string>
  readonly keys: string[]
}

/** One body of the bulk endpoint: JSON text, and the questions it holds by package. */
export interface NpmBatch {
  readonly text: string
  readonly keys: ReadonlyMap<string, readonly string[]>
}

/** Written by hand: an object would sort a package called `1` to the front and lose one called `__proto__`. */
function memberOf({ name, versions }: Pick<Wanted, 'name' | 'versions'>): string {
  return `${JSON.stringify(name)}:${JSON.stringify([...versions])}`
}

function wantedOf(unique: ReadonlyMap<string, Query>): ReadonlyMap<string, Wanted> {
  const wanted = new Map<string, Wanted>()
  for (const [key, { name, version }] of unique) {
    const one = wanted.get(name) ?? { name, versions: new Set(), keys: [] }
    one.versions.add(version)
    one.keys.push(key)
    wanted.set(name, one)
  }
  return wanted
}

function split(all: Iterable<Wanted>): readonly (readonly Wanted[])[] {
  const parts: Wanted[][] = [[]]
  let bytes = 0
  for (const one of all) {
    const size = Buffer.byteLength(memberOf(one)) + 1
    const last = parts.at(-1) ?? []
    if (last.length > 0 && (last.length >= MAX_NAMES || bytes + size > MAX_BYTES)) {
      parts.push([one])
      bytes = size
    } else {
      last.push(one)
      bytes += size
    }
  }
  return parts
}

/**
 * The questions as bodies of at most about 2,000 names and 1 MB, with a known-bad package first and another last in
 * each: who loses either end of a body is found out.
 */
export function npmBatches(unique: ReadonlyMap<string, Query>): readonly NpmBatch[] {
  const wanted = wantedOf(unique)
  const canaries = canariesOf('npm')
  const isCanary = (name: string) => canaries.some((canary) => canary.name === name)
  const others = [...wanted.values()].filter(({ name }) => !isCanary(name))
  return split(others).map((part, index) => {
    // The versions of the canaries' own packages that were asked about ride with the first batch.
    const ends = canaries.map(({ name, version }) => {
      const asked = index === 0 ? wanted.get(name) : undefined
      return { name, versions: new Set([version, ...(asked?.versions ?? [])]), keys: asked?.keys ?? [] }
    })
    const all = [...ends.slice(0, 1), ...part, ...ends.slice(1)]
    return {
      text: `{${all.map(memberOf).join(',')}}`,
      keys: new Map(all.map(({ name, keys }) => [name, keys])),
    }
  })
}
