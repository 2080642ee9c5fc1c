import type { AnnotationCollector, Annotations, AnnotationType } from './annotations.ts'
import { createAnnotationCollector } from './annotations.ts'
import { createMasker, type Masker } from './mask.ts'
import type { Command } from './parse-commands.ts'

/** One of a step's two output streams. */
export type Stream = 'stdout' | 'stderr'

/** A command that was obeyed, and where it came from. */
export interface StreamCommand extends Command {
  readonly stream: Stream
}

/** What the runner knows before the step starts. */
export interface StepOptions {
  readonly workspace: string
  /** Registered before the step: tokens and secrets. */
  readonly secrets?: readonly string[]
  /** ACTIONS_STEP_DEBUG: debug messages and obeyed commands appear in the log. */
  readonly debug?: boolean
  /** ACTIONS_ALLOW_UNSECURE_COMMANDS: set-env and add-path work instead of failing the step. */
  readonly unsecure?: boolean
}

/** All that a step changes. The runner's own complaints are in `errors` and `warnings`, and annotations as well. */
export interface StepOutcome extends Annotations {
  readonly commands: readonly StreamCommand[]
  /** The values of add-mask commands, in order, the repeated ones too. */
  readonly masks: readonly string[]
  readonly outputs: Readonly<Record<string, string>>
  readonly env: Readonly<Record<string, string>>
  readonly state: Readonly<Record<string, string>>
  readonly path: readonly string[]
  /** The job summary as it is uploaded, masked, or an empty text. */
  readonly summary: string
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
  /** Whether a command or a file failed, which fails the step whatever its exit code is. */
  readonly failed: boolean
  /** The step's log, masked with what was registered at that time; an entry with line breaks is several entries. */
  readonly log: readonly string[]
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] }

/** A step in progress; only this folder's files change it. */
export interface Step {
  readonly options: StepOptions
  readonly masker: Masker
  readonly annotations: AnnotationCollector
  readonly outputs: Record<string, string>
  readonly env: Record<string, string>
  readonly state: Record<string, string>
  readonly result: Mutable<Pick<StepOutcome, 'commands' | 'masks' | 'path' | 'errors' | 'warnings' | 'log'>>
  summary: string
  echo: boolean
  failed: boolean
}

/** A step before its first line. */
export function createStep(options: StepOptions): Step {
  const masker = createMasker(options.secrets)
  return {
    options,
    masker,
    annotations: createAnnotationCollector(masker, options.workspace),
    outputs: {},
    env: {},
    state: {},
    result: { commands: [], masks: [], path: [], errors: [], warnings: [], log: [] },
    summary: '',
    echo: options.debug ?? false,
    failed: false,
  }
}

/** The step's outcome. */
export function finishStep(step: Step): StepOutcome {
  const { outputs, env, state, summary, failed } = step
  return { ...step.result, ...step.annotations.collected(), outputs, env, state, summary, failed }
}

/** Writes to the log, masked. */
export function writeLog(step: Step, text: string): void {
  step.result.log.push(...step.masker.mask(text).split('\n'))
}

/** An annotation and its line in the log, by the action's command or by the runner itself. */
export function annotate(step: Step, type: AnnotationType, message: string, command?: Command): void {
  const properties = command?.properties ?? {}
  const source = command === undefined ? 'runner' : 'command'
  const logged = step.annotations.add({ type, message, properties, source })
  if (source === 'runner' && type !== 'notice') {
    step.result[type === 'error' ? 'errors' : 'warnings'].push(message)
  }
  if (logged !== '') {
    writeLog(step, `##[${type}]${logged}`)
  }
}
