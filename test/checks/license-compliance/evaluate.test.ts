import { describe, expect, test } from '@jest/globals'
import { evaluate } from '../../../src/checks/license-compliance/evaluate.ts'
import type { LicenseFact } from '../../../src/checks/license-compliance/fact.ts'
import { RULES } from '../../../src/checks/license-compliance/rules.ts'
import { type Finding, fingerprintOf } from '../../../src/core/finding.ts'
import { factOf, frozen } from '../../support/license-compliance/facts.ts'
import { optionsOf } from '../../support/license-compliance/world.ts'

type Values = Readonly<Record<string, unknown>>

function findingsOf(facts: readonly LicenseFact[], values: Values = {}): readonly Finding[] {
  return evaluate(frozen(facts), frozen(optionsOf(values)))
}

/** Rule without its prefix, severity, and the sentence. */
function told(facts: readonly LicenseFact[], values: Values = {}) {
  return findingsOf(facts, values).map(({ rule, severity, message }) => [
    rule.split('/')[1],
    severity,
    message,
  ])
}

const AGPL = 'AGPL-3.0-or-later'

describe('one fact, one policy', () => {
  test.each<[string, LicenseFact, Values, readonly (readonly string[])[]]>([
    ['allowed by default', factOf('a@1.0.0', 'MIT'), {}, []],
    ['allowed by a list', factOf('a@1.0.0', 'GPL-3.0-only'), { allow: 'GPL-3.0' }, []],
    ['allowed by a branch', factOf('a@1.0.0', 'GPL-3.0-only OR MIT'), { allow: 'MIT' }, []],
    [
      'denied by default',
      factOf('a@1.0.0', 'AGPL-3.0-only'),
      {},
      [
        [
          'denied',
          'high',
          'a@1.0.0 is licensed AGPL-3.0-only, which is network-copyleft, denied by default.',
        ],
      ],
    ],
    [
      'denied by a list',
      factOf('a@1.0.0', 'GPL-3.0'),
      { deny: 'GPL-3.0' },
      [['denied', 'high', 'a@1.0.0 is licensed GPL-3.0-only, which is on the deny list.']],
    ],
    [
      'not on the allow list',
      factOf('a@1.0.0', 'ISC'),
      { allow: 'MIT' },
      [['denied', 'high', 'a@1.0.0 is licensed ISC, which is not on the allow list.']],
    ],
    [
      'denied by one of two',
      factOf('a@1.0.0', 'MIT AND GPL-3.0-only'),
      { allow: 'MIT' },
      [
        [
          'denied',
          'high',
          'a@1.0.0 is licensed MIT AND GPL-3.0-only: GPL-3.0-only is not on the allow list.',
        ],
      ],
    ],
    [
      'denied by both of two',
      factOf('a@1.0.0', 'GPL-3.0-only OR ISC'),
      { allow: 'MIT' },
      [
        [
          'denied',
          'high',
          'a@1.0.0 is licensed GPL-3.0-only OR ISC: GPL-3.0-only is not on the allow list; ISC is not on the allow list.',
        ],
      ],
    ],
    [
      'denied by five',
      factOf('a@1.0.0', 'ISC AND 0BSD AND Zlib AND BSL-1.0 AND X11'),
      { allow: 'MIT' },
      [
        [
          'denied',
          'high',
          'a@1.0.0 is licensed ISC AND 0BSD AND Zlib AND BSL-1.0 AND X11: ISC is not on the allow list; 0BSD is not on the allow list; Zlib is not on the allow list; 2 more.',
        ],
      ],
    ],
    [
      'denied under another name',
      factOf('a@1.0.0', 'GPLv3'),
      { deny: 'GPL-3.0-only' },
      [
        [
          'denied',
          'high',
          'a@1.0.0 is licensed GPL-3.0-only: GPL-3.0-only is on the deny list; "GPLv3" is a name for GPL-3.0-only.',
        ],
      ],
    ],
    [
      'proprietary',
      factOf('a@1.0.0', 'UNLICENSED'),
      {},
      [['denied', 'high', 'a@1.0.0 is licensed UNLICENSED, which is proprietary, denied by default.']],
    ],
    [
      'to be reviewed by default',
      factOf('a@1.0.0', 'GPL-3.0-only'),
      {},
      [
        [
          'review',
          'moderate',
          'a@1.0.0 is licensed GPL-3.0-only, which is strong-copyleft, to be reviewed by default.',
        ],
      ],
    ],
    [
      'to be reviewed for its exception',
      factOf('a@1.0.0', 'Apache-2.0 WITH LLVM-exception'),
      {},
      [
        [
          'review',
          'moderate',
          'a@1.0.0 is licensed Apache-2.0 WITH LLVM-exception, which has an exception that no list names.',
        ],
      ],
    ],
    [
      'without a license',
      factOf('a@1.0.0', undefined),
      {},
      [['unknown', 'high', 'a@1.0.0 has no license that can be told: no license is declared.']],
    ],
    [
      'null',
      factOf('a@1.0.0', null),
      { unknown: 'warn' },
      [['unknown', 'low', 'a@1.0.0 has no license that can be told: no license is declared.']],
    ],
    [
      'a number',
      factOf('a@1.0.0', 7),
      {},
      [['unknown', 'high', 'a@1.0.0 has no license that can be told: 7 is a number, not text.']],
    ],
    [
      'an object',
      factOf('a@1.0.0', { url: 'x' }),
      {},
      [['unknown', 'high', 'a@1.0.0 has no license that can be told: {…} is an object without a type.']],
    ],
    [
      'in no category',
      factOf('a@1.0.0', 'LicenseRef-acme'),
      {},
      [['unknown', 'high', 'a@1.0.0 has no license that can be told: LicenseRef-acme is in no category.']],
    ],
    [
      'not on the allow list, and nobody’s',
      factOf('a@1.0.0', 'LicenseRef-acme'),
      { allow: 'MIT', unknown: 'warn' },
      [['denied', 'high', 'a@1.0.0 is licensed LicenseRef-acme, which is not on the allow list.']],
    ],
    [
      'unknown beats an allow list',
      factOf('a@1.0.0', 'Commercial'),
      { allow: 'MIT' },
      [
        [
          'unknown',
          'high',
          'a@1.0.0 has no license that can be told: Commercial is ambiguous: does not say which terms apply.',
        ],
      ],
    ],
  ])('%s', (_what, fact, values, want) => {
    expect(told([fact], values)).toEqual(want)
  })

  test('what does not count is no finding, whatever it is', () => {
    expect(findingsOf([factOf('a@1.0.0', AGPL, { counts: false, own: 'MIT' })])).toEqual([])
  })

  test('no facts, no findings', () => {
    expect(findingsOf([])).toEqual([])
  })
})

