import { createCopyRows } from '../sql/copy-rows.ts'
import { createLexer } from '../sql/lexer.ts'
import type { Listener } from '../sql/scan.ts'

/** How the data of a table are written: as COPY does, as INSERT statements, or what they look like. */
export type DataForm = 'copy' | 'insert' | 'unknown'

/** What the data of one table were. */
export interface DataCount {
  /** `unknown` where there were empty lines at most: an empty table of INSERT statements, or COPY data cut short. */
  readonly form: DataForm
  readonly rows: number
  readonly columns: number | undefined
  readonly size: number
  /** Whether their own end is there. */
  readonly isEnded: boolean
  /** What is wrong with them beside; undefined for nothing. */
  readonly complaint: string | undefined
}

/** Counts the rows of one table's data, as they come in. */
export interface DataRows {
  readonly write: (buffer: Buffer) => void
  readonly end: () => DataCount
}

function createInsertRows(): DataRows {
  let rows = 0
  let size = 0
  let odd = 0
  const listener: Listener = {
    statement: ({ text }) => {
      if (/\bDEFAULT\s+VALUES$/i.test(text)) rows += 1
      else odd += 1
      return undefined
    },
    insert: () => undefined,
    inserted: (count) => {
      rows += count
    },
    comment: () => undefined,
    command: () => {
      odd += 1
    },
    copied: () => undefined,
  }
  const lexer = createLexer('postgres', listener)
  return {
    write: (buffer) => {
      size += buffer.length
      lexer.write(buffer)
    },
    end: () => {
      const isEnded = lexer.end() === 'between'
      const complaint = odd > 0 && isEnded ? 'something among its INSERT statements is none' : undefined
      return { form: 'insert', rows, columns: undefined, size, isEnded, complaint }
    },
  }
}

/** Behind the end of COPY data pg_dump writes two empty lines. */
function isEmptyLines(buffer: Buffer, from: number): boolean {
  for (let at = from; at < buffer.length; at += 1) if (buffer[at] !== 10 && buffer[at] !== 13) return false
  return true
}

function createTextRows(columns: number | undefined): DataRows {
  const copy = createCopyRows(columns)
  let carried: Buffer = Buffer.alloc(0)
  let size = 0
  let hasMore = false
  let hasNul = false

  function scan(chunk: Buffer, isLast: boolean): void {
    const buffer = carried.length === 0 ? chunk : Buffer.concat([carried, chunk])
    let at = 0
    if (!copy.isEnded()) at = copy.scan(buffer, 0, isLast)
    carried = at < 0 ? Buffer.from(buffer.subarray(-1 - at)) : Buffer.alloc(0)
    if (at >= 0 && copy.isEnded() && !isEmptyLines(buffer, at)) hasMore = true
  }

  function complaint(): string | undefined {
    const { misfits, hasStray } = copy.block()
    if (hasNul) return 'it holds NUL bytes'
    if (misfits > 0) return `${misfits} ${misfits === 1 ? 'row has' : 'rows have'} another number of columns`
    if (hasStray) return 'it has line ends that are not its own'
    return hasMore ? 'there are bytes behind its end' : undefined
  }

  return {
    write: (buffer) => {
      size += buffer.length
      hasNul ||= buffer.includes(0)
      scan(buffer, false)
    },
    end: () => {
      scan(Buffer.alloc(0), true)
      const { rows, columns: width, isEnded } = copy.block()
      return { form: 'copy', rows, columns: width, size, isEnded, complaint: complaint() }
    },
  }
}

const SNIFFED = 12

/** Waits for the first bytes to know which of the two it is. */
function createSniffedRows(): DataRows {
  let inner: DataRows | undefined
  let head: Buffer = Buffer.alloc(0)
  function choose(): DataRows {
    inner ??= /^INSERT INTO /.test(head.toString('latin1')) ? createInsertRows() : createTextRows(undefined)
    inner.write(head)
    return inner
  }
  return {
    write: (buffer) => {
      if (inner !== undefined) {
        inner.write(buffer)
        return
      }
      head = Buffer.concat([head, buffer])
      if (head.length >= SNIFFED) choose()
    },
    end: () => {
      const isBlank = inner === undefined && isEmptyLines(head, 0)
      const count = (inner ?? choose()).end()
      return isBlank ? { ...count, form: 'unknown' } : count
    },
  }
}

/** Counts rows; `columns` is what the COPY statement lists, where it is known. */
export function createDataRows(form: DataForm, columns: number | undefined): DataRows {
  if (form === 'copy') return createTextRows(columns)
  return form === 'insert' ? createInsertRows() : createSniffedRows()
}
