import { describe, expect, test } from '@jest/globals'
import { direct, listed } from '../support/github/direct.ts'
import { createModel, type ModelOptions } from '../support/github/model.ts'

const NOW = Date.UTC(2026, 10, 25, 6, 0, 0, 750)

function github(options: ModelOptions = {}) {
  const model = createModel({ now: NOW, limits: {}, ...options })
  return { model, ...direct(model) }
}

describe('an issue', () => {
  test('is what was asked for, by the token, and makes the labels that are not there', () => {
    const { model, post, get } = github({ labels: ['Upkeep'] })
    const { status, body, headers } = post('/issues', { title: 'T', body: 'B', labels: ['upkeep', 'new'] })
    expect(status).toBe(201)
    expect(headers['location']).toBe('https://api.github.test/repos/octo/repo/issues/1')
    expect(body).toMatchObject({
      number: 1,
      title: 'T',
      body: 'B',
      state: 'open',
      state_reason: null,
      user: { login: 'github-actions[bot]', type: 'Bot' },
      labels: [{ name: 'Upkeep' }, { name: 'new' }],
      created_at: '2026-11-25T06:00:00Z',
      updated_at: '2026-11-25T06:00:00Z',
      closed_at: null,
      comments: 0,
    })
    expect(body).not.toHaveProperty('pull_request')
    expect(get('/issues/1').body).toEqual(body)
    expect(model.labels()).toEqual(['Upkeep', 'new'])
    expect(model.counts).toMatchObject({ requests: 2, writes: 1, creates: 1, comments: 0, notifications: 1 })
    expect(model.mistakes).toEqual([])
  })

  test('is another one each time: nothing keeps a second from being the same', () => {
    const { model, post } = github()
    expect([1, 2, 3].map(() => post('/issues', { title: 'T' }).status)).toEqual([201, 201, 201])
    expect(model.issues().map(({ number }) => number)).toEqual([1, 2, 3])
  })

  test('answers with values of their own', () => {
    const { get, post } = github()
    const { body } = post('/issues', { title: 'T' })
    Object.assign(body as object, { title: 'changed' })
    expect(get('/issues/1').body).toMatchObject({ title: 'T' })
  })

  test.each<readonly [string, object, object]>([
    ['closes', { state: 'closed' }, { state: 'closed', state_reason: 'completed' }],
    [
      'closes with a reason',
      { state: 'closed', state_reason: 'not_planned' },
      { state: 'closed', state_reason: 'not_planned', closed_by: { login: 'github-actions[bot]' } },
    ],
    ['closes as a duplicate', { state: 'closed', state_reason: 'duplicate' }, { state_reason: 'duplicate' }],
    ['ignores a reason alone', { state_reason: 'not_planned' }, { state: 'open', state_reason: null }],
    ['changes its title alone', { title: 'U' }, { title: 'U', body: 'B', labels: [{ name: 'a' }] }],
    ['changes its body alone', { body: null }, { title: 'T', body: null }],
    ['replaces labels', { labels: ['b', 'B', 'c'] }, { labels: [{ name: 'b' }, { name: 'c' }] }],
    ['takes labels as objects', { labels: [{ name: 'b' }] }, { labels: [{ name: 'b' }] }],
    ['takes all labels away', { labels: [] }, { labels: [] }],
    [
      'assigns',
      { assignees: ['octocat'] },
      { assignees: [{ login: 'octocat' }], assignee: { login: 'octocat' } },
    ],
    ['sets a milestone', { milestone: 3 }, { milestone: { number: 3 } }],
  ])('%s', (_name, change, expected) => {
    const { model, post, patch, pass, get } = github({ milestones: [3] })
    post('/issues', { title: 'T', body: 'B', labels: ['a'] })
    pass(60_000)
    const { status, body } = patch('/issues/1', change as Record<string, never>)
    expect(status).toBe(200)
    expect(body).toMatchObject(expected)
    expect(body).toMatchObject({ created_at: '2026-11-25T06:00:00Z', updated_at: '2026-11-25T06:01:00Z' })
    expect(get('/issues/1').body).toEqual(body)
    expect(model.mistakes).toEqual([])
  })

  test('reopens, and is closed by nobody then', () => {
    const { model, post, patch, pass } = github()
    post('/issues', { title: 'T' })
    patch('/issues/1', { state: 'closed' })
    expect(model.issues()[0]).toMatchObject({ closedAt: NOW, closedBy: 'github-actions[bot]' })
    pass(1000)
    expect(patch('/issues/1', { state: 'open' }).body).toMatchObject({
      state: 'open',
      state_reason: 'reopened',
      closed_at: null,
      closed_by: null,
    })
    // Open, closed, opened again: people are told of each, and of nothing else.
    patch('/issues/1', { title: 'U', body: 'V', labels: ['a'], state: 'open' })
    expect(model.counts.notifications).toBe(3)
  })

  test('is written where GitHub drops labels and assignees, without them and without a word', () => {
    const { model, post, patch, get } = github({ drops: { labels: true, assignees: true }, labels: ['a'] })
    const given = { labels: ['a'], assignees: ['octocat', 'nobody'] }
    expect(post('/issues', { title: 'T', ...given })).toMatchObject({
      status: 201,
      body: { labels: [], assignees: [] },
    })
    expect(patch('/issues/1', given)).toMatchObject({ status: 200, body: { labels: [], assignees: [] } })
    expect(listed(get('/issues', { labels: 'a' }), 'number')).toEqual([])
    expect(model.labels()).toEqual(['a'])
  })
})

