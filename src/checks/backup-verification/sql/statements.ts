import { excerpt, nameAt, namesAt } from './names.ts'
import { roleCreatedIn, rolesIn } from './roles.ts'
import type { Statement } from './scan.ts'
import type { SqlFacts } from './sql-facts.ts'

type Reader = (facts: SqlFacts, statement: Statement, at: number) => void

/** A name as it counts: one without its schema is in the first of the search path, as dumps before 10.3 rely on. */
export function tableParts(facts: SqlFacts, text: string, at: number): readonly string[] | undefined {
  const parts = nameAt(text, at, facts.dialect !== 'mysql')?.parts
  if (parts === undefined) return undefined
  const { searchPath, dialect } = facts
  return dialect === 'postgres' && parts.length === 1 && searchPath !== undefined
    ? [searchPath, ...parts]
    : parts
}

function createTable(facts: SqlFacts, { text }: Statement, at: number): void {
  const parts = tableParts(facts, text, at)
  if (parts !== undefined) facts.ledger.create(parts)
}

function dropTable(facts: SqlFacts, { text }: Statement, at: number): void {
  const parts = tableParts(facts, text, at)
  if (parts !== undefined) facts.ledger.drop(parts)
}

function useDatabase(facts: SqlFacts, { text }: Statement, at: number): void {
  const name = namesAt(text, at)[0]
  facts.databases.add(name)
  if (name !== undefined) facts.ledger.use(name)
}

function setSearchPath(facts: SqlFacts, { text, strings }: Statement, at: number): void {
  const first = text.slice(at).startsWith("''") ? strings[0] : namesAt(text, at)[0]
  facts.searchPath = first === '' ? undefined : first
}

function setEncoding(facts: SqlFacts, { text, strings }: Statement, at: number): void {
  facts.encoding = excerpt(strings[0] ?? namesAt(text, at)[0] ?? '')
}

function countRoutine(facts: SqlFacts, { text }: Statement): void {
  facts.routines += 1
  const language = /\bLANGUAGE\s+(?:''|"?(\w+))/i.exec(text)?.[1]?.toLowerCase() ?? ''
  if (/^(?:c|internal|pl\w+u)$/.test(language)) facts.untrusted.add(language)
}

const SQL_NOTES = /^SET\s+(@OLD_SQL_NOTES\s*=|SQL_NOTES\s*=\s*@OLD_SQL_NOTES)/i

function setNotes(facts: SqlFacts, { text }: Statement): void {
  if (SQL_NOTES.exec(text)?.[1]?.startsWith('@') === true) facts.savesNotes = true
  else facts.restoresNotes = true
}

const READERS: readonly (readonly [RegExp, Reader])[] = [
  [
    /^CREATE\s+(?:(?:GLOBAL|LOCAL)\s+)?(?:(?:TEMP|TEMPORARY|UNLOGGED)\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?/i,
    createTable,
  ],
  [/^DROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?/i, dropTable],
  [
    /^CREATE\s+EXTENSION\s+(?:IF\s+NOT\s+EXISTS\s+)?/i,
    (facts, { text }, at) => facts.extensions.add(namesAt(text, at)[0]),
  ],
  [
    /^CREATE\s+(?:DATABASE|SCHEMA)\s+(?:IF\s+NOT\s+EXISTS\s+)?/i,
    (facts, { text }, at) => {
      if (facts.dialect === 'mysql' || /^CREATE\s+DATABASE/i.test(text)) {
        facts.databases.add(namesAt(text, at)[0])
      }
    },
  ],
  [
    /^CREATE\s+(?:OR\s+REPLACE\s+)?(?:[A-Z]+\s*=\s*\S+\s+|SQL\s+SECURITY\s+\w+\s+)*(?:MATERIALIZED\s+|RECURSIVE\s+)?VIEW\s/i,
    (facts) => {
      facts.views += 1
    },
  ],
  [
    /^CREATE\s+(?:OR\s+REPLACE\s+)?(?:DEFINER\s*=\s*\S+\s+)?(?:AGGREGATE\s+|CONSTRAINT\s+)?(?:FUNCTION|PROCEDURE|TRIGGER|EVENT)\s/i,
    countRoutine,
  ],
  [
    /^SELECT\s+(?:pg_catalog\.)?lo_create\(/i,
    (facts) => {
      facts.largeObjects += 1
    },
  ],
  [/^USE\s+/i, useDatabase],
  [/^SET\s+(?:SESSION\s+|LOCAL\s+)?client_encoding\s*(?:=|TO)\s*/i, setEncoding],
  [/^SET\s+NAMES\s+/i, setEncoding],
  [/^SET\s+search_path\s*(?:=|TO)\s*/i, setSearchPath],
  [
    /^SELECT\s+pg_catalog\.set_config\(''/i,
    (facts, { strings }) => {
      if (strings[0] === 'search_path') facts.searchPath = strings[1] === '' ? undefined : strings[1]
    },
  ],
  [
    /^SET\s+standard_conforming_strings\s*(?:=|TO)\s*/i,
    (facts, { text, strings }) => {
      facts.standardStrings = !/off$/i.test(strings[0] ?? text)
    },
  ],
  [
    /^(?:BEGIN|START\s+TRANSACTION)\b/i,
    (facts) => {
      facts.isInTransaction = true
    },
  ],
  [
    /^(?:COMMIT|END|ROLLBACK|ABORT)\b/i,
    (facts) => {
      facts.isInTransaction = false
    },
  ],
  [
    /^(?:UN)?LOCK\s+TABLES?\b/i,
    (facts, { text }) => {
      if (facts.dialect === 'mysql') facts.isLocked = /^LOCK/i.test(text)
    },
  ],
  [SQL_NOTES, setNotes],
]

/** Takes what a statement says into the facts: tables, roles, extensions, databases, settings. */
export function readStatement(facts: SqlFacts, statement: Statement): void {
  for (const [form, read] of READERS) {
    const match = form.exec(statement.text)
    if (match === null) continue
    read(facts, statement, match[0].length)
    break
  }
  if (facts.dialect !== 'postgres') return
  facts.createdRoles.add(roleCreatedIn(statement))
  for (const role of rolesIn(statement)) facts.roles.add(role)
}
