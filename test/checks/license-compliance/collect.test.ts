import { describe, expect, test } from '@jest/globals'
import { collect } from '../../../src/checks/license-compliance/collect.ts'
import { RunError } from '../../../src/core/errors.ts'
import { entries, entry, installed, project, projectV1 } from '../../support/license-compliance/projects.ts'
import { collectFrom, optionsOf, portsOf, textsOf } from '../../support/license-compliance/world.ts'

const LOCK = 'package-lock.json'

/** One locked package `a`, and what lies in its place. */
function withOwn(manifest: unknown, locked: unknown = 'MIT') {
  return {
    ...project({ 'node_modules/a': entry('1.0.0', locked) }),
    ...installed({ 'node_modules/a': manifest }),
  }
}

async function readingsOf(files: Parameters<typeof collectFrom>[0]['files']) {
  const { facts } = await collectFrom({ files })
  return facts.map((fact) => fact.readings.map(({ source, value }) => [source, value]))
}

describe('readings', () => {
  test('the lockfile alone, where nothing is installed', async () => {
    const { facts, gaps } = await collectFrom({ files: project(entries('a@1.0.0 MIT')) })
    expect(gaps).toEqual([])
    expect(facts).toHaveLength(1)
    expect(facts[0]).toMatchObject({
      lockfile: LOCK,
      package: { name: 'a', version: '1.0.0', location: 'node_modules/a' },
      readings: [{ source: 'lockfile', path: LOCK, value: 'MIT' }],
      counts: true,
      before: [],
    })
    expect(facts[0]?.paths(1)).toEqual([['a@1.0.0']])
  })

  test('the package’s own manifest stands before the lockfile', async () => {
    const { facts } = await collectFrom({
      files: withOwn({ name: 'a', version: '1.0.0', license: 'ISC' }),
    })
    expect(facts[0]?.readings).toEqual([
      { source: 'package.json', path: 'node_modules/a/package.json', value: 'ISC' },
      { source: 'lockfile', path: LOCK, value: 'MIT' },
    ])
  })

  test('every nested copy has its own', async () => {
    const files = {
      ...project({
        ...entries('a@1.0.0 MIT', 'b@1.0.0 MIT'),
        'node_modules/b/node_modules/a': entry('2.0.0', 'MIT'),
        'node_modules/b/node_modules/@s/c': entry('3.0.0'),
      }),
      ...installed({
        'node_modules/a': { name: 'a', version: '1.0.0', license: 'MIT' },
        'node_modules/b/node_modules/a': { name: 'a', version: '2.0.0', license: 'GPL-3.0-only' },
        'node_modules/b/node_modules/@s/c': { name: '@s/c', version: '3.0.0', license: '0BSD' },
      }),
    }
    const { facts } = await collectFrom({ files })
    const own = facts.map(({ package: pkg, readings }) => [
      pkg.location,
      readings[0]?.source,
      readings[0]?.value,
    ])
    expect(own).toEqual([
      ['node_modules/a', 'package.json', 'MIT'],
      ['node_modules/b', 'lockfile', 'MIT'],
      ['node_modules/b/node_modules/a', 'package.json', 'GPL-3.0-only'],
      ['node_modules/b/node_modules/@s/c', 'package.json', '0BSD'],
    ])
  })

  test('a lockfile in a folder has its packages beside it', async () => {
    const files = {
      ...project(entries('a@1.0.0 MIT'), { folder: 'web' }),
      ...installed({
        'web/node_modules/a': { name: 'a', version: '1.0.0', license: 'ISC' },
        'node_modules/a': { name: 'a', version: '1.0.0', license: 'GPL-3.0-only' },
      }),
    }
    const { facts } = await collectFrom({ files })
    expect(facts[0]?.readings.map((one) => one.path)).toEqual([
      'web/node_modules/a/package.json',
      'web/package-lock.json',
    ])
    expect(facts[0]?.readings[0]?.value).toBe('ISC')
  })

  test('of an alias by the real name', async () => {
    const files = {
      ...project({ 'node_modules/old': entry('1.0.0', 'MIT', { name: 'real' }) }),
      ...installed({ 'node_modules/old': { name: 'real', version: '1.0.0', license: 'ISC' } }),
    }
    const { facts } = await collectFrom({ files })
    expect(facts[0]).toMatchObject({
      package: { name: 'real', alias: 'old' },
      readings: [{ value: 'ISC' }, {}],
    })
  })

  const huge = 'x'.repeat(5 * 1024 * 1024)
  test.each([
    ['a text', 'MIT', undefined, 'MIT'],
    ['nothing', undefined, undefined, undefined],
    ['null, then the old list', null, ['MIT'], ['MIT']],
    ['the old list', undefined, [{ type: 'MIT' }], [{ type: 'MIT' }]],
    ['the old list as text', undefined, 'MIT', 'MIT'],
    ['both: the new one', 'ISC', ['MIT'], 'ISC'],
    ['an empty text, which speaks', '', ['MIT'], ''],
    ['a number', 7, undefined, 7],
    ['false', false, undefined, false],
    ['an object', { type: 'MIT' }, undefined, { type: 'MIT' }],
    ['a list', ['MIT', 7, null], undefined, ['MIT', 7, null]],
    ['five megabytes', huge, undefined, huge],
  ])('of %s as it stands', async (_what, license, licenses, want) => {
    const [[own] = []] = await readingsOf(withOwn({ name: 'a', version: '1.0.0', license, licenses }))
    expect(own).toEqual(['package.json', want])
  })

  test.each([
    ['a number', 7],
    ['null', null],
    ['an object', { type: 'MIT', url: 'x' }],
    ['a list', ['MIT', 'ISC']],
    ['five megabytes', huge],
  ])('of the lockfile: %s as it stands', async (_what, license) => {
    expect(await readingsOf(project({ 'node_modules/a': entry('1.0.0', license) }))).toEqual([
      [['lockfile', license]],
    ])
  })

  test('a lockfile’s old `licenses` is nothing that npm writes, and is not read', async () => {
    const files = project({ 'node_modules/a': entry('1.0.0', undefined, { licenses: ['MIT'] }) })
    expect(await readingsOf(files)).toEqual([[['lockfile', undefined]]])
  })
})

