import { describe, expect, test } from '@jest/globals'
import type { GitHubRequest } from '../../../src/core/github-ports.ts'
import { createModel, type Fault, type ModelOptions } from '../../support/github/model.ts'
import { HOUR, repositoryOf } from '../../support/issues/reporting.ts'
import { completed, reportWith } from '../../support/issues/reports.ts'
import { CLEAN, FAILING, HOST, issueIn, OTHER, remarks, saying } from '../../support/issues/scenes.ts'

const TWO = saying('expired', 'name')
const BOTH = reportWith(completed({ [HOST]: [{ rule: 'expired' }], [OTHER]: [{ rule: 'expired' }] }))

const isCreate = ({ method, path }: GitHubRequest) => method === 'POST' && path.endsWith('/issues')
const isComment = ({ method, path }: GitHubRequest) => method === 'POST' && path.endsWith('/comments')
const isPatch = ({ method }: GitHubRequest) => method === 'PATCH'
const isRead = ({ method }: GitHubRequest) => method === 'GET'

/** Meets the first `times` requests of a kind with a fault. */
function faulty(is: (request: GitHubRequest) => boolean, fault: Fault, times = 1) {
  let left = times
  return {
    script: (request: GitHubRequest): Fault | undefined => {
      if (!is(request) || left === 0) return undefined
      left -= 1
      return fault
    },
  }
}

function repositoryWith(options: ModelOptions = {}) {
  return repositoryOf(createModel({ validate: false, labels: ['upkeep'], ...options }))
}

const FAULTS: readonly Fault[] = [
  'unsent',
  'lost',
  'bad-gateway',
  'bad-gateway-after',
  'secondary',
  'too-many',
]

describe.each(FAULTS)('%s', (fault) => {
  test.each([
    ['once', 1],
    ['twice', 2],
  ])('while an issue is made, %s: one issue all the same', async (_, times) => {
    const { model, report, open } = repositoryWith()
    model.setFaults(faulty(isCreate, fault, times))
    const { faults } = await report(FAILING)
    model.setFaults({})
    if (times === 1) expect(faults).toEqual([])
    await report(FAILING)
    expect(open()).toHaveLength(1)
    expect(model.issues().filter(({ title }) => title.includes(HOST))).toHaveLength(1)
    expect((await report(FAILING)).writes).toBe(0)
  })

  test('while an issue is made, the lists two seconds behind: one issue all the same', async () => {
    const { model, report, open } = repositoryWith()
    model.setFaults({ ...faulty(isCreate, fault), lag: 2000 })
    await report(FAILING)
    expect(model.issues().filter(({ title }) => title.includes(HOST))).toHaveLength(1)
    expect(open()).toHaveLength(1)
  })

  test.each([
    ['once', 1],
    ['twice', 2],
  ])('while a comment is written, %s: one comment, at the latest by the next run', async (_, times) => {
    const { model, report } = repositoryWith()
    await report(FAILING)
    model.setFaults(faulty(isComment, fault, times))
    await report(TWO)
    model.setFaults({})
    await report(TWO)
    expect(remarks(issueIn(model, 1))).toHaveLength(1)
    expect((await report(TWO)).writes).toBe(0)
  })

  test('while an issue is closed: closed, with one comment', async () => {
    const { model, report } = repositoryWith()
    await report(FAILING)
    model.setFaults(faulty(isPatch, fault))
    const { faults } = await report(CLEAN)
    expect(faults).toEqual([])
    expect(issueIn(model, 1)).toMatchObject({ state: 'closed', reason: 'completed' })
    expect(remarks(issueIn(model, 1))).toHaveLength(1)
  })

  test('while the issues are read: read again, and nothing is made twice', async () => {
    const { model, report, open } = repositoryWith()
    await report(FAILING)
    model.setFaults(faulty(isRead, fault, 2))
    expect((await report(FAILING)).faults).toEqual([])
    expect(open()).toHaveLength(1)
  })
})

