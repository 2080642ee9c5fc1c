import type { Finding, Json } from '../../core/finding.ts'
import type { BackupFact, PlacedFault } from './fact.ts'
import type { Word } from './intake.ts'
import { type BackupVerdict, judgeBackup, type Placed } from './judge-backup.ts'
import { placeText } from './layers/layer.ts'
import { RULES, severityOf } from './rules.ts'

const MOST_TOLD = 20

function where({ artifact, told }: Placed<PlacedFault>): string {
  const inside = placeText(told.path)
  if (!artifact) return ''
  return `${[artifact.name, inside].filter((part) => part !== '').join(', ')}: `
}

function findingOf(name: string, word: Word, faults: readonly Placed<PlacedFault>[]): Finding {
  const sorted = faults.toSorted((a, b) => a.told.level - b.told.level)
  const [first] = sorted
  const more = sorted.length > 1 ? ` (and ${sorted.length - 1} more like this)` : ''
  const level = first?.told.level ?? 0
  const evidence: { readonly [key: string]: Json } = {
    level: `L${level}`,
    faults: sorted.slice(0, MOST_TOLD).map(({ artifact, told }) => ({
      artifact: artifact?.name ?? '',
      member: placeText(told.path),
      level: `L${told.level}`,
      text: told.text,
    })),
    ...(first?.artifact?.sha256 === undefined ? {} : { sha256: first.artifact.sha256 }),
  }
  return {
    rule: RULES[word].id,
    severity: severityOf(word),
    target: name,
    subject: name,
    message: `${name} is ${word}, as L${level} tells: ${first ? where(first) : ''}${first?.told.text ?? ''}${more}.`,
    evidence,
  }
}

/** The faults of one backup by their words, in the order in which they were found. */
function byWord({ faults }: BackupVerdict): ReadonlyMap<Word, readonly Placed<PlacedFault>[]> {
  const groups = new Map<Word, Placed<PlacedFault>[]>()
  for (const fault of faults) groups.set(fault.told.word, [...(groups.get(fault.told.word) ?? []), fault])
  return groups
}

/**
 * Pure: one finding for each word and backup, whatever the number of artifacts and members that show it, so that an issue
 * outlives tonight's backup. Every finding names the lowest level that could know it.
 */
export function evaluate(facts: readonly BackupFact[], _options: unknown, now: Date): readonly Finding[] {
  return facts.flatMap((fact) =>
    [...byWord(judgeBackup(fact, now))].map(([word, faults]) => findingOf(fact.entry.name, word, faults)),
  )
}