describe('an installed copy that is not the locked one', () => {
  test.each([
    ['of another version', { name: 'a', version: '2.0.0', license: 'MIT' }],
    ['of another name', { name: 'b', version: '1.0.0', license: 'MIT' }],
    ['without a version', { name: 'a', license: 'MIT' }],
    ['without a name', { version: '1.0.0', license: 'MIT' }],
  ])('%s has no word, and that is noted', async (_what, manifest) => {
    const collected = await collectFrom({ files: withOwn(manifest, 'GPL-3.0-only') })
    expect(collected.facts[0]?.readings).toEqual([{ source: 'lockfile', path: LOCK, value: 'GPL-3.0-only' }])
    expect(textsOf(collected)).toContain(
      `${LOCK}: 1 installed packages are not the locked ones: the lockfile's word counts for them.`,
    )
  })

  test('nothing is noted where they are the locked ones', async () => {
    const collected = await collectFrom({ files: withOwn({ name: 'a', version: '1.0.0', license: 'MIT' }) })
    expect(textsOf(collected)).not.toContain('not the locked ones')
  })

  test('what the verdict is not about is said where anything is installed, and not where nothing is', async () => {
    const said = 'what is installed and not locked is seen by cross-check alone'
    const installed = await collectFrom({ files: withOwn({ name: 'a', version: '1.0.0', license: 'MIT' }) })
    expect(textsOf(installed)).toContain(said)
    expect(textsOf(await collectFrom({ files: project(entries('a@1.0.0 MIT')) }))).not.toContain(said)
  })

  const file = { resolved: 'file:a.tgz' }
  test.each([
    ['a local archive', { 'node_modules/a': entry('1.0.0', 'MIT', file) }, {}],
    [
      'an entry of version 1 that is a URL',
      undefined,
      { a: { version: 'git+ssh://git@github.com/o/a.git#1' } },
    ],
  ])('%s has no version to compare: its word counts', async (_what, locked, dependencies) => {
    const files = {
      ...(locked ? project(locked) : projectV1(dependencies)),
      ...installed({ 'node_modules/a': { name: 'a', version: '9.9.9', license: 'ISC' } }),
    }
    const { facts } = await collectFrom({ files })
    expect(facts[0]?.readings[0]).toMatchObject({ source: 'package.json', value: 'ISC' })
  })
})

