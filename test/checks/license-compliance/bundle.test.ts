import { describe, expect, test } from '@jest/globals'
import { markBundled } from '../../../src/checks/license-compliance/bundle.ts'
import { RunError } from '../../../src/core/errors.ts'
import { factOf, frozen } from '../../support/license-compliance/facts.ts'
import { entries, project } from '../../support/license-compliance/projects.ts'
import { collectFrom, type Files, treeOf } from '../../support/license-compliance/world.ts'

const META = 'dist/meta.json'

/** esbuild's metafile of a bundle that holds these files. */
function metafile(...files: readonly string[]): string {
  const inputs = Object.fromEntries(files.map((file) => [file, { bytes: 1, imports: [] }]))
  return JSON.stringify({ inputs, outputs: { 'dist/index.js': { bytes: 1, inputs } } })
}

const FACTS = frozen([
  factOf('a@1.0.0', 'MIT'),
  factOf('b@1.0.0', 'ISC'),
  factOf('b@2.0.0', 'ISC', { location: 'node_modules/a/node_modules/b' }),
  factOf('@s/c@1.0.0', 'MIT', { scope: 'dev' }),
])

function mark(files: Files, path = META, directory = '/project') {
  return markBundled(FACTS, path, directory, treeOf(files))
}

describe('facts', () => {
  test('stay as they are where no metadata is named, and nothing is read', async () => {
    const bundle = await mark({ '': new RunError('was read'), [META]: metafile('node_modules/a/x.js') }, '')
    expect(bundle).toEqual({ facts: FACTS, gaps: [] })
    expect(bundle.facts.every((fact) => !('isBundled' in fact))).toBe(true)
  })

  test.each<readonly [string, readonly string[], readonly string[]]>([
    ['one', ['src/x.js', 'node_modules/a/x.js'], ['a@1.0.0']],
    ['a nested copy, and not the other', ['node_modules/a/node_modules/b/x.js'], ['b@2.0.0']],
    ['the other, and not the nested copy', ['node_modules/b/x.js'], ['b@1.0.0']],
    ['what only development needs, as it ships', ['node_modules/@s/c/x.js'], ['@s/c@1.0.0']],
    ['none, where the bundle is all own code', ['src/x.js'], []],
  ])('are marked as bundled: %s', async (_what, modules, ids) => {
    const { facts, gaps } = await mark({ [META]: metafile(...modules) })
    const bundled = facts.filter((fact) => fact.isBundled)
    expect(bundled.map(({ package: { name, version } }) => `${name}@${version}`)).toEqual(ids)
    expect(facts.map(({ isBundled, ...fact }) => fact)).toEqual(FACTS)
    expect(facts.every(({ isBundled }) => typeof isBundled === 'boolean')).toBe(true)
    expect(gaps).toEqual([])
  })

  test('are told from absolute paths below the directory, wherever the bundler ran', async () => {
    const stats = { modules: [{ nameForCondition: '/project/node_modules/a/x.js', name: './x.js' }] }
    const { facts } = await mark({ [META]: JSON.stringify(stats) })
    expect(facts.map(({ isBundled }) => isBundled)).toEqual([true, false, false, false])
  })
})

describe('what the bundle hides is a gap', () => {
  test.each<readonly [string, Files, RegExp]>([
    ['no metadata', {}, /^the metadata of the bundle is not there$/],
    ['damaged metadata', { [META]: '{' }, /^the metadata of the bundle is not valid JSON/],
    ['what is no metadata', { [META]: '{"a":1}' }, /^the metadata of the bundle is no list of a bundler/],
    ['metadata without modules', { [META]: metafile() }, /^the metadata of the bundle names no module/],
    [
      'what cannot be read',
      { [META]: new RunError('is a folder') },
      /^the metadata of the bundle is a folder$/,
    ],
  ])('%s, and then no fact is marked', async (_what, files, reason) => {
    expect(await mark(files)).toEqual({
      facts: FACTS,
      gaps: [{ target: META, subject: META, reason: expect.stringMatching(reason) }],
    })
  })

  test('a package in it that nobody locked, beside those that are', async () => {
    const { facts, gaps } = await mark({ [META]: metafile('node_modules/a/x.js', 'node_modules/gone/x.js') })
    expect(facts.map(({ isBundled }) => isBundled)).toEqual([true, false, false, false])
    expect(gaps).toEqual([
      { target: META, subject: 'node_modules/gone', reason: 'it is in the bundle and not locked' },
    ])
  })

  test('a module whose package cannot be told, beside those that can', async () => {
    const files = { [META]: metafile('node_modules/a/x.js', 'https://cdn.example.org/y.js') }
    const { facts, gaps } = await mark(files)
    expect(facts[0]?.isBundled).toBe(true)
    expect(gaps).toEqual([
      { target: META, subject: META, reason: expect.stringContaining('loaded from an address') },
    ])
  })
})

test('the check marks what its option names, and has the gaps', async () => {
  const files = { ...project(entries('a@1.0.0 MIT', 'b@1.0.0 ISC')), [META]: metafile('node_modules/b/x.js') }
  const { facts, gaps } = await collectFrom({ files }, { bundle: META })
  expect(facts.map(({ package: { name }, isBundled }) => [name, isBundled])).toEqual([
    ['a', false],
    ['b', true],
  ])
  expect(gaps).toEqual([])
  expect((await collectFrom({ files }, { bundle: 'none.json' })).gaps).toHaveLength(1)
})

test('with several lockfiles, and with copies of a package, whatever may be in it is marked', async () => {
  const files = {
    ...project(entries('a@1.0.0 MIT')),
    ...project(entries('a@2.0.0 MIT', 'b@1.0.0 MIT'), { folder: 'sub' }),
    [META]: metafile('node_modules/a/x.js', 'sub/node_modules/b/x.js', 'node_modules/gone/x.js'),
  }
  const { facts, gaps } = await collectFrom({ files }, { bundle: META })
  expect(facts.map(({ package: { name, version }, isBundled }) => [`${name}@${version}`, isBundled])).toEqual(
    [
      ['a@1.0.0', true],
      ['a@2.0.0', true],
      ['b@1.0.0', true],
    ],
  )
  expect(gaps.map(({ subject }) => subject)).toEqual(['node_modules/gone'])
  const [copy] = FACTS
  const { facts: copies } = await markBundled(copy ? [copy, { ...copy }] : [], META, '/', treeOf(files))
  expect(copies.map(({ isBundled }) => isBundled)).toEqual([true, true])
})