describe('a finding, whole', () => {
  test('of a denied license', () => {
    const fact = factOf('@s/a@1.0.0', 'GPL-3.0+', {
      own: 'GPL-3.0-or-later',
      paths: () => [['app', 'b@1.0.0', '@s/a@1.0.0'], ['other']],
    })
    expect(findingsOf([fact], { deny: 'GPL-3.0' })).toEqual([
      {
        rule: 'license-compliance/denied',
        severity: 'high',
        target: 'package-lock.json',
        subject: 'pkg:npm/%40s/a@1.0.0',
        message: expect.stringContaining('@s/a@1.0.0 is licensed GPL-3.0-or-later'),
        remediation: RULES.denied.help.replace('PACKAGE', '@s/a'),
        location: { path: 'package-lock.json', line: 12 },
        evidence: {
          id: 'GPL-3.0-or-later',
          name: '@s/a',
          version: '1.0.0',
          license: 'GPL-3.0-or-later',
          readings: [
            { source: 'package.json', path: 'node_modules/@s/a/package.json', value: 'GPL-3.0-or-later' },
            { source: 'lockfile', path: 'package-lock.json', value: 'GPL-3.0+' },
          ],
          scope: 'prod',
          copies: ['node_modules/@s/a'],
          path: ['app', 'b@1.0.0', '@s/a@1.0.0'],
        },
      },
    ])
  })

  test('without a line, a way or a version, and under an alias', () => {
    const { line: _line, ...pkg } = factOf('a@1.0.0', AGPL, { alias: 'b', version: '' }).package
    const [finding] = findingsOf([{ ...factOf('a@1.0.0', AGPL, { paths: () => [] }), package: pkg }])
    expect(finding?.location).toEqual({ path: 'package-lock.json' })
    expect(finding?.subject).toBe('pkg:npm/a')
    expect(finding?.message).toMatch(/^a is licensed/)
    expect(finding?.evidence).toMatchObject({ alias: 'b', version: '' })
    expect(Object.keys(finding?.evidence ?? {})).not.toContain('path')
  })

  test.each(Object.keys(RULES))('%s: each rule names the next step', (rule) => {
    const facts = {
      denied: factOf('a@1.0.0', AGPL),
      review: factOf('a@1.0.0', 'GPL-3.0-only'),
      unknown: factOf('a@1.0.0', undefined),
      conflict: factOf('a@1.0.0', 'MIT', { own: 'ISC' }),
      drift: factOf('a@2.0.0', 'ISC', { before: [{ version: '1.0.0', value: 'MIT' }] }),
      'missing-text': factOf('a@1.0.0', 'MIT', { files: [] }),
    }[rule as keyof typeof RULES]
    const [finding, ...more] = findingsOf([facts], rule === 'missing-text' ? { 'require-text': 'true' } : {})
    expect(more).toEqual([])
    expect(finding?.rule).toBe(`license-compliance/${rule}`)
    expect(finding?.remediation).toBe(RULES[rule as keyof typeof RULES].help.replace('PACKAGE', 'a'))
  })
})

