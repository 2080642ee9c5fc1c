import { after, before, DAY, HOUR, MINUTE } from './moments.ts'
import { type Expected, HEALTHY, high, moderate, type Scene } from './scene.ts'
import { type Setting, served } from './served.ts'
import { NAME } from './stage.ts'

/** A certificate of a lifetime, with so much of it left. */
function lived(
  name: string,
  about: string,
  [lifetime, left]: readonly [lifetime: number, left: number],
  expect: readonly Expected[],
  setting: Setting = {},
): Scene {
  return served(
    name,
    about,
    expect,
    ({ now, leaf, intermediate }) => [
      leaf({ from: after(now, left - lifetime), to: after(now, left) }),
      intermediate,
    ],
    setting,
  )
}

const EXPIRING = [moderate('expiring')]
const CRITICAL = [high('expiring')]
const EXPIRED = [high('expired')]
const TYPED = `name=${NAME} ca-file=ca.pem`

export const TIME_SCENES: readonly Scene[] = [
  lived('45 days, half over', 'nothing to do', [45 * DAY, 22 * DAY], HEALTHY),
  lived('45 days, just before the warning', '25 % is 11 d 6 h', [45 * DAY, 11.25 * DAY + HOUR], HEALTHY),
  lived('45 days, just past the warning', '25 % is 11 d 6 h', [45 * DAY, 11.25 * DAY - HOUR], EXPIRING),
  lived('45 days, just before critical', '10 % is 4 d 12 h', [45 * DAY, 4.5 * DAY + HOUR], EXPIRING),
  lived('45 days, just past critical', '10 % is 4 d 12 h', [45 * DAY, 4.5 * DAY - HOUR], CRITICAL),
  lived('47 days, due for renewal by itself', 'a third is left', [47 * DAY, 15.7 * DAY], HEALTHY),
  lived('64 days, 17 left', 'a 30-day rule cries wolf here', [64 * DAY, 17 * DAY], HEALTHY),
  lived('90 days, 29 left', 'a 30-day rule cries wolf here', [90 * DAY, 29 * DAY], HEALTHY),
  lived('90 days, just before the warning', '25 % is 22 d 12 h', [90 * DAY, 22.5 * DAY + HOUR], HEALTHY),
  lived('90 days, just past the warning', '25 % is 22 d 12 h', [90 * DAY, 22.5 * DAY - HOUR], EXPIRING),
  lived('90 days, just before critical', '10 % is 9 d', [90 * DAY, 9 * DAY + HOUR], EXPIRING),
  lived('90 days, just past critical', '10 % is 9 d', [90 * DAY, 9 * DAY - HOUR], CRITICAL),
  lived('160 hours, fresh', 'short-lived and fine', [160 * HOUR, 158 * HOUR], HEALTHY),
  lived('160 hours, just before the warning', '25 % is 40 h', [160 * HOUR, 41 * HOUR], HEALTHY),
  lived('160 hours, just past the warning', '25 % is 40 h', [160 * HOUR, 39 * HOUR], EXPIRING),
  lived('160 hours, just past critical', '10 % is 16 h', [160 * HOUR, 15 * HOUR], CRITICAL),
  lived('398 days, fresh', 'the longest of former years', [398 * DAY, 390 * DAY], HEALTHY),
  lived('398 days, just before the warning', 'capped at 30 d', [398 * DAY, 30 * DAY + HOUR], HEALTHY),
  lived('398 days, just past the warning', 'capped at 30 d', [398 * DAY, 30 * DAY - HOUR], EXPIRING),
  lived('398 days, just before critical', 'capped at 10 d', [398 * DAY, 10 * DAY + HOUR], EXPIRING),
  lived('398 days, just past critical', 'capped at 10 d', [398 * DAY, 10 * DAY - HOUR], CRITICAL),
  lived('the last 50 minutes', 'no rounding to 0 days', [398 * DAY, 50 * MINUTE], CRITICAL),
  lived('ended 20 minutes ago', 'no rounding to 0 days', [398 * DAY, -20 * MINUTE], EXPIRED),
  lived('ended 30 hours ago', 'yesterday', [90 * DAY, -30 * HOUR], EXPIRED),
  lived('ended five years ago', 'forgotten', [365 * DAY, -1826 * DAY], EXPIRED),
  lived('10 years, private', 'only public ones have a limit', [3650 * DAY, 3000 * DAY], HEALTHY),
  lived('begins in an hour', 'a clock that is ahead', [90 * DAY, 90 * DAY + HOUR], [high('not-yet-valid')]),
  lived('begins in a month', 'issued in advance', [90 * DAY, 120 * DAY], [high('not-yet-valid')]),
  lived('began a minute ago', 'the newest there is', [90 * DAY, 90 * DAY - MINUTE], HEALTHY),
  lived('its own warning of 60 days', '45 days left of 398', [398 * DAY, 45 * DAY], EXPIRING, {
    typed: `${TYPED} warn=60d`,
  }),
  lived('its own critical of 25 %', '20 days left of 90', [90 * DAY, 20 * DAY], CRITICAL, {
    typed: `${TYPED} critical=25%`,
  }),
  lived('its own warning of a day', '10 days left of 90', [90 * DAY, 10 * DAY], HEALTHY, {
    typed: `${TYPED} warn=1d critical=1h`,
  }),
  lived('a warning of 50 % for all', '40 days left of 90', [90 * DAY, 40 * DAY], EXPIRING, {
    values: { warn: '50%' },
  }),
  lived('its own threshold before that for all', '40 days left of 90', [90 * DAY, 40 * DAY], HEALTHY, {
    typed: `${TYPED} warn=min(30d, 25%)`,
    values: { warn: '50%' },
  }),
  served('ends in the year 9999', 'GeneralizedTime: never ends', HEALTHY, ({ leaf, intermediate }) => [
    leaf({ to: new Date('9999-12-31T23:59:59Z') }),
    intermediate,
  ]),
  served('ends in 2051', 'the first years of GeneralizedTime', HEALTHY, ({ leaf, intermediate }) => [
    leaf({ to: new Date('2051-06-01T00:00:00Z') }),
    intermediate,
  ]),
  served('began in 1951', 'UTCTime of the last century', HEALTHY, ({ leaf, intermediate }) => [
    leaf({ from: new Date('1951-01-01T00:00:00Z') }),
    intermediate,
  ]),
  served('ended in 1999', 'UTCTime of the last century', EXPIRED, ({ leaf, intermediate }) => [
    leaf({ from: new Date('1998-01-01T00:00:00Z'), to: new Date('1999-01-01T00:00:00Z') }),
    intermediate,
  ]),
  served(
    'ended, and for another name',
    'both are told',
    [high('expired'), high('name')],
    ({ now, leaf, intermediate }) => [
      leaf({ from: before(now, 100 * DAY), to: before(now, DAY), dns: ['old.example.test'] }),
      intermediate,
    ],
    { maxConnections: 4 },
  ),
]
