import * as zlib from 'node:zlib'
import type { Fault, Intake } from '../intake.ts'
import { codecFault } from './codec-reading.ts'
import { excessOf, type UnpackLimits } from './limits.ts'
import { feedStream, type StreamFeed, type ZlibStream } from './stream-feed.ts'
import type { FrameMark } from './zstd-frames.ts'

const CHUNK_SIZE = 128 * 1024
/** Each frame costs a decompressor: 20 GB of the seekable format's smallest frames stay below. */
const MAX_FRAMES = 1_000_000
const SMALL = 64 * 1024
/** Magic number and frame header at their longest. */
const MAX_HEAD = 18

type MakeZstd = (options: { readonly chunkSize: number }) => ZlibStream

type UnpackZstd = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array

/** What Node has for one zstd frame: a stream, and a function for a small one, which takes a seventh of the time. */
export interface NodeZstd {
  readonly make: MakeZstd
  readonly unpack: UnpackZstd
}

/** Since Node 22.15 and 23.8; not in Node 20. */
export function zstdOfNode(): NodeZstd | undefined {
  const make: unknown = Reflect.get(zlib, 'createZstdDecompress')
  const unpack: unknown = Reflect.get(zlib, 'zstdDecompressSync')
  if (typeof make !== 'function' || typeof unpack !== 'function') return undefined
  return { make: make as MakeZstd, unpack: unpack as UnpackZstd }
}

/** All of a small frame; undefined where a stream must tell: it is damaged, or not small when unpacked. */
function unpackSmall({ unpack }: NodeZstd, frame: Uint8Array): Uint8Array | undefined {
  if (frame.length > SMALL) return undefined
  try {
    return unpack(frame, { maxOutputLength: SMALL * 16 })
  } catch {
    return undefined
  }
}

/** Frames that are being unpacked, one after the other. */
export interface FrameUnpacking {
  readonly node: NodeZstd
  readonly into: Intake<unknown>
  readonly limits: UnpackLimits
  bytesIn: number
  bytesOut: number
  frames: number
  fault: Fault | undefined
  /** Inside of a frame, its decompressor. */
  feed: StreamFeed | undefined
  place: 'between' | 'frame' | 'skip'
  /** Bytes that begin a frame whose kind was not known yet. */
  carry: Uint8Array
}

/** Before the first byte. */
export function beginUnpacking(node: NodeZstd, into: Intake<unknown>, limits: UnpackLimits): FrameUnpacking {
  return {
    node,
    into,
    limits,
    bytesIn: 0,
    bytesOut: 0,
    frames: 0,
    fault: undefined,
    feed: undefined,
    place: 'between',
    carry: new Uint8Array(),
  }
}

function handOn(state: FrameUnpacking, piece: Uint8Array): void | Promise<void> {
  state.bytesOut += piece.length
  const excess = excessOf(state.limits, state.bytesIn, state.bytesOut)
  if (!excess) return state.into.write(piece)
  state.fault = codecFault('unsafe', excess)
  return state.feed?.stop()
}

function judge(state: FrameUnpacking, feed: StreamFeed): void {
  const refusal = feed.refusal()
  if (refusal) state.fault ??= codecFault('corrupt', `has damaged zstd data: ${refusal.message}`)
}

function beginFrame(state: FrameUnpacking): void {
  state.place = 'frame'
  state.frames += 1
  if (state.frames > MAX_FRAMES)
    state.fault ??= codecFault('unsafe', `has more than ${MAX_FRAMES} zstd frames`)
}

async function feedBytes(state: FrameUnpacking, bytes: Uint8Array): Promise<void> {
  if (state.fault || bytes.length === 0) return
  state.feed ??= feedStream(state.node.make({ chunkSize: CHUNK_SIZE }), (piece) => handOn(state, piece))
  await state.feed.write(bytes)
  judge(state, state.feed)
}

/** The last bytes of a frame, which are all of it where no stream was begun. */
async function finishFrame(state: FrameUnpacking, bytes: Uint8Array): Promise<void> {
  const whole = state.feed || state.fault ? undefined : unpackSmall(state.node, bytes)
  if (whole) {
    if (whole.length > 0) await handOn(state, whole)
    return
  }
  await feedBytes(state, bytes)
  const { feed } = state
  state.feed = undefined
  if (!feed) return
  if (!state.fault) await feed.finish()
  judge(state, feed)
  feed.stop()
  await feed.settled()
}

/**
 * Unpacks a chunk in which frames begin and end at these marks, each by a decompressor of its own, because Node's stops after
 * the first one and says nothing.
 */
export async function unpackChunk(
  state: FrameUnpacking,
  chunk: Uint8Array,
  marks: readonly FrameMark[],
): Promise<void> {
  const bytes = state.carry.length > 0 ? Buffer.concat([state.carry, chunk]) : chunk
  const base = state.bytesIn - state.carry.length
  state.bytesIn += chunk.length
  let from = 0
  for (const { kind, at } of marks) {
    if (kind === 'frame') beginFrame(state)
    else if (kind === 'skip') state.place = 'skip'
    else {
      if (state.place === 'frame') await finishFrame(state, bytes.subarray(from, at - base))
      state.place = 'between'
      from = at - base
    }
  }
  const rest = bytes.subarray(from)
  if (state.place === 'frame') await feedBytes(state, rest)
  const isHead = state.place === 'between' && rest.length < MAX_HEAD
  state.carry = isHead ? Uint8Array.from(rest) : new Uint8Array()
}
