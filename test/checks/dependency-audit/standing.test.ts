import { describe, expect, test } from '@jest/globals'
import {
  commonHostOf,
  type Mapped,
  type Standing,
  type StandingInput,
  standingsOf,
} from '../../../src/checks/dependency-audit/standing.ts'
import { lockfileOf } from '../../../src/inventory/locked.ts'
import type { Lockfile, Package } from '../../../src/inventory/package.ts'
import { packageOf } from '../../support/dependency-audit/facts.ts'

const HOST = 'registry.example'

function lockfile(...packages: readonly Package[]): Lockfile {
  const graph = { nodes: [], gaps: [], unlockedOptional: new Set<string>() }
  const empty = lockfileOf({
    path: 'package-lock.json',
    format: 'package-lock v3',
    manager: 'npm',
    recordsLicenses: true,
    graph,
    gaps: [],
    notes: [],
  })
  return { ...empty, packages }
}

function standing(
  pkg: Package,
  more: Partial<StandingInput> = {},
  others: readonly Package[] = [],
): Standing {
  const nothing = (): Mapped => undefined
  const input = {
    privateScopes: [],
    publicHosts: new Set<string>(),
    mappedTo: nothing,
    wasPublic: () => false,
    ...more,
  }
  return standingsOf(lockfile(pkg, ...others), { mappedByChange: input.mappedTo, ...input })(pkg)
}

const USUAL = ['a', 'b', 'c'].map((name) => packageOf(`${name}@1.0.0`, { host: HOST }))
const scoped = (host: string): Mapped => ({ host, isScoped: true })

describe('a name is sent', () => {
  const cases: readonly (readonly [string, Package, Partial<StandingInput>, readonly Package[]])[] = [
    ['where nothing says otherwise', packageOf('ms@2.0.0'), {}, []],
    ['of a scope that nobody maps', packageOf('@s/a@1.0.0'), {}, []],
    ['of a scope that comes from where the others do', packageOf('@s/a@1.0.0', { host: HOST }), {}, USUAL],
    [
      'of a scope that is mapped to where the others come from',
      packageOf('@s/a@1.0.0', { bundled: true }),
      { mappedTo: () => scoped(HOST) },
      USUAL,
    ],
    [
      'of a bundled package, which no lockfile gives a host',
      packageOf('@s/a@1.0.0', { bundled: true }),
      {},
      USUAL,
    ],
    [
      'where the default registry is another one for all',
      packageOf('ms@2.0.0'),
      { mappedTo: () => ({ host: 'mirror.example', isScoped: false }) },
      [],
    ],
    ['of another ecosystem', packageOf('django@3.0', { type: 'pypi' }), {}, []],
  ]
  test.each(cases)('%s', (_name, pkg, input, others) => {
    expect(standing(pkg, input, others)).toEqual({ kind: 'public' })
  })
})

describe('a name is kept back', () => {
  const cases: readonly (readonly [
    string,
    Package,
    Partial<StandingInput>,
    readonly Package[],
    string | undefined,
  ])[] = [
    ['of a private scope', packageOf('@acme/a@1.0.0'), { privateScopes: ['@acme'] }, [], undefined],
    [
      'of a scope that is mapped elsewhere',
      packageOf('@acme/a@1.0.0'),
      { mappedTo: () => scoped('npm.acme.example') },
      [],
      'npm.acme.example',
    ],
    [
      'that alone has a host, as other managers write only unusual ones',
      packageOf('@acme/a@1.0.0', { host: 'npm.acme.example' }),
      {},
      ['a', 'b'].map((name) => packageOf(`${name}@1.0.0`)),
      'npm.acme.example',
    ],
  ]
  test.each(cases)('%s', (_name, pkg, input, others, host) => {
    expect(standing(pkg, input, others)).toEqual({ kind: 'private', host })
  })

  test.each([
    ['@acme', '@acme-other/a@1.0.0'],
    ['@acme', 'acme@1.0.0'],
  ])('%s does not stand for %s', (scope, id) => {
    expect(standing(packageOf(id), { privateScopes: [scope] })).toEqual({ kind: 'public' })
  })
})

describe('it cannot be told, so nothing is sent and that is said', () => {
  const ELSEWHERE = packageOf('victim@1.0.0', { host: 'other.example' })

  test.each<readonly [string, Package, readonly Package[]]>([
    ['of a package without a scope from another host than most', ELSEWHERE, USUAL],
    [
      'of a scope from a host where packages without one come from too',
      packageOf('@s/a@1.0.0', { host: 'other.example' }),
      [...USUAL, ELSEWHERE],
    ],
    [
      'of another ecosystem, from a repository',
      packageOf('a@1.0', { type: 'pypi', host: 'other.example' }),
      [],
    ],
  ])('%s', (_name, pkg, others) => {
    expect(standing(pkg, {}, others)).toMatchObject({
      kind: 'untold',
      why: expect.stringContaining('public-hosts'),
    })
    expect(standing(pkg, { publicHosts: new Set(['other.example']) }, others)).toEqual({ kind: 'public' })
    expect(standing(pkg, { privateScopes: ['victim', '@s', 'a'] }, others)).toMatchObject({ kind: 'private' })
  })

  test('of a registry that a variable names', () => {
    const told = standing(packageOf('@s/a@1.0.0'), { mappedTo: () => 'unknown' })
    expect(told).toEqual({ kind: 'untold', why: 'the registry of @s is named by a variable' })
  })

  test('of a scope without a host where most packages have one', () => {
    expect(standing(packageOf('@s/a@1.0.0'), {}, USUAL)).toMatchObject({ kind: 'untold' })
    expect(standing(packageOf('a2@1.0.0'), {}, USUAL)).toEqual({ kind: 'public' })
  })

  test('of a package that the base took from where most come from', () => {
    const moved = packageOf('@s/a@4.17.15', { host: 'npm.acme.example' })
    expect(standing(moved, {}, USUAL)).toMatchObject({ kind: 'private' })
    const told = standing(moved, { wasPublic: (name) => name === '@s/a' }, USUAL)
    expect(told).toMatchObject({ kind: 'untold', why: expect.stringContaining('npm.acme.example') })
  })

  test('of a mapping that only the change has: it would keep a package from being looked up', () => {
    const mappedByChange = () => scoped('evil.example')
    const told = standing(packageOf('@s/a@1.0.0'), { mappedTo: () => undefined, mappedByChange })
    expect(told).toMatchObject({ kind: 'untold', why: expect.stringContaining('once it is merged') })
  })
})

test('the common host is that of most packages without a scope', () => {
  const odd = packageOf('acme-core@1.0.0', { host: 'npm.acme.example' })
  const many = ['@acme/1', '@acme/2', '@acme/3', '@acme/4'].map((name) =>
    packageOf(`${name}@1.0.0`, { host: 'npm.acme.example' }),
  )
  expect(commonHostOf([odd, ...many, ...USUAL])).toBe(HOST)
  expect(commonHostOf(many)).toBeUndefined()
  expect(commonHostOf([packageOf('x@1.0.0', { source: 'tarball', host: 'x.example' })])).toBeUndefined()
})
