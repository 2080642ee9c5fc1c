import { describe, expect, test } from '@jest/globals'
import { load } from 'js-yaml'
import { importWaivers } from '../../../src/checks/dependency-audit/import.ts'
import type { Answer } from '../../../src/core/check.ts'

const NOW = new Date('2026-10-01T12:00:00Z')
const SOON = '2026-10-31'
const GHSA = 'GHSA-35jh-r3h4-6jhm'
const AUDIT_CI = 'imported from audit-ci, which gives no reason'
const OSV = 'imported from osv-scanner, which gives no reason'

type Fields = Readonly<Record<string, unknown>>

function waiversIn({ lines }: Answer): unknown {
  if (lines === undefined) return []
  return (load(lines.join('\n')) as { waivers: unknown }).waivers
}

function fieldsOf(answer: Answer, title: string): readonly (readonly [string, string])[] {
  return answer.sections.find((section) => section.title === title)?.fields ?? []
}

/** The waivers, all of them of the audit, without saying so. */
function importOne(text: string) {
  const answer = importWaivers(text, NOW)
  expect(answer.found).toBe(true)
  const waivers = waiversIn(answer) as Fields[]
  return {
    waivers: waivers.map(({ check, ...rest }) => (check === 'dependency-audit' ? rest : { check })),
    left: fieldsOf(answer, 'Not carried over'),
    undecided: fieldsOf(answer, 'These need a decision'),
  }
}

const auditCi = (...allowlist: readonly unknown[]) => JSON.stringify({ allowlist })
const record = (id: string, content: unknown) => auditCi({ [id]: content })

describe('audit-ci', () => {
  const known = { reason: 'fine', until: '2027-01-31' }
  const notes = { active: true, notes: 'fine', expiry: '2027-01-31' }
  test.each<readonly [string, string, Fields]>([
    ['an advisory', auditCi(GHSA), { advisory: GHSA, reason: AUDIT_CI, until: SOON }],
    ['a package', auditCi('lodash'), { package: 'lodash', reason: AUDIT_CI, until: SOON }],
    ['a package with a scope', auditCi('@acme/a'), { package: '@acme/a', reason: AUDIT_CI, until: SOON }],
    [
      'a path of an advisory',
      auditCi(`${GHSA}|a>*>@s/b`),
      { advisory: GHSA, path: 'a > * > @s/b', reason: AUDIT_CI, until: SOON },
    ],
    ['an advisory anywhere', auditCi(`${GHSA}|*`), { advisory: GHSA, reason: AUDIT_CI, until: SOON }],
    ['a path of all advisories', auditCi('*|a>*'), { path: 'a > *', reason: AUDIT_CI, until: SOON }],
    ['a path without advisory', auditCi('a>b'), { path: 'a > b', reason: AUDIT_CI, until: SOON }],
    ['a record', record(GHSA, notes), { advisory: GHSA, ...known }],
    ['a record of a path', record(`${GHSA}|a>b`, notes), { advisory: GHSA, path: 'a > b', ...known }],
    [
      'a record without notes',
      record('a', { ...notes, notes: ' ' }),
      { package: 'a', ...known, reason: AUDIT_CI },
    ],
    ['a record without end', record('a', { ...notes, expiry: '' }), { package: 'a', ...known, until: SOON }],
    [
      'an end in milliseconds',
      record('a', { ...notes, expiry: Date.UTC(2027, 0, 31) }),
      { package: 'a', ...known },
    ],
    ['an end with slashes', record('a', { ...notes, expiry: '2027/1/31' }), { package: 'a', ...known }],
    ['an American end', record('a', { ...notes, expiry: '01/31/2027' }), { package: 'a', ...known }],
    [
      'an end with a time',
      record('a', { ...notes, expiry: '2027-01-31T23:00:00Z' }),
      { package: 'a', ...known },
    ],
    ['an older list', JSON.stringify({ whitelist: ['a'] }), { package: 'a', reason: AUDIT_CI, until: SOON }],
    [
      'comments and a comma too many',
      `// why\n{ /* x */ "allowlist": ["a",], }`,
      { package: 'a', reason: AUDIT_CI, until: SOON },
    ],
    ['a byte order mark', `\uFEFF${auditCi('a')}`, { package: 'a', reason: AUDIT_CI, until: SOON }],
  ])('%s', (_name, text, waiver) => {
    const { waivers, left, undecided } = importOne(text)
    expect({ waivers, left }).toEqual({ waivers: [waiver], left: [] })
    const isOpen = waiver['reason'] === AUDIT_CI || waiver['until'] === SOON
    expect(undecided).toHaveLength(isOpen ? 1 : 0)
  })

  test.each<readonly [string, string, string]>([
    ['lodash*', 'it is no advisory, package or path', auditCi('lodash*')],
    ['a b', 'it is no advisory, package or path', auditCi('a b')],
    [`${GHSA}|a*>b`, 'whole names', auditCi(`${GHSA}|a*>b`)],
    ['lodash|a>b', 'no id of an advisory', auditCi('lodash|a>b')],
    ['*|*', 'everything', auditCi('*|*')],
    ['1065', 'write the GHSA id', auditCi(1065)],
    ['1065|a>b', 'write the GHSA id', auditCi('1065|a>b')],
    ['a', 'not active', record('a', { active: false, notes: 'x' })],
    ['a', 'not active', record('a', { notes: 'x' })],
    ['a', 'ended on 2026-10-01', record('a', { active: true, expiry: '2026-10-01' })],
    ['a', 'ended on 2020-02-03', record('a', { active: true, expiry: '02/03/2020' })],
    ['a', 'is no day', record('a', { active: true, expiry: 'next year' })],
    ['a', 'is no day', record('a', { active: true, expiry: '2027-02-30' })],
    ['a', 'is no day', record('a', { active: true, expiry: 1e300 })],
    ['a', 'no record', record('a', true)],
    ['(entry)', 'neither text nor a record', auditCi(null)],
    ['(entry)', 'neither text nor a record', auditCi({})],
    ['(empty)', 'it is no advisory, package or path', auditCi('')],
    ['allowlist', 'not a list', JSON.stringify({ allowlist: 'a' })],
    ['high', 'a setting', JSON.stringify({ $schema: 'x', high: true })],
    ['__proto__', 'it is neither text', '{"allowlist":[{"__proto__":{"active":false}},7]}'],
  ])('leaves %s: %s', (label, why, text) => {
    const { waivers, left } = importOne(text)
    expect(waivers).toEqual([])
    const told = left.find(([one]) => one === label)
    expect(told?.[1]).toContain(label === '__proto__' ? 'not active' : why)
  })

  test('a bad entry does not hide the good ones, and one that stands twice is one', () => {
    const { waivers, left } = importOne(auditCi('a', null, 'b', 'a', { c: { active: true }, d: {} }))
    expect(waivers.map((one) => one['package'])).toEqual(['a', 'b', 'c'])
    expect(left.map(([label]) => label)).toEqual(['(entry)', 'd'])
  })
})

