import { censusNotes, distrust } from './census.ts'
import { type DatabaseOptions, loadDatabase, packageKey } from './database.ts'
import { collectFaults, uniqueQueries } from './faults.ts'
import type { Answer, Query, Source } from './source.ts'

/** Which database is read, and how old its newest record may be. */
export interface OfflineOptions extends DatabaseOptions {
  /** Milliseconds. */
  readonly maxAge: number
  readonly now: Date
}

async function askOffline(options: OfflineOptions, queries: readonly Query[]): Promise<Answer> {
  const { path, maxAge, now } = options
  const faults = collectFaults()
  const unique = uniqueQueries(queries)
  const wanted = new Set([...unique.values()].map(({ ecosystem, name }) => packageKey(ecosystem, name)))
  const loaded = await loadDatabase(options, wanted)
  if (typeof loaded === 'string') {
    faults.add(`the database ${path} cannot be believed: ${loaded}`, unique.keys())
    return { advisories: [], faults: faults.faults(), notes: [] }
  }
  const reason = distrust(loaded.census, maxAge, now)
  if (reason !== undefined) faults.add(`the database ${path} cannot be believed: ${reason}`, unique.keys())
  const held = new Set(loaded.census.ecosystems)
  for (const [key, { ecosystem }] of unique) {
    if (!held.has(ecosystem)) faults.add(`the database ${path} holds nothing of ${ecosystem}`, [key])
  }
  return {
    advisories: loaded.advisories,
    faults: faults.faults(),
    notes: [...loaded.notes, ...censusNotes(loaded.census, path, now)],
  }
}

/**
 * A database of OSV records on disk: the zip that osv.dev publishes per ecosystem, or a folder of records, lists of
 * records and such zips (`.json`, `.json.gz`, `.zip`). Believed where its newest record is recent and at most one
 * record in a hundred is unreadable, for the ecosystems of which it holds a record.
 */
export function offlineSource(options: OfflineOptions): Source {
  return {
    id: options.path,
    place: options.path,
    // What it holds is known once it was read; an ecosystem that it lacks is a fault, with a reason.
    knows: () => true,
    ask: (queries) => askOffline(options, queries),
  }
}
