import { delimiter, dirname } from 'node:path'

/** The event that started the workflow: its name, and the payload of GITHUB_EVENT_PATH. */
export interface RunnerEvent {
  readonly name: string
  readonly payload: unknown
}

/** The folders and files that the runner makes for a step. */
export interface RunnerPaths {
  readonly temp: string
  readonly tools: string
  readonly home: string
  readonly event: string
  readonly output: string
  readonly env: string
  readonly state: string
  readonly path: string
  readonly summary: string
}

/** Values by variable name; undefined takes a variable away. */
export type Variables = Readonly<Record<string, string | undefined>>

interface Payload {
  readonly pull_request?: {
    readonly number?: number
    readonly base?: { readonly ref?: string }
    readonly head?: { readonly ref?: string }
  }
  readonly merge_group?: { readonly head_ref?: string }
}

const SYSTEM_NAMES = ['SystemRoot', 'windir', 'ComSpec', 'PATHEXT', 'TEMP', 'TMP', 'LANG']

/** What any child gets from this machine: PATH without npm's additions, and what Windows cannot start without. */
export function systemVariables(node: string): Record<string, string> {
  const own = (process.env['PATH'] ?? '').split(delimiter)
  // npm puts node_modules/.bin in front; a tool found there in a test would be missing on a runner.
  const path = own.filter((folder) => folder !== '' && !/[\\/]node_modules[\\/]/.test(folder))
  const kept = SYSTEM_NAMES.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(kept), PATH: [dirname(node), ...path].join(delimiter) }
}

/** `INPUT_` variables: upper case, spaces become `_`, hyphens stay (actions/runner, Handler.cs). */
export function inputVariables(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      value,
    ]),
  )
}

/** The github and runner contexts as variables (actions/runner, GitHubContext.cs and RunnerContext.cs). */
export function contextVariables(event: RunnerEvent, workspace: string, paths: RunnerPaths): Variables {
  return {
    ...refVariables(event),
    ACTIONS_RUNTIME_URL: 'http://127.0.0.1:9/',
    ACTIONS_RUNTIME_TOKEN: RUNTIME_TOKEN,
    CI: 'true',
    GITHUB_ACTION: '__self',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'octocat',
    // Port 9 refuses: no test may reach the real service by forgetting to name its own.
    GITHUB_API_URL: 'http://127.0.0.1:9',
    GITHUB_ENV: paths.env,
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: paths.event,
    GITHUB_JOB: 'test',
    GITHUB_OUTPUT: paths.output,
    GITHUB_PATH: paths.path,
    GITHUB_REPOSITORY: 'octo-org/octo-repo',
    GITHUB_REPOSITORY_OWNER: 'octo-org',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '1658821493',
    GITHUB_RUN_NUMBER: '3',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: 'ffac537e6cbbf934b08745a378932722df287a53',
    GITHUB_STATE: paths.state,
    GITHUB_STEP_SUMMARY: paths.summary,
    GITHUB_WORKFLOW: 'CI',
    GITHUB_WORKSPACE: workspace,
    HOME: paths.home,
    RUNNER_ARCH: process.arch.toUpperCase(),
    RUNNER_NAME: 'model',
    RUNNER_OS: osName(),
    RUNNER_TEMP: paths.temp,
    RUNNER_TOOL_CACHE: paths.tools,
  }
}

/** What ACTIONS_RUNTIME_TOKEN holds: a secret that no child of an action may see. */
export const RUNTIME_TOKEN = 'runtime-token-of-the-model'

/** Merges sets of variables, later ones win, and leaves out what is undefined. */
export function mergeVariables(...sets: readonly Variables[]): Record<string, string> {
  const merged: Variables = Object.assign({}, ...sets)
  return Object.fromEntries(
    Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

function refVariables(event: RunnerEvent): Variables {
  const { pull_request: pull, merge_group: group } = (event.payload ?? {}) as Payload
  const base = pull?.base?.ref ?? 'main'
  const merge = `refs/pull/${pull?.number ?? 1}/merge`
  const branch = pull === undefined ? (group?.head_ref ?? 'refs/heads/main') : `refs/heads/${base}`
  const ref = event.name === 'pull_request' ? merge : branch
  return {
    GITHUB_REF: ref,
    GITHUB_REF_NAME: ref.replace(/^refs\/(heads|pull)\//, ''),
    GITHUB_REF_TYPE: 'branch',
    GITHUB_BASE_REF: pull === undefined ? '' : base,
    GITHUB_HEAD_REF: pull === undefined ? '' : (pull.head?.ref ?? 'feature'),
  }
}

function osName(): string {
  const names: Readonly<Record<string, string>> = { darwin: 'macOS', win32: 'Windows' }
  return names[process.platform] ?? 'Linux'
}
