import { describe, expect, test } from '@jest/globals'
import { createModel } from '../../support/github/model.ts'
import { listThenCreate, listThenCreateWithRetry } from '../../support/github/naive.ts'
import { type Ports, simulate } from '../../support/github/virtual.ts'
import { MIXES, type Mix } from '../../support/issues/mixes.ts'
import { repositoryOf } from '../../support/issues/reporting.ts'
import { completed, reportWith } from '../../support/issues/reports.ts'

/** Of each mix; UPKEEP_SEEDS looks at more or fewer. */
const SEEDS = Number(process.env['UPKEEP_SEEDS'] || 1000)
const FAILING = reportWith(completed({ 'api.example.org:443': [{ rule: 'expired' }] }))
const CLEAN = reportWith(completed({ 'api.example.org:443': [] }))

function modelOf(mix: Mix, seed: number) {
  return createModel({ validate: false, seed, faults: mix.faults, labels: ['upkeep'] })
}

/** What is open once the runs of a mix are over, once a healthy run has come after them, and once it is fixed. */
async function play(mix: Mix, seed: number) {
  const { together, report, open, model } = repositoryOf(modelOf(mix, seed), seed)
  await together(Array.from({ length: mix.clients }, () => FAILING))
  const atOnce = open().length
  model.setFaults({})
  await report(FAILING)
  const atRest = open().length
  const { writes } = await report(FAILING)
  await report(CLEAN)
  const dashboards = model
    .issues()
    .filter(({ title, state }) => title === 'Upkeep dashboard' && state === 'open')
  return {
    atOnce,
    atRest,
    writes,
    atEnd: open().length,
    dashboards: dashboards.length,
    mistakes: model.mistakes.length,
  }
}

async function playAll(mix: Mix) {
  const played: Awaited<ReturnType<typeof play>>[] = []
  for (let seed = 1; seed <= SEEDS; seed++) played.push(await play(mix, seed))
  return played
}

describe.each(MIXES)('$name', (mix) => {
  test('ends in one issue while it fails, without a write when nothing changes, and in none when it is fixed', async () => {
    const played = await playAll(mix)
    const rest = { atRest: 1, writes: 0, atEnd: 0, dashboards: 1, mistakes: 0 }
    expect(
      played.filter((one) => Object.entries(rest).some(([key, value]) => one[key as 'atRest'] !== value)),
    ).toEqual([])
    const early = played.filter(({ atOnce }) => atOnce !== 1).length
    expect(early).toBeLessThanOrEqual(mix.late === 0 ? 0 : Math.max(5, mix.late * SEEDS))
  })
})

const NAIVE = [
  ['lists, then creates', listThenCreate],
  ['lists, then creates and repeats the POST', listThenCreateWithRetry],
] as const
const WANTED = { repository: 'octo/repo', title: 'api.example.org:443', label: 'upkeep' }

/** The share of seeds in which a strategy leaves more than one issue open, also after a healthy run. */
async function duplicates(strategy: (typeof NAIVE)[number][1], mix: Mix): Promise<number> {
  let doubled = 0
  for (let seed = 1; seed <= SEEDS; seed++) {
    const model = modelOf(mix, seed)
    const client = (ports: Ports) => strategy(ports, WANTED)
    await simulate({ model, seed, clients: Array.from({ length: mix.clients }, () => client) })
    model.setFaults({})
    await simulate({ model, seed, clients: [client], start: model.now() + 3_600_000 })
    if (model.issues().filter(({ state }) => state === 'open').length > 1) doubled++
  }
  return doubled / SEEDS
}

describe.each(NAIVE)('a tool that %s', (_name, strategy) => {
  const two = MIXES.filter(({ clients }) => clients === 2)
  test.each(two.map((mix) => [mix.name, mix] as const))(
    'opens two issues in many seeds: %s',
    async (_mix, mix) => {
      expect(await duplicates(strategy, mix)).toBeGreaterThanOrEqual(0.4)
    },
  )
})
