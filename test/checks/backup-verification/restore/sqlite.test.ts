import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  sqliteAsker,
  sqliteFiller,
  sqliteRowsAsker,
  sqliteSurroundings,
} from '../../../../src/adapters/engines/sqlite.ts'
import { folderMaker } from '../../../../src/adapters/temporary.ts'
import type { Reading } from '../../../../src/checks/backup-verification/intake.ts'
import { spoolTo } from '../../../../src/checks/backup-verification/layers/spool.ts'
import { restoreSqlite } from '../../../../src/checks/backup-verification/restore/sqlite.ts'
import {
  isSqliteDump,
  restoreSqliteDump,
} from '../../../../src/checks/backup-verification/restore/sqlite-dump.ts'
import { engineGround } from '../../../support/backup-verification/child.ts'
import { readAll } from '../sql/cases.ts'

const ground = engineGround()
const isHere = spawnSync('sqlite3', ['-safe', '-version']).status === 0
if (!isHere) console.warn('skipped: no sqlite3 with a safe mode is installed')
const suite = isHere ? describe : describe.skip

const SHOP = `
create table users(id integer primary key, name text unique);
create table orders(id integer primary key, user integer not null references users(id));
insert into users select value, 'name ' || value from generate_series(1, 2000);
insert into orders select value, value % 2000 + 1 from generate_series(1, 3000);
create index by_user on orders(user);
create view v as select count(*) from users;
create trigger t after insert on users begin select 'a;b'; end;
`
const LIMIT = 60_000

const saidBy = ({ faults, lacks }: Reading) => [
  ...faults.map(({ word, level }) => `${word} ${level}`),
  ...lacks.map(() => 'lack'),
]

suite('SQLite', () => {
  let folder = ''
  let shop = Buffer.alloc(0)
  let dump = Buffer.alloc(0)
  const surroundings = sqliteSurroundings(ground.startChild)
  const ask = sqliteAsker(surroundings)
  const makeFolder = folderMaker(ground.temporary)
  const elapsed = () => performance.now()

  function database(sql: string): string {
    const path = join(folder, `${readdirSync(folder).length}.db`)
    execFileSync('sqlite3', [path], { input: sql })
    return path
  }
  async function restored(bytes: Uint8Array, limit = 1 << 30, isWhole = true) {
    const parts = { spool: spoolTo(makeFolder, limit), ask, elapsed, deadline: LIMIT }
    return readAll(restoreSqlite(parts), bytes, 10_000, isWhole)
  }
  async function filled(text: string | Buffer, fill = sqliteFiller(ground.startChild)) {
    const parts = { makeFolder, fill, ask, elapsed, deadline: LIMIT }
    return readAll(restoreSqliteDump(parts), Buffer.from(text), 10_000)
  }
  const damaged = (from: number, to: number) => {
    const bytes = Buffer.from(shop)
    bytes.fill(0xa5, from, to)
    return bytes
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'upkeep-sq-'))
    const path = database(SHOP)
    shop = readFileSync(path)
    dump = execFileSync('sqlite3', [path, '.dump'])
  })
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
    expect(readdirSync(ground.temporary)).toEqual([])
    ground.remove()
  })

  test('a database is opened, and asked before it goes', async () => {
    const { path, close, ...told } = await restored(shop)
    expect(told).toMatchObject({
      engine: expect.stringMatching(/sqlite/),
      faults: [],
      lacks: [],
      tables: [
        { database: '', name: 'orders', rows: 3000 },
        { database: '', name: 'users', rows: 2000 },
      ],
    })
    const rows = sqliteRowsAsker(surroundings)
    expect(await rows(path, 'select * from v', LIMIT)).toMatchObject({ rows: [['2000']] })
    await close()
    expect(readdirSync(ground.temporary)).toEqual([])
  })

  test.each<[string, () => Uint8Array, readonly string[]]>([
    ['with pages of something else', () => damaged(20_000, 30_000), ['corrupt 4']],
    ['with a schema of something else', () => damaged(100, 300), ['corrupt 4']],
    ['that is cut', () => shop.subarray(0, shop.length >> 1), ['corrupt 4']],
    ['that is none', () => Buffer.from('<html>'.repeat(1000)), ['wrong-content 4']],
    [
      'with rows that point to nothing',
      () => readFileSync(database(`${SHOP} delete from users where id = 7;`)),
      ['corrupt 4'],
    ],
    ['without tables', () => readFileSync(database('pragma user_version = 1;')), ['empty 4']],
    ['without rows', () => readFileSync(database('create table t(a);')), ['empty 4']],
  ])('one %s', async (_name, make, expected) => {
    const answer = await restored(make())
    await answer.close()
    // Whether a damaged table can still be counted differs by engine.
    expect(saidBy(answer).filter((one) => one !== 'lack')).toEqual(expected)
    expect(readdirSync(ground.temporary)).toEqual([])
  })

  test('what does not fit, or was cut off above, is not opened', async () => {
    for (const answer of [await restored(shop, 1000), await restored(shop, 1 << 30, false)]) {
      expect(saidBy(answer)).toEqual(['lack'])
      expect(answer.path).toBe('')
    }
  })

  test('a dump of it is restored', async () => {
    expect(isSqliteDump(dump)).toBe(true)
    const { close, ...told } = await filled(dump)
    expect(told).toMatchObject({ faults: [], lacks: [], tables: [{ rows: 3000 }, { rows: 2000 }] })
    await close()
  })

  test.each<[string, () => string, readonly string[]]>([
    [
      'with a key twice',
      () => dump.toString().replace("VALUES(2,'name 2')", "VALUES(1,'name 2')"),
      ['corrupt 4'],
    ],
    ['with a word that is none', () => dump.toString().replace('INSERT', 'INSART'), ['corrupt 4']],
    [
      'that was rolled back',
      () => dump.toString().replace(/COMMIT;\s*$/, 'ROLLBACK; -- due to errors\n'),
      ['empty 4'],
    ],
    ['that is cut', () => dump.toString().slice(0, -10_000), ['empty 4']],
    [
      'with rows that point to nothing',
      () => dump.toString().replace("INSERT INTO users VALUES(7,'name 7');", ''),
      ['corrupt 4'],
    ],
    ['with another file', () => dump.toString().replace('COMMIT;', "COMMIT; ATTACH 'x' AS x;"), ['unsafe 4']],
    ['with a command', () => dump.toString().replace('COMMIT;', 'COMMIT;\n.shell touch x\n'), ['unsafe 4']],
    [
      'with a module',
      () => dump.toString().replace('COMMIT;', 'CREATE VIRTUAL TABLE x USING absent(a); COMMIT;'),
      ['lack'],
    ],
  ])('one %s', async (_name, make, expected) => {
    expect(make()).not.toBe(dump.toString())
    const answer = await filled(make())
    await answer.close()
    expect(saidBy(answer)).toEqual(expected)
    expect(readdirSync(ground.temporary)).toEqual([])
  })

  test('without an engine that is said', async () => {
    expect(saidBy(await filled(dump, () => undefined))).toEqual(['lack'])
  })

  test.each(['PRAGMA foreign_keys=ON;\nBEGIN TRANSACTION;', '-- PostgreSQL database dump\nSET x = 0;', ''])(
    '%j is no dump of SQLite',
    (text) => expect(isSqliteDump(Buffer.from(text))).toBe(false),
  )
})
