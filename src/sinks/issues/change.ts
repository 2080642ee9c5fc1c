import type { Judged } from '../../core/policy.ts'
import { compareSeverity } from '../../core/severity.ts'
import { MAX_REMEMBERED, type Remembered, shortHash } from './state.ts'

/** What is different from the last time. */
export interface Change {
  readonly added: readonly Judged[]
  readonly worse: readonly Judged[]
  readonly unchanged: number
  /** How many of the remembered are no longer there. */
  readonly fixed: number
}

/** Nothing is known of before: nothing is news. */
export const NO_CHANGE: Change = { added: [], worse: [], unchanged: 0, fixed: 0 }

/**
 * Compares what is open with what is remembered. Beyond the findings that fit into memory nothing is told: those are
 * the mildest of thousands.
 */
export function changeOf(before: Remembered, open: readonly Judged[], max = MAX_REMEMBERED): Change {
  const added: Judged[] = []
  const worse: Judged[] = []
  const seen = new Set<string>()
  for (const one of open) {
    const name = shortHash(one.fingerprint)
    if (seen.has(name)) continue
    seen.add(name)
    const earlier = before.get(name)
    if (seen.size > max) continue
    if (earlier === undefined) added.push(one)
    else if (compareSeverity(one.finding.severity, earlier) < 0) worse.push(one)
  }
  const fixed = [...before.keys()].filter((name) => !seen.has(name)).length
  return { added, worse, fixed, unchanged: seen.size - added.length - worse.length }
}

/** Whether a change is worth telling people. */
export function isNews({ added, worse }: Change): boolean {
  return added.length + worse.length > 0
}
