import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { diskTree } from '../../src/adapters/files.ts'
import { readBunLockfile } from '../../src/inventory/bun.ts'
import type { Lockfile, Package } from '../../src/inventory/package.ts'
import {
  BUN_ITEMS,
  BUN_KINDS,
  BUN_NEEDS,
  BUN_TEXTS,
  BUN_WORKSPACES,
  bunProject,
  fromRegistry,
  mistakesIn,
  readTexts,
  type TextRow,
  textTree,
} from './support/bun-cases.ts'
import { FIXTURES } from './support/projects.ts'

const GROUPS: readonly (readonly [string, readonly TextRow[]])[] = [
  ['texts', BUN_TEXTS],
  ['items', BUN_ITEMS],
  ['kinds', BUN_KINDS],
  ['needs', BUN_NEEDS],
  ['workspaces', BUN_WORKSPACES],
]
const ROWS = GROUPS.flatMap(([, rows]) => rows)

describe.each(GROUPS)('%s', (_group, rows) => {
  test.each(rows)('$name', async (row) => {
    expect(mistakesIn(row, await readTexts(row.files))).toEqual([])
  })
})

describe('the table itself', () => {
  const isFine = ({ gaps }: TextRow) => gaps.length === 0

  test('has over 100 rows, each named once, many of them fine', () => {
    expect(ROWS.length).toBeGreaterThan(100)
    expect(new Set(ROWS.map(({ name }) => name)).size).toBeGreaterThan(ROWS.length - 4)
    expect(ROWS.filter(isFine).length).toBeGreaterThan(25)
  })

  test('a reader that finds everything fine fails every row that is not', async () => {
    for (const row of ROWS.filter((one) => !isFine(one))) {
      const read = await readTexts(row.files)
      expect(mistakesIn(row, { ...read, gaps: [] })).not.toEqual([])
    }
  })

  test('a reader that always complains fails every row', async () => {
    const gap = { target: 'bun.lock', subject: 'bun.lock', reason: 'it is bad' }
    for (const row of ROWS) {
      const read = await readTexts(row.files)
      expect(mistakesIn(row, { ...read, gaps: [gap] })).not.toEqual([])
    }
  })

  test('a reader that loses a package, or makes one up, fails', async () => {
    for (const row of ROWS.filter(({ holds }) => (holds ?? []).length > 0)) {
      const read = await readTexts(row.files)
      const [lockfile] = read.lockfiles
      if (!lockfile) throw new Error('no lockfile')
      const [first] = lockfile.packages
      const packages = first ? [first, ...lockfile.packages] : []
      expect(mistakesIn(row, { ...read, lockfiles: [{ ...lockfile, packages: [] }] })).not.toEqual([])
      expect(mistakesIn(row, { ...read, lockfiles: [{ ...lockfile, packages }] })).not.toEqual([])
    }
  })
})

test('every gap has the lockfile as its target', async () => {
  for (const { files } of ROWS) {
    const { gaps } = await readTexts(files)
    expect(gaps.filter(({ target }) => target !== 'bun.lock')).toEqual([])
  }
})

test('a lockfile cut short anywhere is one gap', async () => {
  const files = bunProject()
  const lock = String(files['bun.lock']).trimEnd()
  for (let at = 0; at < lock.length; at++) {
    const { gaps, lockfiles } = await readTexts({ ...files, 'bun.lock': lock.slice(0, at) })
    expect(gaps.map(({ subject }) => subject)).toEqual(['bun.lock'])
    expect(lockfiles.flatMap(({ packages }) => packages)).toEqual([])
  }
})

test('what cannot be read, and what is not there, is one gap', async () => {
  const broken = await readBunLockfile(textTree(bunProject(), ['bun.lock']), 'bun.lock')
  expect(broken.gaps).toEqual([{ target: 'bun.lock', subject: 'bun.lock', reason: 'it cannot be read: EIO' }])
  const missing = await readBunLockfile(textTree({}), 'bun.lock')
  expect(missing.gaps.map(({ reason }) => reason)).toEqual(['it is not there'])
})

function readFixture(name: string): Promise<Lockfile> {
  return readBunLockfile(diskTree(join(FIXTURES, 'lockfiles', name)), 'bun.lock')
}

function at(lockfile: Lockfile, location: string): Package | undefined {
  return lockfile.packages.find((one) => one.location === location)
}

