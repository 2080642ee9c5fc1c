import { isInBody } from './bodies.ts'
import { BYTE, isSpace } from './bytes.ts'
import { createCopyRows } from './copy-rows.ts'
import { open } from './openings.ts'
import { type Scan, type Step, starved } from './scan.ts'

const LONGEST_PREFIX = 4_096
const VALUES = /\bVALUES?\s*$/i
const INSERT = /^\s*(?:INSERT|REPLACE)\b/i
const DELIMITER = /^delimiter\s/i

function isDelimiter({ delimiter }: Scan, buffer: Buffer, at: number): boolean {
  if (buffer[at] !== delimiter[0]) return false
  return delimiter.length === 1 || buffer.subarray(at, at + delimiter.length).equals(delimiter)
}

/** A delimiter of several bytes may stand across two buffers. */
function isCutDelimiter({ delimiter }: Scan, buffer: Buffer, at: number): boolean {
  return delimiter.length > 1 && buffer[at] === delimiter[0] && buffer.length - at < delimiter.length
}

function clear(scan: Scan): void {
  scan.pen.clear()
  scan.strings = []
  scan.stringPen.clear()
  scan.depth = 0
  scan.bodyDepth = 0
  scan.bodyCounted = 0
  scan.beginHere = -1
  scan.mode = 'between'
  scan.base = 'between'
}

/** Tells of the statement that has been gathered, and turns to what follows it. */
export function finishStatement(scan: Scan, isCut: boolean, end: number): void {
  const { pen, strings, begin } = scan
  if (scan.base === 'values') {
    scan.listener.inserted(scan.rows, begin, end, isCut)
    clear(scan)
    return
  }
  scan.prefix = undefined
  const shape = scan.listener.statement({ text: pen.text().trim(), strings, at: begin, end, isCut })
  clear(scan)
  if (shape === undefined) return
  scan.copy = createCopyRows(shape.columns)
  scan.mode = 'copy-line'
}

function isSame(prefix: Buffer, buffer: Buffer, at: number): boolean {
  if (buffer.length - at < prefix.length) return false
  for (let index = prefix.length - 1; index >= 0; index -= 1) {
    if (prefix[index] !== buffer[at + index]) return false
  }
  return true
}

function beginStatement(scan: Scan, buffer: Buffer, at: number, isLast: boolean): number {
  const { prefix } = scan
  scan.begin = scan.offset + at
  if (prefix !== undefined && isSame(prefix, buffer, at)) {
    scan.mode = 'values'
    scan.base = 'values'
    scan.depth = 1
    scan.rows = 1
    return at + prefix.length
  }
  if (scan.dialect === 'mysql' && ((buffer[at] as number) | 32) === 100) {
    if (buffer.length - at < 10 && !isLast) return starved(at)
    if (DELIMITER.test(buffer.toString('latin1', at, at + 10))) {
      scan.mode = 'command'
      return at
    }
  }
  scan.beginHere = at
  scan.mode = 'code'
  scan.base = 'code'
  return at
}

/** Between statements: over space, comments and commands, to the next. */
export const stepBetween: Step = (scan, buffer, start, isLast) => {
  let at = start
  while (at < buffer.length && isSpace(buffer[at] as number)) at += 1
  if (at === buffer.length) return at
  if (isCutDelimiter(scan, buffer, at) && !isLast) return starved(at)
  if (isDelimiter(scan, buffer, at)) return at + scan.delimiter.length
  const next = open(scan, buffer, at, isLast)
  if (next < 0 || scan.mode === 'line' || scan.mode === 'block' || scan.mode === 'command') return next
  // A quote or MySQL's conditional comment: the statement has begun, and code looks at it again.
  scan.mode = 'between'
  return beginStatement(scan, buffer, at, isLast)
}

/** Whether what is open is the first row of an INSERT. */
function opensRow(scan: Scan): boolean {
  if (!VALUES.test(scan.pen.last(20).toString('latin1'))) return false
  return INSERT.test(scan.pen.size() < 2_000 ? scan.pen.text() : scan.pen.text().slice(0, 2_000))
}

