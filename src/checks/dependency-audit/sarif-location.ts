import { posix } from 'node:path'
import { objectOf } from '../../inventory/json.ts'
import { elementAt, type Fields, listOf } from './sarif-rules.ts'

/** Where a result stands. */
export interface Place {
  /** In the repository; undefined for what is not, or not to be told. */
  readonly location: { readonly path: string; readonly line?: number } | undefined
  /** What the report writes in its place: a path, an image, a function. */
  readonly written: string
}

/** What a run says about its paths. */
export interface Paths {
  readonly bases: Fields
  readonly artifacts: readonly unknown[]
  /** Folders, as paths that begin and end with `/`, below which the repository was when the scanner ran. */
  readonly roots: readonly string[]
}

const MAX_URI = 2000
const MAX_BASES = 10
/** Where GitHub's runners have a repository, in a container and outside of one. */
const RUNNER = /^\/(?:github\/workspace|home\/runner\/work\/[^/]+\/[^/]+)\//

function textIn(fields: Fields | undefined, key: string): string {
  const value = fields?.[key]
  return typeof value === 'string' && value.length <= MAX_URI ? value : ''
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The path of an absolute one or of a `file:` URI, which some scanners write with two slashes before a relative one. */
function pathOf(uri: string): string | undefined {
  const written = uri.replaceAll('\\', '/')
  if (/^[a-z]:\//i.test(written)) return `/${written}`
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(written)?.[1]?.toLowerCase()
  if (scheme === undefined) return written
  if (scheme !== 'file') return undefined
  return written.slice('file:'.length).replace(/^\/\/(?:localhost(?=\/))?/i, '')
}

function folderOf(uri: string): readonly string[] {
  const path = pathOf(uri)
  if (!path?.startsWith('/')) return []
  const folder = posix.normalize(decode(path))
  return folder === '/' ? [] : [folder.endsWith('/') ? folder : `${folder}/`]
}

/** What a run says about where its paths begin (SARIF 2.1.0, 3.14.14 and 3.20.19). */
export function pathsOf(run: Fields): Paths {
  const bases = objectOf(run['originalUriBaseIds']) ?? {}
  const working = listOf(run['invocations']).map((one) => objectOf(objectOf(one)?.['workingDirectory']))
  const folders = [...Object.values(bases).slice(0, MAX_BASES).map(objectOf), ...working.slice(0, MAX_BASES)]
  const roots = folders.flatMap((one) => folderOf(textIn(one, 'uri')))
  return { bases, artifacts: listOf(run['artifacts']), roots }
}

/** A relative base goes before a path; where an absolute one is, the repository begins. */
function withBases(path: string, baseId: string, { bases }: Paths): string {
  let found = path
  let id = baseId
  for (let count = 0; count < MAX_BASES && id !== '' && Object.hasOwn(bases, id); count++) {
    const base = objectOf(bases[id])
    const prefix = textIn(base, 'uri')
    if (prefix === '' || pathOf(prefix) !== prefix || prefix.startsWith('/')) break
    found = `${prefix.endsWith('/') ? prefix : `${prefix}/`}${found}`
    id = textIn(base, 'uriBaseId')
  }
  return found
}

function withoutRoot(path: string, roots: readonly string[]): string {
  const normal = posix.normalize(path)
  const longest = roots.filter((root) => normal.startsWith(root)).sort((a, b) => b.length - a.length)[0]
  const root = longest ?? RUNNER.exec(normal)?.[0]
  return root === undefined ? normal : normal.slice(root.length)
}

/** A path of the repository; undefined for one that leads out of it, or that is none. */
function repositoryPath(uri: string, baseId: string, paths: Paths): string | undefined {
  const path = pathOf(uri)
  if (path === undefined || path === '') return undefined
  const decoded = decode(path.startsWith('/') ? path : withBases(path, baseId, paths))
  if (/\p{Cc}/u.test(decoded)) return undefined
  const found = posix.normalize(decoded.startsWith('/') ? withoutRoot(decoded, paths.roots) : decoded)
  const isOut = found.startsWith('/') || found === '..' || found.startsWith('../')
  return isOut || found === '.' ? undefined : found.toWellFormed()
}

function nameOfLogical(locations: readonly Fields[]): string {
  const logical = locations.flatMap((one) => listOf(one['logicalLocations']).slice(0, 1).map(objectOf))
  const names = logical.map((one) => textIn(one, 'fullyQualifiedName') || textIn(one, 'name'))
  return names.find((name) => name !== '') ?? ''
}

/** More locations of one result than these are not looked at: the first counts. */
const MAX_LOCATIONS = 100

/** Where a result stands: its first physical location; beside it, or without one, what the report calls the place. */
export function placeOf(result: Fields, paths: Paths): Place {
  const locations = listOf(result['locations'])
    .slice(0, MAX_LOCATIONS)
    .map(objectOf)
    .filter((one) => one !== undefined)
  const logical = nameOfLogical(locations)
  for (const one of locations) {
    const physical = objectOf(one['physicalLocation'])
    const named = objectOf(physical?.['artifactLocation'])
    const listed = objectOf(elementAt(paths.artifacts, named?.['index']))?.['location']
    const artifact = textIn(named, 'uri') === '' ? objectOf(listed) : named
    const uri = textIn(artifact, 'uri')
    if (uri === '') continue
    const path = repositoryPath(uri, textIn(artifact, 'uriBaseId'), paths)
    const line = objectOf(physical?.['region'])?.['startLine']
    const isLine = typeof line === 'number' && Number.isSafeInteger(line) && line >= 1
    const location = path === undefined ? undefined : { path, ...(isLine ? { line } : {}) }
    return { location, written: path ?? (logical || uri) }
  }
  return { location: undefined, written: logical }
}
