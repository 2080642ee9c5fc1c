import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createSqlReader } from '../../../../src/checks/backup-verification/sql/sql-reader.ts'
import { readAll } from './cases.ts'

const NOBODY = 65_534
const TOOLS = ['mariadb-install-db', 'mariadb', 'mariadb-dump']
const SERVER = ['/usr/sbin/mariadbd', '/usr/libexec/mariadbd'].find((path) => existsSync(path))
const isHere = SERVER !== undefined && TOOLS.every((tool) => spawnSync(tool, ['--help']).error === undefined)
if (!isHere) console.warn('skipped: no MariaDB server is installed to make dumps with')
const suite = isHere ? describe : describe.skip

const SHOP = String.raw`
CREATE DATABASE shop; CREATE DATABASE nothing; CREATE DATABASE other; USE other;
CREATE TABLE t (a int); INSERT INTO t VALUES (7); USE shop;
CREATE TABLE users (id int PRIMARY KEY, name varchar(100), b blob, j text);
INSERT INTO users VALUES (1, 'it''s; a', '\0\n\\', NULL), (2, 'x),(y', '', '(1),(2)'),
  (3, '-- Dump completed', NULL, '/* x */'), (4, "dq""\"", NULL, ${"'`'"});
CREATE TABLE ${'`odd ``t`'} (a int); INSERT INTO ${'`odd ``t`'} VALUES (1), (2);
CREATE TABLE empty_one (a int);
CREATE VIEW v AS SELECT id FROM users;
DELIMITER //
CREATE TRIGGER tr BEFORE INSERT ON users FOR EACH ROW BEGIN SET NEW.name = 'a;b'; SET @x = 1; END//
CREATE PROCEDURE p() BEGIN SELECT ';'; -- it's;
SELECT 2; END//
CREATE FUNCTION f() RETURNS int DETERMINISTIC BEGIN RETURN 1; END//
CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM users WHERE id = 0; END//
`

const ROWS = { empty_one: 0, '"odd `t"': 2, users: 4 }
/** What mariadb-dump is asked for. */
const GOOD: readonly (readonly string[])[] = [
  ['shop'],
  ['--routines', '--events', '--triggers', 'shop'],
  ['--compact', 'shop'],
  ['--skip-comments', 'shop'],
  ['--skip-extended-insert', '--hex-blob', '--complete-insert', 'shop'],
  ['--single-transaction', '--skip-lock-tables', 'shop'],
  ['--skip-dump-date', '--replace', 'shop'],
  ['--insert-ignore', '--skip-opt', 'shop'],
  ['--compatible=postgresql', 'shop'],
  ['--databases', 'shop'],
]

suite('dumps of a real MariaDB', () => {
  let folder: string
  let server: ChildProcess | undefined
  const client = (tool: string, args: readonly string[], input = '') =>
    execFileSync(tool, ['--no-defaults', '-S', join(folder, 's'), '-u', 'root', ...args], {
      input,
      stdio: ['pipe', 'pipe', 'pipe'],
      maxBuffer: 1 << 28,
    })
  const read = async (args: readonly string[], size?: number) =>
    readAll(createSqlReader(), client('mariadb-dump', args), size)

  beforeAll(async () => {
    const isRoot = process.getuid?.() === 0
    folder = mkdtempSync(join(tmpdir(), 'upkeep-my-'))
    chmodSync(folder, 0o755)
    if (isRoot) chownSync(folder, NOBODY, NOBODY)
    const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {}
    const data = `--datadir=${join(folder, 'd')}`
    const install = ['--no-defaults', data, '--auth-root-authentication-method=normal', '--skip-test-db']
    const made = spawnSync('mariadb-install-db', install, { ...user, cwd: folder, stdio: 'ignore' })
    if (made.status !== 0) throw new Error('mariadb-install-db failed')
    const start = ['--no-defaults', data, '--skip-networking', `--socket=${join(folder, 's')}`]
    server = spawn(SERVER ?? '', [...start, `--pid-file=${join(folder, 'pid')}`], {
      ...user,
      cwd: folder,
      stdio: 'ignore',
    })
    for (let turn = 0; turn < 150 && !existsSync(join(folder, 's')); turn += 1) await sleep(100)
    client('mariadb', [], SHOP)
  })
  afterAll(async () => {
    const ended = new Promise((resolve) => server?.once('exit', resolve))
    server?.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  })

  test.each(GOOD.map((args) => [args]))('%j has every table and row', async (args) => {
    for (const size of [3, 65_536]) {
      const reading = await read(args, size)
      expect(reading).toMatchObject({ dialect: 'mysql', faults: [], views: expect.any(Number) })
      expect(Object.fromEntries(reading.tables.map(({ name, rows }) => [name, rows]))).toEqual(ROWS)
    }
  })

  test('routines are counted', async () => {
    expect((await read(['--routines', '--events', '--triggers', 'shop'])).routines).toBe(4)
  })

  test('all databases are told apart', async () => {
    const { tables, faults, databases } = await read(['--databases', 'shop', 'other'])
    expect(faults).toEqual([])
    expect(databases).toEqual(['other', 'shop'])
    expect(tables).toContainEqual({ database: 'other', name: 't', rows: 1, isCreated: true })
    expect((await read(['--all-databases'])).faults).toEqual([])
  })

  test('a database without tables is empty, and a dump that is cut is incomplete', async () => {
    expect((await read(['nothing'])).faults).toMatchObject([{ word: 'empty', level: 3 }])
    const dump = client('mariadb-dump', ['--routines', 'shop'])
    for (let at = 100; at < dump.lastIndexOf('-- Dump completed'); at += 101) {
      const { faults } = await readAll(createSqlReader(), dump.subarray(0, at))
      expect([at, faults[0]?.word]).toEqual([at, 'incomplete'])
    }
  })
})
