import { readFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import type { BackupPorts } from '../../core/backup-ports.ts'
import type { Collected } from '../../core/check.ts'
import { ConfigError } from '../../core/errors.ts'
import type { Gap, Note } from '../../core/finding.ts'
import { collectBackup, type RunBounds } from './collect-backup.ts'
import type { BackupEntry } from './entry.ts'
import type { BackupFact } from './fact.ts'
import { mistakesOf, type Options, parseBackups } from './options.ts'
import { readEvidence, type Verified } from './previous.ts'

/** Not a mistake of the configuration: `upkeep check` must be able to read one that is about other checks. */
const NOTHING_ASKED = 'there is nothing to verify: give backups'

/** Read from the base of a change, as the configuration is: a change cannot loosen what judges it. */
async function readListed(path: string, ports: BackupPorts): Promise<Uint8Array | undefined> {
  const base = await ports.repository.base('')
  const before = base.kind === 'found' ? await base.tree.read(path) : undefined
  return before ?? (await ports.tree.read(path))
}

async function entriesOf({ backups }: Options, ports: BackupPorts): Promise<readonly BackupEntry[]> {
  if (backups.kind === 'entries') return backups.entries
  const bytes = await readListed(backups.path, ports)
  if (!bytes) throw new ConfigError([`backups: there is no file ${backups.path}`])
  const parsed = parseBackups(new TextDecoder().decode(bytes))
  const problems = 'problems' in parsed ? parsed.problems : mistakesOf(parsed.value)
  if (problems.length > 0) throw new ConfigError(problems.map((problem) => `${backups.path}: ${problem}`))
  return 'value' in parsed ? parsed.value : []
}

interface Earlier {
  readonly verified: ReadonlyMap<string, Verified>
  readonly gaps: readonly Gap[]
  readonly notes: readonly Note[]
}

/** The evidence of an earlier run: it may be missing, as of the first run; one that is damaged is a gap. */
async function readEarlier({ previous }: Options, { local }: BackupPorts): Promise<Earlier> {
  const none = { verified: new Map<string, Verified>(), gaps: [], notes: [] }
  if (previous === '') return none
  const gap = (reason: string) => ({ ...none, gaps: [{ target: 'previous', subject: previous, reason }] })
  let bytes: Uint8Array
  try {
    bytes = await readFile(isAbsolute(previous) ? previous : join(local.directory, previous))
  } catch (thrown) {
    const { code = '' } = thrown as NodeJS.ErrnoException
    if (code !== 'ENOENT') return gap(`the earlier evidence could not be read (${code})`)
    const text = 'there is no earlier evidence there: nothing is compared with an earlier run'
    return { ...none, notes: [{ subject: previous, text }] }
  }
  const read = readEvidence(bytes)
  return 'problem' in read
    ? gap(`the earlier evidence ${read.problem}`)
    : { ...none, verified: read.verified }
}

/** Lists every series and looks into its artifacts, one backup after the other; one that fails hides no other. */
export async function collect(options: Options, ports: BackupPorts): Promise<Collected<BackupFact>> {
  const entries = await entriesOf(options, ports)
  const earlier = await readEarlier(options, ports)
  const deadline = ports.elapsed() + options['max-duration']
  const run: RunBounds = { level: options.level, ports, deadline, previous: earlier.verified }
  const collected = []
  for (const entry of entries) collected.push(await collectBackup(entry, run))
  const nothing: Gap = { target: options.path, subject: 'backup-verification', reason: NOTHING_ASKED }
  const gaps = [
    ...(entries.length === 0 ? [nothing] : []),
    ...earlier.gaps,
    ...collected.flatMap((one) => one.gaps),
  ]
  const incomplete = new Set(gaps.map(({ target }) => target))
  return {
    facts: collected.flatMap(({ facts }) => facts),
    gaps,
    notes: [...earlier.notes, ...collected.flatMap(({ notes }) => notes)],
    targets: entries.map(({ name }) => ({ id: name, complete: !incomplete.has(name) })),
    partial: false,
  }
}
