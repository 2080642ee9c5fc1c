import { describe, expect, test } from '@jest/globals'
import { readRegistry } from '../../../src/sinks/issues/registry.ts'
import { createModel } from '../../support/github/model.ts'
import { repositoryOf } from '../../support/issues/reporting.ts'
import { completed, reportWith } from '../../support/issues/reports.ts'
import {
  BROKEN,
  CLEAN,
  ELSEWHERE,
  FAILING,
  HOST,
  issueIn,
  OTHER,
  saying,
} from '../../support/issues/scenes.ts'

const TWO = saying('expired', 'name')
const BOTH = reportWith(completed({ [HOST]: [{ rule: 'expired' }], [OTHER]: [{ rule: 'expired' }] }))

describe.each([
  ['a dashboard', {}],
  ['none', { dashboard: false }],
] as const)('with %s, a run that began earlier and looks later', (_, asked) => {
  test.each([
    ['is clean', CLEAN, TWO],
    ['is worse', saying('expired', 'usage:critical'), TWO],
    ['does not have the target', ELSEWHERE, TWO],
    ['could not tell', BROKEN, TWO],
    ['fails', TWO, CLEAN],
  ])('changes nothing: it %s', async (__, older, newer) => {
    const { model, as, issues } = repositoryOf(createModel({ validate: false, labels: ['upkeep'] }))
    await as([10, 1], FAILING, asked)
    await as([30, 1], newer, asked)
    const all = () => model.issues().map(({ body, state, comments }) => ({ body, state, comments }))
    const before = all()
    const { writes } = model.counts
    const { news, faults } = await as([20, 1], older, asked)
    expect(faults).toEqual([])
    expect(news).toEqual([])
    expect(model.counts.writes).toBe(writes)
    expect(all()).toEqual(before)
    expect(issues()).toHaveLength(1)
  })

  test('the second attempt at a run counts as later than the first, and a later run as later still', async () => {
    const { model, as } = repositoryOf(createModel({ validate: false }))
    await as([10, 1], FAILING, asked)
    await as([10, 2], CLEAN, asked)
    expect(issueIn(model, 1).state).toBe('closed')
    await as([10, 1], FAILING, asked)
    expect(issueIn(model, 1).state).toBe('closed')
    await as([11, 1], FAILING, asked)
    expect(issueIn(model, 1).state).toBe('open')
  })

  test('a run of the same order may go on with what it began', async () => {
    const { model, as, open } = repositoryOf(createModel({ validate: false }))
    await as([10, 1], FAILING, asked)
    await as([10, 1], BOTH, asked)
    expect(open()).toHaveLength(2)
    expect(model.counts.comments).toBe(0)
    await as([10, 1], TWO, asked)
    expect(model.counts.comments).toBe(2)
    expect(open()).toHaveLength(1)
  })
})

describe.each([
  ['a dashboard', {}],
  ['none', { dashboard: false }],
] as const)('with %s, a long run that ends after a later one', (_, asked) => {
  const drill = (...rules: readonly string[]) =>
    reportWith(completed({ database: rules.map((rule) => ({ rule })) }, 'backup-verification'))
  test('has its say of what is its own, which is remembered', async () => {
    const { model, as, open } = repositoryOf(createModel({ validate: false }))
    await as([10, 1], FAILING, asked)
    await as([30, 1], TWO, asked)
    await as([20, 1], drill('corrupt'), asked)
    expect(open()).toHaveLength(2)
    const memory = model.issues().find(({ body }) => body?.includes('"check":"backup-verification","name"'))
    expect(memory?.body).toMatch(
      /"check":"backup-verification","name":"backup-verification","verdict":"fail"/,
    )
    expect(memory?.body).toMatch(/"check":"certificate-expiry","name":"certificate-expiry","verdict":"fail"/)
    await as([40, 1], TWO, asked)
    await as([50, 1], drill(), asked)
    expect(open()).toHaveLength(1)
  })
})

describe('two runs at once of two checks', () => {
  test('have an issue each; what one forgot of the other the next run remembers', async () => {
    const drill = reportWith(completed({ database: [{ rule: 'corrupt' }] }, 'backup-verification'))
    for (let seed = 1; seed <= 20; seed++) {
      const { report, together, dashboard, open } = repositoryOf(createModel({ validate: false, seed }), seed)
      await report(CLEAN)
      await together([FAILING, drill])
      expect(open()).toHaveLength(2)
      await report(FAILING)
      expect(readRegistry(dashboard()?.body ?? '').groups.size).toBe(2)
    }
  })
})

describe('two runs at once', () => {
  test('that say the same end in one issue and one dashboard', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { model, together, open } = repositoryOf(createModel({ validate: false, seed }), seed)
      await together([FAILING, FAILING, FAILING])
      expect(open()).toHaveLength(1)
      const dashboards = model.issues().filter(({ title }) => title === 'Upkeep dashboard')
      expect(dashboards.filter(({ state }) => state === 'open')).toHaveLength(1)
      for (const { state, reason } of model.issues()) if (state === 'closed') expect(reason).toBe('duplicate')
    }
  })

  test('of which one is clean and began later end in none, after one more', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { together, report, open } = repositoryOf(createModel({ validate: false, seed }), seed)
      await report(FAILING)
      await together([FAILING, CLEAN])
      await report(CLEAN)
      expect(open()).toEqual([])
      expect((await report(CLEAN)).writes).toBe(0)
    }
  })

  test('tell of one new finding in at most two comments, and the next run in none', async () => {
    const { model, together, report } = repositoryOf()
    await report(FAILING)
    await together([TWO, TWO])
    expect(model.counts.comments).toBeLessThanOrEqual(2)
    const { comments } = model.counts
    expect((await report(TWO)).writes).toBe(0)
    expect(model.counts.comments).toBe(comments)
  })
})
