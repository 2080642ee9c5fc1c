import { describe, expect, test } from '@jest/globals'
import { readInstalledTree, sureLicense } from '../../../src/checks/license-compliance/installed.ts'
import { RunError } from '../../../src/core/errors.ts'
import { installed } from '../../support/license-compliance/projects.ts'
import {
  checkedOf,
  collectFrom,
  portsOf,
  textsOf,
  type World,
} from '../../support/license-compliance/world.ts'

const MANIFEST = JSON.stringify({ name: 'app', dependencies: { a: '^1.0.0' } })
const A = installed({ 'node_modules/a': { name: 'a', version: '1.0.0', license: 'MIT' } })

function read(world: World) {
  return readInstalledTree(portsOf(world))
}

describe('where there is no lockfile', () => {
  test('what is installed is read, and what that cannot tell is said', async () => {
    const collected = await collectFrom({ files: { 'package.json': MANIFEST, ...A } })
    expect(collected.facts).toHaveLength(1)
    expect(collected.facts[0]).toMatchObject({
      lockfile: 'node_modules',
      package: { name: 'a', version: '1.0.0', location: 'node_modules/a', scope: 'prod', license: undefined },
      readings: [{ source: 'package.json', path: 'node_modules/a/package.json', value: 'MIT' }],
      counts: true,
      before: [],
    })
    expect(collected.facts[0]?.paths(1)).toEqual([])
    expect(collected).toMatchObject({
      gaps: [],
      targets: [{ id: 'node_modules', complete: true }],
      partial: false,
    })
    expect(collected.notes[0]?.subject).toBe('policy')
    expect(textsOf(collected)).toMatch(
      /node_modules: There is no lockfile: 1 installed packages were read.*other platforms\) is not known/,
    )
  })

  test('nothing installed is a gap, and license-checker is not asked', async () => {
    const collected = await read({ files: { 'package.json': MANIFEST }, checked: new Error('was asked') })
    expect(collected).toEqual({
      facts: [],
      gaps: [
        {
          target: '.',
          subject: '.',
          reason:
            'there is no lockfile, and nothing is installed: commit a lockfile, or run the check where it is',
        },
      ],
      notes: [],
      targets: [],
      partial: false,
    })
  })

  test('second copies and scoped packages are read where they lie', async () => {
    const files = {
      'package.json': MANIFEST,
      ...A,
      ...installed({
        'node_modules/a/node_modules/b': { name: 'b', version: '2.0.0', license: 'GPL-3.0-only' },
        'node_modules/b': { name: 'b', version: '1.0.0', license: 'MIT' },
        'node_modules/@s/c': { name: '@s/c', version: '1.0.0', licenses: [{ type: 'ISC' }] },
      }),
    }
    const { facts, gaps } = await read({ files })
    expect(gaps).toEqual([])
    expect(facts.map(({ package: pkg, readings }) => [pkg.location, readings[0]?.value])).toEqual([
      ['node_modules/@s/c', [{ type: 'ISC' }]],
      ['node_modules/a', 'MIT'],
      ['node_modules/a/node_modules/b', 'GPL-3.0-only'],
      ['node_modules/b', 'MIT'],
    ])
  })

  test('a package without a name has that of its folder', async () => {
    const files = { 'package.json': '{}', ...installed({ 'node_modules/@s/c': { version: '1.0.0' } }) }
    expect((await read({ files })).facts.map((fact) => fact.package.name)).toEqual(['@s/c'])
  })

  test.each([
    ['damaged', '{'],
    ['a list', '[]'],
    ['without a version', '{"name":"a"}'],
    ['with a version that is none', '{"name":"a","version":1}'],
  ])('a package.json %s is a gap', async (_what, text) => {
    const files = { 'package.json': MANIFEST, 'node_modules/a/package.json': text }
    const collected = await read({ files })
    expect(collected.facts).toEqual([])
    expect(collected.gaps).toEqual([
      {
        target: 'node_modules',
        subject: 'node_modules/a',
        reason: 'its package.json cannot be read or has no version',
      },
    ])
    expect(collected.targets).toEqual([{ id: 'node_modules', complete: false }])
  })
})

