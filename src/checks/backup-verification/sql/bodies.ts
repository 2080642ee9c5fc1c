import type { Scan } from './scan.ts'

const ROUTINE = /^\s*CREATE\s+(?:OR\s+REPLACE\s+)?(?:FUNCTION|PROCEDURE)\b/i
const ATOMIC = /\bBEGIN\s+ATOMIC\b/i
const TRIGGER = /^\s*CREATE\s+(?:TEMP(?:ORARY)?\s+)?TRIGGER\b/i
const WORDS = /"(?:[^"]|"")*"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/g
const SEARCHED = 20_000

/** Whether a statement may hold others: a function in SQL's own words, or a trigger of SQLite's. */
function mayHoldBody(text: string): boolean {
  if (ROUTINE.test(text)) return ATOMIC.test(text.slice(0, SEARCHED))
  return TRIGGER.test(text) && /\bBEGIN\b/i.test(text.slice(0, SEARCHED))
}

/**
 * Whether the semicolon that was found stands in the body of a routine: as psql does it, by counting BEGIN, CASE and
 * END (psqlscan.l). Each call counts what came since the last.
 */
export function isInBody(scan: Scan): boolean {
  const { pen } = scan
  if (scan.dialect === 'mysql' || pen.isFull()) return false
  if (scan.bodyCounted === 0 && !mayHoldBody(pen.text())) return false
  for (const [word] of pen.since(scan.bodyCounted).matchAll(WORDS)) {
    const name = word.toUpperCase()
    if (name === 'BEGIN' || (name === 'CASE' && scan.bodyDepth > 0)) scan.bodyDepth += 1
    else if (name === 'END' && scan.bodyDepth > 0) scan.bodyDepth -= 1
  }
  scan.bodyCounted = pen.size()
  return scan.bodyDepth > 0
}
