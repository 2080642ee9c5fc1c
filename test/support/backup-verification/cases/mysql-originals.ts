import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Workshop } from './workshop.ts'

const NOBODY = 65_534
const TOOLS = ['mariadb-install-db', 'mariadb', 'mariadb-dump']

const SHOP = String.raw`
CREATE DATABASE shop CHARACTER SET utf8mb4; CREATE DATABASE nothing; CREATE DATABASE other; USE other;
CREATE TABLE t (a int); INSERT INTO t VALUES (7); USE shop;
CREATE TABLE users (id int PRIMARY KEY, name varchar(100), b blob, j text);
INSERT INTO users VALUES (1, 'it''s; a', '\0\n\\', NULL), (2, 'x),(y', '', '(1),(2)'),
  (3, '-- Dump completed', NULL, '/* x */'), (4, "dq""\"", NULL, 'Zoë');
INSERT INTO users SELECT seq, CONCAT('user ', seq), NULL, NULL FROM seq_10_to_600;
CREATE TABLE orders (id int PRIMARY KEY, user_id int NOT NULL, amount decimal(10,2) NOT NULL, at datetime NOT NULL,
  FOREIGN KEY (user_id) REFERENCES users (id));
INSERT INTO orders SELECT seq, 10 + seq % 500, seq * 0.25, '2027-01-13 03:00:00' - INTERVAL (1000 - seq) MINUTE FROM seq_1_to_1000;
CREATE TABLE zones (code char(2) PRIMARY KEY, title varchar(50));
INSERT INTO zones VALUES ('at', 'Österreich'), ('ch', 'Schweiz');
CREATE VIEW v AS SELECT id FROM users;
DELIMITER //
CREATE TRIGGER tr BEFORE INSERT ON users FOR EACH ROW BEGIN SET @x = 'a;b'; END//
CREATE PROCEDURE p() BEGIN SELECT ';'; -- it's;
SELECT 2; END//
CREATE FUNCTION f() RETURNS int DETERMINISTIC BEGIN RETURN 1; END//
`

/** What mariadb-dump is asked for, by the name of the dump. */
const DUMPS = {
  plain: ['shop'],
  routines: ['--routines', '--events', '--triggers', 'shop'],
  compact: ['--compact', 'shop'],
  noComments: ['--skip-comments', 'shop'],
  rowByRow: ['--skip-extended-insert', 'shop'],
  databases: ['--databases', 'shop', 'other'],
  nothing: ['nothing'],
} as const

export type MysqlDumps = Readonly<Record<keyof typeof DUMPS, Buffer>>

function serverPath(): string | undefined {
  return ['/usr/sbin/mariadbd', '/usr/libexec/mariadbd'].find((path) => existsSync(path))
}

/** Whether there is a server to make dumps with. */
export function hasMariaDb(): boolean {
  return serverPath() !== undefined && TOOLS.every((tool) => !spawnSync(tool, ['--help']).error)
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

function install(folder: string, user: { readonly uid?: number; readonly gid?: number }): void {
  const data = `--datadir=${join(folder, 'd')}`
  const args = ['--no-defaults', data, '--auth-root-authentication-method=normal', '--skip-test-db']
  const made = spawnSync('mariadb-install-db', args, { ...user, cwd: folder, stdio: 'ignore' })
  if (made.status !== 0) throw new Error('mariadb-install-db failed')
}

function dump(folder: string): MysqlDumps {
  const client = (tool: string, args: readonly string[], input = '') =>
    execFileSync(
      tool,
      ['--no-defaults', '-S', join(folder, 's'), '-u', 'root', '--default-character-set=utf8mb4', ...args],
      {
        input,
        stdio: ['pipe', 'pipe', 'pipe'],
        maxBuffer: 1 << 28,
      },
    )
  for (let turn = 0; turn < 300 && !existsSync(join(folder, 's')); turn += 1) pause(100)
  client('mariadb', [], SHOP)
  return Object.fromEntries(
    Object.entries(DUMPS).map(([name, args]) => [name, client('mariadb-dump', args)]),
  ) as MysqlDumps
}

/** The dumps, made by a server that lives no longer than this takes. */
export function mysqlDumps(workshop: Workshop): MysqlDumps {
  return workshop.once('mysql', () => {
    const folder = mkdtempSync(join(tmpdir(), 'upkeep-my-'))
    const isRoot = process.getuid?.() === 0
    const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {}
    chmodSync(folder, 0o755)
    if (isRoot) chownSync(folder, NOBODY, NOBODY)
    install(folder, user)
    const start = ['--no-defaults', `--datadir=${join(folder, 'd')}`, '--skip-networking']
    const files = [`--socket=${join(folder, 's')}`, `--pid-file=${join(folder, 'pid')}`]
    const server = spawn(serverPath() ?? '', [...start, ...files], { ...user, cwd: folder, stdio: 'ignore' })
    try {
      return dump(folder)
    } finally {
      server.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    }
  })
}