/** Meets the requests of a kind with these faults in turn. */
function inTurn(is: (request: GitHubRequest) => boolean, ...faults: readonly (Fault | undefined)[]) {
  const left = [...faults]
  return { script: (request: GitHubRequest) => (is(request) ? left.shift() : undefined) }
}

test('an issue is not made, then made without an answer: found by the same run', async () => {
  const { model, report, open } = repositoryWith()
  model.setFaults(inTurn(isCreate, 'unsent', 'lost'))
  const { faults, applied } = await report(FAILING)
  expect(faults).toEqual([])
  expect(applied[0]?.issue?.number).toBe(1)
  expect(open()).toHaveLength(1)
})

test.each<readonly [string, readonly (Fault | undefined)[]]>([
  ['the second', [undefined, 'unsent']],
  ['the first', ['unsent', undefined]],
])('of two issues %s was not made: the other is not taken for it', async (_, faults) => {
  const { model, report, open } = repositoryWith()
  model.setFaults(inTurn(isCreate, ...faults))
  const { applied } = await report(BOTH)
  expect(open()).toHaveLength(2)
  expect(new Set(applied.map(({ issue }) => issue?.number)).size).toBe(2)
})

test('a comment is written, and every answer after it is lost: the next run does not say it again', async () => {
  const { model, report } = repositoryWith()
  await report(FAILING)
  model.setFaults({ script: (request) => (isPatch(request) ? 'bad-gateway' : undefined) })
  expect((await report(TWO)).faults.join()).toMatch(/PATCH .* 502/)
  model.setFaults({})
  await report(TWO)
  expect(remarks(issueIn(model, 1))).toHaveLength(1)
  expect(issueIn(model, 1).body).toMatch(/2 problems/)
})

test('a comment is written and its answer lost, while people write too: not a second time', async () => {
  const { model, report } = repositoryWith()
  await report(FAILING)
  model.human.comment(1, 'On it.')
  model.setFaults(faulty(isComment, 'lost'))
  await report(TWO)
  expect(remarks(issueIn(model, 1))).toHaveLength(1)
})

