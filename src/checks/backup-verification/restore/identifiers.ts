/** One identifier of PostgreSQL's, quoted or not, as the source of a regular expression (scan.l). */
export const IDENT = '(?:"(?:[^"]|"")+"|[A-Za-z_\\u0080-\\uffff][\\w$\\u0080-\\uffff]*)'

/** A name with its qualifiers. */
export const NAME = `${IDENT}(?:\\s*\\.\\s*${IDENT})*`

/** Longer statements are none of those that are taken apart; beyond it a regular expression may run out of stack. */
export const LONGEST_TAKEN_APART = 256 * 1024

/** The name that an identifier stands for: unquoted it is lower-case. */
export function unquoted(identifier: string): string {
  return identifier.startsWith('"')
    ? identifier.slice(1, -1).replaceAll('""', '"')
    : identifier.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

/** A name as an identifier of PostgreSQL's and SQLite's, always in quotes. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text as a string of PostgreSQL's, whatever standard_conforming_strings says. */
export function quoteText(text: string): string {
  const doubled = text.replaceAll("'", "''")
  return doubled.includes('\\') ? ` E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`
}
