import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { findMariaDb } from '../../../src/adapters/engines/mariadb-programs.ts'
import { programFolders } from '../../../src/adapters/engines/programs.ts'
import { engineGround } from '../../support/backup-verification/child.ts'
import { dumpOf, hasRedis } from '../../support/backup-verification/redis-server.ts'
import { compile } from '../child.ts'

jest.setTimeout(180_000)

const NOBODY = 65_534
const ground = engineGround()
const tools = ['setpriv', 'sqlite3']
const isHere =
  hasRedis() &&
  tools.every((tool) => spawnSync(tool, ['--version']).error === undefined) &&
  findMariaDb(programFolders(process.env, ground.workspace), ground.workspace) !== undefined
if (!isHere) console.warn('skipped: MariaDB, Redis, sqlite3 and setpriv are not all installed')
const suite = isHere ? describe : describe.skip

/** Uses all three engines, says what they hold, and then does what it is told to. */
const SCRIPT = (code: string, root: string, then: string) => `
const { mariaDbStarter } = await import(${JSON.stringify(join(code, 'src/adapters/engines/mariadb.js'))})
const { rdbLoader } = await import(${JSON.stringify(join(code, 'src/adapters/engines/redis.js'))})
const { sqliteAsker, sqliteSurroundings } = await import(${JSON.stringify(join(code, 'src/adapters/engines/sqlite.js'))})
const { childStarter } = await import(${JSON.stringify(join(code, 'src/adapters/child.js'))})
const [workspace, temporary] = [${JSON.stringify(join(root, 'w'))}, ${JSON.stringify(join(root, 't'))}]
const startChild = childStarter(process.env, workspace, temporary)
const ground = { env: process.env, workspace, temporary, startChild }
const { engine, lack } = await mariaDbStarter(ground)({ deadline: 90_000 })
if (lack) throw new Error(lack)
const rdb = await rdbLoader(ground)({ path: ${JSON.stringify(join(root, 'u/dump.rdb'))}, databases: 1, deadline: 60_000 })
const sqlite = await sqliteAsker(sqliteSurroundings(startChild))(${JSON.stringify(join(root, 'u/s.db'))}, 60_000)
const { rows } = await engine.run(engine.database, 'select 1 + 1')
console.log(JSON.stringify({ user: process.getuid(), rows, rdb: rdb.kind, sqlite: sqlite.kind }))
${then}
`

suite('engines of an ordinary user', () => {
  let code = ''
  const root = join(ground.workspace, '..')
  beforeAll(async () => {
    code = join(root, 'c')
    mkdirSync(code)
    for (const one of ['engines/mariadb', 'engines/redis', 'engines/sqlite', 'child'])
      compileInto(`src/adapters/${one}.ts`)
    chmodSync(join(root, 't'), 0o777)
    mkdirSync(join(root, 'u'))
    execFileSync('sqlite3', [join(root, 'u/s.db')], { input: 'create table t(a); insert into t values (1);' })
    writeFileSync(join(root, 'seed.rdb'), await dumpOf(['set a 1']))
  })
  afterAll(ground.remove)

  /** `compile` makes a link that may stand only once. */
  function compileInto(entry: string): void {
    const at = join(code, entry.replaceAll('/', '-'))
    mkdirSync(at)
    compile(entry, at)
    execFileSync('cp', ['-r', join(at, 'src'), join(at, 'package.json'), code])
  }

  function run(then: string, isOrdinary: boolean): ChildProcess {
    execFileSync('cp', [join(root, 'seed.rdb'), join(root, 'u/dump.rdb')])
    const script = SCRIPT(code, root, then)
    const node = [process.execPath, '--input-type=module', '-e', script]
    const isRoot = process.getuid?.() === 0
    if (isRoot) for (const one of ['u', 'u/dump.rdb', 'u/s.db']) chownSync(join(root, one), NOBODY, NOBODY)
    const drop = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--']
    const [command = '', ...args] = isRoot && isOrdinary ? [...drop, ...node] : node
    return spawn(command, args, {
      cwd: '/',
      env: { PATH: process.env['PATH'] },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  async function firstLine(child: ChildProcess): Promise<string> {
    let said = ''
    child.stderr?.on('data', (text) => {
      said += text
    })
    for await (const text of child.stdout ?? []) {
      said += text
      if (String(text).includes('\n')) break
    }
    return said
  }

  const left = () => readdirSync(join(root, 't'))
  const commandOf = (id: string) => {
    try {
      return readFileSync(`/proc/${id}/cmdline`, 'latin1')
    } catch {
      return ''
    }
  }
  const servers = () =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(commandOf)
      .filter((command) => command.includes(join(root, 't')) && /mariadbd|mysqld|redis-server/.test(command))

  async function gone(): Promise<readonly string[]> {
    for (let turn = 0; turn < 100 && servers().length > 0; turn += 1)
      await new Promise((done) => setTimeout(done, 100))
    return servers()
  }

  test.each([
    ['as an ordinary user', true],
    ['as this user', false],
  ])('work %s, and leave nothing', async (_name, isOrdinary) => {
    const child = run('await engine.stop()', isOrdinary)
    const ended = once(child, 'exit')
    const line = await firstLine(child)
    expect(JSON.parse(line)).toEqual({
      user: isOrdinary && process.getuid?.() === 0 ? NOBODY : process.getuid?.(),
      rows: [['2']],
      rdb: 'loaded',
      sqlite: 'answered',
    })
    expect((await ended)[0]).toBe(0)
    expect([await gone(), left()]).toEqual([[], []])
  })

  test.each([
    ['is told to end', 'SIGTERM', 0],
    // Nobody can remove a folder then; the server still ends.
    ['is killed', 'SIGKILL', 1],
  ] as const)('end when the process %s', async (_name, signal, folders) => {
    const child = run('await engine.run(engine.database, "select sleep(600)")', true)
    const ended = once(child, 'exit')
    await firstLine(child)
    expect(servers().length).toBeGreaterThan(0)
    child.kill(signal)
    expect((await ended)[1]).toBe(signal)
    expect(await gone()).toEqual([])
    expect(left().length).toBeLessThanOrEqual(folders)
  })

  test('end when the process does by itself', async () => {
    const child = run('process.exit(3)', true)
    const ended = once(child, 'exit')
    await firstLine(child)
    expect((await ended)[0]).toBe(3)
    expect(await gone()).toEqual([])
  })
})
