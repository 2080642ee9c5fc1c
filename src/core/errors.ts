/**
 * What the user can fix: every mistake at once, each a sentence that names the place and lists the valid
 * values. Shown without a stack; exit status 2.
 */
export class ConfigError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/**
 * The world's fault (a service that is down, a file that cannot be read): the run is recorded in the report as
 * failed with this message, verdict `error`. Anything else that is thrown is a bug.
 */
export class RunError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'RunError'
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
