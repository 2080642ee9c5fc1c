import { RunError } from '../../core/errors.ts'

/** One row of the CLI's JSON, in order and with every column, also where two have one name. */
export type JsonRow = readonly (readonly [string, string | null])[]

const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|(null|-?[\d.]+(?:e[+-]?\d+)?)|([[\]{},:]))/giy

function numberText(text: string): string {
  return /^-?\d+$/.test(text) ? text : String(Number(text))
}

/**
 * Reads what `sqlite3 -json` writes, one list of flat objects a statement, without what JSON.parse loses: whole numbers
 * above 2^53, and columns of one name.
 */
export function readJsonRows(text: string): readonly JsonRow[] {
  const rows: (readonly [string, string | null])[][] = []
  let name: string | undefined
  let at = 0
  const rest = text.trimEnd()
  while (at < rest.length) {
    TOKEN.lastIndex = at
    const match = TOKEN.exec(rest)
    if (!match) throw new RunError('sqlite3 answers in another form')
    at = TOKEN.lastIndex
    const [, string, bare, mark] = match
    if (mark === '{') rows.push([])
    if (mark !== undefined) continue
    const value = string === undefined ? String(bare) : String(JSON.parse(string))
    if (name === undefined) name = value
    else {
      rows.at(-1)?.push([name, bare === undefined ? value : bare === 'null' ? null : numberText(bare)])
      name = undefined
    }
  }
  return rows
}
