import { describe, expect, test } from '@jest/globals'
import { evaluate } from '../../../src/checks/dependency-audit/evaluate.ts'
import type {
  ActionFact,
  AuditFact,
  HostFact,
  ReportedFact,
} from '../../../src/checks/dependency-audit/fact.ts'
import { fingerprintOf } from '../../../src/core/finding.ts'
import { advisoryOf, factOf, optionsOf, packageOf } from '../../support/dependency-audit/facts.ts'
import type { KnownBad } from '../../support/dependency-audit/osv-http.ts'

const NOW = new Date('2026-11-25T00:00:00Z')
const BAD: KnownBad = {
  id: 'GHSA-aaaa-aaaa-aaaa',
  name: 'a',
  versions: ['1.0.0', '1.0.1'],
  fixed: '1.0.2',
  aliases: ['CVE-2026-1'],
  summary: 'Prototype pollution',
}

function findings(facts: readonly AuditFact[], values: Readonly<Record<string, unknown>> = {}) {
  return evaluate(facts, optionsOf(values), NOW)
}

function severities(bad: Partial<KnownBad>, more: Parameters<typeof advisoryOf>[1] = {}, values = {}) {
  return findings([factOf('a@1.0.0', [advisoryOf({ ...BAD, ...bad }, more)])], values).map(
    (one) => one.severity,
  )
}

describe('a vulnerable package', () => {
  test('is one finding with all that a person needs', () => {
    const [finding, ...others] = findings([factOf('a@1.0.0', [advisoryOf(BAD)])])
    expect(others).toEqual([])
    expect(finding).toEqual({
      rule: 'dependency-audit/vulnerability',
      severity: 'high',
      target: 'package-lock.json',
      subject: 'pkg:npm/a@1.0.0',
      message: 'a@1.0.0 is vulnerable, GHSA-aaaa-aaaa-aaaa: Prototype pollution.',
      remediation: '`npm install a@1.0.2`.',
      location: { path: 'package-lock.json', line: 7 },
      evidence: expect.objectContaining({
        id: 'GHSA-aaaa-aaaa-aaaa',
        aliases: ['CVE-2026-1'],
        name: 'a',
        version: '1.0.0',
        fixed: '1.0.2',
        dev: false,
        direct: true,
        paths: ['a@1.0.0'],
        sources: ['osv'],
      }),
    })
    expect(finding && fingerprintOf(finding)).toBe(
      'v1:dependency-audit/vulnerability pkg:npm/a GHSA-aaaa-aaaa-aaaa',
    )
  })

  test('in several copies is one finding, in two lockfiles two', () => {
    const copy = { package: { location: 'node_modules/b/node_modules/a' } }
    const advisories = [advisoryOf(BAD)]
    expect(findings([factOf('a@1.0.0', advisories), factOf('a@1.0.0', advisories, copy)])).toHaveLength(1)
    const other = factOf('a@1.0.0', advisories, { lockfile: 'web/package-lock.json' })
    expect(findings([factOf('a@1.0.0', advisories), other]).map((one) => one.target)).toEqual([
      'package-lock.json',
      'web/package-lock.json',
    ])
  })

  test('under several ids of one flaw is one finding, by the id people look for', () => {
    const cve = advisoryOf({ ...BAD, id: 'CVE-2026-1', aliases: [], severity: 'CRITICAL' })
    const [finding, ...others] = findings([factOf('a@1.0.0', [cve, advisoryOf(BAD)])])
    expect(others).toEqual([])
    expect(finding).toMatchObject({ severity: 'critical', evidence: { id: 'GHSA-aaaa-aaaa-aaaa' } })
  })

  test('with two flaws is two findings, and the fix is free of both', () => {
    const later = advisoryOf({
      ...BAD,
      id: 'GHSA-b',
      aliases: [],
      versions: ['1.0.0', '1.0.2'],
      fixed: '1.1.0',
    })
    const told = findings([factOf('a@1.0.0', [advisoryOf(BAD), later])])
    expect(told.map((one) => one.remediation)).toEqual(['`npm install a@1.1.0`.', '`npm install a@1.1.0`.'])
  })

  test.each([
    ['does not count', factOf('a@1.0.0', [advisoryOf(BAD)], { counts: false })],
    ['is of another version', factOf('a@1.0.2', [advisoryOf(BAD)])],
    [
      'has an advisory that was withdrawn',
      factOf('a@1.0.0', [advisoryOf(BAD, { withdrawn: '2026-02-01T00:00:00Z' })]),
    ],
    ['has none', factOf('a@1.0.0')],
  ])('that %s is no finding', (_name, fact) => {
    expect(findings([fact])).toEqual([])
  })

  test('that only development needs says so', () => {
    const [finding] = findings([factOf('a@1.0.0', [advisoryOf(BAD)], { package: { scope: 'dev' } })])
    expect(finding?.message).toContain('only development needs it')
    expect(finding?.evidence['dev']).toBe(true)
  })

  test('behind an alias says its real name and the other', () => {
    const [finding] = findings([factOf('a@1.0.0', [advisoryOf(BAD)], { package: { alias: 'z' } })])
    expect(finding?.message).toContain('a@1.0.0 (installed as z) is vulnerable')
    expect(finding?.subject).toBe('pkg:npm/a@1.0.0')
  })
})

