import type { AllPorts } from '../../src/core/all-ports.ts'
import type { BackupPorts } from '../../src/core/backup-ports.ts'
import { RunError } from '../../src/core/errors.ts'
import type { Ports } from '../../src/core/ports.ts'

const LACK = { lack: 'it is not installed here' } as const

async function absent(): Promise<never> {
  throw new RunError('it is not there')
}

/** A machine without engines, tools, stores and room. */
export const BARE: Omit<BackupPorts, keyof Ports> = {
  readableDirectory: absent,
  startChild: () => undefined,
  makeFolder: absent,
  download: absent,
  openBucket: () => ({ list: absent, head: absent, read: absent }),
  region: '',
  repositoryName: '',
  startPostgres: async () => LACK,
  startMariaDb: async () => LACK,
  loadRdb: async () => ({ kind: 'absent', reason: LACK.lack }),
  askSqlite: async () => ({ kind: 'absent', reason: LACK.lack }),
  askSqliteRows: absent,
  fillSqlite: () => undefined,
}

/** Ports with nothing behind them, for worlds in which nobody should ask for a server, a secret or a workflow. */
export const CLOSED: Pick<AllPorts, 'tls' | 'pkcs12' | 'secret' | 'workflow'> = {
  tls: {
    resolve: async (host) => {
      throw new RunError(`there is no network to find ${host} in`)
    },
    look: async () => ({ kind: 'unserved', fault: 'refused', reason: 'it refuses connections' }),
    roots: () => ({ everywhere: [], here: [] }),
  },
  pkcs12: async () => ({ kind: 'unreadable', reason: 'nobody opens it here' }),
  secret: () => undefined,
  workflow: { path: undefined, isScheduled: false, cron: undefined },
}
