import { describe, expect, test } from '@jest/globals'
import { createModel, type Model } from '../../support/github/model.ts'
import { repositoryOf } from '../../support/issues/reporting.ts'
import { completed, reportWith, type Said } from '../../support/issues/reports.ts'

/** That many targets with these findings. */
function groups(count: number, ...said: readonly Said[]) {
  const hosts = Array.from({ length: count }, (_, index) => `host-${index}.example.org:443`)
  return reportWith(completed(Object.fromEntries(hosts.map((host) => [host, said]))))
}

const EXPIRED = { rule: 'expired' }
const NAME = { rule: 'name' }

/** The shortest time between two issues or comments that the API made, in milliseconds. */
function shortestPause({ log }: Model): number {
  const posts = log.filter(({ method, path }) => method === 'POST' && path !== '/graphql').map(({ at }) => at)
  return Math.min(...posts.slice(1).map((at, index) => at - (posts[index] ?? 0)))
}

describe('100 groups', () => {
  test('cost at most 250 requests, three seconds apart, and none that writes when nothing changes', async () => {
    const { model, report, open } = repositoryOf(createModel({ validate: false, labels: ['upkeep'] }))
    const first = await report(groups(100, EXPIRED))
    expect(first.faults).toEqual([])
    expect(open()).toHaveLength(100)
    expect(first.requests).toBeLessThanOrEqual(250)
    expect(shortestPause(model)).toBeGreaterThanOrEqual(2800)
    expect(model.counts.limited).toBe(0)
    const second = await report(groups(100, EXPIRED))
    expect(second.writes).toBe(0)
    expect(second.requests).toBeLessThanOrEqual(8)
    const third = await report(groups(100, EXPIRED, NAME))
    expect(third.faults).toEqual([])
    expect(third.requests).toBeLessThanOrEqual(250)
    expect(model.counts.comments).toBe(100)
    expect(shortestPause(model)).toBeGreaterThanOrEqual(2800)
    const last = await report(groups(100))
    expect(last.requests).toBeLessThanOrEqual(250)
    expect(open()).toEqual([])
    expect(model.mistakes).toEqual([])
  })

  test('of which 40 lost their label and body are found again', async () => {
    const { model, report, open } = repositoryOf(createModel({ validate: false, labels: ['upkeep'] }))
    await report(groups(100, EXPIRED))
    for (let number = 1; number <= 40; number++) {
      model.human.relabel(number, [])
      model.human.wipeBody(number)
    }
    await report(groups(100, EXPIRED))
    expect(open()).toHaveLength(100)
    expect(open().every(({ labels }) => labels.includes('upkeep'))).toBe(true)
  })
})

test('300 groups, more than memory has room for: those that lost their label are found by their bodies', async () => {
  const { model, report, open, dashboard } = repositoryOf(
    createModel({ validate: false, labels: ['upkeep'] }),
  )
  expect((await report(groups(300, EXPIRED))).faults).toEqual([])
  expect((await report(groups(300, EXPIRED))).faults).toEqual([])
  expect(open()).toHaveLength(300)
  expect((dashboard()?.body ?? '').length).toBeLessThan(65_536)
  for (let number = 1; number <= 40; number++) model.human.relabel(number, [])
  expect((await report(groups(300, EXPIRED))).faults).toEqual([])
  expect(open()).toHaveLength(300)
})

test('a limit that ends runs half-way loses nothing: each goes on where the one before ended', async () => {
  const limits = { primary: 40, creates: 80, points: 900 }
  const { model, report, open } = repositoryOf(createModel({ validate: false, labels: ['upkeep'], limits }))
  const counts: number[] = []
  for (let run = 0; run < 8 && open().length < 100; run++) {
    const { faults } = await report(groups(100, EXPIRED))
    counts.push(open().length)
    if (open().length < 100) expect(faults.join()).toMatch(/rate limit|the next run goes on/)
  }
  expect(counts).toEqual(counts.toSorted((a, b) => a - b))
  expect(counts.length).toBeGreaterThan(2)
  expect(open()).toHaveLength(100)
  expect(new Set(open().map(({ title }) => title)).size).toBe(100)
  expect(model.mistakes).toEqual([])
})
