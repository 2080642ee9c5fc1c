export type Environment = Readonly<Record<string, string | undefined>>

/** The process as the composition roots see it: nothing else reads it. */
export interface Process {
  readonly env: Environment
  readonly cwd: string
  readonly args: readonly string[]
  readonly isTerminal: boolean
  /** Columns of the terminal. */
  readonly width: number
}

/** This process. */
export function thisProcess(): Process {
  const { env, argv, stdout } = process
  return {
    env,
    cwd: process.cwd(),
    args: argv.slice(2),
    isTerminal: stdout.isTTY === true,
    width: stdout.columns ?? 80,
  }
}

/** This moment. */
export function thisMoment(): Date {
  return new Date()
}

/** Sets the status the process will end with, once everything written has been flushed. */
export function exitWith(status: number): void {
  process.exitCode = status
}

/** Writes to standard output. A reader that has gone away (`| head`) is no mistake: the rest is dropped. */
export function writeOut(text: string): void {
  ignoreClosedPipe(process.stdout)
  process.stdout.write(text)
}

/** Writes to standard error. */
export function writeError(text: string): void {
  ignoreClosedPipe(process.stderr)
  process.stderr.write(text)
}

function ignoreClosedPipe(stream: NodeJS.WriteStream): void {
  if (stream.listenerCount('error') > 0) return
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}
