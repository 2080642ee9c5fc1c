import { readdirSync, rmSync } from 'node:fs'
import { afterAll, describe, expect, jest, test } from '@jest/globals'
import { startLifetime } from '../../../src/adapters/engines/lifetime.ts'
import { startEmbedded } from '../../../src/adapters/engines/pglite-engine.ts'
import type { PostgresEngine } from '../../../src/core/engine-ports.ts'
import { contextIn, openFolder } from '../../support/engines/postgres.ts'
import { refusal, within } from '../../support/engines/sessions.ts'

jest.setTimeout(120_000)

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

async function start(): Promise<{
  engine: PostgresEngine
  expire: () => void
  left: () => readonly string[]
}> {
  const temporary = openFolder()
  folders.push(temporary)
  const life = startLifetime(300_000)
  const engine = await startEmbedded(contextIn(temporary), life)
  return { engine, expire: () => life.end('the time was up'), left: () => readdirSync(temporary) }
}

describe('PGlite at its deadline', () => {
  test.each([
    ['a statement that sleeps', 'select pg_sleep(600)'],
    ['a statement that is endless', 'do $$ begin loop end loop; end $$'],
    ['a COPY', ''],
  ])('is ended in the middle of %s', async (_name, sql) => {
    const { engine, expire, left } = await start()
    const session = await engine.open(engine.database, 'restorer')
    await session.run('create table t (a int)')
    const target = sql === '' ? await session.copy('copy t from stdin') : undefined
    await target?.write(Buffer.from('1\n2'))
    const pending = refusal(
      target ? new Promise((done) => setTimeout(done, 700)).then(target.end) : session.run(sql),
    )
    await new Promise((done) => setTimeout(done, 500))
    expire()
    expect(await pending).toBe('RunError: PostgreSQL was ended: the time was up')
    expect(await refusal(engine.open(engine.database, 'admin'))).toBe(
      'RunError: PostgreSQL was ended: the time was up',
    )
    await session.close()
    await engine.stop()
    expect(left()).toEqual(['workspace'])
  })
})

test.each([
  ["copy t from program 'id'", 'RunError: the connection to PostgreSQL was lost'],
  ["copy t to program 'id'", 'RunError: the connection to PostgreSQL was lost'],
])('PGlite that %s has killed says so and is used no more', async (sql, refused) => {
  const { engine, left } = await start()
  const session = await engine.open(engine.database, 'restorer')
  await session.run('create table t (a text)')
  expect(await refusal(session.run(sql))).toBe(refused)
  expect(await refusal(session.close())).toBe(refused)
  expect(await refusal(engine.open(engine.database, 'admin'))).toBe('RunError: PGlite has stopped answering')
  await engine.stop()
  expect(left()).toEqual(['workspace'])
})

test('PGlite holds one database open at a time, and none that the restorer is in is left', async () => {
  const { engine, left } = await start()
  const first = await engine.open(engine.database, 'restorer')
  await first.run('create extension citext; create extension pgcrypto')
  await first.run('set search_path to nowhere')
  expect(await refusal(engine.open('other', 'admin'))).toMatch(
    /^RunError: PGlite holds one database open at a time/,
  )
  expect((await first.run('show search_path')).rows).toEqual([['nowhere']])
  await first.close()
  const admin = await engine.open(engine.database, 'admin')
  const other = await engine.open('other', 'restorer')
  expect(await refusal(admin.run('select 1'))).toMatch(/^RunError: PGlite holds one database/)
  await other.close()
  const digest = "select current_database(), length(digest('', 'sha256'))"
  expect((await admin.run(digest)).rows).toEqual([['restored', '32']])
  await admin.close()
  await engine.stop()
  expect(left()).toEqual(['workspace'])
})

test('PGlite writes nowhere but in its folder', async () => {
  const { engine } = await start()
  const path = `${folders.at(-1)}/escaped`
  await within(engine, 'restorer', async (session) => {
    expect(await refusal(session.run(`copy (select 1) to '${path}'`))).toBe('58P01')
    await session.run("copy (select 1) to '/tmp/upkeep-test-escaped'")
    await session.run("create table t (a text); copy t from '/tmp/upkeep-test-escaped'")
    expect(await refusal(session.run("copy t from '/etc/passwd'"))).toBe('58P01')
    expect(await refusal(session.run(`select pg_read_file('${process.cwd()}/package.json')`))).toBe('58P01')
  })
  expect(readdirSync('/tmp')).not.toContain('upkeep-test-escaped')
  await engine.stop()
})

test('PGlite that is not there is told', async () => {
  const temporary = openFolder()
  folders.push(temporary)
  const context = contextIn(temporary, { pglite: '../pglite' })
  const life = startLifetime(10_000)
  expect(await refusal(startEmbedded(context, life))).toBe(
    'RunError: PGlite could not be loaded: its files, which come with Upkeep, are not there (MODULE_NOT_FOUND)',
  )
  life.end('it was tried')
  expect(readdirSync(temporary)).toEqual(['workspace'])
})
