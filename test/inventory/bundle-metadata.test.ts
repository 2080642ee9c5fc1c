import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { bundledPackages } from '../../src/inventory/bundle-metadata.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures/bundles')

type Answer = ReturnType<typeof bundledPackages>

function foldersOf(answer: Answer): readonly string[] {
  return 'problem' in answer ? [`problem: ${answer.problem}`] : answer.packages.map(({ folder }) => folder)
}

function faultsOf(answer: Answer): readonly string[] {
  return 'problem' in answer ? [answer.problem] : answer.faults
}

function readList(value: unknown, path = 'dist/list.json', root?: string): Answer {
  return bundledPackages(path, Buffer.from(JSON.stringify(value)), root)
}

/** The project of the fixtures imports these; `shaken` too, of which nothing is left. */
const NESTED = ['node_modules/plain', 'node_modules/plain/node_modules/inner']
const ALL = [
  'node_modules/@scope/named',
  'node_modules/disabled',
  'node_modules/inner',
  'node_modules/lazy',
  ...NESTED,
]
const JOINED = [
  'node_modules/@scope/big',
  'node_modules/@scope/named',
  'node_modules/inner',
  'node_modules/lazy',
]
const without = (...names: readonly string[]) =>
  ALL.filter((folder) => !names.some((name) => folder.endsWith(name)))

describe('what real bundlers wrote of one project', () => {
  test.each<readonly [string, string, readonly string[]]>([
    ['webpack.json', 'stats.json', without('named')],
    ['webpack-joined.json', 'stats.json', JOINED],
    ['webpack-multi.json', 'stats.json', JOINED],
    ['ncc-stats-out.json', 'stats.json', ALL],
    ['ncc-api.json', 'stats.json', ALL],
    ['esbuild.json', 'meta.json', ALL],
    ['esbuild.js.map', 'es/index.js.map', without('lazy').map((folder) => `proj/${folder}`)],
    ['vite.js.map', 'vite/proj.js.map', without('lazy').map((folder) => `proj/${folder}`)],
    ['ncc.js.map', 'dist/index.js.map', without('lazy')],
    ['webpack.js.map', 'dist/main.js.map', ['node_modules/@scope/named', 'node_modules/inner']],
  ])('%s names the packages, lazy and nested ones too', (file, path, folders) => {
    const answer = bundledPackages(path, readFileSync(join(FIXTURES, file)))
    expect(foldersOf(answer)).toEqual(folders)
    expect(faultsOf(answer)).toEqual([])
    expect(JSON.stringify(answer)).not.toContain('shaken')
  })

  test('Vite names no folders in its license list, and it is said what does', () => {
    const answer = bundledPackages('a.json', readFileSync(join(FIXTURES, 'vite-license.json')))
    expect(foldersOf(answer)[0]).toMatch(/^problem: is a list, which names no folders: give .* source map/)
  })
})

const moduleOf = (path: string) => ({ identifier: path, name: path, nameForCondition: path })

