import type { Verdict } from '../core/report.ts'
import { block, code, headOf, rowOf, text } from './markdown-rows.ts'
import type { Room } from './room.ts'
import { count } from './words.ts'

/** One check's run as the dashboard has it. */
export interface DashboardCheck {
  readonly check: string
  readonly name: string
  readonly verdict: Verdict
  /** When it last could tell; undefined for never. */
  readonly toldAt?: Date
  /** How many times in a row it could not tell. */
  readonly untold: number
  /** When a schedule runs it next. */
  readonly nextDue?: Date
  /** The numbers of its open issues. */
  readonly issues: readonly number[]
  readonly waivers: readonly DashboardWaiver[]
  /** What it could not look at, and why. */
  readonly gaps: readonly string[]
}

export interface DashboardWaiver {
  /** Its last day. */
  readonly until: string
  readonly rule: string
  readonly subject: string
  readonly reason: string
}

export interface DashboardGroup {
  readonly title: string
  readonly number: number
  /** What a person did with it, where it is not open. */
  readonly word: 'open' | 'snoozed' | 'transferred' | 'deleted'
}

export interface Dashboard {
  readonly checks: readonly DashboardCheck[]
  readonly groups: readonly DashboardGroup[]
}

const SYMBOLS: Readonly<Record<Verdict, string>> = {
  pass: '✅ pass',
  fail: '❌ FAIL',
  error: '⚠️ COULD NOT TELL',
}
const MAX_TEXT = 30_000

function dayOf(date: Date | undefined): string {
  return date === undefined ? 'never' : date.toISOString().slice(0, 10)
}

function checkRow({ check, name, verdict, toldAt, untold, nextDue, issues }: DashboardCheck): string {
  const times = verdict === 'error' && untold > 1 ? ` (${untold} times in a row)` : ''
  return rowOf([
    code(name === check ? check : `${check} (${name})`),
    `${SYMBOLS[verdict]}${times}`,
    dayOf(toldAt),
    nextDue === undefined ? '' : dayOf(nextDue),
    issues.map((number) => `#${number}`).join(', '),
  ])
}

function waiverRows(checks: readonly DashboardCheck[]): readonly string[] {
  const waivers = checks.flatMap((check) => check.waivers)
  const sorted = waivers.toSorted((a, b) => (a.until < b.until ? -1 : a.until > b.until ? 1 : 0))
  const rows = sorted.map(({ until, rule, subject, reason }) =>
    rowOf([text(until), code(rule), code(subject), text(reason)]),
  )
  return [...new Set(rows)]
}

function groupRow({ title, number, word }: DashboardGroup): string {
  return `- #${number} ${text(title)}${word === 'open' ? '' : `: ${word}`}`
}

function gapRows(checks: readonly DashboardCheck[]): readonly string[] {
  return checks.flatMap(({ name, gaps }) => gaps.map((gap) => `- ${code(name)}: ${text(gap)}`))
}

const WORST: readonly Verdict[] = ['fail', 'error', 'pass']

/** One line on everything, in words. Nothing looked at is no pass. */
function headline({ checks, groups }: Dashboard): string {
  const open = groups.filter(({ word }) => word === 'open').length
  const verdict = WORST.find((word) => checks.some((check) => check.verdict === word)) ?? 'error'
  return `${SYMBOLS[verdict]}: ${count(checks.length, 'check')}, ${open === 0 ? 'no open issue' : count(open, 'open issue')}.`
}

/**
 * The dashboard's text: every check, what is open, which waivers end when. Dates are days, so that it stays the same
 * until something else does or a day is over.
 */
export function dashboardText(dashboard: Dashboard): string {
  const room: Room = { left: MAX_TEXT, isCut: false }
  const { checks, groups } = dashboard
  const head = ['## Checks', '', ...headOf(['Check', 'Last verdict', 'Could tell on', 'Due', 'Issues'])]
  const waivers = ['## Waivers', '', ...headOf(['Until', 'Rule', 'Subject', 'Reason'])]
  return [
    headline(dashboard),
    '',
    ...block(head, checks.map(checkRow), 'check', room),
    ...block(['## Issues', ''], groups.map(groupRow), 'issue', room),
    ...block(['## Could not be looked at', ''], gapRows(checks), 'gap', room),
    ...block(waivers, waiverRows(checks), 'waiver', room),
    '---',
    '<sub>Upkeep keeps this up to date and also uses it as its memory: close it if you like, but leave the first line of its source alone. Turn it off with `dashboard: false`.</sub>',
  ].join('\n')
}
