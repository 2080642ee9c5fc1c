import type { Check } from '../core/check.ts'
import { CHECK_IDS } from '../core/ids.ts'
import { momentOf, quote } from '../core/parsers.ts'
import type { Waiver } from '../core/policy.ts'
import { didYouMean } from '../core/suggest.ts'
import type { Config } from './config.ts'

const SHARED = ['check', 'rule', 'reason', 'until']

function textIn(fields: Readonly<Record<string, unknown>>, key: string): string {
  const value = fields[key]
  return typeof value === 'string' ? value.trim() : ''
}

/** A rule that is named must be one: read as none, it would widen the waiver to all of them. */
function ruleProblems(check: Check, rule: unknown): readonly string[] {
  const rules = Object.keys(check.rules)
  if (typeof rule === 'string' && rules.includes(rule.trim())) return []
  const hint = typeof rule === 'string' ? didYouMean(rule, rules) : ''
  return [`rule must be one of ${rules.join(', ')}, not ${quote(rule)}${hint}`]
}

function problemsOf(check: Check, fields: Readonly<Record<string, unknown>>): readonly string[] {
  const known = [...SHARED, ...Object.keys(check.waiverKeys)]
  const until = textIn(fields, 'until')
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(until) && momentOf(until) !== undefined
  const keys = Object.entries(check.waiverKeys).flatMap(([name, key]) => {
    const value = textIn(fields, name)
    if (value === '') return key.required || name in fields ? [`${name} is required and must be text`] : []
    const problem = key.problem(value)
    return problem === undefined ? [] : [`${name}: ${problem}`]
  })
  const needed = check.waiverNeedsOne ?? []
  const isNamed = needed.length === 0 || needed.some((name) => textIn(fields, name) !== '')
  return [
    ...Object.keys(fields)
      .filter((key) => !known.includes(key))
      .map((key) => `unknown key "${key}"${didYouMean(key, known)}; known: ${known.join(', ')}`),
    ...(textIn(fields, 'reason') === '' ? ['reason is required: why is this fine?'] : []),
    ...(isDay ? [] : ['until is required and must be a day like 2027-01-31']),
    ...('rule' in fields ? ruleProblems(check, fields['rule']) : []),
    ...keys,
    ...(isNamed ? [] : [`one of ${needed.join(', ')} is required: which findings are meant?`]),
  ]
}

function keysOf(check: Check, fields: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const keys = Object.keys(check.waiverKeys).flatMap((name) => {
    const value = textIn(fields, name)
    return value === '' ? [] : [[name, value] as const]
  })
  return Object.fromEntries(keys)
}

function waiverOf(check: Check, fields: Readonly<Record<string, unknown>>, path: string): Waiver {
  const rule = textIn(fields, 'rule')
  return {
    check: check.id,
    ...(rule === '' ? {} : { rule }),
    reason: textIn(fields, 'reason'),
    until: textIn(fields, 'until'),
    keys: keysOf(check, fields),
    path,
  }
}

/** The waivers of one check, and every mistake in them; those of the other checks are theirs to read. */
export function parseWaivers(
  config: Config,
  check: Check,
): { readonly waivers: readonly Waiver[]; readonly problems: readonly string[] } {
  const waivers: Waiver[] = []
  const problems: string[] = []
  for (const [index, entry] of config.waivers.entries()) {
    const place = `waiver ${index + 1} in ${config.path}`
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
      problems.push(`${place} must be a mapping, not ${quote(entry)}`)
      continue
    }
    const fields = entry as Readonly<Record<string, unknown>>
    const id = textIn(fields, 'check')
    if (!(CHECK_IDS as readonly string[]).includes(id)) {
      problems.push(
        `${place}: check must be one of ${CHECK_IDS.join(', ')}, not ${quote(fields['check'] ?? null)}${didYouMean(id, CHECK_IDS)}`,
      )
    }
    if (id !== check.id) continue
    const wrong = problemsOf(check, fields)
    problems.push(...wrong.map((problem) => `${place}: ${problem}`))
    if (wrong.length === 0) waivers.push(waiverOf(check, fields, config.path))
  }
  return { waivers, problems }
}
