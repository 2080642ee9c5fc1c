import { setIgnoringCase, setKey, trim } from './dotnet.ts'
import type { Command } from './parse-commands.ts'
import { isStopToken } from './parse-commands.ts'
import { annotate, type Step, type Stream, writeLog } from './step.ts'

type Effect = (step: Step, command: Command) => void

/** Commands that the log never repeats, because they are shown in another form or hold a secret (`OmitEcho`). */
const NEVER_ECHOED = new Set(['add-mask', 'debug', 'error', 'notice', 'warning'])

const EFFECTS: Readonly<Record<string, Effect>> = {
  'add-mask': addMask,
  'add-path': (step, command) => {
    requireUnsecure(step, command)
    step.result.path.push(command.data)
  },
  debug: (step, command) => {
    if (step.options.debug) {
      writeLog(step, `##[debug]${command.data}`)
    }
  },
  echo: setEcho,
  endgroup: (step) => writeLog(step, '##[endgroup]'),
  error: (step, command) => annotate(step, 'error', command.data, command),
  group: (step, command) => writeLog(step, `##[group]${command.data}`),
  notice: (step, command) => annotate(step, 'notice', command.data, command),
  'save-state': (step, command) => {
    annotate(step, 'warning', deprecation(command))
    setIgnoringCase(step.state, requireName(command), command.data)
  },
  'set-env': (step, command) => {
    requireUnsecure(step, command)
    setEnv(step, requireName(command), command.data, '::set-env::')
  },
  'set-output': (step, command) => {
    annotate(step, 'warning', deprecation(command))
    setIgnoringCase(step.outputs, requireName(command), command.data)
  },
  'stop-commands': stopCommands,
  warning: (step, command) => annotate(step, 'warning', command.data, command),
}

/**
 * Does what the runner does with an obeyed command (actions/runner, ActionCommandManager.cs). A command that throws
 * fails the step. Problem matchers are not modeled: add-matcher and remove-matcher are recorded and do nothing.
 */
export function obeyCommand(step: Step, command: Command, stream: Stream): void {
  step.result.commands.push({ ...command, stream })
  if (step.echo && !NEVER_ECHOED.has(command.name)) {
    writeLog(step, command.line)
  }
  try {
    EFFECTS[command.name]?.(step, command)
  } catch (error) {
    const shown = NEVER_ECHOED.has(command.name) ? command.name : command.line
    failStep(step, `Unable to process command '${shown}' successfully.`, (error as Error).message)
  }
}

/** Fails the step with the runner's own error annotations. */
export function failStep(step: Step, ...messages: readonly string[]): void {
  step.failed = true
  for (const message of messages) {
    annotate(step, 'error', message)
  }
}

/** Sets an environment variable for later steps; NODE_OPTIONS is refused, which does not fail the step. */
export function setEnv(step: Step, name: string, value: string, means: string): void {
  if (/^node_options$/i.test(name)) {
    annotate(step, 'error', `Can't update NODE_OPTIONS environment variable using ${means} command.`)
    return
  }
  setKey(step.env, name, value)
}

/** Each line of the value is a secret of its own, so a short line damages the whole log. */
function addMask(step: Step, command: Command): void {
  step.result.masks.push(command.data)
  if (trim(command.data) === '') {
    annotate(step, 'warning', "Can't add secret mask for empty string in ##[add-mask] command.")
    return
  }
  if (step.echo) {
    writeLog(step, '::add-mask::***')
  }
  for (const value of [command.data, ...command.data.split(/[\r\n]/)]) {
    step.masker.add(value)
  }
}

function setEcho(step: Step, command: Command): void {
  const value = trim(command.data).toLowerCase()
  if (value !== 'on' && value !== 'off') {
    throw new Error(
      `Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: '${command.data}'.`,
    )
  }
  step.echo = value === 'on'
}

/** A refused token fails the step and stops nothing; a long one is masked, so that later output cannot reveal it. */
function stopCommands(step: Step, command: Command): void {
  if (!isStopToken(command.data)) {
    failStep(step, "You cannot use a endToken that is empty, 'pause-logging' or another workflow command.")
    return
  }
  if (command.data.length > 6) {
    step.masker.add(command.data)
  }
  writeLog(step, command.line)
}

function requireUnsecure(step: Step, command: Command): void {
  if (!step.options.unsecure) {
    throw new Error(`The \`${command.name}\` command is disabled. Please upgrade to using Environment Files.`)
  }
}

function requireName(command: Command): string {
  const name = Object.entries(command.properties).find(([key]) => /^name$/i.test(key))?.[1]
  if (name === undefined) {
    throw new Error(`Required field 'name' is missing in ##[${command.name}] command.`)
  }
  return name
}

function deprecation(command: Command): string {
  return `The \`${command.name}\` command is deprecated and will be disabled soon.`
}