describe('osv-scanner', () => {
  const ignored = (lines: string) => `[[IgnoredVulns]]\n${lines}`
  const override = (lines: string) => `[[PackageOverrides]]\n${lines}`
  const known = { reason: 'fine', until: '2027-01-31' }
  const all = `reason = "fine"\n`
  test.each<readonly [string, string, Fields]>([
    ['an id', ignored('id = "GO-2022-0968"'), { advisory: 'GO-2022-0968', reason: OSV, until: SOON }],
    [
      'with all',
      ignored(`id = "CVE-2020-1"\nignoreUntil = 2027-01-31\n${all}`),
      { advisory: 'CVE-2020-1', ...known },
    ],
    [
      'a time',
      ignored(`id = "CVE-2020-1"\nignoreUntil = 2027-01-31T00:30:00+00:00\n${all}`),
      { advisory: 'CVE-2020-1', ...known },
    ],
    [
      'a time elsewhere',
      ignored(`id = "CVE-2020-1"\nignoreUntil = 2027-02-01T00:30:00+02:00\n${all}`),
      { advisory: 'CVE-2020-1', ...known },
    ],
    [
      'a local time',
      ignored(`id = "CVE-2020-1"\nignoreUntil = 2027-01-31T23:59:00\n${all}`),
      { advisory: 'CVE-2020-1', ...known },
    ],
    ['a package', override(`name = "@s/a"\nignore = true\n`), { package: '@s/a', reason: OSV, until: SOON }],
    [
      'a version',
      override(
        `name = "a"\nversion = "1.2.3"\necosystem = "npm"\nvulnerability.ignore = true\neffectiveUntil = 2027-01-31\n${all}`,
      ),
      { package: 'a@1.2.3', ...known },
    ],
  ])('%s', (_name, text, waiver) => {
    const { waivers, left, undecided } = importOne(text)
    expect({ waivers, left }).toEqual({ waivers: [waiver], left: [] })
    expect(undecided).toHaveLength(waiver['until'] === SOON ? 1 : 0)
  })

  test.each<readonly [string, string, string]>([
    ['IgnoredVulns', 'no id', ignored('reason = "x"')],
    ['not an id', 'no id', ignored('id = "not an id"')],
    ['CVE-2020-1', 'ended on 2026-09-30', ignored('id = "CVE-2020-1"\nignoreUntil = 2026-09-30')],
    ['CVE-2020-1', 'ended on 2026-10-01', ignored('id = "CVE-2020-1"\nignoreUntil = 2026-10-01T11:59:59Z')],
    ['CVE-2020-1', 'no day', ignored('id = "CVE-2020-1"\nignoreUntil = 12:00:00')],
    ['CVE-2020-1', 'no day', ignored('id = "CVE-2020-1"\nignoreUntil = 7')],
    ['^a.*', 'a pattern', override('name = "^a.*"\nnameIsRegex = true\nignore = true')],
    ['PackageOverrides', 'names no package', override('ecosystem = "npm"\nignore = true')],
    ['requests', 'it is for PyPI', override('name = "requests"\necosystem = "PyPI"\nignore = true')],
    ['a', 'one group', override('name = "a"\ngroup = "dev"\nignore = true')],
    ['a@1.x', 'none of npm', override('name = "a"\nversion = "1.x"\nignore = true')],
    ['a', 'no text', override('name = "a"\nversion = 1\nignore = true')],
    ['a', 'does not ignore', override('name = "a"\nlicense.override = ["MIT"]')],
    ['a', 'ended on 2020-01-01', override('name = "a"\nignore = true\neffectiveUntil = 2020-01-01')],
    ['IgnoredVulns', 'no list of tables', '[IgnoredVulns]\nid = "CVE-2020-1"'],
    ['IgnoredVulns', 'no table', 'IgnoredVulns = ["CVE-2020-1"]'],
    ['GoVersionOverride', 'a setting', 'GoVersionOverride = "1.20"'],
  ])('leaves %s: %s', (label, why, text) => {
    const { waivers, left } = importOne(text)
    expect(waivers).toEqual([])
    expect(left).toEqual([[label, expect.stringContaining(why)]])
  })
})

