import type { CopyRows } from './copy-rows.ts'
import { createPen, type Pen } from './pen.ts'
import type { Dialect } from './sql-reading.ts'

/** Longer statements are cut: no list of columns or roles is that long. */
const LONGEST = 256 * 1024
const LONGEST_LINE = 1_000
const LONGEST_STRING = 200

/** What comes next in the bytes. */
export type Mode =
  | 'between'
  | 'code'
  | 'values'
  | 'string'
  | 'identifier'
  | 'dollar'
  | 'line'
  | 'block'
  | 'command'
  | 'copy-line'
  | 'copy'

/** A statement without its comments; each string is `''` in the text and stands, cut, in `strings`. */
export interface Statement {
  readonly text: string
  readonly strings: readonly string[]
  /** Where it begins, in bytes from the dump's first. */
  readonly at: number
  /** Where its delimiter stands, or the bytes end. */
  readonly end: number
  /** Whether the bytes ended before it did. */
  readonly isCut: boolean
}

/** What a COPY statement says of the data behind it. */
export interface CopyShape {
  /** Undefined where it does not list them. */
  readonly columns: number | undefined
}

/** Is told what the lexer finds. */
export interface Listener {
  /** What it returns is the data that follows, for `COPY … FROM stdin`. */
  readonly statement: (statement: Statement) => CopyShape | undefined
  /** The beginning of an INSERT, up to and with VALUES. */
  readonly insert: (statement: Statement) => void
  /** Rows of one INSERT, which is the last told or begins as it does, and where it begins and ends. */
  readonly inserted: (rows: number, at: number, end: number, isCut: boolean) => void
  /** A comment to the end of its line, without the dashes. */
  readonly comment: (text: string, isInside: boolean) => void
  /** A command to the client: backslash commands, and DELIMITER of MySQL's. */
  readonly command: (text: string, at: number, isInside: boolean) => void
  /** `end` is behind the end marker of the data. */
  readonly copied: (rows: CopyRows, at: number, end: number) => void
}

/** Where the lexer is; changed by its steps. */
export interface Scan {
  mode: Mode
  /** Where quotes and comments return to. */
  base: 'between' | 'code' | 'values'
  readonly dialect: Dialect
  readonly listener: Listener
  /** Of the buffer's first byte. */
  offset: number
  /** Where the statement begins: in the dump, and in this buffer (-1 where in none). */
  begin: number
  beginHere: number
  readonly pen: Pen
  readonly linePen: Pen
  readonly stringPen: Pen
  /** Where the command begins that is being read. */
  lineAt: number
  strings: string[]
  quote: number
  hasEscapes: boolean
  standardStrings: boolean
  /** Whether MySQL's double quotes are about names: `--compatible=ansi`. */
  hasAnsiQuotes: boolean
  tag: Buffer
  nesting: number
  /** Of parentheses; in MySQL's dialect it has no part in where a statement ends. */
  depth: number
  /** Of BEGIN ATOMIC, and how much of the text has been counted for it. */
  bodyDepth: number
  bodyCounted: number
  delimiter: Buffer
  /** 1 for bytes that code cannot be passed over at. */
  readonly special: Uint8Array
  /** The bytes before the buffer. */
  before: Buffer
  /** The bytes of the last INSERT up to its first parenthesis: the next is most often the same. */
  prefix: Buffer | undefined
  rows: number
  copy: CopyRows | undefined
}

/** One step takes bytes from `at` on and returns where the next goes on; below zero see `starved`. */
export type Step = (scan: Scan, buffer: Buffer, at: number, isLast: boolean) => number

/** Says that the bytes from `at` on are wanted again, with more behind them. */
export function starved(at: number): number {
  return -1 - at
}

/** Marks the bytes at which code must be looked at. */
export function specials(delimiter: Buffer): Uint8Array {
  const table = new Uint8Array(256)
  for (const byte of Buffer.from('\'"`-/*#$\\()')) table[byte] = 1
  table[delimiter[0] ?? 0] = 1
  return table
}

/** The lexer's state before the first byte. */
export function createScan(dialect: Dialect, listener: Listener): Scan {
  const delimiter = Buffer.from(';')
  return {
    mode: 'between',
    base: 'between',
    dialect,
    listener,
    offset: 0,
    begin: 0,
    beginHere: -1,
    pen: createPen(LONGEST),
    linePen: createPen(LONGEST_LINE),
    stringPen: createPen(LONGEST_STRING),
    lineAt: 0,
    strings: [],
    quote: 0,
    hasEscapes: false,
    standardStrings: true,
    hasAnsiQuotes: false,
    tag: Buffer.alloc(0),
    nesting: 0,
    depth: 0,
    bodyDepth: 0,
    bodyCounted: 0,
    delimiter,
    special: specials(delimiter),
    before: Buffer.alloc(0),
    prefix: undefined,
    rows: 0,
    copy: undefined,
  }
}

/** The byte that many places before `at`; 0 before the first. */
export function byteBefore(scan: Scan, buffer: Buffer, at: number, places: number): number {
  const index = at - places
  if (index >= 0) return buffer[index] ?? 0
  return scan.before[scan.before.length + index] ?? 0
}
