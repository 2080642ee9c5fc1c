import { ourActionIn } from './actions.ts'
import type { Job } from './rules.ts'
import { listOf, type Mapping, mappingOf, recordOf } from './yaml.ts'

const LEVELS = ['none', 'read', 'write']

/** Whether a job says its own permissions, one by one. */
export function needsPermissions(job: Mapping): boolean {
  return mappingOf(job['permissions']) !== undefined
}

/** What a job of ours may ask for at most, by what runs in it: a line `scope: level` each. */
const MOST = {
  report: ['contents: read', 'actions: read', 'issues: write', 'pull-requests: write'],
  upload: ['security-events: write', 'actions: read', 'contents: read'],
  other: ['contents: read'],
}

function mostOf(job: Mapping): readonly string[] {
  const uses = listOf(job['steps']).map((step) => String(step['uses']))
  if (uses.some((one) => one.startsWith('github/codeql-action/upload-sarif@'))) return MOST.upload
  return uses.some((one) => ourActionIn(one) === 'report') ? MOST.report : MOST.other
}

function linesOf(job: Mapping): readonly (readonly [scope: string, level: string])[] {
  return Object.entries(recordOf(job['permissions'])).map(([scope, level]) => [scope, String(level)])
}

/** More than what runs in a job can use; where it calls a workflow, more or less than the jobs of that ask for. */
export function permissionComplaints([id, job]: Job, called: readonly Job[]): readonly string[] {
  const granted = recordOf(job['permissions'])
  if (job['uses'] === undefined) {
    const most = mostOf(job)
    return linesOf(job)
      .filter(([scope, level]) => !most.includes(`${scope}: ${level}`))
      .map(([scope, level]) => `${id} has no use for ${scope}: ${level}`)
  }
  const asked = called.flatMap(([, one]) => linesOf(one))
  const short = asked.filter(
    ([scope, level]) => LEVELS.indexOf(level) > LEVELS.indexOf(String(granted[scope] ?? 'none')),
  )
  const idle = linesOf(job).filter(
    ([scope, level]) => !asked.some(([other, most]) => scope === other && level === most),
  )
  return [
    ...new Set(short.map(([scope, level]) => `${id} grants no ${scope}: ${level}, and so nothing starts`)),
    ...idle.map(([scope, level]) => `${id} grants ${scope}: ${level}, which nothing asks for`),
  ]
}

const SCOPES = [
  'actions',
  'attestations',
  'checks',
  'contents',
  'deployments',
  'discussions',
  'id-token',
  'issues',
  'models',
  'packages',
  'pages',
  'pull-requests',
  'security-events',
  'statuses',
]

/** The lines that grant something and do not say what for. */
export function unexplained(text: string): readonly string[] {
  const grant = new RegExp(`^ *(?:${SCOPES.join('|')}): (?:read|write)\\b(?! *# \\S)`)
  return text
    .split('\n')
    .filter((line) => grant.test(line))
    .map((line) => `${line.trim()} does not say what for`)
}
