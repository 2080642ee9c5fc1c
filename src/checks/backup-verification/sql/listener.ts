import type { CopyRows } from './copy-rows.ts'
import { copyIn } from './copy-statement.ts'
import { excerpt } from './names.ts'
import type { CopyShape, Listener, Statement } from './scan.ts'
import type { SqlFacts } from './sql-facts.ts'
import { isErrorLine, isStatement } from './statement-words.ts'
import { readStatement, tableParts } from './statements.ts'
import { dangerOf, dangerOfCommand } from './unsafe.ts'

const INTO =
  /^\s*(?:INSERT|REPLACE)\s+(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE|OR\s+\w+)\s+)*(?:INTO\s+)?/i

/** What was found last, that the next call is about. */
interface Now {
  table: readonly string[]
  /** Whether the data is pg_dump's own format, whose columns can be counted. */
  isPlain: boolean
}

function copyShape(facts: SqlFacts, now: Now, { text }: Statement): CopyShape | undefined {
  const copy = copyIn(text)
  if (copy === undefined) return undefined
  now.table = tableParts(facts, text, copy.nameAt) ?? []
  now.isPlain = copy.options === ''
  return { columns: copy.columns }
}

function judgeStatement(facts: SqlFacts, statement: Statement): void {
  const { text, at, isCut } = statement
  const isFirst = facts.statements === 0
  facts.statements += isCut ? 0 : 1
  const danger = dangerOf(statement, facts.dialect)
  if (danger !== undefined) facts.unsafe ??= { text: danger, at }
  else if (isErrorLine(text)) facts.error ??= { text: 'holds the message of a tool that failed', at }
  else if (text !== '' && !isStatement(text) && (!isCut || isFirst))
    facts.gibberish ??= { text: 'holds what is no SQL', at, isCut }
}

/** `INSERT INTO t DEFAULT VALUES`: a row without columns. */
function countDefaults(facts: SqlFacts, { text }: Statement): void {
  if (!/^INSERT\b.{1,1000}\bDEFAULT\s+VALUES$/is.test(text)) return
  const parts = tableParts(facts, text, INTO.exec(text)?.[0].length ?? 0)
  if (parts !== undefined) facts.ledger.add(parts, 1)
}

function judgeRows(facts: SqlFacts, rows: CopyRows, at: number): void {
  const { misfit, misfits, columns, hasStray, isCrlf } = rows.block()
  if (isCrlf) facts.isCrlf = true
  if (hasStray) facts.stray ??= { text: 'COPY data has line ends that are not its own', at }
  if (misfits === 0) return
  if (isErrorLine(misfit)) facts.error ??= { text: 'holds the message of a tool among its rows', at }
  const text = `${misfits} ${misfits === 1 ? 'row has' : 'rows have'} not the ${columns ?? 0} columns of the others`
  facts.misfit ??= { text, at }
}

/** Takes a connection into the facts: `\connect name` and `\connect -reuse-previous=on "dbname='name'"`. */
function readConnect(facts: SqlFacts, command: string): void {
  const words = /^\\c(?:onnect)?\s+(?:-reuse-previous=\w+\s+)?(.*)$/.exec(command)?.[1]
  if (words === undefined) return
  const plain = words.startsWith('"') ? words.slice(1, words.endsWith('"') ? -1 : undefined) : words
  const named = /^dbname='((?:[^'\\]|\\.)*)'/.exec(plain.replaceAll('""', '"'))?.[1]
  const database = excerpt(named?.replace(/\\(.)/g, '$1') ?? plain.split(/\s+/)[0] ?? '')
  facts.databases.add(database)
  facts.ledger.use(database)
}

function readCommand(facts: SqlFacts, command: string, at: number, isInside: boolean): void {
  if (command === '\\.' && facts.dialect !== 'mysql') {
    facts.gibberish ??= { text: 'an end of COPY data stands where none began', at }
    return
  }
  const danger = dangerOfCommand(command, facts.dialect)
  if (danger !== undefined) facts.unsafe ??= { text: danger, at, isInside }
  else readConnect(facts, command)
}

/**
 * What is told by the lexer, taken into the facts. `comment` hears every comment beside; `setStandardStrings` goes back
 * to the lexer, because a setting of the dump says how its strings are read.
 */
export function createListener(
  facts: SqlFacts,
  comment: Listener['comment'],
  setStandardStrings: (isStandard: boolean) => void,
): Listener {
  const now: Now = { table: [], isPlain: false }
  return {
    comment,
    statement: (statement) => {
      judgeStatement(facts, statement)
      if (statement.isCut) return undefined
      readStatement(facts, statement)
      countDefaults(facts, statement)
      setStandardStrings(facts.standardStrings)
      return copyShape(facts, now, statement)
    },
    insert: ({ text, at }) => {
      facts.statements += 1
      const match = INTO.exec(text)
      now.table = match === null ? [] : (tableParts(facts, text, match[0].length) ?? [])
      if (now.table.length === 0) facts.gibberish ??= { text: 'an INSERT without a table', at }
    },
    inserted: (rows) => {
      if (now.table.length > 0) facts.ledger.add(now.table, rows)
    },
    command: (command, at, isInside) => readCommand(facts, command, at, isInside),
    copied: (rows, at) => {
      facts.copies += 1
      facts.ledger.add(now.table, rows.block().rows)
      if (now.isPlain) judgeRows(facts, rows, at)
    },
  }
}
