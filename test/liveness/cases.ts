import type { Schedule } from '../../src/inventory/schedule.ts'
import type { Evidence, LastRun, LivenessFact, WorkflowRecord } from '../../src/liveness/fact.ts'

/** One fact, a moment, and what is said of it then: rule and severity, or nothing. */
export interface Case {
  readonly name: string
  readonly fact: LivenessFact
  readonly now: string
  readonly says: string
}

function utc(...crons: readonly string[]): readonly Schedule[] {
  return crons.map((cron) => ({ cron, timezone: 'UTC' }))
}

export const DAILY = utc('23 5 * * *')

export const WORKFLOW: WorkflowRecord = {
  id: 7,
  state: 'active',
  changed: Date.parse('2020-01-01T00:00:00Z'),
}

/** A check that saw the last run of a daily schedule, on 2026-11-25. */
export const FACT: LivenessFact = {
  path: '.github/workflows/a.yml',
  check: 'certificate-expiry',
  schedules: DAILY,
  workflow: WORKFLOW,
  since: WORKFLOW.changed,
  last: seen('2026-11-25T05:23:00Z'),
  runs: 500,
  isWatched: false,
  skipped: undefined,
}

/** A run that was looked at. */
export function seen(at: string, how: Evidence = 'seen'): LastRun {
  return { at: Date.parse(at), how }
}

function ranAt(
  name: string,
  schedules: readonly Schedule[],
  last: string,
  now: string,
  says: string,
  more: Partial<LivenessFact> = {},
): Case {
  return { name, fact: { ...FACT, schedules, last: seen(last), ...more }, now, says }
}

function neverSince(
  name: string,
  schedules: readonly Schedule[],
  since: string,
  now: string,
  says: string,
  isWatched = false,
): Case {
  return {
    name,
    fact: { ...FACT, schedules, last: undefined, runs: 0, since: Date.parse(since), isWatched },
    now,
    says,
  }
}

function inState(state: string, says: string, more: Partial<LivenessFact> = {}): Case {
  const fact = { ...FACT, workflow: { ...WORKFLOW, state }, ...more }
  return { name: ['state', state, ...Object.keys(more)].join(' '), fact, now: '2026-11-25T12:00:00Z', says }
}

function skippedTimes(
  name: string,
  times: number,
  isRed: boolean,
  says: string,
  last = '2026-11-24T05:23:00Z',
): Case {
  const skipped = { at: Date.parse('2026-11-25T05:23:00Z'), times, isRed }
  return { name, fact: { ...FACT, skipped, last: seen(last) }, now: '2026-11-25T12:00:00Z', says }
}

const MISSED = 'schedule-missed moderate'
const GRAVE = 'schedule-missed high'
const NEVER = 'never-ran high'
const OFF = 'schedule-disabled high'
const SKIPPED = 'job-skipped high'

const HOURLY = utc('17 * * * *')
const WEEKLY = utc('23 5 * * 1')
const WEEKDAYS = utc('0 6 * * 1-5')
const MONTHLY = utc('11 6 1 * *')
const BERLIN: readonly Schedule[] = [{ cron: '30 2 * * *', timezone: 'Europe/Berlin' }]
const NEW_YORK: readonly Schedule[] = [{ cron: '0 9 * * *', timezone: 'America/New_York' }]

