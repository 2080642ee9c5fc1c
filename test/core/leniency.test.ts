import { describe, expect, test } from '@jest/globals'
import { endingWaivers, judge, type Leniency, type Waiver } from '../../src/core/policy.ts'
import { finding } from '../support/report/report.ts'

const NOW = new Date('2027-01-15T12:00:00Z')

function disposition(severity: 'high' | 'low', leniency: Leniency, failOn: 'high' | 'none' = 'high') {
  const policy = { failOn, waivers: [], full: true, covers: () => false, leniencyOf: () => leniency }
  return judge([finding({ severity })], policy, NOW)[0]?.disposition
}

describe('leniency', () => {
  test.each<readonly [string, 'high' | 'low', Leniency, 'high' | 'none', string]>([
    ['without any the policy decides', 'high', {}, 'high', 'fail'],
    ['another threshold spares', 'high', { failOn: 'none' }, 'high', 'warn'],
    ['another threshold catches', 'low', { failOn: 'low' }, 'high', 'fail'],
    ['also where nothing else fails', 'high', { failOn: 'high' }, 'none', 'fail'],
    ['grace that lasts spares', 'high', { graceUntil: new Date('2027-01-15T12:00:01Z') }, 'high', 'warn'],
    ['grace that ends now does not', 'high', { graceUntil: NOW }, 'high', 'fail'],
    ['grace makes nothing worse', 'low', { graceUntil: new Date(0) }, 'high', 'warn'],
  ])('%s', (_name, severity, leniency, failOn, expected) => {
    expect(disposition(severity, leniency, failOn)).toBe(expected)
  })

  test('does not touch what is said about waivers', () => {
    const expired: Waiver = { check: 'fruit', reason: 'x', until: '2026-01-01', keys: {}, path: 'upkeep.yml' }
    const policy = {
      failOn: 'low',
      waivers: [expired],
      full: true,
      covers: () => false,
      leniencyOf: () => ({ failOn: 'none' }) as const,
    } as const
    expect(judge([], policy, NOW).map((one) => one.disposition)).toEqual(['fail'])
  })
})

describe('a waiver that ends soon is announced', () => {
  const ending = (until: string) =>
    endingWaivers(
      [{ check: 'fruit', reason: 'x', until, keys: { fruit: 'fig' }, path: 'upkeep.yml' }],
      NOW,
    ).map(({ text }) => text)

  test.each([
    ['2027-01-15', 'ends on 2027-01-15, in a day'],
    ['2027-01-16', 'in 2 days'],
    ['2027-01-28', 'in 14 days'],
  ])('%s: %s', (until, text) => {
    expect(ending(until)).toEqual([expect.stringContaining(text)])
    expect(ending(until)[0]).toContain('The waiver for fruit fig')
  })

  test.each(['2027-01-29', '2027-12-31', '2027-01-14', '2020-01-01', 'soon'])('%s is not', (until) => {
    expect(ending(until)).toEqual([])
  })
})
