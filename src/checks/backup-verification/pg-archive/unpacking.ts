import { createInflate } from 'node:zlib'
import type { DataRows } from './data-rows.ts'

/** What a packed stream was: `cut` is whole as far as it goes. */
export type Unpacked = 'whole' | 'cut' | 'broken'

/** Where the data of one block go. */
export interface Unpacking {
  /** Takes bytes, which are copied; a promise where it must wait. */
  readonly write: (bytes: Buffer) => Promise<void> | undefined
  /** No more bytes. */
  readonly end: () => Promise<Unpacked>
}

const STAGE = 64 * 1024

/** Gathers small pieces, because a call for each would cost more than what it does. */
function createStage(flush: (bytes: Buffer) => Promise<void> | undefined) {
  let stage = Buffer.allocUnsafe(STAGE)
  let filled = 0

  function push(): Promise<void> | undefined {
    if (filled === 0) return undefined
    const full = stage.subarray(0, filled)
    stage = Buffer.allocUnsafe(STAGE)
    filled = 0
    return flush(full)
  }

  /** Takes at most STAGE bytes. */
  function add(bytes: Buffer): Promise<void> | undefined {
    const wait = filled + bytes.length > STAGE ? push() : undefined
    bytes.copy(stage, filled)
    filled += bytes.length
    return wait
  }
  return { add, push }
}

/** Data as they are, to be counted. */
export function createPlain(rows: Pick<DataRows, 'write'> | undefined): Unpacking {
  const stage = createStage((bytes) => {
    rows?.write(bytes)
    return undefined
  })
  return {
    write: (bytes) => stage.add(bytes),
    end: async () => {
      stage.push()
      return 'whole'
    },
  }
}

/** One zlib stream (RFC 1950), whose checksum is checked. */
export function createInflating(rows: Pick<DataRows, 'write'> | undefined): Unpacking {
  const inflate = createInflate({ chunkSize: STAGE })
  let failure: string | undefined
  let given = 0
  inflate.on('error', (error: NodeJS.ErrnoException) => {
    failure = error.code ?? ''
  })
  inflate.on('data', (bytes: Buffer) => rows?.write(bytes))

  function send(bytes: Buffer): Promise<void> | undefined {
    given += bytes.length
    if (failure !== undefined || inflate.destroyed) return undefined
    return new Promise((resolve) => {
      inflate.once('close', resolve)
      inflate.write(bytes, () => {
        inflate.removeListener('close', resolve)
        resolve()
      })
    })
  }

  const stage = createStage(send)
  return {
    write: (bytes) => stage.add(bytes),
    end: async () => {
      await stage.push()
      if (failure === undefined && !inflate.destroyed) {
        const closed = new Promise((resolve) => inflate.once('close', resolve))
        inflate.end()
        await closed
      }
      if (failure === 'Z_BUF_ERROR') return 'cut'
      return failure === undefined && inflate.bytesWritten === given ? 'whole' : 'broken'
    },
  }
}
