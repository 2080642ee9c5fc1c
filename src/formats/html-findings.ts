import type { Disposition, Judged } from '../core/policy.ts'
import type { CompletedRun } from '../core/report.ts'
import { compareSeverity } from '../core/severity.ts'
import { advice, badge, block, code, place, text, way } from './html-pieces.ts'
import type { Room } from './room.ts'
import { adviceKey, count, tallyOf } from './words.ts'

/** Findings of a rule that are shown at once; the others are behind a summary. */
const FIRST = 20

const ORDER: readonly Disposition[] = ['fail', 'warn', 'waived']
const WORDS: Readonly<Record<Disposition, string>> = { fail: 'fails', warn: 'warns', waived: 'waived' }

/** The findings of one rule, what fails and is worst first. */
export interface RuleFindings {
  readonly rule: string
  readonly judged: readonly Judged[]
}

function compare(a: Judged, b: Judged): number {
  const byDisposition = ORDER.indexOf(a.disposition) - ORDER.indexOf(b.disposition)
  return byDisposition || compareSeverity(a.finding.severity, b.finding.severity)
}

/** A run's findings by rule, the rule with the worst of them first; what is equal stays in order. */
export function byRule({ judged }: CompletedRun): readonly RuleFindings[] {
  const rules = new Map<string, Judged[]>()
  for (const one of [...judged].sort(compare)) {
    const mine = rules.get(one.finding.rule)
    if (mine) mine.push(one)
    else rules.set(one.finding.rule, [one])
  }
  return [...rules].map(([rule, mine]) => ({ rule, judged: mine }))
}

function itemOf({ finding, disposition, waiver }: Judged, isAdvised: boolean): string {
  const { severity, message, remediation } = finding
  const said = [
    `<p>${text(message)}</p>`,
    way(finding),
    waiver ? `<p class="way">Waived until ${text(waiver.until)}: ${text(waiver.reason)}</p>` : '',
    isAdvised && !waiver && remediation !== undefined ? `<p class="advice">${advice(remediation)}</p>` : '',
  ]
  const kind = `${badge(disposition, WORDS[disposition])} ${text(severity)}`
  return `<li><p class="kind">${kind}</p><div>${said.join('')}</div><p class="where">${place(finding)}</p></li>`
}

function linesOfRule({ rule, judged }: RuleFindings, id: string, room: Room): readonly string[] {
  const isEach = new Set(judged.flatMap((one) => adviceKey(one) ?? [])).size > 1
  const first = judged.find((one) => adviceKey(one) !== undefined)?.finding.remediation
  const line = (one: Judged) => itemOf(one, isEach)
  const head = [
    `<h4 id="${id}">${code(rule)}: ${tallyOf(judged)}</h4>`,
    ...(first === undefined || isEach ? [] : [`<p class="advice">${advice(first)}</p>`]),
    '<ul class="findings">',
  ]
  const others = judged.slice(FIRST)
  const summary = `<details><summary>${count(others.length, 'more finding')}</summary>`
  return [
    ...block({ head, foot: ['</ul>'], noun: 'finding' }, judged.slice(0, FIRST), line, room),
    ...block(
      { head: [summary, '<ul class="findings">'], foot: ['</ul>', '</details>'], noun: 'finding' },
      others,
      line,
      room,
    ),
  ]
}

/** The id of a rule's heading, both counted from 1. */
export function ruleId(run: number, rule: number): string {
  return `run-${run}-rule-${rule}`
}

/** A list for each rule, with what to do about it: said once, where it is the same for all but for a name. */
export function findingLines(run: CompletedRun, number: number, room: Room): readonly string[] {
  const lines = byRule(run).flatMap((one, i) => linesOfRule(one, ruleId(number, i + 1), room))
  return lines.length === 0 ? [] : ['<h3>Findings</h3>', ...lines]
}
