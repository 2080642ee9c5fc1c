import { setMaxListeners } from 'node:events'
import { RunError } from '../../core/errors.ts'

/** How long an engine lives: all that belongs to it ends with it. */
export interface Lifetime {
  /** Aborted at the end; its reason is a sentence's end (`the time was up`). */
  readonly signal: AbortSignal
  /** Why it has ended; undefined as long as it has not. */
  readonly over: () => string | undefined
  readonly end: (reason: string) => void
  /** The same promise, but rejected with a RunError as soon as the end has come. */
  readonly within: <T>(promise: Promise<T>) => Promise<T>
}

const LONGEST = 2 ** 31 - 1

/** Begins one of so many milliseconds. */
export function startLifetime(milliseconds: number): Lifetime {
  const controller = new AbortController()
  const { signal } = controller
  // One for each connection, and nobody wants to be warned of many.
  setMaxListeners(0, signal)
  const end = (reason: string) => {
    clearTimeout(timer)
    if (!signal.aborted) controller.abort(reason)
  }
  const timer = setTimeout(() => end('the time was up'), Math.min(Math.max(0, milliseconds), LONGEST))
  const over = () => (signal.aborted ? String(signal.reason) : undefined)
  const failure = () => new RunError(`PostgreSQL was ended: ${over()}`)

  function within<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const onEnd = () => reject(failure())
      if (signal.aborted) onEnd()
      signal.addEventListener('abort', onEnd)
      promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onEnd))
    })
  }
  return { signal, over, end, within }
}
