/** A promise in seconds, and what was measured; `met` is null where one of them is not known. */
export interface EvidenceGoal {
  readonly target: number | null
  readonly measured: number | null
  readonly met: boolean | null
}

export interface EvidenceTable {
  readonly database: string
  readonly name: string
  readonly rows: number
}

/** One artifact that was looked into; counts and hashes, never what it holds. */
export interface EvidenceArtifact {
  /** Hostile, as every name in it. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  readonly sha256: string | null
  /** RFC 3339; null where nothing tells. */
  readonly modified: string | null
  /** `L0` to `L5`, or `none`. */
  readonly wanted: string
  readonly reached: string
  /** Why it went no further; empty where it came as far as it was to. */
  readonly why: string
  readonly checks: readonly { readonly level: string; readonly text: string }[]
  readonly engines: readonly string[]
  readonly tables: readonly EvidenceTable[]
  readonly rto: EvidenceGoal
}

export interface EvidenceBackup {
  readonly name: string
  readonly place: string
  /** `ok`, `env`, or the word for what is wrong. */
  readonly status: string
  readonly count: number
  readonly rpo: EvidenceGoal
  readonly artifacts: readonly EvidenceArtifact[]
  readonly faults: readonly { readonly word: string; readonly level: string; readonly text: string }[]
  readonly gaps: readonly string[]
}

/** What an auditor keeps of one run: which backups were verified how far, by what, and against which promises. */
export interface EvidenceDocument {
  readonly kind: 'upkeep-backup-evidence'
  readonly schema: 1
  /** RFC 3339 in UTC. */
  readonly at: string
  readonly run: { readonly name: string; readonly url: string | null }
  readonly tool: { readonly name: 'upkeep'; readonly version: string }
  readonly backups: readonly EvidenceBackup[]
}

/** What the check itself knows of it; the run is added by whoever ran it. */
export type EvidenceFacts = Pick<EvidenceDocument, 'backups'>
