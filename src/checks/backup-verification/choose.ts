import { createHash } from 'node:crypto'
import { sidecarOf } from './containers/checksums.ts'
import type { BackupEntry } from './entry.ts'
import type { ArtifactFact } from './fact.ts'
import type { Artifact } from './series/expectations.ts'
import { isLeftover } from './series/leftovers.ts'
import type { Item } from './sources/source.ts'

const DAY = 86_400_000

/** The same for a name as long as it is there, whatever is added before it and removed: else some would never have their turn. */
function turnOf(name: string, rolling: number): number {
  return createHash('sha256').update(name).digest().readUInt32BE(0) % rolling
}

function fileNameOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}

/** Whether an item is a file of checksums, or lies beside an SQLite database, and is no backup itself. */
function isBeside({ name, kind }: Item, names: ReadonlySet<string>): boolean {
  if (kind !== 'file') return false
  if (sidecarOf(fileNameOf(name)) !== undefined) return true
  const [, database] = /^(.+)-(?:wal|shm|journal)$/.exec(name) ?? []
  return database !== undefined && names.has(database)
}

/** What counts as the series: items without those that only belong to one. */
export function artifactsOf(items: readonly Item[]): readonly Item[] {
  const names = new Set(items.map(({ name }) => name))
  return items.filter((item) => !isBeside(item, names))
}

/** As the inventory's judge wants them. */
export function listedOf(items: readonly Item[]): readonly Artifact[] {
  return items.map(({ name, size, modified, checksums }) => ({
    name,
    size,
    modified,
    ...(checksums['sha256'] === undefined ? {} : { sha256: checksums['sha256'] }),
  }))
}

/** Artifacts with what was found in those that were looked into: when each was made by its own word. */
export function datedBy(listed: readonly Artifact[], looked: readonly ArtifactFact[]): readonly Artifact[] {
  const dates = new Map(looked.map(({ name, internal }) => [name, internal]))
  const [newest] = looked
  const last = newest?.internal ?? Number.POSITIVE_INFINITY
  return listed.map((one) => {
    const internal = dates.get(one.name)
    if (internal !== undefined) return { ...one, internal }
    // Copies are written later than what stands in them: one that nobody looked into must not make the series younger.
    const isLater = !dates.has(one.name) && one.modified !== undefined && one.modified >= last
    return isLater ? { ...one, modified: last - 1 } : one
  })
}

/**
 * Which are looked into: the newest first; all; or beside the newest those of the older ones whose turn it is today, so
 * that each has one in so many days.
 */
export function chooseArtifacts(
  items: readonly Item[],
  newest: string,
  { verify, rolling }: BackupEntry,
  now: Date,
): readonly Item[] {
  const first = items.filter(({ name }) => name === newest)
  // What was not finished is told of by the listing, and is not counted.
  const others = items.filter(({ name }) => name !== newest && !isLeftover(name))
  if (verify === 'all') return [...first, ...others]
  if (rolling === undefined) return first
  const turn = Math.floor(now.getTime() / DAY) % rolling
  return [...first, ...others.filter(({ name }) => turnOf(name, rolling) === turn)]
}