describe('what GitHub refuses', () => {
  test('an assignee who is gone: the issue is opened without, and that is said', async () => {
    const { model, report, open } = repositoryWith()
    const { faults, warnings } = await report(FAILING, { assignees: ['gone'], labels: ['security'] })
    expect(faults).toEqual([])
    expect(warnings).toEqual([expect.stringMatching(/^GitHub refused the labels or assignees of #1/)])
    expect(open()).toMatchObject([{ labels: ['upkeep'], assignees: [] }])
    expect(model.mistakes).toEqual([])
  })

  test('assignees and labels that are dropped without a word: said, and found again', async () => {
    const { report, open, model } = repositoryWith({ drops: { labels: true, assignees: true } })
    const { warnings } = await report(FAILING, { assignees: ['octocat'], labels: ['security'] })
    expect(warnings).toEqual([expect.stringMatching(/dropped the labels upkeep, security of #1/)])
    await report(TWO)
    await report(TWO)
    expect(open()).toMatchObject([{ number: 1, labels: [] }])
    await report(CLEAN)
    expect(model.issues().filter(({ state }) => state === 'open')).toMatchObject([
      { title: 'Upkeep dashboard' },
    ])
  })

  test('nothing, where a label has other letters: no warning, no write', async () => {
    const { model, report, open } = repositoryWith({ labels: ['UpKeep', 'Security'] })
    expect((await report(FAILING, { labels: ['security'] })).warnings).toEqual([])
    expect(open()).toMatchObject([{ labels: ['UpKeep', 'Security'] }])
    expect((await report(FAILING)).writes).toBe(0)
    expect(model.labels()).toEqual(['UpKeep', 'Security'])
  })

  test('assignees and labels that are fine: given, and no warning', async () => {
    const { report, open } = repositoryWith()
    const { warnings } = await report(FAILING, { assignees: ['octocat'], labels: ['security'] })
    expect(warnings).toEqual([])
    expect(open()).toMatchObject([{ labels: ['upkeep', 'security'], assignees: ['octocat'] }])
  })

  test('everything, for want of a permission: said once, after one try, and nothing is lost', async () => {
    const { model, report, open } = repositoryWith({ permissions: { issues: 'read' } })
    const { faults, news, writes } = await report(BOTH)
    expect(writes).toBe(2)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(/403.*permissions: issues: write/)
    expect(news.map(({ kind }) => kind)).toEqual(['started', 'started'])
    expect(open()).toEqual([])
    model.setPermissions({ issues: 'write' })
    await report(BOTH)
    expect(open()).toHaveLength(2)
  })

  test('closing, for want of a permission: still open, said', async () => {
    const { model, report, open } = repositoryWith()
    await report(FAILING)
    model.setPermissions({ issues: 'read' })
    expect((await report(CLEAN)).faults.join()).toMatch(/permissions: issues: write/)
    expect(open()).toHaveLength(1)
    model.setPermissions({ issues: 'write' })
    await report(CLEAN)
    expect(open()).toEqual([])
  })

  test('even to read: an error in words', async () => {
    const { report } = repositoryWith({ permissions: { issues: 'none' } })
    await expect(report(FAILING)).rejects.toThrow(/permissions: issues: write/)
  })

  test('anything about issues, as they are disabled', async () => {
    const { model, report, open } = repositoryWith({ hasIssues: false })
    await expect(report(FAILING)).rejects.toThrow(/issues are disabled in this repository \(Settings/)
    model.human.enableIssues()
    await report(FAILING)
    model.human.disableIssues()
    await expect(report(CLEAN)).rejects.toThrow(/issues are disabled/)
    model.human.enableIssues()
    await report(CLEAN)
    expect(open()).toEqual([])
  })

  test('a comment, as the issue was locked a moment ago: written in the body, warned of', async () => {
    const { model, report } = repositoryWith()
    await report(FAILING)
    model.setFaults({
      script: (request) => {
        if (isComment(request)) model.human.lock(1)
        return undefined
      },
    })
    const { faults, warnings } = await report(TWO)
    expect(faults).toEqual([])
    expect(warnings.join()).toMatch(/no comment could be written on #1.*locked/)
    expect(issueIn(model, 1).body).toMatch(/2 problems/)
  })
})

describe('a rate limit', () => {
  test('that says how long it stands is waited for', async () => {
    const { model, report, open } = repositoryWith()
    model.setFaults({ ...faulty(isCreate, 'secondary', 3), retryAfter: 240 })
    const begun = model.now()
    expect((await report(FAILING)).faults).toEqual([])
    expect(open()).toHaveLength(1)
    expect(model.now() - begun).toBeGreaterThanOrEqual(240_000)
  })

  test('that stands longer than a run may wait ends it, without trying the rest; the next goes on', async () => {
    const { model, report, open } = repositoryWith()
    let creates = 0
    model.setFaults({
      retryAfter: 3000,
      script: (request) => (isCreate(request) && ++creates === 2 ? 'primary' : undefined),
    })
    const { faults, requests } = await report(BOTH)
    expect(faults.join('\n')).toMatch(/the next run goes on/)
    expect(open()).toHaveLength(1)
    expect(requests).toBeLessThan(20)
    model.setFaults({})
    expect((await report(BOTH)).faults).toEqual([])
    expect(open()).toHaveLength(2)
  })

  test('is waited for while reading, but not forever', async () => {
    const { model, report } = repositoryWith()
    model.setFaults({ ...faulty(isRead, 'primary'), retryAfter: 600 })
    expect((await report(FAILING)).faults).toEqual([])
    model.setFaults({ ...faulty(isRead, 'primary'), retryAfter: 2 * 3600 })
    const begun = model.now()
    await expect(report(FAILING)).rejects.toThrow(/rate limit.*the next run goes on/)
    expect(model.now() - begun).toBeLessThan(2 * HOUR)
  })
})