describe('an installed package.json that cannot be read is a gap, and its lockfile was not looked at whole', () => {
  const files = project(entries('a@1.0.0 MIT', 'b@1.0.0 MIT'))
  const path = 'node_modules/a/package.json'
  test.each([
    ['damaged', '{"name":"a","version":"1.0.0","license":', /not valid JSON/],
    ['empty', '', /is empty/],
    ['not an object', '["MIT"]', /does not hold an object/],
    ['null', 'null', /does not hold an object/],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0]), /UTF-16/],
    ['huge', new RunError('is larger than 200 MB'), /is larger than 200 MB/],
    ['shut', new RunError('cannot be read: EACCES'), /cannot be read: EACCES/],
  ])('%s', async (_what, content, reason) => {
    const collected = await collectFrom({ files: { ...files, [path]: content } })
    expect(collected.gaps).toEqual([
      { target: LOCK, subject: 'node_modules/a', reason: expect.stringMatching(reason) },
    ])
    expect(collected.facts.map((fact) => fact.package.name)).toEqual(['b'])
    expect(collected.targets).toEqual([{ id: LOCK, complete: false }])
    expect(textsOf(collected)).toContain('Checked 1 of 2 locked packages')
  })

  test('a byte order mark is no damage', async () => {
    const manifest = JSON.stringify({ name: 'a', version: '1.0.0', license: 'ISC' })
    const { facts, gaps } = await collectFrom({ files: { ...files, [path]: `\uFEFF${manifest}` } })
    expect(gaps).toEqual([])
    expect(facts[0]?.readings[0]?.value).toBe('ISC')
  })

  test('what does not come as an Error is told too', async () => {
    const ports = portsOf({ files })
    const tree = {
      ...ports.tree,
      read: (at: string) => (at === path ? Promise.reject('odd') : ports.tree.read(at)),
    }
    const collected = await collect(optionsOf(), { ...ports, tree })
    expect(collected.gaps.map((gap) => gap.reason)).toEqual(['its package.json odd'])
  })
})