describe('a module', () => {
  test.each<readonly [string, readonly string[]]>([
    ['/p/node_modules/a/index.js', ['node_modules/a']],
    ['C:\\p\\node_modules\\a\\lib\\x.js', ['node_modules/a']],
    ['C:\\p\\node_modules\\@s\\a\\node_modules\\b\\x.js', ['node_modules/@s/a/node_modules/b']],
    ['/p/node_modules/.pnpm/a@1.0.0/node_modules/a/x.js', ['node_modules/.pnpm/a@1.0.0/node_modules/a']],
    ['/p/.yarn/cache/a-npm-1.0.0-0.zip/node_modules/a/x.js', ['node_modules/a']],
    ['/p/node_modules/css-loader/x.js??a!/p/node_modules/a/x.css?b=/node_modules/c/', ['node_modules/a']],
    ['/p/node_modules/a/../b/x.js', ['node_modules/b']],
    ['/p/node_modules/a', ['node_modules/a']],
    ['/p/src/node_modules.js', []],
    ['/p/my_node_modules/a/x.js', []],
    ['/p/src/x.js', []],
    ['/p/node_modules/__proto__/x.js', ['node_modules/__proto__']],
  ])('%s is in %j', (path, folders) => {
    const answer = readList({ modules: [moduleOf('/p/index.js'), moduleOf(path)] })
    // The archive is deeper than its project: what is known in front of it is kept.
    expect(foldersOf(answer).map((folder) => folder.replace(/^.*\.zip\//, ''))).toEqual(
      path.startsWith('C:') ? folders.map((folder) => `C:/p/${folder}`) : folders,
    )
    expect(faultsOf(answer)).toEqual([])
  })

  test.each([
    ['made in node_modules', '/p/node_modules/.prisma/client/index.js', 'is in no folder of a package'],
    ['in a scope alone', '/p/node_modules/@s', 'is in no folder of a package'],
    ['from an address', 'https://cdn.example/a.js', 'was loaded from an address'],
    ['at a path without end', `/p/node_modules/a/${'x'.repeat(5000)}`, 'a path is longer'],
  ])('%s is in no package that is known: a fault', (_name, path, fault) => {
    const answer = readList({ modules: [moduleOf('/p/node_modules/a/x.js'), moduleOf(path)] })
    expect(faultsOf(answer)).toEqual([expect.stringContaining(fault)])
    expect(foldersOf(answer)).toEqual(['node_modules/a'])
  })

  test('many strange ones are counted', () => {
    const modules = Array.from({ length: 25 }, (_, i) => moduleOf(`https://cdn.example/${i}.js`))
    const faults = faultsOf(readList({ modules }))
    expect(faults).toHaveLength(11)
    expect(faults.at(-1)).toBe('and as much for 15 more modules')
  })
})

describe("webpack's stats", () => {
  const a = moduleOf('/p/node_modules/a/x.js')

  test.each<readonly [string, object, readonly string[]]>([
    [
      'a runtime',
      { identifier: 'webpack/runtime/node_modules/x', name: 'webpack/runtime/node_modules/x' },
      [],
    ],
    ['an external', { identifier: 'external commonjs "x"', name: 'external "/p/node_modules/x/y"' }, []],
    ['an ignored file', { identifier: 'ignored|/p/node_modules/x|./y', name: './y (ignored)' }, []],
    ['an orphan', { ...moduleOf('/p/node_modules/x/y.js'), orphan: true }, []],
    ['folded runtime', { type: 'runtime modules', filteredChildren: 9 }, []],
    ['folded orphans', { type: 'orphan modules', filteredChildren: 9 }, []],
    ['a context', { identifier: '/p/node_modules/x/locale|sync|/^a!b$/', name: 'x' }, ['node_modules/x']],
    ['a name alone', { name: './node_modules/x/y.js' }, ['node_modules/x']],
    ['an identifier alone', { identifier: 'javascript/esm|/p/node_modules/x/y.js' }, ['node_modules/x']],
    [
      'a group',
      { type: 'modules by path', children: [moduleOf('/p/node_modules/x/y.js')] },
      ['node_modules/x'],
    ],
    [
      'a joined one',
      { ...a, modules: [{ ...moduleOf('/p/node_modules/x/y.js'), orphan: true }] },
      ['node_modules/x'],
    ],
  ])('%s is taken for what it is', (_name, module, folders) => {
    const answer = readList({ modules: [a, module] })
    expect(foldersOf(answer)).toEqual(['node_modules/a', ...folders])
    expect(faultsOf(answer)).toEqual([])
  })

  test.each<readonly [string, object, string]>([
    ['modules are filtered', { modules: [a], filteredModules: 3 }, 'modules that the list leaves out: 3'],
    ['a group is folded', { modules: [a, { type: 'hidden modules', filteredChildren: 4 }] }, 'leaves out: 4'],
    [
      'joined modules are not listed',
      { modules: [a, { ...a, name: './x.js + 2 modules' }] },
      'leaves out: 3',
    ],
    [
      'one joined module is not listed',
      { modules: [{ ...a, name: './x.js + 2 modules', modules: [a, a] }] },
      ': 1',
    ],
    ['a module is no object', { modules: [a, 7] }, 'no readable name: 1'],
    ['a module has no name', { modules: [a, { identifier: 7 }] }, 'no readable name: 1'],
    ['the build failed', { modules: [a], errorsCount: 2 }, 'errors that the bundler itself reports: 2'],
  ])('it is a fault that %s, and the rest is read', (_name, stats, fault) => {
    const answer = readList(stats)
    expect(faultsOf(answer)).toEqual([expect.stringContaining(fault)])
    expect(foldersOf(answer)).toEqual(['node_modules/a'])
  })

  test('modules of chunks and of child compilations count', () => {
    const b = moduleOf('/p/node_modules/b/x.js')
    const c = moduleOf('/p/node_modules/c/x.js')
    const stats = {
      modules: [a],
      chunks: [{ modules: [b] }, null],
      children: [{ chunks: [{ modules: [c] }] }],
    }
    expect(foldersOf(readList(stats))).toEqual(['node_modules/a', 'node_modules/b', 'node_modules/c'])
  })

  test('copies of a monorepo are told apart', () => {
    const modules = ['/r/node_modules/a/x.js', '/r/packages/p/node_modules/a/x.js'].map(moduleOf)
    expect(foldersOf(readList({ modules }))).toEqual(['node_modules/a', 'packages/p/node_modules/a'])
  })

  test('a root is what paths are relative to, whatever the context of the build', () => {
    const module = { ...moduleOf('/r/p/node_modules/a/x.js'), name: './node_modules/a/x.js' }
    expect(foldersOf(readList({ modules: [module] }))).toEqual(['node_modules/a'])
    expect(foldersOf(readList({ modules: [module] }, 'a', '/r'))).toEqual(['p/node_modules/a'])
  })

  test('is read as deeply as it is nested', () => {
    const depth = 20_000
    const text = `{"modules":[${'{"type":"group","children":['.repeat(depth)}{"name":"./node_modules/a/x.js"}${']}'.repeat(depth)}]}`
    expect(foldersOf(bundledPackages('a', Buffer.from(text)))).toEqual(['node_modules/a'])
  })
})

describe("esbuild's metafile", () => {
  test('is read by its inputs where no output tells what it holds', () => {
    const inputs = { 'node_modules/a/x.js': {}, 'pnp:/p/node_modules/b/x.js': {}, 'src/x.js': {} }
    expect(foldersOf(readList({ inputs, outputs: {} }))).toEqual(['node_modules/b', 'node_modules/a'].sort())
  })

  test('names what comes from elsewhere, and outputs that say nothing', () => {
    const inputs = { 'http-url:https://cdn.example/x': {} }
    const answer = readList({ inputs, outputs: { a: { inputs }, b: { inputs: [] } } })
    expect(faultsOf(answer)).toEqual([
      'outputs that do not say what they hold: 1',
      'https://cdn.example/x was loaded from an address, not from a package',
    ])
  })
})

describe("the visualizer's raw data", () => {
  test('names what has a part in a bundle', () => {
    const meta = (id: unknown, more = {}) => ({ id, moduleParts: { 'a.js': 'u' }, ...more })
    const nodeMetas = {
      a: meta('/node_modules/a/x.js'),
      b: meta('\0/node_modules/b/x.js?commonjs-module'),
      c: meta('/node_modules/c/x.js', { isExternal: true }),
      d: meta('/node_modules/d/x.js', { moduleParts: {} }),
      e: meta('/src/x.js'),
      f: meta(7),
    }
    const answer = readList({ version: 2, nodeMetas })
    expect(foldersOf(answer)).toEqual(['node_modules/a', 'node_modules/b'])
    expect(faultsOf(answer)).toEqual(['modules that have no readable name: 1'])
  })
})

describe('a source map', () => {
  test.each<readonly [string, object, readonly string[]]>([
    ['an encoded name', { sources: ['../node_modules/%40s/a/x.js'] }, ['node_modules/@s/a']],
    ['a broken encoding', { sources: ['../node_modules/a%/x.js'] }, ['node_modules/a%']],
    ['a root of its sources', { sourceRoot: '../node_modules/', sources: ['a/x.js'] }, ['node_modules/a']],
    [
      'a scheme of a bundler',
      { sources: ['turbopack:///[project]/node_modules/a/x.js'] },
      ['node_modules/a'],
    ],
    ["a file's address", { sources: ['file:///C:/p/node_modules/a/x.js'] }, ['node_modules/a']],
    ['sections', { sections: [{ map: { sources: ['../node_modules/a/x.js'] } }] }, ['node_modules/a']],
  ])('%s is understood', (_name, map, folders) => {
    const answer = readList({ version: 3, ...map }, 'dist/a.js.map')
    expect(foldersOf(answer)).toEqual(folders)
    expect(faultsOf(answer)).toEqual([])
  })

  test.each<readonly [string, object]>([
    ['a source without a name', { sources: ['../node_modules/a/x.js', null] }],
    ['a section without a map', { sources: ['../node_modules/a/x.js'], sections: [{ url: 'x' }] }],
    [
      'a root that is longer than a path',
      { sources: ['../node_modules/a/x.js'], sourceRoot: 'x'.repeat(5000) },
    ],
  ])('%s is a fault', (_name, map) => {
    expect(faultsOf(readList(map, 'dist/a.js.map'))).toHaveLength(1)
  })
})

describe('what is no list of a bundler', () => {
  test.each<readonly [string, string, string]>([
    ["ncc's license file", '@actions/core\nMIT\nThe MIT License', 'is not valid JSON'],
    ['nothing', '', 'is empty'],
    ['a number', '7', 'is no list of a bundler'],
    ['a manifest', '{"name":"a"}', 'is no list of a bundler that is known'],
    ['stats without modules', '{"modules":[]}', 'names no module at all'],
    ['a metafile without inputs', '{"inputs":{},"outputs":{}}', 'names no module at all'],
    ['a map without sources', '{"version":3,"sources":[]}', 'names no module at all'],
  ])('%s is a problem', (_name, text, problem) => {
    expect(foldersOf(bundledPackages('a', Buffer.from(text)))[0]).toContain(`problem: ${problem}`)
  })

  test('a path of a megabyte, whatever it is made of, takes no more than a moment', () => {
    for (const piece of ['../', '/', '!', '|', ' + 1', 'node_modules/', '%4', '|sync']) {
      const long = piece.repeat(1_000_000 / piece.length)
      const good = 'node_modules/a/x.js'
      const lists = [
        { modules: [long, `${long}x`, good].map(moduleOf) },
        { sources: [long, `${long}x`, `../${good}`] },
        { inputs: { [long]: {}, [`${long}x`]: {}, [good]: {} } },
      ]
      for (const list of lists)
        expect(foldersOf(readList(list)).some((folder) => folder.endsWith('/a'))).toBe(true)
    }
  })

  test('it never throws, and never drops a good module for a bad one', () => {
    const good = moduleOf('/p/node_modules/good/x.js')
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.jsonValue(), fc.record({ name: fc.string() }))), (modules) => {
        const answer = readList({ modules: [...modules, good] })
        expect(foldersOf(answer).some((folder) => folder.endsWith('node_modules/good'))).toBe(true)
      }),
    )
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const list of [
          value,
          { modules: value },
          { inputs: value },
          { sources: value },
          { nodeMetas: value },
        ])
          expect(readList(list)).toBeDefined()
      }),
    )
  })
})
