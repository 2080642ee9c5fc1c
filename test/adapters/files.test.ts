import { execFileSync } from 'node:child_process'
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { diskTree, isDirectory, readText, repositoryRoot, writeText } from '../../src/adapters/files.ts'
import { faultOf } from './client.ts'

let folder = ''
let root = ''

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'upkeep files é-')))
  root = join(folder, 'root')
  mkdirSync(root)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(path: string, content: string | Uint8Array = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}

function link(target: string, path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  symlinkSync(target, join(root, path))
}

async function textAt(path: string): Promise<string | undefined> {
  const bytes = await diskTree(root).read(path)
  return bytes && Buffer.from(bytes).toString()
}

const onUnix = process.platform === 'win32' ? test.skip : test

describe('list', () => {
  test('has every file, sorted by code unit, wherever it lies', async () => {
    for (const path of [
      'b',
      'a/z',
      'a.txt',
      'a/b/c',
      'A',
      'é',
      '.github/x',
      '.hidden',
      'a-b',
      '\u{1f600}',
      '\ufb01',
    ])
      write(path)
    const expected = [
      '.github/x',
      '.hidden',
      'A',
      'a-b',
      'a.txt',
      'a/b/c',
      'a/z',
      'b',
      'é',
      '\u{1f600}',
      '\ufb01',
    ]
    expect(await diskTree(root).list()).toEqual({ files: expected, unreadable: [] })
  })

  test('skips .git and node_modules at every depth, and nothing that is only called like them', async () => {
    for (const path of ['.git/HEAD', 'node_modules/a/x', 'p/node_modules/a/x', 'p/.git/HEAD', 'p/q/.git/x'])
      write(path)
    for (const path of ['.gitignore', '.github/x', 'node_modules.txt', 'node_modules_/x', 'Node_Modules_/x'])
      write(path)
    link('.', 'p/q/self')
    expect((await diskTree(root).list()).files).toEqual([
      '.github/x',
      '.gitignore',
      'Node_Modules_/x',
      'node_modules.txt',
      'node_modules_/x',
      'p/q/self',
    ])
  })

  test('is empty for an empty folder', async () => {
    expect(await diskTree(root).list()).toEqual({ files: [], unreadable: [] })
  })

  test('names links as files and walks into none, so that circles end', async () => {
    write('a/b/file')
    link('../..', 'a/b/up')
    link(folder, 'a/out')
    link('nowhere', 'a/broken')
    link('me', 'a/me')
    const { files, unreadable } = await diskTree(root).list()
    expect(files).toEqual(['a/b/file', 'a/b/up', 'a/broken', 'a/me', 'a/out'])
    expect(unreadable).toEqual([])
  })

  test('says what it could not list', async () => {
    expect(await diskTree(join(root, 'gone')).list()).toMatchObject({
      files: [],
      unreadable: [{ path: '.', reason: expect.stringContaining('ENOENT') }],
    })
    write('file')
    expect((await diskTree(join(root, 'file')).list()).unreadable).toMatchObject([
      { path: '.', reason: expect.stringContaining('ENOTDIR') },
    ])
  })

  // Permissions do not bind root: a folder whose name is no UTF-8 cannot be opened by anybody who reads names as text.
  onUnix('says which folder it could not list, and lists the others', async () => {
    write('a/package-lock.json')
    mkdirSync(Buffer.concat([Buffer.from(`${root}/b`), Buffer.from([0xff])]))
    const { files, unreadable } = await diskTree(root).list()
    expect(files).toEqual(['a/package-lock.json'])
    expect(unreadable).toMatchObject([{ path: 'b\ufffd', reason: expect.stringContaining('ENOENT') }])
  })

  onUnix('leaves out what is no file', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')])
    write('x')
    expect((await diskTree(root).list()).files).toEqual(['x'])
  })
})

