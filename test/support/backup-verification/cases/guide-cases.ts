import type { Level } from '../../../../src/checks/backup-verification/intake.ts'
import { type BackupCase, type Expected, put } from './case.ts'
import { flip, through, throughTerminal } from './damage.ts'
import { type Contents, gzip, tar } from './packing.ts'
import { pgDumps } from './postgres-originals.ts'
import { snapshots } from './redis-originals.ts'
import type { Workshop } from './workshop.ts'

type Bytes = (workshop: Workshop) => Buffer

/** One artifact of a guide under its exact name, in the folder where the guide puts it. */
function artifact(
  id: string,
  title: string,
  file: string,
  entry: Readonly<Record<string, unknown>>,
  bytes: Bytes,
  expected: Expected,
  level: Level,
): BackupCase {
  return {
    id,
    title,
    entry,
    make: (workshop, folder) => {
      put(folder, file, bytes(workshop))
    },
    expected,
    level,
  }
}

/** backups/data/YYYY-MM-DD.tar.gz: a database, a snapshot and files in one archive. */
function ossaData(workshop: Workshop, other: Contents = {}): Buffer {
  const inside: Contents = {
    '2027-01-13/database.sql': pgDumps(workshop).plain,
    '2027-01-13/redis.rdb': snapshots(workshop).full,
    '2027-01-13/storage/': '',
    '2027-01-13/storage/a.bin': Buffer.alloc(2000, 7),
    ...other,
  }
  return gzip(workshop, tar(workshop, inside))
}

const DATA = {
  path: 'backups/data/*.tar.gz',
  rpo: '24h',
  rto: '60m',
  members: ['database.sql', 'redis.rdb', 'storage/'],
  expect: {
    tables: ['customers'],
    'min-rows': { orders: 1000 },
    newest: [{ table: 'agents', column: 'updated_at' }],
  },
}
const DATA_FILE = 'backups/data/2027-01-13.tar.gz'
const CONFIG = {
  path: 'backups/config/*.tar.gz',
  rpo: '24h',
  rto: '15m',
  members: ['.agents/', 'package.json'],
}
const CONFIG_FILE = 'backups/config/2027-01-13.tar.gz'

const config = (workshop: Workshop, json: string) =>
  gzip(
    workshop,
    tar(workshop, {
      '2027-01-13/.agents/one.yml': 'name: one\n',
      '2027-01-13/.agent-workspace/state.json': '{"phase":1}\n',
      '2027-01-13/package.json': json,
      '2027-01-13/ossa.yaml': 'kind: Agent\n',
    }),
  )

const OSSA: readonly BackupCase[] = [
  artifact('U01', 'OSSA data, to the last question', DATA_FILE, DATA, ossaData, 'ok', 5),
  artifact('U02', 'OSSA data, to its structure', DATA_FILE, { ...DATA, level: 'L3' }, ossaData, 'ok', 3),
  artifact(
    'U03',
    'OSSA data, the dump in it died',
    DATA_FILE,
    { ...DATA, level: 'L3' },
    (w) => ossaData(w, { '2027-01-13/database.sql': through(pgDumps(w).plain, 'customer250@exam') }),
    'incomplete',
    3,
  ),
  artifact(
    'U04',
    'OSSA data, a bit in the snapshot in it',
    DATA_FILE,
    { ...DATA, level: 'L3' },
    (w) => ossaData(w, { '2027-01-13/redis.rdb': flip(snapshots(w).full, -20) }),
    'corrupt',
    3,
  ),
  artifact(
    'U05',
    'OSSA data, no storage in it',
    DATA_FILE,
    { ...DATA, level: 'L3' },
    (w) =>
      gzip(
        w,
        tar(w, { '2027-01-13/database.sql': pgDumps(w).plain, '2027-01-13/redis.rdb': snapshots(w).full }),
      ),
    'incomplete',
    3,
  ),
  artifact('U06', 'OSSA config', CONFIG_FILE, CONFIG, (w) => config(w, '{"name":"x"}\n'), 'ok', 3),
  artifact(
    'U07',
    'OSSA config, its package.json is cut',
    CONFIG_FILE,
    CONFIG,
    (w) => config(w, '{"name":'),
    'incomplete',
    3,
  ),
  artifact(
    'U08',
    'OSSA config, of an empty tree',
    CONFIG_FILE,
    CONFIG,
    (w) => gzip(w, tar(w, { '2027-01-13/README.md': '# none\n' })),
    'incomplete',
    3,
  ),
  artifact(
    'U09',
    'OSSA logs',
    'backups/logs/agents-2027-01-12.log.gz',
    { path: 'backups/logs/*.log.gz', rpo: '48h' },
    (w) => gzip(w, '2027-01-12T00:00:00Z ERROR fatal: no\n'.repeat(200)),
    'ok',
    3,
  ),
]