/** Everything that time alone decides. */
const TIMES: readonly Case[] = [
  ranAt('daily, on time', DAILY, '2026-11-25T05:23:00Z', '2026-11-25T12:00:00Z', ''),
  ranAt('daily, 10 hours late yesterday', DAILY, '2026-11-24T15:23:00Z', '2026-11-25T12:00:00Z', ''),
  ranAt('daily, one tick dropped', DAILY, '2026-11-23T05:30:00Z', '2026-11-25T05:23:00Z', ''),
  ranAt('daily, a minute before two days', DAILY, '2026-11-23T12:01:00Z', '2026-11-25T12:00:00Z', ''),
  ranAt('daily, exactly two days', DAILY, '2026-11-23T12:00:00Z', '2026-11-25T12:00:00Z', ''),
  ranAt('daily, a minute over two days', DAILY, '2026-11-23T11:59:00Z', '2026-11-25T12:00:00Z', MISSED),
  ranAt('daily, four days', DAILY, '2026-11-21T12:00:00Z', '2026-11-25T12:00:00Z', MISSED),
  ranAt('daily, a minute over four days', DAILY, '2026-11-21T11:59:00Z', '2026-11-25T12:00:00Z', GRAVE),
  ranAt('hourly, silent for 13 hours', HOURLY, '2026-11-24T23:00:00Z', '2026-11-25T12:00:00Z', ''),
  ranAt('hourly, silent for longer', HOURLY, '2026-11-24T22:59:00Z', '2026-11-25T12:00:00Z', GRAVE),
  ranAt(
    'every ten hours or so',
    utc('0 0,10,20 * * *'),
    '2026-11-24T13:59:00Z',
    '2026-11-25T12:00:00Z',
    MISSED,
  ),
  ranAt(
    'every ten hours or so, in time',
    utc('0 0,10,20 * * *'),
    '2026-11-24T14:00:00Z',
    '2026-11-25T12:00:00Z',
    '',
  ),
  ranAt('weekly, 13 days', WEEKLY, '2026-11-12T12:00:00Z', '2026-11-25T12:00:00Z', ''),
  ranAt('weekly, 15 days', WEEKLY, '2026-11-10T12:00:00Z', '2026-11-25T12:00:00Z', MISSED),
  ranAt('weekly, 29 days', WEEKLY, '2026-10-27T12:00:00Z', '2026-11-25T12:00:00Z', GRAVE),
  ranAt('weekdays, over the weekend', WEEKDAYS, '2026-11-20T06:00:00Z', '2026-11-23T05:00:00Z', ''),
  ranAt('weekdays, a Monday dropped', WEEKDAYS, '2026-11-20T06:00:00Z', '2026-11-24T05:00:00Z', ''),
  ranAt('weekdays, a week', WEEKDAYS, '2026-11-18T06:00:00Z', '2026-11-25T12:00:00Z', MISSED),
  ranAt('monthly, 31 days', MONTHLY, '2026-10-01T06:11:00Z', '2026-11-01T05:00:00Z', ''),
  ranAt('monthly, in February', MONTHLY, '2026-02-01T06:11:00Z', '2026-03-31T12:00:00Z', ''),
  ranAt('monthly, 61 days', MONTHLY, '2026-09-25T06:11:00Z', '2026-11-25T05:00:00Z', ''),
  ranAt('monthly, 63 days', MONTHLY, '2026-09-23T06:11:00Z', '2026-11-25T12:00:00Z', MISSED),
  ranAt(
    'on the 31st, which is in two months apart',
    utc('0 0 31 * *'),
    '2026-08-31T00:10:00Z',
    '2026-10-31T00:00:00Z',
    '',
  ),
  ranAt('quarterly, five months', utc('0 0 1 */3 *'), '2026-07-01T00:10:00Z', '2026-11-25T12:00:00Z', ''),
  ranAt(
    'quarterly, seven months',
    utc('0 0 1 */3 *'),
    '2026-04-20T00:10:00Z',
    '2026-11-25T12:00:00Z',
    MISSED,
  ),
  ranAt(
    'daily in January alone, in November',
    utc('0 5 * 1 *'),
    '2026-01-31T05:10:00Z',
    '2026-11-25T12:00:00Z',
    '',
  ),
  ranAt(
    'every five minutes of January, in November',
    utc('*/5 * * 1 *'),
    '2026-01-31T23:56:00Z',
    '2026-11-25T12:00:00Z',
    '',
  ),
  ranAt('daily and weekly', [...DAILY, ...WEEKLY], '2026-11-23T11:59:00Z', '2026-11-25T12:00:00Z', MISSED),
  ranAt(
    'twice a week, five days',
    utc('0 0 * * 1', '0 0 * * 4'),
    '2026-11-19T00:00:00Z',
    '2026-11-25T12:00:00Z',
    '',
  ),
  ranAt(
    'twice a week, nine days',
    utc('0 0 * * 1', '0 0 * * 4'),
    '2026-11-16T00:00:00Z',
    '2026-11-25T12:00:00Z',
    MISSED,
  ),
  ranAt('the day of 25 hours', BERLIN, '2026-10-24T00:30:00Z', '2026-10-26T02:29:00Z', ''),
  ranAt(
    'the day of 25 hours, a minute more than two of them',
    BERLIN,
    '2026-10-24T00:30:00Z',
    '2026-10-26T02:31:00Z',
    MISSED,
  ),
  ranAt('the day of 23 hours', NEW_YORK, '2026-03-07T14:00:00Z', '2026-03-09T13:30:00Z', ''),
  ranAt('in a time zone, dead', NEW_YORK, '2026-11-20T14:00:00Z', '2026-11-25T12:00:00Z', GRAVE),
  ranAt('a clock behind GitHub', DAILY, '2026-11-25T12:10:00Z', '2026-11-25T12:00:00Z', ''),
  ranAt('asked as of a day long before', DAILY, '2026-11-25T05:23:00Z', '2024-01-01T00:00:00Z', ''),
  ranAt('a cron that never comes', utc('0 0 31 2 *'), '2020-11-25T12:10:00Z', '2026-11-25T12:00:00Z', ''),
  ranAt('a cron that is none', utc('@daily'), '2020-11-25T12:10:00Z', '2026-11-25T12:00:00Z', ''),
  ranAt('its cron changed an hour ago', HOURLY, '2026-11-01T05:23:00Z', '2026-11-25T12:00:00Z', '', {
    since: Date.parse('2026-11-25T11:00:00Z'),
  }),
  ranAt('its cron changed two days ago', HOURLY, '2026-11-01T05:23:00Z', '2026-11-25T12:00:00Z', GRAVE, {
    since: Date.parse('2026-11-23T11:00:00Z'),
  }),
]

