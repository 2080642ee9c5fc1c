import { BYTE } from './bytes.ts'

const HEAD = 60

/** What one block of COPY data was. */
export interface CopyBlock {
  readonly rows: number
  /** Columns of its rows; undefined where there was no row and none were announced. */
  readonly columns: number | undefined
  /** Rows that have another number of columns. */
  readonly misfits: number
  /** The beginning of the first such row, to tell an error message from a damaged row; never to be shown. */
  readonly misfit: string
  /** Whether carriage returns stand where COPY takes none. */
  readonly hasStray: boolean
  /** Whether its lines end in CR LF. */
  readonly isCrlf: boolean
  readonly isEnded: boolean
}

/** Passes over the rows of COPY's text format (postgresql.org/docs/current/sql-copy.html), counting them. */
export interface CopyRows {
  /**
   * Takes data from `at` on. What it returns is where the bytes behind the end marker begin; or, below zero, -1 minus
   * the place from which it must see the bytes again with more behind them.
   */
  readonly scan: (buffer: Buffer, at: number, isLast: boolean) => number
  readonly isEnded: () => boolean
  /** Whether a row has been begun and not ended. */
  readonly isInRow: () => boolean
  readonly block: () => CopyBlock
}

interface Count {
  rows: number
  tabs: number
  wanted: number
  misfits: number
  misfit: string
  carriages: number
  isAtStart: boolean
  isEnded: boolean
  isMarkerBroken: boolean
  head: Buffer
}

/** Where the row before `end` begins, in what was kept of the last buffer and in this one. */
function headOf(count: Count, buffer: Buffer, from: number, end: number): string {
  const here = buffer.subarray(from, Math.min(end, from + HEAD))
  return Buffer.concat([count.head, here]).toString('latin1', 0, HEAD)
}

/** The hot loop: one look at each byte, and most are above 13. Returns the beginning of a row that may be the marker. */
function passRows(count: Count, buffer: Buffer, start: number): number {
  const length = buffer.length
  let { rows, tabs, wanted, carriages } = count
  let from = start
  let at = start
  while (at < length) {
    const byte = buffer[at] as number
    at += 1
    if (byte > BYTE.carriage) continue
    if (byte === BYTE.tab) tabs += 1
    else if (byte === BYTE.carriage) carriages += 1
    else if (byte === BYTE.newline) {
      if (tabs !== wanted) {
        if (wanted < 0) wanted = tabs
        else {
          if (count.misfits === 0) count.misfit = headOf(count, buffer, from, at - 1)
          count.misfits += 1
        }
      }
      rows += 1
      tabs = 0
      from = at
      if (count.head.length > 0) count.head = Buffer.alloc(0)
      if (at === length || buffer[at] === BYTE.backslash) break
    }
  }
  count.isAtStart = from === at
  if (at === length && from < at && count.head.length < HEAD) {
    count.head = Buffer.concat([count.head, buffer.subarray(from, from + HEAD)])
  }
  count.rows = rows
  count.tabs = tabs
  count.wanted = wanted
  count.carriages = carriages
  return at
}

/** The length of an end marker here with its line end; 0 for none, -1 where more bytes must be seen. */
function markerAt(buffer: Buffer, at: number, isLast: boolean): number {
  const left = buffer.length - at
  if (buffer[at] !== BYTE.backslash) return 0
  if (left < 2) return isLast ? 0 : -1
  if (buffer[at + 1] !== BYTE.dot) return 0
  if (buffer[at + 2] === BYTE.newline) return 3
  if (buffer[at + 2] === BYTE.carriage && buffer[at + 3] === BYTE.newline) return 4
  const isOpen = left === 2 || (left === 3 && buffer[at + 2] === BYTE.carriage)
  if (!isOpen) return 0
  return isLast ? left : -1
}

/**
 * Rows of COPY data. `columns` is what the statement announced; undefined where it did not, then the first row counts
 * for all. In pg_dump's data the marker is a line of backslash and dot; CR LF is taken as COPY takes it.
 */
export function createCopyRows(columns: number | undefined): CopyRows {
  const count: Count = {
    rows: 0,
    tabs: 0,
    wanted: columns === undefined ? -1 : Math.max(0, columns - 1),
    misfits: 0,
    misfit: '',
    carriages: 0,
    isAtStart: true,
    isEnded: false,
    isMarkerBroken: false,
    head: Buffer.alloc(0),
  }

  function scan(buffer: Buffer, start: number, isLast: boolean): number {
    let at = start
    while (at < buffer.length) {
      const marker = count.isAtStart ? markerAt(buffer, at, isLast) : 0
      if (marker < 0) return -1 - at
      if (marker > 0) {
        count.isEnded = true
        return at + marker
      }
      if (count.isAtStart && buffer[at] === BYTE.backslash && buffer[at + 1] === BYTE.dot) {
        count.isMarkerBroken = true
      }
      at = passRows(count, buffer, at)
    }
    return at
  }

  return {
    scan,
    isEnded: () => count.isEnded,
    isInRow: () => !count.isAtStart,
    block: () => ({
      rows: count.rows,
      columns: count.wanted < 0 ? columns : count.wanted + 1,
      misfits: count.misfits,
      misfit: count.misfit,
      hasStray: count.isMarkerBroken || (count.carriages > 0 && count.carriages !== count.rows),
      isCrlf: count.rows > 0 && count.carriages === count.rows,
      isEnded: count.isEnded,
    }),
  }
}
