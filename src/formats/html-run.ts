import type { Cell, Table } from '../core/check.ts'
import { type CompletedRun, type Run, type Verdict, verdictOf } from '../core/report.ts'
import { findingLines } from './html-findings.ts'
import { badge, block, cell, code, text } from './html-pieces.ts'
import { type Room, whole } from './room.ts'
import { accountOf, count, grouped, type Tally, tallies, tallyOf, VERDICT_WORDS } from './words.ts'

/** A longer table stands behind its summary. */
const FIRST_ROWS = 20
/** A longer cell may be broken within a word. */
const LONG = 32

/** What a run is called: its check, and its name where that is another. Not escaped. */
export function titleOf({ check, name }: Run): string {
  return name === check ? check : `${check} (${name})`
}

/** The id of a run's section, counted from 1. */
export function runId(number: number): string {
  return `run-${number}`
}

/** The verdict in words, in its color. */
export function verdictBadge(verdict: Verdict): string {
  return badge(verdict === 'error' ? 'untold' : verdict, VERDICT_WORDS[verdict])
}

/** Whether everything that there was to look at was looked at: also where that was nothing. */
export function accountText(run: CompletedRun): string {
  const { examined, gaps, targets } = run
  if (gaps.length > 0) return accountOf(run)
  if (targets.some((target) => !target.complete))
    return `Looked at ${grouped(examined)}, and not at everything.`
  if (examined === 0 && targets.length === 0) return 'Nothing was found to look at.'
  return accountOf(run)
}

function classOf(value: Cell): string {
  if (typeof value === 'number') return ' class="number"'
  return typeof value === 'string' && value.length > LONG ? ' class="long"' : ''
}

function rowOf(row: readonly Cell[]): string {
  const [first = null, ...rest] = row
  const cells = rest.map((one) => `<td${classOf(one)}>${cell(one)}</td>`)
  return `<tr><th scope="row"${typeof first === 'string' ? classOf(first) : ''}>${cell(first)}</th>${cells.join('')}</tr>`
}

function tableLines({ columns, rows }: Table, room: Room): readonly string[] {
  const titles = columns.map(({ title, unit }) => text(unit === undefined ? title : `${title} (${unit})`))
  const isLong = rows.length > FIRST_ROWS
  const isNumber = (column: number) =>
    rows.slice(0, FIRST_ROWS).some((row) => typeof row[column] === 'number')
  const heads = titles.map(
    (title, column) => `<th scope="col"${isNumber(column) ? ' class="number"' : ''}>${title}</th>`,
  )
  const head = [
    '<h3>Everything that was looked at</h3>',
    ...(isLong ? [`<details><summary>All ${count(rows.length, 'row')}</summary>`] : []),
    '<div class="wide" role="region" aria-label="Table" tabindex="0">',
    '<table>',
    `<thead><tr>${heads.join('')}</tr></thead>`,
    '<tbody>',
  ]
  const foot = ['</tbody>', '</table>', '</div>', ...(isLong ? ['</details>'] : [])]
  return block({ head, foot, noun: 'row' }, rows, rowOf, room)
}

function tallyItem({ title, counts, more }: Tally): string {
  const values = counts.map(([value, number]) => `${text(value)} <b>${grouped(number)}</b>`)
  return `<li>${text(title)}: ${values.join(', ')}${more > 0 ? `, and ${count(more, 'other')}` : ''}</li>`
}

function listLines<T>(
  title: string,
  noun: string,
  items: readonly T[],
  itemOf: (item: T) => string,
  room: Room,
): readonly string[] {
  return block({ head: [`<h3>${title}</h3>`, '<ul>'], foot: ['</ul>'], noun }, items, itemOf, room)
}

function sections(run: CompletedRun, number: number, room: Room): readonly string[] {
  return [
    ...listLines(
      'Could not be looked at',
      'gap',
      run.gaps,
      ({ target, subject, reason }) =>
        `<li>${subject === target ? '' : `${code(target)}, `}${code(subject)}: ${text(reason)}</li>`,
      room,
    ),
    ...findingLines(run, number, room),
    ...listLines('In short', 'line', tallies(run.table), tallyItem, room),
    ...listLines(
      'Notes',
      'note',
      run.notes,
      (note) => `<li>${code(note.subject)}: ${text(note.text)}</li>`,
      room,
    ),
    ...tableLines(run.table, room),
  ]
}

/** A section about one run, its number counted from 1; nothing where there is no room for its beginning. */
export function runLines(run: Run, number: number, room: Room): readonly string[] {
  const id = runId(number)
  const frame = [
    `<section id="${id}" aria-labelledby="${id}-title">`,
    `<h2 id="${id}-title">${text(titleOf(run))} ${verdictBadge(verdictOf([run]))}</h2>`,
  ]
  const end = '</section>'
  if (run.status === 'failed') {
    const lines = [...frame, `<p>The run failed: ${text(run.reason)}</p>`, end]
    return whole(lines, room)
  }
  const account = `<p>${accountText(run)} Findings: ${tallyOf(run.judged)}.</p>`
  const begin = whole([...frame, account, end], room)
  return begin.length === 0 ? [] : [...begin.slice(0, -1), ...sections(run, number, room), end]
}
