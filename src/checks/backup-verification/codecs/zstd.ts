import type { Intake, Lack, Reading, Remark } from '../intake.ts'
import { createWalker } from './byte-walk.ts'
import type { CodecReading } from './codec-reading.ts'
import { type External, noExternal, unpackByTool } from './external.ts'
import { UNPACK_LIMITS, type UnpackLimits } from './limits.ts'
import { type FrameMark, type FrameReading, walkZstd } from './zstd-frames.ts'
import { beginUnpacking, type NodeZstd, unpackChunk, zstdOfNode } from './zstd-unpacking.ts'

/** What zstd itself unpacks without being asked twice: a window of 2^27 bytes. */
const MAX_WINDOW = 2 ** 27

function lacksOf({ needsDictionary, window }: FrameReading): readonly Lack[] {
  const lacks: Lack[] = []
  if (needsDictionary) lacks.push({ what: 'zstd dictionary', text: 'it was packed with a dictionary' })
  if (window > MAX_WINDOW)
    lacks.push({ what: 'zstd window', text: `it needs a window of ${window} bytes: more than ${MAX_WINDOW}` })
  return lacks
}

function remarksOf({ unchecked, frames }: FrameReading): readonly Remark[] {
  if (unchecked === 0) return []
  return [{ text: `${unchecked} of ${frames} zstd frames have no checksum` }]
}

function outlineOf(mark: (mark: FrameMark) => void): Intake<Reading & FrameReading> {
  const walker = createWalker(walkZstd(mark))
  return {
    write: walker.write,
    end: async (isWhole) => {
      const read = await walker.end(isWhole)
      const faults = read.faults.filter(({ word }) => isWhole || word !== 'incomplete')
      return { ...read, faults, remarks: remarksOf(read), lacks: lacksOf(read) }
    },
  }
}

function unpackFrames<T>(node: NodeZstd, into: Intake<T>, limits: UnpackLimits): Intake<CodecReading<T>> {
  const state = beginUnpacking(node, into, limits)
  const marks: FrameMark[] = []
  const outline = outlineOf((mark) => marks.push(mark))
  return {
    write: (chunk) => {
      void outline.write(chunk)
      const found = marks.splice(0)
      if (!state.fault) return unpackChunk(state, chunk, found)
      state.bytesIn += chunk.length
      return undefined
    },
    end: async (isWhole) => {
      const { faults, remarks, lacks } = await outline.end(isWhole)
      state.feed?.stop()
      const isMine = state.fault?.word === 'unsafe' || lacks.length === 0
      const all = state.fault && isMine ? [state.fault] : faults
      const inner = await into.end(isWhole && all.length === 0 && lacks.length === 0)
      return { faults: all, remarks, lacks, bytesIn: state.bytesIn, bytesOut: state.bytesOut, inner }
    },
  }
}

/**
 * Unpacks zstd (RFC 8878): every frame with its checksum, skippable frames passed over; other bytes after the last frame are
 * `corrupt`, a cut file is `incomplete`, too much out of it `unsafe`. By Node's own zstd where it has one, else by the tool;
 * with neither the frames' outline is looked at, `into` gets nothing and a lack says so.
 */
export function createUnzstd<T>(
  into: Intake<T>,
  limits: UnpackLimits = UNPACK_LIMITS,
  external: External = noExternal,
): Intake<CodecReading<T>> {
  const node = zstdOfNode()
  if (node) return unpackFrames(node, into, limits)
  return unpackByTool(
    'zstd',
    outlineOf(() => {}),
    into,
    external,
    limits,
  )
}
