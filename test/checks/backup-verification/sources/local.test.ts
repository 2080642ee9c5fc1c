import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { localSource } from '../../../../src/checks/backup-verification/sources/local.ts'
import { type Folder, faultOf, makeFolder, placeOf, readOnce, WHEN } from './world.ts'

jest.setTimeout(30_000)

let folder: Folder
let outside: Folder

beforeEach(() => {
  folder = makeFolder()
  outside = makeFolder()
})

afterEach(() => {
  folder.remove()
  outside.remove()
})

function sourceOf(place: string) {
  return localSource(placeOf('local', place), folder.path)
}

async function listOf(place: string) {
  const { items, problems } = await sourceOf(place).list()
  return {
    names: items.map(({ name }) => name),
    problems: problems.map(({ subject, reason }) => `${subject} ${reason}`),
  }
}

function makeFifo(path: string): void {
  const { status } = spawnSync('mkfifo', [path])
  expect(status).toBe(0)
}

/** Descriptors of this process that lead into the folder. */
function openInFolder(): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`)
      return path.startsWith(folder.path) ? [path] : []
    } catch {
      return []
    }
  })
}

describe('a list', () => {
  test.each<readonly [string, readonly string[]]>([
    ['backups/*.sql.gz', ['a.sql.gz', 'b.sql.gz']],
    ['backups/?.sql.gz', ['a.sql.gz', 'b.sql.gz']],
    ['backups/[b-z].sql.gz', ['b.sql.gz']],
    ['backups/{a,c}.{sql.gz,rdb}', ['a.sql.gz', 'c.rdb']],
    ['backups/**/*.rdb', ['c.rdb', 'deep/er/d.rdb']],
    ['backups/*', ['.hidden', 'a.sql.gz', 'b.sql.gz', 'c.rdb']],
    ['backups/a.sql.gz', ['a.sql.gz']],
    ['**/*.rdb', ['backups/c.rdb', 'backups/deep/er/d.rdb']],
    ['backups/*/er/*', ['deep/er/d.rdb']],
    ['backups/*.zip', []],
    ['nothing/here/*.gz', []],
    ['backups/a.sql.gz/x', []],
  ])('%s', async (place, names) => {
    for (const name of ['a.sql.gz', 'b.sql.gz', 'c.rdb', 'deep/er/d.rdb', '.hidden', 'node_modules/x/e.rdb'])
      folder.put(`backups/${name}`, 'x')
    if (place === 'backups/a.sql.gz/x') {
      expect(await faultOf(sourceOf(place).list())).toBe('backups/a.sql.gz is no folder')
      return
    }
    expect(await listOf(place)).toEqual({ names, problems: [] })
  })

  test('tells size and time', async () => {
    folder.put('b/a.gz', 'hello')
    const [item] = (await sourceOf('b/*').list()).items
    expect(item).toEqual({
      name: 'a.gz',
      kind: 'file',
      size: 5,
      files: 1,
      modified: WHEN.getTime(),
      etag: '',
      checksums: {},
    })
    expect(sourceOf('b/*').subjectOf('a.gz')).toBe('b/a.gz')
  })

  test('of an absolute place', async () => {
    outside.put('x/a.gz', 'x')
    const source = localSource(placeOf('local', `${outside.path}/x/*.gz`), folder.path)
    expect((await source.list()).items.map(({ name }) => name)).toEqual(['a.gz'])
    expect(source.subjectOf('a.gz')).toBe(`${outside.path}/x/a.gz`)
    expect((await readOnce(source, 'a.gz')).toString()).toBe('x')
  })

  test('of folders: all that is in each', async () => {
    folder.put('agents/2026-11-23/a.json', '{}')
    folder.put('agents/2026-11-24/a.json', '{}')
    folder.put('agents/2026-11-24/deep/b.yaml', 'a: 1')
    folder.put('agents/readme.md', 'x')
    mkdirSync(join(folder.path, 'agents/2026-11-25'))
    const source = sourceOf('agents/*/')
    const { items, problems } = await source.list()
    expect(items.map(({ name, kind, size, files }) => [name, kind, size, files])).toEqual([
      ['2026-11-23', 'folder', 2, 1],
      ['2026-11-24', 'folder', 6, 2],
      ['2026-11-25', 'folder', 0, 0],
    ])
    expect([items[1]?.modified, problems]).toEqual([WHEN.getTime(), []])
    const inside = await source.inside('2026-11-24')
    expect(inside.items.map(({ name }) => name)).toEqual(['2026-11-24/a.json', '2026-11-24/deep/b.yaml'])
    expect((await readOnce(source, '2026-11-24/deep/b.yaml')).toString()).toBe('a: 1')
    expect(await faultOf(source.inside('2026-11-20'))).toBe('is not there')
    expect(await faultOf(source.inside('../agents'))).toBe('has no name in its place')
  })
})