describe('what is printed', () => {
  test('is to be pasted as it is', () => {
    const text = auditCi(GHSA, {
      [`${GHSA}|a>b`]: { active: true, notes: 'It is "fine"', expiry: '2027-01-31' },
    })
    expect(importWaivers(text, NOW).lines).toEqual([
      'waivers:',
      '  - check: dependency-audit',
      '    advisory: "GHSA-35jh-r3h4-6jhm"',
      '    reason: "imported from audit-ci, which gives no reason"',
      '    until: "2026-10-31"',
      '  - check: dependency-audit',
      '    advisory: "GHSA-35jh-r3h4-6jhm"',
      '    path: "a > b"',
      '    reason: "It is \\"fine\\""',
      '    until: "2027-01-31"',
    ])
  })

  test('says what to decide', () => {
    const answer = importWaivers(auditCi('a', { b: { active: true, notes: 'x' } }), NOW)
    expect(fieldsOf(answer, 'These need a decision')).toEqual([
      ['a', 'a reason and an end: it is 2026-10-31 now, 30 days from today'],
      ['b', 'an end: it is 2026-10-31 now, 30 days from today'],
    ])
  })

  test.each([
    ['yaml: "[}\n  - x: *y\n# z'],
    ['a\u2028b\u2029c\u0085d\u007f\u200be\u202e'],
    ['\ud800 half'],
    ['\u{e0041} tag, \u{1f600} face'],
    ['\u001b[31m ::error::x'],
  ])('holds in YAML, in letters that print: %j', (notes) => {
    const answer = importWaivers(record('a', { active: true, notes }), NOW)
    expect(answer.lines).toHaveLength(5)
    expect(answer.lines?.join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    const [waiver] = waiversIn(answer) as Fields[]
    expect(waiver?.['reason']).toBe(notes.toWellFormed().replaceAll(/\s+/g, ' ').trim())
  })
})

describe('a file that says nothing', () => {
  test.each<readonly [string, string]>([
    ['The file is empty.', ' \n'],
    ['The file is of no known tool.', '{}'],
    ['The file is of no known tool.', '{"dependencies": {"allowlist": "1"}}'],
    ['The file is of no known tool.', 'a = 1'],
    ['The file is of no known tool.', '__proto__ = 1'],
    ['The file is not valid TOML.', 'IgnoredVulns = ['],
    ['The file is not valid TOML.', `a = ${'['.repeat(50_000)}`],
    ['The file is larger than 1 MB.', ' '.repeat(1024 * 1024 + 1)],
  ])('%s', (reason, text) => {
    const answer = importWaivers(text, NOW)
    expect(answer).toMatchObject({ found: false })
    expect(answer.lines).toBeUndefined()
    expect(fieldsOf(answer, 'Nothing was imported')).toContainEqual(['reason', reason])
    expect(fieldsOf(answer, 'Nothing was imported').map(([label]) => label)).toContain('known files')
  })

  test.each([['{"allowlist": ['], [`{"allowlist": ${'['.repeat(50_000)}`]])('damaged JSON: %.20s', (text) => {
    expect(importWaivers(text, NOW).found).toBe(false)
  })
})
