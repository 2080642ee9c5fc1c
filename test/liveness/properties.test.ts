import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { evaluateLiveness } from '../../src/liveness/evaluate.ts'
import { DAILY, FACT } from './cases.ts'
import { END, type Plan, START, ticksOf, ZONES } from './clock.ts'
import { collectIn, HOUR, workflowText } from './world.ts'

const list = (values: readonly number[]) => (values.length === 0 ? '*' : values.join(','))
const subset = (from: number, to: number, most: number) =>
  fc
    .uniqueArray(fc.integer({ min: from, max: to }), { minLength: 1, maxLength: most })
    .map((all) => all.sort((a, b) => a - b))

/** Hours that every day has in every zone: what GitHub makes of one that does not exist is its own affair. */
const plan: fc.Arbitrary<Plan> = fc
  .record({
    timezone: fc.constantFrom(...ZONES),
    minute: fc.constantFrom<0 | 30>(0, 30),
    hours: subset(4, 23, 4),
    on: fc.oneof(
      fc.constant({ weekdays: [], days: [] }),
      subset(0, 6, 5).map((weekdays) => ({ weekdays, days: [] })),
      subset(1, 28, 3).map((days) => ({ weekdays: [], days })),
    ),
  })
  .map(({ timezone, minute, hours, on }) => ({
    ...on,
    timezone,
    minute,
    hours,
    cron: `${minute} ${list(hours)} ${list(on.days)} * ${list(on.weekdays)}`,
  }))

const plans = fc.array(plan, { minLength: 1, maxLength: 2 })
const share = fc.integer({ min: 0, max: 1_000_000 }).map((millionths) => millionths / 1_000_000)

function ticksIn(all: readonly Plan[]): readonly number[] {
  return [...new Set(all.flatMap(ticksOf))].sort((a, b) => a - b)
}

function gapsIn(ticks: readonly number[]): readonly number[] {
  return ticks.slice(1).map((tick, index) => tick - (ticks[index] ?? 0))
}

function factOf(all: readonly Plan[], at: number | undefined) {
  return {
    ...FACT,
    schedules: all.map(({ cron, timezone }) => ({ cron, timezone })),
    since: START,
    isWatched: true,
    runs: at === undefined ? 0 : 1,
    last: at === undefined ? undefined : { at, how: 'seen' as const },
  }
}

const RUNS = { numRuns: Number(process.env['UPKEEP_RUNS'] ?? 100) }

describe('a schedule', () => {
  test('of which every tick was run, late by no more than is allowed, is never an alarm', () => {
    let ran = 0
    fc.assert(
      fc.property(plans, share, fc.infiniteStream(share), (all, when, delays) => {
        const ticks = ticksIn(all)
        const late = Math.max(12 * HOUR, Math.min(...gapsIn(ticks)))
        const now = START + when * (END - START)
        const done = ticks
          .map((tick) => tick + (delays.next().value ?? 0) * late)
          .filter((time) => time <= now)
        ran += done.length > 0 ? 1 : 0
        const last = done.length === 0 ? undefined : Math.max(...done)
        const findings = evaluateLiveness([factOf(all, last)], [], new Date(now))
        expect(findings).toEqual([])
      }),
      RUNS,
    )
    expect(ran).toBeGreaterThan(RUNS.numRuns / 2)
  })

  test('that always is as late as it may be is no alarm either, at the worst moment', () => {
    fc.assert(
      fc.property(plans, fc.nat(), (all, pick) => {
        const ticks = ticksIn(all)
        const late = Math.max(12 * HOUR, Math.min(...gapsIn(ticks)))
        const index = pick % (ticks.length - 1)
        const [last = 0, next = 0] = ticks.slice(index)
        // On time once, and as late as may be the next time: a moment before it comes.
        const findings = evaluateLiveness([factOf(all, last)], [], new Date(next + late))
        expect(findings).toEqual([])
      }),
      RUNS,
    )
  })

  test('of which nothing ran for longer than is allowed is always an alarm', () => {
    fc.assert(
      fc.property(plans, share, share, fc.boolean(), (all, when, more, hasRun) => {
        // In another year the clocks may change in a longer month.
        const period = Math.max(...gapsIn(ticksIn(all))) + HOUR
        const last = Math.floor(START + when * (END - START))
        const age = Math.ceil(Math.max(2 * period, period + 12 * HOUR) + 1 + more * 4 * period)
        const since = hasRun ? START : last
        const fact = { ...factOf(all, hasRun ? last : undefined), since }
        const findings = evaluateLiveness([fact], [], new Date(last + age))
        expect(findings.map(({ rule }) => rule)).toEqual([
          hasRun ? 'report/schedule-missed' : 'report/never-ran',
        ])
        if (age > 4 * period) expect(findings[0]?.severity).toBe('high')
      }),
      RUNS,
    )
  })

  test('that is an alarm stays one until it runs', () => {
    fc.assert(
      fc.property(plans, share, share, share, (all, when, first, later) => {
        const last = START + when * (END - START)
        const year = END - START
        const [early = 0, late = 0] = [first, later].sort((a, b) => a - b)
        const at = (part: number) => evaluateLiveness([factOf(all, last)], [], new Date(last + part * year))
        expect(at(late).length).toBeGreaterThanOrEqual(at(early).length)
      }),
      RUNS,
    )
  })
})

describe('what is collected', () => {
  const outcomes = fc.constantFrom('success', 'failure', 'cancelled', 'skipped', undefined)
  const runs = fc.uniqueArray(fc.record({ hours: fc.nat(400), run: outcomes, job: outcomes }), {
    selector: ({ hours }) => hours,
    maxLength: 12,
  })

  test('does not depend on the order in which GitHub lists the runs', async () => {
    await fc.assert(
      fc.asyncProperty(runs, fc.infiniteStream(fc.nat()), async (all, order) => {
        const listed = all.map(({ hours, run, job }) => ({
          id: hours + 1,
          at: new Date(Date.parse('2026-11-25T12:00:00Z') - hours * HOUR).toISOString(),
          ...(run === undefined ? {} : { conclusion: run }),
          jobs: [{ name: 'certificate-expiry', ...(job === undefined ? {} : { conclusion: job }) }],
        }))
        const keys = new Map(listed.map(({ id }) => [id, order.next().value ?? 0]))
        const shuffled = listed.toSorted((a, b) => (keys.get(a.id) ?? 0) - (keys.get(b.id) ?? 0))
        const path = '.github/workflows/a.yml'
        const files = { [path]: workflowText(DAILY.map(({ cron }) => cron)) }
        const look = (inOrder: typeof listed) =>
          collectIn({ files, workflows: [{ id: 7, path, runs: inOrder }] })
        const [one, other] = [await look(listed), await look(shuffled)]
        expect(other.facts).toEqual(one.facts)
        expect(one.asked.length).toBeLessThanOrEqual(4)
      }),
      RUNS,
    )
  })
})
