import type { Cell } from '../core/check.ts'
import type { Finding } from '../core/finding.ts'
import { clip, html } from './escape.ts'
import { fitting, type Room, sizeOf } from './room.ts'
import { count } from './words.ts'

/** A longer text is cut: it must not take the place of all others. */
const MAX_TEXT = 1000
/** A longer way to a subject is cut, for the same reason. */
const MAX_STEPS = 20
/** Kept for saying how many items did not fit. */
const MORE = 120

function short(value: string): string {
  return value.length > MAX_TEXT ? `${clip(value, MAX_TEXT)}…` : value
}

/** Text from outside in an element or a quoted attribute. */
export function text(value: string): string {
  return html(short(value))
}

/** Text from outside that is a name to copy. */
export function code(value: string): string {
  return `<code>${text(value)}</code>`
}

/** Advice, with what stands between backticks as code. Each piece is escaped for itself. */
export function advice(value: string): string {
  const pieces = short(value).split('`')
  const isPaired = pieces.length % 2 === 1 && pieces.every((piece, i) => i % 2 === 0 || piece.trim() !== '')
  if (!isPaired) return text(value)
  return pieces.map((piece, i) => (i % 2 === 1 ? `<code>${html(piece)}</code>` : html(piece))).join('')
}

/** Where a finding is: its file and line, else its target. */
export function place({ location, target }: Finding): string {
  return code(`${location?.path ?? target}${location?.line === undefined ? '' : `:${location.line}`}`)
}

/** The way to a subject (`evidence.path`), where it has one. */
export function way({ evidence: { path } }: Finding): string {
  if (!Array.isArray(path) || path.length < 2) return ''
  const steps = path.slice(0, MAX_STEPS).map((step) => code(String(step)))
  return `<p class="way">By way of ${[...steps, ...(path.length > MAX_STEPS ? ['…'] : [])].join(' › ')}</p>`
}

/** A cell of a table as it is said. */
export function cell(value: Cell): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return value === null ? '' : text(String(value))
}

/** What stands around the items of a block, and what one of them is called. */
export interface BlockFrame {
  readonly head: readonly string[]
  readonly foot: readonly string[]
  readonly noun: string
}

/** Items between the lines around them: as many whole ones as there is room for, and how many did not fit. */
export function block<T>(
  { head, foot, noun }: BlockFrame,
  items: readonly T[],
  lineOf: (item: T, index: number) => string,
  room: Room,
): readonly string[] {
  if (items.length === 0) return []
  const frame = sizeOf([...head, ...foot]) + MORE
  if (frame > room.left) {
    room.isCut = true
    return []
  }
  room.left -= frame
  const lines = fitting(items, lineOf, room)
  const more = items.length - lines.length
  const rest =
    more > 0 ? [`<p class="more">… and ${count(more, `more ${noun}`)}: see the report file.</p>`] : []
  return [...head, ...lines, ...foot, ...rest]
}

/** An element's class and words for a run or a report: never by color alone. */
export function badge(kind: string, words: string): string {
  return `<span class="badge ${kind}">${words}</span>`
}
