import type { Fault, Level, Remark, Word } from '../intake.ts'
import type { Ending } from './lexer.ts'
import type { Marks } from './marks.ts'
import type { Finding, SqlFacts } from './sql-facts.ts'
import type { SqlKind, SqlTable } from './sql-reading.ts'

const LEVEL: Level = 3

/** All that is known of a dump when its last byte has passed. */
export interface Evidence {
  readonly facts: SqlFacts
  readonly marks: Marks
  readonly kind: SqlKind
  readonly ending: Ending
  readonly tables: readonly SqlTable[]
  readonly rows: number
  readonly size: number
  readonly foreign: string | undefined
  /** Where the first NUL byte is; -1 for nowhere. */
  readonly nulAt: number
  /** The last bytes. */
  readonly tail: string
  readonly hasOrderMark: boolean
}

function fault(word: Word, text: string): Fault {
  return { word, level: LEVEL, text }
}

function found(word: Word, finding: Finding | undefined): readonly Fault[] {
  return finding === undefined ? [] : [fault(word, `${finding.text}, at byte ${finding.at}`)]
}

/** Whether the last lines are a trailer, whatever state the bytes before have left. */
function endsInTrailer(tail: string): boolean {
  return /(?:^|\n)--\r?\n-- PostgreSQL database (?:cluster )?dump complete\r?\n--\r?\n|\n-- Dump completed[^\n]*\r?\n?$/.test(
    tail,
  )
}

const OPEN_ENDS: Readonly<Record<Exclude<Ending, 'between'>, string>> = {
  copy: 'COPY data that never ends',
  string: 'a string that never ends',
  comment: 'a comment that never ends',
  statement: 'a statement that never ends',
}

function endFaults({ ending, tail, marks }: Evidence): readonly Fault[] {
  if (ending === 'between') return []
  const isOverrun = endsInTrailer(tail) || marks.trailersInside > 0
  return isOverrun
    ? [fault('corrupt', `${OPEN_ENDS[ending]} runs over the end of the dump`)]
    : [fault('incomplete', `it breaks off in ${OPEN_ENDS[ending]}`)]
}

function postgresGaps({ marks, facts }: Evidence): readonly string[] {
  const { headers, trailers, clusterHeaders, clusterTrailers } = marks
  if (clusterHeaders > clusterTrailers) return ['the closing line of pg_dumpall is missing']
  if (headers > trailers) return ['the closing line of pg_dump is missing']
  if (trailers > headers || clusterTrailers > clusterHeaders) return ['its beginning is missing']
  return facts.isInTransaction ? ['a transaction is begun and not ended'] : []
}

function mysqlGaps({ marks, facts }: Evidence): readonly string[] {
  if (marks.mysqlTool !== undefined && !marks.hasMysqlTrailer) return ['the line "Dump completed" is missing']
  if (facts.savesNotes && !facts.restoresNotes)
    return ['settings that it changes are not set back at its end']
  return facts.isLocked ? ['tables are locked and not unlocked'] : []
}

/** What is missing behind a last statement that is whole. */
function gapFaults(evidence: Evidence): readonly Fault[] {
  if (evidence.ending !== 'between') return []
  const { dialect } = evidence.facts
  const gaps = dialect === 'mysql' ? mysqlGaps(evidence) : postgresGaps(evidence)
  return gaps.map((text) => fault('incomplete', text))
}

/** pg_dumpall --globals-only writes no database at all, and that is what was asked for. */
function isGlobals({ kind, facts }: Evidence): boolean {
  return kind === 'pg_dumpall' && facts.createdRoles.list().length > 0 && facts.databases.list().length === 0
}

function emptyFaults(evidence: Evidence): readonly Fault[] {
  const { tables, rows, facts } = evidence
  if (tables.length > 0 || rows > 0 || isGlobals(evidence)) return []
  if (facts.statements === 0) return [fault('empty', 'it holds no statement')]
  return [fault('empty', 'it holds no table and no row')]
}

