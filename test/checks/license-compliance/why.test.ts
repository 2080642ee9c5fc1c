import { describe, expect, test } from '@jest/globals'
import type { LicenseFact } from '../../../src/checks/license-compliance/fact.ts'
import { licenseCompliance } from '../../../src/checks/license-compliance/index.ts'
import { why } from '../../../src/checks/license-compliance/why.ts'
import { factOf, frozen } from '../../support/license-compliance/facts.ts'
import { entries, entry, installed, project } from '../../support/license-compliance/projects.ts'
import { collectFrom, optionsOf } from '../../support/license-compliance/world.ts'

type Values = Readonly<Record<string, unknown>>

function ask(facts: readonly LicenseFact[], asked: string, values: Values = {}) {
  return why(frozen(facts), frozen(optionsOf(values)), asked)
}

/** The values of one field, over all sections. */
function fieldOf(answer: ReturnType<typeof why>, label: string): readonly string[] {
  return answer.sections.flatMap((section) =>
    section.fields.filter(([name]) => name === label).map(([, value]) => value),
  )
}

describe('upkeep license-compliance why', () => {
  test('is the check’s command', () => {
    expect(licenseCompliance.commands?.['why']).toMatchObject({ argument: 'PACKAGE', answer: why })
  })

  test('answers everything about one package', () => {
    const fact = factOf('a@1.0.0', 'MIT OR GPL-3.0-only', {
      own: '(MIT OR GPL-3.0)',
      paths: () => [
        ['app', 'a@1.0.0'],
        ['b@1.0.0', 'a@1.0.0'],
      ],
    })
    expect(ask([fact, factOf('b@1.0.0', 'MIT')], 'a')).toEqual({
      found: true,
      sections: [
        {
          title: 'a@1.0.0 in package-lock.json',
          fields: [
            ['license', 'MIT OR GPL-3.0-only'],
            ['read from', 'node_modules/a/package.json: MIT OR GPL-3.0-only'],
            ['verdict', 'allow'],
            ['because', 'MIT is permissive, allowed by default'],
            ['passes by', 'MIT'],
            ['scope', 'prod'],
            ['installed at', 'node_modules/a'],
            ['path', 'app > a@1.0.0'],
            ['path', 'b@1.0.0 > a@1.0.0'],
          ],
        },
      ],
    })
  })

  test('names every license file, what it is, and the hash that a waiver needs', () => {
    const hash = '0123456789abcdef'
    const known = { ids: ['MIT'], alike: ['MIT'], how: 'exact', score: 1, coverage: 1 } as const
    const files = [
      { path: 'LICENSE', kind: 'license', text: 'a', hash, identified: known },
      { path: 'LICENSE.txt', kind: 'license', text: 'b', hash },
      { path: 'COPYING', kind: 'license', text: undefined, problem: 'it is a folder' },
      { path: 'NOTICE', kind: 'notice', text: 'c', hash },
    ] as const
    const answer = ask([{ ...factOf('a@1.0.0', 'MIT'), files }], 'a')
    expect(fieldOf(answer, 'license file')).toEqual([
      `LICENSE: MIT; text ${hash}`,
      `LICENSE.txt: no known license; text ${hash}`,
      'COPYING: it is a folder',
    ])
  })

  test.each([
    ['a', 2],
    ['a@1.0.0', 1],
    ['a@2.0.0', 1],
    ['a@3.0.0', 0],
    ['A', 0],
    ['', 0],
    ['b', 0],
  ])('%j: %d answers', (asked, want) => {
    const answer = ask([factOf('a@1.0.0', 'MIT'), factOf('a@2.0.0', 'MIT')], asked)
    expect(answer.sections).toHaveLength(want)
    expect(answer.found).toBe(want > 0)
  })

  test('a package without an alias is not found by the word undefined', () => {
    expect(ask([factOf('a@1.0.0', 'MIT')], 'undefined').found).toBe(false)
  })

  test('finds an alias by either name, and says both', () => {
    const facts = [factOf('real@1.0.0', 'MIT', { alias: 'shown' })]
    const title = 'real@1.0.0 (installed as shown) in package-lock.json'
    expect(ask(facts, 'shown').sections.map((section) => section.title)).toEqual([title])
    expect(ask(facts, 'real').sections.map((section) => section.title)).toEqual([title])
  })

  test.each<[string, unknown, Values, readonly string[]]>([
    ['the second branch', 'GPL-3.0-only OR MIT', { allow: 'MIT' }, ['MIT']],
    [
      'several together',
      '(MIT OR GPL-3.0-only) AND (GPL-3.0-only OR ISC)',
      { allow: 'MIT, ISC' },
      ['MIT AND ISC'],
    ],
    ['of a list', ['GPL-3.0-only', 'MIT'], { allow: 'MIT' }, ['MIT']],
    ['no branch where there is no choice', 'MIT AND ISC', {}, []],
    ['no branch where none passes', 'GPL-3.0-only OR ISC', { allow: 'MIT' }, []],
    ['no branch where it is only reviewed', 'GPL-3.0-only OR GPL-2.0-only', {}, []],
  ])('says which branch lets it pass: %s', (_what, license, values, want) => {
    expect(fieldOf(ask([factOf('a@1.0.0', license)], 'a', values), 'passes by')).toEqual(want)
  })

  test('names the version by which -or-later passes', () => {
    const answer = ask([factOf('a@1.0.0', 'GPL-2.0-or-later')], 'a', { allow: 'GPL-3.0-only' })
    expect(fieldOf(answer, 'because')).toEqual([
      'GPL-2.0-or-later offers GPL-3.0-only, which is on the allow list',
    ])
  })

  test('tells both sources where they differ, the one that counts first', () => {
    const answer = ask([factOf('a@1.0.0', 'AGPL-3.0-only', { own: 'MIT' })], 'a')
    expect(fieldOf(answer, 'license')).toEqual(['AGPL-3.0-only'])
    expect(fieldOf(answer, 'read from')).toEqual([
      'package-lock.json: AGPL-3.0-only',
      'node_modules/a/package.json: MIT',
    ])
    expect(fieldOf(answer, 'verdict')).toEqual(['deny'])
  })

  test('says that nothing is declared', () => {
    const answer = ask([factOf('a@1.0.0', undefined, { readings: [] })], 'a')
    expect(fieldOf(answer, 'read from')).toEqual(['the lockfile: (none)'])
    expect(fieldOf(answer, 'because')).toEqual(['no license is declared'])
  })

  test('says that a package is internal', () => {
    const answer = ask([factOf('@acme/a@1.0.0', 'AGPL-3.0-only')], '@acme/a', { 'internal-scopes': '@acme' })
    expect(fieldOf(answer, 'verdict')).toEqual(['internal'])
    expect(fieldOf(answer, 'because')).toEqual(['its scope is internal'])
  })

  test('says that nothing reaches it', () => {
    expect(fieldOf(ask([factOf('a@1.0.0', 'MIT', { paths: () => [] })], 'a'), 'path')).toEqual([
      'nothing reaches it',
    ])
  })

  test('puts copies together, each with its place, a way once', () => {
    const facts = [
      factOf('a@1.0.0', 'MIT', { scope: 'dev' }),
      factOf('a@1.0.0', 'MIT', { location: 'node_modules/b/node_modules/a' }),
      factOf('a@1.0.0', 'ISC', { location: 'node_modules/c/node_modules/a' }),
    ]
    const answer = ask(facts, 'a')
    expect(answer.sections).toHaveLength(2)
    expect(fieldOf(answer, 'installed at')).toHaveLength(3)
    expect(fieldOf(answer, 'scope')).toEqual(['dev, prod', 'prod'])
    expect(fieldOf(answer, 'path')).toEqual(['a@1.0.0', 'a@1.0.0'])
  })

  test('answers for each lockfile', () => {
    const facts = [factOf('a@1.0.0', 'MIT'), factOf('a@1.0.0', 'MIT', { lockfile: 'web/package-lock.json' })]
    expect(ask(facts, 'a').sections.map((section) => section.title)).toEqual([
      'a@1.0.0 in package-lock.json',
      'a@1.0.0 in web/package-lock.json',
    ])
  })
})

