import { objectOf } from './json.ts'
import { type Fields, wordOf } from './npm-fields.ts'
import type { Source } from './package.ts'
import type { Dialect, Key } from './pnpm-key.ts'

/** Where an entry comes from. */
export interface Origin {
  readonly source: Source
  /** A URL, or a path after `file:`; empty where only the registry's own would say. */
  readonly resolved: string
  readonly folder?: string
  /** Why it cannot be told, or is not what its key says. */
  readonly problem?: string
}

const MAX_SHOWN = 100
const ARCHIVE_OF_GIT =
  /^https:\/\/(codeload\.github\.com\/|gitlab\.com\/.{1,500}\/archive|bitbucket\.org\/.{1,500}\/get\/)/

function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text)
}

/** A registry's archive may be told relative to the registry's own URL. */
function registryUrl(fields: Fields): string {
  const tarball = wordOf(fields['tarball'])
  const registry = wordOf(fields['registry'])
  if (isUrl(tarball) || registry === '') return tarball
  return tarball === '' ? registry : `${registry.replace(/\/$/, '')}/${tarball.replace(/^\//, '')}`
}

function archive(fields: Fields): Origin {
  const tarball = wordOf(fields['tarball'])
  if (!isUrl(tarball)) return { source: 'file', resolved: tarball }
  const isGit = fields['gitHosted'] === 'true' || ARCHIVE_OF_GIT.test(tarball)
  return { source: isGit ? 'git' : 'tarball', resolved: tarball }
}

/** Whether a key's place is the one that the resolution names; older keys hold only the end of it. */
function isAt(place: string, named: string, dialect: Dialect): boolean {
  if (place.includes(named)) return true
  if (dialect === 9) return false
  const end = named.slice(Math.max(named.lastIndexOf('/'), named.lastIndexOf('=')) + 1)
  return end !== '' && place.includes(end.replace(/\.(tgz|tar\.gz)$/, ''))
}

/** What a place's resolution names, beyond the kind: it must stand in the key. */
function namedBy(fields: Fields, type: string): string {
  if (type === 'git') return wordOf(fields['commit'])
  return wordOf(fields[type === 'directory' ? 'directory' : 'tarball'])
}

/** Of what cannot be told, the key says at least whether it is a registry's. */
function unknown(version: string, problem: string): Origin {
  return { source: version === '' ? 'tarball' : 'registry', resolved: '', problem }
}

function fromPlace(fields: Fields, type: string): Origin {
  switch (type) {
    case 'git':
      return { source: 'git', resolved: `${wordOf(fields['repo'])}#${wordOf(fields['commit'])}` }
    case 'directory': {
      const folder = wordOf(fields['directory'])
      return { source: 'file', resolved: `file:${folder}`, folder }
    }
    case '':
      return wordOf(fields['tarball']) === '' ? unknown('', 'its resolution names no place') : archive(fields)
    default:
      return unknown('', `its resolution is of a type that is not known (${type.slice(0, MAX_SHOWN)})`)
  }
}

/** Runtimes (`node@runtime:24.4.1`) are archives of their own, one per platform. */
const RUNTIME = /^(binary|variations)$/

/** Reads the `resolution` of an entry (@pnpm/lockfile.types, LockfileResolution): what it comes from. */
export function originOf({ name, version, place }: Key, resolution: unknown, dialect: Dialect): Origin {
  const fields = objectOf(resolution)
  if (!fields) return unknown(version, 'its entry does not say what it is resolved to')
  const type = wordOf(fields['type'])
  if (version !== '') {
    const isElsewhere = type !== '' || /^(file|link|git\+[a-z]+):/.test(wordOf(fields['tarball']))
    const problem = `its key is that of ${name.slice(0, MAX_SHOWN)} from a registry, and it is resolved to something else`
    return isElsewhere ? unknown(version, problem) : { source: 'registry', resolved: registryUrl(fields) }
  }
  if (RUNTIME.test(type) && place.startsWith('runtime:')) {
    return { source: 'tarball', resolved: wordOf(fields['url']) }
  }
  const origin = fromPlace(fields, type)
  if (origin.problem !== undefined || isAt(place, namedBy(fields, type), dialect)) return origin
  const problem = `it is resolved to ${origin.resolved.slice(0, MAX_SHOWN)}, which is not what its key says`
  return { ...origin, problem }
}
