import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Finding, fingerprintOf } from '../../src/core/finding.ts'
import { finding } from '../support/report/report.ts'
import { failingRows, type Row } from '../support/runner/failing-rows.ts'

type Part = Partial<Finding>

function row(name: string, input: Part, expected: string): Row<Part, string> {
  return { name, input, expected }
}

const ROWS: readonly Row<Part, string>[] = [
  row('a purl', { subject: 'pkg:npm/lodash@4.17.20' }, 'v1:fruit/rotten pkg:npm/lodash'),
  row('a scoped purl', { subject: 'pkg:npm/%40acme/ui@1.0.0' }, 'v1:fruit/rotten pkg:npm/%40acme/ui'),
  row('a purl without a version', { subject: 'pkg:npm/lodash' }, 'v1:fruit/rotten pkg:npm/lodash'),
  row('an odd version', { subject: 'pkg:npm/a@file%3A..%2Fb%40c' }, 'v1:fruit/rotten pkg:npm/a'),
  row(
    'qualifiers that hold a slash and an at',
    { subject: 'pkg:npm/a@1.0.0?vcs_url=git+ssh://git@host/a.git@main' },
    'v1:fruit/rotten pkg:npm/a',
  ),
  row('a subpath that holds both', { subject: 'pkg:npm/a@1.0.0#dist/x@2' }, 'v1:fruit/rotten pkg:npm/a'),
  row('a host', { subject: 'api.example.org:443' }, 'v1:fruit/rotten api.example.org:443'),
  row('an at in what is no purl', { subject: 'backups/db@2027.sql' }, 'v1:fruit/rotten backups/db@2027.sql'),
  row('an id', { subject: 'host:443', evidence: { id: 'GHSA-1' } }, 'v1:fruit/rotten host:443 GHSA-1'),
  row(
    'an id that is a number',
    { subject: 'host:443', evidence: { id: 1084 } },
    'v1:fruit/rotten host:443 1084',
  ),
  row('an id that is neither', { subject: 'host:443', evidence: { id: null } }, 'v1:fruit/rotten host:443'),
  row('other evidence', { subject: 'host:443', evidence: { days: 3 } }, 'v1:fruit/rotten host:443'),
  row('another rule', { rule: 'fruit/unripe', subject: 'a' }, 'v1:fruit/unripe a'),
]

const text = fc.string({ maxLength: 20 })

/** What may move while the problem stays the same. */
const details = fc.record({
  severity: fc.constantFrom('critical', 'low', 'info'),
  target: text,
  message: text,
  remediation: text,
  location: fc.record({ path: text, line: fc.nat() }),
}) as fc.Arbitrary<Part>

const version = fc.tuple(fc.nat(99), fc.nat(99)).map(([major, minor]) => `${major}.${minor}.0-rc%2B${minor}`)
const name = fc.stringMatching(/^(%40[a-z]{1,6}\/)?[a-z][a-z0-9.-]{0,8}$/)
const id = fc.option(fc.stringMatching(/^[A-Z0-9-]{1,8}$/), { nil: undefined })

function evidence(of: string | undefined, more: string): Finding['evidence'] {
  return { ...(of === undefined ? {} : { id: of }), days: more.length, seen: more }
}

describe('a fingerprint', () => {
  test.each(ROWS)('is readable for $name', ({ input, expected }) => {
    expect(fingerprintOf(finding(input))).toBe(expected)
  })

  test('has a table that naive ones fail', () => {
    const rowsFail = (answer: (input: Part) => string) => failingRows(ROWS, answer).length
    expect(rowsFail((input) => fingerprintOf(finding(input)))).toBe(0)
    expect(rowsFail((input) => `v1:${finding(input).rule} ${finding(input).subject}`)).toBeGreaterThan(2)
    expect(
      rowsFail((input) => `v1:${finding(input).rule} ${finding(input).subject.split('@')[0]}`),
    ).toBeGreaterThan(2)
  })

  test('does not depend on message, line, version, date, severity, target or other evidence', () => {
    fc.assert(
      fc.property(
        name,
        version,
        version,
        id,
        details,
        details,
        text,
        text,
        (pkg, v1, v2, one, a, b, x, y) => {
          const first = finding({ ...a, subject: `pkg:npm/${pkg}@${v1}`, evidence: evidence(one, x) })
          const second = finding({ ...b, subject: `pkg:npm/${pkg}@${v2}`, evidence: evidence(one, y) })
          expect(fingerprintOf(first)).toBe(fingerprintOf(second))
        },
      ),
    )
  })

  test('tells rules, packages and ids apart', () => {
    fc.assert(
      fc.property(name, name, id, id, fc.boolean(), (p, q, i, j, same) => {
        const rules = same
          ? (['fruit/rotten', 'fruit/rotten'] as const)
          : (['fruit/rotten', 'fruit/unripe'] as const)
        const first = finding({ rule: rules[0], subject: `pkg:npm/${p}@1.0.0`, evidence: evidence(i, '') })
        const second = finding({ rule: rules[1], subject: `pkg:npm/${q}@1.0.0`, evidence: evidence(j, '') })
        expect(fingerprintOf(first) === fingerprintOf(second)).toBe(same && p === q && i === j)
      }),
    )
  })

  test('is the same in every order of a report', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 2 }), (names) => {
        const findings = names.map((one) => finding({ subject: `pkg:npm/${one}@1.0.0` }))
        const forward = findings.map(fingerprintOf)
        expect(findings.toReversed().map(fingerprintOf).toReversed()).toEqual(forward)
        expect(new Set(forward).size).toBe(names.length)
      }),
    )
  })
})
