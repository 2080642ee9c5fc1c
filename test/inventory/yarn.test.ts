import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { diskTree } from '../../src/adapters/files.ts'
import type { Lockfile, Package } from '../../src/inventory/package.ts'
import { readYarnLockfile } from '../../src/inventory/yarn.ts'
import { mistakesIn, readTexts, type TextRow, textTree } from './support/bun-cases.ts'
import { FIXTURES } from './support/projects.ts'
import {
  BERRY_ENTRIES,
  BERRY_PROJECTS,
  BERRY_TEXTS,
  berry,
  CLASSIC_ENTRIES,
  CLASSIC_LINES,
  CLASSIC_PROJECTS,
  CLASSIC_TEXTS,
  classic,
  npm,
} from './support/yarn-cases.ts'

const CLASSIC: readonly (readonly [string, readonly TextRow[]])[] = [
  ['classic: texts', CLASSIC_TEXTS],
  ['classic: lines', CLASSIC_LINES],
  ['classic: entries', CLASSIC_ENTRIES],
  ['classic: projects', CLASSIC_PROJECTS],
]
const BERRY: readonly (readonly [string, readonly TextRow[]])[] = [
  ['berry: texts', BERRY_TEXTS],
  ['berry: entries', BERRY_ENTRIES],
  ['berry: projects', BERRY_PROJECTS],
]

describe.each([...CLASSIC, ...BERRY])('%s', (_group, rows) => {
  test.each(rows)('$name', async (row) => {
    expect(mistakesIn(row, await readTexts(row.files))).toEqual([])
  })
})

test('nothing of it changed what every object has', () => {
  expect(Object.keys(Object.getPrototypeOf({}))).toEqual([])
  expect(({} as { version?: string }).version).toBeUndefined()
})

describe.each([
  ['classic', CLASSIC],
  ['berry', BERRY],
])('the table of %s itself', (_format, groups) => {
  const rows = groups.flatMap(([, some]) => some)
  const isFine = ({ gaps }: TextRow) => gaps.length === 0

  test('has over 60 rows, each named once, some of them fine', () => {
    expect(rows.length).toBeGreaterThan(60)
    expect(new Set(rows.map(({ name }) => name)).size).toBeGreaterThan(rows.length - 4)
    expect(rows.filter(isFine).length).toBeGreaterThan(15)
  })

  test('a reader that finds everything fine fails every row that is not', async () => {
    for (const row of rows.filter((one) => !isFine(one))) {
      const read = await readTexts(row.files)
      expect(mistakesIn(row, { ...read, gaps: [] })).not.toEqual([])
    }
  })

  test('a reader that always complains fails every row', async () => {
    const gap = { target: 'yarn.lock', subject: '\0', reason: '\0' }
    for (const row of rows) {
      const read = await readTexts(row.files)
      expect(mistakesIn(row, { ...read, gaps: [...read.gaps, gap] })).not.toEqual([])
    }
  })
})

const MADE = ['yarn1-mono', 'yarn1-sources', 'yarn3-mono', 'yarn4-mono', 'yarn4-sources', 'yarn418-mono']

/** A real project's files, by path. */
async function filesOf(name: string): Promise<Readonly<Record<string, Uint8Array>>> {
  const tree = diskTree(join(FIXTURES, 'lockfiles', name))
  const { files } = await tree.list()
  const read = await Promise.all(files.map(async (path) => [path, await tree.read(path)] as const))
  return Object.fromEntries(read.flatMap(([path, bytes]) => (bytes ? [[path, bytes]] : [])))
}

async function readLock(files: Readonly<Record<string, string | Uint8Array>>): Promise<Lockfile> {
  return readYarnLockfile(textTree(files), 'yarn.lock', Object.keys(files))
}

function told({ packages, members }: Lockfile): string {
  const rowOf = ({ name, version, alias, source, scope, integrity }: Package) =>
    [name, version, alias, source, scope, integrity].join(' ')
  return [...packages, ...members].map(rowOf).sort().join('\n')
}

