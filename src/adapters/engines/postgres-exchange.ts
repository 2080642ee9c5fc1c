import type { Duplex } from 'node:stream'
import { DatabaseError, type Rows } from '../../core/engine-ports.ts'

/** What is used of pg's connection. */
interface Wire {
  readonly stream: Duplex
  readonly query: (sql: string) => void
}

/**
 * What pg's Client submits and calls back, by the names that it knows (pg/lib/client.js). Not pg's own Query, which keeps
 * every row there is, and not pg-copy-streams, which throws where nobody can catch it when it is written to after a
 * refusal.
 */
export interface Exchange {
  readonly submit: (wire: Wire) => void
  readonly handleRowDescription: (message: { readonly fields: readonly { readonly name: string }[] }) => void
  readonly handleDataRow: (message: { readonly fields: readonly (string | null)[] }) => void
  readonly handleCommandComplete: (message: { readonly text: string }) => void
  readonly handleEmptyQuery: () => void
  readonly handlePortalSuspended: () => void
  readonly handleCopyInResponse: (wire: Wire) => void
  readonly handleCopyData: () => void
  readonly handleError: (error: Error) => void
  readonly handleReadyForQuery: () => void
}

const MOST_ROWS = 10_000
/** Characters of one answer; a field counts as some more. */
const MOST_CHARACTERS = 32 * 1024 * 1024
const PER_FIELD = 16

/** The code of the condition that says so: program_limit_exceeded. */
function excess(what: string): DatabaseError {
  return new DatabaseError(`the answer has more than ${what}`, '54000')
}

/** A message of the protocol (postgresql.org/docs/current/protocol-message-formats.html), with a copy of its body. */
export function frame(type: 'd' | 'c' | 'f', body: Uint8Array = new Uint8Array()): Buffer {
  const head = Buffer.alloc(5, type, 'latin1')
  head.writeUInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

/** Refuses to send data, where a statement that was not meant to take any wants some. */
function refuseCopy({ stream }: Wire): void {
  stream.write(frame('f', Buffer.from('no data\0')))
}

/** What an exchange does where it is not asked to do otherwise. */
export const SILENT = {
  handleRowDescription: () => undefined,
  handleDataRow: () => undefined,
  handleCommandComplete: () => undefined,
  handleEmptyQuery: () => undefined,
  handlePortalSuspended: () => undefined,
  handleCopyInResponse: refuseCopy,
  handleCopyData: () => undefined,
} satisfies Partial<Exchange>

/** Who watches an answer come. */
export interface Watcher {
  /** A row has come, or a piece of something else. */
  readonly onPart: () => void
  /** The answer is too long: once. */
  readonly onExcess: () => void
}

/**
 * Runs statements by the simple protocol and keeps the last result. Where an answer is too long the rest of it is
 * dropped, and a DatabaseError with 54000 comes when the engine is done.
 */
export function statements(
  sql: string,
  { onPart, onExcess }: Watcher,
): { exchange: Exchange; rows: Promise<Rows> } {
  const { promise, resolve, reject } = promised<Rows>()
  let columns: readonly string[] = []
  let rows: (readonly (string | null)[])[] = []
  let characters = 0
  let tooMuch: DatabaseError | undefined

  function keep(fields: readonly (string | null)[]): void {
    if (tooMuch) return
    for (const field of fields) characters += (field?.length ?? 0) + PER_FIELD
    if (rows.length < MOST_ROWS && characters <= MOST_CHARACTERS) return void rows.push(fields)
    tooMuch = excess(rows.length < MOST_ROWS ? '32 MiB' : '10,000 rows')
    rows = []
    onExcess()
  }

  const exchange: Exchange = {
    ...SILENT,
    submit: (wire) => wire.query(sql),
    handleRowDescription: ({ fields }) => {
      if (fields.length === 0) return
      columns = fields.map(({ name }) => name)
      rows = []
      characters = 0
    },
    handleDataRow: ({ fields }) => {
      onPart()
      keep(fields)
    },
    handleCopyData: onPart,
    handleError: (error) => reject(tooMuch ?? error),
    handleReadyForQuery: () => (tooMuch ? reject(tooMuch) : resolve({ columns, rows })),
  }
  return { exchange, rows: promise }
}

export interface Promised<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (reason: unknown) => void
}

/** A promise and what settles it; nobody has to be listening when it is rejected. */
export function promised<T>(): Promised<T> {
  let resolve: Promised<T>['resolve'] = () => undefined
  let reject: Promised<T>['reject'] = () => undefined
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  promise.catch(() => undefined)
  return { promise, resolve, reject }
}