describe('from what was collected', () => {
  const files = {
    ...project(
      {
        ...entries('b@1.0.0 MIT', 'c@1.0.0 MIT', 'd@1.0.0 MIT'),
        'node_modules/b': entry('1.0.0', 'MIT', { dependencies: { a: '*' } }),
        'node_modules/c': entry('1.0.0', 'MIT', { dependencies: { b: '*', a: '*' } }),
        'node_modules/a': entry('1.0.0', 'GPL-3.0-only'),
      },
      { manifest: { dependencies: { b: '*', c: '*', d: '*' } } },
    ),
    ...installed({ 'node_modules/a': { name: 'a', version: '1.0.0', license: 'GPL-3.0-only' } }),
  }

  test('the ways lead from the root over each dependent', async () => {
    const { facts } = await collectFrom({ files })
    const answer = why(facts, optionsOf(), 'a')
    expect(fieldOf(answer, 'path')).toEqual(['b@1.0.0 > a@1.0.0', 'c@1.0.0 > a@1.0.0'])
    expect(fieldOf(answer, 'read from')).toEqual(['node_modules/a/package.json: GPL-3.0-only'])
  })

  test('the root itself and what is not there are not found', async () => {
    const { facts } = await collectFrom({ files })
    expect(why(facts, optionsOf(), 'app')).toEqual({ found: false, sections: [] })
    expect(why([], optionsOf(), 'a')).toEqual({ found: false, sections: [] })
  })
})
