import { isDeepStrictEqual } from 'node:util'

/** A row of a table of cases. */
export interface Row<I, O> {
  readonly name: string
  readonly input: I
  readonly expected: O
}

/** The names of the rows that the answers miss: none for the real thing, some for a naive one, or the table is idle. */
export function failingRows<I, O>(rows: readonly Row<I, O>[], answer: (input: I) => O): readonly string[] {
  return rows.filter((row) => !isDeepStrictEqual(answer(row.input), row.expected)).map((row) => row.name)
}
