/** How far a backup was verified; what each level means is in docs/backup-verification.md. */
export type Level = 0 | 1 | 2 | 3 | 4 | 5

/** What can be wrong with a backup, in one word; `env` is not among them: it is a gap, never a fault. */
export const WORDS = [
  'corrupt',
  'incomplete',
  'empty',
  'missing',
  'stale',
  'shrunk',
  'wrong-content',
  'unsafe',
  'undecryptable',
  'slow',
] as const
export type Word = (typeof WORDS)[number]

/** One thing that is wrong with some bytes, and the cheapest level that can know it. */
export interface Fault {
  readonly word: Word
  readonly level: Level
  /** A plain sentence without its full stop; texts out of the backup in it are hostile and cut to 100 characters. */
  readonly text: string
}

/** Something to know that is not wrong. */
export interface Remark {
  readonly text: string
}

/** What could not be told because this machine lacks something: a tool, a version, a key. */
export interface Lack {
  readonly what: string
  readonly text: string
}

/**
 * Takes bytes in order, as they are read or unpacked, and says at the end what they were. Bytes flow through a tree of
 * these once: file -> checksum, gunzip -> tar -> each member's own reader. Constant memory, whatever the size.
 */
export interface Intake<Result> {
  /** The next bytes, of any length. A promise where the caller must wait. What is kept of them must be copied. Never throws for what the bytes are. */
  readonly write: (chunk: Uint8Array) => void | Promise<void>
  /**
   * No more bytes. `isWhole` is false where the reader above found its own fault (a truncated gzip): then what is
   * missing here is not told again.
   */
  readonly end: (isWhole: boolean) => Result | Promise<Result>
}

/** What every reader says beside its own facts. */
export interface Reading {
  readonly faults: readonly Fault[]
  readonly remarks: readonly Remark[]
  readonly lacks: readonly Lack[]
}
