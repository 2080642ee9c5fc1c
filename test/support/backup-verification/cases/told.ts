import type { Level, Word } from '../../../../src/checks/backup-verification/intake.ts'
import type { BackupCase } from './case.ts'

/** What a verifier said of a backup. */
export interface Told {
  readonly faults: readonly { readonly word: Word; readonly level: Level }[]
  /** How many things it could not tell. */
  readonly lacks: number
  /** The last level that was completed without a fault; `none` where not even the first was. */
  readonly reached: Level | 'none'
  /** All that it said, for whoever must find out why. */
  readonly texts: readonly string[]
}

/** Looks at one backup, whose files lie in a folder. */
export type Verify = (backup: BackupCase, folder: string) => Promise<Told>

function wordLevels({ faults }: Told): ReadonlyMap<Word, Level> {
  const levels = new Map<Word, Level>()
  for (const { word, level } of faults) levels.set(word, Math.min(levels.get(word) ?? 5, level) as Level)
  return levels
}

function saidOf({ faults, lacks, reached, texts }: Told): string {
  const words = faults.map(({ word, level }) => `${word} at L${level}`)
  const all = [...words, ...(lacks > 0 ? [`env, ${lacks} times`] : [])]
  return `${all.length > 0 ? all.join(', ') : 'ok'} (reached ${reached === 'none' ? reached : `L${reached}`}): ${texts.join('; ')}`
}

function isRight({ expected, level, also = [] }: BackupCase, told: Told): boolean {
  const levels = wordLevels(told)
  if (expected === 'ok') return levels.size === 0 && told.lacks === 0 && told.reached === level
  if (expected === 'env') {
    const before = level === 0 ? 'none' : level - 1
    return levels.size === 0 && told.lacks > 0 && told.reached === before
  }
  // Neither later nor earlier: what claims to know before it can is as wrong as what looks too far.
  const isNamed = levels.get(expected) === level
  return isNamed && [...levels.keys()].every((word) => word === expected || also.includes(word))
}

/** What is wrong with what was said; undefined where it is exactly what must be said. */
export function mistakeOf(backup: BackupCase, told: Told): string | undefined {
  if (isRight(backup, told)) return undefined
  return `${backup.id} must be ${backup.expected} at L${backup.level}, and was ${saidOf(told)}`
}
