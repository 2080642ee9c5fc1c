import { SEVERITIES, type Severity } from '../../../core/severity.ts'

/** A source's word in ours, GitHub's `medium` too; undefined for a missing or unknown one: it is never the lowest. */
export function severityOfWord(word: unknown): Severity | undefined {
  if (typeof word !== 'string') return undefined
  const lower = word.slice(0, 20).toLowerCase()
  return lower === 'medium' ? 'moderate' : SEVERITIES.find((severity) => severity === lower)
}
