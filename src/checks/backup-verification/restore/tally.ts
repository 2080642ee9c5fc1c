import type { Session } from '../../../core/engine-ports.ts'
import { spell } from '../sql/names.ts'
import { runScoped, SYSTEM_ONLY } from './admin-scope.ts'
import { quoteName } from './identifiers.ts'

/** A table that was counted. */
export interface CountedTable {
  readonly name: string
  /** Its own, without those of its parts. */
  readonly rows: number
  /** The same, and at the top of a partitioned table those of all its parts. */
  readonly allRows: number
  /** The partitioned table that it is a part of, at the top; else itself. */
  readonly root: string
}

export interface Tally {
  readonly tables: readonly CountedTable[]
  readonly views: number
  readonly indexes: number
  readonly sequences: number
}

const AT_ONCE = 100
const PAGE = 5_000
const OWN = `n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS
(SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`

interface Found {
  readonly oid: string
  readonly schema: string
  readonly table: string
  readonly root: string
}

function pageSql(after: string): string {
  return `SELECT c.oid::text, n.nspname::text, c.relname::text, coalesce(pg_partition_root(c.oid), c.oid)::oid::text
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND c.oid > ${after} AND ${OWN} ORDER BY c.oid LIMIT ${PAGE}`
}

async function findTables(admin: Session): Promise<readonly Found[]> {
  const found: Found[] = []
  for (let after = '0'; ; ) {
    const { rows } = await runScoped(admin, SYSTEM_ONLY, pageSql(after))
    for (const [oid, schema, table, root] of rows) {
      found.push({ oid: oid ?? '', schema: schema ?? '', table: table ?? '', root: root ?? '' })
    }
    if (rows.length < PAGE) return found
    after = rows.at(-1)?.[0] ?? '0'
  }
}

async function countRows(admin: Session, some: readonly Found[]): Promise<readonly number[]> {
  const sql = some.map(
    ({ schema, table }, index) =>
      `SELECT ${index} AS place, count(*)::text FROM ONLY ${quoteName(schema)}.${quoteName(table)}`,
  )
  const { rows } = await runScoped(admin, SYSTEM_ONLY, `${sql.join(' UNION ALL ')} ORDER BY place`)
  return rows.map(([, count]) => Number(count))
}

async function countOthers(admin: Session): Promise<ReadonlyMap<string, number>> {
  const sql = `SELECT c.relkind::text, count(*)::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('i', 'I', 'S', 'v', 'm') AND ${OWN} GROUP BY 1`
  const { rows } = await runScoped(admin, SYSTEM_ONLY, sql)
  return new Map(rows.map(([kind, count]) => [kind ?? '', Number(count)]))
}

/**
 * Counts what is in a database that the dump has made, by the system's own functions alone. A partitioned table has no
 * rows itself; its parts have. Throws as a session does.
 */
export async function tallyDatabase(admin: Session, isOverdue: () => boolean): Promise<Tally | undefined> {
  const found = await findTables(admin)
  const names = new Map(found.map(({ oid, schema, table }) => [oid, spell([schema, table])]))
  const counted: Omit<CountedTable, 'allRows'>[] = []
  const totals = new Map<string, number>()
  for (let at = 0; at < found.length; at += AT_ONCE) {
    if (isOverdue()) return undefined
    const some = found.slice(at, at + AT_ONCE)
    const counts = await countRows(admin, some)
    for (const [index, { oid, root }] of some.entries()) {
      const name = names.get(oid) ?? ''
      const rows = counts[index] ?? 0
      const top = names.get(root) ?? name
      counted.push({ name, rows, root: top })
      totals.set(top, (totals.get(top) ?? 0) + rows)
    }
  }
  const tables = counted.map((table) => ({
    ...table,
    allRows: table.name === table.root ? (totals.get(table.root) ?? 0) : table.rows,
  }))
  const others = await countOthers(admin)
  const sum = (...kinds: readonly string[]) =>
    kinds.reduce((total, kind) => total + (others.get(kind) ?? 0), 0)
  return { tables, views: sum('v', 'm'), indexes: sum('i', 'I'), sequences: sum('S') }
}
