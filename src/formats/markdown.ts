import type { Cell, Table } from '../core/check.ts'
import type { CompletedRun, Report, Run, Verdict } from '../core/report.ts'
import { findings } from './markdown-findings.ts'
import { block, code, headOf, rowOf, text } from './markdown-rows.ts'
import { type Room, sizeOf, whole } from './room.ts'
import { accountOf, count, grouped, type Tally, tallies, tallyOf, VERDICT_WORDS } from './words.ts'

const SYMBOLS: Readonly<Record<Verdict, string>> = { pass: '✅', fail: '❌', error: '⚠️' }

function cellOf(cell: Cell): string {
  return typeof cell === 'string' && cell !== '' ? code(cell) : String(cell ?? '')
}

/** Rows that are shown at once; checks put first what a reader looks for. */
const FIRST_ROWS = 20

function inventory(table: Table, room: Room): readonly string[] {
  const titles = table.columns.map(({ title, unit }) =>
    text(unit === undefined ? title : `${title} (${unit})`),
  )
  const rows = table.rows.map((row) => rowOf(row.map(cellOf)))
  const others = rows.slice(FIRST_ROWS)
  const summary = `<summary>${count(others.length, 'more row')}</summary>`
  return [
    ...block(['### Table', '', ...headOf(titles)], rows.slice(0, FIRST_ROWS), 'row', room),
    ...block(['<details>', summary, '', ...headOf(titles)], others, 'row', room, ['', '</details>']),
  ]
}

function tallyRow({ title, counts, more }: Tally): string {
  const values = counts.map(([value, number]) => `${code(value)} ${grouped(number)}`)
  return `- ${text(title)}: ${values.join(', ')}${more > 0 ? `, and ${count(more, 'other')}` : ''}`
}

function sections(run: CompletedRun, room: Room): readonly string[] {
  const gaps = run.gaps.map(({ target, subject, reason }) =>
    rowOf([code(target), code(subject), text(reason)]),
  )
  const notes = run.notes.map((note) => `- ${code(note.subject)}: ${text(note.text)}`)
  const gapHead = ['### Could not be looked at', '', ...headOf(['Target', 'Subject', 'Why'])]
  return [
    ...block(gapHead, gaps, 'gap', room),
    ...findings(run.judged, room),
    ...block(['### In short', ''], tallies(run.table).map(tallyRow), 'line', room),
    ...block(['### Notes', ''], notes, 'note', room),
    ...inventory(run.table, room),
  ]
}

function linesOf(run: Run, room: Room): readonly string[] {
  const title = `## ${text(run.name === run.check ? run.check : `${run.check} (${run.name})`)}`
  if (run.status === 'failed') return whole([title, '', `The run failed: ${text(run.reason)}`, ''], room)
  const head = whole([title, '', `${accountOf(run)} Findings: ${tallyOf(run.judged)}.`, ''], room)
  return [...head, ...sections(run, room)]
}

const CUT = 'Not everything fits here: see the report file.'

/**
 * The report as GitHub-flavored Markdown, at most `limit` bytes of it: whole rows are dropped, and it is said how
 * many (a step's summary above 1 MiB is not shown at all).
 */
export function markdownOf(report: Report, limit: number): string {
  const title = `# ${SYMBOLS[report.verdict]} Upkeep: ${VERDICT_WORDS[report.verdict]}`
  const end = `<sub>As of ${text(report.at)}</sub>`
  const room = { left: limit - sizeOf([title, '', CUT, '', end]), isCut: false }
  const runs = report.runs.flatMap((run) => linesOf(run, room))
  return `${[title, '', ...runs, ...(room.isCut ? [CUT, ''] : []), end].join('\n')}\n`
}
