import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ResolvedInputs, readDeclaredInputs, resolveInputs } from './action-yml.ts'
import { runChild, textOf } from './child.ts'
import type { RunnerEvent, RunnerPaths, Variables } from './environment.ts'
import {
  contextVariables,
  inputVariables,
  mergeVariables,
  RUNTIME_TOKEN,
  systemVariables,
} from './environment.ts'
import { interpretStep, type StepFiles } from './interpret-step.ts'
import type { StepOutcome } from './step.ts'

/** The token that `${{ github.token }}` stands for unless a test gives one. Not of a real token's form. */
export const FAKE_TOKEN = 'ghs_model.of-a-runner.token'

/** A JavaScript action to run, and the world the runner shows it. */
export interface ActionOptions {
  /** The script of `runs.main`. */
  readonly bundle: string
  readonly inputs: Readonly<Record<string, string>>
  /** The working directory and GITHUB_WORKSPACE. */
  readonly workspace: string
  /** Gives the inputs' defaults and tells undeclared ones. */
  readonly actionYml?: string
  /** A push with an empty payload by default. */
  readonly event?: RunnerEvent
  /** Wins over every variable of the runner (there it does not), so that tests can bend one; undefined removes it. */
  readonly env?: Variables
  /** Values saved by an earlier stage: `STATE_<name>`. */
  readonly state?: Readonly<Record<string, string>>
  readonly token?: string
  /** Secrets the runner masks besides the token. */
  readonly secrets?: readonly string[]
  /** Runs the action with step debugging on. */
  readonly debug?: boolean
  /** Node's path; the one that runs the tests by default. */
  readonly node?: string
  /** Milliseconds after which the action and all its children are killed: 60 s by default. */
  readonly deadline?: number
  /** Holds the runner's own folders (RUNNER_TEMP, HOME) and is kept; otherwise they are gone after the run. */
  readonly root?: string
}

/** Everything the runner knows after the step; nothing of it is thrown. */
export interface ActionResult extends StepOutcome {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly timedOut: boolean
  /** Raw, before masking: leaks are looked for here, not in `log`. */
  readonly stdout: string
  readonly stderr: string
  /** A failure when the exit code is not 0, or when a command or a file of the step failed. */
  readonly conclusion: 'success' | 'failure'
}

/** Runs a bundle as the runner runs a JavaScript action (actions/runner, NodeScriptActionHandler.cs). */
export async function runAction(options: ActionOptions): Promise<ActionResult> {
  const root = options.root ?? mkdtempSync(join(tmpdir(), 'runner-'))
  mkdirSync(root, { recursive: true })
  try {
    return await runInside(mkdtempSync(join(root, 'step-')), options)
  } finally {
    if (options.root === undefined) {
      rmSync(root, { recursive: true, force: true })
    }
  }
}

async function runInside(root: string, options: ActionOptions): Promise<ActionResult> {
  const { workspace, token = FAKE_TOKEN, node = process.execPath } = options
  const event = options.event ?? { name: 'push', payload: {} }
  const paths = makePaths(root, event)
  const context = contextVariables(event, workspace, paths)
  const given = mergeVariables(context, options.env ?? {})
  const inputs = chooseInputs(options, given, token)
  const env = mergeVariables(
    systemVariables(node),
    inputVariables(inputs.values),
    stateVariables(options.state ?? {}),
    options.debug ? { RUNNER_DEBUG: '1' } : {},
    context,
    options.env ?? {},
  )
  const deadline = options.deadline ?? 60_000
  const ended = await runChild({ file: node, args: [options.bundle], cwd: workspace, env, deadline })
  const outcome = interpretStep({
    workspace,
    debug: options.debug ?? false,
    unsecure: env['ACTIONS_ALLOW_UNSECURE_COMMANDS']?.toLowerCase() === 'true',
    secrets: [token, basicAuth(token), RUNTIME_TOKEN, ...(options.secrets ?? [])],
    warnings: inputs.warnings,
    chunks: ended.chunks,
    files: readFiles(paths),
  })
  const { exitCode, signal, timedOut, chunks } = ended
  const streams = { stdout: textOf(chunks, 'stdout'), stderr: textOf(chunks, 'stderr') }
  const conclusion = exitCode === 0 && !outcome.failed ? 'success' : 'failure'
  return { ...outcome, ...streams, exitCode, signal, timedOut, conclusion }
}

function chooseInputs(options: ActionOptions, given: Variables, token: string): ResolvedInputs {
  if (options.actionYml === undefined) {
    return { values: options.inputs, warnings: [] }
  }
  const names = Object.entries(given).filter(([name]) => name.startsWith('GITHUB_'))
  const context = names.map(([name, value]) => [`github.${name.slice(7).toLowerCase()}`, value ?? ''])
  const expressions = { ...Object.fromEntries(context), 'github.token': token }
  return resolveInputs(options.inputs, readDeclaredInputs(options.actionYml), expressions)
}

function stateVariables(state: Readonly<Record<string, string>>): Variables {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]))
}

/** The form in which git sends the token; the runner registers it too. */
function basicAuth(token: string): string {
  return Buffer.from(`x-access-token:${token}`).toString('base64')
}

function makePaths(root: string, event: RunnerEvent): RunnerPaths {
  const [temp, tools, home] = ['temp', 'tools', 'home'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ]
  const commands = join(temp, '_runner_file_commands')
  const workflow = join(temp, '_github_workflow')
  for (const folder of [tools, home, commands, workflow]) {
    mkdirSync(folder, { recursive: true })
  }
  const [output, env, state, path, summary] = [
    'set_output',
    'set_env',
    'save_state',
    'add_path',
    'step_summary',
  ].map((name) => join(commands, `${name}_model`)) as [string, string, string, string, string]
  for (const file of [output, env, state, path, summary]) {
    writeFileSync(file, '')
  }
  const eventPath = join(workflow, 'event.json')
  writeFileSync(eventPath, JSON.stringify(event.payload))
  return { temp, tools, home, event: eventPath, output, env, state, path, summary }
}

function readFiles(paths: RunnerPaths): StepFiles {
  const names = ['output', 'env', 'state', 'path', 'summary'] as const
  return Object.fromEntries(names.flatMap((name) => readFile(name, paths[name])))
}

/** A file that the action deleted counts as empty. */
function readFile(name: string, path: string): readonly (readonly [string, Uint8Array])[] {
  try {
    return [[name, readFileSync(path)]]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return []
    }
    throw error
  }
}
