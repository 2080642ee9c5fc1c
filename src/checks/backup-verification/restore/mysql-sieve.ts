/** Lines of a dump on their way to the client. */
export interface MySqlSieve {
  /** What of these bytes is to be run; a view of them or of bytes that were kept. */
  readonly take: (chunk: Uint8Array) => Buffer
  readonly end: () => Buffer
  /** The kind of the last statement that begins at or before a line, from 1; empty where none was seen. */
  readonly kindAt: (line: number) => string
  /** Whether rows may legitimately be fewer afterwards: INSERT IGNORE, REPLACE. */
  readonly isLenient: () => boolean
  /** Whether the server's own databases were left out. */
  readonly leftOut: () => boolean
}

/** As far as a line is looked at: a name and a host may have 80 and 255 characters. */
const HEAD = 600
const MOST_KINDS = 200_000

/** The server's own: a throwaway one has them already, and lets nobody write into them. */
const OWN = /^(?:mysql|sys|performance_schema|information_schema)$/i
const PLACE = /^(?:CREATE DATABASE\b(?:\s*\/\*[^*]*\*\/)?|USE)\s+`?([^`;\s]{1,64})`?/i
/** What only a replica needs, and only an administrator may; and a line that older clients do not know. */
const NEEDLESS = /^SET @@(?:GLOBAL\.GTID_PURGED|SESSION\.SQL_LOG_BIN)\s*=|^\/\*M!999999\\-/i
/** Whose rights a routine, a trigger or a view has, in the forms of SHOW CREATE; accounts are in no dump. */
const DEFINER = /^((?:\/\*!\d{5,6} |CREATE\b)[^`'"\n]{0,80}\bDEFINER\s*=\s*)`(?:[^`]|``)*`@`(?:[^`]|``)*`/
/** Without the check MariaDB inserts in bulk and says of a key that stands twice only that a commit failed. */
const UNCHECKED = /^(\/\*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=)0/
const FIRST_WORDS =
  /^(?:\/\*M?!\d{0,6}\s*)?(INSERT|REPLACE|CREATE|ALTER|DROP|SET|LOCK|UNLOCK|USE|START|COMMIT|UPDATE|DELETE|CALL|GRANT|TRUNCATE|DELIMITER|BEGIN|SELECT|LOAD|INSTALL)\b/i
const OBJECT =
  /\b(TABLE|VIEW|TRIGGER|PROCEDURE|FUNCTION|EVENT|DATABASE|INDEX|SEQUENCE|USER|ROLE|PACKAGE)S?\b/i

function kindOf(head: string): string | undefined {
  const first = FIRST_WORDS.exec(head)?.[1]?.toUpperCase()
  if (first === undefined) return undefined
  const object = /^(?:CREATE|ALTER|DROP|LOCK)$/.test(first)
    ? OBJECT.exec(head)?.[1]?.toUpperCase()
    : undefined
  return object === undefined ? first : `${first} ${object}`
}

function isLenientHead(head: string): boolean {
  return /^(?:REPLACE\b|INSERT\s+(?:\w+\s+)?IGNORE\b)/i.test(head)
}

/**
 * Takes out of a dump of mysqldump or mariadb-dump what a throwaway server need not run: statements of replication, and
 * the sections of `mysql` and the like that `--all-databases` writes. An empty line stands for each line, so that the
 * client's line numbers hold. Routines, triggers and views become the restorer's own,
 * and keys are checked. Looks at the beginnings of lines
 * alone: rows hold no raw line ends.
 */
export function createMySqlSieve(): MySqlSieve {
  const starts: number[] = []
  const kinds: string[] = []
  let kept: Buffer = Buffer.alloc(0)
  let line = 1
  let isAtStart = true
  let skips: 'nothing' | 'statement' | 'database' = 'nothing'
  let lenient = false
  let left = false

  function note(head: string): void {
    const kind = kindOf(head)
    lenient ||= isLenientHead(head)
    if (kind === undefined || kind === kinds.at(-1) || kinds.length >= MOST_KINDS) return
    starts.push(line)
    kinds.push(kind)
  }

  /** A line begins: what becomes of it. */
  function judge(head: string): void {
    const place = PLACE.exec(head)?.[1]
    if (place !== undefined) {
      skips = OWN.test(place) ? 'database' : 'nothing'
      left ||= skips === 'database'
    }
    if (skips === 'nothing' && NEEDLESS.test(head)) skips = 'statement'
    if (skips === 'nothing') note(head)
  }

  /** What passes of a line that begins at `at` and whose head is known; `from` is where the last piece ended. */
  function begin(bytes: Buffer, from: number, at: number, end: number, pieces: Buffer[]): number {
    const wasSkipping = skips !== 'nothing'
    const head = bytes.toString('latin1', at, Math.min(end, at + HEAD))
    judge(head)
    if (skips !== 'nothing') {
      if (!wasSkipping) pieces.push(bytes.subarray(from, at))
      return from
    }
    const start = wasSkipping ? at : from
    const owned = head.replace(DEFINER, '$1CURRENT_USER').replace(UNCHECKED, '$11')
    if (owned === head) return start
    pieces.push(bytes.subarray(start, at), Buffer.from(owned, 'latin1'))
    return at + head.length
  }

  function endsStatement(bytes: Buffer, at: number, end: number): boolean {
    return (
      skips === 'statement' && /(?:;|\*\/)\s*$/.test(bytes.toString('latin1', Math.max(at, end - 8), end))
    )
  }

  function take(chunk: Uint8Array, isLast = false): Buffer {
    const fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    const bytes = kept.length > 0 ? Buffer.concat([kept, fresh]) : fresh
    const pieces: Buffer[] = []
    let from = 0
    let at = 0
    while (at < bytes.length) {
      const found = bytes.indexOf(10, at)
      const end = found < 0 ? bytes.length : found + 1
      if (isAtStart && found < 0 && !isLast && end - at < HEAD) break
      if (isAtStart) from = begin(bytes, from, at, end, pieces)
      if (skips !== 'nothing' && found >= 0) pieces.push(bytes.subarray(found, end))
      if (endsStatement(bytes, at, end)) {
        skips = 'nothing'
        from = end
      }
      isAtStart = found >= 0
      if (isAtStart) line += 1
      at = end
    }
    kept = Buffer.from(bytes.subarray(at))
    if (skips === 'nothing') pieces.push(bytes.subarray(from, at))
    return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)
  }

  return {
    take: (chunk) => take(chunk),
    end: () => take(Buffer.alloc(0), true),
    kindAt: (wanted) => {
      let low = 0
      let high = starts.length
      while (low < high) {
        const middle = (low + high) >> 1
        if ((starts[middle] ?? 0) <= wanted) low = middle + 1
        else high = middle
      }
      return kinds[low - 1] ?? ''
    },
    isLenient: () => lenient,
    leftOut: () => left,
  }
}
