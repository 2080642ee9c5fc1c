import type { Intake } from '../intake.ts'

/** What a walk over bytes wants next. */
export type Request =
  /** That many bytes at once, at most some megabytes. They are good until the next request. */
  | { readonly kind: 'take'; readonly length: number }
  /** That many bytes, in pieces as they come. */
  | {
      readonly kind: 'pass'
      readonly length: number
      readonly to: ((piece: Uint8Array) => void | Promise<void>) | undefined
    }
  /** Not to be gone on with before. */
  | { readonly kind: 'wait'; readonly until: Promise<unknown> }

/** What a walk gets: what it took, and whether that is all it wanted; else the input has ended, and the walk must too. */
export interface Answer {
  readonly bytes: Uint8Array
  readonly isWhole: boolean
}

/** A format's layout, told as a generator that asks for one part after the other, whatever pieces the bytes come in. */
export type Walk<Result> = Generator<Request, Result, Answer>

const NOTHING = new Uint8Array()
const DONE: Answer = { bytes: NOTHING, isWhole: true }

/** Takes exactly so many bytes; fewer where the input ends before. */
export function* take(length: number): Generator<Request, Answer, Answer> {
  return yield { kind: 'take', length }
}

/** Lets so many bytes pass; false where the input ends before. */
export function* pass(
  length: number,
  to?: (piece: Uint8Array) => void | Promise<void>,
): Generator<Request, boolean, Answer> {
  const { isWhole } = yield { kind: 'pass', length, to }
  return isWhole
}

interface Walker<Result> {
  request: Request | undefined
  result: Result | undefined
  /** Bytes that the request still wants. */
  left: number
  /** What was taken of it in earlier chunks. */
  gathered: Buffer | undefined
  at: number
}

/** Runs over a chunk until it is used up; a promise where one must be waited for before going on. */
function run<Result>(
  walk: Walk<Result>,
  walker: Walker<Result>,
  chunk: Uint8Array,
): Promise<unknown> | undefined {
  while (walker.request) {
    const { request } = walker
    if (request.kind === 'wait') return request.until
    if (walker.left > 0 && walker.at === chunk.length) return undefined
    const piece = chunk.subarray(walker.at, walker.at + walker.left)
    walker.at += piece.length
    walker.left -= piece.length
    const wait = request.kind === 'pass' ? passOn(request.to, piece) : gather(walker, request.length, piece)
    if (wait) return wait
    if (walker.left === 0) answer(walk, walker, answerOf(walker, request, piece))
  }
  return undefined
}

function passOn(
  to: ((piece: Uint8Array) => void | Promise<void>) | undefined,
  piece: Uint8Array,
): void | Promise<void> {
  return piece.length > 0 ? to?.(piece) : undefined
}

function gather(walker: Walker<unknown>, length: number, piece: Uint8Array): undefined {
  if (!walker.gathered && piece.length === length) return
  walker.gathered ??= Buffer.allocUnsafe(length)
  walker.gathered.set(piece, length - walker.left - piece.length)
}

function answerOf(walker: Walker<unknown>, request: Request, piece: Uint8Array): Answer {
  return request.kind === 'take' ? { bytes: walker.gathered ?? piece, isWhole: true } : DONE
}

function answer<Result>(walk: Walk<Result>, walker: Walker<Result>, given: Answer): void {
  const next = walk.next(given)
  walker.gathered = undefined
  walker.request = next.done ? undefined : next.value
  if (next.done) walker.result = next.value
  else walker.left = next.value.kind === 'wait' ? 0 : next.value.length
}

/** What was gathered when the input ended inside of a request. */
function shortAnswer(walker: Walker<unknown>): Answer {
  const { request, gathered, left } = walker
  if (request?.kind !== 'take' || !gathered) return { bytes: NOTHING, isWhole: false }
  return { bytes: gathered.subarray(0, request.length - left), isWhole: false }
}

/**
 * An intake of a walk. What comes after the walk's own end is not looked at. The walk's result is the intake's; `isWhole`
 * is the business of who made it.
 */
export function createWalker<Result>(walk: Walk<Result>): Intake<Result> {
  const walker: Walker<Result> = {
    request: undefined,
    result: undefined,
    left: 0,
    gathered: undefined,
    at: 0,
  }
  answer(walk, walker, DONE)

  async function goOn(chunk: Uint8Array, first: Promise<unknown>): Promise<void> {
    let wait: Promise<unknown> | undefined = first
    while (wait) {
      await wait
      // What was passed on in full, or waited for, is answered only now.
      if (walker.request && walker.left === 0) answer(walk, walker, DONE)
      wait = run(walk, walker, chunk)
    }
  }

  return {
    write: (chunk) => {
      walker.at = 0
      const wait = run(walk, walker, chunk)
      return wait ? goOn(chunk, wait) : undefined
    },
    end: async () => {
      while (walker.request) {
        if (walker.request.kind === 'wait') await walker.request.until
        answer(walk, walker, walker.request.kind === 'wait' ? DONE : shortAnswer(walker))
      }
      return walker.result as Result
    },
  }
}