describe('what is told of a package', () => {
  test('of a registry: name, alias, line, integrity, and who asks for it', async () => {
    const lockfile = await readFixture('bun-mono')
    expect(lockfile.format).toBe('bun.lock v1')
    expect(at(lockfile, '@w/a/sw4')).toEqual({
      name: 'string-width',
      alias: 'sw4',
      type: 'npm',
      version: '4.1.0',
      location: '@w/a/sw4',
      source: 'registry',
      scope: 'prod',
      direct: true,
      bundled: false,
      license: undefined,
      line: 232,
      folder: undefined,
      peer: false,
      host: undefined,
      integrity:
        'sha512-NrX+1dVVh+6Y9dnQ19pR0pP4FiEIlUvdTGn8pw6CKTNq5sgib2nIhmUNT5TAmhWmvKr3WcxBcP3E8nWezuipuQ==',
      engine: undefined,
      deprecated: undefined,
    })
    expect(lockfile.dependents('@w/a/sw4')).toEqual([
      {
        by: undefined,
        own: { name: '@w/a', folder: 'packages/a' },
        name: 'sw4',
        spec: 'npm:string-width@4.1.0',
        kind: 'prod',
      },
    ])
    expect(lockfile.paths('@w/a/sw4/strip-ansi/ansi-regex', 1)).toEqual([
      ['@w/a', 'string-width@4.1.0', 'strip-ansi@5.2.0', 'ansi-regex@4.1.1'],
    ])
    expect(lockfile.members.map(({ name, version, folder, line }) => [name, version, folder, line])).toEqual([
      ['@w/a', '1.0.0', 'packages/a', 25],
      ['@w/b', '0.2.0', 'packages/b', 34],
    ])
  })

  test('of another place: where that is, and its host', async () => {
    const lockfile = await readFixture('bun-sources')
    const told = ['is-number', 'local-dir', 'local-tgz', 'widget', 'linked'].map((location) => {
      const { version, source, host, folder } = at(lockfile, location) ?? {}
      return [version, source, host, folder]
    })
    expect(told).toEqual([
      ['https://registry.example/is-number/-/is-number-7.0.0.tgz', 'tarball', 'registry.example', undefined],
      ['file:vendor/local-dir', 'file', undefined, 'vendor/local-dir'],
      ['./vendor/local-tgz-1.2.3.tgz', 'file', undefined, undefined],
      [
        'git+https://git.example/acme/widget.git#96338196c7f34b13f5764ca147b74d01cbf01fd6',
        'git',
        'git.example',
        undefined,
      ],
      ['file:vendor/linked', 'file', undefined, 'vendor/linked'],
    ])
  })

  test('of another registry than the default: its host', async () => {
    const url = 'https://npm.example:8443/ms/-/ms-2.1.3.tgz'
    const { lockfiles, gaps } = await readTexts(
      bunProject({ packages: { ms: fromRegistry('ms@2.1.3', {}, url) } }),
    )
    expect(gaps).toEqual([])
    expect(lockfiles[0]?.packages.map(({ host }) => host)).toEqual(['npm.example:8443'])
  })
})

/** The keys of a real lockfile's `packages`, as they stand there. */
const MONO = join(FIXTURES, 'lockfiles', 'bun-mono')
const MONO_TEXT = readFileSync(join(MONO, 'bun.lock'), 'utf8')
const MONO_FILES = {
  'package.json': readFileSync(join(MONO, 'package.json'), 'utf8'),
  'packages/a/package.json': readFileSync(join(MONO, 'packages/a/package.json'), 'utf8'),
  'packages/b/package.json': readFileSync(join(MONO, 'packages/b/package.json'), 'utf8'),
}
const ENTRIES = MONO_TEXT.split('\n').filter((line) => /^ {4}"[^"]+": \["(?!@w\/[ab]@workspace)/.test(line))

const CHANGES: Readonly<Record<string, (line: string) => string>> = {
  removed: () => '',
  'called otherwise': (line) => line.replace(/^ {4}"/, '    "x'),
  'nested elsewhere': (line) => line.replace(/^ {4}"/, '    "nowhere/'),
  'of another version': (line) => line.replace(/@[\d.]+", ""/, '@0.0.1-other", ""'),
  'another package': (line) => line.replace(/\["@?/, '["x'),
  'the root': (line) => line.replace(/\["[^"]+".*\]/, '["mono@root:", {}]'),
  'a member': (line) => line.replace(/\["[^"]+".*\]/, '["@w/a@workspace:packages/a"]'),
  'a list of nothing': (line) => line.replace(/\["[^"]+".*\]/, '[]'),
}

/** Without copies of the same and their lines. */
function labelsOf({ packages }: Lockfile): ReadonlySet<string> {
  return new Set(packages.map(({ name, version }) => `${name}@${version}`))
}

function readMono(text: string): Promise<Lockfile> {
  return readBunLockfile(textTree({ ...MONO_FILES, 'bun.lock': text }), 'bun.lock')
}

test.each(Object.keys(CHANGES))('an entry of a real lockfile that is %s is never silent', async (name) => {
  const before = await readMono(MONO_TEXT)
  const known = labelsOf(before)
  expect(before.gaps).toEqual([])
  expect(ENTRIES.length).toBe(96)
  for (const line of ENTRIES) {
    const text = MONO_TEXT.replace(line, () => CHANGES[name]?.(line) ?? line)
    expect(text).not.toBe(MONO_TEXT)
    const { gaps, notes, ...after } = await readMono(text)
    const isNoted = JSON.stringify(notes) !== JSON.stringify(before.notes)
    const isNew = [...labelsOf({ gaps, notes, ...after })].some((label) => !known.has(label))
    expect([line, gaps.length > 0 || isNoted || isNew]).toEqual([line, true])
  }
})

test('whatever stands in "workspaces" and "packages", it is read to its end', async () => {
  const word = fc.constantFrom(
    '',
    'a',
    '@w/a',
    '__proto__',
    'a/b',
    '\ud800',
    'workspace:*',
    'a@1.0.0',
    'a@file:x',
    '@root:',
  )
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ depthSize: 'small' }, word, fc.integer(), fc.constant(null), tie('list'), tie('map')),
    list: fc.array(tie('any'), { maxLength: 4 }),
    map: fc.dictionary(word, tie('any'), { maxKeys: 4 }),
  })).any
  await fc.assert(
    fc.asyncProperty(value, value, value, async (workspaces, packages, overrides) => {
      const { gaps, lockfiles } = await readTexts({
        'package.json': '{"name":"app","dependencies":{"ms":"1"}}',
        'bun.lock': JSON.stringify({ lockfileVersion: 1, workspaces, packages, overrides }),
      })
      expect(gaps.length).toBeGreaterThan(0)
      expect(gaps.every(({ subject, reason }) => typeof subject === 'string' && reason.length > 10)).toBe(
        true,
      )
      expect(lockfiles).toHaveLength(1)
    }),
    { numRuns: 500 },
  )
})
