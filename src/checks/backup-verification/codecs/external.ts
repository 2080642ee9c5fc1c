import type { Fault, Intake, Lack, Reading } from '../intake.ts'
import { type CodecReading, codecFault } from './codec-reading.ts'
import { excessOf, type UnpackLimits } from './limits.ts'

/** A program that unpacks what Node cannot. */
export type Tool = 'zstd' | 'xz' | 'bzip2' | 'lz4'

/** How a tool left off. */
export interface ToolReading<T> {
  readonly inner: T
  /** `refused` by its exit status; `stopped` by a deadline or because it could not run: then nothing is known. */
  readonly outcome: 'whole' | 'refused' | 'stopped'
  /** What it wrote to its standard error; empty for nothing. */
  readonly complaint: string
}

/**
 * An intake that gives bytes to a tool's standard input and what it unpacks to `into`; undefined where this machine has no such
 * tool. It ends `into` with whether the tool was content. `end(false)` is also its sign to end the tool at once. A tool that
 * exits before it has read everything is no error of `write`.
 */
export type External = <T>(tool: Tool, into: Intake<T>) => Intake<ToolReading<T>> | undefined

/** For a machine, or a test, without any tools. */
export function noExternal(): undefined {
  return undefined
}

const CUT = /unexpected end|premature|truncat|ends unexpectedly|unfinished|unterminated/i

type Outcome = ToolReading<unknown>['outcome'] | 'absent'

interface Ended<T> {
  readonly inner: T
  readonly outcome: Outcome
  readonly complaint: string
}

interface Meter {
  bytesIn: number
  bytesOut: number
  fault: Fault | undefined
}

function metered<T>(into: Intake<T>, meter: Meter, limits: UnpackLimits): Intake<T> {
  return {
    write: (piece) => {
      if (meter.fault) return undefined
      meter.bytesOut += piece.length
      const excess = excessOf(limits, meter.bytesIn, meter.bytesOut)
      if (!excess) return into.write(piece)
      meter.fault = codecFault('unsafe', excess)
      return undefined
    },
    end: (isWhole) => into.end(isWhole && !meter.fault),
  }
}

/** What to make of a tool's refusal. What it wrote is not repeated: it may quote the backup. */
function faultOfTool(tool: Tool, outcome: Outcome, complaint: string): Fault | undefined {
  if (outcome !== 'refused') return undefined
  return CUT.test(complaint)
    ? codecFault('incomplete', `ends inside of its ${tool} data, as ${tool} says`)
    : codecFault('corrupt', `has damaged ${tool} data, as ${tool} says`)
}

function lacksOf(tool: Tool, outcome: Outcome): readonly Lack[] {
  if (outcome === 'absent')
    return [{ what: tool, text: `${tool} is not there to unpack it: only its outline was looked at` }]
  return outcome === 'stopped' ? [{ what: tool, text: `${tool} was stopped before its end` }] : []
}

/**
 * Unpacks by a tool while `outline`, a reader of ours, looks at the packed bytes: a fault that the outline knows is told as
 * the outline's, what is inside is the tool's to find. Without the tool a lack says so, and `into` gets nothing.
 */
export function unpackByTool<T>(
  tool: Tool,
  outline: Intake<Reading>,
  into: Intake<T>,
  external: External,
  limits: UnpackLimits,
): Intake<CodecReading<T>> {
  const meter: Meter = { bytesIn: 0, bytesOut: 0, fault: undefined }
  const target = metered(into, meter, limits)
  const child = external(tool, target)
  async function endChild(isWhole: boolean): Promise<Ended<T>> {
    if (child) return child.end(isWhole && !meter.fault)
    return { inner: await into.end(false), outcome: 'absent', complaint: '' }
  }
  return {
    write: (chunk) => {
      meter.bytesIn += chunk.length
      void outline.write(chunk)
      return meter.fault ? undefined : child?.write(chunk)
    },
    end: async (isWhole) => {
      const { faults, remarks, lacks } = await outline.end(isWhole)
      const read = await endChild(isWhole)
      const { bytesIn, bytesOut, fault } = meter
      const mine = fault ? [fault] : faults
      const isKnown = mine.length > 0 || lacks.length > 0 || !isWhole
      const told = isKnown ? undefined : faultOfTool(tool, read.outcome, read.complaint)
      const more = isKnown && child ? [] : lacksOf(tool, read.outcome)
      return {
        faults: told ? [told] : mine,
        remarks,
        lacks: [...lacks, ...more],
        bytesIn,
        bytesOut,
        inner: read.inner,
      }
    },
  }
}
