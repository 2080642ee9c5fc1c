import { describe, expect, test } from '@jest/globals'
import { collect } from '../../../src/checks/license-compliance/collect.ts'
import { RunError } from '../../../src/core/errors.ts'
import { entries, entry, project, projectV1 } from '../../support/license-compliance/projects.ts'
import {
  collectFrom,
  type Files,
  optionsOf,
  portsOf,
  textsOf,
} from '../../support/license-compliance/world.ts'

/** What counts of a head against a base, as `location version`, with what went before it. */
async function counting(base: Files, head: Files, values: Readonly<Record<string, unknown>> = {}) {
  const collected = await collectFrom({ files: head, base }, values)
  const counted = collected.facts.filter((fact) => fact.counts)
  return {
    ids: counted.map(({ package: pkg }) => `${pkg.name}@${pkg.version}`),
    before: counted.map((fact) => fact.before),
    collected,
  }
}

const ONE = project(entries('a@1.0.0 MIT'))

describe('what there is to compare with', () => {
  test.each([
    ['the event’s, if none is named', {}, ''],
    ['the one that is named', { base: 'main' }, 'main'],
    ['none', { base: 'none' }, 'none'],
  ])('asks for %s', async (_what, values, wanted) => {
    const ports = portsOf({ files: ONE })
    await collect(optionsOf(values), ports)
    expect(ports.wanted).toEqual([wanted])
  })

  test('no base: everything counts, and there is nothing to say', async () => {
    const collected = await collectFrom({ files: ONE, base: { kind: 'none' } })
    expect(collected.facts.map((fact) => [fact.counts, fact.before])).toEqual([[true, []]])
    expect(collected.partial).toBe(false)
    expect(textsOf(collected)).not.toMatch(/base/)
  })

  test('a missing base: everything counts, and that is said', async () => {
    const base = { kind: 'missing', reason: 'abc is not in this checkout' } as const
    const collected = await collectFrom({ files: ONE, base })
    expect(collected.facts.map((fact) => [fact.counts, fact.before])).toEqual([[true, []]])
    expect(collected.partial).toBe(false)
    expect(textsOf(collected)).toContain(
      'base: No base to compare with (abc is not in this checkout): everything counts.',
    )
  })

  test.each([
    ['is damaged', { 'package-lock.json': '{' }, 'package-lock.json: it is not valid JSON'],
    ['has conflict markers', { 'package-lock.json': '<<<<<<< a\n' }, 'merge conflict markers'],
    [
      'is of another manager',
      { ...ONE, 'web/bun.lockb': '' },
      'web/bun.lockb: it is the binary lockfile of Bun before 1.2',
    ],
    [
      'lacks what its manifest declares',
      project(entries('a@1.0.0 MIT'), { manifest: { dependencies: { a: '*', b: '*' } } }),
      'b: package.json declares it',
    ],
    ['cannot be read', { 'package-lock.json': new RunError('timed out') }, 'package-lock.json: it timed out'],
  ])('a base whose lockfile %s: everything counts, and that is said', async (_what, base, text) => {
    const collected = await collectFrom({ files: ONE, base })
    expect(collected.facts.map((fact) => [fact.counts, fact.before])).toEqual([[true, []]])
    expect(collected.gaps).toEqual([])
    expect(collected.partial).toBe(false)
    expect(textsOf(collected)).toMatch(
      /base: The base abc123 could not be read whole \(.*\): everything counts\./,
    )
    expect(textsOf(collected)).toContain(text)
  })

  test('what the head excludes is excluded in the base too, so that its gaps are none', async () => {
    const base = { ...ONE, 'old/bun.lockb': '' }
    const { ids, collected } = await counting(base, ONE, { exclude: 'old' })
    expect(ids).toEqual([])
    expect(collected.partial).toBe(true)
  })
})

