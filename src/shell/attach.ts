import { join } from 'node:path'
import type { Environment } from '../adapters/environment.ts'
import type { Check } from '../core/check.ts'
import type { EvidenceDocument } from '../core/evidence.ts'
import type { SharedOptions } from '../core/options.ts'
import type { Attachment, Run } from '../core/report.ts'
import { evidenceJson, evidenceMarkdown } from '../formats/evidence.ts'
import { type FilePlan, reportFileName } from '../sinks/files.ts'
import { VERSION } from './version.ts'

/** A run with the files that belong to it, which are still to be written. */
export interface Attached {
  readonly run: Run
  readonly files: readonly FilePlan[]
}

/** The page of this workflow run on GitHub; null outside of one. */
export function runUrlOf(env: Environment): string | null {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } = env
  return server && repository && id ? `${server}/${repository}/actions/runs/${id}` : null
}

const FORMS = [
  { ending: '.json', mediaType: 'application/json', text: evidenceJson },
  { ending: '.md', mediaType: 'text/markdown', text: evidenceMarkdown },
] as const

/**
 * Adds the evidence that a check makes of its facts, as JSON and Markdown in `folderOf`'s folder; nothing where the check makes
 * none or that folder is undefined.
 */
export function attachEvidence(
  check: Check,
  {
    run,
    facts,
    options,
  }: { readonly run: Run; readonly facts: readonly unknown[]; readonly options: SharedOptions },
  { now, runUrl, folderOf }: AttachFrame,
): Attached {
  const folder = check.evidence && folderOf(check.evidence.folder(options))
  if (!check.evidence || folder === undefined || run.status !== 'completed') return { run, files: [] }
  const document: EvidenceDocument = {
    kind: 'upkeep-backup-evidence',
    schema: 1,
    at: now.toISOString(),
    run: { name: run.name, url: runUrl },
    tool: { name: 'upkeep', version: VERSION },
    ...check.evidence.facts(facts, options, now),
  }
  const stem = reportFileName(run.check, run.name).replace(/\.json$/, '.evidence')
  const attachments = FORMS.map(
    ({ ending, mediaType }): Attachment => ({
      name: `${stem}${ending}`,
      mediaType,
      path: join(folder, `${stem}${ending}`),
    }),
  )
  const files = FORMS.map(({ ending, text }) => ({
    path: join(folder, `${stem}${ending}`),
    text: () => text(document),
  }))
  return { run: { ...run, attachments: [...run.attachments, ...attachments] }, files }
}

export interface AttachFrame {
  readonly now: Date
  readonly runUrl: string | null
  /** An absolute folder for the one that the user named, which is empty where none was; undefined for no files. */
  readonly folderOf: (named: string) => string | undefined
}