describe('development alone', () => {
  const dev = { scope: 'dev' } as const
  test.each<[string, LicenseFact, Values, readonly string[]]>([
    ['denied fails like the others', factOf('a@1.0.0', AGPL, dev), {}, ['high']],
    ['denied only warns', factOf('a@1.0.0', AGPL, dev), { dev: 'warn' }, ['low']],
    ['unknown only warns', factOf('a@1.0.0', undefined, dev), { dev: 'warn' }, ['low']],
    ['review only warns', factOf('a@1.0.0', 'GPL-3.0-only', dev), { dev: 'warn' }, ['low']],
    [
      'what is info stays info',
      factOf('a@2.0.0', 'ISC', { ...dev, before: [{ version: '1.0.0', value: 'MIT' }] }),
      { dev: 'warn' },
      ['info'],
    ],
    ['production’s does not', factOf('a@1.0.0', AGPL), { dev: 'warn' }, ['high']],
    ['what both need does not', factOf('a@1.0.0', AGPL, { scope: 'both' }), { dev: 'warn' }, ['high']],
    ['what is optional does not', factOf('a@1.0.0', AGPL, { scope: 'optional' }), { dev: 'warn' }, ['high']],
  ])('%s', (_what, fact, values, want) => {
    expect(findingsOf([fact], values).map((one) => one.severity)).toEqual(want)
  })

  test('a copy of development beside one of production are two findings of one name', () => {
    const nested = factOf('a@1.0.0', AGPL, { ...dev, location: 'node_modules/b/node_modules/a' })
    const findings = findingsOf([nested, factOf('a@1.0.0', AGPL)], { dev: 'warn' })
    expect(findings.map((one) => [one.severity, one.evidence['scope']])).toEqual([
      ['low', 'dev'],
      ['high', 'prod'],
    ])
    expect(new Set(findings.map(fingerprintOf)).size).toBe(1)
  })
})

describe('internal scopes', () => {
  const values = { 'internal-scopes': '@acme, @other' }
  test.each<[string, LicenseFact, number]>([
    ['its packages are not judged', factOf('@acme/a@1.0.0', AGPL), 0],
    ['nor those of the second', factOf('@other/a@1.0.0', undefined), 0],
    ['nor for a conflict', factOf('@acme/a@1.0.0', 'MIT', { own: AGPL }), 0],
    ['nor for drift', factOf('@acme/a@2.0.0', AGPL, { before: [{ version: '1.0.0', value: 'MIT' }] }), 0],
    ['a scope that begins alike is another', factOf('@acme-evil/a@1.0.0', AGPL), 1],
    ['a name that begins alike is another', factOf('@acme@1.0.0', AGPL), 1],
    ['an alias into the scope is another’s package', factOf('evil@1.0.0', AGPL, { alias: '@acme/a' }), 1],
    ['case counts', factOf('@ACME/a@1.0.0', AGPL), 1],
  ])('%s', (_what, fact, want) => {
    expect(findingsOf([fact], values)).toHaveLength(want)
  })
})

