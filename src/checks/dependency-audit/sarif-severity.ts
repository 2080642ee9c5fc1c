import type { Severity } from '../../core/severity.ts'
import { objectOf } from '../../inventory/json.ts'
import type { Fields } from './sarif-rules.ts'
import { severityOfWord } from './sources/severity-word.ts'

const LEVELS: ReadonlyMap<string, Severity> = new Map([
  ['error', 'high'],
  ['warning', 'moderate'],
  ['note', 'low'],
  ['none', 'info'],
])

/** Words that scanners use beside ours. */
const WORDS: ReadonlyMap<string, Severity> = new Map<string, Severity>([
  ...LEVELS,
  ['important', 'high'],
  ['recommendation', 'low'],
  ['negligible', 'info'],
  ['informational', 'info'],
])

/** CVSS bands of a number from 0 to 10, as GitHub reads `security-severity`. */
function severityOfScore(value: unknown): Severity | undefined {
  const isNumber =
    typeof value === 'number' || (typeof value === 'string' && /^\d{1,2}(\.\d{1,9})?$/.test(value.trim()))
  const score = isNumber ? Number(value) : Number.NaN
  if (!(score >= 0 && score <= 10)) return undefined
  if (score >= 9) return 'critical'
  if (score >= 7) return 'high'
  if (score >= 4) return 'moderate'
  return score > 0 ? 'low' : 'info'
}

function ofWord(value: unknown): Severity | undefined {
  if (typeof value !== 'string') return undefined
  return severityOfWord(value.trim()) ?? WORDS.get(value.trim().toLowerCase())
}

function ofLevel(value: unknown): Severity | undefined {
  return typeof value === 'string' ? LEVELS.get(value) : undefined
}

/**
 * How bad a result is: its own or its rule's score (`security-severity`), else a word for it, else its level, else
 * that of its rule; undefined where none of them says.
 */
export function severityOfResult(result: Fields, rule: Fields): Severity | undefined {
  const bags = [objectOf(result['properties']) ?? {}, objectOf(rule['properties']) ?? {}]
  const first = (keys: readonly string[], read: (value: unknown) => Severity | undefined) =>
    bags.flatMap((bag) => keys.map((key) => read(bag[key]))).find((severity) => severity !== undefined)
  return (
    first(['security-severity'], severityOfScore) ??
    first(['severity', 'problem.severity'], ofWord) ??
    ofLevel(result['level']) ??
    ofLevel(objectOf(rule['defaultConfiguration'])?.['level'])
  )
}
