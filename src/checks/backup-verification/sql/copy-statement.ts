import { countColumns, nameAt } from './names.ts'

const COPY_IN = /^COPY\s+(?:BINARY\s+)?(?!\()/i
const STDIN = /\bFROM\s+STDIN\b\s*(.*)$/is

/** What a statement says of the COPY data behind it. */
export interface CopyIn {
  /** Where the name of its table begins. */
  readonly nameAt: number
  /** Undefined where it does not list them, or where its format is not pg_dump's. */
  readonly columns: number | undefined
  /** What stands behind FROM stdin: empty in pg_dump's. */
  readonly options: string
}

/** Whether data follow a statement, as they do `COPY t FROM stdin`; undefined where they do not. */
export function copyIn(text: string): CopyIn | undefined {
  const match = COPY_IN.exec(text)
  if (match === null) return undefined
  const name = nameAt(text, match[0].length)
  if (name === undefined) return undefined
  const options = STDIN.exec(text.slice(name.end))?.[1]
  if (options === undefined) return undefined
  const columns = options === '' ? countColumns(text, name.end) : undefined
  return { nameAt: match[0].length, columns, options }
}
