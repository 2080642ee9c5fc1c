import type { Process } from '../adapters/environment.ts'
import type { Event } from '../adapters/event.ts'
import { ConfigError } from '../core/errors.ts'
import { type Given, parseOptions } from '../core/options.ts'
import type { RunOrder } from '../sinks/issues/state.ts'
import type { Config } from './config.ts'
import { REPORT, REPORT_OPTIONS, type ReportOptions } from './report-options.ts'

/** The options of `report`: from its inputs, then from its section of the configuration, then their defaults. */
export function reportOptions(place: Given, config: Config | undefined): ReportOptions {
  const values = config?.sections.get(REPORT.id)
  const section: readonly Given[] =
    config && values
      ? [{ origin: 'config', values, label: (name) => `${REPORT.id}.${name} in ${config.path}` }]
      : []
  return parseOptions(REPORT_OPTIONS, [place, ...section])
}

/** The workflow run that this is a step of. */
export interface Run {
  /** `owner/name`. */
  readonly repository: string
  /** Its id, where the runner says it. */
  readonly home?: string
  readonly order: RunOrder
  /** Of the pull request that this is about; undefined for any other event. */
  readonly pullRequest: number | undefined
  /** Why no issue may be written, where none may. */
  readonly noIssues: string | undefined
}

function numberIn(payload: unknown): number | undefined {
  const number = (payload as { pull_request?: { number?: unknown } } | null)?.pull_request?.number
  return typeof number === 'number' && Number.isSafeInteger(number) && number > 0 ? number : undefined
}

function defaultBranchIn(payload: unknown): string {
  const branch = (payload as { repository?: { default_branch?: unknown } } | null)?.repository?.default_branch
  return typeof branch === 'string' ? branch : ''
}

function isChange(event: string): boolean {
  return event.startsWith('pull_request') || event === 'merge_group'
}

/** What started a workflow that follows another one: the reports of a stranger's change are a stranger's word. */
function objectionToCause(payload: unknown): string | undefined {
  const { workflow_run: cause } = (payload ?? {}) as {
    workflow_run?: Readonly<Record<string, unknown>> | null
  }
  const branch = defaultBranchIn(payload)
  const isTrusted = typeof cause?.['event'] === 'string' && !isChange(cause['event'])
  const isDefault = branch !== '' && cause?.['head_branch'] === branch
  return isTrusted && isDefault ? undefined : 'this run follows one that is not of the default branch itself'
}

/** Issues are about the default branch: a change, another branch or a tag must not open or close one. */
function objectionTo({ name, payload }: Event, ref: string): string | undefined {
  if (isChange(name)) return 'this run is about a change'
  if (name === 'workflow_run') {
    const objection = objectionToCause(payload)
    if (objection !== undefined) return objection
  }
  const branch = defaultBranchIn(payload)
  const isOther = ref !== '' && branch !== '' && ref !== `refs/heads/${branch}`
  return isOther
    ? `this run is about ${ref.replace(/^refs\/(heads|tags)\//, '')}, and issues are about ${branch}`
    : undefined
}

/** What the runner says about this run. Throws a ConfigError where it is none of GitHub's. */
export function runOf({ env }: Process, event: Event): Run {
  const repository = env['GITHUB_REPOSITORY'] ?? ''
  if (!/^[^/\s][^/\s]*\/[^/\s][^/\s]*$/.test(repository))
    throw new ConfigError(['GITHUB_REPOSITORY must be owner/name: this action runs in a workflow'])
  const order: RunOrder = [Number(env['GITHUB_RUN_ID']) || 0, Number(env['GITHUB_RUN_ATTEMPT']) || 0]
  const noIssues = objectionTo(event, env['GITHUB_REF'] ?? '')
  const home = env['GITHUB_REPOSITORY_ID']
  return { repository, ...(home ? { home } : {}), order, pullRequest: numberIn(event.payload), noIssues }
}
