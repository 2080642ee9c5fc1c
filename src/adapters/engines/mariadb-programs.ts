import { findProgram } from './programs.ts'

/** What a throwaway server is made of, as absolute paths. */
export interface MariaDbPrograms {
  readonly server: string
  readonly client: string
  /** Makes the data folder of a MariaDB; MySQL's server does that by itself. */
  readonly installer: string | undefined
}

/** What `--version` of a server says. */
export interface MariaDbVersion {
  readonly family: 'mariadb' | 'mysql'
  readonly major: number
  readonly minor: number
  /** `10.11.19`. */
  readonly text: string
}

/** The programs that are there, MariaDB's first; undefined where server or client is missing. */
export function findMariaDb(folders: readonly string[], workspace: string): MariaDbPrograms | undefined {
  const find = (...names: readonly string[]) => findProgram(names, folders, workspace)
  const server = find('mariadbd', 'mysqld')
  const client = server?.endsWith('mariadbd') ? find('mariadb', 'mysql') : find('mysql', 'mariadb')
  if (server === undefined || client === undefined) return undefined
  return { server, client, installer: find('mariadb-install-db', 'mysql_install_db') }
}

/** Reads it; undefined where it is no version. */
export function readMariaDbVersion(said: string): MariaDbVersion | undefined {
  const [, text, major, minor] = /\bVer (?:[\d.]+ Distrib )?((\d{1,3})\.(\d{1,3})\.\d{1,3})/.exec(said) ?? []
  if (text === undefined) return undefined
  return {
    family: /mariadb/i.test(said) ? 'mariadb' : 'mysql',
    major: Number(major),
    minor: Number(minor),
    text,
  }
}
