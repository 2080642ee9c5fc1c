import { finishStatement, stepBetween, stepCode, stepCopy, stepCopyLine, stepValues } from './code.ts'
import { stepBlock, stepCommand, stepLine } from './lines.ts'
import { stepDollar, stepIdentifier, stepString } from './quotes.ts'
import { createScan, type Listener, type Mode, type Scan, type Step } from './scan.ts'
import type { Dialect } from './sql-reading.ts'

const KEPT = 64

const STEPS: Readonly<Record<Mode, Step>> = {
  between: stepBetween,
  code: stepCode,
  values: stepValues,
  string: stepString,
  identifier: stepIdentifier,
  dollar: stepDollar,
  line: stepLine,
  block: stepBlock,
  command: stepCommand,
  'copy-line': stepCopyLine,
  copy: stepCopy,
}

/** Where a dump ended: `between` is where a whole one does. */
export type Ending = 'between' | 'statement' | 'string' | 'comment' | 'copy'

/** Where the lexer is between two calls, for who keeps the bytes that it does not. */
export interface Place {
  /** Before it every byte has been told of: as a statement, or as what stands between them. */
  readonly from: number
  /** Where COPY data begin and how far they are known to go; undefined where the lexer is in none. */
  readonly data: { readonly begin: number; readonly end: number } | undefined
}

/** Cuts SQL into statements as bytes come in, in whatever pieces. */
export interface Lexer {
  readonly write: (buffer: Buffer) => void
  /** No more bytes; a statement without its semicolon is told, and where it was. */
  readonly end: () => Ending
  /** Whether backslashes escape in plain strings: `SET standard_conforming_strings = off`. */
  readonly setStandardStrings: (isStandard: boolean) => void
  readonly place: () => Place
}

function endingOf({ mode, base }: Scan): Ending {
  if (mode === 'copy' || mode === 'copy-line') return 'copy'
  if (mode === 'block') return 'comment'
  if (mode === 'string' || mode === 'dollar' || mode === 'identifier') return 'string'
  return base === 'between' ? 'between' : 'statement'
}

function placeOf({ mode, base, begin, offset }: Scan): Place {
  if (mode === 'copy') return { from: offset, data: { begin, end: offset } }
  return { from: base === 'between' ? offset : begin, data: undefined }
}

/** Keeps some bytes from before the next buffer, to know what stands before its first. */
function remember(scan: Scan, buffer: Buffer, consumed: number): void {
  const here = buffer.subarray(Math.max(0, consumed - KEPT), consumed)
  const missing = KEPT - here.length
  const old = missing > 0 && scan.before.length > 0 ? scan.before.subarray(-missing) : Buffer.alloc(0)
  scan.before = Buffer.concat([old, here])
}

/** Takes all it can; returns how many bytes it is done with. */
function run(scan: Scan, buffer: Buffer, isLast: boolean): number {
  let at = 0
  scan.beginHere = -1
  while (at < buffer.length) {
    const next = STEPS[scan.mode](scan, buffer, at, isLast)
    if (next < 0) {
      at = -1 - next
      break
    }
    at = next
  }
  remember(scan, buffer, at)
  scan.offset += at
  return at
}

/** A lexer for one dump. Linear, and keeps at most some hundred KB. */
export function createLexer(dialect: Dialect, listener: Listener): Lexer {
  const scan = createScan(dialect, listener)
  let carried: Buffer = Buffer.alloc(0)

  function write(chunk: Buffer): void {
    const buffer = carried.length === 0 ? chunk : Buffer.concat([carried, chunk])
    const done = run(scan, buffer, false)
    carried = done === buffer.length ? Buffer.alloc(0) : Buffer.from(buffer.subarray(done))
  }

  function end(): Ending {
    run(scan, carried, true)
    if (scan.mode === 'line' || scan.mode === 'command') STEPS[scan.mode](scan, Buffer.alloc(0), 0, true)
    const ending = endingOf(scan)
    if (ending === 'copy' && scan.copy !== undefined) listener.copied(scan.copy, scan.begin, scan.offset)
    else if (scan.base !== 'between') finishStatement(scan, true, scan.offset)
    return ending
  }

  return {
    write,
    end,
    setStandardStrings: (isStandard) => {
      scan.standardStrings = isStandard
    },
    place: () => placeOf(scan),
  }
}