describe('kinds of entries', () => {
  test('git, tarball, file and platform packages are facts like any other', async () => {
    const files = project(
      {
        'node_modules/git': entry('1.0.0', 'MIT', { resolved: 'git+ssh://git@github.com/o/r.git#abc' }),
        'node_modules/tar': entry('1.0.0', 'MIT', { resolved: 'https://example.org/tar.tgz' }),
        'node_modules/file': entry('1.0.0', 'MIT', { resolved: 'file:file.tgz' }),
        'node_modules/mac': entry('1.0.0', 'MIT', { optional: true, os: ['darwin'] }),
      },
      {
        manifest: {
          dependencies: {
            git: 'github:o/r',
            tar: 'https://example.org/tar.tgz',
            file: 'file:file.tgz',
            mac: '*',
          },
        },
      },
    )
    const { facts, gaps } = await collectFrom({ files })
    expect(gaps).toEqual([])
    expect(facts.map(({ package: pkg }) => [pkg.name, pkg.source])).toEqual([
      ['git', 'git'],
      ['tar', 'tarball'],
      ['file', 'file'],
      ['mac', 'registry'],
    ])
  })

  test('members of the workspace are no facts, and are named', async () => {
    const files = {
      ...project(
        {
          'node_modules/api': { resolved: 'packages/api', link: true },
          'node_modules/web': { resolved: 'packages/web', link: true },
          'packages/api': { version: '1.0.0', license: 'UNLICENSED', dependencies: { a: '*' } },
          'packages/web': { version: '1.0.0' },
          'node_modules/a': entry('1.0.0', 'MIT'),
        },
        { manifest: { workspaces: ['packages/*'], dependencies: {} } },
      ),
      'packages/api/package.json': '{"name":"api","version":"1.0.0","dependencies":{"a":"*"}}',
      'packages/web/package.json': '{"name":"web","version":"1.0.0"}',
    }
    const collected = await collectFrom({ files })
    expect(collected.gaps).toEqual([])
    expect(collected.facts.map((fact) => fact.package.name)).toEqual(['a'])
    expect(textsOf(collected)).toContain(
      `${LOCK}: 2 members of the workspace are this repository's own and not judged: api, web.`,
    )
  })

  test('a folder that a manifest names by path is a package, and its own word is read', async () => {
    const files = {
      ...project(
        {
          'node_modules/local': { resolved: 'libs/local', link: true },
          'libs/local': { version: '1.0.0', license: 'MIT' },
        },
        { manifest: { dependencies: { local: 'file:libs/local' } } },
      ),
      'libs/local/package.json': '{"name":"other","license":"GPL-3.0-only"}',
    }
    const collected = await collectFrom({ files })
    expect(collected.gaps).toEqual([])
    expect(collected.facts).toHaveLength(1)
    expect(collected.facts[0]).toMatchObject({
      package: { source: 'link', location: 'libs/local' },
      readings: [
        { source: 'package.json', path: 'libs/local/package.json', value: 'GPL-3.0-only' },
        { source: 'lockfile', value: 'MIT' },
      ],
    })
  })

  test('what lies above the directory is not read: the lockfile’s word counts', async () => {
    const files = {
      ...project(
        {
          'node_modules/up': { resolved: '../up', link: true },
          '../up': { version: '1.0.0', license: 'GPL-3.0-only' },
        },
        { manifest: { dependencies: { up: 'file:../up' } } },
      ),
      '../up/package.json': '{"name":"up","license":"MIT"}',
    }
    const { facts } = await collectFrom({ files })
    expect(facts[0]?.readings).toEqual([{ source: 'lockfile', path: LOCK, value: 'GPL-3.0-only' }])
  })

  test('a lockfile of version 1 has entries without licenses', async () => {
    const files = projectV1({ a: { version: '1.0.0', dependencies: { b: { version: '2.0.0' } } } })
    expect(await readingsOf(files)).toEqual([[['lockfile', undefined]], [['lockfile', undefined]]])
  })

  test('`__proto__` and `constructor` are names like any other', async () => {
    const lock = `{"lockfileVersion":3,"packages":{"":{},"node_modules/__proto__":{"version":"1.0.0","license":"MIT"},"node_modules/constructor":{"version":"1.0.0"}}}`
    const { facts } = await collectFrom({ files: { [LOCK]: lock, 'package.json': '{}' } })
    expect(facts.map(({ package: pkg, readings }) => [pkg.name, readings[0]?.value])).toEqual([
      ['__proto__', 'MIT'],
      ['constructor', undefined],
    ])
  })
})

test('a lockfile of more entries than a call can take arguments is read whole', async () => {
  const lines = Array.from({ length: 130_000 }, (_, i) => [
    `node_modules/p${i}`,
    { version: '1.0.0', license: 'MIT' },
  ])
  const packages = { '': {}, ...Object.fromEntries(lines) }
  const files = { [LOCK]: JSON.stringify({ lockfileVersion: 3, packages }), 'package.json': '{}' }
  const collected = await collectFrom({ files })
  expect(collected.gaps).toEqual([])
  expect(collected.facts).toHaveLength(130_000)
})

