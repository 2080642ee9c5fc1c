import type { Fault } from '../intake.ts'
import { type Answer, pass, type Request, take, type Walk } from './byte-walk.ts'
import { codecFault } from './codec-reading.ts'

/** Where a part of a zstd file begins or ends, in bytes from its start. */
export interface FrameMark {
  /** `frame` once a frame's whole header is known, `skip` for one without content, `end` for the end of either. */
  readonly kind: 'frame' | 'skip' | 'end'
  readonly at: number
}

/** What the frames of a zstd file are, by their headers alone. */
export interface FrameReading {
  readonly faults: readonly Fault[]
  readonly frames: number
  /** Frames whose content has no checksum. */
  readonly unchecked: number
  /** The largest window that a frame needs, in bytes. */
  readonly window: number
  /** Whether a frame needs a dictionary. */
  readonly needsDictionary: boolean
}

const MAGIC = 0xfd2fb528
const SKIPPABLE = 0x184d2a50
const MAX_BLOCK = 128 * 1024
const RLE = 1
const RESERVED = 3

const CUT = codecFault('incomplete', 'ends inside of its zstd data')

interface FrameHeader {
  readonly hasChecksum: boolean
  readonly needsDictionary: boolean
  readonly window: number
}

interface Progress {
  at: number
  frames: number
  unchecked: number
  window: number
  needsDictionary: boolean
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** A little-endian number of 0, 1, 2, 4 or 8 bytes. */
function numberAt(bytes: Uint8Array, at: number, length: number): number {
  let value = 0
  for (let index = length - 1; index >= 0; index--) value = value * 256 + (bytes[at + index] ?? 0)
  return value
}

function* takeMore(progress: Progress, length: number): Generator<Request, Answer, Answer> {
  const answer = yield* take(length)
  progress.at += answer.bytes.length
  return answer
}

/** Frame_Header (RFC 8878, 3.1.1.1); a fault where it is cut or uses what is reserved. */
function* walkHeader(progress: Progress): Generator<Request, FrameHeader | Fault, Answer> {
  const first = yield* takeMore(progress, 1)
  const flags = first.bytes[0] ?? 0
  if (!first.isWhole) return CUT
  if (flags & 0x08) return codecFault('corrupt', 'has a damaged zstd frame header')
  const isSingle = (flags & 0x20) !== 0
  const windowLength = isSingle ? 0 : 1
  const dictionaryLength = [0, 1, 2, 4][flags & 3] ?? 0
  const sizeLength = [isSingle ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0
  const { bytes, isWhole } = yield* takeMore(progress, windowLength + dictionaryLength + sizeLength)
  if (!isWhole) return CUT
  const base = 2 ** (10 + ((bytes[0] ?? 0) >> 3))
  const size = numberAt(bytes, windowLength + dictionaryLength, sizeLength)
  return {
    hasChecksum: (flags & 4) !== 0,
    needsDictionary: numberAt(bytes, windowLength, dictionaryLength) !== 0,
    window: isSingle ? size + (sizeLength === 2 ? 256 : 0) : base + (base / 8) * ((bytes[0] ?? 0) & 7),
  }
}

/** The blocks up to the last one (RFC 8878, 3.1.1.2), and the checksum. */
function* walkBlocks(
  progress: Progress,
  hasChecksum: boolean,
): Generator<Request, Fault | undefined, Answer> {
  for (let isLast = false; !isLast; ) {
    const { bytes, isWhole } = yield* takeMore(progress, 3)
    if (!isWhole) return CUT
    const header = numberAt(bytes, 0, 3)
    const type = (header >> 1) & 3
    const size = header >> 3
    if (type === RESERVED || size > MAX_BLOCK) return codecFault('corrupt', 'has a damaged zstd block header')
    const length = type === RLE ? 1 : size
    if (!(yield* pass(length))) return CUT
    progress.at += length
    isLast = (header & 1) === 1
  }
  return !hasChecksum || (yield* takeMore(progress, 4)).isWhole ? undefined : CUT
}

function* walkFrame(
  progress: Progress,
  mark: (mark: FrameMark) => void,
): Generator<Request, Fault | undefined, Answer> {
  const start = progress.at - 4
  const header = yield* walkHeader(progress)
  if ('word' in header) return header
  mark({ kind: 'frame', at: start })
  progress.frames += 1
  progress.unchecked += header.hasChecksum ? 0 : 1
  progress.window = Math.max(progress.window, header.window)
  progress.needsDictionary ||= header.needsDictionary
  return yield* walkBlocks(progress, header.hasChecksum)
}

function* walkSkippable(
  progress: Progress,
  mark: (mark: FrameMark) => void,
): Generator<Request, Fault | undefined, Answer> {
  mark({ kind: 'skip', at: progress.at - 4 })
  const { bytes, isWhole } = yield* takeMore(progress, 4)
  if (!isWhole) return CUT
  const length = viewOf(bytes).getUint32(0, true)
  if (!(yield* pass(length))) return CUT
  progress.at += length
  return undefined
}

function faultOfMagic({ bytes, isWhole }: Answer, progress: Progress): Fault {
  const isPart = [0x28, 0xb5, 0x2f].slice(0, bytes.length).every((byte, index) => bytes[index] === byte)
  if (!isWhole && isPart) return CUT
  return progress.at === bytes.length
    ? codecFault('corrupt', 'does not begin as zstd data')
    : codecFault('corrupt', 'has other bytes after the end of its zstd data')
}

/**
 * Walks over zstd data (RFC 8878): frames and skippable frames, one after another, by their headers and those of their
 * blocks. Where they begin and end is told to `mark`. Content is not unpacked.
 */
export function* walkZstd(mark: (mark: FrameMark) => void): Walk<FrameReading> {
  const progress: Progress = { at: 0, frames: 0, unchecked: 0, window: 0, needsDictionary: false }
  let fault: Fault | undefined
  while (!fault) {
    const magic = yield* takeMore(progress, 4)
    if (magic.bytes.length === 0 && progress.at > 0) break
    const number = magic.isWhole ? viewOf(magic.bytes).getUint32(0, true) : 0
    if (number === MAGIC) fault = yield* walkFrame(progress, mark)
    else if ((number & 0xfffffff0) === SKIPPABLE) fault = yield* walkSkippable(progress, mark)
    else fault = faultOfMagic(magic, progress)
    if (!fault) mark({ kind: 'end', at: progress.at })
  }
  const { frames, unchecked, window, needsDictionary } = progress
  return { faults: fault ? [fault] : [], frames, unchecked, window, needsDictionary }
}
