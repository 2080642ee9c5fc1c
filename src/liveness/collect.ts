import type { Gap, Note, Target } from '../core/finding.ts'
import type { Tree } from '../core/ports.ts'
import { recurrenceOf } from '../inventory/schedule.ts'
import type { AskingPorts } from './actions-api.ts'
import type { LastRun, LivenessFact } from './fact.ts'
import { type Look, lookAtRuns } from './looks.ts'
import { lastIn, skippedIn } from './run-outcomes.ts'
import { isStarted } from './states.ts'
import { readUpkeepWorkflows, type ScheduledCheck, type UpkeepWorkflow } from './upkeep-workflows.ts'

/** What liveness may know of the world. */
export interface LivenessPorts extends AskingPorts {
  /** The default branch: schedules count there alone. */
  readonly tree: Tree
  /** The moment as of which is answered. */
  readonly clock: () => Date
}

/** Whose schedules are meant, and what is known of them otherwise. */
export interface LivenessQuestion {
  /** `owner/name`. */
  readonly repository: string
  /** When each run of a check last told something: by the check and the run's name, with a space between them. */
  readonly lastTold: ReadonlyMap<string, Date>
  /**
   * The `schedules` that were collected the last time: a schedule that is not among them is new, and is given its time.
   * GitHub's own dates tell of a new file, not of a new cron in an old one. Undefined where nothing is kept.
   */
  readonly schedules?: ReadonlyMap<string, Date>
}

/** What was read of the schedules, unjudged. */
export interface CollectedLiveness {
  /** Every workflow that uses Upkeep, for `dueOf`. */
  readonly workflows: readonly UpkeepWorkflow[]
  /** Since when each schedule is known, to be kept for the next time. */
  readonly schedules: ReadonlyMap<string, Date>
  readonly facts: readonly LivenessFact[]
  readonly gaps: readonly Gap[]
  readonly notes: readonly Note[]
  readonly targets: readonly Target[]
}

const FOLDER = '.github/workflows'

function toldOf({ check, names }: ScheduledCheck, { lastTold }: LivenessQuestion): LastRun | undefined {
  const keys = names?.map((name) => `${check} ${name}`)
  const mine = [...lastTold].filter(([key]) => (keys ? keys.includes(key) : key.startsWith(`${check} `)))
  if (mine.length === 0) return undefined
  return { at: Math.max(...mine.map(([, time]) => time.getTime())), how: 'told' }
}

/** Whether GitHub does not know the workflow: what is told of the check then comes from somewhere else. */
function isStrange({ record, isRefused, failures }: Look): boolean {
  const isAbsent = record === undefined || record.state === 'deleted'
  return isAbsent && !isRefused && failures.length === 0
}

function lastOf(check: ScheduledCheck, look: Look, question: LivenessQuestion): LastRun | undefined {
  const last = lastIn(check, look.runs, look.looked)
  const told = isStrange(look) ? undefined : toldOf(check, question)
  // That a run of one cron among several was the check's own is no more than likely: news of it are better.
  const isLikely = last?.how === 'presumed' && !check.always && !check.varies
  if (last && !(isLikely && told)) return { at: last.at, how: last.how }
  const oldest = look.runs.at(-1)
  if (told || oldest === undefined) return told
  return { at: oldest.created, how: look.total > look.runs.length ? 'unlisted' : 'none' }
}

/** A workflow's schedules as one text, however they are ordered. */
function keyOf({ path, schedules }: UpkeepWorkflow): string {
  const crons = schedules.map(({ cron, timezone }) => `${cron} ${timezone}`)
  return [path, ...crons.sort()].join(' | ')
}

function knownSince(workflows: readonly UpkeepWorkflow[], { schedules }: LivenessQuestion, now: Date) {
  return new Map(
    workflows.map((workflow) => {
      const key = keyOf(workflow)
      return [key, schedules?.get(key) ?? now] as const
    }),
  )
}

