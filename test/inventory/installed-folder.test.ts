import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { diskTree } from '../../src/adapters/files.ts'
import { folderPackage } from '../../src/inventory/installed-folder.ts'
import { installedPackages } from '../../src/inventory/installed-packages.ts'
import { unreadableLockfile } from '../../src/inventory/locked.ts'
import type { Lockfile, Package } from '../../src/inventory/package.ts'

let folder = ''

const file = (path: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  return join(folder, path)
}
const write = (path: string, text: string) => writeFileSync(file(path), text)
const link = (target: string, path: string) => symlinkSync(target, file(path))

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'upkeep-installed-'))
  write('root/node_modules/a/package.json', '{"name":"a","version":"1.0.0"}')
  write('root/node_modules/a/docs/x', 'text')
  write('root/secret', 'secret')
  link('../../secret', 'root/node_modules/a/LICENSE')
  link('../..', 'root/node_modules/a/up')
  link('docs/x', 'root/node_modules/a/inner')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const installed = () => folderPackage(diskTree(join(folder, 'root')), 'node_modules/a')
const answerOf = (answer: Promise<unknown>) =>
  answer.then(JSON.stringify, (thrown: unknown) => String(thrown))

test('a folder lists its own, links as links', async () => {
  expect((await installed().list('')).map(({ name, kind, size }) => `${name} ${kind} ${size}`)).toEqual([
    'LICENSE link 0',
    'docs folder 0',
    'inner link 0',
    'package.json file 30',
    'up link 0',
  ])
  expect(await installed().list('./docs')).toEqual([{ name: 'x', kind: 'file', size: 4 }])
  expect(await installed().list('gone/deep')).toEqual([])
})

test('a file is read within its limit', async () => {
  expect(Buffer.from((await installed().read('docs//x', 4)) ?? []).toString()).toBe('text')
  expect(await installed().read('DOCS/x', 4)).toBeUndefined()
  expect(await installed().read('package.json/x', 4)).toBeUndefined()
})

test.each([
  ['read', 'LICENSE', 'is a link'],
  ['read', 'inner', 'is a link'],
  ['read', 'up', 'is a link'],
  ['read', 'up/secret', 'lies behind a link'],
  ['read', '../../secret', 'lies outside of the package'],
  ['read', '/etc/hostname', 'lies outside of the package'],
  ['read', 'docs', 'is not a file'],
  ['read', '', 'is not a file'],
  ['read', 'package.json', 'is larger than 9 bytes'],
  ['list', 'up', 'is not a folder'],
  ['list', 'up/node_modules', 'lies behind a link'],
  ['list', '..', 'lies outside of the package'],
  ['list', 'package.json', 'is not a folder'],
] as const)('it refuses to %s %j', async (what, path, problem) => {
  const answer = what === 'read' ? installed().read(path, 9) : installed().list(path)
  expect(await answerOf(answer)).toBe(`RunError: ${problem}`)
})

function lockfileOf(members: readonly Package[]): Lockfile {
  return { ...unreadableLockfile('pnpm-lock.yaml', 'pnpm', 'unread'), format: 'pnpm-lock v9.0', members }
}

function packageOf(name: string, more: Partial<Package> = {}): Package {
  return {
    name,
    type: 'npm',
    version: '1.0.0',
    location: name,
    source: 'registry',
    scope: 'prod',
    direct: true,
    bundled: false,
    license: undefined,
    ...more,
  }
}

test('with a store outside of the repository, what manifests ask for is found through its links', async () => {
  write('store/b/node_modules/b/package.json', '{"name":"b","version":"1.0.0"}')
  write('store/c/node_modules/@s/c/package.json', '{"name":"@s/c","version":"1.0.0"}')
  link('../../store/b/node_modules/b', 'root/node_modules/other-name')
  link('../../../../../store/c/node_modules/@s/c', 'root/packages/m/node_modules/@s/c')
  const member = packageOf('m', { source: 'workspace', location: 'packages/m' })
  const found = await installedPackages(diskTree(join(folder, 'root')), lockfileOf([member]))
  const places = await Promise.all(
    [
      packageOf('a'),
      packageOf('b'),
      packageOf('@s/c'),
      packageOf('b', { version: '2.0.0' }),
      packageOf('b', { direct: false }),
    ].map(async (pkg) => {
      const one = await found.of(pkg)
      return typeof one === 'object' ? one.place : one
    }),
  )
  expect(places).toEqual([
    'node_modules/a',
    'node_modules/other-name',
    'packages/m/node_modules/@s/c',
    undefined,
    undefined,
  ])
})

test("what pnpm's links lead to is found, also for whom no manifest asks", async () => {
  write('root/node_modules/.modules.yaml', '{"virtualStoreDir":"../../store"}')
  write('store/b/node_modules/b/package.json', '{"name":"b","version":"1.0.0"}')
  link('../../../../store/b/node_modules/b', 'root/node_modules/.pnpm/node_modules/b')
  const found = await installedPackages(diskTree(join(folder, 'root')), lockfileOf([]))
  const one = await found.of(packageOf('b', { direct: false }))
  expect(one).toMatchObject({ place: 'node_modules/.pnpm/node_modules/b', copies: [] })
  expect(found.problems).toHaveLength(1)
})
