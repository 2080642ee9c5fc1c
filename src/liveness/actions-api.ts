import { messageOf, RunError } from '../core/errors.ts'
import type { GitHub, GitHubAnswer } from '../core/github-ports.ts'

/** A workflow as GitHub lists it. Moments are milliseconds since 1970. */
export interface ListedWorkflow {
  readonly id: number
  readonly path: string
  readonly state: string
  /** When it was made or changed last. */
  readonly changed: number
}

/** A run that a schedule started. */
export interface ScheduledRun {
  readonly id: number
  readonly created: number
  /** When it, or its newest attempt, was started. */
  readonly started: number
  /** Empty while it goes on. */
  readonly conclusion: string
}

/** A job of a run's newest attempt. */
export interface RunJob {
  readonly name: string
  /** Empty while it goes on. */
  readonly conclusion: string
  readonly started: number | undefined
  readonly steps: readonly { readonly name: string; readonly conclusion: string }[]
}

/** A page of a list, and how long the list is. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly total: number
}

/** `refused`: `actions: read` is not granted. `failed`: it could not be asked, and why. */
export type Asked<T> =
  | { readonly kind: 'answered'; readonly page: Page<T> }
  | { readonly kind: 'refused' }
  | { readonly kind: 'failed'; readonly reason: string }

/** What it takes to ask GitHub. */
export interface AskingPorts {
  readonly github: GitHub
  /** Ends after so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>
}

const WAITS = [1000, 5000] as const
const MAX_WAIT = 60_000

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function moment(value: unknown): number | undefined {
  const time = Date.parse(text(value))
  return Number.isNaN(time) ? undefined : time
}

/** A limit on requests is no refusal: it ends. */
function isLimited({ status, headers, body }: GitHubAnswer): boolean {
  if (status === 429) return true
  if (status !== 403) return false
  const message = isObject(body) ? text(body['message']) : ''
  return (
    headers['retry-after'] !== undefined ||
    headers['x-ratelimit-remaining'] === '0' ||
    /rate limit/i.test(message)
  )
}

async function askOnce(github: GitHub, path: string, query: Readonly<Record<string, string>>) {
  try {
    return await github({ method: 'GET', path, query })
  } catch (thrown) {
    if (!(thrown instanceof RunError)) throw thrown
    return messageOf(thrown)
  }
}

function pauseAfter(answer: GitHubAnswer | string, planned: number): number {
  const given = typeof answer === 'string' ? Number.NaN : Number(answer.headers['retry-after'])
  return Number.isFinite(given) && given > 0 ? Math.min(given * 1000, MAX_WAIT) : planned
}

/** Reads may be repeated: at most twice, where there was no answer, a fault of GitHub's or a limit. */
async function ask(ports: AskingPorts, path: string, query: Readonly<Record<string, string>>) {
  let answer = await askOnce(ports.github, path, query)
  for (const planned of WAITS) {
    if (typeof answer !== 'string' && answer.status < 500 && !isLimited(answer)) return answer
    await ports.wait(pauseAfter(answer, planned))
    answer = await askOnce(ports.github, path, query)
  }
  return answer
}

interface Listing<T> {
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly key: string
  readonly parse: (item: Record<string, unknown>) => readonly T[]
}

async function askPage<T>(ports: AskingPorts, { path, query, key, parse }: Listing<T>): Promise<Asked<T>> {
  const answer = await ask(ports, path, { per_page: '100', ...query })
  if (typeof answer === 'string') return { kind: 'failed', reason: answer }
  const { status, body } = answer
  if ((status === 403 || status === 404) && !isLimited(answer)) return { kind: 'refused' }
  if (status !== 200) return { kind: 'failed', reason: `GitHub answered ${path} with status ${status}` }
  const items = isObject(body) ? body[key] : undefined
  if (!Array.isArray(items)) return { kind: 'failed', reason: `GitHub's answer to ${path} has no ${key}` }
  const total = isObject(body) && typeof body['total_count'] === 'number' ? body['total_count'] : items.length
  const parsed = items.flatMap((item) => (isObject(item) ? parse(item) : []))
  return { kind: 'answered', page: { items: parsed, total } }
}

function parseWorkflow(item: Record<string, unknown>): readonly ListedWorkflow[] {
  const { id } = item
  const changed = Math.max(moment(item['created_at']) ?? 0, moment(item['updated_at']) ?? 0)
  return typeof id === 'number' ? [{ id, path: text(item['path']), state: text(item['state']), changed }] : []
}

function parseRun(item: Record<string, unknown>): readonly ScheduledRun[] {
  const { id } = item
  const created = moment(item['created_at'])
  if (typeof id !== 'number' || created === undefined) return []
  const started = Math.max(created, moment(item['run_started_at']) ?? created)
  return [{ id, created, started, conclusion: text(item['conclusion']) }]
}

function parseJob(item: Record<string, unknown>): readonly RunJob[] {
  const steps = Array.isArray(item['steps']) ? item['steps'].filter(isObject) : []
  return [
    {
      name: text(item['name']),
      conclusion: text(item['conclusion']),
      started: moment(item['started_at']),
      steps: steps.map((step) => ({ name: text(step['name']), conclusion: text(step['conclusion']) })),
    },
  ]
}

/**
 * A page of a repository's workflows
 * (https://docs.github.com/en/rest/actions/workflows#list-repository-workflows).
 */
export function listWorkflows(ports: AskingPorts, repository: string, page: number) {
  const path = `/repos/${repository}/actions/workflows`
  return askPage(ports, { path, query: { page: `${page}` }, key: 'workflows', parse: parseWorkflow })
}

/**
 * The newest hundred of a workflow's scheduled runs
 * (https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow).
 */
export function listScheduledRuns(ports: AskingPorts, repository: string, workflow: number) {
  const path = `/repos/${repository}/actions/workflows/${workflow}/runs`
  return askPage(ports, { path, query: { event: 'schedule' }, key: 'workflow_runs', parse: parseRun })
}

/**
 * A hundred jobs of a run's newest attempt
 * (https://docs.github.com/en/rest/actions/workflow-jobs#list-jobs-for-a-workflow-run).
 */
export function listJobs(ports: AskingPorts, repository: string, run: number) {
  const path = `/repos/${repository}/actions/runs/${run}/jobs`
  return askPage(ports, { path, query: {}, key: 'jobs', parse: parseJob })
}
