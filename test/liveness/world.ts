import { RunError } from '../../src/core/errors.ts'
import type { GitHub, GitHubAnswer, GitHubRequest } from '../../src/core/github-ports.ts'
import { collectLiveness, type LivenessQuestion } from '../../src/liveness/collect.ts'
import { type Files, treeOf } from '../support/contract/empty-world.ts'

export const HOUR = 60 * 60 * 1000
export const DAY = 24 * HOUR

/** A workflow as GitHub would list it. */
export interface FakeWorkflow {
  readonly id: number
  readonly path: string
  readonly state?: string
  readonly created?: string
  readonly updated?: string
  /** As GitHub lists them, but not necessarily in its order. */
  readonly runs?: readonly FakeRun[]
  /** More than are listed. */
  readonly total?: number
}

export interface FakeRun {
  readonly id: number
  readonly at: string
  /** Of its newest attempt. */
  readonly started?: string
  /** Undefined while it goes on. */
  readonly conclusion?: string
  readonly jobs?: readonly FakeJob[]
}

export interface FakeJob {
  readonly name: string
  readonly conclusion?: string
  readonly started?: string
  readonly steps?: readonly { readonly name: string; readonly conclusion: string | null }[]
}

/** What is answered instead; undefined for what is right. */
export type Fault = (request: GitHubRequest, count: number) => Partial<GitHubAnswer> | 'lost' | undefined

const STARTED = '2020-01-01T00:00:00Z'

function workflowBody({ id, path, state = 'active', created = STARTED, updated = created }: FakeWorkflow) {
  return { id, path, state, created_at: created, updated_at: updated, name: `Workflow ${id}` }
}

function statusOf(conclusion: string | undefined) {
  return { status: conclusion === undefined ? 'in_progress' : 'completed', conclusion: conclusion ?? null }
}

function runBody({ id, at, started = at, conclusion }: FakeRun) {
  return { id, created_at: at, run_started_at: started, ...statusOf(conclusion) }
}

function jobBody({ name, conclusion, started, steps = [] }: FakeJob) {
  return { name, started_at: started ?? null, steps, ...statusOf(conclusion) }
}

function pageOf<T>(all: readonly T[], query: GitHubRequest['query']): readonly T[] {
  const size = Number(query?.['per_page'] ?? 30)
  const page = Number(query?.['page'] ?? 1)
  return all.slice((page - 1) * size, page * size)
}

function rightAnswer(workflows: readonly FakeWorkflow[], { path, query }: GitHubRequest): unknown {
  if (path === '/repos/o/r/actions/workflows')
    return { total_count: workflows.length, workflows: pageOf(workflows.map(workflowBody), query) }
  const [, of, id] = /^\/repos\/o\/r\/actions\/(workflows|runs)\/(\d+)\/(runs|jobs)$/.exec(path) ?? []
  if (of === 'workflows') {
    const { runs = [], total = runs.length } = workflows.find((one) => one.id === Number(id)) ?? {}
    if (query?.['event'] !== 'schedule') throw new Error('other events are asked for')
    return { total_count: total, workflow_runs: pageOf(runs.map(runBody), query) }
  }
  if (of !== 'runs') throw new Error(`nobody asks for ${path}`)
  const run = workflows.flatMap(({ runs = [] }) => runs).find((one) => one.id === Number(id))
  const jobs = (run?.jobs ?? []).map(jobBody)
  return { total_count: jobs.length, jobs: pageOf(jobs, query) }
}

export interface FakeActions {
  readonly github: GitHub
  readonly asked: GitHubRequest[]
}

/** GitHub's port over these workflows of `o/r`. */
export function fakeActions(workflows: readonly FakeWorkflow[], fault: Fault = () => undefined): FakeActions {
  const asked: GitHubRequest[] = []
  async function github(request: GitHubRequest): Promise<GitHubAnswer> {
    if (request.method !== 'GET') throw new Error('liveness writes nothing')
    asked.push(request)
    const given = fault(request, asked.length)
    if (given === 'lost') throw new RunError('GitHub did not answer')
    if (given) return { status: 500, headers: {}, body: null, ...given }
    return { status: 200, headers: {}, body: rightAnswer(workflows, request) }
  }
  return { github, asked }
}

export interface World {
  readonly files: Files
  readonly workflows?: readonly FakeWorkflow[]
  readonly fault?: Fault
  readonly now?: string
  readonly lastTold?: LivenessQuestion['lastTold']
  readonly schedules?: ReadonlyMap<string, Date>
}

/** What is collected in a world, what GitHub was asked for, and how long was waited. */
export async function collectIn(world: World) {
  const { github, asked } = fakeActions(world.workflows ?? [], world.fault)
  const waits: number[] = []
  const now = new Date(world.now ?? '2026-11-25T12:00:00Z')
  const { schedules } = world
  const question = {
    repository: 'o/r',
    lastTold: world.lastTold ?? new Map<string, Date>(),
    ...(schedules ? { schedules } : {}),
  }
  const wait = async (milliseconds: number) => void waits.push(milliseconds)
  const ports = { tree: treeOf(world.files), github, wait, clock: () => now }
  return { ...(await collectLiveness(question, ports)), asked, waits, now }
}

/** A workflow file with one job that runs one check on these crons. */
export function workflowText(crons: readonly string[], job = '', check = 'certificate-expiry'): string {
  const lines = crons.map((cron) => `    - cron: "${cron}"\n`).join('')
  const body = `    steps:\n      - uses: OWNER/upkeep/actions/${check}@v1\n`
  return `on:\n  schedule:\n${lines}jobs:\n  ${check}:\n    runs-on: x\n${job}${body}`
}
