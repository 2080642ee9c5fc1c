import { clip, markdown, markdownCode } from './escape.ts'
import { count } from './words.ts'

/** Bytes that may still be written, and whether something was left out for which there was not even room to say so. */
export interface Room {
  left: number
  isCut: boolean
}

/** Kept for saying how many rows did not fit. */
const MORE = 100
/** A longer text is cut: its row must not take the place of all others. */
const MAX_TEXT = 1000

/** The bytes that these lines take. */
export function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0)
}

/** These lines, where there is room for all of them. */
export function whole(lines: readonly string[], room: Room): readonly string[] {
  const size = sizeOf(lines)
  if (size > room.left) {
    room.isCut = true
    return []
  }
  room.left -= size
  return lines
}

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
  const taken: string[] = []
  for (const row of rows) {
    const size = sizeOf([row])
    if (size > room.left) break
    room.left -= size
    taken.push(row)
  }
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
