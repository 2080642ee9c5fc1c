import { parse } from 'smol-toml'
import { objectOf } from './json.ts'

const MAX_LENGTH = 1024 * 1024
const MAX_DEPTH = 100

export type TomlFields = Readonly<Record<string, unknown>>

/**
 * The table that a TOML 1.0 document holds (https://toml.io/en/v1.0.0), or what is wrong with it, without the file's
 * name. Tables have no prototype; dates are Dates whose `toISOString` gives them as written.
 */
export function parseToml(text: string): { readonly fields: TomlFields } | { readonly problem: string } {
  if (text.length > MAX_LENGTH) return { problem: 'is larger than 1 MB' }
  try {
    const fields = objectOf(parse(text, { maxDepth: MAX_DEPTH }))
    return fields ? { fields } : { problem: 'does not hold a table' }
  } catch {
    return { problem: 'is not valid TOML' }
  }
}