describe('what is said', () => {
  test('the policy first, then per lockfile how many of how many were checked, and how many development alone needs', async () => {
    const files = project(entries('a@1.0.0 MIT', 'b@1.0.0 MIT', 'c@1.0.0 MIT'), { dev: ['b', 'c'] })
    const collected = await collectFrom({ files })
    expect(collected.notes[0]).toMatchObject({ subject: 'policy' })
    expect(textsOf(collected)).toContain(
      `${LOCK}: Checked 3 of 3 locked packages; 2 are needed by development alone.`,
    )
    expect(collected.partial).toBe(false)
  })

  test('to a person who waits: what is being read', async () => {
    const ports = portsOf({ files: project(entries('a@1.0.0 MIT')) })
    await collect(optionsOf(), ports)
    expect(ports.said).toEqual(['looking for lockfiles', `reading 1 packages of ${LOCK}`])
  })

  const silent = (count: number) => Array.from({ length: count }, (_, i) => `s${i}@1.0.0`)
  const speaking = (count: number) => Array.from({ length: count }, (_, i) => `t${i}@1.0.0 MIT`)
  test.each([
    ['11 of 11', 11, 0, true],
    ['11 of 21', 11, 10, true],
    ['11 of 22: only half', 11, 11, false],
    ['10 of 10: too few to tell', 10, 0, false],
    ['0 of 30', 0, 30, false],
  ])('many entries without a license are a fault of npm: %s', async (_what, without, others, isSaid) => {
    const collected = await collectFrom({ files: project(entries(...silent(without), ...speaking(others))) })
    const text = `${without} entries record no license (npm 6, 10.5 to 10.7 write none)`
    expect(textsOf(collected).includes(text)).toBe(isSaid)
  })

  test('but not where the installed packages speak', async () => {
    const names = silent(20)
    const own = names.map((id) => [
      `node_modules/${id.slice(0, -6)}`,
      { name: id.slice(0, -6), version: '1.0.0', license: 'MIT' },
    ])
    const files = { ...project(entries(...names)), ...installed(Object.fromEntries(own)) }
    expect(textsOf(await collectFrom({ files }))).not.toContain('record no license')
  })
})

