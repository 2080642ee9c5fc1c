import type { Runner } from '../core/ports.ts'
import type { Report } from '../core/report.ts'
import { plain } from '../formats/escape.ts'
import type { IssuePorts } from '../sinks/issues/api.ts'
import { dryLines, outcomeLine } from '../sinks/issues/describe.ts'
import type { Before } from '../sinks/issues/look.ts'
import { lastToldIn, type Outcome, planFor, reconcile, type Wishes } from '../sinks/issues/reconcile.ts'
import type { Liveness } from './report-liveness.ts'
import { assigneesAt, type ReportOptions } from './report-options.ts'
import type { Run } from './report-setup.ts'

export interface IssuesFrame {
  readonly options: ReportOptions
  readonly run: Run
  readonly runUrl: string | null
  readonly now: Date
  readonly liveness: Liveness | undefined
}

function wishesOf({ options, run, runUrl, now, liveness }: IssuesFrame, login: string): Wishes {
  const { label, labels, comment, snooze } = options
  return {
    groups: { issueOn: options['issue-on'], groupBy: options['group-by'] },
    issues: {
      run: run.order,
      label,
      comments: comment === 'new',
      reopenWithin: options['reopen-within'],
      snooze,
    },
    frame: {
      repository: run.repository,
      ...(run.home === undefined ? {} : { home: run.home }),
      login,
      labels: [...new Set([label, ...labels])],
      assignees: assigneesAt(options, now),
      comments: comment === 'new',
      at: now,
      ...(runUrl === null ? {} : { runUrl }),
    },
    hasDashboard: options.dashboard,
    remindAfter: options['remind-after'],
    due: liveness?.due ?? new Map(),
    schedules: liveness?.schedules,
  }
}

/** Prints what would be sent, and sends nothing. */
function rehearse(report: Report, before: Before, wishes: Wishes, now: Date, runner: Runner): Outcome {
  runner.print('dry-run: these requests would be sent, and none is:')
  for (const operation of planFor(report, before, wishes, now))
    for (const line of dryLines(operation, wishes.frame)) runner.print(plain(`  ${line}`))
  if (wishes.hasDashboard) runner.print('  and the dashboard would be written where it says something else')
  return { applied: [], news: [], faults: [], warnings: [], lastTold: lastToldIn(before.registry) }
}

/** Brings the issues to what the report says, and logs what was done. */
export async function writeIssues(
  report: Report,
  before: Before,
  frame: IssuesFrame,
  ports: IssuePorts,
  runner: Runner,
): Promise<Outcome> {
  const wishes = wishesOf(frame, before.observation.login)
  if (frame.options['dry-run']) return rehearse(report, before, wishes, frame.now, runner)
  const outcome = await reconcile(report, before, wishes, ports)
  for (const one of outcome.applied) runner.print(plain(outcomeLine(one)))
  return outcome
}