describe('conflict', () => {
  const OWN = 'node_modules/a/package.json'
  test('of a denied and an allowed license: the stricter counts, whoever says it', () => {
    const want = (stricter: string, milder: string) => [
      ['denied', 'high', 'a@1.0.0 is licensed AGPL-3.0-only, which is network-copyleft, denied by default.'],
      [
        'conflict',
        'moderate',
        `a@1.0.0 has two licenses: ${stricter} says AGPL-3.0-only, ${milder} says MIT; the stricter counts.`,
      ],
    ]
    expect(told([factOf('a@1.0.0', 'AGPL-3.0-only', { own: 'MIT' })])).toEqual(want('package-lock.json', OWN))
    expect(told([factOf('a@1.0.0', 'MIT', { own: 'AGPL-3.0-only' })])).toEqual(want(OWN, 'package-lock.json'))
  })

  test('of two that are allowed is low, and the package’s own word counts', () => {
    const [finding] = findingsOf([factOf('a@1.0.0', 'ISC', { own: 'MIT' })])
    expect(finding).toMatchObject({
      severity: 'low',
      message: `a@1.0.0 has two licenses: ${OWN} says MIT, package-lock.json says ISC; the stricter counts.`,
      evidence: { license: 'MIT' },
    })
  })

  test.each([
    ['allowed and to be reviewed', 'GPL-3.0-only', 'MIT', ['review', 'conflict']],
    ['allowed and unknown', 'Commercial', 'MIT', ['unknown', 'conflict']],
    ['two that are denied', 'AGPL-3.0-only', 'SSPL-1.0', ['denied', 'conflict']],
    ['the same in two spellings', 'gpl-3.0', 'GPL-3.0-only', ['review']],
    ['the same in two forms', [{ type: 'MIT' }], 'MIT', []],
    ['a package that declares none', undefined, 'MIT', ['unknown', 'conflict']],
    ['one that says null', null, 'MIT', ['unknown', 'conflict']],
    ['a lockfile that says nothing', 'MIT', undefined, []],
    ['an empty text says something', '', 'MIT', ['unknown', 'conflict']],
  ])('of %s', (_what, own, locked, want) => {
    const findings = findingsOf([factOf('a@1.0.0', locked, { own })])
    expect(findings.map((one) => one.rule.split('/')[1])).toEqual(want)
    for (const one of findings.slice(1)) expect(one.severity).toBe('moderate')
  })

  test('is told apart by both licenses', () => {
    const findings = [
      ...findingsOf([factOf('a@1.0.0', 'ISC', { own: 'MIT' })]),
      ...findingsOf([factOf('a@1.0.0', '0BSD', { own: 'MIT' })]),
    ]
    expect(findings.map((one) => one.evidence['id'])).toEqual(['MIT / ISC', 'MIT / 0BSD'])
  })
})

