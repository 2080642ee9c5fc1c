import { describe, expect, test } from '@jest/globals'
import { evaluate } from '../../../src/checks/license-compliance/evaluate.ts'
import { covers, NEEDS_ONE, WAIVER_KEYS } from '../../../src/checks/license-compliance/waivers.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { factOf } from '../../support/license-compliance/facts.ts'
import { optionsOf } from '../../support/license-compliance/world.ts'
import { finding } from '../../support/report/report.ts'

/** The first finding that the check makes of a package with a license, under a policy that allows none. */
function findingOf(id: string, license: unknown, own?: unknown): Finding {
  const fact = factOf(id, license, own === undefined ? {} : { own })
  const [finding] = evaluate([fact], optionsOf({ allow: 'LicenseRef-nothing' }))
  if (!finding) throw new Error(`${id} is no finding`)
  return finding
}

const MIT = 'MIT'

describe('a waiver covers a package by name and version', () => {
  test.each<[string, string, boolean]>([
    ['a', 'a@1.2.3', true],
    ['a@1.2.3', 'a@1.2.3', true],
    ['a@^1.0.0', 'a@1.2.3', true],
    ['a@1', 'a@1.2.3', true],
    ['a@1.x || 3.x', 'a@3.0.0', true],
    ['a@>=1 <2', 'a@1.9.9', true],
    ['a@*', 'a@1.2.3', true],
    ['@s/a', '@s/a@1.2.3', true],
    ['@s/a@~1.2.0', '@s/a@1.2.9', true],
    ['a@^1.0.0', 'a@2.0.0', false],
    ['a@1.2.4', 'a@1.2.3', false],
    ['b', 'a@1.2.3', false],
    ['A', 'a@1.2.3', false],
    ['a', '@s/a@1.2.3', false],
    ['@s/a', 'a@1.2.3', false],
    ['@s/a@~1.2.0', '@s/a@1.3.0', false],
    ['', 'a@1.2.3', false],
  ])('%s, %s: %s', (waived, id, want) => {
    expect(covers({ package: waived, license: MIT }, findingOf(id, MIT))).toBe(want)
  })

  test.each<[string, string, boolean]>([
    ['a@^1.0.0', '1.5.0-beta.1', true],
    ['a@^1.0.0', '2.0.0-beta.1', false],
    ['a@>=2.0.0-alpha', '2.0.0-beta.1', true],
    ['a@2.0.0-beta.1', '2.0.0-beta.1', true],
    ['a@2.0.0-beta.1', '2.0.0', false],
    ['a@2.0.0', '2.0.0-beta.1', false],
  ])('prereleases count as versions: %s, %s: %s', (waived, version, want) => {
    expect(covers({ package: waived, license: MIT }, findingOf(`a@${version}`, MIT))).toBe(want)
  })

  const URL = 'git+ssh://git@github.com/o/r.git#abc'
  test.each<[string, string, boolean]>([
    ['a', URL, true],
    ['a@*', URL, true],
    ['a@>=0.0.0', URL, false],
    ['a@^1.0.0', 'file:a.tgz', false],
    ['a', '', true],
    ['a@^1.0.0', '', false],
  ])('a version that is none is in the range of all alone: %s, %j: %s', (waived, version, want) => {
    const finding = findingOf('a@1.0.0', MIT)
    const asked = { ...finding, evidence: { ...finding.evidence, version } }
    expect(covers({ package: waived, license: MIT }, asked)).toBe(want)
  })

  test('a finding without a version or a name is covered by none', () => {
    const finding = findingOf('a@1.0.0', MIT)
    expect(
      covers({ package: 'a', license: MIT }, { ...finding, evidence: { name: 'a', license: MIT } }),
    ).toBe(false)
    expect(covers({ package: 'a', license: MIT }, { ...finding, evidence: {} })).toBe(false)
  })

  test('an alias is waived by its real name', () => {
    const [finding] = evaluate([factOf('real@1.0.0', MIT, { alias: 'shown' })], optionsOf({ allow: 'ISC' }))
    if (!finding) throw new Error('no finding')
    expect(covers({ package: 'real', license: MIT }, finding)).toBe(true)
    expect(covers({ package: 'shown', license: MIT }, finding)).toBe(false)
  })
})

