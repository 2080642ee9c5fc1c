import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, jest, test } from '@jest/globals'
import { postgresStarter } from '../../../src/adapters/engines/postgres.ts'
import { accountIn } from '../../../src/adapters/engines/postgres-home.ts'
import { findServers } from '../../../src/adapters/engines/postgres-programs.ts'
import { contextIn, openFolder } from '../../support/engines/postgres.ts'
import { refusal } from '../../support/engines/sessions.ts'

jest.setTimeout(120_000)

const folder = openFolder()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Something that says it is a server, and cannot start. */
function fakeServer(at: string, version: string): string {
  mkdirSync(at, { recursive: true })
  for (const name of ['postgres', 'initdb']) {
    const path = join(at, name)
    writeFileSync(
      path,
      `#!/bin/sh\n[ "$1" = --version ] && exec echo "postgres (PostgreSQL) ${version}"\necho "no room" >&2; exit 1\n`,
    )
    chmodSync(path, 0o755)
  }
  return at
}

describe('servers', () => {
  test('are found, the highest version first', async () => {
    const folders = ['90.2 (Debian 90.2-1)', '90.10', '91beta1', '9.6.24'].map((version, index) =>
      fakeServer(join(folder, `server${index}`), version),
    )
    const found = await findServers(contextIn(folder, { folders }))
    const own = found.filter(({ folder: at }) => at.startsWith(folder))
    expect(own.map(({ version, major }) => [version, major])).toEqual([
      ['91beta1', 91],
      ['90.10', 90],
      ['90.2', 90],
      ['9.6.24', 9],
    ])
  })

  test('are found in PATH and by their links, once', async () => {
    const at = fakeServer(join(folder, 'linked'), '92.1')
    const links = join(folder, 'links')
    mkdirSync(links)
    symlinkSync(join(at, 'postgres'), join(links, 'postgres'))
    const found = await findServers(contextIn(folder, { env: { PATH: links }, folders: [at] }))
    expect(found.filter(({ major }) => major === 92)).toEqual([{ folder: at, version: '92.1', major: 92 }])
  })

  test('in the workspace are none, as they are written or where their links lead', async () => {
    const inside = fakeServer(join(folder, 'workspace', 'bin'), '93.1')
    const links = join(folder, 'links-inside')
    symlinkSync(inside, links)
    const outside = join(folder, 'half')
    mkdirSync(outside)
    copyFileSync(join(inside, 'postgres'), join(outside, 'postgres'))
    symlinkSync(join(inside, 'initdb'), join(outside, 'initdb'))
    const found = await findServers(
      contextIn(folder, { env: { PATH: inside }, folders: [inside, links, outside] }),
    )
    expect(found.filter(({ major }) => major === 93)).toEqual([])
  })

  test('that cannot be started are told, and something else is used', async () => {
    const at = fakeServer(join(folder, 'broken'), '94.1')
    const told: string[] = []
    const context = contextIn(folder, { folders: [at], progress: (text) => told.push(text) })
    const started = await postgresStarter(context)({ major: 0, url: '', deadline: 60_000 })
    if ('lack' in started) throw new Error(started.lack)
    expect(told[0]).toBe('PostgreSQL 94.1 could not be started: initdb failed: no room')
    expect(started.engine.version).not.toContain('94.1')
    await started.engine.stop()
    expect(readdirSync(folder).filter((name) => name.startsWith('upkeep-'))).toEqual([])
  })

  test('that are all too old or broken are a lack, with what would help', async () => {
    const at = fakeServer(join(folder, 'only'), '98.7')
    const context = contextIn(folder, { env: {}, folders: [at] })
    const tooNew = await postgresStarter(context)({ major: 99, url: '', deadline: 60_000 })
    expect(tooNew).toEqual({
      lack: expect.stringMatching(
        /^PostgreSQL 99 or newer is needed and there is 98\.7, .*PGlite of PostgreSQL 18; install its server, or give the URL of an empty throwaway database$/,
      ),
    })
    const broken = await postgresStarter(context)({ major: 98, url: '', deadline: 60_000 })
    expect(broken).toMatchObject({
      lack: expect.stringContaining('98.7 could not be started: initdb failed: no room'),
    })
  })
})

test('a URL comes first, and a mistake in it is refused', async () => {
  const starting = postgresStarter(contextIn(folder))({ major: 0, url: 'secret', deadline: 60_000 })
  expect(await refusal(starting)).toMatch(/^RunError: the URL of the throwaway database cannot be read: /)
})

test.each([
  ['root:x:0:0::/:/bin/sh\npostgres:x:101:104::/:\nnobody:x:65534:65534::/:', { uid: 65534, gid: 65534 }],
  ['root:x:0:0::/:/bin/sh\npostgres:x:101:104::/:/bin/sh\n', { uid: 101, gid: 104 }],
  ['root:x:0:0::/:/bin/sh\nnobody:x:0:0::/:\n', undefined],
  ['', undefined],
])('the account in %j is %j', (passwd, account) => {
  expect(accountIn(passwd)).toEqual(account)
})