describe('drift', () => {
  const since = (value: unknown, version = '1.0.35') => ({ before: [{ version, value }] })

  test('ua-parser-js 1.0.35 -> 2.0.0 is drift, and denied', () => {
    const findings = findingsOf([factOf('ua-parser-js@2.0.0', AGPL, since('MIT'))])
    expect(findings.map((one) => [one.rule.split('/')[1], one.severity])).toEqual([
      ['denied', 'high'],
      ['drift', 'high'],
    ])
    expect(findings[1]).toMatchObject({
      message: `ua-parser-js@2.0.0 changed its license since 1.0.35: MIT -> ${AGPL}.`,
      subject: 'pkg:npm/ua-parser-js@2.0.0',
      evidence: { id: AGPL, from: 'MIT', to: AGPL, 'from-version': '1.0.35' },
    })
  })

  test.each<[string, unknown, unknown, string | undefined]>([
    ['allowed to allowed', 'MIT', 'ISC', 'info'],
    ['allowed to review', 'MIT', 'GPL-3.0-only', 'moderate'],
    ['allowed to unknown', 'MIT', 'Commercial', 'high'],
    ['allowed to nothing', 'MIT', undefined, 'high'],
    ['allowed to denied', 'MIT', 'SSPL-1.0', 'high'],
    ['denied to allowed', 'SSPL-1.0', 'MIT', 'info'],
    ['unknown to allowed', 'Commercial', 'MIT', 'info'],
    ['nothing was said before', undefined, 'SSPL-1.0', undefined],
    ['the same', 'MIT', 'MIT', undefined],
    ['the same in another spelling', 'gpl-3.0', 'GPL-3.0-only', undefined],
    ['the same in another form', { type: 'MIT' }, 'MIT', undefined],
    ['null before is said, and is none', null, 'MIT', 'info'],
  ])('%s', (_what, was, is, want) => {
    const drift = findingsOf([factOf('a@2.0.0', is, since(was))]).filter((one) => one.rule.endsWith('/drift'))
    expect(drift.map((one) => one.severity)).toEqual(want === undefined ? [] : [want])
  })

  test('to an unknown license is as mild as the unknown license itself', () => {
    const fact = (scope: 'prod' | 'dev') => factOf('a@2.0.0', 'Commercial', { ...since('MIT'), scope })
    const severities = (one: LicenseFact, values: Values) => findingsOf([one], values).map((f) => f.severity)
    expect(severities(fact('prod'), {})).toEqual(['high', 'high'])
    expect(severities(fact('prod'), { unknown: 'warn' })).toEqual(['low', 'low'])
    expect(severities(fact('dev'), { dev: 'warn' })).toEqual(['low', 'low'])
    const denied = factOf('a@2.0.0', AGPL, since('MIT'))
    expect(severities(denied, { unknown: 'warn' })).toEqual(['high', 'high'])
  })

  test('is measured by the license that counts, not by the lockfile’s', () => {
    const [, , drift] = findingsOf([factOf('a@2.0.0', 'MIT', { ...since('MIT'), own: 'SSPL-1.0' })])
    expect(drift?.message).toBe('a@2.0.0 changed its license since 1.0.35: MIT -> SSPL-1.0.')
  })

  test('a version that only joins an older one of the same license is none', () => {
    const two = [
      { version: '1.0.0', value: 'MIT' },
      { version: '2.0.0', value: 'ISC' },
    ]
    expect(findingsOf([factOf('a@3.0.0', 'ISC', { before: two })])).toEqual([])
  })

  test('of several before, the first that says another is named', () => {
    const three = [
      { version: '0.1.0', value: undefined },
      { version: '1.0.0', value: 'MIT' },
      { version: '2.0.0', value: '0BSD' },
    ]
    const [drift] = findingsOf([factOf('a@3.0.0', 'ISC', { before: three })])
    expect(drift?.evidence).toMatchObject({ from: 'MIT', 'from-version': '1.0.0' })
  })
})

describe('copies and lockfiles', () => {
  const nested = { location: 'node_modules/b/node_modules/a' }

  test('all copies with one complaint are one finding, at the first', () => {
    const facts = [
      factOf('a@1.0.0', AGPL, { line: 3 }),
      factOf('a@1.0.0', AGPL, { ...nested, line: 9, scope: 'dev' }),
    ]
    const [finding, ...more] = findingsOf(facts)
    expect(more).toEqual([])
    expect(finding?.location).toEqual({ path: 'package-lock.json', line: 3 })
    expect(finding?.evidence).toMatchObject({
      copies: ['node_modules/a', 'node_modules/b/node_modules/a'],
      scope: 'prod, dev',
    })
  })

  test('a copy with another license is another finding', () => {
    const facts = [
      factOf('a@1.0.0', AGPL),
      factOf('a@1.0.0', 'SSPL-1.0', nested),
      factOf('a@1.0.0', 'MIT', nested),
    ]
    expect(findingsOf(facts).map((one) => one.evidence['license'])).toEqual([AGPL, 'SSPL-1.0'])
  })

  test('so is another version, under the same name across runs', () => {
    const findings = findingsOf([factOf('a@1.0.0', AGPL), factOf('a@2.0.0', AGPL, nested)])
    expect(findings.map((one) => one.subject)).toEqual(['pkg:npm/a@1.0.0', 'pkg:npm/a@2.0.0'])
    expect(new Set(findings.map(fingerprintOf)).size).toBe(1)
  })

  test('two lockfiles are two targets', () => {
    const facts = [factOf('a@1.0.0', AGPL), factOf('a@1.0.0', AGPL, { lockfile: 'web/package-lock.json' })]
    const findings = findingsOf(facts)
    expect(findings.map((one) => [one.target, one.location?.path])).toEqual([
      ['package-lock.json', 'package-lock.json'],
      ['web/package-lock.json', 'web/package-lock.json'],
    ])
  })

  test('a name that ends where a version begins does not run into another', () => {
    const facts = [factOf('a@1.0.0', AGPL, { name: 'a","1' }), factOf('a@1.0.0', AGPL)]
    expect(findingsOf(facts)).toHaveLength(2)
  })
})

