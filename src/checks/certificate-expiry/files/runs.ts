/** A run of base64 in a text, which may go on over lines. */
export interface Run {
  readonly base64: string
  readonly end: number
}

/** How much base64 a text holds, by its pieces without a space or anything else in them. */
export interface Tally {
  readonly longest: number
  readonly total: number
  /** Characters of the pieces that are no words. */
  readonly weight: number
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const IS_BASE64: readonly boolean[] = Array.from({ length: 128 }, (_, code) =>
  ALPHABET.includes(String.fromCharCode(code)),
)
const LONG = 40
const MAX_PADDING = 2

/** What joins two lines: a line break, escaped or not, with indentation; a string constant that goes on. */
const BREAK =
  /[ \t]{0,200}(?:["'][ \t]{0,200}(?:[+.&][ \t]{0,200})?\\?\r?\n[ \t]{0,200}(?:[+.&][ \t]{0,200})?["']|(?:\\r\\n|\\n|&#1[03];|&#x[dDaA];|\\?\r?\n){1,4}[ \t]{0,200})/y
/** What a whole line of base64 ends with; else the next key of a YAML file would belong to it. */
const LINE_ENDS = '\r\n"\'<`\\&,;'

/**
 * Where the base64 that begins here ends. A loop, as is all that a stranger's text can make long: V8 compiles regular
 * expressions without optimization once a process has used many, and a greedy one then overflows its stack at 4 MB.
 */
function endOfPiece(text: string, at: number): number {
  let end = at
  while (IS_BASE64[text.charCodeAt(end)] === true) end++
  return end
}

/** As `endOfPiece`, with the padding. */
function endOfLine(text: string, at: number): number {
  const piece = endOfPiece(text, at)
  if (piece === at) return at
  let end = piece
  while (end < piece + MAX_PADDING && text[end] === '=') end++
  return end
}

function isLineEnd(text: string, at: number): boolean {
  let end = at
  while (text[end] === ' ' || text[end] === '\t') end++
  return end >= text.length || LINE_ENDS.includes(text.charAt(end))
}

/** The line of base64 that goes on a run which has come as far as this. */
function nextLine(text: string, at: number): { readonly line: string; readonly end: number } | undefined {
  const between = new RegExp(BREAK)
  between.lastIndex = at
  const [gap] = between.exec(text) ?? []
  if (gap === undefined) return undefined
  const start = at + gap.length
  const end = endOfLine(text, start)
  return end > start && isLineEnd(text, end) ? { line: text.slice(start, end), end } : undefined
}

/** The run of base64 that begins here, of at least so many characters where there are so many. */
export function runAt(text: string, at: number, wanted = Number.POSITIVE_INFINITY): Run {
  let end = endOfLine(text, at)
  let line = text.slice(at, end)
  const lines = [line]
  let length = line.length
  while (length < wanted && line !== '' && !line.endsWith('=')) {
    const next = nextLine(text, end)
    if (!next) break
    line = next.line
    end = next.end
    lines.push(line)
    length += line.length
  }
  return { base64: lines.join(''), end }
}

/** Counts the base64 in a text. */
export function tallyOf(text: string): Tally {
  let [longest, total, weight] = [0, 0, 0]
  for (let at = 0; at < text.length; at++) {
    const length = endOfPiece(text, at) - at
    longest = Math.max(longest, length)
    total += length
    if (length >= LONG) weight += length
    at += length
  }
  return { longest, total, weight }
}
