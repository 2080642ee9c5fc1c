import { expect } from '@jest/globals'
import type { PostgresEngine, Session } from '../../../src/core/engine-ports.ts'
import { only, refusal, within } from './sessions.ts'

/** What an engine is tried with; `isSuper` where its restorer is one. */
export interface ContractCase {
  readonly name: string
  readonly isSuper?: boolean
  readonly act: (engine: PostgresEngine) => Promise<void>
}

async function copyLines(session: Session, sql: string, lines: string, times: number): Promise<number> {
  const target = await session.copy(sql)
  const chunk = Buffer.from(lines)
  for (let count = 0; count < times; count += 1) await target.write(chunk)
  return target.end()
}

const ROW = 'some text\tanother text\t\\N\n'

/** What every PostgreSQL of ours does. Each case leaves the start database as empty as it was. */
export const CONTRACT: readonly ContractCase[] = [
  {
    name: 'gives the rows of the last statement that has any, as text',
    act: (engine) =>
      within(engine, 'restorer', async (session) => {
        const sql =
          "select 1 as a; select 2 as b, null as c, 'ä'::text, true as yes, now() is null as no; begin; rollback"
        const rows = [['2', null, 'ä', 't', 'f']]
        expect(await session.run(sql)).toEqual({ columns: ['b', 'c', 'text', 'yes', 'no'], rows })
        expect(await session.run('')).toEqual({ columns: [], rows: [] })
        expect(await session.run('select 1 as a where false')).toEqual({ columns: ['a'], rows: [] })
      }),
  },
  {
    name: 'tells what is refused by its SQLSTATE, and goes on',
    act: (engine) =>
      within(engine, 'restorer', async (session) => {
        expect(await refusal(session.run('selec'))).toBe('42601')
        expect(await refusal(session.run('select * from nowhere'))).toBe('42P01')
        expect(await refusal(session.run('select 1; select 1/0'))).toBe('22012')
        expect(await refusal(session.run("do $$ begin raise exception 'x'; end $$"))).toBe('P0001')
        expect(await refusal(session.run('begin; selec'))).toBe('42601')
        expect(await refusal(session.run('begin; select 1/0'))).toBe('22012')
        expect(await refusal(session.run('select 1'))).toBe('25P02')
        await session.run('rollback')
        expect(await only(session, 'select 42')).toBe('42')
      }),
  },
  {
    name: 'takes 26 MB of COPY and holds none of it',
    act: (engine) =>
      within(engine, 'restorer', async (session) => {
        await session.run('create table t (a text, b text, c text)')
        const before = process.memoryUsage().rss
        expect(await copyLines(session, 'copy t from stdin', ROW.repeat(10_000), 100)).toBe(1_000_000)
        expect(process.memoryUsage().rss - before).toBeLessThan(500e6)
        expect(await only(session, 'select count(*) from t')).toBe('1000000')
        await session.run('drop table t')
      }),
  },
  {
    name: 'takes lines that are cut anywhere, pieces of any size and none at all',
    act: (engine) =>
      within(engine, 'restorer', async (session) => {
        await session.run('create table t (a text, b text, c text)')
        const one = await session.copy('copy t from stdin')
        for (const byte of Buffer.from(ROW.repeat(3))) await one.write(Buffer.from([byte]))
        await one.write(new Uint8Array())
        await one.write(Buffer.from(ROW.repeat(100_000)))
        expect(await one.end()).toBe(100_003)
        expect(await (await session.copy('copy t from stdin')).end()).toBe(0)
        expect(await copyLines(session, 'copy t from stdin (format csv)', '"a\nb",c,\n', 2)).toBe(2)
        expect(await only(session, 'select count(*) from t')).toBe('100005')
        await session.run('drop table t')
      }),
  },
  {
    name: 'refuses a COPY at its beginning, in its middle and at its end',
    act: (engine) =>
      within(engine, 'restorer', async (session) => {
        await session.run('create table t (a int primary key)')
        expect(await refusal(session.copy('copy nowhere from stdin'))).toBe('42P01')
        expect(await refusal(session.copy('select 1'))).toBe('42601')
        expect(await refusal(copyLines(session, 'copy t from stdin', 'x\n'.repeat(50_000), 20))).toBe('22P02')
        expect(await refusal(copyLines(session, 'copy t from stdin', '1\n1\n', 1))).toBe('23505')
        expect(await refusal(session.run('copy t from stdin'))).toBe('57014')
        expect(await only(session, 'select count(*) from t')).toBe('0')
        await session.run('drop table t')
      }),
  },
  {
    name: 'forgets a COPY whose session is closed',
    act: async (engine) => {
      await within(engine, 'restorer', async (session) => {
        await session.run('create table t (a text, b text, c text)')
        await (await session.copy('copy t from stdin')).write(Buffer.from(ROW))
      })
      await within(engine, 'restorer', async (session) => {
        expect(await only(session, 'select count(*) from t')).toBe('0')
        await session.run('drop table t')
      })
    },
  },
  {
    name: 'gives 10,000 rows and refuses more',
    act: (engine) =>
      within(engine, 'restorer', async (session) => {
        expect((await session.run('select generate_series(1, 10000)')).rows).toHaveLength(10_000)
        expect(await refusal(session.run('select generate_series(1, 10001)'))).toBe('54000')
        expect(await refusal(session.run("select repeat('x', 40000000)"))).toBe('54000')
        expect(await refusal(session.run("select repeat('x', 10000) from generate_series(1, 9999)"))).toBe(
          '54000',
        )
        expect(await only(session, 'select 42')).toBe('42')
      }),
  },
  {
    name: 'makes a database when it is opened, with the roles there are',
    act: async (engine) => {
      const name = `Odd "name"; ' \\ ä`
      await within(engine, 'admin', (session) => session.run('create role shared nologin'))
      await within(engine, 'restorer', (session) => session.run('create table here (a int)'))
      await within(
        engine,
        'restorer',
        async (session) => {
          expect(await only(session, 'select current_database()')).toBe(name)
          expect(await only(session, "select count(*) from pg_roles where rolname = 'shared'")).toBe('1')
          expect(await refusal(session.run('select * from here'))).toBe('42P01')
          await session.run('create schema s; create table s.there (a int); comment on schema public is null')
        },
        name,
      )
      await within(engine, 'admin', (session) => session.run('select * from s.there'), name)
      await within(engine, 'restorer', (session) => session.run('select * from here; drop table here'))
    },
  },
  {
    name: 'begins each session afresh',
    act: async (engine) => {
      await within(engine, 'restorer', (session) =>
        session.run('set search_path to nowhere; create temp table x (a int); begin; select 1'),
      )
      await within(engine, 'restorer', async (session) => {
        expect(await refusal(session.run('select * from x'))).toBe('42P01')
        await session.run('create table t (a int)')
        await session.run('drop table public.t')
      })
    },
  },
  {
    name: 'lets the admin speak while the restorer has its say',
    act: (engine) =>
      within(engine, 'restorer', async (restorer) => {
        const admin = await engine.open(engine.database, 'admin')
        const name = await only(restorer, 'select quote_ident(current_user)')
        await admin.run('create role owner_of_all nologin')
        await admin.run(`grant owner_of_all to ${name}`)
        await restorer.run('create table t (a int)')
        expect(await only(admin, 'select count(*) from public.t')).toBe('0')
        await restorer.run('drop table t')
        await admin.close()
      }),
  },
  {
    name: 'makes trusted extensions',
    act: (engine) =>
      within(engine, 'restorer', async (session) => {
        const names = [
          'pgcrypto',
          'citext',
          'hstore',
          'pg_trgm',
          'btree_gist',
          'ltree',
          '"uuid-ossp"',
          'unaccent',
        ]
        for (const name of names) await session.run(`create extension ${name} with schema public`)
        await session.run("create table t (a text, b hstore); create index on t (digest(a, 'sha256'))")
        await session.run("insert into t values ('x', 'a=>1'); create index on t using gin (a gin_trgm_ops)")
        const used =
          "pgp_sym_decrypt(pgp_sym_encrypt('a', 'b'), 'b') = 'a' and 'A'::citext = 'a' and b->'a' = '1'"
        expect(await only(session, `select ${used} and uuid_generate_v4() is not null from t`)).toBe('t')
        await session.run(`drop table t; drop extension ${names.join(', ')}`)
      }),
  },
  {
    name: 'has an admin whom no setting of the restorer reaches',
    isSuper: false,
    act: async (engine) => {
      await within(engine, 'restorer', (session) =>
        session.run(`alter database ${engine.database} set search_path to nowhere, pg_catalog`),
      )
      expect(await within(engine, 'admin', (session) => only(session, 'show search_path'))).toBe(
        'pg_catalog, pg_temp',
      )
      await within(engine, 'restorer', (session) =>
        session.run(`alter database ${engine.database} reset all`),
      )
    },
  },
  {
    name: 'has a restorer that is no superuser',
    isSuper: false,
    act: (engine) =>
      within(engine, 'restorer', async (session) => {
        await session.run('create table t (a text)')
        const refused = [
          "copy t from program 'id'",
          "copy t to program 'cat'",
          "copy t from '/etc/passwd'",
          "copy t to '/tmp/upkeep-test-never'",
          "select pg_read_file('/etc/passwd')",
          "select lo_import('/etc/passwd')",
          'create role r superuser',
          'create extension file_fdw',
          "create function f() returns int language c as 'libc', 'getpid'",
          'alter system set fsync to on',
          'set session authorization upkeep_admin',
          'set role upkeep_admin',
          'create event trigger e on ddl_command_end execute function f()',
          'grant pg_execute_server_program to current_user',
          'grant pg_read_server_files to current_user',
        ]
        for (const sql of refused) expect([sql, await refusal(session.run(sql))]).toEqual([sql, '42501'])
        await session.run('drop table t')
      }),
  },
]
