import { writeFileSync } from 'node:fs'
import { backupVerification } from '../../../../src/checks/backup-verification/index.ts'
import type { Level, Word } from '../../../../src/checks/backup-verification/intake.ts'
import type { Check } from '../../../../src/core/check.ts'
import type { Finding } from '../../../../src/core/finding.ts'
import { parseOptions } from '../../../../src/core/options.ts'
import type { CompletedRun } from '../../../../src/core/report.ts'
import { runCheck } from '../../../../src/core/run.ts'
import { backupPorts } from '../../../../src/shell/backup-ports.ts'
import { worldOf } from '../../../../src/shell/world.ts'
import { type BackupCase, NOW } from './case.ts'
import type { Told, Verify } from './told.ts'

const RULE = /^backup-verification\/(?<word>[a-z-]+)$/

function levelIn(text: unknown): Level | undefined {
  const [, digit] = /^L([0-5])/.exec(String(text)) ?? []
  return digit === undefined ? undefined : (Number(digit) as Level)
}

function faultOf({ rule, evidence }: Finding): { readonly word: Word; readonly level: Level } {
  const word = RULE.exec(rule)?.groups?.['word']
  const level = levelIn((evidence as Readonly<Record<string, unknown>>)['level'])
  if (word === undefined || level === undefined) throw new Error(`a finding without word or level: ${rule}`)
  return { word: word as Word, level }
}

/** Of the newest artifact, which stands first. */
function reachedIn({ table }: CompletedRun): Told['reached'] {
  const column = table.columns.findIndex(({ id }) => id === 'level')
  return levelIn(table.rows[0]?.[column]) ?? 'none'
}

function toldBy(run: CompletedRun): Told {
  const findings = run.judged.map(({ finding }) => finding)
  return {
    faults: findings.map(faultOf),
    lacks: run.gaps.length,
    reached: reachedIn(run),
    texts: [
      ...findings.map(({ message, evidence }) => `${message} ${JSON.stringify(evidence)}`),
      ...run.gaps.map(({ subject, reason }) => `gap: ${subject}: ${reason}`),
      ...run.notes.map(({ subject, text }) => `note: ${subject}: ${text}`),
    ],
  }
}

function worldIn(backup: BackupCase, folder: string, temporary: string) {
  const { PATH, HOME } = process.env
  const env = { PATH, HOME, RUNNER_TEMP: temporary, ...backup.secrets }
  return worldOf({
    process: { env, args: [], cwd: folder, isTerminal: false, width: 80 },
    directory: folder,
    event: { name: '', payload: {} },
    token: '',
    now: new Date(backup.now ?? NOW),
    progress: () => undefined,
    mask: () => undefined,
  })
}

/** Where the evidence file of an earlier run was written; empty where there was none. */
function previousOf({ id, previous }: BackupCase, temporary: string): string {
  if (!previous) return ''
  const path = `${temporary}.${id}.evidence.json`
  const backups = [{ name: 'case', status: 'ok', ...previous }]
  writeFileSync(path, JSON.stringify({ kind: 'upkeep-backup-evidence', schema: 1, backups }))
  return path
}

/**
 * The whole check with its real adapters, as the command line runs it, on one backup. What lies in files goes to
 * `temporary`, which must be outside of the folders of all cases.
 */
export function checkVerifier(temporary: string): Verify {
  return async (backup, folder) => {
    const previous = previousOf(backup, temporary)
    const given = { backups: [{ name: 'case', ...backup.entry }], previous }
    const place = {
      origin: 'config' as const,
      values: new Map(Object.entries(given)),
      label: (name: string) => name,
    }
    const options = parseOptions(backupVerification.options, [place])
    const check = backupVerification as unknown as Check
    const plan = { check, options, waivers: [], notes: [], gaps: [] }
    const { run, bug } = await runCheck(plan, backupPorts(worldIn(backup, folder, temporary)))
    if (bug !== undefined) throw bug
    if (run.status === 'failed') throw new Error(`${backup.id}: ${run.reason}`)
    return toldBy(run)
  }
}
