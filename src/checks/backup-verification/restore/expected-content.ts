import type { Expect } from '../expectation.ts'
import type { RestoredTable } from './restored.ts'

/** The newest row of a table, by one of its columns. */
export interface NewestExpected {
  readonly table: string
  readonly column: string
  /** Milliseconds that it may be old; undefined where nothing says so. */
  readonly within: number | undefined
}

/** A query that answers one value. */
export interface QueryExpected {
  readonly sql: string
  /** As text, or as the number that it is. */
  readonly equals?: string
  readonly min?: number
  readonly max?: number
  /** As the dump calls it; where it is not given there must be one only. */
  readonly database?: string
}

/** What a restored database should hold. Names as `users`, `public.users`, `shop.public.users`. */
export interface ExpectedContent {
  readonly tables: readonly string[]
  readonly minRows: ReadonlyMap<string, number>
  readonly newest: readonly NewestExpected[]
  readonly queries: readonly QueryExpected[]
  /** The tables that an earlier run verified. */
  readonly previous: readonly RestoredTable[]
  /** A table that has lost more than this part of its rows, and more rows than the floor, has shrunk. */
  readonly drift: { readonly share: number; readonly floor: number }
}

export const DEFAULT_DRIFT = { share: 0.5, floor: 100 } as const

function queryOf({ sql, equals, min, max, database }: NonNullable<Expect['queries']>[number]): QueryExpected {
  return {
    sql,
    ...(equals === undefined ? {} : { equals }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(database === undefined ? {} : { database }),
  }
}

/** The same out of the configuration; `rpo` in milliseconds. */
export function contentOf(
  expect: Expect | undefined,
  rpo: number | undefined,
  previous: readonly RestoredTable[],
): ExpectedContent {
  const newest = expect?.newest ?? []
  return {
    tables: expect?.tables ?? [],
    minRows: expect?.['min-rows'] ?? new Map(),
    newest: newest.map(({ table, column, within }) => ({ table, column, within: within ?? rpo })),
    queries: (expect?.queries ?? []).map(queryOf),
    previous,
    drift: {
      share: expect?.drift ?? DEFAULT_DRIFT.share,
      floor: expect?.['drift-floor'] ?? DEFAULT_DRIFT.floor,
    },
  }
}
