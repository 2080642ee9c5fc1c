import type { Child, ChildEnd, StartChild } from '../../core/engine-ports.ts'
import type { External, Tool, ToolReading } from './codecs/external.ts'
import type { Intake } from './intake.ts'

/** The most that a tool may need: xz packed with its largest preset needs 65 MiB, zstd without --long 128. */
const MEMORY = { xz: '512MiB', zstd: '128MB' } as const

/** Unpack standard input to standard output, quietly. A warning is no refusal (xz -Q). */
const ARGUMENTS: Readonly<Record<Tool, readonly string[]>> = {
  zstd: ['-dcq', `--memory=${MEMORY.zstd}`],
  xz: ['-dcqQ', `--memlimit-decompress=${MEMORY.xz}`],
  bzip2: ['-dcq'],
  lz4: ['-dcq'],
}

/** The tool had too little memory, of its limit or of the machine: that says nothing of the bytes. */
const NO_MEMORY = /memory usage limit|too much memory|not enough memory|cannot allocate|out of memory/i

function outcomeOf({ outcome, status, stderr }: ChildEnd): ToolReading<unknown>['outcome'] {
  if (outcome === 'stopped') return 'stopped'
  if (status === 0) return 'whole'
  return NO_MEMORY.test(stderr) ? 'stopped' : 'refused'
}

function feedTool<T>(child: Child, into: Intake<T>): Intake<ToolReading<T>> {
  return {
    write: child.write,
    end: async (isWhole) => {
      const end = await (isWhole ? child.end() : child.stop())
      const outcome = outcomeOf(end)
      const inner = await into.end(isWhole && outcome === 'whole')
      return { inner, outcome, complaint: end.stderr }
    },
  }
}

/**
 * Unpacks by the tools of this machine. `left` says how many milliseconds a tool that is started now may run. How much may
 * come out is the codec's to say; a tool whose memory does not suffice was `stopped`, like one at its deadline.
 */
export function externalTools(start: StartChild, left: () => number): External {
  return (tool, into) => {
    const child = start({
      tool,
      args: ARGUMENTS[tool],
      deadline: left(),
      limit: Number.POSITIVE_INFINITY,
      onOutput: into.write,
    })
    return child && feedTool(child, into)
  }
}
