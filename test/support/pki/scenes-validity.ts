import { after, DAY } from './moments.ts'
import { type Expected, HEALTHY, high, type Scene } from './scene.ts'
import { type Setting, served } from './served.ts'

const TOO_LONG = [high('validity')]
const SECOND = 1000

/** A public certificate of so many days (both ends count), issued on a day and looked at ten days later. */
function issued(
  day: string,
  days: number,
  expect: readonly Expected[],
  about: string,
  setting: Setting = {},
): Scene {
  const from = new Date(`${day}T12:00:00Z`)
  const kind = setting.isPublic === false ? 'a private' : 'a public'
  return served(
    `${kind} certificate of ${days} days, issued on ${day}`,
    about,
    expect,
    ({ leaf, intermediate }) => [leaf({ from, to: after(from, days * DAY - SECOND) }), intermediate],
    { isPublic: true, at: after(from, 10 * DAY).toISOString(), ...setting },
  )
}

/** Maximum lifetimes of public certificates, by the day of issue (CA/Browser Forum Baseline Requirements, 6.3.2). */
export const VALIDITY_SCENES: readonly Scene[] = [
  issued('2020-09-02', 398, HEALTHY, '398 d since 2020-09-01'),
  issued('2020-09-02', 400, TOO_LONG, '398 d since 2020-09-01'),
  issued('2026-03-14', 398, HEALTHY, 'the last day of 398 d'),
  issued('2026-03-15', 398, TOO_LONG, '200 d from 2026-03-15'),
  issued('2026-03-15', 200, HEALTHY, '200 d from 2026-03-15'),
  issued('2026-03-15', 202, TOO_LONG, '200 d from 2026-03-15'),
  issued('2027-03-14', 200, HEALTHY, 'the last day of 200 d'),
  issued('2027-03-15', 200, TOO_LONG, '100 d from 2027-03-15'),
  issued('2027-03-15', 100, HEALTHY, '100 d from 2027-03-15'),
  issued('2029-03-14', 100, HEALTHY, 'the last day of 100 d'),
  issued('2029-03-15', 100, TOO_LONG, '47 d from 2029-03-15'),
  issued('2029-03-15', 47, HEALTHY, '47 d from 2029-03-15'),
  issued('2026-06-01', 3650, HEALTHY, 'nobody limits a private one', { isPublic: false }),
]
