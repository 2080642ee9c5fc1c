import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Level, Word } from '../../../../src/checks/backup-verification/intake.ts'
import type { Workshop } from './workshop.ts'

/** What a verifier must say of a backup: that it is fine, in which way it is bad, or that it could not tell. */
export type Expected = 'ok' | Word | 'env'

/** One backup, good or damaged in one way, and what must be said of it. */
export interface BackupCase {
  /** As in the detection study where it is one of it: `P19`. Unique in the table. */
  readonly id: string
  readonly title: string
  /** A backup of the configuration without its name; `path` is relative to the folder of the case. */
  readonly entry: Readonly<Record<string, unknown>>
  /** Writes the artifacts. */
  readonly make: (workshop: Workshop, folder: string) => void
  /** ISO 8601; by default `NOW`. */
  readonly now?: string
  /** Environment variables that the entry names. */
  readonly secrets?: Readonly<Record<string, string>>
  /** What an earlier run verified of it: a backup of an evidence file, without its name. */
  readonly previous?: Readonly<Record<string, unknown>>
  readonly expected: Expected
  /**
   * Of a bad one the lowest level that can know, of a good one the level that must be reached, of `env` the level that
   * cannot be completed.
   */
  readonly level: Level
  /** Words that may be told as well, where one cannot be had without the other. */
  readonly also?: readonly Word[]
}

/** Cases of one kind, and the tools that making or reading them takes. */
export interface Family {
  readonly name: string
  readonly tools: readonly string[]
  readonly cases: readonly BackupCase[]
}

/** What time it is in the cases, and when their files were written. */
export const NOW = '2027-01-13T06:00:00Z'
export const WRITTEN = new Date('2027-01-13T04:00:00Z')

/** Writes a file and the folders that it lies in. */
export function put(folder: string, name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
  return path
}

/** What a case says beside its name, its bytes and what is expected. */
export type Extra = Partial<Pick<BackupCase, 'now' | 'secrets' | 'also' | 'previous'>> & {
  /** More of its entry. */
  readonly entry?: Readonly<Record<string, unknown>>
}

/** A case of one file that lies in its folder alone. */
export function fileCase(
  id: string,
  title: string,
  name: string,
  bytes: (workshop: Workshop) => Uint8Array | string,
  expected: Expected,
  level: Level,
  extra: Extra = {},
): BackupCase {
  const { entry, ...rest } = extra
  return {
    id,
    title,
    entry: { path: name, rpo: '24h', ...entry },
    make: (workshop, folder) => {
      put(folder, name, bytes(workshop))
    },
    expected,
    level,
    ...rest,
  }
}