/** What is neither a statement nor a message; the rest of a word, where a dump was cut, is no more than that. */
function gibberishFaults({ facts, marks, tables }: Evidence): readonly Fault[] {
  const { gibberish, dialect, error, statements } = facts
  if (gibberish === undefined || error !== undefined) return []
  const isDump = marks.headers + marks.clusterHeaders > 0 || marks.mysqlTool !== undefined
  if (gibberish.isCut === true && isDump) return []
  const isNothing = statements === 0 || (dialect === 'other' && tables.length === 0)
  if (isNothing) return found('wrong-content', gibberish)
  return dialect === 'other' ? [] : found('corrupt', gibberish)
}

function contentFaults(evidence: Evidence): readonly Fault[] {
  const { facts, nulAt } = evidence
  return [
    ...found('wrong-content', facts.error),
    ...(nulAt < 0 ? [] : [fault('corrupt', `it holds NUL bytes, the first at byte ${nulAt}`)]),
    ...gibberishFaults(evidence),
    ...found('corrupt', facts.misfit),
    ...found('corrupt', facts.stray),
  ]
}

/**
 * Where to tell of a danger: first, unless the dump is broken before it. What looks like a command may then be a row
 * that is read as SQL because the line before it is lost.
 */
function withDanger(faults: readonly Fault[], { facts }: Evidence): readonly Fault[] {
  const { unsafe, gibberish } = facts
  const danger = found('unsafe', unsafe)
  if (unsafe === undefined) return faults
  const isBroken = faults.some(({ word }) => word === 'corrupt')
  const isLater = unsafe.isInside === true || (gibberish !== undefined && gibberish.at < unsafe.at)
  return isBroken && isLater ? [...faults, ...danger] : [...danger, ...faults]
}

/** What is wrong with a dump, the most telling first. What is missing is not told where the bytes were cut above. */
export function faultsOf(evidence: Evidence, isWhole: boolean): readonly Fault[] {
  if (evidence.foreign !== undefined) return [fault('wrong-content', `it is ${evidence.foreign}`)]
  if (evidence.size === 0) return isWhole ? [fault('empty', 'it has no bytes')] : []
  const content = contentFaults(evidence)
  const missing = isWhole ? [...endFaults(evidence), ...gapFaults(evidence)] : []
  const faults = withDanger([...content, ...missing], evidence)
  return faults.length > 0 || !isWhole ? faults : emptyFaults(evidence)
}

function rowRemarks({ tables, rows, facts }: Evidence): readonly string[] {
  if (tables.length === 0) return []
  if (rows === 0) return ['it holds tables and no row: a dump of the schema alone, or of empty tables']
  return tables.some(({ isCreated }) => isCreated) || facts.views > 0
    ? []
    : ['it holds data alone and creates no table']
}

function trailerRemark({ kind, facts, marks }: Evidence): readonly string[] {
  if (kind === 'pg_dump' || kind === 'pg_dumpall' || marks.hasMysqlTrailer || facts.restoresNotes) return []
  return ['it has no closing line: that it is whole is known from its last statement alone']
}

/** What is to know of a dump and is no fault. */
export function remarksOf(evidence: Evidence): readonly Remark[] {
  if (evidence.foreign !== undefined || evidence.size === 0) return []
  const { facts, tail, hasOrderMark } = evidence
  const isCrlf = facts.isCrlf || (/\r\n/.test(tail) && !/[^\r]\n/.test(tail))
  const languages = facts.untrusted.list()
  const texts = [
    ...(isCrlf
      ? ['its lines end in CR LF: it went through a terminal or Windows, and restores all the same']
      : []),
    ...(hasOrderMark ? ['it begins with a byte order mark'] : []),
    ...(isGlobals(evidence) ? ['it holds roles and settings, and no database'] : []),
    ...(languages.length > 0
      ? [`it creates functions in ${languages.join(', ')}, which may do anything`]
      : []),
    ...(facts.ledger.isFull() ? ['it holds more tables than are counted'] : []),
    ...rowRemarks(evidence),
    ...trailerRemark(evidence),
  ]
  return texts.map((text) => ({ text }))
}
