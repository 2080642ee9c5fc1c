import { createLexer } from '../sql/lexer.ts'
import type { Dialect } from '../sql/sql-reading.ts'
import { quoteName } from './identifiers.ts'
import type { RestoredTable } from './restored.ts'
import { partsOf } from './wanted-table.ts'

/** Who is asked. */
export type AskedDialect = 'postgres' | 'mysql' | 'sqlite'

const MILLISECONDS = 1_000

function quoted(dialect: AskedDialect, name: string): string {
  return dialect === 'mysql' ? `\`${name.replaceAll('`', '``')}\`` : quoteName(name)
}

function text(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

/** A table as a query names it; its database is the one that is asked. */
function tableSql(dialect: AskedDialect, table: RestoredTable): string {
  const [, ...parts] = partsOf(table)
  return parts.map((part) => quoted(dialect, part)).join('.')
}

/**
 * What kind of column one is, in words that begin with `date`, `time` or `integer` where it can be a moment; no row where
 * there is none. Undefined for an engine whose columns have no types.
 */
export function columnKindSql(
  dialect: AskedDialect,
  table: RestoredTable,
  column: string,
): string | undefined {
  if (dialect === 'sqlite') return undefined
  const [database = '', ...parts] = partsOf(table)
  if (dialect === 'mysql') {
    const where = database === '' ? 'DATABASE()' : text(database)
    return `SELECT data_type FROM information_schema.columns WHERE table_schema = ${where} AND table_name = ${text(parts.at(-1) ?? '')} AND column_name = ${text(column)}`
  }
  const name = tableSql(dialect, table).replaceAll("'", "''")
  const plain = column.replaceAll("'", "''")
  return `SELECT pg_catalog.format_type(coalesce(nullif(t.typbasetype, 0), t.oid), NULL) FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid WHERE a.attrelid = '${name}'::pg_catalog.regclass AND a.attname = '${plain}' AND a.attnum > 0 AND NOT a.attisdropped`
}

/** The newest moment of a column, in milliseconds since 1970, without a zone in UTC; NULL where there is none. */
export function newestSql(dialect: AskedDialect, table: RestoredTable, column: string, kind: string): string {
  const name = quoted(dialect, column)
  const from = tableSql(dialect, table)
  if (dialect === 'postgres') {
    const newest = `max(${name}) FILTER (WHERE pg_catalog.isfinite(${name}))`
    return `SELECT (extract(epoch FROM ${newest}) * ${MILLISECONDS})::pg_catalog.int8 FROM ${from}`
  }
  if (dialect === 'mysql') {
    const newest =
      kind === 'timestamp' ? `CONVERT_TZ(MAX(${name}), @@session.time_zone, '+00:00')` : `MAX(${name})`
    return `SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', ${newest}) DIV ${MILLISECONDS} FROM ${from}`
  }
  // Numbers are seconds since 1970 here, milliseconds where they are too large for that.
  return `SELECT CASE WHEN m IS NULL THEN NULL WHEN typeof(m) IN ('integer', 'real') THEN CAST(CASE WHEN m > 100000000000 THEN m ELSE m * ${MILLISECONDS} END AS INTEGER) ELSE coalesce(CAST(strftime('%s', m) AS INTEGER) * ${MILLISECONDS}, 'none') END FROM (SELECT max(${name}) AS m FROM ${from})`
}

/** Whether a column of that kind tells moments. */
export function isMoment(kind: string): boolean {
  return /^(?:timestamp|datetime|date)\b/i.test(kind)
}

/** Whether a text is one query that only asks: one statement that begins as those do. */
export function isOneQuestion(sql: string, dialect: AskedDialect): boolean {
  let count = 0
  let isCommand = false
  const told = () => {
    count += 1
    return undefined
  }
  const lexing: Dialect = dialect === 'sqlite' ? 'other' : dialect
  const lexer = createLexer(lexing, {
    statement: ({ text: statement }) => (statement === '' ? undefined : told()),
    insert: told,
    inserted: () => undefined,
    comment: () => undefined,
    command: () => {
      isCommand = true
    },
    copied: () => undefined,
  })
  lexer.write(Buffer.from(sql))
  lexer.end()
  const first = /^[\s(]*([a-z]+)/i.exec(sql.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/, ''))?.[1]
  return count === 1 && !isCommand && /^(?:select|with|values|table|show|explain)$/i.test(first ?? '')
}
