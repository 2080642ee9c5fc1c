import type { MariaDbEngine } from '../../../core/other-engine-ports.ts'
import { spell } from '../sql/names.ts'
import type { RestoredTable } from './restored.ts'

/** A table as the engine lists it. */
export interface CountedTable extends RestoredTable {
  /** The storage engine; empty where it is not known. */
  readonly storage: string
}

/** What stands in a server after a restore. */
export interface MySqlContents {
  readonly tables: readonly CountedTable[]
  /** Views, as `database`, `name` spelled alike. */
  readonly views: readonly { readonly database: string; readonly name: string }[]
}

const OWN = "('mysql', 'sys', 'information_schema', 'performance_schema')"
const LIST = `select table_schema, table_name, table_type, coalesce(engine, '') from information_schema.tables
  where table_schema not in ${OWN} and table_type <> 'SEQUENCE' order by 1, 2`
const BATCH = 200
/** What comes back at once is limited; no list may be cut unseen. */
const PAGE = 5_000

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

/** The tables with their rows, and the views; throws as the engine's `run`. */
export async function listMySql(engine: MariaDbEngine): Promise<MySqlContents> {
  const listed: (readonly (string | null)[])[] = []
  for (let page: readonly (readonly (string | null)[])[] | undefined; !page || page.length === PAGE; ) {
    page = (await engine.run(engine.database, `${LIST} limit ${PAGE} offset ${listed.length}`)).rows
    listed.push(...page)
  }
  const isView = ([, , type]: readonly (string | null)[]) => /view/i.test(type ?? '')
  const bases = listed.filter((row) => !isView(row))
  const tables: CountedTable[] = []
  for (let at = 0; at < bases.length; at += BATCH) {
    const batch = bases.slice(at, at + BATCH)
    const counts = batch.map(
      ([database, name], index) =>
        `select ${index}, count(*) from ${quoted(database ?? '')}.${quoted(name ?? '')}`,
    )
    const { rows } = await engine.run(engine.database, counts.join(' union all '))
    const byIndex = new Map(rows.map(([index, count]) => [Number(index), Number(count)]))
    for (const [index, [database, name, , storage]] of batch.entries())
      tables.push({
        database: database ?? '',
        name: spell([name ?? '']),
        rows: byIndex.get(index) ?? 0,
        storage: storage ?? '',
      })
  }
  const views = listed.filter(isView)
  return {
    tables,
    views: views.map(([database, name]) => ({ database: database ?? '', name: spell([name ?? '']) })),
  }
}

const KEYS = `select constraint_schema, constraint_name, table_name, column_name, referenced_table_schema,
  referenced_table_name, referenced_column_name from information_schema.key_column_usage
  where referenced_table_name is not null and table_schema not in ${OWN}
  order by 1, 3, 2, ordinal_position limit 10000`

interface ForeignKey {
  readonly database: string
  readonly table: string
  readonly parentDatabase: string
  readonly parent: string
  readonly columns: (readonly [string, string])[]
}

/** Rows that point to no row, of one foreign key. */
export interface MySqlOrphans {
  readonly table: string
  readonly parent: string
  readonly rows: number
}

async function listKeys(engine: MariaDbEngine): Promise<readonly ForeignKey[]> {
  const keys = new Map<string, ForeignKey>()
  const { rows } = await engine.run(engine.database, KEYS)
  for (const row of rows) {
    const [database = '', name = '', table = '', column = '', parentDatabase = '', parent = '', target = ''] =
      row.map((value) => value ?? '')
    const id = JSON.stringify([database, table, name])
    const key = keys.get(id) ?? { database, table, parentDatabase, parent, columns: [] }
    key.columns.push([column, target])
    keys.set(id, key)
  }
  return [...keys.values()]
}

/**
 * Counts what a restore does not look at, as dumps switch the check of foreign keys off: rows that point to no row of the
 * table that they must point to (MATCH SIMPLE: one NULL and nothing is asked). Throws as the engine's `run`.
 */
export async function countOrphans(engine: MariaDbEngine): Promise<readonly MySqlOrphans[]> {
  const found: MySqlOrphans[] = []
  for (const { database, table, parentDatabase, parent, columns } of await listKeys(engine)) {
    const present = columns.map(([column]) => `c.${quoted(column)} is not null`).join(' and ')
    const joined = columns.map(([from, to]) => `p.${quoted(to)} = c.${quoted(from)}`).join(' and ')
    const sql = `select count(*) from ${quoted(database)}.${quoted(table)} c where ${present}
      and not exists (select 1 from ${quoted(parentDatabase)}.${quoted(parent)} p where ${joined})`
    const rows = Number((await engine.run(engine.database, sql)).rows[0]?.[0] ?? 0)
    if (rows > 0) found.push({ table: spell([table]), parent: spell([parent]), rows })
  }
  return found
}
