import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { mariaDbStarter } from '../../../src/adapters/engines/mariadb.ts'
import { findMariaDb, readMariaDbVersion } from '../../../src/adapters/engines/mariadb-programs.ts'
import { initSql, installOptions } from '../../../src/adapters/engines/mariadb-setup.ts'
import { readXmlRows } from '../../../src/adapters/engines/mariadb-xml.ts'
import { programFolders } from '../../../src/adapters/engines/programs.ts'
import type { MariaDbEngine, SqlEnd } from '../../../src/core/other-engine-ports.ts'
import { engineGround } from '../../support/backup-verification/child.ts'

jest.setTimeout(120_000)

const ground = engineGround()
afterAll(ground.remove)

const isHere = findMariaDb(programFolders(process.env, ground.workspace), ground.workspace) !== undefined
if (!isHere) console.warn('skipped: no MariaDB server and client are installed')
const suite = isHere ? describe : describe.skip

async function started(deadline = 100_000): Promise<MariaDbEngine> {
  const answer = await mariaDbStarter(ground)({ deadline })
  if ('lack' in answer) throw new Error(answer.lack)
  return answer.engine
}

async function play(engine: MariaDbEngine, sql: string): Promise<SqlEnd> {
  const target = engine.restore(engine.database)
  await target.write(Buffer.from(sql))
  return target.end()
}

suite('a throwaway MariaDB', () => {
  let engine: MariaDbEngine
  beforeAll(async () => {
    engine = await started()
  })
  afterAll(async () => {
    await engine?.stop()
    expect(readdirSync(ground.temporary)).toEqual([])
  })

  test('tells what it is, and runs as somebody who may do nothing', async () => {
    expect(engine.version).toMatch(/^(?:MariaDB|MySQL) \d+\.\d+\.\d+$/)
    const { rows } = await engine.run(engine.database, "show variables like 'skip_networking'")
    expect(rows[0]?.[1]).toBe('ON')
  })

  test('answers with names, NULL, entities and text of every kind', async () => {
    const sql = "select 1 as `a`; select 'x<y>&\"\n' as `<n>`, null as n, 'NULL' as n, '' as e, 'ü' as u"
    expect(await engine.run(engine.database, sql)).toEqual({
      columns: ['<n>', 'n', 'n', 'e', 'u'],
      rows: [['x<y>&"\n', null, 'NULL', '', 'ü']],
    })
    expect(await engine.run(engine.database, 'select 1 from dual where 0')).toEqual({ columns: [], rows: [] })
    expect(await engine.run(engine.database, 'create table made (a int)')).toEqual({ columns: [], rows: [] })
  })

  test('refuses with its number', async () => {
    await expect(engine.run(engine.database, 'select * from missing')).rejects.toMatchObject({
      name: 'DatabaseError',
      code: '1146',
    })
  })

  test('plays a script, with delimiters and comments that are code', async () => {
    const sql = String.raw`/*!40101 SET NAMES utf8mb4 */;
CREATE DATABASE own; USE own;
CREATE TABLE t (a int, b varchar(50));
INSERT INTO t VALUES (1, '\\! touch x;\n'), (2, 'system ls');
DELIMITER //
CREATE DEFINER=${'`absent`@`%`'} PROCEDURE p() BEGIN SELECT 1; SELECT 2; END//
DELIMITER ;
/*!50001 CREATE ALGORITHM=UNDEFINED DEFINER=${'`absent`@`%`'} SQL SECURITY DEFINER VIEW v AS SELECT a FROM t */;`
    expect(await play(engine, sql)).toEqual({ kind: 'done', warnings: [] })
    expect((await engine.run('own', 'select count(*) from t')).rows).toEqual([['2']])
  })

  test('tells the number, the state and the line of what it refuses, and counts warnings', async () => {
    expect(await play(engine, 'create table k (a int primary key);\ninsert into k values (1), (1);')).toEqual(
      {
        kind: 'refused',
        code: 1062,
        state: '23000',
        line: 2,
        isCommand: false,
      },
    )
    const warned = "create table w (a tinyint, b varchar(2));\ninsert into w values (999, 'abc');\n"
    expect(await play(engine, warned)).toEqual({
      kind: 'done',
      warnings: [
        { code: 1264, count: 1 },
        { code: 1265, count: 1 },
      ],
    })
  })

  const file = join(ground.temporary, 'touched')
  test.each([
    `\\! touch ${file}`,
    `system touch ${file}`,
    `source ${file}.sql`,
    `\\. ${file}.sql`,
    `tee ${file}`,
    `\\T ${file}`,
    `pager touch ${file}`,
    `\\P touch ${file}`,
    `edit`,
    `connect mysql`,
    `select 1 into outfile '${file}';`,
    `select 1 into dumpfile '${file}';`,
    `load data infile '/etc/passwd' into table made;`,
    `load data local infile '/etc/passwd' into table made;`,
    "install plugin x soname 'ha_connect.so';",
    "install soname 'ha_connect';",
    "create function f returns string soname 'lib_mysqludf_sys.so';",
    "insert into mysql.plugin values ('a', 'b');",
    "insert into mysql.func values ('f', 0, 'x.so', 'function');",
    "create user x identified by 'y';",
    "grant all on *.* to 'restorer'@'localhost';",
    "set global general_log_file = '/tmp/x';",
    "set global secure_file_priv = '';",
    "create server s foreign data wrapper mysql options (host '127.0.0.1');",
    "create table c (a int) engine=federated connection='mysql://x@127.0.0.1/a/b';",
    'shutdown;',
  ])('%s is refused', async (sql) => {
    expect(await play(engine, `${sql}\n`)).toMatchObject({ kind: 'refused' })
    expect(existsSync(file)).toBe(false)
  })

  test.each(['root@localhost', "'mariadb.sys'@'localhost'"])('a routine does nothing as %s', async (who) => {
    const make = `create definer=${who} procedure up() insert into mysql.plugin values ('a', 'b');`
    await play(engine, make)
    expect(await play(engine, 'call up();')).toMatchObject({ kind: 'refused' })
    await play(engine, 'drop procedure if exists up;')
  })

  test('files cannot be read', async () => {
    expect((await engine.run(engine.database, "select load_file('/etc/passwd')")).rows).toEqual([[null]])
  })

  test('at most 10,000 rows come', async () => {
    const sql =
      'with recursive c(x) as (select 1 union all select x + 1 from c where x < 12000) select x from c'
    const wide = `set session max_recursive_iterations = 20000; ${sql}`
    expect((await engine.run(engine.database, wide)).rows).toHaveLength(10_000)
  })
})

