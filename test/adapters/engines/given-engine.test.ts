import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { postgresStarter } from '../../../src/adapters/engines/postgres.ts'
import type { PostgresEngine, Started } from '../../../src/core/engine-ports.ts'
import { contextIn, obstacleToServer, openFolder } from '../../support/engines/postgres.ts'
import { refusal, within } from '../../support/engines/sessions.ts'

jest.setTimeout(120_000)

const obstacle = obstacleToServer()
if (obstacle !== undefined) console.log(`A given database is not tried: ${obstacle}`)
const where = obstacle === undefined ? describe : describe.skip

const temporary = openFolder()
let server: PostgresEngine
let count = 0

beforeAll(async () => {
  if (obstacle !== undefined) return
  const started = await postgresStarter(contextIn(temporary))({ major: 0, url: '', deadline: 300_000 })
  if ('lack' in started) throw new Error(started.lack)
  server = started.engine
})
afterAll(async () => {
  await server?.stop()
  rmSync(temporary, { recursive: true, force: true })
})

const SUPER = 'upkeep_admin'
const ORDINARY = 'upkeep_restorer'

function urlOf(user: string, database: string): string {
  const [home = ''] = readdirSync(temporary).filter((name) => name.startsWith('upkeep-pg-'))
  return `postgres://${user}:secret@${encodeURIComponent(join(temporary, home, 's'))}/${database}`
}

/** A new database, with what a statement makes in it. */
async function makeDatabase(sql = ''): Promise<string> {
  count += 1
  const name = `given${count}`
  await within(server, 'admin', (session) => session.run(`set search_path to public; ${sql}`), name)
  return name
}

function use(user: string, database: string, major = 0): Promise<Started<PostgresEngine>> {
  return postgresStarter(contextIn(temporary))({ major, url: urlOf(user, database), deadline: 60_000 })
}

async function started(user: string, database: string): Promise<PostgresEngine> {
  const result = await use(user, database)
  if ('lack' in result) throw new Error(result.lack)
  return result.engine
}

/** Everything of a database and of the roles that a restore might leave. */
async function stateOf(database: string): Promise<unknown> {
  const sql = `select
    (select array_agg(format('%s %s', nspname, pg_get_userbyid(nspowner)) order by nspname) from pg_namespace where nspname !~ '^pg_'),
    (select array_agg(relname order by relname) from pg_class where relnamespace = 'public'::regnamespace),
    (select array_agg(proname order by proname) from pg_proc where pronamespace = 'public'::regnamespace),
    (select array_agg(typname order by typname) from pg_type where typnamespace = 'public'::regnamespace),
    (select count(*) from pg_largeobject_metadata), (select array_agg(extname order by extname) from pg_extension),
    (select pg_get_userbyid(datdba) from pg_database where datname = current_database()),
    (select array_agg(rolname order by rolname) from pg_roles)`
  return within(server, 'admin', (session) => session.run(sql), database)
}

/** Of every kind that a dump brings. */
const RESTORED = `create schema s; create table s.t (a serial primary key, b text); insert into s.t (b) values ('x');
create type mood as enum ('a'); create domain positive as int check (value > 0); create sequence q;
create table t (a int primary key, b mood); create table u (a int references t, c positive) partition by range (a);
create table u1 partition of u for values from (1) to (10); create view v as select * from t;
create materialized view m as select 1 as a; create function f(int) returns int language sql as 'select $1';
create procedure p() language sql as 'select 1'; create aggregate agg(int) (sfunc = int4pl, stype = int);
create operator === (leftarg = int, rightarg = int, function = int4eq); create collation c from "C";
create text search configuration tsc (copy = simple); create extension citext; create publication pub for table t;
create rule r as on insert to t do also nothing; alter default privileges in schema s grant select on tables to public;
create function tf() returns trigger language plpgsql as 'begin return new; end';
create trigger tr before insert on t for each row execute function tf(); comment on schema public is 'x';
select lo_create(0)`

