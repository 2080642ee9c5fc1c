import { DatabaseError } from '../../core/engine-ports.ts'

/** The most rows that come back. */
export const MOST_ROWS = 10_000
/** The most bytes of an answer. */
export const MOST_BYTES = 64 << 20

/**
 * Throws a DatabaseError for what is no question: ATTACH, PRAGMA and all that writes begin otherwise. What follows a first
 * statement is not run by one engine and is run read-only, in safe mode, by the other.
 */
export function assertQuestion(sql: string): void {
  const bare = sql.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/, '')
  if (/^(?:select|with|values|explain)\b/i.test(bare) && !sql.includes('\0')) return
  throw new DatabaseError('it is no question: it begins with another word than SELECT', '1')
}

/** The statements that tell everything; each row says in `k` which answer it is of. */
export const QUESTIONS = {
  integrity: "select 'integrity' as k, integrity_check as a from pragma_integrity_check limit 100",
  orphans:
    'select \'orphan\' as k, "table" as a, parent as b, count(*) as n from pragma_foreign_key_check group by 2, 3',
  tables: "select 'table' as k, name as a from sqlite_master where type = 'table'",
} as const

/** Counts the rows of a table. */
export function countSql(name: string): string {
  return `select count(*) as n from "${name.replaceAll('"', '""')}"`
}
