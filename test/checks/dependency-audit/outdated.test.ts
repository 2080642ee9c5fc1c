import { describe, expect, test } from '@jest/globals'
import { evaluate } from '../../../src/checks/dependency-audit/evaluate.ts'
import type { PackageFact, Release } from '../../../src/checks/dependency-audit/fact.ts'
import { readReleases } from '../../../src/checks/dependency-audit/releases.ts'
import { factOf, optionsOf } from '../../support/dependency-audit/facts.ts'

const NOW = new Date('2026-06-30T00:00:00Z')

function release(version: string, published?: string, more: Partial<Release> = {}): Release {
  return { version, dependencies: {}, ...(published === undefined ? {} : { published }), ...more }
}

function told(releases: readonly Release[], values = {}, shape: Partial<PackageFact> = {}) {
  const latest = releases.at(-1)?.version
  const { package: _package, dependents: _dependents, kind: _kind, ...rest } = shape
  const fact = factOf('a@1.2.3', [], { releases: { releases, latest }, ...rest })
  return evaluate([fact], optionsOf(values), NOW).map(({ rule, message }) => `${rule}: ${message}`)
}

const OLD = '2026-01-01T00:00:00Z'
const NEW = '2026-06-20T00:00:00Z'

describe('behind', () => {
  test.each([
    ['a major', '2.0.0', OLD, 'by a major version for 180 days: 2.0.0 is out, and the policy allows 90 days'],
    ['a minor', '1.3.0', OLD, 'by a minor version for 180 days'],
    ['a patch', '1.2.4', OLD, 'by a patch version for 180 days'],
  ])('%s for long', (_name, version, published, text) => {
    const [finding, ...others] = told([release('1.2.3', '2025-01-01T00:00:00Z'), release(version, published)])
    expect(others).toEqual([])
    expect(finding).toContain(text)
  })

  test.each([
    ['not for long', [release('2.0.0', NEW)]],
    ['by what is deprecated', [release('2.0.0', OLD, { deprecated: 'no' })]],
    ['by a prerelease', [release('2.0.0-rc.1', OLD)]],
    ['by what nobody knows the date of', [release('2.0.0')]],
    ['in an earlier branch', [release('1.2.2', OLD)]],
    ['by what is beyond latest', [release('2.0.0', OLD), release('1.2.3', OLD)]],
  ])('%s is none', (_name, releases) => {
    expect(told(releases)).toEqual([])
  })

  test('counts from the first version that is a step ahead, and names the newest', () => {
    const releases = [release('2.0.0', OLD), release('2.1.0', NEW)]
    expect(told(releases)[0]).toContain('for 180 days: 2.1.0 is out')
  })

  test('by the schedule that is given', () => {
    expect(told([release('2.0.0', OLD)], { outdated: 'major=200d' })).toEqual([])
    expect(told([release('2.0.0', NEW)], { outdated: 'major=1d' })).toHaveLength(1)
  })

  test('is nothing where no registry was asked', () => {
    expect(evaluate([factOf('a@1.2.3')], optionsOf(), NOW)).toEqual([])
  })
})

describe('deprecated', () => {
  test('as the registry says now', () => {
    const [finding] = told([release('1.2.3', OLD, { deprecated: 'use b' })])
    expect(finding).toBe('dependency-audit/deprecated: a@1.2.3 is deprecated, its registry says: use b.')
  })

  test('as the lockfile said, where no registry is asked, and not against the registry', () => {
    const fact = (releases?: PackageFact['releases']) =>
      factOf('a@1.2.3', [], { package: { deprecated: 'old' }, ...(releases ? { releases } : {}) })
    expect(evaluate([fact()], optionsOf(), NOW)[0]?.message).toContain(
      'the lockfile, when it was made, says: old',
    )
    expect(evaluate([fact({ releases: [release('1.2.3')], latest: '1.2.3' })], optionsOf(), NOW)).toEqual([])
  })

  test('only where it is direct', () => {
    const fact = factOf('a@1.2.3', [], { package: { deprecated: 'old', direct: false } })
    expect(evaluate([fact], optionsOf(), NOW)).toEqual([])
  })
})

describe("a registry's document", () => {
  test('is read by what is there', () => {
    const document = {
      'dist-tags': { latest: '1.0.0' },
      time: { '1.0.0': OLD },
      versions: {
        '1.0.0': { dependencies: { b: '^1', c: 3 }, optionalDependencies: { d: '*' }, deprecated: 'no' },
        __proto__x: null,
      },
    }
    expect(readReleases(document)).toEqual({
      latest: '1.0.0',
      releases: [
        { version: '1.0.0', published: OLD, deprecated: 'no', dependencies: { b: '^1', d: '*' } },
        { version: '__proto__x', dependencies: {} },
      ],
    })
  })

  test.each([null, [], 'x', {}, { versions: [] }, { versions: 'x' }])('%j is none', (document) => {
    expect(readReleases(document)).toBeUndefined()
  })
})
