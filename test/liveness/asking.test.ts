import { describe, expect, test } from '@jest/globals'
import { evaluateLiveness } from '../../src/liveness/evaluate.ts'
import { collectIn, type FakeWorkflow, type Fault, workflowText } from './world.ts'

const PATH = '.github/workflows/a.yml'
const CHECK = 'certificate-expiry'
const FILES = { [PATH]: workflowText(['23 5 * * *']) }
const RUN = {
  id: 1,
  at: '2026-11-25T05:30:00Z',
  conclusion: 'success',
  jobs: [{ name: CHECK, conclusion: 'success' }],
}
const WORKFLOWS: readonly FakeWorkflow[] = [{ id: 7, path: PATH, runs: [RUN] }]

function ask(fault: Fault, lastTold: ReadonlyMap<string, Date> = new Map()) {
  return collectIn({ files: FILES, workflows: WORKFLOWS, fault, lastTold })
}

describe('a read', () => {
  test.each<readonly [string, ReturnType<Fault>, readonly number[]]>([
    ['500', { status: 500 }, [1000]],
    ['502', { status: 502 }, [1000]],
    ['429', { status: 429 }, [1000]],
    ['429 with a time', { status: 429, headers: { 'retry-after': '7' } }, [7000]],
    ['429 with a day', { status: 429, headers: { 'retry-after': '86400' } }, [60_000]],
    ['403 of a limit', { status: 403, headers: { 'retry-after': '3' } }, [3000]],
    ['403 of the hourly limit', { status: 403, headers: { 'x-ratelimit-remaining': '0' } }, [1000]],
    ['403 in words', { status: 403, body: { message: 'You have exceeded a secondary rate limit' } }, [1000]],
    ['no answer', 'lost', [1000]],
  ])('is repeated after %s', async (_name, answer, waits) => {
    for (const failing of [1, 2, 3]) {
      const collected = await ask((_request, count) => (count === failing ? answer : undefined))
      expect(collected.waits).toEqual(waits)
      expect(collected.facts[0]?.last?.how).toBe('seen')
      expect(collected.gaps).toEqual([])
      expect(collected.asked).toHaveLength(4)
    }
  })

  test('is given up after three, with a gap, and never a pass', async () => {
    const collected = await ask(() => ({ status: 503 }))
    expect(collected.waits).toEqual([1000, 5000])
    expect(collected.asked).toHaveLength(3)
    expect(collected.gaps).toEqual([
      { target: PATH, subject: PATH, reason: 'GitHub answered /repos/o/r/actions/workflows with status 503' },
    ])
    expect(collected.targets).toEqual([{ id: PATH, complete: false }])
  })

  test.each<readonly [string, ReturnType<Fault>, string]>([
    ['no answer', 'lost', 'GitHub did not answer'],
    ['401', { status: 401 }, 'GitHub answered /repos/o/r/actions/workflows with status 401'],
    [
      'text',
      { status: 200, body: 'hello' },
      "GitHub's answer to /repos/o/r/actions/workflows has no workflows",
    ],
    ['a list', { status: 200, body: [] }, "GitHub's answer to /repos/o/r/actions/workflows has no workflows"],
    [
      'nothing',
      { status: 200, body: { workflows: {} } },
      "GitHub's answer to /repos/o/r/actions/workflows has no workflows",
    ],
  ])('that ends with %s is a gap', async (_name, answer, reason) => {
    const collected = await ask(() => answer)
    expect(collected.gaps.map((gap) => gap.reason)).toEqual([reason])
    expect(evaluateLiveness(collected.facts, [], collected.now)).toEqual([])
  })

  test('of what is no workflow, run or job is read as far as it goes', async () => {
    const odd = [null, 7, {}, { id: 'x' }]
    const collected = await ask(({ path }) => {
      if (path.endsWith('/jobs')) return { status: 200, body: { jobs: odd } }
      if (path.endsWith('/runs')) return { status: 200, body: { workflow_runs: odd } }
      return { status: 200, body: { workflows: [...odd, { id: 7, path: PATH, state: 'active' }] } }
    })
    expect(collected.facts).toHaveLength(1)
    expect(evaluateLiveness(collected.facts, [], collected.now)).toEqual([])
  })

  test.each(['runs', 'jobs'])('of %s that fails is a gap', async (what) => {
    const collected = await ask(({ path }) => (path.endsWith(`/${what}`) ? { status: 500 } : undefined))
    expect(collected.gaps).toHaveLength(1)
    expect(collected.targets).toEqual([{ id: PATH, complete: false }])
    expect(evaluateLiveness(collected.facts, [], collected.now)).toEqual([])
  })
})

