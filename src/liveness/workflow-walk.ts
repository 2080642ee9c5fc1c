import { CHECK_IDS } from '../core/ids.ts'
import { childOf, type YamlNode } from '../inventory/yaml-nodes.ts'
import { type AskedChecks, EVERYTHING, isAsked, readAskedChecks } from './asked-checks.ts'
import { type JobName, jobNameAbout } from './job-names.ts'
import { checksNamedIn, type Lead, leadOfJob, leadOfStep, SCHEDULED } from './leads.ts'

/** One place in which a workflow runs a check. */
export interface CheckUse {
  readonly check: string
  /** The name of its run; undefined where that cannot be told. */
  readonly name: string | undefined
  /** The job that runs it, after those that call it. */
  readonly chain: readonly JobName[]
  /** What GitHub calls the step of that job; undefined where that cannot be read. */
  readonly step: string | undefined
  /** Every `if:` on the way. */
  readonly conditions: readonly string[]
  /** On which crons it is asked for. */
  readonly asked: AskedChecks
}

/** Reads YAML of the repository; what cannot be read is told to whoever made it, and is undefined. */
export interface Source {
  readonly workflow: (path: string) => Promise<YamlNode | undefined>
  readonly action: (folder: string) => Promise<YamlNode | undefined>
  /** Whether there is more to walk than anybody means. */
  readonly isSpent: () => boolean
}

interface Place {
  readonly chain: readonly JobName[]
  readonly conditions: readonly string[]
  readonly step: string | undefined
  readonly depth: number
  /** What the call of scheduled.yml asks for. */
  readonly asked: AskedChecks
}

/** GitHub allows ten levels; the servers four. */
const MAX_DEPTH = 4

function textAt(node: YamlNode | undefined, key: string): string | undefined {
  const child = childOf(node, key)
  return child?.kind === 'text' ? child.text : undefined
}

function conditionsAt(node: YamlNode, place: Place): readonly string[] {
  const condition = textAt(node, 'if')
  return condition === undefined ? place.conditions : [...place.conditions, condition]
}

function askedBy(job: YamlNode): AskedChecks {
  return readAskedChecks(textAt(childOf(job, 'with'), 'checks'))
}

function runName(step: YamlNode, check: string): string | undefined {
  const given = textAt(childOf(step, 'with'), 'name') ?? ''
  if (given === '') return check
  return given.includes('${{') ? undefined : given
}

async function walkStep(step: YamlNode, place: Place, source: Source): Promise<readonly CheckUse[]> {
  const uses = textAt(step, 'uses')
  const lead = uses === undefined ? undefined : leadOfStep(uses)
  if (lead === undefined) return []
  const conditions = conditionsAt(step, place)
  const shown = place.step ?? textAt(step, 'name') ?? `Run ${uses}`
  if (lead.kind === 'check') {
    const { chain, asked } = place
    if (!isAsked(asked, lead.check)) return []
    const { check } = lead
    return [{ check, name: runName(step, check), chain, step: shown, conditions, asked }]
  }
  if (lead.kind !== 'local' || place.depth >= MAX_DEPTH) return []
  const runs = childOf(await source.action(lead.path), 'runs')
  return walkSteps(
    childOf(runs, 'steps'),
    { ...place, conditions, step: shown, depth: place.depth + 1 },
    source,
  )
}

async function walkSteps(steps: YamlNode | undefined, place: Place, source: Source) {
  const uses: CheckUse[] = []
  for (const step of steps?.kind === 'list' ? steps.items : []) {
    if (source.isSpent()) return uses
    for (const use of await walkStep(step, place, source)) uses.push(use)
  }
  return uses
}

/** Upkeep's own workflow somewhere else: its jobs have the checks' names. */
function usesElsewhere(
  asked: AskedChecks,
  isNamed: boolean,
  { chain, conditions }: Place,
): readonly CheckUse[] {
  return CHECK_IDS.filter((check) => isAsked(asked, check)).map((check) => {
    const jobs = [...chain, jobNameAbout(check)]
    const name = isNamed ? undefined : check
    return { check, name, chain: jobs, step: undefined, conditions, asked }
  })
}

async function walkCall(lead: Lead, job: YamlNode, place: Place, source: Source) {
  if (lead.kind === 'scheduled') {
    const isNamed = (textAt(childOf(job, 'with'), 'name') ?? '') !== ''
    return usesElsewhere(askedBy(job), isNamed, place)
  }
  if (lead.kind !== 'local' || place.depth >= MAX_DEPTH) return []
  const called = await source.workflow(lead.path)
  const asked = lead.path === SCHEDULED ? askedBy(job) : place.asked
  return walkWorkflow(called, { ...place, asked, depth: place.depth + 1 }, source)
}

async function walkJob(id: string, job: YamlNode, place: Place, source: Source) {
  const isMatrix = childOf(childOf(job, 'strategy'), 'matrix') !== undefined
  const name = { text: textAt(job, 'name') || id, isMatrix }
  const inner = { ...place, chain: [...place.chain, name], conditions: conditionsAt(job, place) }
  const uses = textAt(job, 'uses')
  if (uses === undefined) return walkSteps(childOf(job, 'steps'), inner, source)
  const namesChecks = checksNamedIn(textAt(childOf(job, 'with'), 'checks') ?? '').length > 0
  const lead = leadOfJob(uses, namesChecks)
  return lead === undefined ? [] : walkCall(lead, job, inner, source)
}

async function walkWorkflow(
  root: YamlNode | undefined,
  place: Place,
  source: Source,
): Promise<readonly CheckUse[]> {
  const jobs = childOf(root, 'jobs')
  const uses: CheckUse[] = []
  for (const { key, value } of jobs?.kind === 'map' ? jobs.pairs : []) {
    if (source.isSpent()) return uses
    for (const use of await walkJob(key, value, place, source)) uses.push(use)
  }
  return uses
}

/** Where a workflow runs checks: in its own steps, in local composite actions, and in workflows that it calls. */
export function checkUsesIn(root: YamlNode, source: Source): Promise<readonly CheckUse[]> {
  const place = { chain: [], conditions: [], step: undefined, depth: 0, asked: EVERYTHING }
  return walkWorkflow(root, place, source)
}
