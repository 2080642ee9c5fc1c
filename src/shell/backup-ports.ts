import { childStarter } from '../adapters/child.ts'
import { readableDirectory } from '../adapters/directory.ts'
import { downloader } from '../adapters/download.ts'
import { mariaDbStarter } from '../adapters/engines/mariadb.ts'
import { postgresStarter } from '../adapters/engines/postgres.ts'
import { rdbLoader } from '../adapters/engines/redis.ts'
import { sqliteAsker, sqliteRowsAsker, sqliteSurroundings } from '../adapters/engines/sqlite.ts'
import { sqliteFiller } from '../adapters/engines/sqlite-cli.ts'
import { objectStore } from '../adapters/objects.ts'
import { folderMaker } from '../adapters/temporary.ts'
import type { BackupPorts } from '../core/backup-ports.ts'
import type { World } from './world.ts'

/** Beside every bundle, in a folder of its own: loaded only where there is no server. */
const PGLITE = '../pglite'

/** What backup-verification may know. */
export function backupPorts({ ports, env, network, directory, checkout, elsewhere }: World): BackupPorts {
  const startChild = childStarter(env, checkout, elsewhere)
  const sqlite = sqliteSurroundings(startChild)
  const surroundings = { env, workspace: checkout, temporary: elsewhere, startChild }
  return {
    ...ports,
    readableDirectory: () => readableDirectory(directory),
    startChild,
    makeFolder: folderMaker(elsewhere),
    download: downloader(network),
    openBucket: (bucket, deadlines) => objectStore(bucket, deadlines, network),
    region: env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || '',
    repositoryName: env['GITHUB_REPOSITORY'] ?? '',
    startPostgres: postgresStarter({
      ...surroundings,
      pglite: PGLITE,
      folders: [],
      progress: ports.progress,
    }),
    startMariaDb: mariaDbStarter(surroundings),
    loadRdb: rdbLoader(surroundings),
    askSqlite: sqliteAsker(sqlite),
    askSqliteRows: sqliteRowsAsker(sqlite),
    fillSqlite: sqliteFiller(startChild),
  }
}
