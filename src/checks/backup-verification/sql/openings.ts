import { BYTE, isWord } from './bytes.ts'
import { byteBefore, type Scan, starved } from './scan.ts'

const LONGEST_TAG = 130
const NO_COMMENT = '999999'
const BEFORE_NAME = /\b(?:TABLES?|INTO|EXISTS|VIEW)\s*$/i

function openQuote(scan: Scan, quote: number, hasEscapes: boolean): void {
  scan.mode = 'string'
  scan.quote = quote
  scan.hasEscapes = hasEscapes
}

/** `E'…'` has escapes whatever the settings say; so has every string of MySQL's. */
function openSingle(scan: Scan, buffer: Buffer, at: number): number {
  const letter = byteBefore(scan, buffer, at, 1)
  const isEscape = (letter === 69 || letter === 101) && !isWord(byteBefore(scan, buffer, at, 2))
  openQuote(scan, BYTE.single, isEscape || scan.dialect === 'mysql' || !scan.standardStrings)
  return at + 1
}

function openIdentifier(scan: Scan, quote: number, at: number): number {
  scan.mode = 'identifier'
  scan.quote = quote
  if (scan.base === 'code') scan.pen.add(quote)
  return at + 1
}

/** MySQL's double quotes are strings, except in dumps for other servers, where no string stands behind these words. */
function openDouble(scan: Scan, at: number): number {
  if (scan.dialect === 'mysql' && scan.base === 'code' && !scan.hasAnsiQuotes) {
    scan.hasAnsiQuotes = BEFORE_NAME.test(scan.pen.last(12).toString('latin1'))
  }
  if (scan.dialect !== 'mysql' || scan.hasAnsiQuotes) return openIdentifier(scan, BYTE.double, at)
  openQuote(scan, BYTE.double, true)
  return at + 1
}

function openDash(scan: Scan, buffer: Buffer, at: number, isLast: boolean): number {
  if (at + 2 >= buffer.length && !isLast) return starved(at)
  if (buffer[at + 1] !== BYTE.dash) return at
  // MySQL takes 1--1 for a difference; a comment has a space behind its dashes.
  if (scan.dialect === 'mysql' && (buffer[at + 2] ?? 0) > 32) return at
  scan.mode = 'line'
  return at + 2
}

/** MySQL runs what stands in a comment that begins with `!` and a version; 999999 is nobody's version. */
function openSlash(scan: Scan, buffer: Buffer, at: number, isLast: boolean): number {
  if (buffer.length - at < 10 && !isLast) return starved(at)
  if (buffer[at + 1] !== BYTE.star) return at
  const mark = scan.dialect === 'mysql' ? buffer.toString('latin1', at + 2, at + 10) : ''
  const version = /^M?!(\d{0,6})/.exec(mark)
  if (version !== null && version[1] !== NO_COMMENT) return at + 2 + version[0].length
  scan.mode = 'block'
  scan.nesting = 1
  return at + 2
}

function openDollar(scan: Scan, buffer: Buffer, at: number, isLast: boolean): number {
  if (scan.dialect === 'mysql' || isWord(byteBefore(scan, buffer, at, 1))) return at
  let end = at + 1
  const limit = Math.min(buffer.length, at + LONGEST_TAG)
  while (end < limit && buffer[end] !== BYTE.dollar && isWord(buffer[end] as number)) end += 1
  if (end === buffer.length && !isLast) return starved(at)
  const first = buffer[at + 1] ?? 0
  if (buffer[end] !== BYTE.dollar || (first >= 48 && first <= 57)) return at
  scan.mode = 'dollar'
  scan.tag = Buffer.from(buffer.subarray(at, end + 1))
  return end + 1
}

/**
 * What a special byte of code opens: a quote, a comment, a command. Returns where it goes on, `at` itself where the
 * byte is none of these, and below zero where more bytes must be seen.
 */
export function open(scan: Scan, buffer: Buffer, at: number, isLast: boolean): number {
  const isMysql = scan.dialect === 'mysql'
  switch (buffer[at]) {
    case BYTE.single:
      return openSingle(scan, buffer, at)
    case BYTE.double:
      return openDouble(scan, at)
    case BYTE.backtick:
      return isMysql ? openIdentifier(scan, BYTE.backtick, at) : at
    case BYTE.dash:
      return openDash(scan, buffer, at, isLast)
    case BYTE.slash:
      return openSlash(scan, buffer, at, isLast)
    case BYTE.star:
      if (!isMysql) return at
      if (at + 1 >= buffer.length && !isLast) return starved(at)
      return buffer[at + 1] === BYTE.slash ? at + 2 : at
    case BYTE.hash:
      if (!isMysql) return at
      scan.mode = 'line'
      return at + 1
    case BYTE.dollar:
      return openDollar(scan, buffer, at, isLast)
    case BYTE.backslash:
      scan.mode = 'command'
      return at
    default:
      return at
  }
}