const told = (at: string) => new Map([[`${CHECK} ${CHECK}`, new Date(at)]])

describe('without actions: read', () => {
  test.each([403, 404])('(%d) the registry is asked, and a note says so', async (status) => {
    const collected = await ask(() => ({ status }), told('2026-11-24T05:30:00Z'))
    expect(collected.asked).toHaveLength(1)
    expect(collected.waits).toEqual([])
    expect(collected.facts[0]?.last).toEqual({ at: Date.parse('2026-11-24T05:30:00Z'), how: 'told' })
    expect(collected.notes.map(({ text }) => text)).toEqual([expect.stringContaining('actions: read')])
    expect(collected.gaps).toEqual([])
    expect(collected.targets).toEqual([{ id: PATH, complete: true }])
  })

  test('a check that told nothing for long is missed', async () => {
    const collected = await ask(() => ({ status: 403 }), told('2026-11-20T05:30:00Z'))
    const [finding] = evaluateLiveness(collected.facts, [], collected.now)
    expect(finding?.rule).toBe('report/schedule-missed')
    expect(finding?.message).toContain('told something last on 2026-11-20')
  })

  test('a check of which nobody knows is no finding, and its target is not complete', async () => {
    const other = new Map([['certificate-expiry other', new Date('2020-01-01T00:00:00Z')]])
    const collected = await ask(() => ({ status: 403 }), other)
    expect(evaluateLiveness(collected.facts, [], collected.now)).toEqual([])
    expect(collected.targets).toEqual([{ id: PATH, complete: false }])
  })

  test('a check of which nothing was heard since its schedule is known has never run', async () => {
    const schedules = new Map([[`${PATH} | 23 5 * * * UTC`, new Date('2026-11-20T00:00:00Z')]])
    const world = { files: FILES, workflows: WORKFLOWS, fault: () => ({ status: 403 }), schedules }
    const collected = await collectIn(world)
    const [finding] = evaluateLiveness(collected.facts, [], collected.now)
    expect(finding?.rule).toBe('report/never-ran')
    expect(finding?.message).toContain('nothing was heard of it')
    expect(collected.targets).toEqual([{ id: PATH, complete: true }])
  })

  test('a run whose name cannot be told is every run of the check', async () => {
    const text = FILES[PATH]?.replace('@v1\n', '@v1\n        with: { name: "a-$\x7b{ matrix.a }}" }\n') ?? ''
    const collected = await collectIn({
      files: { [PATH]: text },
      fault: () => ({ status: 403 }),
      lastTold: new Map([
        [`${CHECK} a-eu`, new Date('2026-11-20T00:00:00Z')],
        [`${CHECK} a-us`, new Date('2026-11-24T00:00:00Z')],
        ['dependency-audit a-us', new Date('2026-11-25T00:00:00Z')],
      ]),
    })
    expect(collected.facts[0]?.last?.at).toBe(Date.parse('2026-11-24T00:00:00Z'))
  })
})

describe('the calls', () => {
  const many = (count: number, conclusion: string) => {
    const paths = Array.from({ length: count }, (_, index) => `.github/workflows/w${index}.yml`)
    const runs = (first: number) =>
      Array.from({ length: 50 }, (_, index) => ({
        id: first * 1000 + index,
        at: new Date(Date.parse('2026-11-25T05:30:00Z') - index * 86_400_000).toISOString(),
        conclusion: 'success',
        jobs: [{ name: CHECK, conclusion }],
      }))
    return {
      files: Object.fromEntries(paths.map((path) => [path, workflowText(['23 5 * * *'])])),
      workflows: paths.map((path, index) => ({ id: index + 1, path, runs: runs(index + 1) })),
    }
  }

  test.each([1, 2, 5, 20])('of %d workflows are never more than two and two for each', async (count) => {
    const sick = await collectIn(many(count, 'skipped'))
    expect(sick.asked).toHaveLength(2 + 2 * count)
    expect(evaluateLiveness(sick.facts, [], sick.now)).toHaveLength(count)
    const healthy = await collectIn(many(count, 'success'))
    expect(healthy.asked).toHaveLength(1 + 2 * count)
    expect(evaluateLiveness(healthy.facts, [], healthy.now)).toEqual([])
  })

  test('say what they ask for', async () => {
    const { asked } = await ask(() => undefined)
    expect(asked.map(({ path, query }) => ({ path, ...query }))).toEqual([
      { path: '/repos/o/r/actions/workflows', page: '1', per_page: '100' },
      { path: '/repos/o/r/actions/workflows/7/runs', event: 'schedule', per_page: '100' },
      { path: '/repos/o/r/actions/runs/1/jobs', per_page: '100' },
    ])
  })
})
