import type { Reading, Word } from '../intake.ts'

export const TEXT_KINDS = ['json', 'ndjson', 'yaml'] as const
/** A text that can be read: one JSON value, one on each line, or YAML documents. */
export type TextKind = (typeof TEXT_KINDS)[number]

/** What a text member amounts to; nothing of what it says. */
export interface TextReading extends Reading {
  readonly kind: TextKind
  /** Bytes. */
  readonly size: number
  /** JSON values that are whole; undefined for YAML. */
  readonly values: number | undefined
}

/** Nothing is wrong. */
export const NOTHING: Reading = { faults: [], remarks: [], lacks: [] }

/** One fault alone, of the third level. */
export function wrong(word: Word, text: string): Reading {
  return { ...NOTHING, faults: [{ word, level: 3, text }] }
}
