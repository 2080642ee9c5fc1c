import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { recurrenceOf } from '../../src/inventory/schedule.ts'
import { ROOT } from '../docs/blocks.ts'
import { ourActionIn } from './actions.ts'
import { needsPermissions, permissionComplaints, unexplained } from './permissions.ts'
import { PART } from './sources.ts'
import { listOf, type Mapping, namesOf, recordOf } from './yaml.ts'

const NOW = new Date('2026-06-01T00:00:00Z')

/** A job by its id. */
export type Job = readonly [id: string, job: Mapping]

/** The jobs of a parsed workflow. */
export function jobsOf(workflow: unknown): readonly Job[] {
  return Object.entries(recordOf(recordOf(workflow)['jobs'])).map(([id, job]) => [id, recordOf(job)])
}

/** The text of a reusable workflow of ours that a job's `uses:` names, in any of the three ways. */
export function calledBy(uses: unknown): string | undefined {
  const [, name] =
    /^(?:\.\/|\$\/|[\w.-]+\/upkeep\/)\.github\/workflows\/([a-z-]+\.yml)(?:@.*)?$/.exec(String(uses)) ?? []
  return name && readFileSync(join(ROOT, '.github/workflows', name), 'utf8')
}

function usesOf(workflow: unknown): readonly string[] {
  return jobsOf(workflow).flatMap(([, job]) =>
    [job, ...listOf(job['steps'])].flatMap(({ uses }) => (typeof uses === 'string' ? [uses] : [])),
  )
}

/** Actions and workflows of anywhere else are named by a full commit, with what it is called beside it. */
function pinComplaints(workflow: unknown, text: string): readonly string[] {
  return usesOf(workflow).flatMap((uses) => {
    if (/^(\$|\.)\/[\w./-]+$/.test(uses)) return []
    if (!/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(uses)) return [`${uses} is not pinned to a commit`]
    const lines = text.split('\n').filter((line) => line.includes(uses))
    return lines.every((line) => /@[0-9a-f]{40} # v\d/.test(line)) ? [] : [`${uses} does not say its version`]
  })
}

const FORBIDDEN: readonly (readonly [pattern: RegExp, complaint: string])[] = [
  [/GITHUB_(ENV|PATH)\b/, 'writes to the environment of later steps'],
  [/secrets: inherit/, 'hands over every secret'],
  [/toJSON\(secrets\b|fromJSON\(secrets\b/i, 'takes secrets apart, unmasked'],
  [/continue-on-error/, 'goes on after an error'],
  [/ACTIONS_ALLOW_UNSECURE_COMMANDS/, 'lets any line of output set the environment'],
  [/github\.actor\b/, 'trusts an actor’s name'],
]

function stepComplaints([id, job]: Job, part: boolean): readonly string[] {
  return listOf(job['steps']).flatMap((step) => [
    ...(/\$\{\{/.test(String(step['run'] ?? '')) ? [`${id} has an expression in a script`] : []),
    ...(/\$\{\{/.test(String(recordOf(step['with'])['script'] ?? ''))
      ? [`${id} has an expression in a script`]
      : []),
    ...(!part &&
    String(step['uses']).startsWith('actions/checkout@') &&
    String(recordOf(step['with'])['persist-credentials']) !== 'false'
      ? [`${id} leaves the token in the checkout`]
      : []),
  ])
}

const ON_CHANGE = ['pull_request', 'merge_group']

function triggerComplaints(workflow: Mapping): readonly string[] {
  const on = namesOf(workflow['on'])
  const schedules = listOf(recordOf(workflow['on'])['schedule'])
  return [
    ...on
      .filter((event) => ['pull_request_target', 'workflow_run'].includes(event))
      .map((event) => `${event} gives a stranger's change the repository's token`),
    ...(on.includes('schedule') && on.some((event) => ON_CHANGE.includes(event))
      ? ['a schedule beside pull_request: GitHub disables both after 60 quiet days']
      : []),
    ...schedules.flatMap(({ cron }) => {
      const runs = recurrenceOf([{ cron: String(cron), timezone: 'UTC' }], NOW)
      if (!runs) return [`the cron ${cron} never runs`]
      return new Date(runs.nextRun).getUTCMinutes() === 0 ? [`the cron ${cron} runs on the full hour`] : []
    }),
  ]
}

/** A job that is skipped is a success: where changes are judged nothing may skip one. */
function skipComplaints(workflow: Mapping): readonly string[] {
  const on = namesOf(workflow['on'])
  const judges = on.some((event) => ON_CHANGE.includes(event)) || workflow['name'] === 'Upkeep on a change'
  return jobsOf(workflow).flatMap(([id, job]) => {
    const condition = String(job['if'] ?? '')
    const always = /^(\$\{\{ )?always\(\)( \}\})?$/.test(condition)
    if (judges && condition !== '' && !always) return [`${id} may be skipped, which counts as a success`]
    if (judges && job['needs'] !== undefined && !always) return [`${id} is skipped when what it needs fails`]
    const reports = listOf(job['steps']).some(({ uses }) => ourActionIn(String(uses)) === 'report')
    return reports && job['needs'] !== undefined && !always
      ? [`${id} does not report what failed or was cancelled`]
      : []
  })
}

function concurrencyComplaints(workflow: Mapping, text: string): readonly string[] {
  const callable = namesOf(workflow['on']).includes('workflow_call')
  if (!callable) return workflow['concurrency'] === undefined ? ['no concurrency'] : []
  return [
    ...(/github\.workflow\b/.test(text) ? ['github.workflow is the caller’s in a called workflow'] : []),
    ...(workflow['concurrency'] === undefined ? [] : ['a called workflow waits for its caller']),
  ]
}

function jobComplaints([id, job]: Job, shown: boolean, part: boolean): readonly string[] {
  const runs = job['uses'] === undefined
  const limited = job['timeout-minutes'] !== undefined
  return [
    ...(runs && !limited && !shown ? [`${id} has no timeout-minutes`] : []),
    ...stepComplaints([id, job], part),
    ...(needsPermissions(job) ? [] : [`${id} does not list its permissions`]),
  ]
}

/**
 * What the rules of this house say of a workflow; `shown` in a page, where the limits of time may be left out as every line
 * costs attention.
 */
export function breachesOf(text: string, shown: boolean): readonly string[] {
  const workflow = recordOf(load(text))
  const jobs = jobsOf(workflow)
  const code = text.replaceAll(/^ *#.*$/gm, '')
  return [
    ...(typeof workflow['name'] === 'string' ? [] : ['no name']),
    ...(JSON.stringify(workflow['permissions']) === '{}' ? [] : ['the permissions of all jobs are not {}']),
    ...triggerComplaints(workflow),
    ...concurrencyComplaints(workflow, code),
    ...skipComplaints(workflow),
    ...jobs.flatMap((job) => jobComplaints(job, shown, workflow['name'] === PART)),
    ...jobs.flatMap((job) => permissionComplaints(job, jobsOf(load(calledBy(job[1]['uses']) ?? '{}')))),
    ...unexplained(text),
    ...pinComplaints(workflow, text),
    ...FORBIDDEN.flatMap(([pattern, complaint]) => (pattern.test(code) ? [complaint] : [])),
  ]
}
