import type { ArtifactFact } from './fact.ts'
import type { Level } from './intake.ts'
import { listRepository, type RepositoryKind, recognizeRepository } from './repositories/repository-kind.ts'
import type { RepositoryReading } from './repositories/repository-reading.ts'
import { verifyRepository } from './repositories/verify.ts'
import type { Item } from './sources/source.ts'
import { leftOf, MOST_SPOOLED, type Verification } from './verification.ts'
import { adding, type Look, untold } from './verify-artifact.ts'

const DAY = 86_400_000
const MEMBERS = 'members cannot be looked for in a repository: take them off this backup'

/** What kind of repository a folder on this machine is; undefined for none, and for one that cannot be listed. */
export async function repositoryIn(path: string): Promise<RepositoryKind | undefined> {
  try {
    return recognizeRepository(await listRepository(path))
  } catch {
    return undefined
  }
}

/** What is asked of a backup that no repository can be asked, or that this one does not keep to. */
function toldOfEntry(
  { entry, wanted }: Verification,
  { isEncrypted }: RepositoryReading,
): Pick<Look, 'faults' | 'lacks'> {
  const isBare = isEncrypted === false && entry.encrypted === 'always'
  const isUnseen = wanted >= 3 && (entry.members ?? []).length > 0
  return {
    faults: isBare ? [{ word: 'unsafe', level: 2, text: 'is not encrypted', path: [] }] : [],
    lacks: isUnseen ? [{ what: 'members', text: MEMBERS, level: 3, path: [] }] : [],
  }
}

function lookOf(reading: RepositoryReading, verification: Verification): Look {
  const { tool, snapshots, restored, restoreTime, level, faults, remarks, lacks } = reading
  const { wanted } = verification
  const own = toldOfEntry(verification, reading)
  const lacking = Math.min(wanted, level + 1) as Level
  const text = `${tool === '' ? reading.kind : tool}: ${snapshots.length} snapshots`
  const isDone = wanted >= 4 && level >= 4
  const tables = restored ? [{ database: '', name: 'files', rows: restored.files }] : []
  return {
    faults: [...faults.map((fault) => ({ ...fault, path: [] })), ...own.faults],
    remarks: remarks.map((remark) => ({ ...remark, path: [] })),
    lacks: [...lacks.map((lack) => ({ ...lack, level: lacking, path: [] })), ...own.lacks],
    checks: [{ level: Math.min(3, level) as Level, text }],
    restores: isDone ? [{ path: [], engine: tool, seconds: restoreTime / 1000, tables }] : [],
    answers: isDone && wanted === 5 ? { tables, newest: [], queries: [] } : undefined,
    internal: snapshots.at(-1)?.time,
  }
}

/** Which part of the data is read today, where only a part is: `rolling` of the backup says how many there are. */
function subsetOf({ entry, ports }: Verification) {
  const { rolling } = entry
  if (rolling === undefined || rolling === 1) return {}
  return { subset: { part: (Math.floor(ports.clock().getTime() / DAY) % rolling) + 1, of: rolling } }
}

/** Verifies a repository of restic's or borg's by its own tool, read-only. Never throws for what it is. */
export async function verifyRepositoryItem(
  verification: Verification,
  item: Item,
  path: string,
  kind: RepositoryKind,
): Promise<ArtifactFact> {
  const { wanted, keys, ports, entry } = verification
  const fact = untold(item, wanted)
  if (wanted === 0) return fact
  const reading = await verifyRepository(
    path,
    kind,
    {
      password: keys.passphrases[0],
      level: wanted,
      ...subsetOf(verification),
      maxBytes: entry['max-unpacked'] ?? MOST_SPOOLED,
      left: () => leftOf(verification),
    },
    { start: ports.startChild, folder: ports.makeFolder },
  )
  return adding(fact, lookOf(reading, verification))
}
