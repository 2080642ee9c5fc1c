import { isVersion } from './npm-fields.ts'

/** The shapes that keys had: lockfile versions 5.x, 6.x and 9.0. */
export type Dialect = 5 | 6 | 9

/** What a key of `packages` or `snapshots` says. */
export interface Key {
  /** The package's real name; empty where the key has none and the entry must say it. */
  readonly name: string
  /** A registry's version; empty for everything else. */
  readonly version: string
  /** Where what is no registry's comes from: a URL, a path, a commit. */
  readonly place: string
}

/** Where the group of balanced parentheses that ends before `end` begins; -1 where there is none. */
function groupStart(key: string, end: number): number {
  let depth = 0
  for (let at = end - 1; at >= 0; at--) {
    if (key[at] === ')') depth++
    else if (key[at] === '(') depth--
    if (depth === 0) return key[at] === '(' ? at : -1
  }
  return -1
}

/** A key without what it says of peers and patches: `a@1.0.0(b@2.0.0(c@3.0.0))(patch_hash=x)` is `a@1.0.0`. */
export function withoutSuffix(key: string): string {
  let end = key.length
  while (key.endsWith(')', end)) {
    const start = groupStart(key, end)
    if (start <= 0) break
    end = start
  }
  return key.slice(0, end)
}

/** A version without what versions 5.x (and patches of 6.0) hang on it: `16.13.0_react@16.13.0`. */
function withoutUnderscore(version: string): string {
  const at = version.indexOf('_')
  return at === -1 ? version : version.slice(0, at)
}

const NOTHING: Key = { name: '', version: '', place: '' }

function split(bare: string, at: number): Key {
  const version = withoutUnderscore(bare.slice(at + 1))
  return at > 0 && isVersion(version) ? { name: bare.slice(0, at), version, place: '' } : NOTHING
}

/** `name@1.0.0`, or `name/1.0.0` before version 6. */
function registryKey(bare: string, dialect: Dialect): Key {
  if (dialect !== 5) return split(bare, bare.indexOf('@', 1))
  const scope = bare.startsWith('@') ? bare.indexOf('/') + 1 : 0
  return split(bare, bare.indexOf('/', scope))
}

/**
 * Reads a key (https://github.com/pnpm/spec/tree/master/lockfile, and @pnpm/dependency-path for the peers' suffix).
 * Before 9.0 a key that does not begin with a slash is a place or, in old ones, a registry's host and a package.
 */
export function keyOf(dialect: Dialect, key: string): Key {
  const bare = dialect === 5 ? key : withoutSuffix(key)
  if (dialect === 9) {
    const found = registryKey(bare, dialect)
    const at = bare.indexOf('@', 1)
    // A place is told by its scheme: anything else is a version that is none.
    if (found.name !== '' || at === -1 || !bare.includes(':', at)) return found
    return { name: bare.slice(0, at), version: '', place: bare.slice(at + 1) }
  }
  if (bare.startsWith('/')) return registryKey(bare.slice(1), dialect)
  const found = bare.includes(':') ? NOTHING : registryKey(bare.slice(bare.indexOf('/') + 1), dialect)
  return { ...found, place: bare }
}

/** Whether a reference of 9.0 is a whole key already: it names a package before any place or peer. */
function isWhole(ref: string): boolean {
  if (ref.startsWith('@')) return true
  const [at, colon, bracket] = [ref.indexOf('@'), ref.indexOf(':'), ref.indexOf('(')]
  return at !== -1 && (colon === -1 || at < colon) && (bracket === -1 || at < bracket)
}

/** The key that a dependency's reference leads to: `16.13.0(react@16.13.0)` of react-dom, or an alias's whole key. */
export function keyAsked(dialect: Dialect, name: string, ref: string): string {
  if (dialect === 9) return isWhole(ref) ? ref : `${name}@${ref}`
  if (ref.startsWith('file:')) return ref
  const bracket = ref.indexOf('(')
  const plain = dialect === 6 && bracket !== -1 ? ref.slice(0, bracket) : ref
  if (plain.includes('/')) return ref
  return `/${name}${dialect === 5 ? '/' : '@'}${ref}`
}
