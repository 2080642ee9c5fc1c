import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { evidenceOf } from '../../../src/checks/backup-verification/evidence.ts'
import type { BackupFact } from '../../../src/checks/backup-verification/fact.ts'
import { backupVerification } from '../../../src/checks/backup-verification/index.ts'
import type { Check } from '../../../src/core/check.ts'
import type { EvidenceBackup } from '../../../src/core/evidence.ts'
import { parseOptions } from '../../../src/core/options.ts'
import type { CompletedRun } from '../../../src/core/report.ts'
import { runCheck } from '../../../src/core/run.ts'
import { backupPorts } from '../../../src/shell/backup-ports.ts'
import { worldOf } from '../../../src/shell/world.ts'

/** A backup of the configuration, as YAML would give it. */
export type Entry = Readonly<Record<string, unknown>>

/** What is the same for all backups of a run. */
export interface Surroundings {
  /** Options beside `backups`. */
  readonly options?: Entry
  /** Environment variables beside PATH and HOME. */
  readonly env?: Readonly<Record<string, string>>
  readonly now?: Date
}

/** One row of the table. */
export interface Row {
  readonly artifact: string
  readonly status: string
  readonly level: string
  readonly why: string
}

/** What the whole check says. */
export interface Said {
  readonly run: CompletedRun
  /** `corrupt at L2`, in the order of the findings, of one backup. */
  readonly faultsOf: (name: string) => readonly string[]
  /** `subject: reason` of one backup. */
  readonly gapsOf: (name: string) => readonly string[]
  readonly rowsOf: (name: string) => readonly Row[]
  readonly evidence: readonly EvidenceBackup[]
  readonly seconds: number
}

/** A directory with backups, and a folder for what must lie in files. */
export interface BackupWorld {
  readonly directory: string
  readonly temporary: string
  /** Writes a file and its folders; gives its path. */
  readonly put: (name: string, bytes: Uint8Array | string) => string
  readonly verify: (backups: readonly Entry[], surroundings?: Surroundings) => Promise<Said>
  /** What was left behind in the folder for files. */
  readonly left: () => readonly string[]
  readonly remove: () => void
}

function said(run: CompletedRun, evidence: readonly EvidenceBackup[], seconds: number): Said {
  const at = (row: readonly unknown[], id: string) =>
    String(row[run.table.columns.findIndex((column) => column.id === id)] ?? '')
  return {
    run,
    evidence,
    seconds,
    faultsOf: (name) =>
      run.judged
        .filter(({ finding }) => finding.target === name)
        .map(({ finding: { rule, evidence: told } }) => {
          const { level } = told as { readonly level?: string }
          return `${rule.split('/')[1]} at ${level}`
        }),
    gapsOf: (name) =>
      run.gaps.filter(({ target }) => target === name).map(({ subject, reason }) => `${subject}: ${reason}`),
    rowsOf: (name) =>
      run.table.rows
        .filter((row) => at(row, 'backup') === name)
        .map((row) => ({
          artifact: at(row, 'artifact'),
          status: at(row, 'status'),
          level: at(row, 'level'),
          why: at(row, 'why'),
        })),
  }
}

async function verifyIn(
  directory: string,
  temporary: string,
  backups: readonly Entry[],
  { options = {}, env = {}, now = new Date() }: Surroundings,
): Promise<Said> {
  const { PATH, HOME } = process.env
  const world = worldOf({
    process: {
      env: { PATH, HOME, RUNNER_TEMP: temporary, ...env },
      args: [],
      cwd: directory,
      isTerminal: false,
      width: 80,
    },
    directory,
    event: { name: '', payload: {} },
    token: '',
    now,
    progress: () => undefined,
    mask: () => undefined,
  })
  const values = new Map(Object.entries({ ...options, backups }))
  // Those of the configuration, and those that only a flag may give.
  const parsed = parseOptions(backupVerification.options, [
    { origin: 'flag', values, label: (name: string) => name },
  ])
  const plan = {
    check: backupVerification as unknown as Check,
    options: parsed,
    waivers: [],
    notes: [],
    gaps: [],
  }
  const started = performance.now()
  const { run, facts, bug } = await runCheck(plan, backupPorts(world))
  if (bug !== undefined) throw bug
  if (run.status === 'failed') throw new Error(run.reason)
  const { backups: evidence } = evidenceOf(facts as readonly BackupFact[], parsed, now)
  return said(run, evidence, (performance.now() - started) / 1000)
}

/** A new one; `remove` takes all of it away. What must lie in files goes to `temporary`, by default a folder of its own. */
export function openWorld(given?: { readonly temporary: string }): BackupWorld {
  const root = mkdtempSync(join(tmpdir(), 'upkeep-world-'))
  const directory = join(root, 'checked')
  const temporary = given?.temporary ?? join(root, 'temporary')
  for (const folder of [directory, temporary]) mkdirSync(folder, { recursive: true })
  return {
    directory,
    temporary,
    put: (name, bytes) => {
      const path = join(directory, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, bytes)
      return path
    },
    verify: (backups, surroundings = {}) => verifyIn(directory, temporary, backups, surroundings),
    left: () => readdirSync(temporary),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}
