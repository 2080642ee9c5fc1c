import type { Intake } from '../intake.ts'
import { bufferOf } from './bytes.ts'
import { createLexer, type Ending, type Lexer } from './lexer.ts'
import { createListener } from './listener.ts'
import { createMarks, kindOf, type Marks, takeComment } from './marks.ts'
import { HEAD_BYTES, type Sniffed, sniff } from './sniff.ts'
import { createSqlFacts, type SqlFacts } from './sql-facts.ts'
import type { SqlReading } from './sql-reading.ts'
import { type Evidence, faultsOf, remarksOf } from './verdict.ts'

const TAIL = 600

/** What reads a dump once its beginning has told how. */
interface Reader {
  readonly sniffed: Sniffed
  readonly facts: SqlFacts
  readonly marks: Marks
  readonly lexer: Lexer
}

function createReader(head: Buffer): Reader {
  const sniffed = sniff(head)
  const facts = createSqlFacts(sniffed.dialect)
  const marks = createMarks()
  const listener = createListener(
    facts,
    (text, isInside) => takeComment(marks, sniffed.dialect, text, isInside),
    (isStandard) => lexer.setStandardStrings(isStandard),
  )
  const lexer: Lexer = createLexer(sniffed.dialect, listener)
  return { sniffed, facts, marks, lexer }
}

/** Ends the dump; what is known of it then. */
function evidenceOf(
  { sniffed, facts, marks, lexer }: Reader,
  bytes: Pick<Evidence, 'size' | 'nulAt' | 'tail'>,
): Evidence {
  const ending: Ending = sniffed.foreign === undefined ? lexer.end() : 'between'
  const tables = facts.ledger.tables()
  return {
    ...bytes,
    facts,
    marks,
    kind: kindOf(marks, facts.dialect, facts.savesNotes || facts.dialect === 'mysql'),
    ending,
    tables,
    rows: tables.reduce((sum, table) => sum + table.rows, 0),
    foreign: sniffed.foreign,
    hasOrderMark: sniffed.skipped > 0,
  }
}

function readingOf(evidence: Evidence, isWhole: boolean): SqlReading {
  const { facts, marks, kind, tables, rows } = evidence
  const hasTrailer = marks.trailers + marks.clusterTrailers > 0 || marks.hasMysqlTrailer
  return {
    kind,
    dialect: facts.dialect,
    dumpedFrom: marks.dumpedFrom,
    dumpedBy: marks.dumpedBy,
    tables,
    rows,
    largeObjects: facts.largeObjects,
    routines: facts.routines,
    views: facts.views,
    roles: facts.roles.list().filter((role) => !facts.createdRoles.has(role)),
    createdRoles: facts.createdRoles.list(),
    extensions: facts.extensions.list(),
    databases: facts.databases.list(),
    encoding: facts.encoding,
    hasTrailer,
    faults: faultsOf(evidence, isWhole),
    remarks: remarksOf(evidence),
    lacks: [],
  }
}

/**
 * Reads a plain SQL dump: pg_dump, pg_dumpall, mysqldump, mariadb-dump and what resembles them. Quotes and comments are
 * read as psql's and mysql's own scanners do (psqlscan.l; client/mysql.cc), so nothing inside of a string or a function
 * counts as a statement. Level 3 for all that it finds.
 */
export function createSqlReader(): Intake<SqlReading> {
  let reader: Reader | undefined
  let head: Buffer = Buffer.alloc(0)
  let tail: Buffer = Buffer.alloc(0)
  let size = 0
  let nulAt = -1

  function take(buffer: Buffer): void {
    if (reader === undefined) {
      reader = createReader(buffer)
      if (reader.sniffed.foreign === undefined) reader.lexer.write(buffer.subarray(reader.sniffed.skipped))
      return
    }
    if (reader.sniffed.foreign === undefined) reader.lexer.write(buffer)
  }

  function write(chunk: Uint8Array): void {
    const buffer = bufferOf(chunk)
    if (nulAt < 0) {
      const place = buffer.indexOf(0)
      if (place >= 0) nulAt = size + place
    }
    size += buffer.length
    tail = Buffer.concat([tail, buffer.subarray(-TAIL)]).subarray(-TAIL)
    if (reader !== undefined) {
      take(buffer)
      return
    }
    head = Buffer.concat([head, buffer])
    if (head.length >= HEAD_BYTES) take(head)
  }

  function end(isWhole: boolean): SqlReading {
    if (reader === undefined) take(head)
    const bytes = { size, nulAt, tail: tail.toString('latin1') }
    return readingOf(evidenceOf(reader ?? createReader(head), bytes), isWhole)
  }

  return { write, end }
}
