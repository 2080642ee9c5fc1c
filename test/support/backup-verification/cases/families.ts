import { AGE_CASES } from './age-cases.ts'
import { ARCHIVE_CASES } from './archive-cases.ts'
import type { Family } from './case.ts'
import { CHECKSUM_CASES } from './checksum-cases.ts'
import { CIPHER_CASES } from './cipher-cases.ts'
import { CODEC_CASES } from './codec-cases.ts'
import { FOLDER_ARCHIVE_CASES } from './folder-archive-cases.ts'
import { GUIDE_CASES } from './guide-cases.ts'
import { MYSQL_CASES } from './mysql-cases.ts'
import { POSTGRES_CASES } from './postgres-cases.ts'
import { POSTGRES_CHANGED_CASES } from './postgres-changed-cases.ts'
import { POSTGRES_GOOD_CASES } from './postgres-good-cases.ts'
import { REDIS_CASES } from './redis-cases.ts'
import { REPOSITORY_CASES } from './repository-cases.ts'
import { RESTORE_CASES } from './restore-cases.ts'
import { SERIES_CASES } from './series-cases.ts'
import { SQLITE_CASES } from './sqlite-cases.ts'
import { TAR_CASES } from './tar-cases.ts'
import { TAR_GOOD_CASES } from './tar-good-cases.ts'
import { TEXT_CASES } from './text-cases.ts'
import { ZIP_CASES } from './zip-cases.ts'

const DUMPS = ['postgres', 'gzip'] as const
const SNAPSHOTS = ['redis-server', 'redis-cli'] as const

/** All cases by their kinds. */
export const FAMILIES: readonly Family[] = [
  { name: 'PostgreSQL, good', tools: DUMPS, cases: POSTGRES_GOOD_CASES },
  { name: 'PostgreSQL', tools: DUMPS, cases: [...POSTGRES_CASES, ...POSTGRES_CHANGED_CASES] },
  { name: 'PostgreSQL, restored', tools: DUMPS, cases: RESTORE_CASES },
  {
    name: 'archives of pg_dump',
    tools: [...DUMPS, 'tar'],
    cases: [...ARCHIVE_CASES, ...FOLDER_ARCHIVE_CASES],
  },
  { name: 'MariaDB', tools: ['mariadb', 'gzip'], cases: MYSQL_CASES },
  { name: 'Redis', tools: [...SNAPSHOTS, 'gzip'], cases: REDIS_CASES },
  { name: 'SQLite', tools: ['sqlite3', 'gzip'], cases: SQLITE_CASES },
  {
    name: 'tar',
    tools: [...DUMPS, ...SNAPSHOTS, 'tar', 'zstd', 'xz', 'bzip2', 'lz4'],
    cases: [...TAR_GOOD_CASES, ...TAR_CASES],
  },
  { name: 'zip', tools: [...DUMPS, 'tar', 'zip'], cases: ZIP_CASES },
  { name: 'codecs', tools: [...DUMPS, 'zstd', 'xz', 'bzip2', 'lz4'], cases: CODEC_CASES },
  {
    name: 'ciphers',
    tools: [...DUMPS, 'tar', 'age', 'gpg', 'openssl'],
    cases: [...AGE_CASES, ...CIPHER_CASES],
  },
  { name: 'checksum files', tools: [...DUMPS, 'sha256sum', 'b2sum', 'openssl'], cases: CHECKSUM_CASES },
  { name: 'series', tools: DUMPS, cases: SERIES_CASES },
  { name: 'texts', tools: ['tar', 'gzip'], cases: TEXT_CASES },
  { name: 'repositories', tools: [...DUMPS, 'restic', 'borg'], cases: REPOSITORY_CASES },
  { name: 'the guides', tools: [...DUMPS, ...SNAPSHOTS, 'tar'], cases: GUIDE_CASES },
]
