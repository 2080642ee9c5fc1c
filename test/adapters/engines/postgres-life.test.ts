import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { PGLITE_MAJOR } from '../../../src/adapters/engines/pglite-engine.ts'
import { contextIn, obstacleToServer, openFolder, processesWith } from '../../support/engines/postgres.ts'
import { compile } from '../child.ts'

jest.setTimeout(120_000)

const folder = openFolder()
const NOBODY = 65_534
let starter: string
const isRoot = process.getuid?.() === 0

beforeAll(() => {
  starter = pathToFileURL(compile('src/adapters/engines/postgres.ts', join(folder, 'compiled'))).href
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A folder of one test's, of the user that the test is about. */
function folderOf(name: string, owner?: number): string {
  const own = join(folder, name)
  mkdirSync(own)
  mkdirSync(join(own, 'workspace'))
  if (owner !== undefined) chownSync(own, owner, owner)
  return own
}

interface Run {
  readonly child: ChildProcess
  /** The first line that begins so. */
  readonly line: (begin: string) => Promise<string>
  readonly ended: Promise<number | string | null>
  readonly said: () => string
}

interface Asked {
  readonly temporary: string
  readonly env?: Readonly<Record<string, string>>
  readonly deadline?: number
  readonly major?: number
  readonly act: string
  readonly user?: number
}

/** Starts an engine in a Node of its own, and does something with it. */
function run({ temporary, env = {}, deadline = 60_000, major = 0, act, user }: Asked): Run {
  const context = { ...contextIn(temporary), env, progress: undefined }
  const script = `
    import { postgresStarter } from ${JSON.stringify(starter)}
    const say = (text) => process.stdout.write(text + '\\n')
    const context = { ...${JSON.stringify(context)}, progress: (text) => say('progress ' + text) }
    const { engine, lack } = await postgresStarter(context)({ major: ${major}, url: '', deadline: ${deadline} })
    say(engine ? 'engine ' + engine.version : 'lack ' + lack)
    const session = await engine.open(engine.database, 'restorer')
    ${act}`
  const file = join(temporary, 'script.mjs')
  writeFileSync(file, script)
  const identity = user === undefined ? {} : { uid: user, gid: user }
  const child = spawn(process.execPath, [file], {
    env: {},
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    ...identity,
  })
  let text = ''
  const wake = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      text += chunk
      for (const one of wake) one()
    })
  const ended = new Promise<number | string | null>((done) =>
    child.on('close', (status, signal) => done(signal ?? status)),
  )
  const line = (begin: string) =>
    new Promise<string>((done, fail) => {
      const look = () => {
        const found = text.split('\n').find((one) => one.startsWith(begin))
        if (found !== undefined) done(found)
      }
      wake.add(look)
      look()
      void ended.then(() => fail(new Error(`no ${begin}: ${text}`)))
    })
  return { child, line, ended, said: () => text }
}

/** Waits until nothing of a folder is left but what the test itself put there. */
async function expectNothingLeft(temporary: string): Promise<void> {
  const look = () => ({
    folders: readdirSync(temporary).filter((name) => name.startsWith('upkeep-')),
    processes: processesWith(`${temporary}/upkeep-`),
  })
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    const { folders, processes } = look()
    if (folders.length === 0 && processes.length === 0) return
    await new Promise((done) => setTimeout(done, 50))
  }
  expect(look()).toEqual({ folders: [], processes: [] })
}

/** What keeps a backend busy without ever asking whether the postmaster lives. */
const BUSY =
  "session.run('select count(*) from generate_series(1, 100000000000)').catch(() => {}); say('busy')"
const PATH = process.env['PATH'] ?? ''

const obstacle = obstacleToServer()
if (obstacle !== undefined) console.log(`A server's life is not tried: ${obstacle}`)
const where = obstacle === undefined ? describe : describe.skip

