import type { Cell, Table } from '../core/check.ts'
import type { Judged } from '../core/policy.ts'
import type { CompletedRun, Report, Run, Verdict } from '../core/report.ts'
import { clip, markdown, markdownCode } from './escape.ts'
import { accountOf, adviceKey, count, grouped, type Tally, tallies, tallyOf, VERDICT_WORDS } from './words.ts'

const SYMBOLS: Readonly<Record<Verdict, string>> = { pass: '✅', fail: '❌', error: '⚠️' }
const DISPOSITIONS = { fail: '❌ fails', warn: '⚠️ warns', waived: '☑️ waived' } as const

/** Bytes that may still be written, and whether something was left out for which there was not even room to say so. */
interface Room {
  left: number
  isCut: boolean
}

/** Kept for saying how many rows did not fit. */
const MORE = 100
/** A longer text is cut: its row must not take the place of all others. */
const MAX_TEXT = 1000
/** A longer way to a subject is cut, for the same reason. */
const MAX_STEPS = 20

function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0)
}

/** These lines, where there is room for all of them. */
function whole(lines: readonly string[], room: Room): readonly string[] {
  const size = sizeOf(lines)
  if (size > room.left) {
    room.isCut = true
    return []
  }
  room.left -= size
  return lines
}

/** Rows between the lines around them: as many whole ones as fit, and how many did not. */
function block(
  head: readonly string[],
  rows: readonly string[],
  noun: string,
  room: Room,
  foot: readonly string[] = [],
): readonly string[] {
  if (rows.length === 0) return []
  room.left -= MORE
  if (whole([...head, ...foot, ''], room).length === 0) return []
  const taken: string[] = []
  for (const row of rows) {
    const size = sizeOf([row])
    if (size > room.left) break
    room.left -= size
    taken.push(row)
  }
  const more = rows.length - taken.length
  const rest = more > 0 ? ['', `… and ${count(more, `more ${noun}`)}: see the report file.`] : []
  return [...head, ...taken, ...rest, ...foot, '']
}

function text(value: string): string {
  return markdown(short(value))
}

function code(value: string): string {
  return markdownCode(short(value))
}

function short(value: string): string {
  return value.length > MAX_TEXT ? `${clip(value, MAX_TEXT)}…` : value
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function headOf(titles: readonly string[]): readonly string[] {
  return [rowOf(titles), rowOf(titles.map(() => '---'))]
}

/** The way to a subject, where it has one. */
function chainOf(path: unknown): string {
  if (!Array.isArray(path) || path.length < 2) return ''
  const steps = path.slice(0, MAX_STEPS).map((step) => code(String(step)))
  return `<br>${[...steps, ...(path.length > MAX_STEPS ? ['…'] : [])].join(' › ')}`
}

/** Advice, with what stands between backticks as code. Each piece is escaped for itself. */
function advice(value: string): string {
  const pieces = short(value).split('`')
  const isPaired = pieces.length % 2 === 1 && pieces.every((piece, i) => i % 2 === 0 || piece.trim() !== '')
  if (!isPaired) return text(value)
  return pieces.map((piece, i) => (i % 2 === 1 ? markdownCode(piece) : markdown(piece))).join('')
}

function findingRow({ finding, disposition, waiver }: Judged, isAdvised: boolean): string {
  const { severity, message, location, target, remediation } = finding
  const line = location?.line === undefined ? '' : `:${location.line}`
  const waived = waiver ? `<br>Waived until ${text(waiver.until)}: ${text(waiver.reason)}` : ''
  return rowOf([
    DISPOSITIONS[disposition],
    text(severity),
    `${text(message)}${chainOf(finding.evidence['path'])}${waived}`,
    code(`${location?.path ?? target}${line}`),
    ...(isAdvised ? [waiver || remediation === undefined ? '' : advice(remediation)] : []),
  ])
}

/** A table for each rule, with what to do about it: said once, where it is the same for all but for a name. */
function findings(judged: readonly Judged[], room: Room): readonly string[] {
  const rules = new Map<string, Judged[]>()
  for (const one of judged) {
    const mine = rules.get(one.finding.rule)
    if (mine) mine.push(one)
    else rules.set(one.finding.rule, [one])
  }
  return [...rules].flatMap(([rule, mine]) => {
    const isEach = new Set(mine.flatMap((one) => adviceKey(one) ?? [])).size > 1
    const first = mine.find((one) => adviceKey(one) !== undefined)?.finding.remediation
    const head = [
      `### ${code(rule)}: ${tallyOf(mine)}`,
      '',
      ...(first === undefined || isEach ? [] : [advice(first), '']),
      ...headOf(['', 'Severity', 'What', 'Where', ...(isEach ? ['What to do'] : [])]),
    ]
    const rows = mine.map((one) => findingRow(one, isEach))
    return block(head, rows, 'finding', room)
  })
}

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
