import { SHOP } from './shop.ts'
import type { ThrowawayPostgres } from './throwaway-postgres.ts'

/** What pg_dump is asked for, by the name of the dump. */
const DUMPS = {
  plain: ['shop'],
  inserts: ['--inserts', 'shop'],
  columnInserts: ['--column-inserts', '--rows-per-insert=50', '--on-conflict-do-nothing', 'shop'],
  create: ['-C', '-c', '--if-exists', 'shop'],
  schemaOnly: ['-s', 'shop'],
  dataOnly: ['-a', '--disable-triggers', 'shop'],
  oneTable: ['-t', 'users', 'shop'],
  noOwner: ['-O', '-x', 'shop'],
  sessions: ['--use-set-session-authorization', 'shop'],
  quoted: ['--quote-all-identifiers', 'shop'],
  latin1: ['-E', 'LATIN1', 'shop'],
  noComments: ['--no-comments', '-v', 'shop'],
  nothing: ['nothing'],
  createNothing: ['-C', 'nothing'],
} as const

/** Dumps of one server. */
export type PgDumps = Readonly<Record<keyof typeof DUMPS | 'all' | 'globals' | 'restored', Buffer>>

/** Makes the database and all dumps of it. */
export function makeDumps(server: ThrowawayPostgres): PgDumps {
  server.run('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-f', '-'], SHOP)
  const made = Object.entries(DUMPS).map(([name, args]) => [name, server.run('pg_dump', args)])
  const archive = `${server.folder}/shop.dump`
  server.run('pg_dump', ['-Fc', '-f', archive, 'shop'])
  return {
    ...(Object.fromEntries(made) as Record<keyof typeof DUMPS, Buffer>),
    all: server.run('pg_dumpall', []),
    globals: server.run('pg_dumpall', ['--globals-only']),
    restored: server.run('pg_restore', ['-f', '-', archive]),
  }
}
