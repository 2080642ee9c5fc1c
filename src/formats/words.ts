import type { Table } from '../core/check.ts'
import type { Disposition, Judged } from '../core/policy.ts'
import type { CompletedRun, Report, Verdict } from '../core/report.ts'

/** A verdict in words that cannot be mistaken for one another. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  pass: 'pass',
  fail: 'FAIL',
  error: 'COULD NOT TELL',
}

/** A number as people write it in English: 4,311. */
export function count(number: number, noun: string, nouns = `${noun}s`): string {
  return `${grouped(number)} ${number === 1 ? noun : nouns}`
}

/** With commas between thousands; not by locale, so that every machine writes the same. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** How many findings have this disposition. */
export function countOf(report: Report, disposition: Disposition): number {
  const judged = report.runs.flatMap((run) => (run.status === 'completed' ? run.judged : []))
  return judged.filter((one) => one.disposition === disposition).length
}

/** Whether everything there was to look at was looked at, in one sentence. */
export function accountOf(run: CompletedRun): string {
  const { examined, gaps } = run
  if (gaps.length === 0) return `Looked at ${grouped(examined)} of ${grouped(examined)}.`
  return `Looked at ${grouped(examined)}; ${count(gaps.length, 'thing')} could not be looked at.`
}

/**
 * What tells the advice of two findings apart: what to type, but for the name of the subject. Undefined where there is
 * none, or a waiver sets the finding aside.
 */
export function adviceKey({ finding, waiver }: Judged): string | undefined {
  const { rule, remediation, evidence } = finding
  if (remediation === undefined || waiver) return undefined
  const { name } = evidence
  const words = typeof name === 'string' && name !== '' ? remediation.replaceAll(name, '\0') : remediation
  return `${rule}\0${words}`
}

/** Findings in one line: "2 fail, 1 warn, 3 waived", or "no findings". */
export function tallyOf(judged: readonly Judged[]): string {
  const of = (disposition: Disposition) => judged.filter((one) => one.disposition === disposition).length
  const parts = (['fail', 'warn', 'waived'] as const).map((word) => [of(word), word] as const)
  const said = parts.filter(([number]) => number > 0).map(([number, word]) => `${grouped(number)} ${word}`)
  return said.length === 0 ? 'no findings' : said.join(', ')
}

/** A path of the report as seen from the repository's root: reports name files from the directory that was checked. */
export function inFolder(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`
}

export interface Tally {
  readonly title: string
  /** The commonest first. */
  readonly counts: readonly (readonly [value: string, count: number])[]
  /** Values beyond those. */
  readonly more: number
}

const MAX_VALUES = 10

/** How often each value occurs, for the columns that ask for it. */
export function tallies(table: Table): readonly Tally[] {
  return table.columns.flatMap((column, index) => {
    if (column.tally !== true || table.rows.length === 0) return []
    const counts = new Map<string, number>()
    for (const row of table.rows) {
      const value = String(row[index] ?? '')
      if (value === '') continue
      counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    return [
      {
        title: column.title,
        counts: sorted.slice(0, MAX_VALUES),
        more: Math.max(0, sorted.length - MAX_VALUES),
      },
    ]
  })
}
