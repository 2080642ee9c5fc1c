import type { CopyRows } from '../sql/copy-rows.ts'
import { copyIn } from '../sql/copy-statement.ts'
import { createLexer, type Lexer } from '../sql/lexer.ts'
import type { Listener } from '../sql/scan.ts'
import { createByteWindow } from './byte-window.ts'

/** A statement as it stands in the dump. */
export interface ScriptStatement {
  readonly kind: 'statement'
  /** Without its comments, each string as `''`, and cut: to know what it is. Of an INSERT its beginning. */
  readonly text: string
  /** The first strings in it, cut. */
  readonly strings: readonly string[]
  /** All of it, without its semicolon. */
  readonly bytes: Buffer
  readonly isInsert: boolean
  /** Whether the dump ended before it did. */
  readonly isCut: boolean
}

/** What a dump is played in. Bytes are good until the next are written. */
export type Piece =
  | ScriptStatement
  /** Data of the COPY statement before. */
  | { readonly kind: 'data'; readonly bytes: Buffer }
  | { readonly kind: 'copied'; readonly rows: number; readonly isEnded: boolean }
  /** A command to the client. */
  | { readonly kind: 'command'; readonly text: string }

/** Cuts a dump of PostgreSQL's into pieces, by the lexer that the static reading has. */
export interface Pieces {
  readonly write: (buffer: Buffer) => readonly Piece[]
  readonly end: () => readonly Piece[]
  /** Bytes of the statement that has been begun. */
  readonly held: () => number
}

/** What the lexer told, to be cut out when it is done with its bytes. */
type Told =
  | (Omit<ScriptStatement, 'bytes'> & { readonly from: number; readonly to: number })
  | {
      readonly kind: 'copied'
      readonly rows: number
      readonly isEnded: boolean
      readonly from: number
      readonly to: number
    }
  | { readonly kind: 'command'; readonly text: string }

const SETTING = /^SET\s+standard_conforming_strings\s*(?:=|TO)\s*/i
const MARKER = /\\\.\r?\n?$/

function createEar(told: Told[], setStandardStrings: (isStandard: boolean) => void): Listener {
  let head = ''
  return {
    statement: ({ text, strings, at, end, isCut }) => {
      told.push({ kind: 'statement', text, strings, isInsert: false, isCut, from: at, to: end })
      if (isCut) return undefined
      if (SETTING.test(text)) setStandardStrings(!/off$/i.test(strings[0] ?? text))
      const copy = copyIn(text)
      return copy === undefined ? undefined : { columns: copy.columns }
    },
    insert: ({ text }) => {
      head = text
    },
    inserted: (_rows, from, to, isCut) => {
      told.push({ kind: 'statement', text: head, strings: [], isInsert: true, isCut, from, to })
    },
    comment: () => undefined,
    command: (text) => {
      told.push({ kind: 'command', text })
    },
    copied: (copy: CopyRows, from, to) => {
      const { rows, isEnded } = copy.block()
      told.push({ kind: 'copied', rows, isEnded, from, to })
    },
  }
}

/** Pieces of one dump. Keeps no more than the statement that has been begun, and COPY data not at all. */
export function createPieces(): Pieces {
  const told: Told[] = []
  const window = createByteWindow()
  const lexer: Lexer = createLexer(
    'postgres',
    createEar(told, (isStandard) => lexer.setStandardStrings(isStandard)),
  )
  /** Up to where data have been given. */
  let given = 0
  let hasCopyStatement = false

  function data(from: number, to: number): readonly Piece[] {
    const start = Math.max(from, given)
    given = Math.max(given, to)
    return window.slices(start, to).map((bytes) => ({ kind: 'data', bytes }))
  }

  function cut(one: Told): readonly Piece[] {
    if (one.kind === 'command') return [one]
    if (one.kind === 'statement') {
      given = one.to
      hasCopyStatement = copyIn(one.text) !== undefined
      const { from, to, ...statement } = one
      return [{ ...statement, bytes: window.slice(from, to) }]
    }
    const { from, to, rows, isEnded } = one
    const tail = window.slice(Math.max(from, to - 4), to).toString('latin1')
    const marker = isEnded ? (MARKER.exec(tail)?.[0].length ?? 0) : 0
    // Where the dump ends in the line of the statement itself, no data have begun.
    const isBegun = isEnded || from >= given
    const pieces = isBegun ? data(from, to - marker) : []
    hasCopyStatement = false
    return [...pieces, { kind: 'copied', rows, isEnded }]
  }

  function gather(): readonly Piece[] {
    const pieces = told.splice(0).flatMap(cut)
    const { from, data: open } = lexer.place()
    const more = open !== undefined && hasCopyStatement ? data(open.begin, open.end) : []
    window.forget(from)
    return more.length > 0 ? [...pieces, ...more] : pieces
  }

  return {
    write: (buffer) => {
      window.add(buffer)
      lexer.write(buffer)
      return gather()
    },
    end: () => {
      lexer.end()
      return gather()
    },
    held: () => window.size(),
  }
}