describe('against a base that is found', () => {
  const base = project(entries('a@1.0.0 MIT', 'b@1.0.0 ISC'))

  test('what is unchanged does not count, and how much does is said', async () => {
    const { ids, collected } = await counting(
      base,
      project(entries('a@1.0.0 MIT', 'b@1.0.0 ISC', 'c@1.0.0 MIT')),
    )
    expect(ids).toEqual(['c@1.0.0'])
    expect(collected.facts).toHaveLength(3)
    expect(collected.partial).toBe(true)
    expect(textsOf(collected)).toContain(
      'base: Compared with the base abc123: 1 of 3 locked packages are new or changed, and only they count.',
    )
  })

  test('nothing changed: nothing counts, but everything was looked at', async () => {
    const { ids, collected } = await counting(base, base)
    expect(ids).toEqual([])
    expect(collected.facts).toHaveLength(2)
    expect(collected.targets).toEqual([{ id: 'package-lock.json', complete: true }])
  })

  test('a base without any lockfile: everything is new', async () => {
    const { ids, before } = await counting({ 'package.json': '{}' }, base)
    expect(ids).toEqual(['a@1.0.0', 'b@1.0.0'])
    expect(before).toEqual([[], []])
  })

  test('another version counts, with the one that it replaces', async () => {
    const { ids, before } = await counting(base, project(entries('a@2.0.0 AGPL-3.0-only', 'b@1.0.0 ISC')))
    expect(ids).toEqual(['a@2.0.0'])
    expect(before).toEqual([[{ version: '1.0.0', value: 'MIT' }]])
  })

  test('another license of the same version counts, with the one before', async () => {
    const { ids, before } = await counting(base, project(entries('a@1.0.0 GPL-3.0-only', 'b@1.0.0 ISC')))
    expect(ids).toEqual(['a@1.0.0'])
    expect(before).toEqual([[{ version: '1.0.0', value: 'MIT' }]])
  })

  test('a license that is gone counts', async () => {
    const { ids } = await counting(base, project(entries('a@1.0.0', 'b@1.0.0 ISC')))
    expect(ids).toEqual(['a@1.0.0'])
  })

  test('a license in another form is another: only what stands there is compared', async () => {
    const head = project({ ...entries('b@1.0.0 ISC'), 'node_modules/a': entry('1.0.0', { type: 'MIT' }) })
    expect((await counting(base, head)).ids).toEqual(['a@1.0.0'])
  })

  test('an older version beside one that stays replaces nothing', async () => {
    const head = project({
      ...entries('a@1.0.0 MIT', 'b@1.0.0 ISC'),
      'node_modules/b/node_modules/a': entry('2.0.0', 'ISC'),
    })
    const { ids, before } = await counting(base, head)
    expect(ids).toEqual(['a@2.0.0'])
    expect(before).toEqual([[]])
  })

  test('all versions that are gone are told', async () => {
    const two = { 'node_modules/b/node_modules/a': entry('0.9.0', 'BSD-3-Clause') }
    const old = project({ ...entries('a@1.0.0 MIT', 'b@1.0.0 ISC'), ...two })
    const { before } = await counting(old, project(entries('a@2.0.0 MIT', 'b@1.0.0 ISC')))
    expect(before).toEqual([
      [
        { version: '1.0.0', value: 'MIT' },
        { version: '0.9.0', value: 'BSD-3-Clause' },
      ],
    ])
  })

  test('what does not count has nothing before it', async () => {
    const { collected } = await counting(base, project(entries('b@1.0.0 ISC')))
    expect(collected.facts.map((fact) => fact.before)).toEqual([[]])
  })

  test('a second copy of the same version is nothing new', async () => {
    const head = project({
      ...entries('a@1.0.0 MIT', 'b@1.0.0 ISC'),
      'node_modules/b/node_modules/a': entry('1.0.0', 'MIT'),
    })
    expect((await counting(base, head)).ids).toEqual([])
  })

  test('a package that development alone needed and production now needs counts', async () => {
    const packages = entries('a@1.0.0 GPL-3.0-only')
    const { ids, before } = await counting(project(packages, { dev: ['a'] }), project(packages))
    expect(ids).toEqual(['a@1.0.0'])
    expect(before).toEqual([[{ version: '1.0.0', value: 'GPL-3.0-only' }]])
  })

  test('a lockfile that moved is nothing new', async () => {
    const packages = entries('a@1.0.0 MIT', 'b@1.0.0 ISC')
    const { ids } = await counting(base, project(packages, { folder: 'web' }))
    expect(ids).toEqual([])
  })

  test('a lockfile that became a shrinkwrap is nothing new', async () => {
    const packages = entries('a@1.0.0 MIT', 'b@1.0.0 ISC')
    expect((await counting(base, project(packages, { lock: 'npm-shrinkwrap.json' }))).ids).toEqual([])
  })

  test('an alias is its real package', async () => {
    const alias = { 'node_modules/x': entry('1.0.0', 'MIT', { name: 'a' }) }
    const head = project({ ...entries('b@1.0.0 ISC'), ...alias })
    expect((await counting(base, head)).ids).toEqual([])
  })

  test('an alias that takes the name of a package is another package', async () => {
    const alias = { 'node_modules/a': entry('1.0.0', 'MIT', { name: 'evil' }) }
    const { ids, before } = await counting(base, project({ ...entries('b@1.0.0 ISC'), ...alias }))
    expect(ids).toEqual(['evil@1.0.0'])
    expect(before).toEqual([[]])
  })

  test('names of Object’s own properties are names', async () => {
    const { ids, before } = await counting(
      project(entries('constructor@1.0.0 MIT')),
      project(entries('constructor@2.0.0 MIT', 'toString@1.0.0 MIT')),
    )
    expect(ids).toEqual(['constructor@2.0.0', 'toString@1.0.0'])
    expect(before).toEqual([[{ version: '1.0.0', value: 'MIT' }], []])
  })
})

describe('a base of lockfile version 1, which has no licenses', () => {
  const base = projectV1({ a: { version: '1.0.0' }, b: { version: '1.0.0' }, c: { version: '1.0.0' } })

  test('does not make everything new', async () => {
    const head = project(entries('a@1.0.0 GPL-3.0-only', 'b@2.0.0 MIT', 'c@1.0.0', 'd@1.0.0 MIT'))
    const { ids, before } = await counting(base, head)
    expect(ids).toEqual(['b@2.0.0', 'd@1.0.0'])
    expect(before).toEqual([[{ version: '1.0.0', value: undefined }], []])
  })

  test('still tells what moved from development to production', async () => {
    const old = projectV1({ a: { version: '1.0.0', dev: true } }, { dev: ['a'] })
    expect((await counting(old, project(entries('a@1.0.0 MIT')))).ids).toEqual(['a@1.0.0'])
  })
})