describe('a list of issues', () => {
  function scene() {
    const all = github({ labels: ['a'] })
    all.model.human.open({ title: '1', labels: ['a', 'b'] })
    all.pass(1000)
    all.model.human.openPull({ title: '2', labels: ['a'] })
    all.pass(1000)
    all.post('/issues', { title: '3', labels: ['a', 'b'] })
    all.pass(1000)
    all.post('/issues', { title: '4' })
    all.pass(1000)
    all.patch('/issues/3', { state: 'closed' })
    all.model.human.renameLabel('b', 'B2')
    return all
  }

  test.each<readonly [string, Readonly<Record<string, string>>, readonly number[]]>([
    ['has what is open, the newest first, pull requests too', {}, [4, 2, 1]],
    ['has everything', { state: 'all' }, [4, 3, 2, 1]],
    ['has what is closed', { state: 'closed' }, [3]],
    ['goes up', { state: 'all', direction: 'asc' }, [1, 2, 3, 4]],
    ['goes by change', { state: 'all', sort: 'updated' }, [3, 4, 2, 1]],
    ['has one author', { state: 'all', creator: 'github-actions[bot]' }, [4, 3]],
    ['has another author', { creator: 'octocat' }, [2, 1]],
    ['has a label, in any case', { state: 'all', labels: 'A' }, [3, 2, 1]],
    ['has all of some labels, by their present names', { state: 'all', labels: 'a,b2' }, [3, 1]],
    ['has nothing by the old name of a label', { state: 'all', labels: 'b' }, []],
    ['has what changed since', { state: 'all', since: '2026-11-25T06:00:03Z' }, [4, 3]],
    ['has what changed in that second', { state: 'all', since: '2026-11-25T06:00:04Z' }, [3]],
    ['has what is assigned to somebody', { state: 'all', assignee: 'octocat' }, []],
  ])('%s', (_name, query, numbers) => {
    const { model, get } = scene()
    expect(listed(get('/issues', query), 'number')).toEqual(numbers)
    expect(model.mistakes).toEqual([])
  })

  test('shows which is a pull request', () => {
    const { get } = scene()
    const pulls = (get('/issues').body as object[]).map((each) => 'pull_request' in each)
    expect(pulls).toEqual([false, true, false])
  })

  test('has pages, which lead to each other', () => {
    const { model, get } = github()
    for (let at = 0; at < 250; at += 1) model.human.open({ title: `${at}` })
    expect(listed(get('/issues'), 'number').length).toBe(30)
    const first = get('/issues', { per_page: '100', state: 'all' })
    expect(listed(first, 'number').length).toBe(100)
    const base = 'https://api.github.test/repos/octo/repo/issues?per_page=100&state=all&page='
    expect(first.headers['link']).toBe(`<${base}2>; rel="next", <${base}3>; rel="last"`)
    const last = get('/issues', { per_page: '100', state: 'all', page: '3' })
    expect(listed(last, 'number')).toEqual(Array.from({ length: 50 }, (_each, at) => 50 - at))
    expect(last.headers['link']).toBe(`<${base}2>; rel="prev", <${base}1>; rel="first"`)
    expect(get('/issues', { page: '4', per_page: '100' }).body).toEqual([])
    expect(model.mistakes).toEqual([])
    expect(listed(get('/issues', { per_page: '101' }), 'number').length).toBe(100)
    expect(model.mistakes).toEqual(['GET /repos/{owner}/{repo}/issues: per_page is over 100'])
  })
})

