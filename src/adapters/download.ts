import type { IncomingMessage } from 'node:http'
import type { Download, Downloaded, DownloadRequest } from '../core/download-ports.ts'
import { RunError } from '../core/errors.ts'
import { persist } from './attempts.ts'
import { changed, conditionsOf, hasChanged, type Part, partOf } from './download-part.ts'
import {
  CUT_OFF,
  type HttpContext,
  headersOf,
  hostOf,
  type Sending,
  TransportError,
  transportFault,
} from './exchange.ts'
import { follow } from './redirects.ts'
import { startWatch, type Watch } from './watch.ts'

const IDLE = 60_000
const BODY_LIMIT = 64 * 1024

/** How far a download is. */
interface Progress {
  readonly host: string
  /** Bytes that were handed on. */
  given: number
  /** The answer that the first bytes came with. */
  first: { readonly part: Part; readonly headers: Downloaded['headers'] } | undefined
  /** What the taker threw: no fault of the connection. */
  refusal: { readonly thrown: unknown } | undefined
}

type Take = Parameters<Download>[1]

/** Where the next byte stands in the whole, and where the wanted ones end if that is known. */
function wantedOf({ range }: DownloadRequest, { given, first }: Progress) {
  const offset = range?.offset ?? 0
  const last = Math.min(
    range ? offset + range.length : Number.POSITIVE_INFINITY,
    first?.part.total ?? Infinity,
  )
  return { offset, from: offset + given, end: Math.max(offset, last) }
}

async function sendingOf(request: DownloadRequest, progress: Progress): Promise<Sending> {
  const { method = 'GET', headers: given = {}, publicOnly = false, range } = request
  const headers = typeof given === 'function' ? await given() : given
  const { offset, from } = wantedOf(request, progress)
  const isPart = method === 'GET' && (range !== undefined || progress.given > 0)
  return {
    method,
    publicOnly,
    headers: {
      // Else a byte is not where it is in the file.
      'accept-encoding': 'identity',
      ...headers,
      ...(isPart ? { range: `bytes=${from}-${range ? offset + range.length - 1 : ''}` } : {}),
      ...(progress.first && progress.given > 0 ? conditionsOf(progress.first.part) : {}),
    },
  }
}

/** Checks that an answer is what was asked for, and gives how many of its first bytes were had before. */
function skipOf(
  status: number,
  part: Part | undefined,
  request: DownloadRequest,
  progress: Progress,
): number {
  const { host, first, given } = progress
  if (!part) throw new RunError(`${host} does not say which bytes it gives`)
  if (first && hasChanged(first.part, part)) throw changed(host)
  const { from } = wantedOf(request, progress)
  if (part.from === from) return 0
  // The whole again is fine where the rest was asked for; a few bytes of gigabytes are not had in that way.
  if (status === 200 && given > 0) return from
  throw new RunError(
    status === 200
      ? `${host} does not give parts of a file`
      : `${host} gives other bytes than it was asked for`,
  )
}

function tooMuch({ host }: Progress, limit: number): RunError {
  return new RunError(`${host} answered with more than ${limit} bytes`)
}

/** Hands on what is wanted of the bytes of one answer. */
async function handOn(
  response: IncomingMessage,
  skipped: number,
  request: DownloadRequest,
  progress: Progress,
  watch: Watch,
  take: Take,
): Promise<void> {
  let skip = skipped
  for await (const chunk of response as AsyncIterable<Buffer>) {
    watch.touch()
    const { from, end } = wantedOf(request, progress)
    const piece = chunk.subarray(Math.min(skip, chunk.length)).subarray(0, end - from)
    skip -= Math.min(skip, chunk.length)
    if (piece.length === 0) continue
    if (progress.given + piece.length > request.limit) throw tooMuch(progress, request.limit)
    progress.given += piece.length
    try {
      await watch.pause(() => take(piece))
    } catch (thrown) {
      progress.refusal = { thrown }
      throw thrown
    }
    // A server that ignores where to end would go on for long.
    if (from + piece.length === end) return
  }
  if (!response.complete) throw new Error(CUT_OFF)
}

