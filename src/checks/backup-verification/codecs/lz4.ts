import type { Fault, Intake, Lack, Reading } from '../intake.ts'
import { type Answer, createWalker, pass, type Request, take, type Walk } from './byte-walk.ts'
import { type CodecReading, codecFault } from './codec-reading.ts'
import { type External, noExternal, unpackByTool } from './external.ts'
import { UNPACK_LIMITS, type UnpackLimits } from './limits.ts'

const FRAME = 0x184d2204
const LEGACY = 0x184c2102
const SKIPPABLE = 0x184d2a50
/** Most of what LZ4 makes of 8 MiB that do not pack. */
const LEGACY_BLOCK = 8 * 1024 * 1024 + (8 * 1024 * 1024) / 255 + 16

const CUT = codecFault('incomplete', 'ends inside of its lz4 data')
const DAMAGED = codecFault('corrupt', 'has damaged lz4 data')

interface Outline {
  readonly fault: Fault | undefined
  readonly needsDictionary: boolean
}

type Part<T> = Generator<Request, T, Answer>

function numberOf(bytes: Uint8Array): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).readUInt32LE(0)
}

/** Data blocks up to the end mark, a zero; each may have a checksum after it. */
function* walkBlocks(hasChecksums: boolean, most: number): Part<Fault | undefined> {
  for (;;) {
    const { bytes, isWhole } = yield* take(4)
    if (!isWhole) return CUT
    const size = numberOf(bytes)
    if (size === 0) return undefined
    if ((size & 0x7fffffff) > most) return DAMAGED
    if (!(yield* pass((size & 0x7fffffff) + (hasChecksums ? 4 : 0)))) return CUT
  }
}

/** A frame after its magic number; whether it needs a dictionary, or what is wrong. */
function* walkFrame(): Part<Fault | boolean> {
  const { bytes, isWhole } = yield* take(2)
  if (!isWhole) return CUT
  const [flags = 0, descriptor = 0] = bytes
  const sizeCode = (descriptor >> 4) & 7
  if (flags >> 6 !== 1 || (flags & 2) !== 0 || (descriptor & 0x8f) !== 0 || sizeCode < 4) return DAMAGED
  const hasDictionary = (flags & 1) !== 0
  if (!(yield* pass((flags & 8 ? 8 : 0) + (hasDictionary ? 4 : 0) + 1))) return CUT
  const fault = yield* walkBlocks((flags & 0x10) !== 0, 2 ** (8 + 2 * sizeCode))
  if (fault) return fault
  return !(flags & 4) || (yield* pass(4)) ? hasDictionary : CUT
}

function* walkSkippable(): Part<Fault | false> {
  const { bytes, isWhole } = yield* take(4)
  return isWhole && (yield* pass(numberOf(bytes))) ? false : CUT
}

/** Blocks without an end mark: what cannot be a block's size is the next frame's magic number. */
function* walkLegacy(): Part<Fault | Uint8Array> {
  for (;;) {
    const { bytes, isWhole } = yield* take(4)
    if (!isWhole) return bytes.length === 0 ? bytes : CUT
    if (numberOf(bytes) > LEGACY_BLOCK) return Uint8Array.from(bytes)
    if (!(yield* pass(numberOf(bytes)))) return CUT
  }
}

function faultOfMagic(bytes: Uint8Array, isFirst: boolean): Fault {
  if (bytes.length < 4 && bytes.every((byte, at) => byte === [0x04, 0x22, 0x4d][at])) return CUT
  return codecFault(
    'corrupt',
    isFirst ? 'does not begin as lz4 data' : 'has other bytes after the end of its lz4 data',
  )
}

/** Frames, skippable and legacy frames (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md, 1.6.4). */
function* walkLz4(): Walk<Outline> {
  let needsDictionary = false
  let next: Uint8Array | undefined
  for (let isFirst = true; ; isFirst = false) {
    const magic = next ?? (yield* take(4)).bytes
    next = undefined
    if (magic.length === 0 && !isFirst) return { fault: undefined, needsDictionary }
    const number = magic.length === 4 ? numberOf(magic) : 0
    let found: Fault | boolean | Uint8Array
    if (number === FRAME) found = yield* walkFrame()
    else if (number === LEGACY) found = yield* walkLegacy()
    else if (number - SKIPPABLE >= 0 && number - SKIPPABLE < 16) found = yield* walkSkippable()
    else found = faultOfMagic(magic, isFirst)
    if (found instanceof Uint8Array) next = found
    else if (typeof found !== 'boolean') return { fault: found, needsDictionary }
    else needsDictionary ||= found
  }
}

function outlineOf(): Intake<Reading> {
  const walker = createWalker(walkLz4())
  return {
    write: walker.write,
    end: async (isWhole) => {
      const { fault, needsDictionary } = await walker.end(isWhole)
      const isTold = fault && (isWhole || fault.word !== 'incomplete')
      const lacks: readonly Lack[] = needsDictionary
        ? [{ what: 'lz4 dictionary', text: 'it was packed with a dictionary' }]
        : []
      return { faults: isTold ? [fault] : [], remarks: [], lacks }
    },
  }
}

/** Unpacks lz4 by the tool; its frames are walked over without, too, up to their end marks. */
export function createUnlz4<T>(
  into: Intake<T>,
  limits: UnpackLimits = UNPACK_LIMITS,
  external: External = noExternal,
): Intake<CodecReading<T>> {
  return unpackByTool('lz4', outlineOf(), into, external, limits)
}
