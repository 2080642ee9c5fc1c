import { describe, expect, test } from '@jest/globals'
import type { Finding } from '../../src/core/finding.ts'
import { fingerprintOf } from '../../src/core/finding.ts'
import type { Schedule } from '../../src/inventory/schedule.ts'
import { evaluateLiveness, untoldTargets } from '../../src/liveness/evaluate.ts'
import type { LivenessFact, Untold } from '../../src/liveness/fact.ts'
import { CASES, type Case, DAILY, FACT, seen, WORKFLOW } from './cases.ts'
import { DAY } from './world.ts'

type Evaluate = (fact: LivenessFact, now: Date) => readonly Finding[]
const ours: Evaluate = (fact, now) => evaluateLiveness([fact], [], now)

function said(findings: readonly Finding[]): string {
  return findings.map(({ rule, severity }) => `${rule.replace('report/', '')} ${severity}`).join(', ')
}

function mistakesOf(evaluate: Evaluate): readonly string[] {
  return CASES.flatMap(({ name, fact, now, says }: Case) => {
    const got = said(evaluate(fact, new Date(now)))
    return got === says ? [] : [`${name}: ${got || 'nothing'} instead of ${says || 'nothing'}`]
  })
}

describe('the schedules', () => {
  test.each(CASES.map((one) => [one.name, one] as const))('%s', (_name, { fact, now, says }) => {
    expect(said(ours(fact, new Date(now)))).toBe(says)
  })

  test('are at least forty cases, each with a name of its own', () => {
    expect(new Set(CASES.map(({ name }) => name)).size).toBeGreaterThanOrEqual(40)
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length)
  })

  test('one that always says fine, and one that always complains, fail the table', () => {
    const [late] = ours({ ...FACT, last: seen('2026-10-01T05:00:00Z') }, new Date('2026-11-25T12:00:00Z'))
    expect(mistakesOf(() => []).length).toBeGreaterThan(15)
    expect(mistakesOf(() => (late ? [late] : [])).length).toBeGreaterThan(15)
    expect(mistakesOf(ours)).toEqual([])
  })
})

const LATE = { ...FACT, last: seen('2026-11-20T05:23:00Z') }
const NOW = new Date('2026-11-25T12:00:00Z')

describe('the words', () => {
  test.each<readonly [string, Partial<LivenessFact>, readonly string[]]>([
    [
      'a missed one',
      { last: seen('2026-11-20T05:23:00Z') },
      [
        'certificate-expiry ran last on 2026-11-20 at 05:23 UTC, 5 days ago, and .github/workflows/a.yml should run it every 24 hours.',
        'Open Actions, choose the workflow, "Run workflow"; or type `gh workflow run 7`. Move its cron off the full hour, when GitHub drops runs.',
      ],
    ],
    [
      'one that the registry knows alone',
      { workflow: undefined, last: { at: Date.parse('2026-11-20T05:23:00Z'), how: 'told' } },
      [
        'certificate-expiry told something last on 2026-11-20 at 05:23 UTC, 5 days ago, and .github/workflows/a.yml should run it every 24 hours.',
        'Open Actions, choose the workflow, "Run workflow"; or type `gh workflow run`. Move its cron off the full hour, when GitHub drops runs.',
      ],
    ],
    [
      'one whose schedule is younger than its last run',
      { last: seen('2026-11-01T05:23:00Z'), since: Date.parse('2026-11-20T00:00:00Z') },
      [
        'certificate-expiry ran last on 2026-11-01 at 05:23 UTC, 24 days ago, and .github/workflows/a.yml should run it every 24 hours; its schedule is known since 2026-11-20 at 00:00 UTC.',
      ],
    ],
    [
      'one that was never started',
      { last: undefined, runs: 0, since: Date.parse('2026-11-20T00:00:00Z') },
      [
        '.github/workflows/a.yml should run certificate-expiry every 24 hours, at least since 2026-11-20 at 00:00 UTC, and GitHub has no scheduled run of it.',
      ],
    ],
    [
      'one that was started in vain',
      { last: seen('2026-11-20T00:00:00Z', 'none'), runs: 9 },
      [
        '.github/workflows/a.yml should run certificate-expiry every 24 hours, at least since 2026-11-20 at 00:00 UTC, and it was done in none of the scheduled runs that GitHub has (9).',
      ],
    ],
    [
      'a disabled one',
      {
        workflow: { ...WORKFLOW, state: 'disabled_inactivity', changed: Date.parse('2026-11-02T03:04:00Z') },
        last: undefined,
      },
      [
        '.github/workflows/a.yml has been disabled since 2026-11-02 at 03:04 UTC at the latest (GitHub disabled it after 60 days without activity in the repository), so certificate-expiry does not run there by itself.',
        'Open Actions, choose the workflow, "Enable workflow"; or type `gh workflow enable 7`',
      ],
    ],
    [
      'a disabled one without a date',
      { workflow: { ...WORKFLOW, state: 'disabled_manually', changed: 0 }, last: undefined },
      [
        '.github/workflows/a.yml is disabled (somebody disabled it by hand), so certificate-expiry does not run there by itself.',
        'Open Actions, choose the workflow, "Enable workflow"; or type `gh workflow enable 7`',
      ],
    ],
    [
      'a skipped one',
      { skipped: { at: Date.parse('2026-11-25T05:23:00Z'), times: 1, isRed: false } },
      [
        'certificate-expiry was skipped in the newest scheduled run of .github/workflows/a.yml, on 2026-11-25 at 05:23 UTC, which GitHub shows as a success: nothing was looked at.',
      ],
    ],
    [
      'one that was skipped in red runs',
      { skipped: { at: Date.parse('2026-11-25T05:23:00Z'), times: 2, isRed: true } },
      [
        'certificate-expiry was skipped in the newest 2 scheduled runs of .github/workflows/a.yml, the last on 2026-11-25 at 05:23 UTC: nothing was looked at.',
      ],
    ],
  ])('of %s', (_name, change, [message, remediation]) => {
    const [finding] = evaluateLiveness([{ ...FACT, ...change }], [], NOW)
    expect(finding?.message).toBe(message)
    if (remediation !== undefined) expect(finding?.remediation).toBe(remediation)
  })
})

