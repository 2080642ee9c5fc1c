import type { Cell, Table } from '../core/check.ts'
import type { Judged } from '../core/policy.ts'
import type { CompletedRun, Report, Run, Verdict } from '../core/report.ts'
import { markdown, markdownCode } from './escape.ts'
import { accountOf, count, grouped, tallies, tallyOfFindings, VERDICT_WORDS } from './words.ts'

const SYMBOLS: Readonly<Record<Verdict, string>> = { pass: '✅', fail: '❌', error: '⚠️' }
const DISPOSITIONS = { fail: '❌ fails', warn: '⚠️ warns', waived: '☑️ waived' } as const

/** Takes whole rows while they fit, and says how many did not. */
function takeWhole(rows: readonly string[], budget: { left: number }, noun: string): readonly string[] {
  const taken: string[] = []
  for (const row of rows) {
    const size = Buffer.byteLength(row) + 1
    if (size > budget.left) break
    budget.left -= size
    taken.push(row)
  }
  const more = rows.length - taken.length
  return more > 0 ? [...taken, '', `… and ${count(more, `more ${noun}`)}: see the report file.`] : taken
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function headOf(titles: readonly string[]): readonly string[] {
  return [rowOf(titles), rowOf(titles.map(() => '---'))]
}

function findingRow({ finding, disposition, waiver }: Judged): string {
  const { rule, severity, message, location, remediation, target } = finding
  const path = finding.evidence['path']
  const line = location?.line === undefined ? '' : `:${location.line}`
  const chain =
    Array.isArray(path) && path.length > 1
      ? `<br>${path.map((step) => markdownCode(String(step))).join(' › ')}`
      : ''
  const advice = waiver
    ? `Waived until ${markdown(waiver.until)}: ${markdown(waiver.reason)}`
    : remediation === undefined
      ? ''
      : markdown(remediation)
  return rowOf([
    DISPOSITIONS[disposition],
    severity,
    `${markdown(message)}${chain}`,
    markdownCode(`${location?.path ?? target}${line}`),
    `${markdownCode(rule)}${advice === '' ? '' : `<br>${advice}`}`,
  ])
}

function cellOf(cell: Cell): string {
  return typeof cell === 'string' && cell !== '' ? markdownCode(cell) : String(cell ?? '')
}

function inventory(table: Table, budget: { left: number }): readonly string[] {
  if (table.rows.length === 0) return []
  const titles = table.columns.map(({ title, unit }) => (unit === undefined ? title : `${title} (${unit})`))
  const rows = table.rows.map((row) => rowOf(row.map(cellOf)))
  const summary = `All ${grouped(table.rows.length)} rows`
  const taken = takeWhole(rows, budget, 'row')
  return ['<details>', `<summary>${summary}</summary>`, '', ...headOf(titles), ...taken, '', '</details>', '']
}

function sections(run: CompletedRun, budget: { left: number }): readonly string[] {
  const gaps = run.gaps.map(({ target, subject, reason }) =>
    rowOf([markdownCode(target), markdownCode(subject), markdown(reason)]),
  )
  const findings = run.judged.map(findingRow)
  const counted = tallies(run.table).map(({ title, counts, more }) => {
    const values = counts.map(([value, number]) => `${markdownCode(value)} ${grouped(number)}`)
    return `- ${markdown(title)}: ${values.join(', ')}${more > 0 ? `, and ${count(more, 'other')}` : ''}`
  })
  const notes = run.notes.map((note) => `- ${markdownCode(note.subject)}: ${markdown(note.text)}`)
  return [
    `${accountOf(run)} Findings: ${tallyOfFindings(run)}.`,
    '',
    ...(gaps.length === 0
      ? []
      : [
          '### Could not be looked at',
          '',
          ...headOf(['Target', 'Subject', 'Why']),
          ...takeWhole(gaps, budget, 'gap'),
          '',
        ]),
    ...(findings.length === 0
      ? []
      : [
          '### Findings',
          '',
          ...headOf(['', 'Severity', 'What', 'Where', 'What to do']),
          ...takeWhole(findings, budget, 'finding'),
          '',
        ]),
    ...(counted.length === 0 ? [] : ['### In short', '', ...counted, '']),
    ...(notes.length === 0 ? [] : ['### Notes', '', ...takeWhole(notes, budget, 'note'), '']),
    ...inventory(run.table, budget),
  ]
}

function titleOf(run: Run): string {
  return run.name === run.check ? markdown(run.check) : `${markdown(run.check)} (${markdown(run.name)})`
}

function linesOf(run: Run, budget: { left: number }): readonly string[] {
  if (run.status === 'failed')
    return [`## ${titleOf(run)}`, '', `The run failed: ${markdown(run.reason)}`, '']
  return [`## ${titleOf(run)}`, '', ...sections(run, budget)]
}

/** What headings and the frame take at most, kept out of the budget for rows. */
const FRAME = 20_000

/**
 * The report as GitHub-flavored Markdown, at most `limit` bytes of it: whole rows are dropped, and it is said how
 * many (a step's summary above 1 MiB is not shown at all).
 */
export function markdownOf(report: Report, limit: number): string {
  const budget = { left: limit - FRAME }
  const title = `# ${SYMBOLS[report.verdict]} Upkeep: ${VERDICT_WORDS[report.verdict]}`
  const lines = [
    title,
    '',
    ...report.runs.flatMap((run) => linesOf(run, budget)),
    `<sub>As of ${markdown(report.at)}</sub>`,
  ]
  return `${lines.join('\n')}\n`
}
