import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { diskTree } from '../../src/adapters/files.ts'
import type { Tree } from '../../src/core/ports.ts'
import { faultOf } from './client.ts'
import { createRepository, type TestRepository } from './git-repository.ts'
import { repositoryAt, treeOf } from './repository-world.ts'

let folder = ''
let repository: TestRepository

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'upkeep git é-')))
  mkdirSync(join(folder, 'elsewhere'))
  repository = createRepository(join(folder, 'repository'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function treeAt(revision = 'HEAD', below = ''): Promise<Tree> {
  const path = join(repository.path, below)
  return treeOf(await repositoryAt(path, join(folder, 'elsewhere')).base(revision))
}

async function textAt(tree: Tree, path: string): Promise<string | undefined> {
  const bytes = await tree.read(path)
  return bytes && Buffer.from(bytes).toString()
}

test('the files are those of the commit, not of the disk', async () => {
  const first = repository.commit({ a: '1', gone: '' })
  repository.git('rm', '--quiet', 'gone')
  repository.commit({ a: '2' })
  writeFileSync(join(repository.path, 'a'), '3')
  const [old, now] = [await treeAt(first), await treeAt()]
  expect([await textAt(old, 'a'), await textAt(now, 'a')]).toEqual(['1', '2'])
  expect([(await old.list()).files, (await now.list()).files]).toEqual([['a', 'gone'], ['a']])
})

test('an empty commit has no files', async () => {
  repository.commit({})
  expect(await (await treeAt()).list()).toEqual({ files: [], unreadable: [] })
})

test('names may hold anything', async () => {
  const names = [
    'line\nbreak',
    'tab\t',
    '"quoted"',
    "it's",
    'é\u0301\u202e',
    '\u{1f600}',
    '\ufb01',
    ' edge ',
    '-rf',
    ':(top)',
    'a\\b',
    '$(id)',
    '*',
    '%41',
    '#',
    'x/.y/z',
  ]
  repository.commit(Object.fromEntries(names.map((name) => [name, `in ${name}`])))
  const tree = await treeAt()
  expect((await tree.list()).files).toEqual(names.toSorted())
  for (const name of names) expect(await textAt(tree, name)).toBe(`in ${name}`)
})

test('a commit lists as the disk does', async () => {
  repository.commit({
    'b/c': '',
    'a.txt': '',
    'a/z': '',
    A: '',
    '\u{1f600}': '',
    '\ufb01': '',
    'node_modules/x/y': '',
    'p/node_modules/x': '',
    'node_modules_/x': '',
  })
  symlinkSync('a.txt', join(repository.path, 'link'))
  repository.commit({})
  expect(await (await treeAt()).list()).toEqual(await diskTree(repository.path).list())
})

test('every byte of a file arrives', async () => {
  const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 7) % 256))
  writeFileSync(join(repository.path, 'binary'), bytes)
  repository.commit({ empty: '', crlf: 'a\r\nb\r$Id$' })
  const attributes = '* text eol=lf ident working-tree-encoding=UTF-16\n'
  writeFileSync(join(repository.path, '.git/info/attributes'), attributes)
  const tree = await treeAt()
  expect(Buffer.compare(Buffer.from((await tree.read('binary')) ?? []), bytes)).toBe(0)
  expect(await textAt(tree, 'crlf')).toBe('a\r\nb\r$Id$')
  expect(await textAt(tree, 'empty')).toBe('')
})

test('what is no file is undefined', async () => {
  repository.commit({ 'a/b': '' })
  const tree = await treeAt()
  for (const path of [
    '',
    '.',
    'a',
    'a/',
    './a/b',
    'a/../a/b',
    '/a/b',
    'gone',
    '../a',
    'a/b/c',
    'HEAD',
    '__proto__',
  ])
    expect(await tree.read(path)).toBeUndefined()
  expect(await tree.listInstalled()).toEqual([])
  expect(await tree.listFolder('')).toEqual([])
})