const OTHERS: readonly BackupCase[] = [
  artifact(
    'U20',
    'A2A backup_…sql.gz, restored',
    'backup_20270113_040000.sql.gz',
    {
      path: 'backup_*.sql.gz',
      rpo: '24h',
      expect: { queries: [{ sql: 'select max(version) from schema_migrations', equals: '20270112' }] },
    },
    (w) => gzip(w, pgDumps(w).plain),
    'ok',
    5,
  ),
  artifact(
    'U21',
    'A2A backup_….sql of docker-compose exec: CRLF',
    'backup_20270113_040000.sql',
    { path: 'backup_*.sql', rpo: '24h' },
    (w) => throughTerminal(pgDumps(w).plain),
    'ok',
    3,
  ),
  artifact(
    'U22',
    'A2A, twenty bytes of gzip',
    'backup_20270113_040000.sql.gz',
    { path: 'backup_*.sql.gz', rpo: '24h' },
    (w) => gzip(w, ''),
    'empty',
    0,
  ),
  artifact(
    'U23',
    'A2A config_backup: .env.production in clear',
    'config_backup_20270113.tar.gz',
    { path: 'config_backup_*.tar.gz', rpo: '24h', encrypted: 'secrets' },
    (w) => gzip(w, tar(w, { 'infrastructure/main.tf': 'x\n', '.env.production': 'A=b\n' })),
    'unsafe',
    3,
  ),
  artifact(
    'U24',
    'A2A app_data',
    'app_data_20270113.tar.gz',
    { path: 'app_data_*.tar.gz', rpo: '24h' },
    (w) => gzip(w, tar(w, { 'opt/a2a-world/data/a.bin': 'x', 'opt/a2a-world/data/b.json': '[1]\n' })),
    'ok',
    3,
  ),
  artifact(
    'U30',
    'orchestration backup_YYYYMMDD',
    'backups/backup_20270113.tar.gz',
    {
      path: 'backups/backup_*.tar.gz',
      rpo: '7d',
      members: ['scripts/*.sh', 'modules/*.sh', 'config/distribution.json', 'config/default.json'],
    },
    (w) =>
      gzip(
        w,
        tar(w, {
          'scripts/run.sh': '#!/bin/bash\n# create\nexit 0\n',
          'modules/a.sh': 'set -e\n',
          'config/distribution.json': '{"a":1}\n',
          'config/default.json': '{}\n',
        }),
      ),
    'ok',
    3,
  ),
  artifact(
    'U31',
    'orchestration, its modules are missing',
    'backups/backup_20270113.tar.gz',
    { path: 'backups/backup_*.tar.gz', rpo: '7d', members: ['scripts/*.sh', 'modules/*.sh'] },
    (w) => gzip(w, tar(w, { 'scripts/run.sh': '#!/bin/bash\n' })),
    'incomplete',
    3,
  ),
  artifact(
    'U32',
    'orchestration config_backup_…/',
    'config_backup_20270113_040000/distribution.json',
    { path: 'config_backup_*/', rpo: '7d' },
    () => Buffer.from('{"a":[1,2]}\n'),
    'ok',
    3,
  ),
  artifact(
    'U33',
    'orchestration config_backup_…/, its JSON is cut',
    'config_backup_20270113_040000/distribution.json',
    { path: 'config_backup_*/', rpo: '7d' },
    () => Buffer.from('{"a":[1,2'),
    'incomplete',
    3,
  ),
]

/** The artifacts of the five guides, under their exact names. */
export const GUIDE_CASES: readonly BackupCase[] = [...OSSA, ...OTHERS]