describe('a waiver covers one license, and ends with it', () => {
  test.each<[string, unknown, boolean]>([
    ['GPL-3.0-only', 'GPL-3.0-only', true],
    ['gpl-3.0', 'GPL-3.0-only', true],
    ['GPLv3', 'GPL-3.0-only', true],
    ['GPL-3.0-only', 'gpl-3.0', true],
    ['GPL-3.0+', 'GPL-3.0-or-later', true],
    ['(mit or isc)', 'MIT OR ISC', true],
    ['MIT OR ISC', ['MIT', 'ISC'], true],
    ['SEE LICENSE IN LICENSE.md', 'SEE LICENSE IN LICENSE.md', true],
    ['Commercial', 'Commercial', true],
    ['UNLICENSED', 'UNLICENSED', true],
    ['(none)', undefined, true],
    ['(none)', null, true],
    ['GPL-3.0-only', 'GPL-3.0-or-later', false],
    ['GPL-3.0-only', 'AGPL-3.0-only', false],
    ['MIT OR ISC', 'MIT AND ISC', false],
    ['MIT', 'MIT OR ISC', false],
    ['MIT', undefined, false],
    ['NONE', undefined, false],
    ['(none)', 'MIT', false],
    ['Commercial', 'commercial', false],
    ['SEE LICENSE IN LICENSE.md', 'SEE LICENSE IN EULA.md', false],
    ['', undefined, false],
  ])('%j, %j: %s', (waived, license, want) => {
    expect(covers({ package: 'a', license: waived }, findingOf('a@1.0.0', license))).toBe(want)
  })

  test('where two sources differ, the license that counts is the one to waive', () => {
    const fact = factOf('a@1.0.0', 'MIT', { own: 'AGPL-3.0-only' })
    for (const finding of evaluate([fact], optionsOf())) {
      expect(covers({ package: 'a', license: 'AGPL-3.0-only' }, finding)).toBe(true)
      expect(covers({ package: 'a', license: 'MIT' }, finding)).toBe(false)
    }
  })

  test('a waiver without keys covers nothing', () => {
    expect(covers({}, findingOf('a@1.0.0', undefined))).toBe(false)
    expect(covers({ package: 'a' }, findingOf('a@1.0.0', undefined))).toBe(false)
  })

  test('a license too long to show is covered by what is shown', () => {
    const finding = findingOf('a@1.0.0', `x${' y'.repeat(200)}`)
    expect(covers({ package: 'a', license: String(finding.evidence['license']) }, finding)).toBe(true)
  })
})

describe('what is wrong with a key', () => {
  test('the package must be given, and the license or the hash of its text', () => {
    expect(Object.values(WAIVER_KEYS).map((key) => key.required)).toEqual([true, false, false])
    expect(NEEDS_ONE).toEqual(['license', 'text'])
  })

  test.each([
    ['0123456789abcdef', true],
    ['0123456789ABCDEF', false],
    ['0123456789abcdef, fedcba9876543210', true],
    ['0123456789abcdef, 0123', false],
    ['0123', false],
    ['', false],
  ])('the hash %s', (hash, isFine) => {
    expect(WAIVER_KEYS['text']?.problem(hash) === undefined).toBe(isFine)
  })

  test.each([
    'a',
    '@s/a',
    'a@1',
    'a@^1.0.0',
    '@s/a@1.x || >=3 <4',
    'a@*',
    'a@',
    'lodash.merge@4.6.2',
    'A_b~c',
  ])('package %s: nothing', (value) => {
    expect(WAIVER_KEYS['package']?.problem(value)).toBeUndefined()
  })

  test.each([
    ['a b', 'is no package name'],
    ['', 'is no package name'],
    ['@', 'is no package name'],
    ['@s', 'is no package name'],
    ['@s/', 'is no package name'],
    ['s/a', 'is no package name'],
    ['@s/a/b', 'is no package name'],
    ['a@b@1', 'is no package name'],
    ['a@latest', '"latest" is no range of versions'],
    ['a@1.2.3.4', '"1.2.3.4" is no range of versions'],
    ['@s/a@^x.y', '"^x.y" is no range of versions'],
  ])('package %j: %s', (value, problem) => {
    expect(WAIVER_KEYS['package']?.problem(value)).toContain(problem)
  })

  test.each([
    ['MIT', undefined],
    ['anything that a report shows', undefined],
    ['', 'is empty'],
    ['  ', 'is empty'],
  ])('license %j: %s', (value, problem) => {
    expect(WAIVER_KEYS['license']?.problem(value)).toBe(problem)
  })
})

describe('a waiver by the text', () => {
  const found = (texts: unknown) =>
    finding({
      evidence: {
        name: 'a',
        version: '1.0.0',
        license: 'MIT',
        ...(texts === undefined ? {} : { texts: texts as string[] }),
      },
    })
  const TEXT = '0123456789abcdef'

  test.each<readonly [string, Readonly<Record<string, string>>, unknown, boolean]>([
    ['covers the package with it', { package: 'a', text: TEXT }, [TEXT], true],
    ['not where another came along', { package: 'a', text: TEXT }, ['f'.repeat(16), TEXT], false],
    ['nor one that cannot be read', { package: 'a', text: TEXT }, [TEXT, 'unread'], false],
    ['nor without any', { package: 'a', text: TEXT }, [], false],
    [
      'both where both are named',
      { package: 'a', text: `${'f'.repeat(16)}, ${TEXT}` },
      ['f'.repeat(16), TEXT],
      true,
    ],
    ['not one with another', { package: 'a', text: TEXT }, ['f'.repeat(16)], false],
    ['not one that is not installed', { package: 'a', text: TEXT }, undefined, false],
    ['with a license too, both count', { package: 'a', text: TEXT, license: 'ISC' }, [TEXT], false],
    ['and both may fit', { package: 'a', text: TEXT, license: 'MIT' }, [TEXT], true],
    ['one that names neither covers nothing', { package: 'a' }, [TEXT], false],
  ])('%s', (_name, keys, texts, isCovered) => {
    expect(covers(keys, found(texts))).toBe(isCovered)
  })
})
