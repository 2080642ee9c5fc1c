import { describe, expect, test } from '@jest/globals'
import { evaluate } from '../../../src/checks/dependency-audit/evaluate.ts'
import type { PackageFact } from '../../../src/checks/dependency-audit/fact.ts'
import { leniency } from '../../../src/checks/dependency-audit/grace.ts'
import { dependencyAudit } from '../../../src/checks/dependency-audit/index.ts'
import { judge } from '../../../src/core/policy.ts'
import { advisoryOf, factOf, optionsOf } from '../../support/dependency-audit/facts.ts'
import type { KnownBad } from '../../support/dependency-audit/osv-http.ts'

const GRACE = 'critical=24h, high=7d, moderate=30d'
const BAD: KnownBad = { id: 'GHSA-a', name: 'a', versions: ['1.0.0'], published: '2026-01-01T00:00:00Z' }

function dispositionsOf(fact: PackageFact, values: Readonly<Record<string, unknown>>, now: string) {
  const options = optionsOf(values)
  const policy = {
    failOn: options['fail-on'],
    waivers: [],
    full: true,
    covers: dependencyAudit.covers,
    leniencyOf: (finding: Parameters<typeof leniency>[0]) => leniency(finding, options),
  }
  return judge(evaluate([fact], options, new Date(now)), policy, new Date(now)).map((one) => one.disposition)
}

function bad(severity: string, more: Partial<KnownBad> = {}) {
  return advisoryOf({ ...BAD, severity, ...more })
}

describe('grace after publication', () => {
  test.each([
    ['HIGH', '2026-01-02T00:00:00Z', 'warn'],
    ['HIGH', '2026-01-07T23:59:59.999Z', 'warn'],
    ['HIGH', '2026-01-08T00:00:00Z', 'fail'],
    ['CRITICAL', '2026-01-01T23:59:59Z', 'warn'],
    ['CRITICAL', '2026-01-02T00:00:00Z', 'fail'],
    ['HIGH', '2025-12-31T00:00:00Z', 'warn'],
  ])('%s at %s: %s', (severity, now, disposition) => {
    expect(dispositionsOf(factOf('a@1.0.0', [bad(severity)]), { grace: GRACE }, now)).toEqual([disposition])
  })

  const DAY = '2026-01-01T12:00:00Z'
  test.each([
    ['there is none by default', factOf('a@1.0.0', [bad('HIGH')]), {}],
    ['none for a severity that is not named', factOf('a@1.0.0', [bad('HIGH')]), { grace: 'critical=7d' }],
    [
      'none for what a change itself adds',
      factOf('a@1.0.0', [bad('HIGH')], { isAdded: true }),
      { grace: GRACE },
    ],
    [
      'none where nobody knows when',
      factOf('a@1.0.0', [advisoryOf(BAD, { published: 'yesterday' })]),
      { grace: GRACE },
    ],
    ['none for malware', factOf('a@1.0.0', [advisoryOf({ ...BAD, id: 'MAL-2026-1' })]), { grace: GRACE }],
  ])('%s', (_name, fact, values) => {
    expect(dispositionsOf(fact, values, DAY)).toEqual(['fail'])
  })

  test('is said, with the day on which it ends', () => {
    const [finding] = evaluate([factOf('a@1.0.0', [bad('HIGH')])], optionsOf({ grace: GRACE }), new Date(DAY))
    expect(finding?.message).toContain('it fails from 2026-01-08 on')
  })
})

describe('the threshold of development', () => {
  const dev = (severity: string) => factOf('a@1.0.0', [bad(severity)], { package: { scope: 'dev' } })
  const NOW = '2027-01-01T00:00:00Z'
  test.each([
    ['HIGH', {}, 'fail'],
    ['HIGH', { 'fail-on-dev': 'critical' }, 'warn'],
    ['CRITICAL', { 'fail-on-dev': 'critical' }, 'fail'],
    ['CRITICAL', { 'fail-on-dev': 'none' }, 'warn'],
    ['LOW', { 'fail-on-dev': 'low' }, 'fail'],
    ['LOW', { 'fail-on': 'low', 'fail-on-dev': 'same' }, 'fail'],
    ['HIGH', { 'fail-on': 'none', 'fail-on-dev': 'high' }, 'fail'],
  ])('%s with %j: %s', (severity, values, disposition) => {
    expect(dispositionsOf(dev(severity), values, NOW)).toEqual([disposition])
  })

  test('is not that of what production needs too', () => {
    const both = factOf('a@1.0.0', [bad('HIGH')], { package: { scope: 'both' } })
    expect(dispositionsOf(both, { 'fail-on-dev': 'none' }, NOW)).toEqual(['fail'])
  })
})
