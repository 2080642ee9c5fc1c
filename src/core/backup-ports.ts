import type { Download } from './download-ports.ts'
import type { Bucket, MakeFolder, ObjectStore, StartChild, StartPostgres } from './engine-ports.ts'
import type { AskSqlite, AskSqliteRows, FillSqlite, LoadRdb, StartMariaDb } from './other-engine-ports.ts'
import type { Ports } from './ports.ts'

/** What backup-verification may know beside what every check may. */
export interface BackupPorts extends Ports {
  /** The absolute path of the directory being checked, where it can be listed. Throws a RunError where it cannot. */
  readonly readableDirectory: () => Promise<string>
  readonly startChild: StartChild
  readonly makeFolder: MakeFolder
  readonly download: Download
  /** Opens a bucket; milliseconds for one answer, and for one object's bytes. */
  readonly openBucket: (
    bucket: Bucket,
    deadlines: { readonly answer: number; readonly read: number },
  ) => ObjectStore
  /** Of AWS_REGION or AWS_DEFAULT_REGION; empty for none. */
  readonly region: string
  /** `OWNER/REPO` that the workflow is in; empty outside of one. */
  readonly repositoryName: string
  readonly startPostgres: StartPostgres
  readonly startMariaDb: StartMariaDb
  readonly loadRdb: LoadRdb
  readonly askSqlite: AskSqlite
  readonly askSqliteRows: AskSqliteRows
  readonly fillSqlite: FillSqlite
}