describe('how severe it is', () => {
  test.each([
    ['as the database says', { severity: 'LOW' }, {}, {}, 'low'],
    ['moderate in either spelling', { severity: 'MEDIUM' }, {}, {}, 'moderate'],
    ['as the threshold where nobody says', {}, { severity: undefined }, {}, 'high'],
    ['as another threshold', {}, { severity: undefined }, { 'fail-on': 'low' }, 'low'],
    ['high where nothing fails', {}, { severity: undefined }, { 'fail-on': 'none' }, 'high'],
    ['critical where it is exploited', { severity: 'LOW' }, { exploited: true }, {}, 'critical'],
    ['a step more where that is likely', { severity: 'LOW' }, { epss: 0.4 }, {}, 'moderate'],
    ['as it is where that is not likely', { severity: 'LOW' }, { epss: 0.01 }, {}, 'low'],
    ['not more than critical', { severity: 'CRITICAL' }, { epss: 0.9 }, {}, 'critical'],
  ] as const)('is %s', (_name, bad, more, values, severity) => {
    expect(severities(bad, more as Parameters<typeof advisoryOf>[1], values)).toEqual([severity])
  })

  test('and why it is not what the records say is said', () => {
    const said = (more: object) => findings([factOf('a@1.0.0', [advisoryOf(BAD, more)])])[0]?.message
    expect(said({ severity: undefined })).toContain('nobody says how severe it is, so it counts as high')
    expect(said({ exploited: true })).toContain('known to be exploited')
    expect(said({ epss: 0.42 })).toContain('EPSS 42 %')
  })
})

describe('records of several flaws', () => {
  const old = advisoryOf({ ...BAD, id: 'CVE-2020-1', aliases: [], severity: 'LOW' })
  const fresh = advisoryOf({ ...BAD, id: 'CVE-2026-2', aliases: [], severity: 'CRITICAL' })

  test.each<readonly [string, Parameters<typeof advisoryOf>[0], Parameters<typeof advisoryOf>[1]]>([
    ['withdrawn', BAD, { withdrawn: '2026-01-01T00:00:00Z' }],
    ['of another version', { ...BAD, versions: ['0.1.0'], fixed: '0.2.0' }, {}],
  ])('are not tied together by one that is %s', (_name, bad, more) => {
    const bridge = advisoryOf({ ...bad, id: 'GHSA-bridge', aliases: ['CVE-2020-1', 'CVE-2026-2'] }, more)
    const told = findings([factOf('a@1.0.0', [old, fresh, bridge])])
    expect(told.map((one) => one.evidence['id'])).toEqual(['CVE-2020-1', 'CVE-2026-2'])
  })
})

test('what only development needs and nobody knows how severe it is counts as its own threshold', () => {
  const fact = factOf('a@1.0.0', [advisoryOf(BAD, { severity: undefined })], { package: { scope: 'dev' } })
  expect(findings([fact], { 'fail-on': 'low', 'fail-on-dev': 'high' })[0]?.severity).toBe('high')
  expect(findings([fact], { 'fail-on': 'low' })[0]?.severity).toBe('low')
})

test('many flaws of one package take no time to speak of', () => {
  const many = Array.from({ length: 1500 }, (_, i) =>
    advisoryOf({ ...BAD, id: `GHSA-${i}`, aliases: [], fixed: `1.0.${i + 2}` }),
  )
  expect(findings([factOf('a@1.0.0', many)])).toHaveLength(1500)
})