function beginRows(scan: Scan, buffer: Buffer, at: number): void {
  const begin = scan.beginHere
  const isShort = begin >= 0 && at - begin < LONGEST_PREFIX
  scan.prefix = isShort ? Buffer.from(buffer.subarray(begin, at + 1)) : undefined
  scan.listener.insert({
    text: scan.pen.text(),
    strings: scan.strings,
    at: scan.begin,
    end: scan.offset + at,
    isCut: false,
  })
  scan.mode = 'values'
  scan.base = 'values'
  scan.depth = 1
  scan.rows = 1
}

function endsHere(scan: Scan, buffer: Buffer, at: number): boolean {
  return (scan.depth <= 0 || scan.dialect === 'mysql') && isDelimiter(scan, buffer, at)
}

/** A comment parts words, as a space does. */
function isGap({ mode }: Scan): boolean {
  return mode === 'line' || mode === 'block' || mode === 'code'
}

/** The code of a statement, which is gathered. */
export const stepCode: Step = (scan, buffer, start, isLast) => {
  const { special, pen } = scan
  let from = start
  let at = start
  while (at < buffer.length) {
    const byte = buffer[at] as number
    if (special[byte] === 0) {
      at += 1
      continue
    }
    if (isCutDelimiter(scan, buffer, at) && !isLast) {
      pen.write(buffer, from, at)
      return starved(at)
    }
    if (endsHere(scan, buffer, at)) {
      pen.write(buffer, from, at)
      from = at
      if (!isInBody(scan)) {
        finishStatement(scan, false, scan.offset + at)
        return at + scan.delimiter.length
      }
      at += 1
      continue
    }
    if (byte === BYTE.open && scan.depth === 0) {
      pen.write(buffer, from, at)
      from = at
      if (opensRow(scan)) {
        beginRows(scan, buffer, at)
        return at + 1
      }
    }
    if (byte === BYTE.open) scan.depth += 1
    else if (byte === BYTE.close) scan.depth -= 1
    pen.write(buffer, from, at)
    from = at
    const next = open(scan, buffer, at, isLast)
    if (next !== at || scan.mode !== 'code') {
      if (next > at && isGap(scan)) pen.add(32)
      return next
    }
    at += 1
  }
  pen.write(buffer, from, at)
  return at
}

/** The last byte before `at` that is no space. */
function lastByte(scan: Scan, buffer: Buffer, at: number): number {
  let index = at - 1
  while (index >= 0 && isSpace(buffer[index] as number)) index -= 1
  if (index >= 0) return buffer[index] as number
  const { before } = scan
  index = before.length - 1
  while (index >= 0 && isSpace(before[index] as number)) index -= 1
  return before[index] ?? 0
}

/** Rows of an INSERT: parentheses behind a comma are counted, nothing is gathered. */
export const stepValues: Step = (scan, buffer, start, isLast) => {
  const { special } = scan
  let at = start
  while (at < buffer.length) {
    const byte = buffer[at] as number
    if (special[byte] === 0) {
      at += 1
      continue
    }
    if (byte === BYTE.open) {
      if (scan.depth === 0 && lastByte(scan, buffer, at) === BYTE.comma) scan.rows += 1
      scan.depth += 1
    } else if (byte === BYTE.close) scan.depth -= 1
    else if (isCutDelimiter(scan, buffer, at) && !isLast) return starved(at)
    else if (endsHere(scan, buffer, at)) {
      finishStatement(scan, false, scan.offset + at)
      return at + scan.delimiter.length
    } else {
      const next = open(scan, buffer, at, isLast)
      if (next !== at || scan.mode !== 'values') return next
    }
    at += 1
  }
  return at
}

/** What is left of the line of a COPY statement. */
export const stepCopyLine: Step = (scan, buffer, start) => {
  const end = buffer.indexOf(BYTE.newline, start)
  if (end < 0) return buffer.length
  scan.mode = 'copy'
  scan.begin = scan.offset + end + 1
  return end + 1
}

/** The data of COPY. */
export const stepCopy: Step = (scan, buffer, start, isLast) => {
  const { copy } = scan
  const at = copy === undefined ? start : copy.scan(buffer, start, isLast)
  if (copy === undefined || copy.isEnded()) {
    scan.mode = 'between'
    scan.copy = undefined
    if (copy !== undefined) scan.listener.copied(copy, scan.begin, scan.offset + at)
  }
  return at
}
