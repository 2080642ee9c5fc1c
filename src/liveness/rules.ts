import type { Rule } from '../core/finding.ts'

/** Why liveness complains; they belong to the report, because no check can tell that it did not run. */
export const LIVENESS_RULES = {
  'schedule-disabled': {
    id: 'report/schedule-disabled',
    title: 'A workflow with a scheduled check is disabled',
    help: 'Enable it: open Actions, choose the workflow, "Enable workflow"; or `gh workflow enable ID`. A disabled workflow runs on no event at all.',
    severity: 'high',
  },
  'schedule-missed': {
    id: 'report/schedule-missed',
    title: 'A scheduled check has not run for too long',
    help: 'Run it by hand: open Actions, choose the workflow, "Run workflow"; or `gh workflow run ID`. Then move its cron off the full hour, when GitHub drops runs.',
    severity: 'moderate',
  },
  'never-ran': {
    id: 'report/never-ran',
    title: 'A scheduled check has never run',
    help: 'Open the runs of the workflow under Actions: one that could not start says why. Without any, push a commit that changes its cron line: GitHub then reads it again.',
    severity: 'high',
  },
  'job-skipped': {
    id: 'report/job-skipped',
    title: 'A scheduled run skipped the check',
    help: 'Look at the `if:` and the `needs:` of its job and of the workflow that calls it: GitHub counts a skipped job as a success.',
    severity: 'high',
  },
  'not-told': {
    id: 'report/not-told',
    title: 'A check could not tell, several times in a row',
    help: 'Read the gaps in its newest summary: each says what could not be looked at, and why.',
    severity: 'moderate',
  },
} as const satisfies Readonly<Record<string, Rule>>
