import { compareSeverity, type Severity } from '../../core/severity.ts'
import { scoreVector, severityOfScore } from './cvss.ts'

/** GitHub's words for severity, and the one that others write for MODERATE. */
const WORDS: ReadonlyMap<string, Severity> = new Map([
  ['CRITICAL', 'critical'],
  ['HIGH', 'high'],
  ['MODERATE', 'moderate'],
  ['MEDIUM', 'moderate'],
  ['LOW', 'low'],
])

/** How bad a record says it is. */
export interface Rating {
  readonly severity: Severity | undefined
  readonly score?: number
  readonly vector?: string
}

function wordOf(fields: unknown): Severity | undefined {
  const word = fieldOf(fields, 'severity')
  return typeof word === 'string' && word.length < 20 ? WORDS.get(word.toUpperCase()) : undefined
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Readonly<Record<string, unknown>>)[name]
}

interface Scored {
  readonly vector: string
  readonly generation: number
  readonly score: number
}

function scoredOf(entries: unknown): readonly Scored[] {
  if (!Array.isArray(entries)) return []
  return entries.flatMap((entry: unknown) => {
    const vector = fieldOf(entry, 'score')
    const scored = typeof vector === 'string' ? scoreVector(vector.trim()) : undefined
    return scored && typeof vector === 'string' ? [{ ...scored, vector: vector.trim() }] : []
  })
}

/** CVSS 4 before 3 before 2, and of one generation the highest. */
function compareScored(a: Scored, b: Scored): number {
  return b.generation - a.generation || b.score - a.score
}

/**
 * The severity of an OSV record: the word in its `database_specific`, else the worst word of its branches, else the
 * highest CVSS 4 score that a vector of the record or of a branch has, else CVSS 3, else CVSS 2. `affected` are the
 * branches as they were read, of whatever type.
 */
export function ratingOf(record: unknown, affected: readonly unknown[]): Rating {
  const holders = [record, ...affected]
  const best = holders.flatMap((one) => scoredOf(fieldOf(one, 'severity'))).sort(compareScored)[0]
  const words = affected.flatMap((one) => wordOf(fieldOf(one, 'database_specific')) ?? [])
  const word = wordOf(fieldOf(record, 'database_specific')) ?? words.sort(compareSeverity)[0]
  if (!best) return { severity: word }
  return { severity: word ?? severityOfScore(best.score), score: best.score, vector: best.vector }
}
