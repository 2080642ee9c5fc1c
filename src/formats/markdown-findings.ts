import type { Judged } from '../core/policy.ts'
import { markdown, markdownCode } from './escape.ts'
import { block, code, headOf, rowOf, short, text } from './markdown-rows.ts'
import type { Room } from './room.ts'
import { adviceKey, tallyOf } from './words.ts'

const DISPOSITIONS = { fail: '❌ fails', warn: '⚠️ warns', waived: '☑️ waived' } as const

/** A longer way to a subject is cut: its row must not take the place of all others. */
const MAX_STEPS = 20

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
export function findings(judged: readonly Judged[], room: Room): readonly string[] {
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
