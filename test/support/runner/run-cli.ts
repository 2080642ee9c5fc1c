import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runChild, textOf } from './child.ts'
import { mergeVariables, systemVariables, type Variables } from './environment.ts'

/** A command line to run. */
export interface CliOptions {
  /** The script that Node starts. */
  readonly cli: string
  readonly args: readonly string[]
  readonly cwd: string
  /** Added to PATH, a fresh HOME and what the system needs; undefined removes a variable. */
  readonly env?: Variables
  /** What stdin holds: nothing by default. */
  readonly stdin?: string | Uint8Array
  /** Streams are pipes; a terminal is not modeled. */
  readonly tty?: false
  /** Closes the reading end of stdout after so many bytes, as `| head` does. */
  readonly closeStdoutAfter?: number
  /** Milliseconds after which the process and all its children are killed: 60 s by default. */
  readonly deadline?: number
  readonly node?: string
}

/** How a command line ended. */
export interface CliResult {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly timedOut: boolean
  /** No longer than `closeStdoutAfter`. */
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command line with piped streams and a minimal environment: no CI variable, no token, no home of ours. */
export async function runCli(options: CliOptions): Promise<CliResult> {
  const { node = process.execPath, deadline = 60_000, cwd, stdin, closeStdoutAfter } = options
  const home = mkdtempSync(join(tmpdir(), 'cli-home-'))
  try {
    const { chunks, ...ended } = await runChild({
      file: node,
      args: [options.cli, ...options.args],
      cwd,
      env: mergeVariables(systemVariables(node), { HOME: home }, options.env ?? {}),
      deadline,
      ...(stdin === undefined ? {} : { stdin }),
      ...(closeStdoutAfter === undefined ? {} : { closeStdoutAfter }),
    })
    return { ...ended, stdout: textOf(chunks, 'stdout'), stderr: textOf(chunks, 'stderr') }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}
