import type { Fault, Remark } from '../intake.ts'

/** A file that lies beside a database under its name and `-wal` or `-journal`. */
export interface SqliteCompanion {
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** Its first eight bytes, where somebody read them. */
  readonly first?: Uint8Array
}

const LOG_HEADER_BYTES = 32
const JOURNAL_MAGIC = 'd9d505f920a163d7'

type Told = { readonly fault: Fault } | { readonly remark: Remark } | undefined

function shown(name: string): string {
  return name.slice(0, 100)
}

/** A log holds what was committed and is not in the file yet: without it the newest rows are missing. */
function tellLog({ name, size }: SqliteCompanion): Told {
  if (size <= LOG_HEADER_BYTES) return undefined
  const text = `${shown(name)} lies beside it: what was committed last may be in that log alone, so the file is no whole backup; make one with VACUUM INTO or .backup`
  return { fault: { word: 'incomplete', level: 1, text } }
}

/** A journal whose head was zeroed is done with; any other belongs to a transaction that did not end. */
function tellJournal({ name, size, first }: SqliteCompanion): Told {
  if (size === 0) return undefined
  if (!first)
    return { remark: { text: `${shown(name)} lies beside it: it may have been copied during a transaction` } }
  const start = Buffer.from(first.buffer, first.byteOffset, first.byteLength).toString('hex', 0, 8)
  if (start !== JOURNAL_MAGIC) return undefined
  const text = `${shown(name)} lies beside it: it was copied in the middle of a transaction; make a backup with VACUUM INTO or .backup`
  return { fault: { word: 'incomplete', level: 1, text } }
}

/** What a file beside a database says about it; undefined where nothing. */
export function tellCompanion(companion: SqliteCompanion): Told {
  if (/-wal$/i.test(companion.name)) return tellLog(companion)
  return /-journal$/i.test(companion.name) ? tellJournal(companion) : undefined
}