/** What GitHub says of the workflow, and what is known otherwise. */
const STATES: readonly Case[] = [
  inState('active', ''),
  inState('disabled_inactivity', OFF),
  inState('disabled_manually', OFF),
  inState('disabled_fork', OFF),
  inState('disabled_in_a_way_that_is_new', OFF),
  inState('disabled_inactivity', OFF, { last: seen('2026-01-01T00:00:00Z') }),
  inState('disabled_manually', OFF, { last: undefined, runs: 0 }),
  inState('disabled_manually', OFF, {
    skipped: { at: Date.parse('2026-11-25T05:23:00Z'), times: 9, isRed: false },
  }),
  inState('deleted', '', { last: seen('2026-01-01T00:00:00Z') }),
  neverSince('new, an hour ago', DAILY, '2026-11-25T11:00:00Z', '2026-11-25T12:00:00Z', ''),
  neverSince('new, two days ago', DAILY, '2026-11-23T12:00:00Z', '2026-11-25T12:00:00Z', ''),
  neverSince('never, for longer', DAILY, '2026-11-23T11:59:00Z', '2026-11-25T12:00:00Z', NEVER),
  neverSince('weekly, never, for ten days', WEEKLY, '2026-11-15T12:00:00Z', '2026-11-25T12:00:00Z', ''),
  neverSince('weekly, never, for three weeks', WEEKLY, '2026-11-04T12:00:00Z', '2026-11-25T12:00:00Z', NEVER),
  neverSince('monthly, never, for seven weeks', MONTHLY, '2026-10-07T12:00:00Z', '2026-11-25T12:00:00Z', ''),
  neverSince(
    'monthly, never, for three months, of which GitHub may keep no run',
    MONTHLY,
    '2026-08-20T12:00:00Z',
    '2026-11-25T12:00:00Z',
    '',
  ),
  neverSince(
    'monthly, never, for three months, and watched',
    MONTHLY,
    '2026-08-20T12:00:00Z',
    '2026-11-25T12:00:00Z',
    NEVER,
    true,
  ),
  neverSince(
    'monthly, never, for seven weeks, and watched',
    MONTHLY,
    '2026-10-07T12:00:00Z',
    '2026-11-25T12:00:00Z',
    '',
    true,
  ),
  neverSince(
    'every four years, and watched',
    utc('0 0 29 2 *'),
    '2002-08-20T12:00:00Z',
    '2026-11-25T12:00:00Z',
    NEVER,
    true,
  ),
  {
    name: 'monthly, in none of its runs of half a year',
    fact: { ...FACT, schedules: MONTHLY, runs: 6, last: seen('2026-06-01T06:20:00Z', 'none') },
    now: '2026-11-25T12:00:00Z',
    says: NEVER,
  },
  {
    name: 'weekly, in none of its two runs, before which GitHub may have had more',
    fact: { ...FACT, schedules: WEEKLY, runs: 2, last: seen('2026-11-16T05:30:00Z', 'none') },
    now: '2026-11-25T12:00:00Z',
    says: '',
  },
  neverSince('never, and nobody knows since when', DAILY, '1970-01-01T00:00:00Z', '2026-11-25T12:00:00Z', ''),
  neverSince(
    'never, of a cron that never comes',
    utc('0 0 31 2 *'),
    '2020-11-25T11:00:00Z',
    '2026-11-25T12:00:00Z',
    '',
  ),
  {
    name: 'nothing known at all',
    fact: { ...FACT, workflow: undefined, last: undefined, runs: 0, since: 0 },
    now: '2026-11-25T12:00:00Z',
    says: '',
  },
  {
    name: 'GitHub says nothing, and the registry had never news for a week',
    fact: {
      ...FACT,
      workflow: undefined,
      last: undefined,
      runs: 0,
      since: Date.parse('2026-11-18T00:00:00Z'),
      isWatched: true,
    },
    now: '2026-11-25T12:00:00Z',
    says: NEVER,
  },
  {
    name: 'GitHub says nothing, and the registry had news yesterday',
    fact: { ...FACT, workflow: undefined, since: 0, last: seen('2026-11-24T05:23:00Z', 'told') },
    now: '2026-11-25T12:00:00Z',
    says: '',
  },
  {
    name: 'GitHub says nothing, and the registry had news three days ago',
    fact: { ...FACT, workflow: undefined, since: 0, last: seen('2026-11-22T05:23:00Z', 'told') },
    now: '2026-11-25T12:00:00Z',
    says: MISSED,
  },
  {
    name: 'going on since a minute ago',
    fact: { ...FACT, last: seen('2026-11-25T11:59:00Z', 'going') },
    now: '2026-11-25T12:00:00Z',
    says: '',
  },
  {
    name: 'waiting for a runner since three days',
    fact: { ...FACT, last: seen('2026-11-22T11:59:00Z', 'going') },
    now: '2026-11-25T12:00:00Z',
    says: MISSED,
  },
  {
    name: 'in none of the hundred runs of four days',
    fact: { ...FACT, schedules: HOURLY, last: seen('2026-11-21T08:17:00Z', 'unlisted') },
    now: '2026-11-25T12:00:00Z',
    says: GRAVE,
  },
  skippedTimes('skipped in a green run', 1, false, SKIPPED),
  skippedTimes('skipped in green runs for a month', 30, false, SKIPPED, '2026-10-20T05:23:00Z'),
  skippedTimes('skipped in one red run', 1, true, ''),
  skippedTimes('skipped in two red runs', 2, true, SKIPPED),
  skippedTimes('skipped in one red run, and not run for long', 1, true, MISSED, '2026-11-22T05:23:00Z'),
]

export const CASES: readonly Case[] = [...TIMES, ...STATES]
