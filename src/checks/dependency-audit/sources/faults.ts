import type { Fault, Query } from './source.ts'
import { keyOf } from './source.ts'

/** Collects why questions were not answered, a fault per reason. */
export interface FaultList {
  readonly add: (reason: string, keys: Iterable<string>) => void
  readonly faults: () => readonly Fault[]
}

/** An empty list. Reasons keep the order in which they came; one without questions is not kept. */
export function collectFaults(): FaultList {
  const byReason = new Map<string, Set<string>>()
  return {
    add: (reason, keys) => {
      const known = byReason.get(reason) ?? new Set<string>()
      for (const key of keys) known.add(key)
      if (known.size > 0) byReason.set(reason, known)
    },
    faults: () => [...byReason].map(([reason, unanswered]) => ({ reason, unanswered })),
  }
}

/** Every question once, by key, in the order of their first appearance. */
export function uniqueQueries(queries: readonly Query[]): ReadonlyMap<string, Query> {
  const unique = new Map<string, Query>()
  for (const query of queries) if (!unique.has(keyOf(query))) unique.set(keyOf(query), query)
  return unique
}