describe('what is no file where one should be', () => {
  test('is told, and the others are listed', async () => {
    folder.put('b/good.gz', 'x')
    mkdirSync(join(folder.path, 'b/folder.gz'))
    makeFifo(join(folder.path, 'b/fifo.gz'))
    symlinkSync('loop.gz', join(folder.path, 'b/loop.gz'))
    symlinkSync('nowhere', join(folder.path, 'b/dangling.gz'))
    symlinkSync(outside.put('secret', 'x'), join(folder.path, 'b/out.gz'))
    symlinkSync('/dev/zero', join(folder.path, 'b/device.gz'))
    const server = createServer().listen(join(folder.path, 'b/socket.gz'))
    await new Promise((done) => server.once('listening', done))
    const { names, problems } = await listOf('b/*.gz')
    server.close()
    expect(names).toEqual(['good.gz'])
    expect([...problems].sort()).toEqual([
      'b/dangling.gz is a link to nothing',
      'b/device.gz is a link that leads out of the directory',
      'b/fifo.gz is a pipe (FIFO), not a file',
      'b/folder.gz is a folder, not a file; a place for folders ends in a slash',
      'b/loop.gz is a link that leads in circles',
      'b/out.gz is a link that leads out of the directory',
      'b/socket.gz is a socket, not a file',
    ])
  })

  test('is not opened either, and does not hang', async () => {
    mkdirSync(join(folder.path, 'b'))
    makeFifo(join(folder.path, 'b/fifo'))
    mkdirSync(join(folder.path, 'b/folder'))
    symlinkSync(outside.put('secret', 'x'), join(folder.path, 'b/out'))
    symlinkSync(outside.path, join(folder.path, 'b/outer'))
    const { open } = sourceOf('b/*')
    expect(await faultOf(open('fifo'))).toBe('is a pipe (FIFO), not a file')
    expect(await faultOf(open('folder'))).toMatch(/^is a folder, not a file/)
    expect(await faultOf(open('out'))).toBe('is a link that leads out of the directory')
    expect(await faultOf(open('outer/secret'))).toBe('is a link that leads out of the directory')
    expect(await faultOf(open('nothing'))).toBe('is not there')
    for (const name of ['', '/etc/hostname', '../x', 'a/../../x', 'a\0b'])
      expect(await faultOf(open(name))).toBe('has no name in its place')
    const devices = localSource(placeOf('local', '/dev/zero'), folder.path)
    expect(await devices.list()).toEqual({
      items: [],
      problems: [{ subject: '/dev/zero', reason: 'is a device, not a file' }],
    })
    expect(await faultOf(devices.open('zero'))).toBe('is a device, not a file')
    expect(openInFolder()).toEqual([])
  })

  test('a file where a folder should be', async () => {
    folder.put('b/x', '')
    expect(await listOf('b/x/')).toEqual({
      names: [],
      problems: ['b/x is no folder, and its place ends in a slash'],
    })
  })
})

describe('a link', () => {
  test('to a file in the same directory is that file', async () => {
    folder.put('store/1.gz', 'one')
    mkdirSync(join(folder.path, 'b'))
    symlinkSync('../store/1.gz', join(folder.path, 'b/today.gz'))
    expect(await listOf('b/*.gz')).toEqual({ names: ['today.gz'], problems: [] })
    expect((await readOnce(sourceOf('b/*.gz'), 'today.gz')).toString()).toBe('one')
  })

  test('to another item is not one more', async () => {
    folder.put('b/1.gz', 'one')
    folder.put('b/days/24/x.gz', 'x')
    symlinkSync('1.gz', join(folder.path, 'b/latest.gz'))
    symlinkSync('24', join(folder.path, 'b/days/latest'))
    expect(await listOf('b/*.gz')).toEqual({ names: ['1.gz'], problems: [] })
    expect(await listOf('b/days/*/')).toEqual({ names: ['24'], problems: [] })
    expect(await listOf('b/days/*/x.gz')).toEqual({ names: ['24/x.gz'], problems: [] })
  })

  test('to a folder above has an end', async () => {
    folder.put('b/a/x.gz', 'x')
    symlinkSync('..', join(folder.path, 'b/a/up'))
    expect(await listOf('b/**/*.gz')).toEqual({ names: ['a/x.gz'], problems: [] })
    expect(await listOf('b/*/*/*/*.gz')).toEqual({ names: ['a/up/a/x.gz'], problems: [] })
  })

  test('to a folder outside is told where something in it is meant', async () => {
    outside.put('x.gz', 'x')
    mkdirSync(join(folder.path, 'b'))
    symlinkSync(outside.path, join(folder.path, 'b/out'))
    const problems = ['b/out is a link that leads out of the directory']
    expect(await listOf('b/*/x.gz')).toEqual({ names: [], problems })
    expect(await listOf('b/*/')).toEqual({ names: [], problems })
    expect(await faultOf(sourceOf('b/out/*.gz').list())).toBe(
      'b/out is a link that leads out of the directory',
    )
  })
})
