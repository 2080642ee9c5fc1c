import { hostOf } from './reach.ts'

/** A package URL, read (https://github.com/package-url/purl-spec). */
export interface Purl {
  /** Lower case, such as `npm` or `pypi`. */
  readonly type: string
  /** Namespace and name, joined with `/`. */
  readonly name: string
  /** Empty where there is none. */
  readonly version: string
  readonly qualifiers: ReadonlyMap<string, string>
  /** Empty where there is none. */
  readonly subpath: string
  /** The host, with its port, that it is taken from, where a qualifier says. */
  readonly host?: string
}

const MAX_LENGTH = 4096
const TYPE = /^[a-z][a-z0-9.+-]{0,63}$/
const QUALIFIER = /^[a-z][a-z0-9._-]{0,63}$/

/**
 * Types whose parts purl-spec wants in lower case. Not Go's, nor npm's names: their registries and advisories tell
 * case apart (`github.com/BurntSushi/toml`, `JSONStream`), and a package must be found.
 */
const LOWER_NAME: ReadonlySet<string> = new Set([
  ...['alpm', 'apk', 'bitbucket', 'bitnami', 'composer', 'deb', 'github', 'githubactions'],
  ...['hex', 'luarocks', 'oci', 'pub', 'pypi'],
])
const LOWER_NAMESPACE: ReadonlySet<string> = new Set([
  ...['alpm', 'apk', 'bitbucket', 'composer', 'deb', 'github', 'githubactions', 'hex', 'luarocks'],
  ...['npm', 'qpkg', 'rpm'],
])
const LOWER_VERSION: ReadonlySet<string> = new Set(['huggingface', 'luarocks'])

/** Percent-decoded; undefined where that gives no text. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** What stands before and behind a sign; all of it before, where there is none. */
function cut(text: string, at: number): readonly [string, string] {
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

/** The `@` before the version. One that begins a name is an npm scope that should have been encoded. */
function versionAt(path: string): number {
  const at = path.lastIndexOf('@')
  return at > 0 && path[at - 1] !== '/' ? at : -1
}

/** Segments between slashes, decoded, without empty ones; undefined where one is no text. */
function segmentsOf(path: string): readonly string[] | undefined {
  const segments: string[] = []
  for (const written of path.split('/')) {
    const segment = decode(written)
    if (segment === undefined) return undefined
    if (segment !== '') segments.push(segment)
  }
  return segments
}

function qualifiersOf(text: string): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>()
  for (const pair of text.split('&')) {
    const [written, encoded] = cut(pair, pair.indexOf('='))
    const key = written.toLowerCase()
    const value = decode(encoded)
    if (value === undefined || (pair !== '' && !QUALIFIER.test(key)) || found.has(key)) return undefined
    if (value !== '') found.set(key, value)
  }
  return found
}

function hostIn(qualifiers: ReadonlyMap<string, string>): string | undefined {
  for (const key of ['repository_url', 'download_url', 'vcs_url']) {
    const url = qualifiers.get(key)?.replace(/^git\+/, '')
    if (url === undefined) continue
    const host = hostOf(url.includes('://') ? url : `https://${url}`)
    if (host !== undefined) return host
  }
  return undefined
}

function nameOf(type: string, segments: readonly string[]): string {
  const lower = (text: string, types: ReadonlySet<string>) => (types.has(type) ? text.toLowerCase() : text)
  const namespace = segments.slice(0, -1).map((segment) => lower(segment, LOWER_NAMESPACE))
  const written = lower(segments.at(-1) ?? '', LOWER_NAME)
  const name = type === 'pypi' ? written.replaceAll('_', '-') : written
  return [...namespace, name].join('/')
}

/** Reads a package URL by purl-spec, from its end; undefined for what is none, a broken percent-encoding included. */
export function parsePurl(text: string): Purl | undefined {
  if (text.length > MAX_LENGTH || !/^pkg:/i.test(text)) return undefined
  const bare = text.slice('pkg:'.length)
  const [beforeSubpath, subpath] = cut(bare, bare.lastIndexOf('#'))
  const [path, query] = cut(beforeSubpath, beforeSubpath.indexOf('?'))
  const trimmed = path.slice(path.search(/[^/]/))
  const [written, rest] = cut(trimmed, trimmed.indexOf('/'))
  const type = written.toLowerCase()
  const [named, encoded] = cut(rest, versionAt(rest))
  const segments = segmentsOf(named)
  const version = decode(encoded)
  const qualifiers = qualifiersOf(query)
  const below = segmentsOf(subpath)
  if (!TYPE.test(type) || !segments?.length || version === undefined || !qualifiers || !below)
    return undefined
  const host = hostIn(qualifiers)
  return {
    type,
    name: nameOf(type, segments),
    version: LOWER_VERSION.has(type) ? version.toLowerCase() : version,
    qualifiers,
    subpath: below.filter((segment) => segment !== '.' && segment !== '..').join('/'),
    ...(host === undefined ? {} : { host }),
  }
}
