import { spawnSync } from 'node:child_process'
import type {
  External,
  Tool,
  ToolReading,
} from '../../../../src/checks/backup-verification/codecs/external.ts'
import type { Fault, Intake, Reading } from '../../../../src/checks/backup-verification/intake.ts'

/** Gives bytes to an intake in pieces of a size, as files and decompressors do. */
export async function feed<T>(
  intake: Intake<T>,
  bytes: Uint8Array,
  piece = 65536,
  isWhole = true,
): Promise<T> {
  for (let at = 0; at < bytes.length; at += piece) await intake.write(bytes.subarray(at, at + piece))
  return intake.end(isWhole)
}

export interface Collected {
  readonly bytes: Buffer
  readonly isWhole: boolean
}

/** An intake that keeps what it gets; with a pause, one that must be waited for. */
export function collector(mode: 'sync' | 'slow' = 'sync'): Intake<Collected> {
  const pieces: Buffer[] = []
  return {
    write: (chunk) => {
      if (mode === 'sync') {
        pieces.push(Buffer.from(chunk))
        return undefined
      }
      return new Promise((resolve) => {
        setImmediate(() => {
          pieces.push(Buffer.from(chunk))
          resolve()
        })
      })
    },
    end: (isWhole) => ({ bytes: Buffer.concat(pieces), isWhole }),
  }
}

/** The outcome of a reading, in a word and a level: `ok`, `corrupt 2`; lacks are told after it. */
export function outcomeOf({ faults, lacks }: Reading): string {
  const told = [...faults.map(({ word, level }: Fault) => `${word} ${level}`), ...lacks.map(() => 'env')]
  return told.length === 0 ? 'ok' : told.join(', ')
}

/** A tool's output for some input. Throws where it refuses. */
export function runTool(tool: string, args: readonly string[], input?: Uint8Array): Buffer {
  const options = { input: input ?? Buffer.alloc(0), maxBuffer: 1 << 30 }
  const ran = spawnSync(tool, args, options)
  if (ran.status !== 0) throw new Error(`${tool} ${args.join(' ')}: ${ran.error ?? ran.stderr}`)
  return ran.stdout
}

/** Whether a tool is there; where it is not, that is printed, because tests are passed over then. */
export function hasTool(tool: string): boolean {
  const isThere = spawnSync(tool, ['--version']).error === undefined
  if (!isThere) process.stderr.write(`${tool} is not there: the tests that need it are passed over\n`)
  return isThere
}

/** Bytes that pack neither well nor badly, always the same. */
export function sample(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length)
  let state = seed
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    bytes[at] = (state >>> 16) & (at % 3 === 0 ? 0xff : 0x0f)
  }
  return bytes
}

/** Bytes with one bit turned over. */
export function flipped(bytes: Uint8Array, place: number, bit = 0): Buffer {
  const at = Math.floor(place)
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ (1 << bit)
  return copy
}

/** Unpacks by the tools of this machine, all at once; undefined for a tool that is not there. */
export const toolExternal: External = <T>(tool: Tool, into: Intake<T>) => {
  if (spawnSync(tool, ['--version']).error) return undefined
  const pieces: Buffer[] = []
  return {
    write: (chunk) => {
      pieces.push(Buffer.from(chunk))
    },
    end: async (isWhole): Promise<ToolReading<T>> => {
      const ran = spawnSync(tool, ['-dc'], { input: Buffer.concat(pieces), maxBuffer: 1 << 30 })
      for (let at = 0; at < ran.stdout.length; at += 65536)
        await into.write(ran.stdout.subarray(at, at + 65536))
      const inner = await into.end(isWhole && ran.status === 0)
      return { inner, outcome: ran.status === 0 ? 'whole' : 'refused', complaint: ran.stderr.toString() }
    },
  }
}
