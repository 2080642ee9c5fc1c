import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Finding } from '../../src/core/finding.ts'
import { isExpired, type Judged, judge, type Policy, type Waiver } from '../../src/core/policy.ts'
import { SEVERITIES, type Severity } from '../../src/core/severity.ts'
import { finding } from '../support/report/report.ts'
import { failingRows, type Row } from '../support/runner/failing-rows.ts'

const NOW = new Date('2027-01-15T12:00:00Z')

type Judge = (findings: readonly Finding[], policy: Policy, now: Date) => readonly Judged[]

/** A waiver of one fruit, or of all with `*`. */
function waiver(fruit: string, part: Partial<Waiver> = {}): Waiver {
  return {
    check: 'fruit',
    reason: `for ${fruit}`,
    until: '2027-12-31',
    keys: { fruit },
    path: 'upkeep.yml',
    ...part,
  }
}

function fruit(name: string, severity: Severity = 'high', rule = 'fruit/rotten'): Finding {
  return finding({ rule, severity, subject: `pkg:fruit/${name}@1.0.0`, evidence: { fruit: name } })
}

function covers(keys: Readonly<Record<string, string>>, one: Finding): boolean {
  return keys['fruit'] === '*' || keys['fruit'] === one.evidence['fruit']
}

interface Case {
  readonly findings: readonly Finding[]
  readonly failOn?: Policy['failOn']
  readonly waivers?: readonly Waiver[]
  readonly full?: boolean
  readonly now?: string
}

/** A judgment in short: `fail pkg:…`, `waived pkg:… (why)`, `warn fruit/waiver-unused`. */
function tell(all: readonly Judged[]): readonly string[] {
  return all.map(({ finding: one, disposition, waiver: by }) => {
    const subject = one.rule.includes('waiver-')
      ? `${one.rule} (${one.subject})`
      : String(one.evidence['fruit'])
    return `${disposition} ${subject}${by === undefined ? '' : ` (${by.reason}, ${by.until})`}`
  })
}

function answer(by: Judge): (input: Case) => readonly string[] {
  return ({ findings, failOn = 'high', waivers = [], full = true, now }) =>
    tell(by(findings, { failOn, waivers, full, covers }, now === undefined ? NOW : new Date(now)))
}

function row(name: string, input: Case, ...expected: readonly string[]): Row<Case, readonly string[]> {
  return { name, input, expected }
}

const EACH = SEVERITIES.map((severity) => fruit(severity, severity))

