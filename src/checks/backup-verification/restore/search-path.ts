import { IDENT, LONGEST_TAKEN_APART } from './identifiers.ts'

const PART = `(?:${IDENT}|'(?:[^'\\\\]|'')*')`
const SET = new RegExp(`^SET\\s+search_path\\s*(?:=|TO)\\s*(${PART}(?:\\s*,\\s*${PART})*)$`, 'i')
const SET_CONFIG =
  /^SELECT\s+(?:pg_catalog\s*\.\s*)?set_config\s*\(\s*'search_path'\s*,\s*('(?:[^'\\]|'')*')\s*,\s*false\s*\)$/i

/**
 * What a statement sets the search path to, in a form that can stand behind `SET LOCAL search_path TO`; undefined where
 * it sets none, or does something beside.
 */
export function searchPathIn(sql: string): string | undefined {
  if (sql.length > LONGEST_TAKEN_APART) return undefined
  const list = SET.exec(sql)?.[1]
  if (list !== undefined) return list
  const text = SET_CONFIG.exec(sql)?.[1]
  if (text === undefined) return undefined
  // Dumps set the empty one this way, and no other.
  return text === "''" ? "''" : undefined
}
