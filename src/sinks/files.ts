import type { WriteFile } from '../core/ports.ts'
import type { Effect } from './sink.ts'

export interface FilePlan {
  readonly path: string
  readonly text: string
}

/** The name of a report file: `upkeep-<check>-<name>.json`, with what a file name cannot hold replaced. */
export function reportFileName(check: string, name: string): string {
  return `upkeep-${check}-${name.replace(/[^A-Za-z0-9._-]+/g, '-')}.json`
}

/** Writes files, each whole. */
export function writeFiles(plans: readonly FilePlan[], write: WriteFile): readonly Effect[] {
  return plans.map(({ path, text }) => ({ what: path, apply: () => write(path, text) }))
}
