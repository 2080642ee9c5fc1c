import type { BackupCase } from './case.ts'
import { followed, lineless, swap, throughTerminal } from './damage.ts'
import { gzip } from './packing.ts'
import { named, packed, plain, unrestricted, withLine } from './postgres-case.ts'

const RESTORED = { entry: { level: 'L4' } }

/** Dumps that restore: each looks odd in another way, and none may be complained of. */
export const POSTGRES_GOOD_CASES: readonly BackupCase[] = [
  plain('P01-good', 'pg_dump', ({ plain: dump }) => dump, 'ok', 3),
  packed('P02-good', 'pg_dump | gzip, restored', ({ plain: dump }) => dump, 'ok', 4, RESTORED),
  plain('P03-good', 'without \\restrict, as before August 2025', ({ plain: d }) => unrestricted(d), 'ok', 3),
  plain('P04-good', '--inserts', ({ inserts }) => inserts, 'ok', 3),
  plain('P05-good', '--inserts, restored', ({ columnInserts }) => columnInserts, 'ok', 4, RESTORED),
  plain('P06-good', '-C, restored', ({ create }) => create, 'ok', 4, RESTORED),
  plain('P07-good', '-c --if-exists, restored', ({ clean }) => clean, 'ok', 4, RESTORED),
  plain('P08-good', 'the schema alone', ({ schemaOnly }) => schemaOnly, 'ok', 3),
  plain('P09-good', 'without owners and grants', ({ noOwner }) => noOwner, 'ok', 3),
  packed('P10-good', 'pg_dumpall', ({ all }) => all, 'ok', 3),
  packed('P11-good', 'pg_dumpall, restored', ({ all }) => all, 'ok', 4, RESTORED),
  plain('P34', 'CRLF, of docker-compose exec without -T', ({ plain: d }) => throughTerminal(d), 'ok', 3),
  plain('P34-restored', 'CRLF, restored', ({ plain: d }) => throughTerminal(d), 'ok', 4, RESTORED),
  named('P62', 'gzip twice', ({ plain: d }, w) => gzip(w, gzip(w, d)), 'ok', 3),
  named(
    'P13-good',
    'two gzip members, as pigz and cat make them',
    ({ plain: d }, w) => Buffer.concat([gzip(w, d.subarray(0, 5000)), gzip(w, d.subarray(5000))]),
    'ok',
    3,
  ),
  named(
    'P14-good',
    'zeros behind the gzip data',
    ({ plain: d }, w) => followed(gzip(w, d), Buffer.alloc(700)),
    'ok',
    3,
  ),
  plain('P15-good', 'a byte order mark', ({ plain: d }) => followed(Buffer.from('\ufeff'), d), 'ok', 3),
  plain('P16-good', 'two dumps in one file', ({ plain: d, ledger }) => followed(d, ledger), 'ok', 3),
  plain('P17-good', 'no line end behind the trailer', ({ plain: d }) => lineless(d), 'ok', 3),
  named('P60', '-Fc, named .sql.gz', ({ custom }) => custom, 'ok', 3),
  plain(
    'P61',
    'an extension that every server has',
    ({ plain: d }) => withLine(d, 'CREATE EXTENSION IF NOT EXISTS plpgsql WITH SCHEMA pg_catalog;'),
    'ok',
    4,
    RESTORED,
  ),
  plain(
    'P39',
    'another letter in a text: nothing but a checksum of the source can know, and no level may claim to',
    ({ plain: d }) => swap(d, 'SKU-c81e728d9d4c2f636f067f89cc14862c', 'SKU-c81e728d9d4c2f636f067f89cc14862d'),
    'ok',
    4,
    RESTORED,
  ),
  packed('P18-good', 'asked everything that it can answer', ({ plain: d }) => d, 'ok', 5, {
    entry: {
      rto: '10m',
      expect: {
        tables: ['customers', 'public.orders', 'notes'],
        'min-rows': { customers: 900, order_items: 2000 },
        newest: [{ table: 'agents', column: 'updated_at', within: '24h' }],
        queries: [
          { sql: 'select max(version) from schema_migrations', equals: '20270112' },
          { sql: 'select total > 1 from revenue', equals: 'true' },
        ],
      },
    },
  }),
  packed(
    'P19-good',
    'a view over a table with row security, whose owner was a superuser',
    ({ plain: d }) => d,
    'ok',
    5,
    { entry: { expect: { queries: [{ sql: 'select count(*) from busy', equals: 300 }] } } },
  ),
]
