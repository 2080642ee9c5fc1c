import type { Fault, Remark } from '../intake.ts'
import type { BytesKind } from './bytes-kind.ts'

/** What a word at the end of a name promises, outermost first; a word with two promises is both at once. */
const PROMISES: Readonly<Record<string, readonly BytesKind[]>> = {
  gz: ['gzip'],
  gzip: ['gzip'],
  tgz: ['gzip', 'tar'],
  zst: ['zstd'],
  zstd: ['zstd'],
  tzst: ['zstd', 'tar'],
  xz: ['xz'],
  txz: ['xz', 'tar'],
  bz2: ['bzip2'],
  tbz: ['bzip2', 'tar'],
  tbz2: ['bzip2', 'tar'],
  lz4: ['lz4'],
  zip: ['zip'],
  tar: ['tar'],
  age: ['age'],
  gpg: ['gpg'],
  pgp: ['gpg'],
  enc: ['openssl'],
  sql: ['sql'],
  rdb: ['rdb'],
  sqlite: ['sqlite'],
  sqlite3: ['sqlite'],
  json: ['json'],
}

/** Words that dumps of every kind are named by: they promise nothing but that it is no error. */
const LOOSE = ['dump', 'pgdump', 'backup', 'bak', 'db', 'pg', 'custom', 'data', 'snapshot']

const ENCRYPTED: readonly BytesKind[] = ['age', 'gpg', 'openssl']
const ERRORS: readonly BytesKind[] = ['html', 'xml-error', 'error-text', 'lfs-pointer']

const WORDS: Readonly<Record<BytesKind, string>> = {
  empty: 'nothing',
  gzip: 'gzip data',
  zstd: 'zstd data',
  xz: 'xz data',
  bzip2: 'bzip2 data',
  lz4: 'lz4 data',
  zip: 'a zip archive',
  tar: 'a tar archive',
  age: 'encrypted by age',
  gpg: 'encrypted by OpenPGP',
  openssl: 'encrypted by openssl',
  'pg-custom': 'a custom archive of pg_dump',
  sqlite: 'an SQLite database',
  rdb: 'a Redis database',
  sql: 'SQL',
  json: 'JSON',
  html: 'a web page',
  'xml-error': 'an error message in XML',
  xml: 'XML',
  'error-text': 'an error message of a program',
  'lfs-pointer': 'a pointer of Git LFS instead of the file',
  'utf-16': 'text in UTF-16',
  text: 'text',
  unknown: 'of no known kind',
}

/**
 * What a file's name promises its bytes to be, from the outermost layer on: `a.sql.gz.age` age, then gzip, then SQL.
 * Stops at the first word that promises nothing; empty where none does.
 */
export function promisesOf(fileName: string): readonly BytesKind[] {
  const words = fileName.toLowerCase().split('.').slice(1).reverse()
  const promises: BytesKind[] = []
  for (const word of words) {
    const promised = Object.hasOwn(PROMISES, word) ? PROMISES[word] : undefined
    if (!promised) break
    promises.push(...promised)
  }
  return promises
}

/** Whether a name ends in a word that any dump may be called by, such as `.dump`. */
export function isLooseName(fileName: string): boolean {
  return LOOSE.includes(fileName.toLowerCase().split('.').at(-1) ?? '')
}

/** Words for copies of anything: what stands before them tells (`nginx.conf.bak`). */
const COPIES = ['backup', 'bak', 'data']

/** Whether a name is that of a dump, and not of a text that somebody copied: its last word is loose, and no other one. */
export function isDumpName(fileName: string): boolean {
  const words = fileName.toLowerCase().split('.').slice(1)
  const last = words.at(-1) ?? ''
  if (!LOOSE.includes(last)) return false
  const before = words.slice(0, -1).filter((word) => /[a-z]/.test(word) && !LOOSE.includes(word))
  return !COPIES.includes(last) || before.length === 0
}

/** Logs tell of errors, at their beginning too: what they are by their bytes, where their name is that of a log. */
export function kindOfNamed(fileName: string, kind: BytesKind): BytesKind {
  const isLog = /\.log(?:[.-][\d-]{1,20})?$/i.test(fileName)
  return isLog && kind === 'error-text' ? 'text' : kind
}

/** What is to be said of bytes that are of one kind and, by their name, of another. */
export interface NameVerdict {
  readonly fault: Fault | undefined
  readonly remark: Remark | undefined
}

const FINE: NameVerdict = { fault: undefined, remark: undefined }

function wrong(text: string): NameVerdict {
  return { fault: { word: 'wrong-content', level: 1, text }, remark: undefined }
}

/** Text of any kind may be SQL that begins in an unusual way: its own reader tells. */
function isKept(promised: BytesKind, found: BytesKind): boolean {
  if (promised === found) return true
  // `.enc` is anybody's.
  if (promised === 'openssl') return ENCRYPTED.includes(found) || found === 'unknown'
  return (promised === 'sql' || promised === 'json') && found === 'text'
}

/**
 * Judges what bytes are against the outermost promise of their name, undefined where it has none. An error message where
 * a backup should be is `wrong-content` whatever the name; an encrypted layer that the name does not mention, and pg_dump's own
 * archives under an SQL name, are remarks. Of no bytes at all nothing is said: they are empty.
 */
export function judgeName(promised: BytesKind | undefined, found: BytesKind): NameVerdict {
  if (found === 'empty' || (promised && isKept(promised, found))) return FINE
  if (ERRORS.includes(found)) return wrong(`is ${WORDS[found]}`)
  if (promised === undefined) return FINE
  if (ENCRYPTED.includes(found) && !ENCRYPTED.includes(promised))
    return { fault: undefined, remark: { text: `is ${WORDS[found]}, which its name does not say` } }
  const isDump = found === 'pg-custom' && (promised === 'sql' || promised === 'gzip')
  if (isDump)
    return {
      fault: undefined,
      remark: { text: `is ${WORDS[found]}, which pg_restore reads and psql does not` },
    }
  return wrong(`is ${WORDS[found]} and, by its name, ${WORDS[promised]}`)
}