test('a submodule is no file', async () => {
  const inner = repository.commit({ at: '' })
  repository.git('update-index', '--add', '--cacheinfo', `160000,${inner},packages/sub`)
  repository.git('commit', '--quiet', '--message', 'x')
  const tree = await treeAt()
  expect((await tree.list()).files).toEqual(['at'])
  expect(await tree.read('packages/sub')).toBeUndefined()
  mkdirSync(join(repository.path, 'packages/sub'), { recursive: true })
  expect((await (await treeAt('HEAD', 'packages/sub')).list()).files).toEqual([])
})

describe('a link', () => {
  const link = (target: string, path: string) => symlinkSync(target, join(repository.path, path))

  test('within the folder is followed, as on the disk', async () => {
    repository.commit({ 'real/file': 'x', top: 'y' })
    link('real/file', 'one')
    link('one', 'two')
    link('../top', 'real/up')
    link('./real/../top', 'round')
    repository.commit({})
    const tree = await treeAt()
    for (const path of ['one', 'two', 'real/up', 'round'])
      expect(await textAt(tree, path)).toBe(await textAt(diskTree(repository.path), path))
  })

  test('out of it, in circles or to no file is a fault', async () => {
    writeFileSync(join(folder, 'secret'), 's')
    repository.commit({ 'real/file': 'x', 'p/file': 'y' })
    const targets = {
      out: '../secret',
      absolute: join(folder, 'secret'),
      broken: 'gone',
      folder: 'real',
      me: 'me',
    }
    for (const [path, target] of Object.entries(targets)) link(target, path)
    link('b', 'a')
    link('a', 'b')
    link('../real/file', 'p/aside')
    repository.commit({})
    const tree = await treeAt()
    for (const path of [...Object.keys(targets), 'a'])
      expect(await faultOf(tree.read(path))).toMatch(/^is a link to no file of [0-9a-f]{40}$/)
    expect(await textAt(tree, 'p/aside')).toBe('x')
    expect(await faultOf((await treeAt('HEAD', 'p')).read('aside'))).toContain('is a link to no file')
  })
})

test('a name that is no UTF-8 is listed and read by what git calls it', async () => {
  if (process.platform !== 'linux') return
  writeFileSync(Buffer.concat([Buffer.from(`${repository.path}/x`), Buffer.from([0xff])]), 'odd')
  repository.commit({})
  const tree = await treeAt()
  expect((await tree.list()).files).toEqual(['x\ufffd'])
  expect(await textAt(tree, 'x\ufffd')).toBe('odd')
})

test('a repository by SHA-256 is read as well', async () => {
  rmSync(repository.path, { recursive: true })
  mkdirSync(repository.path)
  repository.git('init', '--quiet', '--object-format=sha256')
  const commit = repository.commit({ at: 'x' })
  expect(commit).toHaveLength(64)
  expect(await textAt(await treeAt(commit), 'at')).toBe('x')
})

test('a repository of somebody else is read as well', async () => {
  repository.commit({ at: 'x' })
  if (process.getuid?.() === 0) execFileSync('chown', ['-R', '65534:65534', repository.path])
  const path = repository.path
  expect(await textAt(await treeAt(), 'at')).toBe('x')
  if (process.getuid?.() === 0)
    expect(() =>
      execFileSync('git', ['-C', path, 'rev-parse', 'HEAD'], {
        stdio: 'pipe',
        env: { PATH: process.env['PATH'] },
      }),
    ).toThrow('dubious')
})

test('a worktree, whose .git is a file, is read as well', async () => {
  repository.commit({ at: 'x' })
  repository.git('worktree', 'add', '--quiet', join(folder, 'tree'))
  const base = await repositoryAt(join(folder, 'tree'), join(folder, 'elsewhere')).base('HEAD')
  expect(await textAt(treeOf(base), 'at')).toBe('x')
})

test('ten thousand files are listed in one go', async () => {
  const rows = Array.from(
    { length: 10_000 },
    (_, index) => `100644 ${'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'}\tdir${index % 100}/file-${index}`,
  )
  const input = `${rows.join('\n')}\n`
  repository.commit({ empty: '' })
  execFileSync('git', ['update-index', '--index-info'], { cwd: repository.path, input })
  repository.git('commit', '--quiet', '--message', 'x')
  expect((await (await treeAt()).list()).files).toHaveLength(10_001)
})