describe('comments', () => {
  test('are listed, the oldest first, and changed', () => {
    const { model, post, patch, get, pass } = github()
    post('/issues', { title: 'T' })
    pass(1000)
    const { status, body } = post('/issues/1/comments', { body: 'one' })
    expect(status).toBe(201)
    expect(body).toMatchObject({ id: 1001, body: 'one', user: { login: 'github-actions[bot]' } })
    model.human.comment(1, 'two')
    expect(patch('/issues/comments/1001', { body: 'ONE' }).body).toMatchObject({ id: 1001, body: 'ONE' })
    expect(listed(get('/issues/1/comments'), 'body')).toEqual(['ONE', 'two'])
    expect(get('/issues/1').body).toMatchObject({ comments: 2, updated_at: '2026-11-25T06:00:01Z' })
    expect(patch('/issues/comments/1002', { body: 'x' }).status).toBe(403)
    model.human.deleteComment(1001)
    expect(listed(get('/issues/1/comments'), 'body')).toEqual(['two'])
    expect(patch('/issues/comments/1001', { body: 'x' }).status).toBe(404)
    expect(model.counts).toMatchObject({ comments: 1, notifications: 2 })
    expect(model.mistakes).toEqual([])
  })

  test('have pages', () => {
    const { model, get } = github()
    model.human.open({ title: 'T' })
    for (let at = 0; at < 3; at += 1) model.human.comment(1, `${at}`)
    expect(listed(get('/issues/1/comments', { per_page: '2', page: '2' }), 'body')).toEqual(['2'])
  })
})

describe('people', () => {
  test.each<readonly [string, (all: ReturnType<typeof github>) => void, object]>([
    [
      'close',
      ({ model }) => model.human.close(1, 'not_planned'),
      { reason: 'not_planned', closedBy: 'octocat' },
    ],
    ['retitle', ({ model }) => model.human.retitle(1, 'U'), { title: 'U' }],
    ['relabel', ({ model }) => model.human.relabel(1, ['b']), { labels: ['b'] }],
    ['rename a label', ({ model }) => model.human.renameLabel('a', 'z'), { labels: ['z'] }],
    ['delete a label', ({ model }) => model.human.deleteLabel('a'), { labels: [] }],
    ['wipe a body', ({ model }) => model.human.wipeBody(1), { body: null }],
    [
      'edit a body in a browser',
      ({ model }) => model.human.editBody(1, 'a\nb\r\nc'),
      { body: 'a\r\nb\r\nc' },
    ],
    ['lock', ({ model }) => model.human.lock(1), { locked: true }],
    ['delete', ({ model }) => model.human.delete(1), { gone: 'deleted' }],
    ['transfer', ({ model }) => model.human.transfer(1), { gone: 'transferred' }],
    ['leave', ({ model }) => model.human.removeAssignee('octocat'), { assignees: [] }],
  ])('%s', (_name, act, expected) => {
    const all = github()
    all.post('/issues', { title: 'T', body: 'B', labels: ['a'], assignees: ['octocat'] })
    const { notifications, writes } = all.model.counts
    act(all)
    expect(all.model.issues()[0]).toMatchObject(expected)
    expect(all.model.counts).toMatchObject({ notifications, writes })
  })

  test('have a number that is never given again', () => {
    const { model, post } = github()
    model.human.delete(model.human.open({ title: 'T' }))
    expect(post('/issues', { title: 'U' }).body).toMatchObject({ number: 2 })
  })
})

describe('labels and assignees', () => {
  test('a label is made once: the second gets 422, as a lock wants it', () => {
    const { model, ask, get, post } = github()
    const lock = { name: 'upkeep-lock', color: 'ededed', description: 'until 06:10' }
    expect(post('/labels', lock)).toMatchObject({ status: 201, body: lock })
    expect(post('/labels', { ...lock, name: 'UPKEEP-lock' })).toMatchObject({
      status: 422,
      body: { errors: [{ resource: 'Label', code: 'already_exists', field: 'name' }] },
    })
    expect(get('/labels/upkeep-lock').body).toMatchObject(lock)
    expect(listed(get('/labels'), 'name')).toEqual(['upkeep-lock'])
    const path = '/repos/octo/repo/labels/upkeep-lock'
    expect(ask({ method: 'DELETE', path })).toMatchObject({ status: 204, body: null })
    expect(ask({ method: 'DELETE', path }).status).toBe(404)
    expect(get('/labels/upkeep-lock').status).toBe(404)
    expect(model.mistakes).toEqual([])
  })

  test('people who can be assigned are there, others are not', () => {
    const { get, model } = github({ assignable: ['mona'] })
    expect(get('/assignees/Mona').status).toBe(204)
    expect(get('/assignees/octocat').status).toBe(404)
    model.human.removeAssignee('mona')
    expect(get('/assignees/mona').status).toBe(404)
  })
})