async function readBytes(
  response: IncomingMessage,
  request: DownloadRequest,
  progress: Progress,
  watch: Watch,
  take: Take,
): Promise<Downloaded> {
  const { statusCode: status = 0, headers } = response
  const part = partOf(status, headers)
  const skip = skipOf(status, part, request, progress)
  if (part) progress.first ??= { part, headers: headersOf(response) }
  const { from, end } = wantedOf(request, progress)
  if (end !== Infinity && end - from > request.limit - progress.given) throw tooMuch(progress, request.limit)
  await handOn(response, skip, request, progress, watch, take)
  const { offset, end: whole } = wantedOf(request, progress)
  const isWhole = progress.first?.part.total === undefined || offset + progress.given >= whole
  if (!isWhole) throw new TransportError(CUT_OFF)
  return { status, headers: progress.first?.headers ?? {}, body: new Uint8Array() }
}

/** The beginning of what a server says instead of bytes. */
async function readRefusal(response: IncomingMessage): Promise<Downloaded> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= BODY_LIMIT) break
  }
  const body = Buffer.concat(chunks).subarray(0, BODY_LIMIT)
  return { status: response.statusCode ?? 0, headers: headersOf(response), body }
}

/** All bytes had come before the answer was cut off, in a way that did not say how many they were. */
function wasWhole({ headers }: IncomingMessage, request: DownloadRequest, progress: Progress): boolean {
  const total = /^bytes \*\/(\d{1,15})$/.exec(headers['content-range']?.trim() ?? '')?.[1]
  return total !== undefined && Number(total) === wantedOf(request, progress).from
}

async function read(
  response: IncomingMessage,
  request: DownloadRequest,
  progress: Progress,
  watch: Watch,
  take: Take,
): Promise<Downloaded> {
  const status = response.statusCode ?? 0
  const isResumed = progress.given > 0
  if (status === 412 && isResumed) throw changed(progress.host)
  if (status === 416 && isResumed && progress.first) {
    if (!wasWhole(response, request, progress)) throw changed(progress.host)
    return { status: 200, headers: progress.first.headers, body: new Uint8Array() }
  }
  const hasBytes = (status === 200 || status === 206) && request.method !== 'HEAD'
  return hasBytes ? readBytes(response, request, progress, watch, take) : readRefusal(response)
}

async function attempt(
  request: DownloadRequest,
  progress: Progress,
  left: number,
  context: HttpContext,
  take: Take,
): Promise<Downloaded> {
  const watch = startWatch(left, request.idle ?? IDLE)
  try {
    const sending = await sendingOf(request, progress)
    const response = await follow(sending, new URL(request.url), request.redirects, watch.signal, context)
    try {
      return await read(response, request, progress, watch, take)
    } catch (thrown) {
      if (progress.refusal || thrown instanceof RunError || thrown instanceof TransportError) throw thrown
      throw transportFault(thrown, watch.signal)
    } finally {
      response.destroy()
    }
  } finally {
    watch.stop()
  }
}

/** Reads what is too large for memory, through the same proxy, addresses and retries as the client of small answers. */
export function downloader(context: HttpContext): Download {
  return async (request, take) => {
    const host = hostOf(request.url)
    const progress: Progress = { host, given: 0, first: undefined, refusal: undefined }
    let before = 0
    return persist(
      {
        end: context.now() + request.deadline,
        attempt: (left) => attempt(request, progress, left, context, take),
        hasProgressed: () => {
          const isFurther = progress.given > before
          before = progress.given
          return isFurther
        },
        complaint: () =>
          progress.given > 0 ? `${host} could not be read to the end` : `${host} could not be asked`,
      },
      context,
    )
  }
}