const ROWS: readonly Row<Case, readonly string[]>[] = [
  row('nothing', { findings: [] }),
  row(
    'fail-on critical',
    { findings: EACH, failOn: 'critical' },
    'fail critical',
    'warn high',
    'warn moderate',
    'warn low',
    'warn info',
  ),
  row(
    'fail-on high',
    { findings: EACH, failOn: 'high' },
    'fail critical',
    'fail high',
    'warn moderate',
    'warn low',
    'warn info',
  ),
  row(
    'fail-on moderate',
    { findings: EACH, failOn: 'moderate' },
    'fail critical',
    'fail high',
    'fail moderate',
    'warn low',
    'warn info',
  ),
  row(
    'fail-on low',
    { findings: EACH, failOn: 'low' },
    'fail critical',
    'fail high',
    'fail moderate',
    'fail low',
    'warn info',
  ),
  row(
    'fail-on info',
    { findings: EACH, failOn: 'info' },
    'fail critical',
    'fail high',
    'fail moderate',
    'fail low',
    'fail info',
  ),
  row(
    'fail-on none',
    { findings: EACH, failOn: 'none' },
    'warn critical',
    'warn high',
    'warn moderate',
    'warn low',
    'warn info',
  ),
  row(
    'order kept, not sorted',
    { findings: [fruit('b', 'low'), fruit('a', 'critical'), fruit('b', 'low')] },
    'warn b',
    'fail a',
    'warn b',
  ),
  row(
    'a waiver covers its own alone',
    { findings: [fruit('a'), fruit('b')], waivers: [waiver('a')] },
    'waived a (for a, 2027-12-31)',
    'fail b',
  ),
  row(
    'a waiver covers every finding it means',
    { findings: [fruit('a'), fruit('a', 'low')], waivers: [waiver('a')] },
    'waived a (for a, 2027-12-31)',
    'waived a (for a, 2027-12-31)',
  ),
  row(
    'a waiver of one rule leaves the others',
    {
      findings: [fruit('a'), fruit('a', 'high', 'fruit/bruised')],
      waivers: [waiver('a', { rule: 'bruised' })],
    },
    'fail a',
    'waived a (for a, 2027-12-31)',
  ),
  row(
    'a rule of another check by the same name is not meant',
    { findings: [fruit('a', 'high', 'nuts/rotten')], waivers: [waiver('a', { rule: 'rotten' })] },
    'fail a',
    'warn fruit/waiver-unused (waiver: rule rotten, fruit a)',
  ),
  row(
    'the first waiver that holds wins',
    {
      findings: [fruit('a')],
      waivers: [waiver('b'), waiver('a', { reason: '1st' }), waiver('*', { reason: '2nd' })],
      full: false,
    },
    'waived a (1st, 2027-12-31)',
  ),
  row(
    'an expired waiver does not stand in the way of the next',
    {
      findings: [fruit('a')],
      waivers: [waiver('a', { until: '2027-01-14' }), waiver('a', { reason: '2nd' })],
    },
    'waived a (2nd, 2027-12-31)',
    'warn fruit/waiver-expired (waiver: fruit a)',
  ),
  row(
    'a waiver behind another is used all the same',
    { findings: [fruit('a')], waivers: [waiver('*'), waiver('a')] },
    'waived a (for *, 2027-12-31)',
  ),
  row(
    'an expired waiver is as absent, and is said',
    { findings: [fruit('a')], waivers: [waiver('a', { until: '2027-01-14' })] },
    'fail a',
    'warn fruit/waiver-expired (waiver: fruit a)',
  ),
  row(
    'an expired waiver is said on a difference too',
    { findings: [], waivers: [waiver('a', { until: '2027-01-14' })], full: false },
    'warn fruit/waiver-expired (waiver: fruit a)',
  ),
  row(
    'a waiver holds through its last day',
    {
      findings: [fruit('a')],
      waivers: [waiver('a', { until: '2027-01-15' })],
      now: '2027-01-15T23:59:59.999Z',
    },
    'waived a (for a, 2027-01-15)',
  ),
  row(
    'and is over at midnight in UTC',
    { findings: [fruit('a')], waivers: [waiver('a', { until: '2027-01-15' })], now: '2027-01-16T00:00:00Z' },
    'fail a',
    'warn fruit/waiver-expired (waiver: fruit a)',
  ),
  row(
    'an end that is no day never holds',
    {
      findings: [fruit('a')],
      waivers: [waiver('a', { until: '2027-02-30' }), waiver('a', { until: 'never' })],
    },
    'fail a',
    'warn fruit/waiver-expired (waiver: fruit a)',
    'warn fruit/waiver-expired (waiver: fruit a)',
  ),
  row(
    'a waiver that covers nothing is said on a full run',
    { findings: [fruit('a')], waivers: [waiver('b', { rule: 'rotten' })] },
    'fail a',
    'warn fruit/waiver-unused (waiver: rule rotten, fruit b)',
  ),
  row('and not on a difference', { findings: [fruit('a')], waivers: [waiver('b')], full: false }, 'fail a'),
  row(
    'what is said of waivers fails by the same threshold, and no waiver covers it',
    { findings: [], failOn: 'low', waivers: [waiver('*'), waiver('b', { until: '2020-01-01' })] },
    'fail fruit/waiver-unused (waiver: fruit *)',
    'fail fruit/waiver-expired (waiver: fruit b)',
  ),
]

const WRONG: Readonly<Record<string, Judge>> = {
  'waives everything': (findings, policy, now) =>
    judge(findings, { ...policy, covers: () => true, waivers: [waiver('*'), ...policy.waivers] }, now),
  'fails everything': (findings, policy, now) =>
    judge(findings, { ...policy, failOn: 'info', waivers: [] }, now),
  'fails nothing': (findings, policy, now) => judge(findings, { ...policy, failOn: 'none' }, now),
  'ignores waivers': (findings, policy, now) => judge(findings, { ...policy, waivers: [] }, now),
  'never lets a waiver expire': (findings, policy) => judge(findings, policy, new Date(0)),
  'takes the last waiver': (findings, policy, now) =>
    judge(findings, { ...policy, waivers: policy.waivers.toReversed() }, now),
  'is always full': (findings, policy, now) => judge(findings, { ...policy, full: true }, now),
  'is never full': (findings, policy, now) => judge(findings, { ...policy, full: false }, now),
  'ignores rules': (findings, policy, now) =>
    judge(findings, { ...policy, waivers: policy.waivers.map(({ rule: _, ...rest }) => rest) }, now),
  sorts: (findings, policy, now) =>
    judge(findings, policy, now).toSorted((a, b) => (a.finding.subject < b.finding.subject ? -1 : 1)),
}

