import { jobResults } from '../core/job-results.ts'
import { integer } from '../core/mappings.ts'
import { type OptionsOf, type OptionTable, SHARED } from '../core/options.ts'
import { duration, flag, list, oneOf, type Parser, text } from '../core/parsers.ts'
import { SEVERITIES } from '../core/severity.ts'

const DAY = 24 * 60 * 60 * 1000

/** GitHub takes names of 50 characters, and a list is asked for by names between commas. */
function labelName(): Parser<string> {
  return {
    placeholder: 'NAME',
    schema: { type: 'string', minLength: 1, maxLength: 50, pattern: '^[^,]+$' },
    parse: (raw) => {
      const name = typeof raw === 'string' ? raw.trim() : ''
      const isName = name !== '' && name.length <= 50 && !/[,\r\n]/.test(name)
      return isName ? { value: name } : { problems: ['must be a label: 1 to 50 characters, no comma'] }
    },
  }
}

/** An address that is itself a secret: it is never shown, not even in a message about it. */
function secretUrl(): Parser<string> {
  return {
    placeholder: 'URL',
    schema: { type: 'string' },
    parse: (raw) => {
      const typed = typeof raw === 'string' ? raw.trim() : ''
      if (typed === '') return { value: '' }
      const isHttp = URL.canParse(typed) && /^https?:$/.test(new URL(typed).protocol)
      return isHttp && !/\s/.test(typed) ? { value: typed } : { problems: ['must be an http or https URL'] }
    },
  }
}

/** The options of `report`; those that every check has too mean the same here. */
export const REPORT_OPTIONS = {
  path: SHARED.path,
  config: SHARED.config,
  files: {
    description:
      'The report files to merge: paths or globs, relative to the workspace. Default: every `upkeep-*.json` below RUNNER_TEMP.',
    default: '',
    parser: list('FILE'),
    only: ['flag', 'input'],
  },
  needs: {
    description:
      'What became of the jobs that ran the checks, the expression `toJSON(needs)`: one that failed, was cancelled or skipped and left no report counts as an error: nobody could tell. Give each job the id of its check, or of its run.',
    default: '',
    parser: jobResults(),
    only: ['input'],
  },
  issues: {
    description: 'Whether issues are opened, edited and closed. Never done for a pull request.',
    default: 'true',
    parser: flag(),
  },
  'issue-on': {
    description: 'The lowest severity that opens an issue; what fails a check always does.',
    default: 'moderate',
    parser: oneOf(SEVERITIES),
  },
  'group-by': {
    description: 'What has an issue of its own: each target of a check, or each check.',
    default: 'target',
    parser: oneOf(['target', 'check']),
  },
  label: { description: 'The label by which issues are found.', default: 'upkeep', parser: labelName() },
  labels: { description: 'More labels for new issues.', default: '', parser: list('LABEL') },
  assignees: { description: 'Who is assigned to new issues.', default: '', parser: list('LOGIN') },
  rotation: {
    description: 'Logins that take turns, a week each from Monday, in being assigned to new issues.',
    default: '',
    parser: list('LOGIN'),
  },
  comment: {
    description: 'Whether a comment tells of what is new or worse, and of what is fixed.',
    default: 'new',
    parser: oneOf(['new', 'none']),
  },
  dashboard: {
    description: 'Whether one more issue shows every check, what is open, and which waivers end when.',
    default: 'true',
    parser: flag(),
  },
  liveness: {
    description: 'Whether schedules that stopped running, and checks that never ran, are findings.',
    default: 'true',
    parser: flag(),
  },
  'untold-runs': {
    description: 'How many times in a row a check may be unable to tell before that is a finding.',
    default: '3',
    parser: integer(1, 1000),
  },
  'reopen-within': {
    description: 'An issue closed as fixed at most so long ago is opened again instead of a new one.',
    default: '14d',
    parser: duration(),
  },
  snooze: {
    description:
      'How long an issue that a person closed as not planned stays closed, unless something is new or worse.',
    default: '90d',
    parser: duration(),
  },
  'pull-request-comment': {
    description:
      'Whether one comment on the pull request, edited in place, has the result. Needs `pull-requests: write`.',
    default: 'false',
    parser: flag(),
  },
  'dry-run': {
    description: 'Print the exact requests that would write to GitHub, and send none.',
    default: 'false',
    parser: flag(),
    only: ['flag', 'input'],
  },
  'slack-webhook': {
    description: 'A Slack incoming webhook, told when something starts, worsens or recovers. A secret.',
    default: '',
    parser: secretUrl(),
    only: ['input'],
  },
  webhook: {
    description: 'A URL that gets the same news as JSON. A secret.',
    default: '',
    parser: secretUrl(),
    only: ['input'],
  },
  'remind-after': {
    description: 'Tell Slack and the webhook again of what has failed unchanged for so long; `0d` never.',
    default: '7d',
    parser: duration(),
  },
  'metrics-file': {
    description: 'Write OpenMetrics to this file, for a textfile collector.',
    default: '',
    parser: text('FILE'),
  },
  pushgateway: {
    description: 'Push the same metrics to this Prometheus Pushgateway.',
    default: '',
    parser: secretUrl(),
    only: ['input'],
  },
  'badge-file': {
    description: 'Write a shields.io endpoint badge to this file.',
    default: '',
    parser: text('FILE'),
  },
  format: {
    ...SHARED.format,
    // SARIF has a run for each tool, and each check writes its own.
    parser: oneOf(['text', 'json', 'markdown', 'html']),
  },
  output: SHARED.output,
  now: SHARED.now,
  'github-token': {
    ...SHARED['github-token'],
    description:
      'A token with `issues: write`; with `actions: read` too, schedules are looked up instead of remembered.',
  },
} as const satisfies OptionTable

/** The action, as its action.yml and its help describe it. */
export const REPORT = {
  id: 'report',
  title: 'Report',
  description:
    'Merges the reports of all checks and keeps exactly one issue open for each problem; notices checks that never ran.',
  options: REPORT_OPTIONS,
} as const

export type ReportOptions = OptionsOf<typeof REPORT_OPTIONS>

/** Older closed issues are not looked at: nothing holds longer than this. In milliseconds. */
export function memoryOf(options: ReportOptions): number {
  return Math.max(options.snooze, options['reopen-within']) + 7 * DAY
}

/** Who a new issue is assigned to: those named, and of the rotation the one whose week it is (weeks since the first Monday of 1970). */
export function assigneesAt({ assignees, rotation }: ReportOptions, now: Date): readonly string[] {
  const monday = 4 * DAY
  const week = Math.floor((now.getTime() - monday) / (7 * DAY))
  const turn = rotation[((week % rotation.length) + rotation.length) % rotation.length]
  return [...new Set([...assignees, ...(turn === undefined ? [] : [turn])])]
}
