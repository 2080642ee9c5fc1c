import type { BackupEntry } from './entry.ts'
import type { Fault, Level, Remark } from './intake.ts'
import type { LevelLack } from './layers/layer.ts'
import type { Verified } from './previous.ts'
import type { Answers } from './restore/questions.ts'
import type { Restored } from './restore/restored.ts'
import type { Artifact } from './series/expectations.ts'

/** A fault, and in which member of the artifact. */
export interface PlacedFault extends Fault {
  readonly path: readonly string[]
}

export interface PlacedRemark extends Remark {
  readonly path: readonly string[]
}

export interface PlacedLack extends LevelLack {
  readonly path: readonly string[]
}

/** A restore, and of which member. */
export interface RestoreFact extends Omit<Restored, 'faults' | 'remarks' | 'lacks'> {
  readonly path: readonly string[]
}

/** One artifact that was looked into. */
export interface ArtifactFact {
  /** Below its place, with `/`. Hostile. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** Milliseconds since 1970; undefined where nothing tells. */
  readonly modified: number | undefined
  /** When it was made by what stands in it, in milliseconds since 1970; undefined where nothing says so. */
  readonly internal: number | undefined
  /** Of its bytes; undefined where not all of them were read, and for a folder. */
  readonly sha256: string | undefined
  /** How far it was to be verified. */
  readonly wanted: Level
  readonly faults: readonly PlacedFault[]
  readonly remarks: readonly PlacedRemark[]
  readonly lacks: readonly PlacedLack[]
  /** What was seen at which level: `gzip`, `SQL of pg_dump 15.18`, … in the order of the levels. */
  readonly checks: readonly { readonly level: Level; readonly text: string }[]
  /** Tables and rows by the dump itself, without a restore. */
  readonly tables: number | undefined
  readonly rows: number | undefined
  readonly restores: readonly RestoreFact[]
  /** What it answered at level 5; undefined where it was not asked. */
  readonly answers: Answers | undefined
}

/** One backup: a series of artifacts, and those of them that were looked into. */
export interface BackupFact {
  /** What the user asked for. */
  readonly entry: BackupEntry
  /** What an earlier run knew of it. */
  readonly verified: Verified | undefined
  /** How far it was to be verified. */
  readonly wanted: Level
  /** The whole series, as it was listed; undefined where its place could not be looked at, so that nothing is known of it. */
  readonly listed: readonly Artifact[] | undefined
  /** What of its place could not be looked at, in sentences. */
  readonly problems: readonly string[]
  /** Looked into; the newest first. */
  readonly artifacts: readonly ArtifactFact[]
}

/** How far an artifact came: the last level that was completed without a fault, and why it went no further. */
export interface Reach {
  readonly level: Level
  /** Empty where it came as far as it was to. */
  readonly why: string
}

function lowest(levels: readonly Level[]): Level | undefined {
  return levels.length === 0 ? undefined : (Math.min(...levels) as Level)
}

function below(level: Level): Level {
  return Math.max(0, level - 1) as Level
}

/** Pure. A fault at a level means that the one before it was the last that it passed. */
export function reachOf({ wanted, faults, lacks }: ArtifactFact): Reach {
  const failed = lowest(faults.map(({ level }) => level))
  const lacked = lowest(lacks.map(({ level }) => level))
  if (failed !== undefined && (lacked === undefined || failed <= lacked)) {
    const first = faults.find(({ level }) => level === failed)
    return { level: below(failed), why: `${first?.word ?? ''} at L${failed}` }
  }
  if (lacked === undefined) return { level: wanted, why: '' }
  const first = lacks.find(({ level }) => level === lacked)
  return { level: below(lacked), why: `env: ${first?.text ?? ''}` }
}
