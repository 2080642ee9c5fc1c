import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { folderMaker } from '../../src/adapters/temporary.ts'
import { RunError } from '../../src/core/errors.ts'
import { compile } from './child.ts'

let base = ''
beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'upkeep-temporary-')))
})
afterAll(() => rmSync(base, { recursive: true, force: true }))

test('folders are new, of this user alone, and go with all that is in them', async () => {
  const make = folderMaker(base)
  const kept = join(base, 'kept')
  mkdirSync(kept)
  writeFileSync(join(kept, 'file'), 'x')
  const folders = await Promise.all([make(), make()])
  expect(new Set(folders.map(({ path }) => path)).size).toBe(2)
  for (const { path, remove } of folders) {
    expect(statSync(path).mode & 0o777).toBe(0o700)
    mkdirSync(join(path, 'a/b'), { recursive: true })
    writeFileSync(join(path, 'a/b/file'), 'x', { mode: 0o400 })
    symlinkSync(kept, join(path, 'a/link'))
    chmodSync(join(path, 'a/b'), 0o500)
    await remove()
    await remove()
  }
  expect(readdirSync(base)).toEqual(['kept'])
  expect(readdirSync(kept)).toEqual(['file'])
})

test('a place where none can be made is told', async () => {
  await expect(folderMaker(join(base, 'gone'))()).rejects.toThrow(RunError)
})

// Root may remove what is read-only anyway.
test('an ordinary user can remove folders that are read-only', () => {
  const place = mkdtempSync(join(base, 'u-'))
  const entry = compile('src/adapters/temporary.ts', place)
  const script = `
    import { folderMaker } from ${JSON.stringify(entry)}
    import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
    mkdirSync(${JSON.stringify(join(place, 'own'))})
    const make = folderMaker(${JSON.stringify(join(place, 'own'))})
    for (const way of ['removed', 'left']) {
      const { path, remove } = await make()
      mkdirSync(path + '/a/b', { recursive: true })
      writeFileSync(path + '/a/b/file', 'x', { mode: 0o400 })
      chmodSync(path + '/a/b', 0o500)
      chmodSync(path + '/a', 0)
      if (way === 'removed') await remove()
    }
    console.log(readdirSync(${JSON.stringify(join(place, 'own'))}).length)
  `
  const node = [process.execPath, '--input-type=module', '-e', script]
  const isRoot = process.getuid?.() === 0
  for (const path of [base, place]) chmodSync(path, 0o777)
  const command = isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...node] : node
  const ran = spawnSync(command[0] ?? '', command.slice(1), { encoding: 'utf8', cwd: '/' })
  expect([ran.stderr, ran.stdout]).toEqual(['', '1\n'])
  expect(readdirSync(join(place, 'own'))).toEqual([])
})
