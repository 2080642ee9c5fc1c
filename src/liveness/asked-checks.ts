import { CHECK_IDS } from '../core/ids.ts'
import { checksNamedIn } from './leads.ts'

/** The checks that are asked for on one cron, or on all others. */
export interface Arm {
  readonly cron: string | undefined
  readonly checks: readonly string[]
}

/** What a call of scheduled.yml asks for. */
export interface AskedChecks {
  /** The first that holds counts. */
  readonly arms: readonly Arm[]
  /** Whether it can be told at all. */
  readonly isSure: boolean
}

const MAX_LENGTH = 2000

/** What is not a call of scheduled.yml asks for all that it holds. */
export const EVERYTHING: AskedChecks = { arms: [{ cron: undefined, checks: CHECK_IDS }], isSure: true }

/** Whitespace, as far as cron lines may differ by it. */
export function squeeze(text: string): string {
  return text.trim().replace(/\s\s*/g, ' ')
}

function listed(text: string): readonly string[] {
  const words = text.split(/[,\s]/)
  return CHECK_IDS.filter((id) => words.includes(id))
}

/** One side of an `||`; undefined where it cannot be told, nothing where it is empty on every schedule. */
function armsOf(part: string): readonly Arm[] | undefined {
  if (/^(github\.event\.)?inputs\.[\w-]*$/.test(part)) return []
  const plain = /^'([^']*)'$/.exec(part)
  if (plain) return [{ cron: undefined, checks: listed(plain[1] ?? '') }]
  const [, cron = '', text = ''] = /^github\.event\.schedule == '([^']*)' && '([^']*)'$/.exec(part) ?? []
  return cron === '' ? undefined : [{ cron: squeeze(cron), checks: listed(text) }]
}

/** `github.event.schedule == 'CRON' && 'LIST' || … || 'LIST'`, as far as it is written like that. */
function readExpression(text: string): AskedChecks {
  const inner = text.trim()
  const isWhole = inner.startsWith('${{') && inner.endsWith('}}') && inner.indexOf('${{', 1) === -1
  const parts =
    isWhole && inner.length <= MAX_LENGTH ? inner.slice(3, -2).replace(/[()]/g, '').split('||') : []
  const arms = parts.map((part) => armsOf(squeeze(part)))
  if (arms.length > 0 && arms.every((arm) => arm !== undefined))
    return { arms: arms.flatMap((arm) => arm ?? []), isSure: true }
  const named = checksNamedIn(text)
  return { arms: [{ cron: undefined, checks: named.length > 0 ? named : CHECK_IDS }], isSure: false }
}

/** What `with: checks:` asks for: a list split by commas or white space, or an expression; without it everything. */
export function readAskedChecks(text: string | undefined): AskedChecks {
  if (text === undefined || text.trim() === '') return EVERYTHING
  if (text.includes('${{')) return readExpression(text)
  return { arms: [{ cron: undefined, checks: listed(text) }], isSure: true }
}

/** Whether a check is asked for at all. */
export function isAsked({ arms }: AskedChecks, check: string): boolean {
  return arms.some(({ checks }) => checks.includes(check))
}

/** Whether it is asked for when this cron starts the workflow. */
export function isAskedOn({ arms }: AskedChecks, check: string, cron: string): boolean {
  const arm = arms.find((one) => one.cron === undefined || one.cron === squeeze(cron))
  return arm?.checks.includes(check) ?? false
}