const MUTATIONS: Readonly<Record<string, (block: string) => string>> = {
  'is removed': () => '',
  'is renamed': (block) => block.replace(/^("?)(.)/, '$1x$2'),
  'has another version': (block) => block.replace(/(\n {2}version:? "?)\d[\w.-]*/, '$19.9.9'),
  'is cut off after its key': (block) => `${block.split('\n', 1)[0]}\n`,
  'stands there twice': (block) => `${block}\n\n${block}`,
}

describe.each(MADE)('%s', (name) => {
  test.each(Object.entries(MUTATIONS))('no entry that %s goes unnoticed', async (_what, mutate) => {
    const files = await filesOf(name)
    const blocks = new TextDecoder().decode(files['yarn.lock']).trimEnd().split('\n\n')
    const start = blocks.findIndex((block) => /^\n?"?@?\w/.test(block) && !block.startsWith('__metadata'))
    const before = told(await readLock(files))
    expect(start).toBeGreaterThan(0)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: start, max: blocks.length - 1 }), async (at) => {
        const block = (blocks[at] ?? '').replace(/^\n/, '')
        const changed = mutate(block)
        // A patch of Yarn's own is the same package as its source, and nothing asks for it by its key.
        fc.pre(changed !== block && !/@patch:|@workspace:\./.test(block))
        const text = blocks.with(at, changed).join('\n\n')
        const lockfile = await readLock({ ...files, 'yarn.lock': `${text}\n` })
        expect(lockfile.gaps.length > 0 || told(lockfile) !== before).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  test('whatever is cut off or put in, nothing is thrown and every gap is of the lockfile', async () => {
    const files = await filesOf(name)
    const text = new TextDecoder().decode(files['yarn.lock'])
    const rubbish = fc.oneof(
      fc.string(),
      fc.constantFrom('"', ':', '\n', '  ', '\ud800', '? ', '&a ', '<<: '),
    )
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length), fc.nat(40), rubbish, async (at, length, put) => {
        const cut = text.slice(0, at) + put + text.slice(at + length)
        const { gaps, packages } = await readLock({ ...files, 'yarn.lock': cut })
        expect(gaps.filter((gap) => gap.target !== 'yarn.lock' || gap.reason === '')).toEqual([])
        expect(new Set(packages.map((one) => one.location)).size).toBe(packages.length)
      }),
      { numRuns: 150 },
    )
  })

  test('the line of every package is that of its entry', async () => {
    const files = await filesOf(name)
    const lines = new TextDecoder().decode(files['yarn.lock']).split('\n')
    const { packages } = await readLock(files)
    const wrong = packages.filter(
      ({ line = 0, location }) =>
        !(lines[line - 1] ?? '').startsWith('"') && !lines[line - 1]?.startsWith(location),
    )
    expect(packages.length).toBeGreaterThan(10)
    expect(wrong).toEqual([])
    expect(packages.every(({ line = 0, name: called }) => lines[line - 1]?.includes(called) === true)).toBe(
      true,
    )
  })
})

test('what the lockfile says of a package is told', async () => {
  const lockfile = await readLock(await filesOf('yarn1-sources'))
  const rows = lockfile.packages.map(({ name, alias, source, host, folder, integrity }) =>
    [name, alias ?? '', source, host ?? '', folder ?? '', integrity?.slice(0, 10) ?? ''].join('|'),
  )
  expect(lockfile).toMatchObject({
    format: 'yarn v1',
    manager: 'yarn',
    recordsLicenses: false,
    gaps: [],
    notes: [],
  })
  expect(rows).toContain('string-width|@acme/sw|registry|registry.example||sha512-zUz')
  expect(rows).toContain('linked||link||vendor/linked|')
  expect(rows).toContain('local-dir||file||vendor/local-dir|')
  expect(rows).toContain('local-tgz||file|||')
  expect(rows).toContain('widget||git|git.example||')
  expect(rows).toContain('is-number||tarball|registry.example||')
})

test('paths and dependents go by the entries', async () => {
  const lockfile = await readLock(await filesOf('yarn4-mono'))
  const at = lockfile.packages.find(({ name }) => name === 'to-regex-range')?.location ?? ''
  expect(lockfile.paths(at, 1)).toEqual([
    ['@w/b', 'chokidar@3.5.3', 'braces@3.0.3', 'fill-range@7.1.1', 'to-regex-range@5.0.1'],
  ])
  expect(
    lockfile.dependents('react@npm:16.13.0').map(({ by, kind, spec }) => `${by?.name} ${kind} ${spec}`),
  ).toEqual(
    expect.arrayContaining([
      'undefined prod 16.13.0',
      'react-dom peer ^16.0.0',
      'react-transition-group peer >=16.6.0',
    ]),
  )
})

test('what nothing asks for counts as production', async () => {
  const lock = classic('a@1:\n  version "1.0.0"\n')
  const { packages, gaps } = await readLock({ 'package.json': '{}', 'yarn.lock': lock })
  expect(packages.map(({ name, scope, direct }) => ({ name, scope, direct }))).toEqual([
    { name: 'a', scope: 'prod', direct: false },
  ])
  expect(gaps).toEqual([])
})

describe('peers', () => {
  const peer = (name: string) => `  peerDependencies:\n    ${name}: "*"\n`
  const needs = (...names: readonly string[]) =>
    `  dependencies:\n${names.map((name) => `    ${name}: "npm:1"\n`).join('')}`
  const project = (manifest: string, root: string, ...entries: readonly string[]) =>
    readLock({ 'package.json': `{"name":"app",${manifest}}`, 'yarn.lock': berry(entries, root) })
  const answers = ({ packages, dependents }: Lockfile) =>
    packages.flatMap(({ name, location }) =>
      dependents(location).flatMap(({ by, kind }) =>
        kind.endsWith('peer') ? [`${by?.name} > ${name}`] : [],
      ),
    )

  test('are what the dependents have, through others that have the same peer', async () => {
    const lockfile = await project(
      '"dependencies":{"a":"1"},"devDependencies":{"p":"1"}',
      needs('a', 'p'),
      npm('a@npm:1', 'a', '1.0.0', needs('b') + peer('p')),
      npm('b@npm:1', 'b', '1.0.0', peer('p')),
      npm('p@npm:1', 'p', '1.0.0'),
      npm('p@npm:2', 'p', '2.0.0'),
    )
    expect(answers(lockfile)).toEqual(['a > p', 'b > p'])
    expect(lockfile.packages.filter(({ name }) => name === 'p').map(({ scope }) => scope)).toEqual([
      'both',
      'prod',
    ])
  })

  test('may be the dependent itself, and are nothing where nobody has them', async () => {
    const lockfile = await project(
      '"dependencies":{"p":"1"}',
      needs('p'),
      npm('p@npm:1', 'p', '1.0.0', needs('a')),
      npm('a@npm:1', 'a', '1.0.0', '  peerDependencies:\n    p: "*"\n    q: "*"\n'),
      npm('q@npm:1', 'q', '1.0.0'),
    )
    expect(answers(lockfile)).toEqual(['a > p'])
    expect(lockfile.gaps).toEqual([])
  })

  test('end, where packages in a circle pass them on', async () => {
    const circle = (name: string, next: string) =>
      npm(`${name}@npm:1`, name, '1.0.0', needs(next) + peer('p'))
    const lockfile = await project(
      '"dependencies":{"a":"1","p":"1"}',
      needs('a', 'p'),
      circle('a', 'b'),
      circle('b', 'a'),
      npm('p@npm:1', 'p', '1.0.0'),
    )
    expect(answers(lockfile)).toEqual(['a > p', 'b > p'])
  })
})