test('GraphQL says whose the token is', () => {
  const { model, ask } = github({ login: 'upkeep-app[bot]' })
  const query = (text: string) => ask({ method: 'POST', path: '/graphql', body: { query: text } }).body
  expect(query('query { viewer { login } }')).toEqual({ data: { viewer: { login: 'upkeep-app[bot]' } } })
  expect(model.counts.writes).toBe(0)
  expect(model.mistakes).toEqual([])
  expect(query('{ viewer { name } }')).toHaveProperty('errors')
  expect(model.mistakes.length).toBe(1)
})

describe('workflows, runs and jobs', () => {
  const jobs = [
    { name: 'check', conclusion: 'success' as const },
    { name: 'report', conclusion: 'skipped' as const },
  ]
  const options: ModelOptions = {
    workflows: [
      { id: 7, name: 'Weekly', path: '.github/workflows/weekly.yml', state: 'disabled_inactivity' },
      { id: 8, name: 'CI', path: '.github/workflows/ci.yml' },
    ],
    runs: [
      { id: 1, workflow: 7, event: 'schedule', conclusion: 'success', at: NOW - 86_400_000, jobs },
      { id: 2, workflow: 7, event: 'schedule', conclusion: 'failure', at: NOW - 3_600_000 },
      { id: 3, workflow: 8, event: 'push', conclusion: null, status: 'in_progress', at: NOW - 1000 },
      { id: 4, workflow: 7, event: 'schedule', conclusion: 'success', at: NOW + 1000 },
    ],
  }

  test.each<readonly [string, Readonly<Record<string, string>>, readonly number[]]>([
    ['/actions/workflows/7/runs', {}, [2, 1]],
    ['/actions/workflows/weekly.yml/runs', { event: 'schedule', per_page: '1' }, [2]],
    ['/actions/workflows/weekly.yml/runs', { status: 'success' }, [1]],
    ['/actions/workflows/ci.yml/runs', { status: 'completed' }, []],
    ['/actions/runs', {}, [3, 2, 1]],
    ['/actions/runs', { event: 'push' }, [3]],
    ['/actions/runs', { branch: 'other' }, []],
    ['/actions/runs', { created: '>=2026-11-25T05:30:00Z' }, [3]],
    ['/actions/runs', { created: '2026-11-24..2026-11-24' }, [1]],
  ])('%s with %j', (path, query, ids) => {
    const { model, get } = github(options)
    const { status, body } = get(path, query)
    expect(status).toBe(200)
    const runs = (body as { readonly workflow_runs: readonly { readonly id: number }[] }).workflow_runs
    expect(runs.map(({ id }) => id)).toEqual(ids)
    expect(model.mistakes).toEqual([])
  })

  test('are as they were given, and change', () => {
    const { model, get } = github(options)
    expect(get('/actions/workflows').body).toMatchObject({
      total_count: 2,
      workflows: [
        { id: 7, state: 'disabled_inactivity' },
        { id: 8, state: 'active' },
      ],
    })
    expect(get('/actions/runs/1/jobs').body).toMatchObject({ total_count: 2, jobs })
    expect(get('/actions/runs/99/jobs').status).toBe(404)
    expect(get('/actions/workflows/none.yml/runs').status).toBe(404)
    model.setWorkflow({ id: 8, name: 'CI', path: '.github/workflows/ci.yml', state: 'disabled_manually' })
    model.addRun({ id: 5, workflow: 8, event: 'push', conclusion: 'success', at: NOW })
    expect(get('/actions/workflows').body).toMatchObject({ workflows: [{}, { state: 'disabled_manually' }] })
    expect(get('/actions/workflows/8/runs').body).toMatchObject({ total_count: 2 })
    expect(model.mistakes).toEqual([])
  })
})

test('files are in a commit, in Base64 or raw', () => {
  const { model, get, ask } = github({ commits: { main: { '.github/upkeep.yml': 'a: 1\n', 'b/c': '' } } })
  const { body } = get('/contents/.github/upkeep.yml')
  expect(body).toMatchObject({ type: 'file', size: 5, content: Buffer.from('a: 1\n').toString('base64') })
  const path = '/repos/octo/repo/contents/.github/upkeep.yml'
  const headers = { accept: 'application/vnd.github.raw+json' }
  expect(ask({ method: 'GET', path, headers }).body).toBe('a: 1\n')
  expect(get('/contents/none').status).toBe(404)
  expect(get('/contents/b/c', { ref: 'other' }).status).toBe(404)
  const paths = (query: Readonly<Record<string, string>>) =>
    (get('/git/trees/main', query).body as { tree: { path: string }[] }).tree.map((each) => each.path)
  expect(paths({})).toEqual(['.github', 'b'])
  expect(paths({ recursive: '1' })).toEqual(['.github', '.github/upkeep.yml', 'b', 'b/c'])
  expect(model.mistakes).toEqual([])
})