describe('the identity of a finding', () => {
  test('is rule, path and check, and outlives time, counts and severity', () => {
    const [now] = evaluateLiveness([LATE], [], NOW)
    const [later] = evaluateLiveness([LATE], [], new Date(NOW.getTime() + 30 * DAY))
    expect(now && fingerprintOf(now)).toBe(
      'v1:report/schedule-missed .github/workflows/a.yml certificate-expiry certificate-expiry',
    )
    expect(later && fingerprintOf(later)).toBe(now && fingerprintOf(now))
    expect(later?.severity).not.toBe(now?.severity === 'moderate' ? 'moderate' : '')
    expect(now).toMatchObject({
      target: '.github/workflows/a.yml',
      subject: '.github/workflows/a.yml certificate-expiry',
      location: { path: '.github/workflows/a.yml' },
      evidence: { id: 'certificate-expiry' },
    })
  })

  test('of two checks of one workflow differs, and their target does not', () => {
    const facts = [LATE, { ...LATE, check: 'dependency-audit' }]
    const findings = evaluateLiveness(facts, [], NOW)
    expect(new Set(findings.map(fingerprintOf)).size).toBe(2)
    expect(new Set(findings.map(({ target }) => target)).size).toBe(1)
  })
})

describe('a check that could not tell', () => {
  const untold = (times: number, name = 'certificate-expiry'): Untold => ({
    check: 'certificate-expiry',
    name,
    times,
    since: new Date('2026-11-22T05:23:00Z'),
  })

  test.each<readonly [number, number | undefined, number]>([
    [0, undefined, 0],
    [2, undefined, 0],
    [3, undefined, 1],
    [30, undefined, 1],
    [4, 5, 0],
    [5, 5, 1],
  ])('%d times, of %p', (times, limit, count) => {
    expect(evaluateLiveness([], [untold(times)], NOW, limit)).toHaveLength(count)
  })

  test('is called by its name', () => {
    const [plain, named] = evaluateLiveness([], [untold(3), untold(4, 'intern')], NOW)
    expect(plain).toMatchObject({
      rule: 'report/not-told',
      severity: 'moderate',
      target: 'certificate-expiry',
      message: 'certificate-expiry could not tell 3 times in a row, since 2026-11-22 at 05:23 UTC.',
    })
    expect(named).toMatchObject({ target: 'intern', evidence: { id: 'certificate-expiry', times: 4 } })
    expect(named?.message).toContain('certificate-expiry (intern) could not tell')
    expect(named && fingerprintOf(named)).toBe('v1:report/not-told intern certificate-expiry')
    expect(untoldTargets([untold(0), untold(1), untold(1, 'intern')])).toEqual([
      { id: 'certificate-expiry', complete: true },
      { id: 'intern', complete: true },
    ])
  })
})

test('of several facts each is judged by itself, in their order', () => {
  const weekly: readonly Schedule[] = [{ cron: '0 5 * * 1', timezone: 'UTC' }]
  const facts = [
    { ...LATE, schedules: weekly },
    LATE,
    FACT,
    { ...LATE, schedules: DAILY, check: 'dependency-audit' },
  ]
  expect(evaluateLiveness(facts, [], NOW).map(({ evidence }) => evidence['id'])).toEqual([
    'certificate-expiry',
    'dependency-audit',
  ])
})
