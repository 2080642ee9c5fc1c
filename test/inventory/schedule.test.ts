import { describe, expect, test } from '@jest/globals'
import { readSchedules, recurrenceOf, type Schedule } from '../../src/inventory/schedule.ts'

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR
/** A Wednesday. */
const NOW = new Date('2026-06-03T12:00:00Z')

function schedulesIn(text: string) {
  return readSchedules(new TextEncoder().encode(text))
}

function utc(...crons: readonly string[]): readonly Schedule[] {
  return crons.map((cron) => ({ cron, timezone: 'UTC' }))
}

describe('the schedules of a workflow', () => {
  test.each<readonly [string, string, readonly Schedule[]]>([
    ['one', 'on:\n  schedule:\n    - cron: "23 5 * * *"\n', utc('23 5 * * *')],
    [
      'two',
      "on:\n  schedule:\n    - cron: '1 1 * * 1'\n    - cron: 2 2 1 * *\n",
      utc('1 1 * * 1', '2 2 1 * *'),
    ],
    [
      'with a time zone',
      'on: { schedule: [{ cron: "0 9 * * *", timezone: Europe/Paris }] }',
      [{ cron: '0 9 * * *', timezone: 'Europe/Paris' }],
    ],
    ['by an alias', 'x: &s\n  - cron: "1 1 * * *"\non:\n  schedule: *s\n', utc('1 1 * * *')],
    ['a quoted on', '"on":\n  schedule:\n    - cron: "1 1 * * *"\n', utc('1 1 * * *')],
    ['none', 'on: push\njobs: {}\n', []],
    ['not a list', 'on:\n  schedule: daily\n', []],
    ['no YAML', '{{{{', []],
    ['nothing', '', []],
  ])('%s', (_name, text, schedules) => {
    expect(schedulesIn(text)).toEqual(schedules)
  })

  test('of what is no text are none', () => {
    expect(readSchedules(Uint8Array.from([0xff, 0xfe, 0, 0]))).toEqual([])
  })
})

describe('a recurrence', () => {
  test.each<readonly [string, readonly Schedule[], string, number]>([
    ['daily', utc('23 5 * * *'), '2026-06-04T05:23:00Z', DAY],
    ['weekly', utc('23 5 * * 1'), '2026-06-08T05:23:00Z', 7 * DAY],
    ['Sunday as 7', utc('0 0 * * 7'), '2026-06-07T00:00:00Z', 7 * DAY],
    ['on weekdays', utc('0 6 * * 1-5'), '2026-06-04T06:00:00Z', 3 * DAY],
    ['every five minutes', utc('*/5 * * * *'), '2026-06-03T12:05:00Z', 5 * 60 * 1000],
    ['every five minutes of weekdays', utc('*/5 * * * 1-5'), '2026-06-03T12:05:00Z', 2 * DAY + 5 * 60 * 1000],
    ['monthly', utc('0 0 1 * *'), '2026-07-01T00:00:00Z', 31 * DAY],
    ['yearly', utc('0 0 29 2 *'), '2028-02-29T00:00:00Z', 8 * 365 * DAY + 1 * DAY],
    ['by names', utc('0 0 * JAN MON'), '2027-01-04T00:00:00Z', 343 * DAY],
    ['day of month or of week', utc('0 0 13 * 5'), '2026-06-05T00:00:00Z', 7 * DAY],
    ['two crons', utc('0 0 * * 1', '0 0 * * 4'), '2026-06-04T00:00:00Z', 4 * DAY],
    ['daily and monthly', utc('0 1 * * *', '0 3 1 * *'), '2026-06-04T01:00:00Z', DAY],
    [
      'a cron that never runs beside one that does',
      utc('0 0 31 2 *', '0 1 * * *'),
      '2026-06-04T01:00:00Z',
      DAY,
    ],
    ['in a time zone', [{ cron: '0 9 * * *', timezone: 'America/New_York' }], '2026-06-03T13:00:00Z', DAY],
  ])('%s', (_name, schedules, nextRun, interval) => {
    const recurrence = recurrenceOf(schedules, NOW)
    expect(recurrence && new Date(recurrence.nextRun).toISOString()).toBe(nextRun.replace('Z', '.000Z'))
    expect(recurrence?.interval).toBe(interval)
  })

  test.each([
    ['nothing', []],
    ['never', utc('0 0 31 2 *')],
    ['a word that GitHub does not know', utc('@daily')],
    ['six fields', utc('0 0 0 * * *')],
    ['nonsense', utc('a b c d e')],
    ['a time zone that is none', [{ cron: '0 9 * * *', timezone: 'Mars/Olympus' }]],
  ])('of %s is none', (_name, schedules) => {
    expect(recurrenceOf(schedules, NOW)).toBeUndefined()
  })
})