describe('judge', () => {
  test.each(ROWS)('$name', ({ input, expected }) => {
    expect(answer(judge)(input)).toEqual(expected)
  })

  test.each(Object.entries(WRONG))('has a table that one who %s fails', (_, wrong) => {
    expect(failingRows(ROWS, answer(wrong))).not.toEqual([])
  })

  test('tells of a waiver where it stands, what it was for, and what to do', () => {
    const unused = waiver('a', { rule: 'rotten', keys: { fruit: 'a', basket: 'b' } })
    const expired = waiver('b', { until: '2020-01-01' })
    const said = judge([], { failOn: 'high', waivers: [unused, expired], full: true, covers }, NOW)
    expect(said.map((one) => one.finding)).toEqual([
      {
        rule: 'fruit/waiver-unused',
        severity: 'low',
        target: 'upkeep.yml',
        subject: 'waiver: rule rotten, fruit a, basket b',
        message:
          'The waiver for rule rotten, fruit a, basket b covers nothing: what it was for is gone or has changed.',
        remediation: 'Delete it.',
        location: { path: 'upkeep.yml' },
        evidence: { reason: 'for a', until: '2027-12-31', keys: { fruit: 'a', basket: 'b' } },
      },
      {
        rule: 'fruit/waiver-expired',
        severity: 'low',
        target: 'upkeep.yml',
        subject: 'waiver: fruit b',
        message: 'The waiver for fruit b ended on 2020-01-01: what it covered counts again.',
        remediation: 'Fix what it covered, or renew it with a new end date.',
        location: { path: 'upkeep.yml' },
        evidence: { reason: 'for b', until: '2020-01-01', keys: { fruit: 'b' } },
      },
    ])
    expect(said.map((one) => one.fingerprint)).toEqual([
      'v1:fruit/waiver-unused waiver: rule rotten, fruit a, basket b',
      'v1:fruit/waiver-expired waiver: fruit b',
    ])
  })
})

const RANK: Readonly<Record<Severity | 'none', number>> = {
  critical: 4,
  high: 3,
  moderate: 2,
  low: 1,
  info: 0,
  none: 9,
}

/** The policy once more, as a loop over strings: it shares nothing with ours but the words. */
function oracle(findings: readonly Finding[], policy: Policy, now: Date): readonly string[] {
  const today = now.toISOString().slice(0, 10)
  const told: string[] = []
  const matches = (one: Finding, { rule, keys }: Waiver) =>
    (rule === undefined || one.rule.split('/')[1] === rule) &&
    ['*', one.evidence['fruit']].includes(keys['fruit'] ?? '')
  for (const one of findings) {
    let said = `${RANK[one.severity] >= RANK[policy.failOn] ? 'fail' : 'warn'} ${one.evidence['fruit']}`
    for (const by of policy.waivers.toReversed())
      if (by.until >= today && matches(one, by))
        said = `waived ${one.evidence['fruit']} (${by.reason}, ${by.until})`
    told.push(said)
  }
  const disposition = policy.failOn === 'low' || policy.failOn === 'info' ? 'fail' : 'warn'
  for (const by of policy.waivers) {
    const name = `${by.rule === undefined ? '' : `rule ${by.rule}, `}fruit ${by.keys['fruit']}`
    if (by.until < today) told.push(`${disposition} fruit/waiver-expired (waiver: ${name})`)
    else if (policy.full && !findings.some((one) => matches(one, by)))
      told.push(`${disposition} fruit/waiver-unused (waiver: ${name})`)
  }
  return told
}

const FRUITS = ['apple', 'pear', 'fig'] as const
const severityOf = fc.constantFrom(...SEVERITIES)
const findingsOf = fc.array(
  fc
    .tuple(fc.constantFrom(...FRUITS), severityOf, fc.constantFrom('fruit/rotten', 'fruit/bruised'))
    .map(([name, severity, rule]) => fruit(name, severity, rule)),
  { maxLength: 6 },
)
const day = fc
  .integer({ min: -3, max: 3 })
  .map((days) => new Date(NOW.getTime() + days * 86_400_000).toISOString().slice(0, 10))
