import { excerpt, nameAt, spell } from '../sql/names.ts'

/** What kind of statement one is, and the table that it is about, where it is about one. */
export interface StatementName {
  readonly kind: string
  readonly table: string | undefined
}

const WORDS = new Set(
  `ABORT ACCESS ADD AGGREGATE ALTER ANALYZE ATTACH BEGIN BY CAST CLASS CLUSTER COLLATION COLUMN COMMENT COMMIT
  CONFIGURATION CONSTRAINT CONVERSION COPY CREATE DATA DATABASE DEFAULT DELETE DICTIONARY DISABLE DO DOMAIN DROP ENABLE
  END EVENT EXTENSION FAMILY FOREIGN FUNCTION GRANT GROUP INDEX INSERT INTO KEY LABEL LANGUAGE LARGE LOCK MAPPING
  MATERIALIZED METHOD OBJECT ON OPERATOR OR OWNER PARSER PARTITION PERFORM POLICY PRIVILEGES PROCEDURAL PROCEDURE
  PUBLICATION REFRESH REPLACE RESET REVOKE ROLE ROLLBACK ROUTINE ROW RULE SCHEMA SEARCH SECURITY SELECT SEQUENCE SERVER
  SESSION SET SOURCE STATISTICS SUBSCRIPTION SYSTEM TABLE TABLESPACE TEMPLATE TEXT TRANSFORM TRIGGER TRUNCATE TRUSTED
  TYPE UNIQUE UNLOGGED UPDATE USER VACUUM VIEW WITH WRAPPER`.split(/\s+/),
)
const MOST_WORDS = 4
const ACTION =
  /\s(ADD\s+(?:CONSTRAINT\s+(?:"(?:[^"]|"")*"|\S+)\s+)?(?:PRIMARY\s+KEY|FOREIGN\s+KEY|UNIQUE|CHECK|EXCLUDE|GENERATED)|OWNER\s+TO|ATTACH\s+PARTITION|SET\s+DEFAULT|DROP\s+CONSTRAINT)\b/i
const TABLE_BEHIND =
  /^(?:COPY\s+(?:BINARY\s+)?|INSERT\s+INTO\s+|ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?|CREATE\s+(?:UNLOGGED\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?|UPDATE\s+(?:ONLY\s+)?|DELETE\s+FROM\s+(?:ONLY\s+)?|REFRESH\s+MATERIALIZED\s+VIEW\s+)/i
const TABLE_ON =
  /^CREATE\s+(?:UNIQUE\s+INDEX|INDEX|CONSTRAINT\s+TRIGGER|TRIGGER|POLICY|STATISTICS)\b[^(]{0,400}?\sON\s+(?:ONLY\s+)?/i

function firstWords(text: string): string {
  const words: string[] = []
  for (const word of text
    .slice(0, 200)
    .toUpperCase()
    .split(/[^A-Z]+/)) {
    if (!WORDS.has(word) || words.length === MOST_WORDS) break
    words.push(word)
  }
  return words.length === 0 ? 'a statement' : words.join(' ')
}

function actionOf(text: string): string {
  const action = ACTION.exec(text)?.[1]
  if (action === undefined || !/^ALTER\s/i.test(text)) return ''
  const words = action
    .toUpperCase()
    .replace(/\sCONSTRAINT\s.*\s(?=PRIMARY|FOREIGN|UNIQUE|CHECK|EXCLUDE)/is, ' ')
  return ` … ${words.replace(/\s+/g, ' ')}`
}

/** Says what a statement is, from its text without comments and strings; at most 100 characters of hostile text. */
export function nameStatement(text: string): StatementName {
  const match = TABLE_BEHIND.exec(text) ?? TABLE_ON.exec(text)
  const parts = match === null ? undefined : nameAt(text, match[0].length)?.parts
  const table = parts === undefined ? undefined : excerpt(spell(parts))
  return { kind: firstWords(text) + actionOf(text), table }
}

/** The same in words: `ALTER TABLE … ADD PRIMARY KEY of public.users`. */
export function tellStatement(text: string): string {
  const { kind, table } = nameStatement(text)
  return table === undefined ? kind : `${kind} of ${table}`
}
