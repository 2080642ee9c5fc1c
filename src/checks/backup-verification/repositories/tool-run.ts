import type { Child, ChildRequest, StartChild } from '../../../core/engine-ports.ts'

/** How a tool ended, and what it wrote. */
export interface ToolRun {
  readonly isStopped: boolean
  readonly status: number
  /** Its standard output, or both where they were merged. */
  readonly output: string
  readonly stderr: string
}

/** What is kept of what a tool writes; more of it is read and dropped. */
const KEPT = 1 << 20
/** Of JSON, which must be whole. */
const JSON_LIMIT = 64 << 20

type Call = Pick<ChildRequest, 'tool' | 'args' | 'deadline' | 'environment' | 'cwd' | 'secrets'>

function runOf(child: Child | undefined, pieces: readonly Uint8Array[]): Promise<ToolRun> | undefined {
  return child?.end().then(({ outcome, status, stderr }) => ({
    isStopped: outcome === 'stopped',
    status,
    output: Buffer.concat(pieces).toString(),
    stderr,
  }))
}

function clean({ secrets, environment, cwd, ...call }: Call): Call {
  return {
    ...call,
    ...(environment && { environment }),
    ...(secrets && { secrets }),
    ...(cwd !== undefined && { cwd }),
  }
}

/** Runs a tool that answers with JSON; undefined where there is none. */
export async function askTool(start: StartChild, call: Call): Promise<ToolRun | undefined> {
  const pieces: Uint8Array[] = []
  const onOutput = (chunk: Uint8Array) => {
    pieces.push(Buffer.from(chunk))
  }
  return runOf(start({ ...clean(call), limit: JSON_LIMIT, onOutput }), pieces)
}

/**
 * Runs a tool that tells what it finds on standard output or error, both in one stream, so that it can be ended as soon as
 * `isEnough` of what it has told so far. The tool must be there.
 */
export async function watchTool(
  start: StartChild,
  { tool, args, ...call }: Call,
  isEnough: (output: string) => boolean,
): Promise<ToolRun | undefined> {
  const pieces: Uint8Array[] = []
  let kept = 0
  const child = start({
    ...clean({ ...call, tool: 'sh', args: ['-c', 'exec "$@" 2>&1', 'sh', tool, ...args] }),
    limit: Number.POSITIVE_INFINITY,
    onOutput: (chunk) => {
      const piece = Buffer.from(chunk.subarray(0, KEPT - kept))
      kept += piece.length
      pieces.push(piece)
      if (piece.length > 0 && isEnough(Buffer.concat(pieces).toString())) void child?.stop()
    },
  })
  return runOf(child, pieces)
}
