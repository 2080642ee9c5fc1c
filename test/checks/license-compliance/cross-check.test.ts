import { describe, expect, test } from '@jest/globals'
import { explain, REASONS, type Reason } from '../../../src/checks/license-compliance/cross-check.ts'
import type { Reading } from '../../../src/checks/license-compliance/fact.ts'
import { RunError } from '../../../src/core/errors.ts'
import type { CheckedPackage } from '../../../src/core/ports.ts'
import { entries, project } from '../../support/license-compliance/projects.ts'
import { checkedOf, collectFrom, type Files, textsOf } from '../../support/license-compliance/world.ts'

const ASKED = { 'cross-check': 'true' }

type Case = readonly [what: string, theirs: unknown, ours: unknown, isPrivate?: boolean]

function explained([, theirs, ours, isPrivate = false]: Case) {
  const readings: readonly Reading[] = [
    { source: 'package.json', path: 'node_modules/a/package.json', value: undefined },
    { source: 'lockfile', path: 'package-lock.json', value: ours },
  ]
  return explain(checkedOf('a@1.0.0', theirs, { isPrivate }), readings)
}

const SAME: readonly Case[] = [
  ['word for word', 'MIT', 'MIT'],
  ['word for word, be it nonsense', 'Commercial', 'Commercial'],
  ['word for word, with a star of its own', 'MIT*', 'MIT*'],
  ['UNLICENSED, declared', 'UNLICENSED', 'UNLICENSED'],
]

const EXPLAINED: Readonly<Record<Reason, readonly Case[]>> = {
  guessed: [
    ['declared otherwise', 'MIT*', 'SEE LICENSE IN LICENSE'],
    ['not declared', 'MIT*', undefined],
  ],
  custom: [
    ['declared otherwise', 'Custom: https://example.org', 'SEE LICENSE IN LICENSE'],
    ['not declared', 'Custom: https://example.org', undefined],
  ],
  unknown: [
    ['declared', 'UNKNOWN', { url: 'x' }],
    ['not declared', 'UNKNOWN', undefined],
  ],
  private: [
    ['declared otherwise', 'UNLICENSED', 'MIT', true],
    ['not declared', 'UNLICENSED', undefined, true],
  ],
  list: [['a list, where we read a choice', ['MIT', 'ISC'], ['MIT', 'ISC']]],
  undeclared: [
    ['what it found', 'Public Domain', undefined],
    ['a list it found', ['MIT', 'ISC*'], undefined],
    ['nothing', undefined, undefined],
  ],
  spelling: [
    ['an object flattened', 'MIT', { type: 'MIT' }],
    ['a list of one flattened', 'MIT', [{ type: 'MIT' }]],
    ['case', 'mit', 'MIT'],
    ['a deprecated id', 'GPL-3.0', 'GPL-3.0-only'],
  ],
}

const UNEXPLAINED: readonly Case[] = [
  ['another license', 'GPL-3.0-only', 'MIT'],
  ['another list', ['MIT', 'GPL-3.0-only'], ['MIT', 'ISC']],
  ['a list where one is declared', ['MIT', 'ISC'], 'MIT'],
  ['UNLICENSED of a package that is not private', 'UNLICENSED', 'MIT'],
  ['another license of a private package', 'GPL-3.0-only', 'MIT', true],
  ['nothing where something is declared', undefined, 'MIT'],
]

describe('why license-checker may say something else', () => {
  test('each reason has a sentence and a case, and there are at most ten', () => {
    expect(Object.keys(EXPLAINED)).toEqual(Object.keys(REASONS))
    expect(Object.keys(REASONS).length).toBeLessThanOrEqual(10)
    for (const sentence of Object.values(REASONS)) expect(sentence).toMatch(/^(it|nothing) /)
  })

  test.each(SAME)('the same: %s', (...one) => {
    expect(explained(one)).toBe('same')
  })

  for (const [reason, cases] of Object.entries(EXPLAINED)) {
    test.each(cases)(`${reason}: %s`, (...one) => {
      expect(explained(one)).toBe(reason)
    })
  }

  test.each(UNEXPLAINED)('nobody can tell: %s', (...one) => {
    expect(explained(one)).toBeUndefined()
  })
})