describe('fingerprints', () => {
  const id = (fact: LicenseFact, values: Values = {}) => findingsOf([fact], values).map(fingerprintOf)
  const base = factOf('a@1.0.0', AGPL)

  test('read: rule, package, license', () => {
    expect(id(base)).toEqual([`v1:license-compliance/denied pkg:npm/a ${AGPL}`])
    expect(id(factOf('@s/a@1.0.0', undefined))).toEqual([
      'v1:license-compliance/unknown pkg:npm/%40s/a (none)',
    ])
  })

  test.each<[string, LicenseFact, Values]>([
    ['version', factOf('a@2.0.0', AGPL), {}],
    ['line', factOf('a@1.0.0', AGPL, { line: 99 }), {}],
    ['place', factOf('a@1.0.0', AGPL, { location: 'node_modules/b/node_modules/a' }), {}],
    ['way', factOf('a@1.0.0', AGPL, { paths: () => [] }), {}],
    ['scope', factOf('a@1.0.0', AGPL, { scope: 'dev' }), {}],
    ['severity', factOf('a@1.0.0', AGPL, { scope: 'dev' }), { dev: 'warn' }],
    ['spelling', factOf('a@1.0.0', 'agpl-3.0+'), {}],
    ['source', factOf('a@1.0.0', AGPL, { own: AGPL }), {}],
    ['reason', base, { allow: 'MIT' }],
  ])('stay while the %s moves', (_what, fact, values) => {
    expect(id(fact, values)).toEqual(id(base))
  })

  test.each<[string, LicenseFact, Values]>([
    ['license', factOf('a@1.0.0', 'SSPL-1.0'), {}],
    ['package', factOf('b@1.0.0', AGPL), {}],
    ['rule', base, { review: AGPL }],
  ])('change with the %s', (_what, fact, values) => {
    expect(id(fact, values)).not.toEqual(id(base))
  })

  test('of one package’s complaints differ from each other', () => {
    const fact = factOf('a@2.0.0', AGPL, { own: 'ISC', before: [{ version: '1.0.0', value: 'MIT' }] })
    const all = id(fact)
    expect(all).toHaveLength(3)
    expect(new Set(all).size).toBe(3)
  })
})

