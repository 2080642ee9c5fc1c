import { DatabaseError, type Rows } from '../../../core/engine-ports.ts'
import { RunError } from '../../../core/errors.ts'
import type { ExpectedContent, NewestExpected, QueryExpected } from './expected-content.ts'
import { type AskedDialect, columnKindSql, isMoment, isOneQuestion, newestSql } from './question-sql.ts'
import type { RestoredTable } from './restored.ts'
import { findTable } from './wanted-table.ts'

/**
 * Asks a restored database something, as one who can change nothing. The database is named as the dump calls it; empty
 * where it names none. Throws a DatabaseError for what the engine refuses, a RunError where it is gone or the time is up.
 */
export type Ask = (database: string, sql: string) => Promise<Rows>

/** Why there is no answer. */
export type Unanswered =
  /** There is no such table, or the query speaks of a table or column that is not there. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'no-column' }
  /** The name fits several tables, or there are several databases. */
  | { readonly kind: 'several' }
  /** The column tells no moments. */
  | { readonly kind: 'no-moment' }
  /** It is not one query that only asks. */
  | { readonly kind: 'no-question' }
  | { readonly kind: 'refused'; readonly code: string }
  /** The engine is gone, or the time is up. */
  | { readonly kind: 'unasked' }

/** Milliseconds since 1970; undefined where there is no row with one. */
export type NewestAnswer = { readonly kind: 'moment'; readonly at: number | undefined } | Unanswered

/** The value is out of the backup: it is compared, and never shown. */
export type QueryAnswer =
  | { readonly kind: 'value'; readonly value: string | null }
  | { readonly kind: 'no-value'; readonly rows: number; readonly columns: number }
  | Unanswered

/** What was answered, in the order of what was expected. */
export interface Answers {
  readonly tables: readonly RestoredTable[]
  readonly newest: readonly NewestAnswer[]
  readonly queries: readonly QueryAnswer[]
}

/** Who is asked, and what is known of it. */
export interface Asked {
  readonly dialect: AskedDialect
  readonly ask: Ask
  /** As they were counted after the restore. */
  readonly tables: readonly RestoredTable[]
  /** As the dump calls them. */
  readonly databases: readonly string[]
}

/** PostgreSQL's, MySQL's numbers; SQLite has words alone. */
const ABSENT = /^(?:42P01|42703|3F000|1146|1054|1049)$/
const ABSENT_WORDS = /^no such (?:table|column)\b/i

async function attempt<Answer>(action: () => Promise<Answer>): Promise<Answer | Unanswered> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof RunError) return { kind: 'unasked' }
    if (!(error instanceof DatabaseError)) throw error
    const isAbsent = ABSENT.test(error.code) || ABSENT_WORDS.test(error.message)
    return isAbsent ? { kind: 'absent' } : { kind: 'refused', code: error.code }
  }
}

function onlyValue({ rows }: Rows): string | null | undefined {
  return rows[0]?.[0]
}

async function askNewest(asked: Asked, { table, column }: NewestExpected): Promise<NewestAnswer> {
  const { dialect, ask, tables } = asked
  const wanted = findTable(tables, table)
  if (wanted.kind !== 'found') return wanted
  const { database } = wanted.table
  return attempt(async (): Promise<NewestAnswer> => {
    const kindSql = columnKindSql(dialect, wanted.table, column)
    const kind = kindSql === undefined ? 'date' : onlyValue(await ask(database, kindSql))
    if (kind == null) return { kind: 'no-column' }
    if (!isMoment(kind)) return { kind: 'no-moment' }
    const value = onlyValue(await ask(database, newestSql(dialect, wanted.table, column, kind.toLowerCase())))
    if (value == null) return { kind: 'moment', at: undefined }
    return /^-?\d{1,16}$/.test(value) ? { kind: 'moment', at: Number(value) } : { kind: 'no-moment' }
  })
}

/** Where a query is asked: the database it names, or the only one that has tables, or the only one. */
function databaseFor({ databases, tables }: Asked, { database }: QueryExpected): string | undefined {
  if (database !== undefined) {
    if (databases.includes(database)) return database
    return databases.length === 1 && databases[0] === '' ? '' : undefined
  }
  if (databases.length === 1) return databases[0]
  const filled = databases.filter((name) => tables.some((table) => table.database === name))
  return filled.length === 1 ? filled[0] : undefined
}

async function askQuery(asked: Asked, query: QueryExpected): Promise<QueryAnswer> {
  if (!isOneQuestion(query.sql, asked.dialect)) return { kind: 'no-question' }
  const database = databaseFor(asked, query)
  if (database === undefined) return { kind: query.database === undefined ? 'several' : 'absent' }
  return attempt(async (): Promise<QueryAnswer> => {
    const { rows } = await asked.ask(database, query.sql)
    const columns = rows[0]?.length ?? 0
    const value = rows[0]?.[0]
    const isOne = rows.length === 1 && columns === 1 && value !== undefined
    return isOne ? { kind: 'value', value } : { kind: 'no-value', rows: rows.length, columns }
  })
}

/** Asks everything that is expected, one after the other (level 5). Judges nothing; never throws for what is answered. */
export async function askQuestions(
  asked: Asked,
  expected: Pick<ExpectedContent, 'newest' | 'queries'>,
): Promise<Answers> {
  const newest: NewestAnswer[] = []
  for (const one of expected.newest) newest.push(await askNewest(asked, one))
  const queries: QueryAnswer[] = []
  for (const one of expected.queries) queries.push(await askQuery(asked, one))
  return { tables: asked.tables, newest, queries }
}