test('malware is critical, has no fix, and is a rule of its own', () => {
  const worm = advisoryOf({ id: 'MAL-2026-1', name: 'a', versions: ['1.0.0'] }, { severity: undefined })
  const [finding] = findings([factOf('a@1.0.0', [worm])])
  expect(finding).toMatchObject({ rule: 'dependency-audit/malware', severity: 'critical' })
  expect(finding?.remediation).toContain('Remove it now')
})

describe('an action', () => {
  const action = (more: Partial<ActionFact>): ActionFact => ({
    kind: 'action',
    path: '.github/workflows/a.yml',
    line: 4,
    name: 'o/r/sub',
    ref: 'v4',
    version: undefined,
    isPinned: false,
    counts: true,
    advisories: [],
    ...more,
  })
  const bad = advisoryOf({
    id: 'GHSA-c',
    name: 'o/r',
    versions: ['4.0.0'],
    fixed: '4.0.1',
    ecosystem: 'GitHub Actions',
  })

  test('that is not pinned is one finding', () => {
    const [finding, ...others] = findings([action({})])
    expect(others).toEqual([])
    expect(finding).toMatchObject({
      rule: 'dependency-audit/unpinned-action',
      severity: 'moderate',
      subject: 'pkg:githubactions/o/r@v4#sub',
      location: { path: '.github/workflows/a.yml', line: 4 },
    })
    expect(finding?.remediation).toContain('https://github.com/o/r v4')
  })

  test('that is pinned and fine is none, and so is one that the change does not add', () => {
    expect(findings([action({ isPinned: true, version: '4.0.1', advisories: [bad] })])).toEqual([])
    expect(findings([action({ counts: false })])).toEqual([])
  })

  test('with an advisory is one, pinned or not', () => {
    const told = findings([
      action({ isPinned: true, ref: 'a'.repeat(40), version: '4.0.0', advisories: [bad] }),
    ])
    expect(told).toMatchObject([
      { rule: 'dependency-audit/vulnerability', remediation: 'Pin it to the commit of v4.0.1 or later.' },
    ])
  })

  test('that is an image has its own advice', () => {
    const [finding] = findings([action({ name: 'docker://alpine', ref: '3' })])
    expect(finding?.remediation).toContain('sha256')
  })
})

test('a host that the base does not know is one finding', () => {
  const host: HostFact = {
    kind: 'host',
    lockfile: 'yarn.lock',
    host: 'evil.example',
    packages: ['a@1.0.0'],
    line: 3,
  }
  expect(findings([host])).toMatchObject([
    { rule: 'dependency-audit/registry', severity: 'high', subject: 'evil.example', location: { line: 3 } },
  ])
})

test('a package that needs another Node counts where it is new', () => {
  const runtime = {
    kind: 'runtime',
    lockfile: 'package-lock.json',
    package: packageOf('a@1.0.0'),
    engine: '>=24',
    declared: { path: '.nvmrc', range: '20' },
    counts: true,
  } as const
  expect(findings([runtime])).toMatchObject([
    {
      rule: 'dependency-audit/runtime',
      severity: 'low',
      message: 'a@1.0.0 asks for Node >=24, and .nvmrc says 20.',
    },
  ])
  expect(findings([{ ...runtime, counts: false }])).toEqual([])
})

describe("another scanner's result", () => {
  const reported: ReportedFact = {
    kind: 'reported',
    report: 'trivy.sarif',
    tool: 'Trivy',
    id: 'CVE-2026-9',
    aliases: [],
    severity: 'critical',
    message: 'openssl is old',
    subject: 'Dockerfile',
    location: { path: 'Dockerfile', line: 1 },
  }

  test('is judged like ours', () => {
    expect(findings([reported])).toMatchObject([
      {
        rule: 'dependency-audit/reported',
        severity: 'critical',
        target: 'trivy.sarif',
        location: { line: 1 },
      },
    ])
  })

  test('counts as the threshold where it does not say how severe', () => {
    const [finding] = findings([{ ...reported, severity: undefined }], { 'fail-on': 'moderate' })
    expect(finding?.severity).toBe('moderate')
    expect(finding?.message).toContain('it says not how severe')
  })

  test('that the scanner sets aside is none', () => {
    expect(findings([{ ...reported, suppressed: 'false positive' }])).toEqual([])
  })
})