describe('read', () => {
  test('gives the bytes', async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 0xc3])
    write('a/b', bytes)
    expect(Buffer.from((await diskTree(root).read('a/b')) ?? [])).toEqual(bytes)
    write('empty')
    expect((await diskTree(root).read('empty'))?.length).toBe(0)
  })

  test('is undefined where there is nothing', async () => {
    write('file', 'x')
    link('nowhere', 'broken')
    for (const path of ['gone', 'gone/too', 'file/x', 'file/x/y', 'broken', 'node_modules/a/package.json'])
      expect(await diskTree(root).read(path)).toBeUndefined()
  })

  test('takes a relative or an unclean root for what it means', async () => {
    write('a/file', 'x')
    const text = async (at: string) => Buffer.from((await diskTree(at).read('file')) ?? []).toString()
    expect(await text(`${root}/b/../a/`)).toBe('x')
    symlinkSync(join(root, 'a'), join(folder, 'alias'))
    expect(await text(join(folder, 'alias'))).toBe('x')
  })

  test.each([
    '../secret',
    'a/../../secret',
    '..',
    '../root2/secret',
    '/etc/hostname',
    'node_modules/../../secret',
  ])('refuses what lies outside: %s', async (path) => {
    writeFileSync(join(folder, 'secret'), 's')
    mkdirSync(join(folder, 'root2'))
    writeFileSync(join(folder, 'root2/secret'), 's')
    expect(await faultOf(diskTree(root).read(path))).toBe('lies outside the directory')
  })

  test('follows a link within the root', async () => {
    write('real/file', 'x')
    link('real/file', 'one')
    link('one', 'two')
    link('real', 'folder')
    expect([await textAt('one'), await textAt('two'), await textAt('folder/file')]).toEqual(['x', 'x', 'x'])
  })

  test('refuses a link out of the root, in any part of the path', async () => {
    writeFileSync(join(folder, 'secret'), 's')
    mkdirSync(join(folder, 'rootling'))
    writeFileSync(join(folder, 'rootling/x'), 's')
    link('../secret', 'file')
    link(join(folder, 'secret'), 'absolute')
    link('..', 'up')
    link('../rootling', 'beside')
    link('file', 'second')
    link('/proc/self/environ', 'environ')
    for (const path of ['file', 'absolute', 'up/secret', 'beside/x', 'second'])
      expect(await faultOf(diskTree(root).read(path))).toBe('is a link out of the directory')
    if (process.platform === 'linux')
      expect(await faultOf(diskTree(root).read('environ'))).toBe('is a link out of the directory')
  })

  test('refuses it also beside a folder that is called like node_modules', async () => {
    writeFileSync(join(folder, 'secret'), 's')
    link('../secret', 'link')
    link('../../secret', 'not_node_modules/link')
    link('../../secret', 'node_modules_/link')
    mkdirSync(join(root, 'node_modules'))
    for (const path of ['not_node_modules/link', 'node_modules_/link', 'node_modules/../link'])
      expect(await faultOf(diskTree(root).read(path))).toBe('is a link out of the directory')
  })

  test('but not within node_modules, where links lead out by design', async () => {
    mkdirSync(join(folder, 'store/a'), { recursive: true })
    writeFileSync(join(folder, 'store/a/package.json'), '{}')
    link('../../store/a', 'node_modules/a')
    link('../../../../store/a', 'p/node_modules/@s/a')
    expect(await textAt('node_modules/a/package.json')).toBe('{}')
    expect(await textAt('p/node_modules/@s/a/package.json')).toBe('{}')
  })

  test('says what is no file', async () => {
    mkdirSync(join(root, 'package-lock.json'))
    link('package-lock.json', 'link')
    for (const path of ['package-lock.json', 'link', '', '.'])
      expect(await faultOf(diskTree(root).read(path))).toBe('is not a file')
  })

  onUnix('does not wait for a pipe', async () => {
    execFileSync('mkfifo', [join(root, 'package.json')])
    expect(await faultOf(diskTree(root).read('package.json'))).toBe('is not a file')
  })

  test('says what cannot be read', async () => {
    link('b', 'a')
    link('a', 'b')
    expect(await faultOf(diskTree(root).read('a'))).toMatch(/^cannot be read: ELOOP/)
    expect(await faultOf(diskTree(root).read('a\0b'))).toMatch(/^cannot be read: /)
    expect(await faultOf(diskTree(root).read('x'.repeat(5000)))).toMatch(/^cannot be read: ENAMETOOLONG/)
  })

  test('refuses a file that is too large before it reads it', async () => {
    write('big')
    truncateSync(join(root, 'big'), 200 * 1024 * 1024 + 1)
    expect(await faultOf(diskTree(root).read('big'))).toBe('is larger than 200 MB')
  })

  test('a hard link is a file', async () => {
    write('a', 'x')
    linkSync(join(root, 'a'), join(root, 'b'))
    expect(await textAt('b')).toBe('x')
  })
})

describe('a limit of read', () => {
  test('is in bytes, and one byte more is refused', async () => {
    write('a', 'four')
    expect((await diskTree(root).read('a', 4))?.length).toBe(4)
    expect(await faultOf(diskTree(root).read('a', 3))).toBe('is larger than 3 bytes')
    expect(await diskTree(root).read('gone', 0)).toBeUndefined()
  })

  test('raises none above what is read at most', async () => {
    write('big')
    truncateSync(join(root, 'big'), 200 * 1024 * 1024 + 1)
    expect(await faultOf(diskTree(root).read('big', Number.MAX_SAFE_INTEGER))).toBe('is larger than 200 MB')
  })
})

