import { clip, markdown, markdownCode } from './escape.ts'
import { fitting, type Room, whole } from './room.ts'
import { count } from './words.ts'

/** Kept for saying how many rows did not fit. */
const MORE = 100
/** A longer text is cut: its row must not take the place of all others. */
const MAX_TEXT = 1000

/** Rows between the lines around them: as many whole ones as fit, and how many did not. */
export function block(
  head: readonly string[],
  rows: readonly string[],
  noun: string,
  room: Room,
  foot: readonly string[] = [],
): readonly string[] {
  if (rows.length === 0) return []
  room.left -= MORE
  if (whole([...head, ...foot, ''], room).length === 0) return []
  const taken = fitting(rows, (row) => row, room)
  const more = rows.length - taken.length
  const rest = more > 0 ? ['', `… and ${count(more, `more ${noun}`)}: see the report file.`] : []
  return [...head, ...taken, ...rest, ...foot, '']
}

/** Text in a cell or a line, cut where it is long. */
export function text(value: string): string {
  return markdown(short(value))
}

/** Text as code, cut where it is long. */
export function code(value: string): string {
  return markdownCode(short(value))
}

/** A text, or so much of it that it leaves room for others. */
export function short(value: string): string {
  return value.length > MAX_TEXT ? `${clip(value, MAX_TEXT)}…` : value
}

/** A row of a table. */
export function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/** The first two lines of a table. */
export function headOf(titles: readonly string[]): readonly string[] {
  return [rowOf(titles), rowOf(titles.map(() => '---'))]
}
