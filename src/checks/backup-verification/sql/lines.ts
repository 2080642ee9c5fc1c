import { BYTE } from './bytes.ts'
import { type Scan, type Step, specials, starved } from './scan.ts'

/** To the end of the line, which is left standing; true where it is in this buffer. */
function gatherLine(scan: Scan, buffer: Buffer, start: number): readonly [number, boolean] {
  if (scan.linePen.size() === 0) scan.lineAt = scan.offset + start
  const end = buffer.indexOf(BYTE.newline, start)
  const at = end < 0 ? buffer.length : end
  scan.linePen.write(buffer, start, at)
  return [at, end >= 0]
}

/** A comment to the end of its line. */
export const stepLine: Step = (scan, buffer, start, isLast) => {
  const [at, isEnd] = gatherLine(scan, buffer, start)
  if (!isEnd && !isLast) return at
  scan.listener.comment(scan.linePen.text().trim(), scan.base !== 'between')
  scan.linePen.clear()
  scan.mode = scan.base
  return at
}

function takeDelimiter(scan: Scan, text: string): void {
  const delimiter = /^delimiter\s+(\S+)/i.exec(text)?.[1]
  if (delimiter === undefined) return
  scan.delimiter = Buffer.from(delimiter.slice(0, 20))
  scan.special.set(specials(scan.delimiter))
}

/** A command to the client: to the end of its line. */
export const stepCommand: Step = (scan, buffer, start, isLast) => {
  const [at, isEnd] = gatherLine(scan, buffer, start)
  if (!isEnd && !isLast) return at
  const text = scan.linePen.text().trim()
  scan.linePen.clear()
  scan.mode = scan.base
  if (scan.dialect === 'mysql') takeDelimiter(scan, text)
  scan.listener.command(text, scan.lineAt, scan.base !== 'between')
  return at
}

/** A comment between slash and star; PostgreSQL's can stand in each other. */
export const stepBlock: Step = (scan, buffer, start, isLast) => {
  let at = start
  for (;;) {
    at = nextMark(buffer, at)
    if (at + 1 >= buffer.length) return isLast || at >= buffer.length ? buffer.length : starved(at)
    if (buffer[at] === BYTE.star && buffer[at + 1] === BYTE.slash) {
      scan.nesting -= 1
      at += 2
      if (scan.nesting > 0) continue
      scan.mode = scan.base
      return at
    }
    const isOpening = buffer[at] === BYTE.slash && buffer[at + 1] === BYTE.star
    if (isOpening && scan.dialect === 'postgres') scan.nesting += 1
    at += isOpening ? 2 : 1
  }
}

function nextMark(buffer: Buffer, start: number): number {
  let at = start
  while (at < buffer.length && buffer[at] !== BYTE.star && buffer[at] !== BYTE.slash) at += 1
  return at
}