const waiversOf = fc.array(
  fc
    .tuple(
      fc.constantFrom(...FRUITS, '*', 'kiwi'),
      fc.constantFrom(undefined, 'rotten', 'bruised'),
      day,
      fc.nat(99),
    )
    .map(([name, rule, until, number]) =>
      waiver(name, { until, reason: `no. ${number}`, ...(rule === undefined ? {} : { rule }) }),
    ),
  { maxLength: 5 },
)
const policyOf = fc
  .record({ failOn: fc.constantFrom(...SEVERITIES, 'none' as const), waivers: waiversOf, full: fc.boolean() })
  .map((part): Policy => ({ ...part, covers }))
const nowOf = fc.integer({ min: -86_400_000, max: 86_400_000 }).map((ms) => new Date(NOW.getTime() + ms))

/** Of two thousand policies. */
function holds(property: (findings: readonly Finding[], policy: Policy, now: Date) => void): void {
  fc.assert(fc.property(findingsOf, policyOf, nowOf, property), { numRuns: 2000 })
}

describe('judge, for every policy,', () => {
  test('answers as the oracle does', () => {
    holds((findings, policy, now) => {
      expect(tell(judge(findings, policy, now))).toEqual(oracle(findings, policy, now))
    })
  })

  test.each(Object.entries(WRONG).filter(([name]) => name !== 'sorts'))(
    'and one who %s does not',
    (_, wrong) => {
      const isRight = (findings: readonly Finding[], policy: Policy, now: Date) =>
        JSON.stringify(tell(wrong(findings, policy, now))) === JSON.stringify(oracle(findings, policy, now))
      expect(fc.check(fc.property(findingsOf, policyOf, nowOf, isRight), { numRuns: 2000 }).failed).toBe(true)
    },
  )

  test('keeps every finding, in order, before what it says of waivers', () => {
    holds((findings, policy, now) => {
      const all = judge(findings, policy, now)
      expect(all.slice(0, findings.length).map((one) => one.finding)).toEqual(findings)
      expect(
        all
          .slice(findings.length)
          .every(({ finding: one }) => /^fruit\/waiver-(expired|unused)$/.test(one.rule)),
      ).toBe(true)
    })
  })

  test('treats an expired waiver as absent', () => {
    holds((findings, policy, now) => {
      const without = { ...policy, waivers: policy.waivers.filter((one) => !isExpired(one, now)) }
      const unexpired = judge(findings, policy, now).filter(
        ({ finding: one }) => one.rule !== 'fruit/waiver-expired',
      )
      expect(unexpired).toEqual(judge(findings, without, now))
    })
  })

  test('never fails what is waived, and says by what', () => {
    holds((findings, policy, now) => {
      for (const { disposition, waiver: by } of judge(findings, policy, now)) {
        expect(by !== undefined).toBe(disposition === 'waived')
        if (by)
          expect(policy.waivers.some(({ reason, until }) => reason === by.reason && until === by.until)).toBe(
            true,
          )
      }
    })
  })

  test('fails nothing with fail-on none', () => {
    holds((findings, policy, now) => {
      const all = judge(findings, { ...policy, failOn: 'none' }, now)
      expect(all.map(({ disposition }) => disposition)).not.toContain('fail')
    })
  })

  test('fails no less when fail-on is lower', () => {
    const ladder = [...SEVERITIES.toReversed(), 'none' as const]
    holds((findings, policy, now) => {
      const counts = ladder.map(
        (failOn) =>
          judge(findings, { ...policy, failOn }, now).filter(({ disposition }) => disposition === 'fail')
            .length,
      )
      expect(counts).toEqual(counts.toSorted((a, b) => b - a))
    })
  })

  test('waives the same whatever the threshold', () => {
    holds((findings, policy, now) => {
      const waived = (failOn: Policy['failOn']) =>
        judge(findings, { ...policy, failOn }, now).map(({ waiver: by }) => by?.reason)
      expect(waived('none')).toEqual(waived('info'))
    })
  })

  test('says that a waiver is unused only on a full run', () => {
    holds((findings, policy, now) => {
      const rules = judge(findings, { ...policy, full: false }, now).map(({ finding: one }) => one.rule)
      expect(rules).not.toContain('fruit/waiver-unused')
    })
  })

  test('changes neither findings nor waivers', () => {
    holds((findings, policy, now) => {
      const before = JSON.stringify([findings, policy.waivers])
      judge(findings, policy, now)
      expect(JSON.stringify([findings, policy.waivers])).toBe(before)
    })
  })
})