describe('gaps, targets, notes of the inventory', () => {
  test('are passed through, and the target is not complete', async () => {
    const files = project(entries('a@1.0.0 MIT'), {
      manifest: { dependencies: { a: '*', missing: '^1.0.0' } },
    })
    const collected = await collectFrom({ files })
    expect(collected.gaps).toEqual([
      { target: LOCK, subject: 'missing', reason: expect.stringContaining('the lockfile does not have it') },
    ])
    expect(collected.targets).toEqual([{ id: LOCK, complete: false }])
    expect(collected.facts).toHaveLength(1)
  })

  test('a lockfile of another package manager is a gap, beside one that is read', async () => {
    const files = { ...project(entries('a@1.0.0 MIT')), 'web/bun.lockb': '' }
    const collected = await collectFrom({ files })
    expect(collected.gaps.map((gap) => [gap.target, gap.reason])).toEqual([
      ['web/bun.lockb', expect.stringContaining('it is the binary lockfile of Bun before 1.2')],
    ])
    expect(collected.targets).toEqual([
      { id: LOCK, complete: true },
      { id: 'web/bun.lockb', complete: false },
    ])
  })

  const yarn = {
    'package.json': JSON.stringify({ dependencies: { a: '^1.0.0' }, optionalDependencies: { b: '^1.0.0' } }),
    'yarn.lock': '# yarn lockfile v1\n\n\na@^1.0.0:\n  version "1.0.0"\n\nb@^1.0.0:\n  version "1.0.0"\n',
  }

  test('in a format that records no licenses what is not installed is a gap, if it is for this platform', async () => {
    const collected = await collectFrom({ files: yarn })
    expect(collected.facts).toEqual([])
    expect(collected.gaps).toEqual([
      { target: 'yarn.lock', subject: 'a@1.0.0', reason: expect.stringContaining('records no licenses') },
    ])
    expect(collected.targets).toEqual([{ id: 'yarn.lock', complete: false }])
    expect(textsOf(collected)).toContain('nothing is said about them: b@1.0.0')
  })

  test('and what is installed says its license itself', async () => {
    const manifest = { name: 'a', version: '1.0.0', license: 'MIT' }
    const collected = await collectFrom({ files: { ...yarn, ...installed({ 'node_modules/a': manifest }) } })
    expect(collected.gaps).toEqual([])
    expect(collected.facts.map((fact) => fact.readings)).toEqual([
      [{ source: 'package.json', path: 'node_modules/a/package.json', value: 'MIT' }],
    ])
  })

  test('an SBOM is read for what it says, of any ecosystem', async () => {
    const components = [
      ['pkg:pypi/a@1.0.0', { license: { id: 'MIT' } }],
      ['pkg:cargo/b@2.0.0', { expression: 'MIT OR GPL-3.0-only' }],
      ['pkg:golang/c@v3.0.0', { license: { name: 'Commercial' } }],
    ].map(([purl, license]) => ({ type: 'library', name: 'n', purl, 'bom-ref': purl, licenses: [license] }))
    const bom = { bomFormat: 'CycloneDX', specVersion: '1.6', components }
    const collected = await collectFrom({ files: { 'bom.json': JSON.stringify(bom) } })
    expect(
      collected.facts.map(({ package: { type, name, version }, readings }) => [
        type,
        name,
        version,
        readings[0],
      ]),
    ).toEqual([
      ['pypi', 'a', '1.0.0', { source: 'lockfile', path: 'bom.json', value: 'MIT' }],
      ['cargo', 'b', '2.0.0', { source: 'lockfile', path: 'bom.json', value: 'MIT OR GPL-3.0-only' }],
      ['golang', 'c', 'v3.0.0', { source: 'lockfile', path: 'bom.json', value: 'Commercial' }],
    ])
  })

  test('one that cannot be read is a gap', async () => {
    const files = { ...project(entries('a@1.0.0 MIT')), 'bom.json': '{}' }
    expect((await collectFrom({ files })).gaps.map((gap) => gap.target)).toEqual(['bom.json'])
  })

  test('an unreadable lockfile alone does not let the installed tree speak for it', async () => {
    const files = {
      'bun.lockb': '',
      ...installed({ 'node_modules/a': { name: 'a', version: '1.0.0', license: 'MIT' } }),
    }
    const collected = await collectFrom({ files })
    expect(collected.facts).toEqual([])
    expect(collected.gaps.map((gap) => gap.target)).toEqual(['bun.lockb'])
  })

  test('a folder that cannot be listed is a gap', async () => {
    const unreadable = [{ path: 'shut', reason: 'EACCES' }]
    const collected = await collectFrom({ files: project(entries('a@1.0.0 MIT')), unreadable })
    expect(collected.gaps).toEqual([
      { target: 'shut', subject: 'shut', reason: 'the folder cannot be listed: EACCES' },
    ])
  })

  test('several lockfiles are several targets, each with its own account', async () => {
    const files = {
      ...project(entries('a@1.0.0 MIT')),
      ...project(entries('a@1.0.0 MIT', 'b@1.0.0 MIT'), { folder: 'web' }),
      'web/node_modules/b/package.json': '{',
    }
    const collected = await collectFrom({ files })
    expect(collected.facts.map((fact) => fact.lockfile)).toEqual([LOCK, 'web/package-lock.json'])
    expect(collected.targets).toEqual([
      { id: LOCK, complete: true },
      { id: 'web/package-lock.json', complete: false },
    ])
    expect(textsOf(collected)).toContain(`${LOCK}: Checked 1 of 1 locked packages`)
    expect(textsOf(collected)).toContain('web/package-lock.json: Checked 1 of 2 locked packages')
  })

  test('an excluded folder is named and not read', async () => {
    const files = {
      ...project(entries('a@1.0.0 MIT')),
      ...project(entries('b@1.0.0 GPL-3.0-only'), { folder: 'examples/one' }),
      ...project(entries('c@1.0.0 GPL-3.0-only'), { folder: 'examples-two' }),
    }
    const collected = await collectFrom({ files }, { exclude: 'examples/' })
    expect(collected.facts.map((fact) => fact.package.name)).toEqual(['c', 'a'])
    expect(textsOf(collected)).toContain(
      'exclude: Not looked at, because excluded: examples/one/package-lock.json.',
    )
  })

  test('a shrinkwrap overrules the lockfile beside it, which is said', async () => {
    const files = {
      ...project(entries('a@1.0.0 MIT')),
      ...project(entries('a@1.0.0 MIT'), { lock: 'npm-shrinkwrap.json' }),
    }
    const collected = await collectFrom({ files })
    expect(collected.targets).toEqual([{ id: 'npm-shrinkwrap.json', complete: true }])
    expect(textsOf(collected)).toContain('npm ignores it: npm-shrinkwrap.json stands beside it.')
  })

  test('a lockfile without packages has no facts and no gap: whether that may pass is the pipeline’s to say', async () => {
    const collected = await collectFrom({ files: project({}) })
    expect(collected).toMatchObject({ facts: [], gaps: [], targets: [{ id: LOCK, complete: true }] })
  })

  test.each([
    ['an empty tree', {}],
    ['sources without a lockfile', { 'package.json': '{"dependencies":{"a":"1"}}', 'index.js': '' }],
  ])('%s is a gap, never a pass', async (_what, files) => {
    const collected = await collectFrom({ files })
    expect(collected.facts).toEqual([])
    expect(collected.targets).toEqual([])
    expect(collected.gaps).toEqual([
      {
        target: '.',
        subject: '.',
        reason: expect.stringContaining('there is no lockfile, and nothing is installed'),
      },
    ])
    expect(collected.notes[0]).toMatchObject({ subject: 'policy' })
  })

  test.each(['', '{}', '[]', 'null', '{"lockfileVersion":4,"packages":{}}', '{"lockfileVersion":3,'])(
    'a lockfile that holds %j is a gap, whatever is installed',
    async (text) => {
      const own = installed({ 'node_modules/a': { name: 'a', version: '1.0.0', license: 'MIT' } })
      const collected = await collectFrom({ files: { [LOCK]: text, ...own } })
      expect(collected.facts).toEqual([])
      expect(collected.gaps.map((gap) => gap.target)).toEqual([LOCK])
      expect(collected.targets).toEqual([{ id: LOCK, complete: false }])
    },
  )
})

describe('the cross-check', () => {
  const files = project(entries('a@1.0.0 MIT'))

  test('is not asked for: license-checker is not even started', async () => {
    const collected = await collectFrom({ files, checked: new RunError('must not be called') })
    expect(collected.gaps).toEqual([])
    expect(textsOf(collected)).not.toContain('license-checker')
  })

  test('is asked for: its gaps make the lockfile’s target incomplete', async () => {
    const checked = new RunError('license-checker failed')
    const collected = await collectFrom({ files, checked }, { 'cross-check': 'true' })
    expect(collected.gaps).toEqual([
      { target: LOCK, subject: 'license-checker', reason: 'license-checker failed' },
    ])
    expect(collected.targets).toEqual([{ id: LOCK, complete: false }])
  })
})
