import { IDENT, LONGEST_TAKEN_APART, NAME, quoteName, unquoted } from './identifiers.ts'

/** `ALTER … OWNER TO`, taken apart so far that it can be given to somebody who may do everything. */
export interface OwnerStatement {
  /** Everything before OWNER TO: a kind of thing and its name, and nothing else. */
  readonly thing: string
  readonly role: string
}

const KINDS = [
  'MATERIALIZED VIEW',
  'FOREIGN TABLE',
  'TEXT SEARCH DICTIONARY',
  'TEXT SEARCH CONFIGURATION',
  'LARGE OBJECT',
  'OPERATOR CLASS',
  'OPERATOR FAMILY',
  'TABLE',
  'SEQUENCE',
  'VIEW',
  'FUNCTION',
  'PROCEDURE',
  'ROUTINE',
  'AGGREGATE',
  'TYPE',
  'DOMAIN',
  'SCHEMA',
  'COLLATION',
  'CONVERSION',
  'OPERATOR',
  'STATISTICS',
  'PUBLICATION',
  'SERVER',
]
const KIND = KINDS.map((kind) => kind.replaceAll(' ', '\\s+')).join('|')
const SIGN = `(?:${IDENT}\\s*\\.\\s*)?[-+*/<>=~!@#%^&|\`?]+`
/** Types of arguments, which have no strings and no semicolons; two levels of parentheses at most. */
const ARGUMENTS = `\\((?:[^()"';]|"(?:[^"]|"")*"|\\([^()"';]*\\))*\\)`
const FORM = new RegExp(
  `^(ALTER\\s+(?:${KIND})\\s+(?:(?:IF\\s+EXISTS|ONLY)\\s+){0,2}(?:${NAME}|\\d{1,10}|${SIGN})\\s*(?:${ARGUMENTS})?(?:\\s+USING\\s+${IDENT})?)\\s+OWNER\\s+TO\\s+(${IDENT})$`,
  'i',
)

/**
 * Takes a statement apart; undefined for one that may do anything beside: `ALTER TABLE t ADD c int DEFAULT f(), OWNER TO x`
 * would run f, so it is not for a superuser.
 */
export function ownerStatement(sql: string): OwnerStatement | undefined {
  const match = sql.length > LONGEST_TAKEN_APART ? null : FORM.exec(sql)
  if (match === null) return undefined
  const [, thing = '', role = ''] = match
  // Words like CURRENT_USER mean whoever runs it.
  if (/^(?:current_(?:user|role)|session_user)$/i.test(role)) return undefined
  return { thing, role: unquoted(role) }
}

/** The statement again, with the role as its name is and nothing of a keyword. */
export function ownerSql({ thing, role }: OwnerStatement): string {
  return `${thing} OWNER TO ${quoteName(role)}`
}
