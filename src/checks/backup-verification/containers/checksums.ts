/** A hash that sidecar files use. */
export type ChecksumAlgorithm = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512' | 'blake2b512'

/** One line of a checksum file. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm
  /** Lower-case hex. */
  readonly hash: string
  /** The file it is of, as it stands there; undefined for a hash alone. */
  readonly name: string | undefined
}

/** A checksum file, read. */
export interface ChecksumFile {
  readonly checksums: readonly Checksum[]
  /** Lines that are no checksum, by their numbers; their text may be anything and is not repeated. */
  readonly problems: readonly string[]
}

const BY_LENGTH: Readonly<Record<number, ChecksumAlgorithm>> = {
  32: 'md5',
  40: 'sha1',
  56: 'sha224',
  64: 'sha256',
  96: 'sha384',
  128: 'sha512',
}

const BY_TAG: Readonly<Record<string, ChecksumAlgorithm>> = {
  MD5: 'md5',
  SHA1: 'sha1',
  SHA224: 'sha224',
  SHA256: 'sha256',
  SHA384: 'sha384',
  SHA512: 'sha512',
  BLAKE2B: 'blake2b512',
}

const MAX_LINES = 1_000_000
/** No hash with a name is longer; a regular expression overflows V8's stack at 4 MB. */
const MAX_LINE = 64 * 1024
const NAMED = /(md5|sha1|sha224|sha256|sha384|sha512|b2|blake2b?)(sums?)?(\.txt|\.asc)?$/i
const ESCAPES: Readonly<Record<string, string>> = { '\\\\': '\\', '\\n': '\n', '\\r': '\r' }

/** What a checksum file's own name says its hashes are: `a.sql.gz.sha256`, `SHA256SUMS`; undefined where it says nothing. */
export function algorithmOfName(fileName: string): ChecksumAlgorithm | undefined {
  const word = NAMED.exec(fileName)?.[1]?.toLowerCase()
  if (word === undefined) return undefined
  return word.startsWith('b') ? 'blake2b512' : BY_TAG[word.toUpperCase()]
}

function algorithmOf(hash: string, wanted: ChecksumAlgorithm | undefined): ChecksumAlgorithm | undefined {
  const byLength = BY_LENGTH[hash.length]
  return wanted === 'blake2b512' && byLength === 'sha512' ? wanted : byLength
}

/** GNU tools put a backslash before lines in whose names they escaped one, or a line break. */
function unescaped(name: string, isEscaped: boolean): string {
  return isEscaped ? name.replace(/\\[\\nr]/g, (pair) => ESCAPES[pair] ?? pair) : name
}

function parseLine(line: string, wanted: ChecksumAlgorithm | undefined): Checksum | undefined {
  const tagged = /^(\\?)([A-Za-z0-9-]{3,11}) ?\((.+)\) ?= ?([0-9a-fA-F]{32,128})$/.exec(line)
  if (tagged) {
    const [, mark, tag = '', name = '', hash = ''] = tagged
    const algorithm = BY_TAG[tag.toUpperCase().replace(/^(BLAKE2B)-512$|^(SHA)2?-/, '$1$2')]
    if (!algorithm || algorithmOf(hash, algorithm) !== algorithm) return undefined
    return { algorithm, hash: hash.toLowerCase(), name: unescaped(name, mark === '\\') }
  }
  const plain = /^(\\?)([0-9a-fA-F]{32,128})(?:[ \t]+\*?(.+))?$/.exec(line)
  const [, mark, hash = '', name] = plain ?? []
  const algorithm = algorithmOf(hash, wanted)
  if (!algorithm) return undefined
  return {
    algorithm,
    hash: hash.toLowerCase(),
    name: name === undefined ? undefined : unescaped(name, mark === '\\'),
  }
}

function textOf(bytes: Uint8Array): string {
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe
  return new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(bytes)
}

/**
 * Reads a checksum file: lines of GNU's `sha256sum` and its kin (text and binary, escaped names), of BSD (`--tag`), of
 * OpenSSL's `dgst`, or a hash alone; with CRLF, a byte order mark, empty lines and comments. A hash is known by its length; of
 * those that are equally long the file's name decides.
 */
export function readChecksums(bytes: Uint8Array, fileName: string): ChecksumFile {
  const wanted = algorithmOfName(fileName)
  const checksums: Checksum[] = []
  const problems: string[] = []
  const lines = textOf(bytes).split('\n')
  if (lines.length > MAX_LINES) return { checksums, problems: [`has more than ${MAX_LINES} lines`] }
  for (const [index, raw] of lines.entries()) {
    const line = raw.replace(/\r$/, '')
    if (/^\s*([#;].*)?$/.test(line)) continue
    const checksum = line.length > MAX_LINE ? undefined : parseLine(line.trimEnd(), wanted)
    if (checksum) checksums.push(checksum)
    else if (problems.length < 10) problems.push(`line ${index + 1} is no checksum`)
  }
  if (checksums.length === 0 && problems.length === 0) problems.push('holds no checksum')
  return { checksums, problems }
}

const BESIDE = /[.](md5|sha1|sha224|sha256|sha384|sha512|b2|blake2b?)(sums?)?$/i
const MANY =
  /^((md5|sha1|sha224|sha256|sha384|sha512|b2)(sums?)?|checksums?|(.*[_-])?(md5|sha1|sha256|sha512|b2)sums?)([.]txt)?$/i

/**
 * Whether a file's name is that of a checksum file: undefined where it is not, the name of the file it stands beside
 * (`a.gz` for `a.gz.sha256`), or '' for a list of many (`SHA256SUMS`).
 */
export function sidecarOf(fileName: string): string | undefined {
  if (MANY.test(fileName)) return ''
  return BESIDE.test(fileName) ? fileName.replace(BESIDE, '') : undefined
}

function lastPart(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
}

/**
 * The checksums that are of a file: those with its name, whatever folder stands before it, or the hash alone of a sidecar
 * that stands beside it. None where the checksum file is about other files.
 */
export function checksumsFor(file: ChecksumFile, sidecarName: string, fileName: string): readonly Checksum[] {
  const named = file.checksums.filter(({ name }) => name !== undefined && lastPart(name) === fileName)
  const exact = named.filter(({ name }) => name === fileName || name === `./${fileName}`)
  if (named.length > 0) return exact.length > 0 ? exact : named
  return sidecarOf(sidecarName) === fileName ? file.checksums.filter(({ name }) => name === undefined) : []
}
