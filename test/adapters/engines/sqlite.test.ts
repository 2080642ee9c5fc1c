import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  sqliteAsker,
  sqliteFiller,
  sqliteRowsAsker,
  sqliteSurroundings,
} from '../../../src/adapters/engines/sqlite.ts'
import { hasNodeSqlite } from '../../../src/adapters/engines/sqlite-node.ts'
import { engineGround } from '../../support/backup-verification/child.ts'

const hasCli = spawnSync('sqlite3', ['-safe', '-version']).status === 0
if (!hasCli) console.warn('skipped: no sqlite3 with a safe mode is installed')
const suite = hasCli ? describe : describe.skip

const ODD = `x
y|'";.shell`
const SHOP = `
create table "x
y|'"";.shell"(a, b real, c);
insert into "x
y|'"";.shell" values (9007199254740993, 2.0, 'a
"b"'), (null, 1e300, x'00ff41');
create table users(id integer primary key, name text unique);
insert into users values (1, 'a'), (2, 'b');
create table orders(id integer primary key, user references users(id));
insert into orders values (1, 1), (2, 7), (3, 8);
create view v as select * from users;
`
const LIMIT = 60_000
const LONG = 'with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c'

suite.each([
  ['sqlite3', false],
  ['what this Node has', true],
])('SQLite, asked by %s', (_name, isNodeWanted) => {
  let folder = ''
  const ground = engineGround()
  const surroundings = { startChild: ground.startChild, usesNode: isNodeWanted && hasNodeSqlite() }
  const ask = sqliteAsker(surroundings)
  const rows = sqliteRowsAsker(surroundings)
  const database = (name: string, sql: string) => {
    const path = join(folder, name)
    execFileSync('sqlite3', [path], { input: sql })
    return path
  }
  let shop = ''

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'upkeep-sqlite-'))
    shop = database('a?b#c%41 "ü.db', SHOP)
  })
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
    ground.remove()
  })

  test('everything is answered, and nothing is written beside it', async () => {
    const answers = await ask(shop, LIMIT)
    expect(answers).toMatchObject({
      kind: 'answered',
      engine: expect.stringMatching(surroundings.usesNode ? /^node:sqlite 3\.\d+/ : /^sqlite3 3\.\d+/),
      integrity: ['ok'],
      orphans: [{ table: 'orders', parent: 'users', rows: 2 }],
      tables: [
        { name: ODD, rows: 2 },
        { name: 'users', rows: 2 },
        { name: 'orders', rows: 3 },
      ],
    })
    expect(readdirSync(folder)).toHaveLength(1)
  })

  test('one with a log of its own is read without one', async () => {
    const path = database('wal.db', 'pragma journal_mode = wal; create table t(a); insert into t values (1);')
    expect(await ask(path, LIMIT)).toMatchObject({ tables: [{ name: 't', rows: 1 }] })
    expect(readdirSync(folder).filter((name) => name.startsWith('wal'))).toEqual(['wal.db'])
  })

  test('damage and other files are told apart', async () => {
    const path = join(folder, 'damaged.db')
    const many = Array.from(
      { length: 3000 },
      (_, index) => `insert into t values (${index}, 'text ${index}');`,
    )
    const whole = readFileSync(
      database('whole.db', `create table t(a, b); create index i on t(b); begin; ${many.join('')} commit;`),
    )
    for (const [from, to] of [
      [4096, 4200],
      [20_000, 40_000],
    ] as const) {
      const bytes = Buffer.from(whole)
      bytes.fill(0xa5, from, to)
      writeFileSync(path, bytes)
      const answers = await ask(path, LIMIT)
      const isWrong = answers.kind === 'refused' ? answers.code === 11 : answers.kind === 'answered'
      expect(isWrong).toBe(true)
      if (answers.kind === 'answered') expect(answers.integrity).not.toEqual(['ok'])
    }
    writeFileSync(path, 'no database'.repeat(1000))
    expect(await ask(path, LIMIT)).toMatchObject({ kind: 'refused', code: 26 })
    expect(await ask(join(folder, 'none.db'), LIMIT)).toMatchObject({ kind: 'refused', code: 14 })
  })

  test('a question has its rows as text, every name, NULL and large numbers', async () => {
    expect(await rows(shop, `select a as n, b as n, c from "${ODD.replace('"', '""')}"`, LIMIT)).toEqual({
      columns: ['n', 'n', 'c'],
      rows: [
        ['9007199254740993', '2', 'a\n"b"'],
        [null, '1e+300', expect.anything()],
      ],
    })
    expect((await rows(shop, '-- who\n select max(name) from users;', LIMIT)).rows).toEqual([['b']])
  })

  test('at most 10,000 rows come', async () => {
    const sql =
      'with recursive c(x) as (select 1 union all select x + 1 from c where x < 20000) select x from c'
    expect((await rows(shop, sql, LIMIT)).rows).toHaveLength(10_000)
  })

  test.each([
    "attach 'other.db' as o",
    "select 1; attach 'attached.db' as o",
    'pragma user_version = 7',
    'insert into users values (9, 9)',
    'with x as (select 1) insert into users select 9, 9',
    'select load_extension(1)',
    "select writefile('written', 'x')",
    '.shell touch shelled',
    'select 1;\n.shell touch shelled',
    "vacuum into 'vacuumed'",
    'select * from missing',
  ])('%j does nothing', async (sql) => {
    const before = readFileSync(shop)
    const answer = await rows(shop, sql, LIMIT).catch((thrown: Error) => thrown.name)
    if (!sql.startsWith('select 1;')) expect(answer).toBe('DatabaseError')
    expect(readFileSync(shop).equals(before)).toBe(true)
    expect(readdirSync(folder).filter((name) => /shelled|written|attached|vacuumed/.test(name))).toEqual([])
  })

  test('the deadline ends it', async () => {
    await expect(rows(shop, LONG, 1_000)).rejects.toThrow(/within its time/)
    const path = database('view.db', 'create table t(a); insert into t values (1);')
    expect(await ask(path, 1)).toMatchObject({ kind: 'absent' })
  })

  test('without an engine that is said', async () => {
    const none = { startChild: () => undefined, usesNode: false }
    expect(await sqliteAsker(none)(shop, LIMIT)).toMatchObject({ kind: 'absent', reason: /./ })
    await expect(sqliteRowsAsker(none)(shop, 'select 1', LIMIT)).rejects.toThrow(/neither node:sqlite/)
    expect(sqliteSurroundings(ground.startChild).usesNode).toBe(hasNodeSqlite())
  })
})

suite('SQL for SQLite', () => {
  const ground = engineGround()
  afterAll(ground.remove)
  const folder = ground.temporary
  const fill = sqliteFiller(ground.startChild)

  test.each([
    ['good', 'create table t(a);\ninsert into t values (1);', { kind: 'done' }],
    ['a key twice', 'create table t(a primary key);\ninsert into t values (1), (1);', { code: 19, line: 2 }],
    ['no statement', 'create table t(a);\nbogus;', { code: 1, line: 2 }],
    ['a module that is not there', 'create virtual table t using absent(a);', { code: 12 }],
    ['another file', "attach 'attached' as a;", { code: 23 }],
    ['a command', '.shell touch shelled', { code: 23, isCommand: true }],
    ['a function', "create table t(a); insert into t select load_extension('x');", { kind: 'refused' }],
  ])('%s', async (name, sql, expected) => {
    const target = fill(join(folder, `${name}.db`), LIMIT)
    await target?.write(Buffer.from(sql))
    expect(await target?.end()).toMatchObject(expected)
    expect(readdirSync(folder).filter((one) => /attached|shelled/.test(one))).toEqual([])
  })
})
