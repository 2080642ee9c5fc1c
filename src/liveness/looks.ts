import {
  type AskingPorts,
  type ListedWorkflow,
  listJobs,
  listScheduledRuns,
  listWorkflows,
  type RunJob,
  type ScheduledRun,
} from './actions-api.ts'
import { undecidedRuns } from './run-outcomes.ts'
import { isStarted } from './states.ts'
import type { UpkeepWorkflow } from './upkeep-workflows.ts'

/** What GitHub said of one workflow and its runs. */
export interface Look {
  readonly workflow: UpkeepWorkflow
  /** Undefined where it lists none with this path. */
  readonly record: ListedWorkflow | undefined
  /** Newest first. */
  readonly runs: readonly ScheduledRun[]
  /** How many scheduled runs there are. */
  readonly total: number
  readonly looked: ReadonlyMap<number, readonly RunJob[]>
  /** Whether `actions: read` is missing. */
  readonly isRefused: boolean
  /** What could not be asked, and why. */
  readonly failures: readonly string[]
}

interface Desk {
  readonly ports: AskingPorts
  readonly repository: string
  /** Calls that may still be made; repeats are not counted. */
  left: number
}

type Draft = { -readonly [Key in keyof Look]: Look[Key] } & { looked: Map<number, readonly RunJob[]> }

const MAX_PAGES = 2
const PAGE = 100
const NEVER_STARTED = ['startup_failure', 'skipped']

function isLive(record: ListedWorkflow | undefined): boolean {
  return record !== undefined && record.state !== 'deleted'
}

/** Of several with one path, that which is not deleted, and the newest. */
function recordOf(path: string, listed: readonly ListedWorkflow[]): ListedWorkflow | undefined {
  const mine = listed.filter((one) => one.path === path)
  const live = mine.filter(isLive)
  return (live.length > 0 ? live : mine).toSorted((a, b) => b.changed - a.changed)[0]
}

function draftOf(workflow: UpkeepWorkflow): Draft {
  return {
    workflow,
    record: undefined,
    runs: [],
    total: 0,
    looked: new Map(),
    isRefused: false,
    failures: [],
  }
}

async function findRecords(drafts: readonly Draft[], desk: Desk): Promise<void> {
  const listed: ListedWorkflow[] = []
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    desk.left -= 1
    const asked = await listWorkflows(desk.ports, desk.repository, page)
    if (asked.kind !== 'answered') {
      for (const draft of drafts) if (!isLive(draft.record)) tell(draft, asked)
      return
    }
    listed.push(...asked.page.items)
    for (const draft of drafts) draft.record = recordOf(draft.workflow.path, listed)
    const isWhole = asked.page.total <= page * PAGE
    if (isWhole || drafts.every(({ record }) => isLive(record))) return
  }
  const failure = 'GitHub lists more than 200 workflows, and it is not among the first'
  for (const draft of drafts) if (!isLive(draft.record)) draft.failures = [failure]
}

function tell(draft: Draft, asked: { readonly kind: 'refused' | 'failed'; readonly reason?: string }): void {
  if (asked.kind === 'refused') draft.isRefused = true
  else draft.failures = [...draft.failures, asked.reason ?? '']
}

/** Of a workflow that is disabled or gone nothing else is asked. */
async function findRuns(draft: Draft, desk: Desk): Promise<void> {
  if (draft.record === undefined || !isStarted(draft.record.state)) return
  desk.left -= 1
  const asked = await listScheduledRuns(desk.ports, desk.repository, draft.record.id)
  if (asked.kind !== 'answered') return tell(draft, asked)
  draft.runs = asked.page.items.toSorted((a, b) => b.created - a.created)
  draft.total = Math.max(asked.page.total, draft.runs.length)
}

async function lookInto(run: ScheduledRun, draft: Draft, desk: Desk): Promise<void> {
  desk.left -= 1
  const asked = await listJobs(desk.ports, desk.repository, run.id)
  draft.looked.set(run.id, asked.kind === 'answered' ? asked.page.items : [])
  if (asked.kind === 'failed') tell(draft, asked)
}

function undecided({ workflow, runs, looked }: Draft): ScheduledRun | undefined {
  return workflow.checks.flatMap((check) => undecidedRuns(check, runs, looked))[0]
}

async function lookFurther(drafts: readonly Draft[], desk: Desk): Promise<void> {
  let isDone = false
  while (!isDone) {
    isDone = true
    for (const draft of drafts) {
      const run = undecided(draft)
      if (run === undefined || desk.left <= 0) continue
      isDone = false
      await lookInto(run, draft, desk)
    }
  }
}

/**
 * Asks GitHub about these workflows, in two calls and two more for each: which state they are in, their scheduled runs,
 * the jobs of the newest one, and of older ones as far as it matters and calls are left.
 */
export async function lookAtRuns(
  workflows: readonly UpkeepWorkflow[],
  repository: string,
  ports: AskingPorts,
): Promise<readonly Look[]> {
  const desk: Desk = { ports, repository, left: 2 + 2 * workflows.length }
  const drafts = workflows.map(draftOf)
  if (drafts.length === 0) return []
  await findRecords(drafts, desk)
  for (const draft of drafts) await findRuns(draft, desk)
  for (const draft of drafts) {
    const [newest] = draft.runs
    if (newest && !NEVER_STARTED.includes(newest.conclusion)) await lookInto(newest, draft, desk)
  }
  await lookFurther(drafts, desk)
  return drafts
}
