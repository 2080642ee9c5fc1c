import type { Answer, Table } from '../core/check.ts'
import type { Judged } from '../core/policy.ts'
import type { CompletedRun, Report, Run, Verdict } from '../core/report.ts'
import { clip, documentLine, guardLine, plain } from './escape.ts'
import { accountOf, adviceKey, count, tallies, tallyOf, VERDICT_WORDS } from './words.ts'

export interface TextStyle {
  readonly color: boolean
  /** Columns of the terminal; longer cells are cut. 0: never cut. */
  readonly width: number
}

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const
type Color = keyof typeof CODES

function paint(text: string, color: Color, style: TextStyle): string {
  return style.color ? `\u001b[${CODES[color]}m${text}\u001b[0m` : text
}

const VERDICT_COLORS: Readonly<Record<Verdict, Color>> = { pass: 'green', fail: 'red', error: 'yellow' }
const MARKS = { fail: ['x', 'red'], warn: ['!', 'yellow'], waived: ['-', 'dim'] } as const
const MAX_ROWS = 20
const MAX_FINDINGS = 100

function linesOfFinding(
  { finding, disposition, waiver }: Judged,
  advise: boolean,
  style: TextStyle,
): readonly string[] {
  const [mark, color] = MARKS[disposition]
  const { rule, severity, message, location, remediation } = finding
  const path = finding.evidence['path']
  const place = location
    ? `${location.path}${location.line === undefined ? '' : `:${location.line}`}`
    : finding.target
  const chain =
    Array.isArray(path) && path.length > 1
      ? [`    path: ${path.map((step) => plain(String(step))).join(' > ')}`]
      : []
  const waived = waiver ? [`    waived until ${plain(waiver.until)}: ${plain(waiver.reason)}`] : []
  return [
    `${paint(`  ${mark} ${severity}`, color, style)}  ${plain(message)}`,
    paint(`    ${plain(rule)}  ${plain(place)}`, 'dim', style),
    ...chain,
    ...waived,
    ...(remediation === undefined || waiver || !advise
      ? []
      : [paint(`    ${plain(remediation)}`, 'cyan', style)]),
  ]
}

function cut(text: string, width: number): string {
  return width > 0 && text.length > width ? `${clip(text, Math.max(1, width - 1))}…` : text
}

/** Aligned columns; the last is cut to the terminal's width. */
function linesOfTable(table: Table, style: TextStyle): readonly string[] {
  const rows = table.rows.slice(0, MAX_ROWS).map((row) => row.map((cell) => plain(String(cell ?? ''))))
  const titles = table.columns.map((column) =>
    plain(column.unit === undefined ? column.title : `${column.title} (${column.unit})`),
  )
  const cap = style.width > 0 ? Math.max(12, Math.floor(style.width / 4)) : 60
  const widths = titles.map((title, i) =>
    Math.min(cap, Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0))),
  )
  const line = (cells: readonly string[]) => {
    const padded = cells.map((cell, i) =>
      i === cells.length - 1 ? cell : cut(cell, widths[i] ?? 0).padEnd(widths[i] ?? 0),
    )
    return cut(`  ${padded.join('  ')}`.trimEnd(), style.width)
  }
  const more = table.rows.length - rows.length
  return [
    paint(line(titles), 'bold', style),
    ...rows.map(line),
    ...(more > 0
      ? [paint(`  … ${count(more, 'more row')}; all of them with --format json or markdown`, 'dim', style)]
      : []),
  ]
}

function section(title: string, lines: readonly string[], style: TextStyle): readonly string[] {
  return lines.length === 0 ? [] : ['', paint(title, 'bold', style), ...lines]
}

function linesOfRun(run: CompletedRun, style: TextStyle): readonly string[] {
  const shown = run.judged.slice(0, MAX_FINDINGS)
  const more = run.judged.length - shown.length
  const advised = new Set<string>()
  // The same advice is said once, with the first finding that it is about.
  const isFirst = (judged: Judged) => {
    const key = adviceKey(judged)
    return key !== undefined && !advised.has(key) && Boolean(advised.add(key))
  }
  const findings = [
    ...shown.flatMap((one) => linesOfFinding(one, isFirst(one), style)),
    ...(more > 0
      ? [paint(`  … ${count(more, 'more finding')}; all of them with --format json`, 'dim', style)]
      : []),
  ]
  const gaps = run.gaps.map(
    ({ target, subject, reason }) =>
      `  ? ${plain(subject === target ? target : `${target}: ${subject}`)}: ${plain(reason)}`,
  )
  const notes = run.notes.map((note) => `  ${plain(note.subject)}: ${plain(note.text)}`)
  const counted = tallies(run.table).map(({ title, counts, more: rest }) => {
    const values = counts.map(([value, number]) => `${plain(value)} ${number}`)
    return `  ${plain(title)}: ${values.join(', ')}${rest > 0 ? `, and ${count(rest, 'other')}` : ''}`
  })
  return [
    `  ${accountOf(run)} Findings: ${tallyOf(run.judged)}.`,
    ...section('Findings', findings, style),
    ...section('Could not be looked at', gaps, style),
    ...section('In short', counted, style),
    ...section('Table', run.table.rows.length === 0 ? [] : linesOfTable(run.table, style), style),
    ...section('Notes', notes, style),
  ]
}

function linesOf(run: Run, style: TextStyle): readonly string[] {
  const name = run.name === run.check ? run.check : `${run.check} (${run.name})`
  const head = paint(plain(name), 'bold', style)
  if (run.status === 'failed') return [head, `  ? the run failed: ${plain(run.reason)}`]
  return [head, ...linesOfRun(run, style)]
}

/** The report for a terminal or a log; colors and cut lines only where the style asks for them. */
export function textOf(report: Report, style: TextStyle): string {
  const verdict = paint(VERDICT_WORDS[report.verdict], VERDICT_COLORS[report.verdict], style)
  const lines = [...report.runs.flatMap((run) => [...linesOf(run, style), '']), `Verdict: ${verdict}`]
  return `${lines.map(guardLine).join('\n')}\n`
}

/** What a check's own command answers. */
export function textOfAnswer(answer: Answer, style: TextStyle): string {
  const width = Math.max(0, ...answer.sections.flatMap((one) => one.fields.map(([label]) => label.length)))
  const lines = answer.sections.flatMap(({ title, fields }) => [
    paint(plain(title), 'bold', style),
    ...fields.map(([label, value]) => `  ${plain(label).padEnd(width)}  ${plain(value)}`),
    '',
  ])
  const extra = (answer.lines ?? []).map(documentLine)
  const all = extra.length > 0 ? [...lines, ...extra] : lines.slice(0, -1)
  return `${all.map(guardLine).join('\n')}\n`
}
