import type { EvidenceArtifact, EvidenceBackup, EvidenceFacts, EvidenceGoal } from '../../core/evidence.ts'
import { levelText, statusOf } from './describe.ts'
import { type ArtifactFact, type BackupFact, reachOf } from './fact.ts'
import { judgeBackup } from './judge-backup.ts'
import { placeText } from './layers/layer.ts'

function goal(target: number | undefined, measured: number | undefined): EvidenceGoal {
  const both = target !== undefined && measured !== undefined
  return { target: target ?? null, measured: measured ?? null, met: both ? measured <= target : null }
}

function secondsOf(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : Math.floor(milliseconds / 1000)
}

function isoOf(moment: number | undefined): string | null {
  const date = new Date(moment ?? Number.NaN)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}

/** How long all restores of an artifact took together, in seconds; undefined where none was made. */
export function restoreSeconds({ restores }: ArtifactFact): number | undefined {
  if (restores.length === 0) return undefined
  return Math.round(restores.reduce((sum, { seconds }) => sum + seconds, 0) * 10) / 10
}

function artifactOf(artifact: ArtifactFact, rto: number | undefined): EvidenceArtifact {
  const [reached = 'none'] = levelText(artifact).split(' ')
  return {
    name: artifact.name,
    size: artifact.size,
    sha256: artifact.sha256 ?? null,
    modified: isoOf(artifact.modified),
    wanted: `L${artifact.wanted}`,
    reached,
    why: reachOf(artifact).why,
    checks: artifact.checks.map(({ level, text }) => ({ level: `L${level}`, text })),
    engines: [...new Set(artifact.restores.map(({ engine }) => engine))],
    tables: artifact.restores.flatMap(({ tables }) =>
      tables.map(({ database, name, rows }) => ({ database, name, rows })),
    ),
    rto: goal(secondsOf(rto), restoreSeconds(artifact)),
  }
}

function backupOf(fact: BackupFact, now: Date): EvidenceBackup {
  const verdict = judgeBackup(fact, now)
  const { facts } = verdict.series
  return {
    name: fact.entry.name,
    place: fact.entry.path,
    status: statusOf(verdict, verdict.artifacts[0]),
    count: facts.count,
    rpo: goal(secondsOf(fact.entry.rpo), secondsOf(facts.age)),
    artifacts: verdict.artifacts.map((artifact) => artifactOf(artifact, fact.entry.rto)),
    faults: verdict.faults.map(({ artifact, told }) => ({
      word: told.word,
      level: `L${told.level}`,
      text: [artifact?.name ?? '', placeText(told.path), told.text].filter((part) => part !== '').join(': '),
    })),
    gaps: verdict.lacks.map(({ told }) => told.text),
  }
}

/** Pure: what an auditor keeps of these facts. Counts and hashes, never a value out of a backup. */
export function evidenceOf(facts: readonly BackupFact[], _options: unknown, now: Date): EvidenceFacts {
  return { backups: facts.map((fact) => backupOf(fact, now)) }
}
