import type { Duplex } from 'node:stream'
import { DatabaseError } from '../../core/engine-ports.ts'
import { type Exchange, frame, promised, SILENT } from './postgres-exchange.ts'

/** Bytes of one message; a COPY may be cut anywhere. */
const MOST = 1024 * 1024

/** The data of one COPY on their way; everything rejects with what the engine said, as it is. */
export interface CopyData {
  /** Resolves when the engine waits for data. */
  readonly begun: Promise<void>
  readonly write: (chunk: Uint8Array) => Promise<void>
  /** How many rows went in. */
  readonly end: () => Promise<number>
  /** Gives it up, where it is not over; resolves when the engine is done with it. */
  readonly abandon: () => Promise<void>
}

function countOf(text: string): number {
  return Number(/^COPY (\d+)/.exec(text)?.[1] ?? 0)
}

/** A COPY … FROM stdin by the simple protocol (postgresql.org/docs/current/protocol-flow.html#PROTOCOL-COPY). */
export function copyData(sql: string): { exchange: Exchange; data: CopyData } {
  const begun = promised<void>()
  const done = promised<number>()
  let stream: Duplex | undefined
  let failure: Error | undefined
  let isOver = false
  let rows = 0
  let wake = () => {}

  function settle(error?: Error): void {
    isOver = true
    failure = error
    if (error) done.reject(error)
    else done.resolve(rows)
    begun.reject(error ?? new DatabaseError('the statement wants no data', '42601'))
    wake()
  }

  /** Resolves when more may come, or nothing more is wanted. */
  function send(message: Buffer): Promise<void> | undefined {
    if (isOver || !stream || stream.write(message)) return undefined
    const from = stream
    return new Promise((resolve) => {
      wake = () => {
        from.off('drain', wake)
        resolve()
      }
      from.once('drain', wake)
    })
  }

  async function write(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length && !isOver; at += MOST)
      await send(frame('d', chunk.subarray(at, at + MOST)))
    if (failure) throw failure
  }

  return {
    exchange: {
      ...SILENT,
      submit: (wire) => wire.query(sql),
      handleCopyInResponse: (wire) => {
        stream = wire.stream
        begun.resolve()
      },
      handleCommandComplete: ({ text }) => {
        rows += countOf(text)
      },
      handleError: settle,
      handleReadyForQuery: () => settle(),
    },
    data: {
      begun: begun.promise,
      write,
      end: async () => {
        await send(frame('c'))
        return done.promise
      },
      abandon: async () => {
        await send(frame('f', Buffer.from('given up\0')))
        await done.promise.catch(() => undefined)
      },
    },
  }
}