suite('the end of a throwaway MariaDB', () => {
  test('comes at its deadline, whatever it does', async () => {
    const engine = await started(20_000)
    const begun = Date.now()
    await expect(engine.run(engine.database, 'select sleep(600)')).rejects.toMatchObject({ name: 'RunError' })
    expect(Date.now() - begun).toBeLessThan(60_000)
    expect(await play(engine, 'select 1;')).toMatchObject({ kind: 'stopped' })
    await engine.stop()
    await engine.stop()
    expect(readdirSync(ground.temporary)).toEqual([])
  })

  test('comes before it has begun where there is no time', async () => {
    expect(await mariaDbStarter(ground)({ deadline: 1 })).toMatchObject({ lack: expect.any(String) })
    expect(readdirSync(ground.temporary)).toEqual([])
  })

  test('a folder that cannot be made is a lack', async () => {
    const nowhere = { ...ground, temporary: join(ground.temporary, 'none') }
    expect(await mariaDbStarter(nowhere)({ deadline: 1_000 })).toMatchObject({
      lack: expect.stringMatching(/could not be started/),
    })
  })
})

test('one that may not write to the temporary folder says what to do', async () => {
  const bin = join(ground.temporary, 'bin')
  mkdirSync(bin)
  const put = (name: string, script: string) =>
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  put('mariadbd', 'echo "mariadbd  Ver 10.11.19-MariaDB for Linux"')
  put('mariadb', 'exit 1')
  put('mariadb-install-db', 'echo "mkdir: cannot create directory: Permission denied" >&2; exit 1')
  for (const folder of [ground.temporary, bin]) chmodSync(folder, 0o755)
  const confined = { ...ground, env: { ...ground.env, PATH: `${bin}:/usr/bin:/bin` } }
  expect(await mariaDbStarter(confined)({ deadline: 20_000 })).toEqual({
    lack: 'the data folder of a throwaway MariaDB 10.11.19 could not be made: it may not write to the temporary folder; where AppArmor confines it, set RUNNER_TEMP or TMPDIR to /tmp',
  })
  rmSync(bin, { recursive: true })
})

describe('what a throwaway server is made of', () => {
  test.each([
    ['mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu', 'mariadb', 10, 11],
    ['/usr/sbin/mysqld  Ver 8.0.41-0ubuntu0.24.04.1 for Linux on x86_64 ((Ubuntu))', 'mysql', 8, 0],
    ['mysqld  Ver 5.5.68-MariaDB for Linux', 'mariadb', 5, 5],
  ] as const)('%s', (said, family, major, minor) => {
    expect(readMariaDbVersion(said)).toMatchObject({ family, major, minor })
  })

  test('no version is none', () => expect(readMariaDbVersion('sh: not found')).toBeUndefined())

  test('no program, no engine', () => expect(findMariaDb([], ground.workspace)).toBeUndefined())

  test.each([
    [{ family: 'mysql', major: 8, minor: 0, text: '8.0.41' }, /SET_USER_ID/],
    [{ family: 'mysql', major: 8, minor: 4, text: '8.4.0' }, /SET_ANY_DEFINER, ALLOW_NONEXISTENT_DEFINER/],
    [{ family: 'mariadb', major: 10, minor: 11, text: '10.11.1' }, /SET USER/],
  ] as const)('%j may name definers, and has no root', (version, right) => {
    expect(initSql(version)).toMatch(right)
    expect(initSql(version)).toMatch(/DROP USER 'root'|DELETE FROM mysql.global_priv/)
    expect(initSql(version)).not.toMatch(/\b(?:FILE|SUPER|PROCESS|ALL)\b/)
    expect(installOptions(version, '/d')[0]).toBe('--no-defaults')
  })

  test('no result has no rows', () => expect(readXmlRows('')).toEqual({ columns: [], rows: [] }))
})
