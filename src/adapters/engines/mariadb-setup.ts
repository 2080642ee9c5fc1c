import type { MariaDbVersion } from './mariadb-programs.ts'

/** The account that runs dumps and asks questions. */
export const RESTORER = 'restorer'
/** The database that is there from the start. */
export const DATABASE = 'upkeep_restore'

/** Paths in the throwaway folder. */
export interface MariaDbPlaces {
  readonly data: string
  readonly socket: string
  readonly pid: string
  readonly temporary: string
  /** A folder with nothing in it: where plugins, and files for LOAD DATA, would lie. */
  readonly nothing: string
  readonly init: string
}

/** What fills a database, and no more: no FILE, SUPER, PROCESS, RELOAD, CREATE USER, and nothing in `mysql` but reading. */
const RIGHTS = [
  ...['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'DROP', 'REFERENCES', 'INDEX', 'ALTER'],
  ...['CREATE TEMPORARY TABLES', 'LOCK TABLES', 'CREATE VIEW', 'SHOW VIEW', 'CREATE ROUTINE'],
  ...['ALTER ROUTINE', 'EXECUTE', 'EVENT', 'TRIGGER'],
]

function isAtLeast({ major, minor }: MariaDbVersion, wanted: readonly [number, number]): boolean {
  return major > wanted[0] || (major === wanted[0] && minor >= wanted[1])
}

/** The right to name another as DEFINER, also one who does not exist; before these versions only SUPER could. */
function definerRights(version: MariaDbVersion): readonly string[] {
  if (version.family === 'mariadb') return isAtLeast(version, [10, 5]) ? ['SET USER'] : []
  if (isAtLeast(version, [8, 2])) return ['SET_ANY_DEFINER', 'ALLOW_NONEXISTENT_DEFINER']
  return isAtLeast(version, [8, 0]) ? ['SET_USER_ID'] : []
}

/**
 * The statements that the server runs before it listens. Every `root` goes: who may name any definer could otherwise
 * make a routine that runs as one. Of two grants that fit a database the more specific counts, so `mysql` stays closed.
 */
export function initSql(version: MariaDbVersion): string {
  const who = `'${RESTORER}'@'localhost'`
  const definer = definerRights(version)
  const dropRoot =
    version.family === 'mariadb' && isAtLeast(version, [10, 4])
      ? ["DELETE FROM mysql.global_priv WHERE User = 'root'", 'FLUSH PRIVILEGES']
      : ["DROP USER 'root'@'localhost'"]
  return [
    `CREATE DATABASE ${DATABASE}`,
    `CREATE USER ${who}`,
    `GRANT ${RIGHTS.join(', ')} ON \`%\`.* TO ${who}`,
    `GRANT SELECT ON mysql.* TO ${who}`,
    ...(definer.length > 0 ? [`GRANT ${definer.join(', ')} ON *.* TO ${who}`] : []),
    ...dropRoot,
  ]
    .map((statement) => `${statement};\n`)
    .join('')
}

/** Of a server that keeps nothing, hears no network, loads no plugin and reads no file. */
export function serverOptions({ family }: MariaDbVersion, places: MariaDbPlaces): readonly string[] {
  return [
    '--no-defaults',
    `--datadir=${places.data}`,
    `--socket=${places.socket}`,
    `--pid-file=${places.pid}`,
    `--tmpdir=${places.temporary}`,
    `--init-file=${places.init}`,
    `--plugin-dir=${places.nothing}`,
    `--secure-file-priv=${places.nothing}`,
    '--skip-networking',
    '--skip-name-resolve',
    '--skip-log-bin',
    '--local-infile=0',
    // Not DISABLED, which refuses to create events.
    '--event-scheduler=OFF',
    '--performance-schema=OFF',
    '--max-allowed-packet=1G',
    '--innodb-buffer-pool-size=64M',
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-doublewrite=0',
    // Nothing is to outlive the server: a restore takes less than half the time.
    '--loose-innodb-flush-method=nosync',
    ...(family === 'mysql' ? ['--loose-mysqlx=OFF'] : []),
  ]
}

/** Of the program that makes a data folder. */
export function installOptions({ family }: MariaDbVersion, data: string): readonly string[] {
  const common = ['--no-defaults', `--datadir=${data}`]
  if (family === 'mysql') return [...common, '--initialize-insecure']
  return [...common, '--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve']
}
