import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Dashboard, type DashboardCheck, dashboardText } from '../../src/formats/dashboard.ts'
import { kindsWithin, parseGfm, seen, tablesOf } from '../support/report/gfm.ts'
import { hostileText, PAYLOADS } from '../support/report/hostile.ts'

import '../support/seed.ts'

function check(more: Partial<DashboardCheck> = {}): DashboardCheck {
  const name = more.name ?? 'certificate-expiry'
  return {
    check: 'certificate-expiry',
    name,
    verdict: 'pass',
    untold: 0,
    issues: [],
    waivers: [],
    gaps: [],
    ...more,
  }
}

function of(checks: readonly DashboardCheck[], groups: Dashboard['groups'] = []): string {
  return dashboardText({ checks, groups })
}

const DAY = new Date('2026-11-25T23:59:00Z')
const waiver = (until: string, reason: string) => ({
  until,
  rule: 'certificate-expiry/expired',
  subject: 'a',
  reason,
})

describe('the first line', () => {
  test.each([
    ['nothing', [], /^⚠️ COULD NOT TELL: 0 checks, no open issue\./],
    ['all pass', [check(), check()], /^✅ pass: 2 checks,/],
    ['one could not tell', [check(), check({ verdict: 'error' })], /^⚠️ COULD NOT TELL/],
    ['one fails, one could not tell', [check({ verdict: 'error' }), check({ verdict: 'fail' })], /^❌ FAIL/],
  ] as const)('where %s', (_, checks, line) => {
    expect(of(checks)).toMatch(line)
  })

  test('counts open issues only', () => {
    const groups = (['open', 'snoozed', 'transferred', 'deleted'] as const).map((word, i) => ({
      title: 'x',
      number: i + 1,
      word,
    }))
    const text = of([check()], groups)
    expect(text).toMatch(/^✅ pass: 1 check, 1 open issue\./)
    expect(text).toContain('- #1 x\n- #2 x: snoozed\n- #3 x: transferred\n- #4 x: deleted')
  })
})

describe('the tables', () => {
  test('have each check with its verdict, days and issues', () => {
    const text = of([
      check({ name: 'inside', verdict: 'error', untold: 4, toldAt: DAY, nextDue: DAY, issues: [3, 9] }),
      check(),
    ])
    expect(text).toContain(
      '| `certificate-expiry (inside)` | ⚠️ COULD NOT TELL (4 times in a row) | 2026-11-25 | 2026-11-25 | #3, #9 |',
    )
    expect(text).toContain('| `certificate-expiry` | ✅ pass | never |  |  |')
  })

  test('have waivers by their end, each once', () => {
    const waivers = [waiver('2027-05-01', 'b'), waiver('2027-01-01', 'a'), waiver('2027-05-01', 'b')]
    const rows =
      tablesOf(parseGfm(of([check({ waivers })])))
        .at(-1)
        ?.children.slice(1) ?? []
    expect(rows.map((row) => row.children.map((cell) => seen(cell)))).toEqual([
      ['2027-01-01', 'certificate-expiry/expired', 'a', 'a'],
      ['2027-05-01', 'certificate-expiry/expired', 'a', 'b'],
    ])
  })

  test('say what could not be looked at', () => {
    expect(of([check({ gaps: ['a:443: no answer'] })])).toMatch(
      /- `certificate-expiry`: a&#58;&#8203;443&#58;&#8203; no answer/,
    )
  })

  test('fit, whatever there is, and say how many rows did not', () => {
    const checks = Array.from({ length: 300 }, (_, i) =>
      check({ name: `n${i}`, gaps: ['x'.repeat(900)], waivers: [waiver('2027-01-01', `${i}`)] }),
    )
    const groups = Array.from({ length: 3000 }, (_, i) => ({
      title: 'y'.repeat(200),
      number: i + 1,
      word: 'open' as const,
    }))
    const text = of(checks, groups)
    expect(text.length).toBeLessThan(34_000)
    expect(text).toMatch(/^✅ pass: 300 checks, 3,?000 open issues/)
    expect(text).toMatch(/… and [\d,]+ more issues/)
    for (const table of tablesOf(parseGfm(text)))
      for (const row of table.children)
        expect(row.children).toHaveLength(table.children[0]?.children.length ?? 0)
  })
})

test('is the same at any time of a day', () => {
  const at = (hour: string) => of([check({ toldAt: new Date(`2026-11-25T${hour}:00:00Z`), nextDue: DAY })])
  expect(at('00')).toBe(at('23'))
  expect(at('00')).not.toBe(of([check({ toldAt: new Date('2026-11-26T00:00:00Z'), nextDue: DAY })]))
})

test('names from outside are just text', () => {
  const ALLOWED = [
    'text',
    'inlineCode',
    'table',
    'tableRow',
    'tableCell',
    'heading',
    'paragraph',
    'list',
    'listItem',
    'thematicBreak',
    '<code>',
    '</code>',
    '<sub>',
    '</sub>',
  ]
  const isTame = (data: string) => {
    const text = of(
      [
        check({
          name: data,
          gaps: [data],
          waivers: [{ until: data, rule: data, subject: data, reason: data }],
        }),
      ],
      [{ title: data, number: 1, word: 'open' }],
    )
    const root = parseGfm(text)
    for (const kind of kindsWithin(root.children)) expect(ALLOWED).toContain(kind)
    expect(tablesOf(root).map((table) => table.children.length)).toEqual([2, 2])
  }
  for (const payload of PAYLOADS) isTame(payload)
  fc.assert(fc.property(hostileText, isTame), { numRuns: 150 })
})