where('a given database', () => {
  test.each([SUPER, ORDINARY])('is used and made empty again by %s', async (user) => {
    const database = await makeDatabase()
    const before = await stateOf(database)
    const engine = await started(user, database)
    expect(engine).toMatchObject({ kind: 'given', version: server.version, major: server.major, database })
    await within(engine, 'restorer', async (session) => {
      const rights = await session.run('select rolsuper::text from pg_roles where rolname = current_user')
      expect(rights.rows).toEqual([['false']])
      expect(await refusal(session.run("copy (select 1) to program 'cat'"))).toBe('42501')
      await session.run(RESTORED)
      expect((await session.run('select count(*) from s.t')).rows).toEqual([['1']])
    })
    if (user === SUPER) {
      const roles =
        'create role owner_of_given; alter schema s owner to owner_of_given; grant usage on schema public to owner_of_given'
      await within(engine, 'admin', (session) => session.run(roles))
    }
    expect(await refusal(engine.open('other', 'admin'))).toBe('3D000')
    await engine.stop()
    expect(await stateOf(database)).toEqual(before)
  })

  test('is made empty at the deadline, in the middle of a statement', async () => {
    const database = await makeDatabase()
    const before = await stateOf(database)
    const url = urlOf(SUPER, database)
    const result = await postgresStarter(contextIn(temporary))({ major: 0, url, deadline: 3_000 })
    if ('lack' in result) throw new Error(result.lack)
    const session = await result.engine.open(database, 'restorer')
    await session.run('create table t (a int)')
    expect(await refusal(session.run('select pg_sleep(600)'))).toBe(
      'RunError: PostgreSQL was ended: the time was up',
    )
    await result.engine.stop()
    expect(await stateOf(database)).toEqual(before)
  })

  test('may have extensions, which stay', async () => {
    const database = await makeDatabase(
      'create extension hstore schema public; create schema x; grant usage on schema x to public; create extension citext schema x',
    )
    const before = await stateOf(database)
    const engine = await started(SUPER, database)
    await within(engine, 'restorer', (session) => session.run('create table t (a hstore, b x.citext)'))
    await engine.stop()
    expect(await stateOf(database)).toEqual(before)
  })

  const empty = 'there are tables, views, functions or types in it'
  test.each([
    ['a table', 'create table t (a int)', empty],
    ['a view', 'create view v as select 1 as a', empty],
    ['a function', "create function f() returns int language sql as 'select 1'", empty],
    ['a type', "create type t as enum ('a')", empty],
    ['a sequence', 'create sequence s', empty],
    ['a schema', 'create schema s', 'there is a schema in it beside public'],
    ['a large object', 'select lo_create(0)', 'there are large objects in it'],
  ])('is refused with %s in it', async (_name, sql, reason) => {
    const database = await makeDatabase(sql)
    const before = await stateOf(database)
    for (const user of [SUPER, ORDINARY])
      expect(await refusal(use(user, database))).toBe(
        `RunError: the given database is refused: it is not empty: ${reason}`,
      )
    expect(await stateOf(database)).toEqual(before)
  })

  test('is refused while somebody else is connected to it', async () => {
    const database = await makeDatabase()
    await within(
      server,
      'admin',
      async () =>
        expect(await refusal(use(ORDINARY, database))).toBe(
          'RunError: the given database is refused: somebody else is connected to it',
        ),
      database,
    )
  })

  test.each([
    ['no such database', () => urlOf(SUPER, 'nowhere'), 'it refuses the login (SQLSTATE 3D000)'],
    ['no such role', () => urlOf('nobody', 'given1'), 'it refuses the login (SQLSTATE 28000)'],
    [
      'no server',
      () => 'postgres://u:secret@127.0.0.1:1/d',
      'the connection to PostgreSQL was lost (ECONNREFUSED)',
    ],
    ['no folder', () => 'postgres://u:secret@%2Fnowhere/d', 'the connection to PostgreSQL was lost (ENOENT)'],
  ])('is told where there is %s, without its password', async (_name, url, reason) => {
    const starting = postgresStarter(contextIn(temporary))({ major: 0, url: url(), deadline: 10_000 })
    expect(await refusal(starting)).toBe(`RunError: the given database cannot be reached: ${reason}`)
  })

  test('that is too old is a lack', async () => {
    const result = await use(SUPER, await makeDatabase(), 99)
    expect(result).toEqual({
      lack: `PostgreSQL 99 or newer is needed and the given database is ${server.version}`,
    })
  })
})
