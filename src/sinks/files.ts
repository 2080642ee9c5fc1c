import type { WriteFile } from '../core/ports.ts'
import type { Effect } from './sink.ts'

export interface FilePlan {
  readonly path: string
  /** Made when it is written: a format that fails takes no other file with it. */
  readonly text: () => string
}

/** The name of a report file: `upkeep-<check>-<name>.json`; what a file name cannot hold everywhere as its code point, so that no two are the same. */
export function reportFileName(check: string, name: string): string {
  return `upkeep-${check}-${name.replace(/[^A-Za-z0-9.-]/gu, (char) => `_${char.codePointAt(0)?.toString(16)}_`)}.json`
}

/** Writes files, each whole. */
export function writeFiles(plans: readonly FilePlan[], write: WriteFile): readonly Effect[] {
  return plans.map(({ path, text }) => ({ what: path, apply: () => write(path, text()) }))
}
