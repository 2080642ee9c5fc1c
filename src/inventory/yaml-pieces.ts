/** A part of a YAML text that can be parsed alone. */
export interface Piece {
  /** Where it goes on inside a mapping at the top, the line of that mapping's key comes first again. */
  readonly text: string
  /** How many lines of the whole text stand before its own first one; less one where a key's line was put there. */
  readonly before: number
  readonly isInside: boolean
}

/** What keys of a lockfile begin with; a line that begins otherwise is never cut at. */
const KEY_START = /[\w'"@/]/
/** Where the keys of a mapping in a mapping stand in what package managers write. */
const INDENT = '  '

/** It comes again in every piece. */
const MAX_HEADER = 200
/** What may stand before the first key. */
const BEFORE = /^(---)?\s*(#.*)?$/

interface Cutting {
  readonly pieces: Piece[]
  start: number
  line: number
  startLine: number
  /** The line of the last key at the top, if its mapping follows it, indented as expected. */
  section: string
  /** That of the piece that is being made. */
  header: string
}

function cut(cutting: Cutting, text: string, end: number, header: string): void {
  const isInside = cutting.header !== ''
  cutting.pieces.push({
    text: cutting.header + text.slice(cutting.start, end),
    before: cutting.startLine - (isInside ? 1 : 0),
    isInside,
  })
  cutting.start = end
  cutting.startLine = cutting.line
  cutting.header = header
}

/** The line of a key at the top whose value begins two spaces in on the next line that holds anything; else none. */
function sectionAt(text: string, start: number, end: number): string {
  if (end - start > MAX_HEADER || !text.slice(start, end).trimEnd().endsWith(':')) return ''
  let next = end
  while (text[next] === '\n' || text[next] === '\r') next++
  const isBelow = text.startsWith(INDENT, next) && KEY_START.test(text[next + INDENT.length] ?? '')
  return isBelow ? text.slice(start, end) : ''
}

/**
 * Cuts a text into pieces of about `size` characters, at keys of the top and of the level below it. The pieces mean
 * the same as the whole if each of them is one document that holds a mapping: a scalar or a flow that was cut through
 * is not.
 */
export function piecesOf(text: string, size: number): readonly Piece[] {
  const cutting: Cutting = { pieces: [], start: 0, line: 0, startLine: 0, section: '', header: '' }
  let end = 0
  let isStarted = false
  for (let at = 0; at < text.length; at = end) {
    end = text.indexOf('\n', at) + 1 || text.length
    const isTop = KEY_START.test(text[at] ?? '')
    // A mapping that does not begin at the very left is no whole with what does.
    if (!isStarted && !isTop && !BEFORE.test(text.slice(at, end).trimEnd())) break
    isStarted ||= isTop
    const isLong = at - cutting.start >= size
    const isBelow = cutting.section !== '' && text.startsWith(INDENT, at)
    if (isLong && isTop) cut(cutting, text, at, '')
    else if (isLong && isBelow && KEY_START.test(text[at + INDENT.length] ?? '')) {
      cut(cutting, text, at, cutting.section)
    }
    if (isTop) cutting.section = sectionAt(text, at, end)
    cutting.line++
  }
  cut(cutting, text, text.length, '')
  return cutting.pieces
}
