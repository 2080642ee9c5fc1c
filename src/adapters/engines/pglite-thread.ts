import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Duplex } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { messageOf, RunError } from '../../core/errors.ts'
import type { Lifetime } from './lifetime.ts'
import { PGLITE_SCRIPT } from './pglite-script.ts'

/** One PGlite on a folder of data, open on one of its databases. */
export interface PgliteThread {
  /** The protocol, as a socket that pg connects. */
  readonly stream: Duplex
  /** Writes everything to the folder and ends it; by force where it does not answer. Never throws. */
  readonly close: () => Promise<void>
  /** Ends it by force, whatever it is doing. Never throws. */
  readonly kill: () => Promise<void>
}

export interface PgliteRequest {
  /** PGlite's folder, absolute or relative to the file that this code is bundled into. */
  readonly pglite: string
  /** Where its data are, or will be. */
  readonly data: string
  readonly database: string
  readonly life: Lifetime
}

/** Milliseconds to write its data, which takes some tens. */
const PATIENCE = 10_000

/** Where PGlite is: 16 MB that most runs never need. Its extensions are bundles that lie beside it. */
function locate(folder: string): { file: string; bundles: readonly string[] } {
  try {
    const path = createRequire(import.meta.url).resolve(`${folder}/index.js`)
    const own = dirname(path)
    const names = readdirSync(own).filter((name) => name.endsWith('.tar.gz'))
    return { file: pathToFileURL(path).href, bundles: names.map((name) => join(own, name)) }
  } catch (thrown) {
    // Its own words name a path of this machine.
    const { code = 'no reason given' } = thrown as NodeJS.ErrnoException
    throw new RunError(
      `PGlite could not be loaded: its files, which come with Upkeep, are not there (${code})`,
    )
  }
}

/** A duplex whose pieces go to a worker one at a time, and that ends with it. */
function streamTo(worker: Worker, signal: Int32Array): Duplex {
  let onTaken = () => {}
  const stream = new Duplex({
    read: () => undefined,
    write: (chunk: Uint8Array, _encoding, done) => {
      onTaken = done
      // A copy of its own: a view would take all of the memory behind it along.
      worker.postMessage(new Uint8Array(chunk))
      Atomics.add(signal, 0, 1)
      Atomics.notify(signal, 0)
    },
  })
  worker.on('message', (message: unknown) => {
    if (message === 'taken') onTaken()
    if (!ArrayBuffer.isView(message)) return
    if (!stream.destroyed) stream.push(Buffer.from(message.buffer, message.byteOffset, message.byteLength))
    Atomics.sub(signal, 1, message.byteLength)
    Atomics.notify(signal, 1)
  })
  worker.on('exit', () => stream.destroy())
  return Object.assign(stream, {
    setNoDelay: () => stream,
    connect: () => {
      queueMicrotask(() => stream.emit('connect'))
      return stream
    },
  })
}

/** Resolves at a message; rejects where the thread ends before. */
function hearing(worker: Worker, wanted: string): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: unknown) => {
      if (message === wanted) resolve()
    })
    worker.on('error', (error) => reject(new RunError(`PGlite failed: ${messageOf(error).slice(0, 200)}`)))
    worker.on('exit', () => reject(new RunError('PGlite ended by itself')))
  })
}

/**
 * Starts PGlite in a thread: WebAssembly would stand in the way of every timer here, and a thread can be ended in the
 * middle of a statement and is never left behind. It gets no environment. Throws a RunError where it does not start.
 */
export async function startPglite({ pglite, data, database, life }: PgliteRequest): Promise<PgliteThread> {
  const signal = new Int32Array(new SharedArrayBuffer(8))
  const workerData = { ...locate(pglite), dataDir: data, database, signal }
  const worker = new Worker(PGLITE_SCRIPT, {
    ...{ eval: true, execArgv: ['--no-deprecation'], env: {}, workerData },
    // What PGlite prints may hold rows.
    stdout: true,
    stderr: true,
  })
  worker.stdout.resume()
  worker.stderr.resume()
  const stream = streamTo(worker, signal)
  const closed = hearing(worker, 'closed').catch(() => undefined)
  let killing: Promise<void> | undefined
  const kill = () => {
    killing ??= worker.terminate().then(() => undefined)
    return killing
  }
  life.signal.addEventListener('abort', kill)
  worker.on('exit', () => life.signal.removeEventListener('abort', kill))

  async function close(): Promise<void> {
    worker.postMessage('close')
    Atomics.add(signal, 0, 1)
    Atomics.notify(signal, 0)
    const timer = setTimeout(kill, PATIENCE)
    await closed
    clearTimeout(timer)
    await kill()
  }

  try {
    await life.within(hearing(worker, 'ready'))
  } catch (thrown) {
    await kill()
    throw thrown
  }
  return { stream, close, kill }
}
