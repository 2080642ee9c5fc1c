import type { Runner } from '../core/ports.ts'
import type { Report } from '../core/report.ts'
import { markdownOf } from '../formats/markdown.ts'
import type { Effect } from './sink.ts'

/** A step's summary may have 1 MiB (actions/runner, FileCommandManager.cs); a longer one is not shown at all. */
const LIMIT = 1024 * 1024

/** Appends the report to the step's summary. */
export function writeSummary(report: Report, runner: Runner): Effect {
  return {
    what: 'the job summary',
    apply: () => {
      if (!runner.summarize(markdownOf(report, LIMIT)))
        throw new Error('this runner has none (GITHUB_STEP_SUMMARY is not set)')
    },
  }
}
