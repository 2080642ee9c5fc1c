import { describe, expect, test } from '@jest/globals'
import { RunError } from '../../src/core/errors.ts'
import { createModel, type ModelOptions } from '../support/github/model.ts'
import { listThenCreate, listThenCreateWithRetry } from '../support/github/naive.ts'
import { type Ports, simulate } from '../support/github/virtual.ts'

const START = Date.UTC(2026, 10, 25, 6)
const LIST = { method: 'GET', path: '/repos/octo/repo/issues' } as const
const POST = { method: 'POST', path: '/repos/octo/repo/issues', body: { title: 'T' } } as const

function fast(options: ModelOptions = {}) {
  return createModel({ now: START, validate: false, limits: {}, ...options })
}

describe('virtual time', () => {
  test('passes by waiting and by asking, and by nothing else', async () => {
    const times: number[] = []
    const client = async ({ github, wait, now }: Ports) => {
      times.push(now() - START)
      await wait(3_600_000)
      times.push(now() - START)
      await github(LIST)
      times.push(now() - START)
      await Promise.all([wait(50), wait(20), wait(0)])
      return now() - START
    }
    const simulation = { clients: [client], seed: 1, spread: 0, latency: 100 }
    const { results, end } = await simulate({ ...simulation, model: fast() })
    expect(times).toEqual([0, 3_600_000, 3_600_100])
    expect(results).toEqual([{ status: 'fulfilled', value: 3_600_150 }])
    expect(end).toBe(START + 3_600_150)
  })

  test('lets clients take turns by it', async () => {
    const turns: string[] = []
    const client =
      (name: string, ms: number) =>
      async ({ wait, now }: Ports) => {
        for (let turn = 0; turn < 3; turn += 1) {
          await wait(ms)
          turns.push(`${name}${now() - START}`)
        }
      }
    await simulate({ model: fast(), clients: [client('a', 30), client('b', 40)], seed: 1, spread: 0 })
    expect(turns).toEqual(['a30', 'b40', 'a60', 'b80', 'a90', 'b120'])
  })

  test('keeps the order of what comes at the same moment', async () => {
    const turns: string[] = []
    const client = async ({ wait }: Ports) => {
      await Promise.all(['a', 'b', 'c'].map((name) => wait(10).then(() => turns.push(name))))
    }
    await simulate({ model: fast(), clients: [client], seed: 1 })
    expect(turns).toEqual(['a', 'b', 'c'])
  })

  test('takes requests to GitHub half way through their latency', async () => {
    const model = fast()
    const client = ({ github }: Ports) => github(LIST)
    await simulate({ model, clients: [client], seed: 1, spread: 0, latency: 100 })
    expect(model.log).toMatchObject([{ at: START + 50 }])
    expect(model.now()).toBe(START + 100)
  })

  test('goes the same way with the same seed', async () => {
    const run = async (seed: number) => {
      const model = fast()
      const client = async ({ github, wait }: Ports) => {
        await github(LIST)
        await wait(10)
        await github(POST)
      }
      await simulate({ model, clients: [client, client, client], seed })
      return model.log
    }
    expect(await run(7)).toEqual(await run(7))
    expect(await run(7)).not.toEqual(await run(8))
    const delays = (await run(7)).map(({ at }) => at - START)
    expect(Math.max(...delays)).toBeLessThan(500 + 420 + 10 + 210)
  })

  test('tells a client what happens, to each its own', async () => {
    const model = fast({ faults: { script: (_request, before) => (before === 0 ? 'lost' : undefined) } })
    const client = ({ github }: Ports) => github(POST)
    const late = async (ports: Ports) => {
      await ports.wait(1000)
      return client(ports)
    }
    const { results } = await simulate({ model, clients: [client, late], seed: 1 })
    expect(results).toMatchObject([{ reason: expect.any(RunError) }, { value: { status: 201 } }])
    expect(model.issues().length).toBe(2)
  })

  test('sends a body as it was then', async () => {
    const model = fast()
    const client = ({ github }: Ports) => {
      const body = { title: 'T' }
      const answer = github({ ...POST, body })
      body.title = 'changed'
      return answer
    }
    await simulate({ model, clients: [client], seed: 1 })
    expect(model.issues()).toMatchObject([{ title: 'T' }])
  })

  test('goes on where the run before ended, or later', async () => {
    const model = fast()
    const client = async ({ now }: Ports) => now()
    const first = await simulate({ model, clients: [({ wait }: Ports) => wait(5000)], seed: 1 })
    const start = first.end + 3_600_000
    const { results } = await simulate({ model, clients: [client], seed: 1, start, spread: 0 })
    expect(results).toMatchObject([{ value: start }])
  })

  test.each<readonly [string, (ports: Ports) => Promise<unknown>, RegExp]>([
    ['for ever', () => new Promise(() => undefined), /not in virtual time/],
    [
      'without end',
      async ({ wait }) => {
        for (;;) await wait(60_000)
      },
      /not done after/,
    ],
  ])('does not wait %s', async (_name, client, message) => {
    await expect(simulate({ model: fast(), clients: [client], seed: 1 })).rejects.toThrow(message)
  })
})

describe('the strategies of other tools', () => {
  const SEEDS = 200
  const wanted = { repository: 'octo/repo', title: 'T', label: 'upkeep' }

  interface Mix {
    readonly strategy: typeof listThenCreate
    readonly clients?: number
    readonly faults?: ModelOptions['faults']
  }

  /** The shares of seeds after which there are two issues or more, and in which a run failed. */
  async function shares({ strategy, clients = 2, faults = {} }: Mix) {
    let duplicated = 0
    let failed = 0
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const model = fast({ seed, faults })
      const client = (ports: Ports) => strategy(ports, wanted)
      const { results } = await simulate({ model, clients: Array(clients).fill(client), seed })
      if (model.issues().length > 1) duplicated += 1
      if (results.some(({ status }) => status === 'rejected')) failed += 1
    }
    return { duplicated: duplicated / SEEDS, failed: failed / SEEDS }
  }

  test('do what they should when nothing goes wrong', async () => {
    for (const strategy of [listThenCreate, listThenCreateWithRetry])
      expect(await shares({ strategy, clients: 1 })).toEqual({ duplicated: 0, failed: 0 })
  })

  test.each([
    ['list, then create', listThenCreate],
    ['the same with blind retries', listThenCreateWithRetry],
  ])('duplicate when two run at once, more so when lists lag: %s', async (_name, strategy) => {
    const { duplicated } = await shares({ strategy })
    const lagging = await shares({ strategy, faults: { lag: [0, 3000] } })
    expect(duplicated).toBeGreaterThanOrEqual(0.4)
    expect(lagging.duplicated).toBeGreaterThan(duplicated + 0.1)
  })

  test('duplicate alone when answers are lost and they ask again', async () => {
    const faults = { rates: { lost: 0.3 } } as const
    const blind = await shares({ strategy: listThenCreateWithRetry, clients: 1, faults })
    expect(blind.duplicated).toBeGreaterThan(0.1)
    const careful = await shares({ strategy: listThenCreate, clients: 1, faults })
    expect(careful.duplicated).toBe(0)
    expect(careful.failed).toBeGreaterThan(0.3)
  })
})