describe('listFolder', () => {
  const items = async (path: string) => {
    const found = await diskTree(root).listFolder(path)
    return found.map(({ name, kind, size }) => `${name} ${kind} ${size}`)
  }

  test('tells files with their sizes, folders and links, sorted, and nothing that lies deeper', async () => {
    write('sub/b', 'two')
    write('sub/a/deep', 'x')
    write('sub/A', '')
    link('b', 'sub/link')
    link('a', 'sub/up')
    link('gone', 'sub/broken')
    const all = ['A file 0', 'a folder 0', 'b file 3', 'broken link 0', 'link link 0', 'up link 0']
    expect(await items('sub')).toEqual(all)
    expect(await items('sub/')).toEqual(all)
    expect(await items('')).toEqual(['sub folder 0'])
    expect(await items('.')).toEqual(['sub folder 0'])
  })

  test('is empty where there is no folder', async () => {
    write('a/b')
    expect(await items('gone')).toEqual([])
    expect(await items('a/b/c')).toEqual([])
  })

  onUnix('tells a pipe as something else', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')])
    expect(await items('')).toEqual(['pipe other 0'])
  })

  test.each([
    ['..', 'lies outside the directory'],
    ['a/../../root2', 'lies outside the directory'],
    ['file', 'is not a folder'],
    ['out', 'is a link out of the directory'],
    ['out/deep', 'is a link out of the directory'],
    ['a\0b', /^cannot be listed: /],
    ['circle', /^cannot be listed: ELOOP/],
  ])('refuses %j', async (path, problem) => {
    write('file')
    write('../outside/deep/x')
    link('../outside', 'out')
    link('circle', 'circle')
    expect(await faultOf(diskTree(root).listFolder(path))).toEqual(
      typeof problem === 'string' ? problem : expect.stringMatching(problem),
    )
  })

  test('goes through links within the root, and where those of a node_modules lead', async () => {
    write('a/b')
    write('../store/x/package.json', '{}')
    link('a', 'same')
    link('../../store/x', 'node_modules/x')
    expect(await items('same')).toEqual(['b file 0'])
    expect(await items('node_modules')).toEqual(['x link 0'])
    expect(await items('node_modules/x')).toEqual(['package.json file 2'])
  })
})

