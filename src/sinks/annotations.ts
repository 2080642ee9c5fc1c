import type { Runner } from '../core/ports.ts'
import type { Report } from '../core/report.ts'
import { annotationsOf } from '../formats/annotations.ts'
import { count } from '../formats/words.ts'
import type { Effect } from './sink.ts'

/** Annotates the lines that findings are about, and says how many did not fit. */
export function writeAnnotations(report: Report, runner: Runner, folder = ''): Effect {
  return {
    what: 'the annotations',
    apply: () => {
      const { shown, left } = annotationsOf(report, folder)
      const rest = left.error + left.warning + left.notice
      for (const annotation of shown) runner.annotate(annotation)
      if (rest > 0) runner.print(`${count(rest, 'more annotation')} did not fit: see the summary.`)
    },
  }
}
