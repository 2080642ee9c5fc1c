import { IDENT, LONGEST_TAKEN_APART, quoteName, unquoted } from './identifiers.ts'

/** An extension that a dump wants, and the schema it wants it in. */
export interface WantedExtension {
  readonly name: string
  readonly schema: string | undefined
}

const FORM = new RegExp(
  `^CREATE\\s+EXTENSION\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?(${IDENT})(?:\\s+WITH)?(?:\\s+SCHEMA\\s+(${IDENT}))?`,
  'i',
)

/** Takes `CREATE EXTENSION` apart; undefined where it is none. */
export function wantedExtension(sql: string): WantedExtension | undefined {
  const match = FORM.exec(sql.slice(0, LONGEST_TAKEN_APART))
  if (match?.[1] === undefined) return undefined
  return { name: unquoted(match[1]), schema: match[2] === undefined ? undefined : unquoted(match[2]) }
}

/** The statement that makes it, in whatever version there is. */
export function extensionSql({ name, schema }: WantedExtension): string {
  const where = schema === undefined ? '' : ` WITH SCHEMA ${quoteName(schema)}`
  return `CREATE EXTENSION IF NOT EXISTS ${quoteName(name)}${where}`
}