describe('what is declared and not installed is a gap', () => {
  async function missing(manifest: unknown): Promise<readonly string[]> {
    const files = { 'package.json': JSON.stringify(manifest), ...A }
    return (await read({ files })).gaps.map((gap) => `${gap.subject}: ${gap.reason}`)
  }
  const REASON = 'package.json declares it; it is neither locked nor installed: commit a lockfile'

  test.each([
    ['for production', { dependencies: { a: '1', b: '1' } }],
    ['for development', { dependencies: { a: '1' }, devDependencies: { b: '1' } }],
    ['optionally', { optionalDependencies: { b: '1' } }],
    ['as a peer', { peerDependencies: { b: '1' } }],
  ])('%s', async (_what, manifest) => {
    expect(await missing(manifest)).toEqual([`b: ${REASON}`])
  })

  test('but not an optional peer, and not what is there', async () => {
    const meta = { peerDependencies: { b: '1' }, peerDependenciesMeta: { b: { optional: true } } }
    expect(await missing({ dependencies: { a: '1' }, ...meta })).toEqual([])
    expect(await missing({})).toEqual([])
  })

  test('a copy of it deeper down is not what is declared', async () => {
    const files = {
      'package.json': JSON.stringify({ dependencies: { a: '1', b: '1' } }),
      ...A,
      ...installed({ 'node_modules/a/node_modules/b': { name: 'b', version: '1.0.0', license: 'MIT' } }),
    }
    expect((await read({ files })).gaps.map((gap) => gap.subject)).toEqual(['b'])
  })

  test.each([
    ['none', {}],
    ['a damaged one', { 'package.json': '{' }],
    ['a list', { 'package.json': '[]' }],
  ])('and where there is no manifest to compare with, that is one: %s', async (_what, files) => {
    const collected = await read({ files: { ...files, ...A } })
    expect(collected.gaps).toEqual([
      {
        target: 'node_modules',
        subject: 'package.json',
        reason: 'there is no lockfile and no readable package.json',
      },
    ])
    expect(collected.facts).toHaveLength(1)
  })
})

describe('license-checker beside', () => {
  const files = {
    'package.json': MANIFEST,
    ...installed({ 'node_modules/a': { name: 'a', version: '1.0.0' } }),
  }

  async function readingsOf(licenses: unknown, own: unknown = undefined) {
    const manifest = { name: 'a', version: '1.0.0', license: own }
    const { facts } = await read({
      files: { ...files, ...installed({ 'node_modules/a': manifest }) },
      checked: [checkedOf('a@1.0.0', licenses)],
    })
    return facts[0]?.readings.map(({ source, path, value }) => [source, path, value])
  }

  test('has a word where the package itself says nothing', async () => {
    expect(await readingsOf('ISC')).toEqual([
      ['package.json', 'node_modules/a/package.json', undefined],
      ['license-checker', 'node_modules/a', 'ISC'],
    ])
  })

  test('has none where the package speaks, be it nonsense', async () => {
    expect(await readingsOf('MIT', 'Commercial')).toHaveLength(1)
    expect(await readingsOf('MIT', '')).toHaveLength(1)
    expect(await readingsOf('MIT', false)).toHaveLength(1)
  })

  test.each([['MIT*'], ['Custom: https://example.org'], ['UNKNOWN'], [['MIT']], [null], [undefined], [7]])(
    'a guess is no information: %j',
    async (licenses) => {
      expect(sureLicense(licenses)).toBeUndefined()
      expect(await readingsOf(licenses)).toHaveLength(1)
    },
  )

  test.each(['MIT', '(MIT OR ISC)', 'UNLICENSED', 'Public Domain'])('%s is its word', (licenses) => {
    expect(sureLicense(licenses)).toBe(licenses)
  })

  test('what it sees and the listing lacks is read too, or a gap', async () => {
    const checked = [
      checkedOf('a@1.0.0', 'MIT'),
      checkedOf('b@1.0.0', 'MIT', { path: 'node_modules/a/node_modules/b' }),
      checkedOf('app@1.0.0', 'MIT', { path: '' }),
    ]
    const collected = await read({ files, checked })
    expect(collected.facts.map((fact) => fact.package.location)).toEqual(['node_modules/a'])
    expect(collected.gaps.map((gap) => gap.subject)).toEqual(['node_modules/a/node_modules/b'])
  })

  test('what it reaches over a link, outside of node_modules, is a gap', async () => {
    const checked = [checkedOf('a@1.0.0', 'MIT'), checkedOf('c@1.0.0', 'GPL-3.0-only', { path: '../c' })]
    const { gaps, targets } = await read({ files, checked })
    expect(gaps).toEqual([
      { target: 'node_modules', subject: '../c', reason: expect.stringContaining('a link in node_modules') },
    ])
    expect(targets).toEqual([{ id: 'node_modules', complete: false }])
  })

  test('where it throws, that is a gap, and the rest is read', async () => {
    const collected = await read({ files, checked: new RunError('license-checker failed: x') })
    expect(collected.facts).toHaveLength(1)
    expect(collected.gaps).toEqual([
      { target: 'node_modules', subject: 'license-checker', reason: 'license-checker failed: x' },
    ])
    expect(collected.targets).toEqual([{ id: 'node_modules', complete: false }])
  })
})