describe('hostile facts', () => {
  const EVIL = [
    '__proto__',
    'constructor',
    'a\n::error::owned',
    '##[error]owned',
    '<script>',
    "$& $` $' $1",
    'PACKAGE',
    '\ud800',
    '../../etc/passwd',
    'a b@c/d?e#f',
  ]

  test.each(EVIL)('a package called %j is a finding like any other, told apart from its like', (name) => {
    const findings = findingsOf([factOf('a@1.0.0', AGPL, { name }), factOf('a@1.0.0', AGPL)])
    expect(findings).toHaveLength(2)
    expect(findings[0]?.evidence).toMatchObject({ name })
    expect(findings[0]?.remediation).toBe(
      `See who brings it in with \`upkeep license-compliance why ${name}\`; replace it, or waive it with a reason and an end.`,
    )
    expect(findings[0]?.subject).toMatch(/^pkg:npm\/[\x21-\x7e]+@1\.0\.0$/)
    expect(new Set(findings.map(fingerprintOf)).size).toBe(2)
  })

  test.each(EVIL)('a license called %j is unknown', (license) => {
    const [finding] = findingsOf([factOf('a@1.0.0', license)])
    expect(finding?.rule).toBe('license-compliance/unknown')
    expect(finding?.evidence).toMatchObject({ license, id: license })
  })

  test('a license of five megabytes is shown cut, with its length, in every place', () => {
    const huge = 'MIT OR '.repeat(750_000)
    const findings = findingsOf([factOf('a@1.0.0', huge, { before: [{ version: '0.1.0', value: 'MIT' }] })])
    expect(findings.map((one) => one.rule.split('/')[1])).toEqual(['unknown', 'drift'])
    expect(JSON.stringify(findings).length).toBeLessThan(5000)
    expect(findings[0]?.evidence['license']).toMatch(/… \(\d+ characters\)$/)
  })

  test.each<[string, unknown, unknown]>([
    ['a small object stays itself', { type: 'MIT' }, { type: 'MIT' }],
    [
      'a large one is cut',
      { type: 'x'.repeat(300) },
      expect.stringMatching(/^\{"type":"x+… \(311 characters\)$/),
    ],
    ['undefined is null', undefined, null],
    ['a number', 7, 7],
    ['no number at all', Number.POSITIVE_INFINITY, null],
  ])('evidence is plain data: %s', (_what, value, want) => {
    const [finding] = findingsOf([factOf('a@1.0.0', value)], { deny: 'MIT' })
    expect(finding?.evidence['readings']).toEqual([
      { source: 'lockfile', path: 'package-lock.json', value: want },
    ])
    expect(JSON.parse(JSON.stringify(finding))).toEqual(finding)
  })

  test('a fact without a reading is unknown, not a crash', () => {
    const [finding] = findingsOf([factOf('a@1.0.0', undefined, { readings: [] })])
    expect(finding?.message).toBe('a@1.0.0 has no license that can be told: no license is declared.')
  })

  test('the same facts give the same findings, however often they are asked', () => {
    const facts = frozen([factOf('a@1.0.0', AGPL), factOf('b@1.0.0', 'MIT', { own: 'ISC' })])
    expect(findingsOf(facts)).toEqual(findingsOf(facts))
  })
})

test('a license nested beyond what can be written again is unknown, and ends nothing', () => {
  const nested: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
  const [finding] = evaluate([factOf('a@1.0.0', 'MIT', { own: nested })], optionsOf({}))
  expect(finding?.rule).toBe('license-compliance/unknown')
  expect(JSON.stringify(finding)).toContain('(nested too deeply)')
})

describe('a package without the text of its license', () => {
  const link = { path: 'LICENSE', kind: 'license', text: undefined, problem: 'it is a link' } as const
  const required = { 'require-text': 'true' }

  test('is a finding where texts are required, with what is wrong with the file', () => {
    expect(told([factOf('a@1.0.0', 'MIT', { files: [link] })], required)).toEqual([
      ['missing-text', 'moderate', 'a@1.0.0 ships no text of its license (MIT): of LICENSE, it is a link.'],
    ])
  })

  test.each<readonly [string, LicenseFact, Values]>([
    ['where they are not', factOf('a@1.0.0', 'MIT', { files: [] }), {}],
    ['where it is not installed', factOf('a@1.0.0', 'MIT'), required],
    [
      'where it ships one, known or not',
      factOf('a@1.0.0', 'MIT', { files: [{ path: 'LICENSE', kind: 'license', text: 'x' }] }),
      required,
    ],
  ])('is none %s', (_name, fact, values) => {
    expect(told([fact], values)).toEqual([])
  })

  test.each([
    ['also where they are not, as it may say anything', [link], {}, 'LICENSE, it is a link'],
    [
      'beside one that was read, and the others are counted',
      [{ path: 'COPYING', kind: 'license', text: 'x' } as const, link, { ...link, path: 'LICENSE.md' }],
      required,
      'LICENSE, it is a link, and 1 more',
    ],
  ])('with a license file that was not read is told, %s', (_name, files, values, says) => {
    expect(told([factOf('a@1.0.0', 'MIT', { files })], values)).toEqual([
      ['missing-text', 'low', `a@1.0.0 has a license file that was not read: ${says}.`],
    ])
  })

  test('has the hashes of the texts that there are in its evidence', () => {
    const files = [{ path: 'LICENSE', kind: 'license', text: 'x', hash: '0123456789abcdef' }] as const
    expect(findingsOf([factOf('a@1.0.0', AGPL, { files })])[0]?.evidence['texts']).toEqual([
      '0123456789abcdef',
    ])
  })
})
