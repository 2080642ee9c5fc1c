import { type Json, objectOf, textOf } from './json.ts'
import { parseYaml } from './yaml.ts'

/** Some entries of a yarn.lock, parsed. */
export interface Part {
  readonly fields: Readonly<Record<string, unknown>>
  readonly yaml: Json
  /** How many lines stand before it. */
  readonly before: number
}

/** A part that is no YAML, by what stands in its first line. */
export interface BadPart {
  readonly problem: string
  readonly key: string
  /** From 1. */
  readonly line: number
}

/** Bytes per part: the parser takes ten times as much memory, which a large lockfile must not. */
const SIZE = 256 * 1024
const NEWLINE = 0x0a
const MAX_SHOWN = 200
const EMPTY = 'is empty'
/** What a line at the margin begins with that does not begin an entry: a blank, a comment, or what is left of one. */
const NO_START = new Set([...' \t\r\n#:]}-.%'].map((character) => character.charCodeAt(0)))

interface Piece {
  readonly bytes: Uint8Array
  readonly before: number
}

/** Cuts between entries, each of which begins at the margin; YAML indents whatever belongs to one. */
function cut({ bytes, before }: Piece, size: number): readonly Piece[] {
  const pieces: Piece[] = []
  let start = 0
  let line = before
  let lineAtStart = before
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) {
    line++
    if (at + 1 - start < size || NO_START.has(bytes[at + 1] ?? NEWLINE)) continue
    pieces.push({ bytes: bytes.subarray(start, at + 1), before: lineAtStart })
    start = at + 1
    lineAtStart = line
  }
  return [...pieces, { bytes: bytes.subarray(start), before: lineAtStart }]
}

/** Nothing for what holds comments alone. */
function parse({ bytes, before }: Piece): Part | BadPart | undefined {
  const parsed = parseYaml(bytes)
  const isEmpty = 'yaml' in parsed ? parsed.yaml.value === '' : parsed.problem === EMPTY
  if (isEmpty) return undefined
  const fields = 'yaml' in parsed ? objectOf(parsed.yaml.value) : undefined
  if ('yaml' in parsed && fields) return { fields, yaml: parsed.yaml, before }
  const decoded = textOf(bytes.subarray(0, 4 * MAX_SHOWN))
  const [key = ''] = 'text' in decoded ? decoded.text.split('\n', 1) : []
  // Its line numbers are those of the part.
  const problem = 'problem' in parsed ? parsed.problem.replace(/, line \d+/, '') : 'is no mapping'
  return { problem, key: key.slice(0, MAX_SHOWN), line: before + 1 }
}

/**
 * Parses a yarn.lock of Yarn 2 and later in parts, so that memory is bounded and what is damaged hides no other entry:
 * a part that is no YAML is parsed again entry by entry.
 */
export function* partsOf(bytes: Uint8Array): Iterable<Part | BadPart> {
  for (const piece of cut({ bytes, before: 0 }, SIZE)) {
    const part = parse(piece)
    if (part && 'problem' in part) yield* cut(piece, 1).flatMap((one) => parse(one) ?? [])
    else if (part) yield part
  }
}
