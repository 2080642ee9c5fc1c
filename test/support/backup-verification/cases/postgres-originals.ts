import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  postgresFolder,
  startPostgres,
  type ThrowawayPostgres,
} from '../../../checks/backup-verification/sql/throwaway-postgres.ts'
import { WORLD } from './postgres-world.ts'
import type { Workshop } from './workshop.ts'

const DATABASE = 'a2a_world'

/** What pg_dump is asked for, by the name of the dump. */
const DUMPS = {
  plain: [DATABASE],
  inserts: ['--inserts', DATABASE],
  columnInserts: ['--column-inserts', '--rows-per-insert=50', DATABASE],
  create: ['-C', DATABASE],
  clean: ['-c', '--if-exists', DATABASE],
  schemaOnly: ['-s', DATABASE],
  noOwner: ['-O', '-x', DATABASE],
  noOrders: ['-T', 'orders', '-T', 'order_items', '-T', 'revenue', '-T', 'busy', DATABASE],
  ledger: ['ledger'],
  nothing: ['nothing'],
  custom: ['-Fc', DATABASE],
  customPlain: ['-Fc', '-Z0', DATABASE],
  customInserts: ['-Fc', '--inserts', DATABASE],
  customNothing: ['-Fc', 'nothing'],
  tar: ['-Ft', DATABASE],
} as const

/** Files of one folder by their names. */
export type Files = ReadonlyMap<string, Buffer>

/** Dumps of one database in every way, and of the whole server. */
export type PgDumps = Readonly<Record<keyof typeof DUMPS | 'all' | 'customFile', Buffer>> & {
  /** Of -Fd, packed and not. */
  readonly folder: Files
  readonly folderPlain: Files
}

function filesIn(folder: string): Files {
  return new Map(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name))]),
  )
}

function dump(server: ThrowawayPostgres): PgDumps {
  server.run('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-f', '-'], WORLD)
  const made = Object.entries(DUMPS).map(([name, args]) => [name, server.run('pg_dump', args)])
  const file = join(server.folder, 'out.dump')
  const [packed, plain] = ['packed', 'plain'].map((name) => join(server.folder, name))
  server.run('pg_dump', ['-Fc', '-f', file, DATABASE])
  server.run('pg_dump', ['-Fd', '-f', packed ?? '', DATABASE])
  server.run('pg_dump', ['-Fd', '-Z0', '-f', plain ?? '', DATABASE])
  return {
    ...(Object.fromEntries(made) as Record<keyof typeof DUMPS, Buffer>),
    all: server.run('pg_dumpall', []),
    customFile: readFileSync(file),
    folder: filesIn(packed ?? ''),
    folderPlain: filesIn(plain ?? ''),
  }
}

/** Whether there is a server to make dumps with. */
export function hasPostgres(): boolean {
  return postgresFolder() !== undefined
}

/** The dumps, made by a server that lives no longer than this takes. */
export function pgDumps(workshop: Workshop): PgDumps {
  return workshop.once('postgres', () => {
    const server = startPostgres(postgresFolder() ?? '')
    try {
      return dump(server)
    } finally {
      server.stop()
    }
  })
}
