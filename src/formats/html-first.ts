import type { Finding } from '../core/finding.ts'
import type { Disposition } from '../core/policy.ts'
import { type CompletedRun, type Report, type Run, type Verdict, verdictOf } from '../core/report.ts'
import { compareSeverity } from '../core/severity.ts'
import { byRule, ruleId } from './html-findings.ts'
import { advice, badge, code, place, text } from './html-pieces.ts'
import { runId, titleOf, verdictBadge } from './html-run.ts'
import { count, countOf, grouped } from './words.ts'

/** Things to do that are named at the top. */
const MOST = 10
/** Of them for what could not be looked at. */
const KEPT = 3

/** One thing to do first: all that fails by one rule in a run, or all that a run could not look at. */
export interface Step {
  /** Where the report says more: the id of a heading. */
  readonly id: string
  readonly kind: 'fail' | 'untold'
  readonly run: Run
  /** Of what fails, the worst. */
  readonly finding?: Finding
  readonly advice?: string
  /** Of what could not be looked at, the first, and why. */
  readonly subject?: string
  readonly reason?: string
  /** How many more there are of it. */
  readonly more: number
}

function failing(run: Run, number: number): readonly Step[] {
  if (run.status === 'failed') return []
  return byRule(run).flatMap(({ judged }, i): readonly Step[] => {
    const fails = judged.filter((one) => one.disposition === 'fail')
    const [first] = fails
    if (first === undefined) return []
    const { remediation } = first.finding
    const said = remediation === undefined ? {} : { advice: remediation }
    return [
      {
        id: ruleId(number, i + 1),
        kind: 'fail',
        run,
        finding: first.finding,
        more: fails.length - 1,
        ...said,
      },
    ]
  })
}

function untold(run: Run, number: number): readonly Step[] {
  const step = { id: runId(number), kind: 'untold' as const, run }
  if (run.status === 'failed') return [{ ...step, reason: `the run failed: ${run.reason}`, more: 0 }]
  const [gap] = run.gaps
  if (gap) return [{ ...step, subject: gap.subject, reason: gap.reason, more: run.gaps.length - 1 }]
  const left = run.targets.filter((target) => !target.complete)
  const [first] = left
  if (first)
    return [{ ...step, subject: first.id, reason: 'not all of it was looked at', more: left.length - 1 }]
  if (run.examined > 0 || run.targets.length > 0) return []
  return [{ ...step, reason: 'nothing was found to look at', more: 0 }]
}

/** What must be done, the worst first: what fails, then what nobody could look at. */
export function stepsOf({ runs }: Report): readonly Step[] {
  const fails = runs.flatMap((run, i) => failing(run, i + 1))
  const worst = [...fails].sort((a, b) =>
    a.finding && b.finding ? compareSeverity(a.finding.severity, b.finding.severity) : 0,
  )
  return [...worst, ...runs.flatMap((run, i) => untold(run, i + 1))]
}

/** Those of them that are named at the top: what fails must not crowd out that something was not looked at. */
export function firstSteps(steps: readonly Step[]): readonly Step[] {
  const untolds = steps.filter(({ kind }) => kind === 'untold')
  const fails = steps.filter(({ kind }) => kind === 'fail').slice(0, MOST - Math.min(untolds.length, KEPT))
  return [...fails, ...untolds.slice(0, MOST - fails.length)]
}

/** A step as an item of a list, whose title leads to where the report says more if `isLinked`. */
export function stepItem({ id, kind, run, finding, more, ...said }: Step, isLinked: boolean): string {
  const name = text(titleOf(run))
  const title = isLinked ? `<a href="#${id}">${name}</a>` : name
  if (kind === 'untold' || finding === undefined) {
    const subject = said.subject === undefined ? '' : `${code(said.subject)}: `
    const others = more > 0 ? `, and ${count(more, 'other')}` : ''
    return `<li>${badge('untold', 'not looked at')} ${title}: ${subject}${text(said.reason ?? '')}${others}</li>`
  }
  const others = more > 0 ? `, and ${count(more, 'other')} by this rule` : ''
  const next = said.advice === undefined ? '' : `<p class="advice">${advice(said.advice)}</p>`
  return `<li>${badge('fail', text(finding.severity))} ${title}: ${text(finding.message)} ${place(finding)}${others}${next}</li>`
}

function untoldText(report: Report): string {
  const failed = report.runs.filter((run) => run.status === 'failed').length
  const gaps = report.runs.reduce((sum, run) => sum + (run.status === 'completed' ? run.gaps.length : 0), 0)
  const parts = [
    ...(gaps > 0 ? [`${count(gaps, 'thing')} could not be looked at`] : []),
    ...(failed > 0 ? [`${count(failed, 'run')} failed`] : []),
  ]
  return parts.join(', and ')
}

/** The verdict in a sentence or two. */
export function leadOf(report: Report): string {
  if (report.runs.length === 0) return 'There is no run in this report: nothing was looked at.'
  const fails = countOf(report, 'fail')
  const warns = countOf(report, 'warn')
  const untold = untoldText(report)
  const also = warns > 0 ? ` ${count(warns, 'finding warns', 'findings warn')}.` : ''
  const words: Readonly<Record<Verdict, string>> = {
    pass: `Everything was looked at, and nothing fails.${also}`,
    fail: `${count(fails, 'finding fails', 'findings fail')}.${also}${untold === '' ? '' : ` Besides, ${untold}.`}`,
    error: `Nobody can tell whether all is well: ${untold === '' ? 'not everything was looked at' : untold}.${also}`,
  }
  return words[report.verdict]
}

/** One line of the list of runs, linked to its section if `isLinked`. */
export function runRow(run: Run, number: number, isLinked: boolean): string {
  const name = text(titleOf(run))
  const title = isLinked ? `<a href="#${runId(number)}">${name}</a>` : name
  return `<tr><th scope="row">${title}</th>${runCells(run)}</tr>`
}

function runCells(run: Run): string {
  const numbers = run.status === 'failed' ? ['', '', '', '', ''] : countsOf(run).map(grouped)
  const cells = numbers.map((one) => `<td class="number">${one}</td>`)
  return `<td>${verdictBadge(verdictOf([run]))}</td>${cells.join('')}`
}

function countsOf({ examined, judged, gaps }: CompletedRun): readonly number[] {
  const of = (disposition: Disposition) => judged.filter((one) => one.disposition === disposition).length
  return [examined, of('fail'), of('warn'), of('waived'), gaps.length]
}
