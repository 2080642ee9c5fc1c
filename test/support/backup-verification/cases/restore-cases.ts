import type { BackupCase } from './case.ts'
import { placeOf, swap, without } from './damage.ts'
import { lineTimes, packed, plain, withLine } from './postgres-case.ts'

const L4 = { entry: { level: 'L4' } }
const asking = (expect: Readonly<Record<string, unknown>>) => ({ entry: { expect } })

/** Dumps whose structure is right, and which only an engine can tell to be wrong. */
const REFUSED: readonly BackupCase[] = [
  plain(
    'P70',
    'a row that others point to is lost',
    ({ plain: d }) => lineTimes(d, '\tcustomer77@', 0),
    'corrupt',
    4,
    L4,
  ),
  plain('P71', 'a row stands twice', ({ plain: d }) => lineTimes(d, '\tcustomer5@', 2), 'corrupt', 4, L4),
  plain(
    'P72',
    'a number that is none',
    ({ plain: d }) => swap(d, '\t101\t25.00\t', '\t101\t2%.00\t'),
    'corrupt',
    4,
    L4,
  ),
  plain(
    'P73',
    'a word that is not of its enum',
    ({ plain: d }) => swap(d, '\tcalm\t', '\tcalx\t'),
    'corrupt',
    4,
    L4,
  ),
  plain(
    'P74',
    'a CHECK does not hold',
    ({ plain: d }) => swap(d, 'customer300@', 'customer300#'),
    'corrupt',
    4,
    L4,
  ),
  plain(
    'P75',
    'text that is not of its encoding',
    ({ plain: d }) => swap(d, Buffer.from('Zoë №12\t'), Buffer.from('Zo\xeb xx12\t', 'latin1')),
    'corrupt',
    4,
    L4,
  ),
  plain(
    'P76',
    'a type that there is not',
    ({ plain: d }) => swap(d, 'amount numeric(10,2)', 'amount numesic(10,2)'),
    'corrupt',
    4,
    L4,
  ),
  plain(
    'P77',
    'a table is not created',
    ({ plain: d }) => without(d, 'CREATE TABLE public.notes (', 'ALTER TABLE public.notes OWNER'),
    'corrupt',
    4,
    L4,
  ),
  plain(
    'P78',
    'a day that there is not',
    ({ plain: d }) => swap(d, '\t2026-12-31\tkind', '\t2026-12-32\tkind'),
    'corrupt',
    4,
    L4,
  ),
  plain(
    'P79',
    'an extension that this server does not have',
    ({ plain: d }) => withLine(d, 'CREATE EXTENSION IF NOT EXISTS not_in_any_server WITH SCHEMA public;'),
    'env',
    4,
    L4,
  ),
  plain(
    'P50',
    'a server that is newer than any here',
    ({ plain: d }) =>
      Buffer.from(
        d.toString('latin1').replace(/^(-- Dumped (?:from database|by pg_dump) version )\S+/gm, '$199.1'),
        'latin1',
      ),
    'env',
    4,
    L4,
  ),
]

/** Dumps that restore, and hold something else than they should. */
const ANSWERED: readonly BackupCase[] = [
  packed(
    'P80',
    'tables were left out',
    ({ noOrders: d }) => d,
    'incomplete',
    5,
    asking({ tables: ['customers', 'orders'] }),
  ),
  packed(
    'P53',
    'another database',
    ({ ledger: d }) => d,
    'wrong-content',
    5,
    asking({ tables: ['customers', 'orders'] }),
  ),
  packed(
    'P81',
    'the schema alone',
    ({ schemaOnly: d }) => d,
    'empty',
    5,
    asking({ 'min-rows': { customers: 1 } }),
  ),
  packed(
    'P82',
    'the rows of one table are missing',
    ({ plain: d }) => {
      const start = placeOf(d, '\n', placeOf(d, 'COPY public.agents (')) + 1
      return Buffer.concat([d.subarray(0, start), d.subarray(placeOf(d, '\\.\n', start))])
    },
    'empty',
    5,
    asking({ 'min-rows': { agents: 50 } }),
  ),
  packed(
    'P83',
    'the newest row is of last year: a copy of an old server',
    ({ plain: d }) => d,
    'stale',
    5,
    asking({ newest: [{ table: 'customers', column: 'created_at', within: '48h' }] }),
  ),
  packed(
    'P84',
    'a migration is missing',
    ({ plain: d }) => lineTimes(d, '20270111', 1),
    'wrong-content',
    5,
    asking({ queries: [{ sql: 'select max(version) from schema_migrations', equals: '20270113' }] }),
  ),
  packed(
    'P85',
    'another letter in a text, which a fingerprint tells',
    ({ plain: d }) => swap(d, 'SKU-c81e728d9d4c2f636f067f89cc14862c', 'SKU-c81e728d9d4c2f636f067f89cc14862d'),
    'wrong-content',
    5,
    asking({
      queries: [{ sql: "select count(*) from order_items where sku = 'SKU-' || md5('2')", equals: '1' }],
    }),
  ),
  packed(
    'P86',
    'fewer than there must be',
    ({ plain: d }) => d,
    'wrong-content',
    5,
    asking({ queries: [{ sql: 'select count(*) from orders', min: 5000 }] }),
  ),
  packed(
    'P87',
    'a query that cannot be asked of it',
    ({ noOrders: d }) => d,
    'incomplete',
    5,
    asking({ queries: [{ sql: 'select count(*) from orders', min: 1 }] }),
  ),
]

/** What an earlier run saw of such a dump: 1,200 rows of orders are a guess that is far too high or near enough. */
const earlier = (tables: readonly { readonly name: string; readonly rows: number }[]) => ({
  entry: { level: 'L5' },
  previous: {
    artifacts: [
      { name: 'earlier.sql.gz', size: 1, tables: tables.map((table) => ({ database: '', ...table })) },
    ],
  },
})

/** What only the run before tells, and the clock. */
const MEASURED: readonly BackupCase[] = [
  plain(
    'P90',
    'half of the rows since the last verified run',
    ({ plain: d }) => d,
    'shrunk',
    5,
    earlier([{ name: 'public.orders', rows: 100_000 }]),
  ),
  plain(
    'P91',
    'a table that the last verified run saw is gone',
    ({ plain: d }) => d,
    'incomplete',
    5,
    earlier([{ name: 'public.invoices', rows: 3 }]),
  ),
  plain(
    'P92',
    'as many rows as the last verified run saw',
    ({ plain: d }) => d,
    'ok',
    5,
    earlier([{ name: 'public.orders', rows: 1 }]),
  ),
  plain('P93', 'a restore that takes longer than it may', ({ plain: d }) => d, 'slow', 5, {
    entry: { level: 'L4', rto: '0s' },
  }),
  plain('P94', 'a restore within its time', ({ plain: d }) => d, 'ok', 4, {
    entry: { level: 'L4', rto: '60m' },
  }),
]

/** What a restore and the questions after it tell of dumps of PostgreSQL. */
export const RESTORE_CASES: readonly BackupCase[] = [...REFUSED, ...ANSWERED, ...MEASURED]