function factOf(check: ScheduledCheck, look: Look, question: LivenessQuestion, known: number): LivenessFact {
  const { workflow, record, runs, total, looked } = look
  return {
    path: workflow.path,
    check: check.check,
    // Where each run counts as one of the check, so does each schedule.
    schedules: check.varies ? workflow.schedules : check.schedules,
    workflow:
      hasRuns(look) && record ? { id: record.id, state: record.state, changed: record.changed } : undefined,
    since: Math.max(known, record?.changed ?? 0),
    last: lastOf(check, look, question),
    runs: total,
    isWatched: known > 0 && !isStrange(look) && toldOf(check, question) === undefined,
    skipped: skippedIn(check, runs, looked),
  }
}

/** Whether GitHub said what there is to say of its runs; one that is not started has none. */
function hasRuns({ record, isRefused, failures, runs }: Look): boolean {
  if (record === undefined) return false
  return !isStarted(record.state) || runs.length > 0 || (!isRefused && failures.length === 0)
}

function gapsOf({ workflow: { path, checks }, failures }: Look, now: Date): readonly Gap[] {
  const idle = checks.filter(({ schedules }) => recurrenceOf(schedules, now) === undefined)
  const crons = (check: ScheduledCheck) => check.schedules.map(({ cron }) => `"${cron}"`).join(', ')
  return [
    ...failures.map((reason) => ({ target: path, subject: path, reason })),
    ...idle.map((check) => ({
      target: path,
      subject: `${path} ${check.check}`,
      reason: `when ${crons(check)} comes cannot be told: it never does, or GitHub would refuse it`,
    })),
  ]
}

const REFUSED =
  'GitHub does not say when workflows ran, because the token may not read them (actions: read): what the dashboard knows of the checks was used instead.'

function notesOf(looks: readonly Look[]): readonly Note[] {
  if (looks.length === 0)
    return [
      { subject: FOLDER, text: 'No workflow runs a check on a schedule: nothing is noticed here by itself.' },
    ]
  const refused = looks.some(({ isRefused }) => isRefused)
  const strange = looks.filter(isStrange)
  return [
    ...(refused ? [{ subject: FOLDER, text: REFUSED }] : []),
    ...strange.map(({ workflow: { path } }) => ({
      subject: path,
      text: 'GitHub does not know this workflow (yet): it is new, or not on the default branch, and its schedule does not count until it is.',
    })),
  ]
}

function targetOf(
  { workflow: { path } }: Look,
  facts: readonly LivenessFact[],
  gaps: readonly Gap[],
): Target {
  const mine = facts.filter((fact) => fact.path === path)
  const isKnown = mine.every(({ workflow, last, isWatched }) => workflow || last || isWatched)
  return { id: path, complete: isKnown && !gaps.some(({ target }) => target === path) }
}

/**
 * When the checks ran last that workflows run on a schedule, in at most two calls and two more for each workflow. Where
 * `actions: read` is not granted, what the registry knows is used, and a note says so.
 */
export async function collectLiveness(
  question: LivenessQuestion,
  ports: LivenessPorts,
): Promise<CollectedLiveness> {
  const read = await readUpkeepWorkflows(ports.tree)
  const scheduled = read.workflows.filter(({ checks }) => checks.length > 0)
  const looks = await lookAtRuns(scheduled, question.repository, ports)
  const now = ports.clock()
  const schedules = knownSince(scheduled, question, now)
  const facts = looks.flatMap((look) => {
    const known = question.schedules ? schedules.get(keyOf(look.workflow))?.getTime() : undefined
    return look.workflow.checks.map((check) => factOf(check, look, question, known ?? 0))
  })
  const gaps = [...read.gaps, ...looks.flatMap((look) => gapsOf(look, now))]
  const unreadable = read.gaps
    .map(({ target }) => target)
    .filter((path) => !facts.some((fact) => fact.path === path))
  return {
    workflows: read.workflows,
    schedules,
    facts,
    gaps,
    notes: notesOf(looks),
    targets: [
      ...looks.map((look) => targetOf(look, facts, gaps)),
      ...[...new Set(unreadable)].map((id) => ({ id, complete: false })),
    ],
  }
}
