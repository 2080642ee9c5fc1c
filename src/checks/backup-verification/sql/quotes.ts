import { BYTE } from './bytes.ts'
import { type Scan, type Step, starved } from './scan.ts'

const MOST_STRINGS = 8

function closeString(scan: Scan): void {
  scan.mode = scan.base
  if (scan.base !== 'code') return
  scan.pen.add(BYTE.single)
  scan.pen.add(BYTE.single)
  if (scan.strings.length < MOST_STRINGS) scan.strings.push(scan.stringPen.text())
  scan.stringPen.clear()
}

/** Inside of a string: to its end, over doubled quotes and, where it has them, escapes. */
export const stepString: Step = (scan, buffer, start, isLast) => {
  const { quote, hasEscapes } = scan
  const length = buffer.length
  let at = start
  while (at < length) {
    const byte = buffer[at]
    if (byte === quote) {
      if (at + 1 === length && !isLast) break
      if (buffer[at + 1] !== quote) {
        if (scan.base === 'code') scan.stringPen.write(buffer, start, at)
        closeString(scan)
        return at + 1
      }
      at += 2
    } else if (byte === BYTE.backslash && hasEscapes) {
      if (at + 1 >= length && !isLast) break
      at += 2
    } else at += 1
  }
  if (scan.base === 'code') scan.stringPen.write(buffer, start, Math.min(at, length))
  return at < length ? starved(at) : length
}

/** Inside of a quoted identifier, which belongs to the text; a doubled quote closes and opens it again. */
export const stepIdentifier: Step = (scan, buffer, start) => {
  const end = buffer.indexOf(scan.quote, start)
  const at = end < 0 ? buffer.length : end + 1
  if (scan.base === 'code') scan.pen.write(buffer, start, at)
  if (end >= 0) scan.mode = scan.base
  return at
}

/** Inside of PostgreSQL's dollar quotes: to the same tag again. */
export const stepDollar: Step = (scan, buffer, start, isLast) => {
  const end = buffer.indexOf(scan.tag, start)
  if (end >= 0) {
    closeString(scan)
    return end + scan.tag.length
  }
  const kept = Math.max(start, buffer.length - scan.tag.length + 1)
  return isLast || kept >= buffer.length ? buffer.length : starved(kept)
}
