import type { GitHubAnswer } from '../../../../src/core/github-ports.ts'
import { forbidden } from './access.ts'
import { json, notFound, pageOf, stamp } from './answers.ts'
import type { Call, FakeRun } from './state.ts'
import { jobView, runView, workflowView } from './views.ts'

/** Every workflow, disabled ones too. */
export function listWorkflows(call: Call): GitHubAnswer {
  const refusal = forbidden(call, 'actions', 'read')
  if (refusal) return refusal
  const { workflows } = call.state
  const { items, headers } = pageOf(call, workflows)
  const shown = items.map((workflow) => workflowView(call, workflow))
  return json(200, { total_count: workflows.length, workflows: shown }, headers)
}

/** GitHub's search syntax for dates, as far as it goes here: `>=DATE`, `<=DATE`, `DATE..DATE`. */
function isCreated(created: string | undefined, at: number): boolean {
  if (created === undefined) return true
  const [, sign, date] = /^([<>]=?)(.+)$/.exec(created) ?? []
  const time = stamp(at)
  const whole = (text: string, rest: string) => (text.length === 10 ? `${text}${rest}` : text)
  if (sign === '>' || sign === '>=') return time >= whole(date ?? '', 'T00:00:00Z')
  if (sign === '<' || sign === '<=') return time <= whole(date ?? '', 'T23:59:59Z')
  const [from = '', to = from] = created.split('..')
  return time >= whole(from, 'T00:00:00Z') && time <= whole(to, 'T23:59:59Z')
}

function isWanted({ query }: Call, run: FakeRun): boolean {
  const { event, status, branch, created } = query
  if (event !== undefined && run.event !== event) return false
  // One filter for what GitHub shows as two.
  if (status !== undefined && status !== (run.status ?? 'completed') && status !== run.conclusion)
    return false
  if (branch !== undefined && branch !== (run.branch ?? 'main')) return false
  return isCreated(created, run.at)
}

function showRuns(call: Call, all: readonly FakeRun[]): GitHubAnswer {
  const wanted = all.filter((run) => isWanted(call, run) && run.at <= call.at)
  const sorted = wanted.sort((a, b) => b.at - a.at || b.id - a.id)
  const { items, headers } = pageOf(call, sorted)
  const shown = items.map((run) => runView(call, run))
  return json(200, { total_count: sorted.length, workflow_runs: shown }, headers)
}

/** The newest first. */
export function listRuns(call: Call): GitHubAnswer {
  return forbidden(call, 'actions', 'read') ?? showRuns(call, call.state.runs)
}

/** A workflow goes by its id or by its file's name. */
export function listRunsOfWorkflow(call: Call): GitHubAnswer {
  const refusal = forbidden(call, 'actions', 'read')
  if (refusal) return refusal
  const [name = ''] = call.parameters
  const workflow = call.state.workflows.find(({ id, path }) => `${id}` === name || path.endsWith(`/${name}`))
  if (!workflow) return notFound()
  return showRuns(
    call,
    call.state.runs.filter((run) => run.workflow === workflow.id),
  )
}

/** The jobs of the last attempt of a run. */
export function listJobs(call: Call): GitHubAnswer {
  const refusal = forbidden(call, 'actions', 'read')
  if (refusal) return refusal
  const run = call.state.runs.find(({ id }) => `${id}` === call.parameters[0])
  if (!run) return notFound()
  const jobs = (run.jobs ?? []).map((job, index) => jobView(call, run, job, index))
  const { items, headers } = pageOf(call, jobs)
  return json(200, { total_count: jobs.length, jobs: items }, headers)
}
