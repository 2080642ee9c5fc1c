import type { ExpectedTable } from './dump-facts.ts'
import type { CountedTable } from './tally.ts'

/** A table whose rows are others than the dump holds. */
export interface RowDifference {
  readonly name: string
  readonly dumped: number
  /** Undefined where the table is not there. */
  readonly restored: number | undefined
}

/**
 * Compares the rows that a dump holds with those that were restored. Parts of one partitioned table are compared
 * together, because pg_dump --load-via-partition-root lets the server sort them. Pure.
 */
export function differences(
  expected: readonly ExpectedTable[],
  counted: readonly CountedTable[],
): readonly RowDifference[] {
  const roots = new Map(counted.map(({ name, root }) => [name, root]))
  const restored = new Map<string, number>()
  for (const { root, rows } of counted) restored.set(root, (restored.get(root) ?? 0) + rows)
  const dumped = new Map<string, number>()
  const unknown = new Set<string>()
  for (const { name, rows, isCreated } of expected) {
    const root = roots.get(name) ?? name
    if (rows === undefined || !isCreated) unknown.add(root)
    else dumped.set(root, (dumped.get(root) ?? 0) + rows)
  }
  return [...dumped].flatMap(([name, rows]) => {
    const there = restored.get(name)
    return unknown.has(name) || there === rows ? [] : [{ name, dumped: rows, restored: there }]
  })
}
