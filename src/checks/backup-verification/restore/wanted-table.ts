import { nameAt } from '../sql/names.ts'
import type { RestoredTable } from './restored.ts'

/** What a name that a user wrote stands for. */
export type WantedTable =
  | { readonly kind: 'found'; readonly table: RestoredTable }
  | { readonly kind: 'absent' }
  /** In several schemas or databases, of which none is the usual one. */
  | { readonly kind: 'several' }

/** The parts of a restored table's name, with its database before them. */
export function partsOf({ database, name }: RestoredTable): readonly string[] {
  return [database, ...(nameAt(name, 0, false)?.parts ?? [name])]
}

function endsIn(parts: readonly string[], wanted: readonly string[]): boolean {
  if (wanted.length > parts.length) return false
  return wanted.every((part, index) => part === parts[parts.length - wanted.length + index])
}

function choose(found: readonly RestoredTable[]): WantedTable | undefined {
  const [first, ...others] = found
  if (first === undefined) return undefined
  if (others.length === 0) return { kind: 'found', table: first }
  const usual = found.filter((table) => partsOf(table).at(-2) === 'public')
  return usual.length === 1 && usual[0] !== undefined
    ? { kind: 'found', table: usual[0] }
    : { kind: 'several' }
}

/**
 * Finds a table by the name that a user wrote: `users`, `public.users`, `shop.public.users`, each part in quotes or not.
 * As it is written comes before what an engine would make of it, which is lower case.
 */
export function findTable(tables: readonly RestoredTable[], wanted: string): WantedTable {
  for (const folds of [false, true]) {
    const parts = nameAt(wanted, 0, folds)?.parts ?? [wanted]
    const chosen = choose(tables.filter((table) => endsIn(partsOf(table), parts)))
    if (chosen !== undefined) return chosen
  }
  return { kind: 'absent' }
}