where('a server', () => {
  const env = { PATH }

  test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('is not left behind by %s', async (signal) => {
    const temporary = folderOf(`signal-${signal}`)
    const one = run({ temporary, env, act: BUSY })
    expect(await one.line('engine')).toMatch(/^engine PostgreSQL /)
    await one.line('busy')
    expect(processesWith(`${temporary}/upkeep-`)).not.toEqual([])
    one.child.kill(signal)
    expect(await one.ended).toBe(signal)
    await expectNothingLeft(temporary)
  })

  test('is not left behind by a process that ends', async () => {
    const temporary = folderOf('exit')
    const one = run({ temporary, env, act: `${BUSY}; setTimeout(() => process.exit(3), 300)` })
    expect(await one.ended).toBe(3)
    await expectNothingLeft(temporary)
  })

  test('is not left behind by one that is killed before it is up', async () => {
    const temporary = folderOf('early')
    const one = run({ temporary, env, act: '' })
    while (processesWith(`${temporary}/upkeep-`).every((line) => !line.includes('initdb')))
      await new Promise((done) => setTimeout(done, 10))
    one.child.kill('SIGKILL')
    await one.ended
    await expectNothingLeft(temporary)
  })

  test('is ended at its deadline, whatever it does', async () => {
    const temporary = folderOf('deadline')
    const sleep = "await session.run('select pg_sleep(600)').catch((e) => say(e.name + ' ' + e.message))"
    const one = run({ temporary, env, deadline: 8_000, act: sleep })
    expect(await one.line('RunError')).toBe('RunError PostgreSQL was ended: the time was up')
    expect(await one.ended).toBe(0)
    await expectNothingLeft(temporary)
  })

  test('does not start where the time is up before', async () => {
    const temporary = folderOf('short')
    const one = run({ temporary, env, deadline: 50, act: '' })
    expect(await one.line('lack')).toMatch(/^lack the time was up before PostgreSQL .* had started$/)
    await one.ended
    await expectNothingLeft(temporary)
  })

  if (!isRoot) {
    test.skip('is started by root as somebody else: this is not root', () => undefined)
    return
  }

  test('is started by an ordinary user as itself', async () => {
    const temporary = folderOf('ordinary', NOBODY)
    chmodSync(temporary, 0o700)
    const act = "say('who ' + (await session.run('select current_user')).rows[0]); await engine.stop()"
    const one = run({ temporary, env, act, user: NOBODY })
    expect(await one.line('engine')).toMatch(/^engine PostgreSQL /)
    expect(await one.line('who')).toBe('who upkeep_restorer')
    expect(await one.ended).toBe(0)
    await expectNothingLeft(temporary)
  })

  test('is started by root as somebody else, in folders that nobody else may enter', async () => {
    const temporary = folderOf('root')
    const one = run({ temporary, env, act: "say('up'); await new Promise((r) => setTimeout(r, 60000))" })
    await one.line('up')
    const [home = ''] = readdirSync(temporary).filter((name) => name.startsWith('upkeep-'))
    const modes = execFileSync('stat', [
      '-c',
      '%a %U',
      join(temporary, home, 'd'),
      join(temporary, home, 's'),
    ])
    expect(modes.toString()).toBe('700 nobody\n700 nobody\n')
    const owners = execFileSync('ps', ['-eo', 'user,args'], { encoding: 'utf8' }).split('\n')
    const postmaster = owners.filter((line) => line.includes(`postgres -D ${temporary}`))
    expect(postmaster.map((line) => line.split(' ')[0])).toEqual(['nobody'])
    one.child.kill()
    await one.ended
    await expectNothingLeft(temporary)
  })

  test('lies elsewhere where others may not enter the temporary folder', async () => {
    const temporary = folderOf('closed')
    chmodSync(temporary, 0o700)
    const one = run({ temporary, env, act: "say('up'); await engine.stop()" })
    expect(await one.line('engine')).toMatch(/^engine PostgreSQL /)
    expect(await one.ended).toBe(0)
  })
})

const minimal = { env: {}, major: PGLITE_MAJOR }

/** In a container that has nothing but Node: no PATH, and no server that is new enough. */
describe('PGlite', () => {
  test.each(['SIGKILL', 'SIGTERM'] as const)('is not left behind by %s', async (signal) => {
    const temporary = folderOf(`pglite-${signal}`)
    const one = run({ temporary, ...minimal, act: BUSY })
    expect(await one.line('engine')).toMatch(/^engine PGlite /)
    await one.line('busy')
    one.child.kill(signal)
    expect(await one.ended).toBe(signal)
    await expectNothingLeft(temporary)
  })
})
