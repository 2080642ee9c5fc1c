import { describe, expect, test } from '@jest/globals'
import { createModel } from '../../support/github/model.ts'
import { repositoryOf } from '../../support/issues/reporting.ts'
import { CLEAN, FAILING, HOST, issueIn, remarks, saying } from '../../support/issues/scenes.ts'

const TWO = saying('expired', 'name')

/** The body of the issue that a failing report opens. */
async function markedBody(): Promise<string> {
  const { report, model } = repositoryOf()
  await report(FAILING)
  return issueIn(model, 1).body ?? ''
}

describe('a marker that somebody else wrote', () => {
  test.each([
    ['in an issue', 'open'],
    ['in a pull request', 'openPull'],
  ] as const)('%s is nothing to us', async (_, open) => {
    const { report, model } = repositoryOf()
    const number = model.human[open]({ title: 'Mine', body: await markedBody(), labels: ['upkeep'] })
    await report(FAILING)
    expect(model.issues().filter(({ author }) => author !== 'octocat')).toMatchObject([
      { title: `Upkeep: certificate-expiry: ${HOST}` },
      { title: 'Upkeep dashboard' },
    ])
    await report(CLEAN)
    expect(issueIn(model, number)).toMatchObject({ state: 'open', title: 'Mine', comments: [] })
    expect(model.mistakes).toEqual([])
  })

  test('in a pull request of our own login is nothing to us', async () => {
    const { report, model, open } = repositoryOf()
    const body = await markedBody()
    const number = model.human.openPull({
      title: 'Mine',
      body,
      labels: ['upkeep'],
      author: 'github-actions[bot]',
    })
    await report(FAILING)
    expect(open()).toHaveLength(1)
    await report(CLEAN)
    expect(issueIn(model, number)).toMatchObject({ state: 'open', comments: [] })
  })

  test('in a comment does not keep ours from being written', async () => {
    // What the comment on the same repository would be.
    const rehearsal = repositoryOf()
    await rehearsal.report(FAILING)
    await rehearsal.report(TWO)
    const [marked = ''] = issueIn(rehearsal.model, 1).comments.map(({ body }) => body)
    expect(marked).toMatch(/^<!-- upkeep:k=/)
    const { report, model } = repositoryOf()
    await report(FAILING)
    model.human.comment(1, marked)
    await report(TWO)
    expect(remarks(issueIn(model, 1))).toHaveLength(1)
  })

  test('as a dashboard neither holds our memory nor is written', async () => {
    const { report, model, dashboard } = repositoryOf()
    await report(FAILING)
    const body = dashboard()?.body ?? ''
    const other = repositoryOf()
    other.model.human.open({ title: 'Upkeep dashboard', body, labels: ['upkeep'] })
    await other.report(CLEAN)
    const all = other.model.issues().filter(({ title }) => title === 'Upkeep dashboard')
    expect(all).toHaveLength(2)
    expect(all[0]).toMatchObject({ author: 'octocat', body })
    expect(model.mistakes).toEqual([])
  })
})

describe('a token of another login', () => {
  test('opens an issue of its own and leaves the others alone', async () => {
    const { report, model } = repositoryOf(createModel({ validate: false, login: 'care-app[bot]' }))
    const body = await markedBody()
    const title = 'Upkeep: certificate-expiry: api.example.org:443'
    const number = model.human.open({ title, body, labels: ['upkeep'], author: 'github-actions[bot]' })
    await report(FAILING)
    await report(CLEAN)
    expect(issueIn(model, number)).toMatchObject({ state: 'open', comments: [] })
    expect(model.issues().filter(({ author }) => author === 'care-app[bot]')).toHaveLength(2)
  })
})

describe('an issue that was transferred from another repository with Upkeep', () => {
  test('is not ours: it is neither closed nor taken for the group of that name here', async () => {
    const { model, report, issues } = repositoryOf(createModel({ validate: false }))
    await report(FAILING, { home: '1' })
    await report(CLEAN, { home: '2' })
    expect(issues()).toMatchObject([{ state: 'open' }])
    await report(FAILING, { home: '2' })
    expect(issues().filter(({ state }) => state === 'open')).toHaveLength(2)
    const dashboards = model.issues().filter(({ title }) => title === 'Upkeep dashboard')
    expect(dashboards.map(({ state }) => state)).toEqual(['open', 'open'])
    expect((await report(FAILING, { home: '2' })).writes).toBe(0)
  })

  test('one that does not say where it was written is ours', async () => {
    const { report, issues } = repositoryOf(createModel({ validate: false }))
    await report(FAILING)
    await report(CLEAN, { home: '2' })
    expect(issues()).toMatchObject([{ state: 'closed' }])
  })
})
