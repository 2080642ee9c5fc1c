import { createGunzip as createZlibGunzip } from 'node:zlib'
import type { Fault, Intake, Remark } from '../intake.ts'
import { type CodecReading, codecFault } from './codec-reading.ts'
import { excessOf, UNPACK_LIMITS, type UnpackLimits } from './limits.ts'
import { feedStream, type StreamFeed } from './stream-feed.ts'
import { isZero } from './zeros.ts'

/**
 * Bytes that come out at once: many where many come in, as of a whole file (a tenth less CPU than by 64 KiB), not of every
 * small member of an archive.
 */
function chunkSize(first: number): number {
  return (first < 64 * 1024 ? 64 : 256) * 1024
}

const MAGIC = Buffer.from([0x1f, 0x8b])
/** No member begins with a zero, so zlib stops before one where a member has just ended. */
const PROBE = new Uint8Array(2)

const CUT = codecFault('incomplete', 'ends inside of its gzip data')
const GARBAGE = codecFault('corrupt', 'has other bytes after the end of its gzip data')

const NO_GZIP = codecFault('corrupt', 'does not begin as gzip data')

function isHeaderRefusal(refusal: Error | undefined): boolean {
  return refusal !== undefined && /incorrect header check/.test(refusal.message)
}

/** What zlib has against some bytes that begin as gzip: a header that is none comes after a member then. */
function faultOf(refusal: Error): Fault {
  return isHeaderRefusal(refusal)
    ? GARBAGE
    : codecFault('corrupt', `has damaged gzip data: ${refusal.message}`)
}

interface GunzipState {
  bytesIn: number
  bytesOut: number
  /** Bytes out that real bytes in made: what a probe makes of a cut file is not handed on. */
  mostOut: number
  padding: number
  fault: Fault | undefined
}

function isGzip(state: GunzipState, chunk: Uint8Array): boolean {
  const start = MAGIC.subarray(state.bytesIn)
  const given = chunk.subarray(0, start.length)
  return start.subarray(0, given.length).equals(given)
}

/** Bytes after zlib's end: zeros pad a tape, anything else is a fault. */
function afterEnd(state: GunzipState, rest: Uint8Array): void {
  if (rest.length === 0) return
  if (!isZero(rest)) state.fault ??= GARBAGE
  state.padding += rest.length
}

function remarksOf(state: GunzipState): readonly Remark[] {
  if (state.padding === 0 || state.fault) return []
  return [{ text: `has ${state.padding} zeros after its end, as tapes have` }]
}

function handOn(
  state: GunzipState,
  into: Intake<unknown>,
  limits: UnpackLimits,
  output: Uint8Array,
): void | Promise<void> {
  const piece = output.subarray(0, Math.max(0, state.mostOut - state.bytesOut))
  state.bytesOut += piece.length
  const excess = excessOf(limits, state.bytesIn, state.bytesOut)
  if (excess) state.fault ??= codecFault('unsafe', excess)
  return piece.length > 0 && !state.fault ? into.write(piece) : undefined
}

async function unpack(state: GunzipState, feed: StreamFeed, chunk: Uint8Array): Promise<void> {
  if (state.bytesIn < MAGIC.length && !isGzip(state, chunk)) state.fault ??= NO_GZIP
  const before = state.bytesIn
  state.bytesIn += chunk.length
  if (state.fault) return
  if (feed.hasEnded()) return afterEnd(state, chunk)
  await feed.write(chunk)
  const refusal = feed.refusal()
  if (refusal) state.fault ??= faultOf(refusal)
  else if (feed.hasEnded()) afterEnd(state, chunk.subarray(feed.consumed() - before))
}

/**
 * Whether all that was packed came out. Whether the last byte was the last of a member is told by what zlib does with
 * zeros after it.
 */
async function conclude(state: GunzipState, feed: StreamFeed): Promise<boolean> {
  if (feed.hasEnded()) return true
  if (state.fault || state.bytesIn < MAGIC.length) return false
  state.mostOut = state.bytesOut + feed.buffered()
  await feed.write(PROBE)
  if (feed.hasEnded()) return feed.consumed() === state.bytesIn
  if (isHeaderRefusal(feed.refusal())) state.fault = GARBAGE
  return false
}

/**
 * Unpacks gzip (RFC 1952): members one after another, each with its CRC-32 and length checked by zlib. Bytes after the
 * last member are `corrupt`, zeros there a remark, a cut file is `incomplete`, too much out of it `unsafe`.
 */
export function createGunzip<T>(
  into: Intake<T>,
  limits: UnpackLimits = UNPACK_LIMITS,
): Intake<CodecReading<T>> {
  const state: GunzipState = {
    bytesIn: 0,
    bytesOut: 0,
    mostOut: Number.POSITIVE_INFINITY,
    padding: 0,
    fault: undefined,
  }
  function begin(first: number): StreamFeed {
    const begun = feedStream(createZlibGunzip({ chunkSize: chunkSize(first) }), (output) => {
      const wait = handOn(state, into, limits, output)
      if (state.fault) begun.stop()
      return wait
    })
    return begun
  }
  let fed: StreamFeed | undefined
  return {
    write: (chunk) => {
      fed ??= begin(chunk.length)
      return unpack(state, fed, chunk)
    },
    end: async (isWhole) => {
      const feed = fed ?? begin(0)
      const isReadable = await conclude(state, feed)
      feed.stop()
      await feed.settled()
      const inner = await into.end(isWhole && isReadable)
      if (!isReadable && isWhole) state.fault ??= CUT
      return {
        faults: state.fault ? [state.fault] : [],
        remarks: remarksOf(state),
        lacks: [],
        bytesIn: state.bytesIn,
        bytesOut: state.bytesOut,
        inner,
      }
    },
  }
}
