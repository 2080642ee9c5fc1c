import { expect, test } from '@jest/globals'
import { backupVerification } from '../../src/checks/backup-verification/index.ts'
import { certificateExpiry } from '../../src/checks/certificate-expiry/index.ts'
import type { Check } from '../../src/core/check.ts'
import { EVIDENCE_SCHEMA } from '../../src/core/evidence-schema.ts'
import { parseOptions } from '../../src/core/options.ts'
import type { CompletedRun } from '../../src/core/report.ts'
import { attachEvidence, runUrlOf } from '../../src/shell/attach.ts'
import { artifactOf, factOf, NOW } from '../support/backup-verification/facts.ts'
import { compileSchema, schemaComplaints } from '../support/contract/schema.ts'

const BACKUPS = backupVerification as unknown as Check
const RUN: CompletedRun = {
  check: 'backup-verification',
  name: 'nightly',
  status: 'completed',
  examined: 1,
  targets: [],
  table: { columns: [], rows: [] },
  gaps: [],
  notes: [],
  judged: [],
  attachments: [],
}
const FACTS = [factOf([artifactOf()])]
const FRAME = {
  now: NOW,
  runUrl: 'https://github.example/o/r/actions/runs/1',
  folderOf: (named: string) => (named === '' ? '/beside' : `/base/${named}`),
}

function optionsOf(given: Readonly<Record<string, string>> = {}) {
  const place = {
    origin: 'flag' as const,
    values: new Map(Object.entries(given)),
    label: (name: string) => name,
  }
  return parseOptions(backupVerification.options, [place])
}

test('JSON and Markdown are named in the run, and still to be written', () => {
  const { run, files } = attachEvidence(BACKUPS, { run: RUN, facts: FACTS, options: optionsOf() }, FRAME)
  const stem = 'upkeep-backup-verification-nightly.evidence'
  expect(run).toEqual({
    ...RUN,
    attachments: [
      { name: `${stem}.json`, mediaType: 'application/json', path: `/beside/${stem}.json` },
      { name: `${stem}.md`, mediaType: 'text/markdown', path: `/beside/${stem}.md` },
    ],
  })
  expect(files.map(({ path }) => path)).toEqual([`/beside/${stem}.json`, `/beside/${stem}.md`])
  const [json = '', markdown = ''] = files.map(({ text }) => text())
  const document: unknown = JSON.parse(json)
  expect(schemaComplaints(compileSchema(EVIDENCE_SCHEMA), document)).toEqual([])
  expect(document).toMatchObject({
    at: NOW.toISOString(),
    run: { name: 'nightly', url: FRAME.runUrl },
    backups: [{ name: 'db', status: 'ok' }],
  })
  expect(markdown).toContain('## db: ok')
})

test('they go to the folder that was named', () => {
  const options = optionsOf({ evidence: 'audit' })
  const { files } = attachEvidence(BACKUPS, { run: RUN, facts: FACTS, options }, FRAME)
  expect(files.map(({ path }) => path.startsWith('/base/audit/'))).toEqual([true, true])
})

test.each([
  ['where there is no folder', BACKUPS, RUN, { ...FRAME, folderOf: () => undefined }],
  [
    'of a run that failed',
    BACKUPS,
    { check: RUN.check, name: '', status: 'failed', reason: 'x' } as const,
    FRAME,
  ],
  ['of a check that makes none', certificateExpiry as unknown as Check, RUN, FRAME],
])('there are none %s', (_title, check, run, frame) => {
  expect(attachEvidence(check, { run, facts: FACTS, options: optionsOf() }, frame)).toEqual({
    run,
    files: [],
  })
})

test.each([
  [
    { GITHUB_SERVER_URL: 'https://github.example', GITHUB_REPOSITORY: 'o/r', GITHUB_RUN_ID: '1' },
    FRAME.runUrl,
  ],
  [{ GITHUB_SERVER_URL: 'https://github.example', GITHUB_REPOSITORY: 'o/r' }, null],
  [{}, null],
])('the page of %j is %s', (env, url) => {
  expect(runUrlOf(env)).toBe(url)
})
