/** Whether the artifacts of a place are files, or folders: then the place ends in a slash. */
export type Wanted = 'files' | 'folders'

/** Files or folders on this machine. */
export interface LocalPlace {
  readonly kind: 'local'
  /** The user typed an absolute path; else it is below the directory that is checked. */
  readonly isAbsolute: boolean
  /** The folder that is fixed, with `/`; empty for the directory itself. Names of artifacts are below it. */
  readonly base: string
  readonly glob: string
  readonly wanted: Wanted
}

/** Objects in a bucket. */
export interface BucketPlace {
  readonly kind: 's3'
  readonly bucket: string
  /** What all keys begin with: the whole folders of it, with a slash at the end, or empty. Names are behind it. */
  readonly base: string
  /** The longest beginning that all keys have. */
  readonly prefix: string
  readonly glob: string
  readonly wanted: Wanted
}

/** Assets of releases on GitHub. */
export interface ReleasePlace {
  readonly kind: 'release'
  /** `OWNER/REPO`; empty for the repository that the workflow is in. */
  readonly repository: string
  readonly tags: string
  readonly assets: string
}

export type Place = LocalPlace | BucketPlace | ReleasePlace

export type ParsedPlace = { readonly value: Place } | { readonly problems: readonly string[] }

const VALID =
  '`backups/*.sql.gz` (below the directory, or an absolute path), `backups/agents/*/` (folders), `s3://bucket/data/*.tar.gz`, `release:OWNER/REPO@TAG/ASSET` (both globs) or `release:@TAG/ASSET` (this repository)'

/** What people type for places that are reached in another way, or not at all. */
const OTHERS: Readonly<Record<string, string>> = {
  gs: 'Google Cloud Storage is read by its S3 interface: `s3://bucket/…` with the endpoint `https://storage.googleapis.com` and HMAC keys',
  gcs: 'Google Cloud Storage is read by its S3 interface: `s3://bucket/…` with the endpoint `https://storage.googleapis.com` and HMAC keys',
  r2: 'R2 is read by its S3 interface: `s3://bucket/…` with the endpoint of the account',
  b2: 'B2 is read by its S3 interface: `s3://bucket/…` with the endpoint of the bucket',
  file: 'a file of this machine is named by its path',
}
const MAGIC = /[*?[{]/
const MAX_LENGTH = 2000

function problem(text: string): ParsedPlace {
  return { problems: [`${text}; valid are ${VALID}`] }
}

function quoted(text: string): string {
  return `"${text.slice(0, 100)}"`
}

/** The parts before the first that stands for something else; the last part never is one of them. */
function splitParts(parts: readonly string[]): { readonly base: string; readonly glob: string } {
  const magic = parts.findIndex((part) => MAGIC.test(part))
  const at = magic === -1 ? parts.length - 1 : magic
  return { base: parts.slice(0, at).join('/'), glob: parts.slice(at).join('/') }
}

function parseLocal(written: string): ParsedPlace {
  const parts = written.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..'))
    return problem(
      `${quoted(written)} leads out of the directory; write an absolute path for what lies elsewhere`,
    )
  if (parts.length === 0) return problem(`${quoted(written)} names a whole directory and no backups in it`)
  const { base, glob } = splitParts(parts)
  const isAbsolute = written.startsWith('/')
  const wanted = written.endsWith('/') ? 'folders' : 'files'
  return { value: { kind: 'local', isAbsolute, base: isAbsolute ? `/${base}` : base, glob, wanted } }
}

function parseBucket(written: string): ParsedPlace {
  const [, bucket = '', pattern = ''] = /^s3:\/\/([^/]*)\/?(.*)$/s.exec(written) ?? []
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/.test(bucket) || bucket.includes('..'))
    return problem(`${quoted(written)} names no bucket`)
  const key = pattern.replace(/\/$/, '')
  if (key === '') return problem(`${quoted(written)} names a bucket and no objects in it`)
  const magic = key.search(MAGIC)
  const prefix = magic === -1 ? key : key.slice(0, magic)
  const base = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  const wanted = pattern.endsWith('/') ? 'folders' : 'files'
  return { value: { kind: 's3', bucket, base, prefix, glob: key.slice(base.length), wanted } }
}

function parseRelease(written: string): ParsedPlace {
  const [whole, repository = '', pattern = ''] =
    /^release:((?:[A-Za-z0-9_.-]{1,100}\/[A-Za-z0-9_.-]{1,100})?)(?:@(.*))?$/s.exec(written) ?? []
  const isPath = repository.split('/').some((part) => part === '.' || part === '..')
  if (whole === undefined || isPath) return problem(`${quoted(written)} names no repository before its @`)
  if (pattern.endsWith('/'))
    return problem(`${quoted(written)} ends in a slash, and releases have no folders`)
  const slash = pattern.lastIndexOf('/')
  const tags = slash === -1 ? pattern : pattern.slice(0, slash)
  const assets = slash === -1 ? '' : pattern.slice(slash + 1)
  return { value: { kind: 'release', repository, tags: tags || '**', assets: assets || '*' } }
}

/**
 * Reads where a backup's artifacts are; every mistake is a sentence that lists what is valid. A glob has `*`, `?`,
 * `[a-z]`, `{a,b}`, and `**` over folders.
 */
export function parsePlace(text: string): ParsedPlace {
  const written = text.trim()
  if (written === '') return problem('there is no place')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (written.length > MAX_LENGTH || /[\u0000-\u001f\u007f]/.test(written))
    return problem('the place is longer than 2,000 characters, or holds a line break')
  if (written.startsWith('s3://')) return parseBucket(written)
  if (written.startsWith('release:')) return parseRelease(written)
  const scheme = /^([a-z][a-z0-9+.-]*):(\/\/)?/i.exec(written)
  const name = scheme?.[1]?.toLowerCase() ?? ''
  if (name === 's3' || name === 'release')
    return problem(
      `${quoted(written)} is written ${name === 's3' ? '`s3://`' : '`release:`'} in small letters and whole`,
    )
  if (scheme?.[2] !== undefined)
    return problem(`${quoted(written)} is no place that can be read${hintOf(name)}`)
  if (/^[a-z]:[\\/]/i.test(written)) return problem(`${quoted(written)} is a path of Windows`)
  return parseLocal(written)
}

function hintOf(scheme: string): string {
  const hint = Object.hasOwn(OTHERS, scheme) ? OTHERS[scheme] : undefined
  return hint === undefined ? '' : `: ${hint}`
}