describe('listInstalled', () => {
  const installed = () => diskTree(root).listInstalled()
  const install = (path: string) => write(`${path}/package.json`, '{}')

  test('is empty where nothing is installed', async () => {
    expect(await installed()).toEqual([])
    mkdirSync(join(root, 'node_modules'))
    expect(await installed()).toEqual([])
  })

  test('finds nested and scoped packages', async () => {
    const packages = [
      'node_modules/@s/a',
      'node_modules/@s/a/node_modules/@t/b',
      'node_modules/@s/a/node_modules/c',
      'node_modules/a',
      'node_modules/a/node_modules/b',
      'node_modules/a/node_modules/b/node_modules/a',
      'node_modules/z',
    ]
    for (const path of packages.toReversed()) install(path)
    for (const path of ['node_modules/a/lib', 'node_modules/a/test/fixtures', 'node_modules/@s/a/sub'])
      install(path)
    for (const path of ['node_modules/.bin/x', 'node_modules/.package-lock.json', 'node_modules/file', 'a/b'])
      write(path)
    expect(await installed()).toEqual(packages)
  })

  test('finds what lies below a folder that is itself no package', async () => {
    install('node_modules/empty/node_modules/a')
    mkdirSync(join(root, 'node_modules/@s'), { recursive: true })
    expect(await installed()).toEqual(['node_modules/empty/node_modules/a'])
  })

  test('finds every package of a pnpm store once, and follows none of its links', async () => {
    const store = 'node_modules/.pnpm'
    install(`${store}/a@1.0.0/node_modules/a`)
    install(`${store}/@s+b@2.0.0/node_modules/@s/b`)
    install(`${store}/c@1.0.0_a@1.0.0/node_modules/c`)
    link('.pnpm/a@1.0.0/node_modules/a', 'node_modules/a')
    link('../.pnpm/@s+b@2.0.0/node_modules/@s/b', 'node_modules/@s/b')
    link('../../a@1.0.0/node_modules/a', `${store}/c@1.0.0_a@1.0.0/node_modules/a`)
    link('../a@1.0.0/node_modules/a', `${store}/node_modules/a`)
    write(`${store}/lock.yaml`)
    write('node_modules/.modules.yaml')
    expect(await installed()).toEqual([
      `${store}/@s+b@2.0.0/node_modules/@s/b`,
      `${store}/a@1.0.0/node_modules/a`,
      `${store}/c@1.0.0_a@1.0.0/node_modules/c`,
    ])
  })

  test("finds every package of Yarn's and Bun's stores once", async () => {
    install('node_modules/.store/a-npm-1.0.0-0123456789/package')
    install('node_modules/.store/b-virtual-0123456789/package')
    install('node_modules/.bun/@s+c@1.0.0+abc/node_modules/@s/c')
    link('.store/a-npm-1.0.0-0123456789/package', 'node_modules/a')
    link('../../a-npm-1.0.0-0123456789/package', 'node_modules/.store/b-virtual-0123456789/node_modules/a')
    link('../.bun/@s+c@1.0.0+abc/node_modules/@s/c', 'node_modules/@s/c')
    expect(await installed()).toEqual([
      'node_modules/.bun/@s+c@1.0.0+abc/node_modules/@s/c',
      'node_modules/.store/a-npm-1.0.0-0123456789/package',
      'node_modules/.store/b-virtual-0123456789/package',
    ])
  })

  test('finds what is installed in folders of the repository, at any depth', async () => {
    const packages = [
      '.yarn/unplugged/a-npm-1.0.0-0123456789/node_modules/a',
      'node_modules/a',
      'packages/m/node_modules/@s/b',
      'packages/m/node_modules/a',
      'packages/m/node_modules/a/node_modules/b',
    ]
    for (const path of packages) install(path)
    install('packages/m')
    install('.git/node_modules/a')
    write('packages/file/node_modules', 'a file')
    link('../../node_modules', 'packages/linked/node_modules')
    link('packages', 'again')
    expect(await installed()).toEqual(packages)
  })

  test('reads a node_modules of the root that is a link, and one that leads nowhere is none', async () => {
    write('../elsewhere/a/package.json', '{}')
    link('../elsewhere', 'node_modules')
    expect(await installed()).toEqual(['node_modules/a'])
    rmSync(join(root, 'node_modules'))
    link('gone', 'node_modules')
    expect(await installed()).toEqual([])
  })

  test('passes by links in circles and links to nowhere', async () => {
    install('node_modules/a')
    link('..', 'node_modules/a/node_modules')
    link('gone', 'node_modules/broken')
    link('../..', 'node_modules/@s/up')
    expect(await installed()).toEqual(['node_modules/a'])
  })

  test('ends also where many links lead up', async () => {
    for (const name of ['a', 'b', 'c', 'd']) {
      install(`node_modules/${name}`)
      link('..', `node_modules/${name}/node_modules`)
    }
    expect(await installed()).toHaveLength(4)
  })

  test('counts a package whose package.json leads nowhere: that it cannot be read is for the reader to say', async () => {
    link('gone.json', 'node_modules/a/package.json')
    expect(await installed()).toEqual(['node_modules/a'])
  })

  test('says what cannot be listed', async () => {
    write('node_modules', 'a file')
    expect(await faultOf(installed())).toMatch(/^node_modules cannot be listed: ENOTDIR/)
    rmSync(join(root, 'node_modules'))
    link('node_modules', 'node_modules')
    expect(await faultOf(installed())).toMatch(/^node_modules cannot be listed: ELOOP/)
  })

  onUnix('says so for a folder whose name is no UTF-8', async () => {
    install('node_modules/@s/a')
    mkdirSync(Buffer.concat([Buffer.from(`${root}/node_modules/@b`), Buffer.from([0xff])]))
    expect(await faultOf(installed())).toMatch(/^node_modules cannot be listed: ENOENT/)
  })
})

test('isDirectory', () => {
  write('file')
  link('.', 'link')
  expect([root, join(root, 'link')].map(isDirectory)).toEqual([true, true])
  expect([join(root, 'file'), join(root, 'gone'), join(root, 'file/x')].map(isDirectory)).toEqual(
    Array(3).fill(false),
  )
})

test('writeText makes the folders, and says where it could not', async () => {
  writeText(join(root, 'a/b/c.json'), 'é')
  writeText(join(root, 'a/b/c.json'), 'é2')
  expect(readFileSync(join(root, 'a/b/c.json'), 'utf8')).toBe('é2')
  const fails = async (path: string) => faultOf((async () => writeText(path, 'x'))())
  expect(await fails(join(root, 'a/b/c.json/d'))).toContain(
    `${join(root, 'a/b/c.json/d')} cannot be written: `,
  )
  expect(await fails(root)).toMatch(/cannot be written: EISDIR/)
})

test('readText', () => {
  write('a', '\ufeffé')
  expect(readText(join(root, 'a'))).toBe('\ufeffé')
  expect(readText(join(root, 'gone'))).toBeUndefined()
})

test('repositoryRoot is the nearest folder with .git, a folder or a file', () => {
  mkdirSync(join(root, '.git'))
  write('sub/deep/x')
  write('module/.git', 'gitdir: ../.git/modules/module')
  write('module/a/x')
  expect(repositoryRoot(join(root, 'sub/deep'))).toBe(root)
  expect(repositoryRoot(root)).toBe(root)
  expect(repositoryRoot(join(root, 'module/a'))).toBe(join(root, 'module'))
  expect(repositoryRoot(folder)).not.toBe(root)
})