describe('the cross-check', () => {
  const files = project(entries('a@1.0.0 MIT', 'b@1.0.0 ISC'))

  async function cross(checked: readonly CheckedPackage[] | Error, world: Files = files) {
    const collected = await collectFrom({ files: world, checked }, ASKED)
    return {
      gaps: collected.gaps.map((gap) => [gap.target, gap.subject, gap.reason]),
      said: textsOf(collected),
      targets: collected.targets,
    }
  }

  test('counts what is the same, and says why the rest differs', async () => {
    const checked = [
      checkedOf('app@1.0.0', 'UNLICENSED', { path: '' }),
      checkedOf('a@1.0.0', 'MIT'),
      checkedOf('b@1.0.0', 'isc'),
    ]
    const { gaps, said, targets } = await cross(checked)
    expect(gaps).toEqual([])
    expect(said).toContain(
      'cross-check: license-checker saw 3 packages, 1 with the same license; 1 because it keeps the spelling, which means the same.',
    )
    expect(targets).toEqual([{ id: 'package-lock.json', complete: true }])
  })

  test('says nothing of reasons where all agree, and misses nothing that is not installed', async () => {
    const { gaps, said } = await cross([checkedOf('a@1.0.0', 'MIT')])
    expect(gaps).toEqual([])
    expect(said).toContain('license-checker saw 1 packages, 1 with the same license.')
  })

  test('what is installed and not locked is a gap, also another version of a locked one', async () => {
    const { gaps, targets } = await cross([
      checkedOf('a@1.0.0', 'MIT'),
      checkedOf('a@2.0.0', 'MIT'),
      checkedOf('evil@1.0.0', 'GPL-3.0-only'),
    ])
    expect(gaps).toEqual([
      ['package-lock.json', 'a@2.0.0', 'it is installed and not locked'],
      ['package-lock.json', 'evil@1.0.0', 'it is installed and not locked'],
    ])
    expect(targets).toEqual([{ id: 'package-lock.json', complete: false }])
  })

  test('a difference that nobody can explain is a gap', async () => {
    const { gaps } = await cross([checkedOf('a@1.0.0', 'GPL-3.0-only'), checkedOf('b@1.0.0', 'ISC')])
    expect(gaps).toEqual([['package-lock.json', 'a@1.0.0', 'license-checker reads another license']])
  })

  test('an answer that cannot be had is a gap', async () => {
    const { gaps, said } = await cross(new RunError('license-checker failed: x'))
    expect(gaps).toEqual([['package-lock.json', 'license-checker', 'license-checker failed: x']])
    expect(said).not.toContain('license-checker saw')
  })

  test.each([
    ['nothing at all', []],
    ['the repository itself alone', [checkedOf('app@1.0.0', 'UNKNOWN', { path: '' })]],
  ])('an answer that holds %s compares nothing, which is a gap', async (_what, checked) => {
    const { gaps, targets } = await cross(checked)
    expect(gaps).toEqual([
      [
        'package-lock.json',
        'license-checker',
        'it sees nothing installed to compare with: run npm ci before the cross-check',
      ],
    ])
    expect(targets).toEqual([{ id: 'package-lock.json', complete: false }])
  })

  test('but there is nothing to compare where nothing is locked', async () => {
    expect((await cross([], project({}))).gaps).toEqual([])
  })

  test('members of the workspace are not compared', async () => {
    const workspace = {
      ...project(
        {
          ...entries('a@1.0.0 MIT'),
          'node_modules/api': { resolved: 'packages/api', link: true },
          'packages/api': { version: '1.0.0' },
        },
        { manifest: { workspaces: ['packages/*'], dependencies: { a: '*' } } },
      ),
      'packages/api/package.json': '{"name":"api","version":"1.0.0"}',
    }
    const checked = [checkedOf('a@1.0.0', 'MIT'), checkedOf('api@1.0.0', 'UNKNOWN', { path: 'packages/api' })]
    expect((await cross(checked, workspace)).gaps).toEqual([])
  })

  test('its gaps are the root’s; without a lockfile there, the directory’s', async () => {
    const nested = project(entries('a@1.0.0 MIT'), { folder: 'web' })
    const evil = [checkedOf('evil@1.0.0', 'MIT')]
    expect((await cross(evil, nested)).gaps.map(([target]) => target)).toEqual(['.'])
    const both = await cross(evil, { ...files, ...nested })
    expect(both.gaps.map(([target]) => target)).toEqual(['package-lock.json'])
    expect(both.targets.find((target) => target.id === 'web/package-lock.json')?.complete).toBe(true)
  })
})
