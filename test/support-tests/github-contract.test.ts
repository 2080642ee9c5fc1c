import { readdirSync, statSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { contractOf, VERSIONS, type Version } from '../support/github/contract.ts'
import { direct } from '../support/github/direct.ts'
import { HANDLERS } from '../support/github/model/operations.ts'
import { createModel } from '../support/github/model.ts'

const ISSUES = 'GET /repos/{owner}/{repo}/issues'
const CREATE = 'POST /repos/{owner}/{repo}/issues'
const UPDATE = 'PATCH /repos/{owner}/{repo}/issues/{issue_number}'
const LABEL = { name: 'a', id: 1, node_id: 'x', url: 'https://api.github.test/l', color: 'ededed' }

test('the descriptions are small', () => {
  const folder = new URL('../support/github/openapi/', import.meta.url)
  const sizes = readdirSync(folder).map((name) => statSync(new URL(name, folder)).size)
  expect(sizes.length).toBe(VERSIONS.length + 1)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(100_000)
})

describe.each(VERSIONS)('the description of %s', (version) => {
  const contract = contractOf(version)

  test('finds an operation and what its path names, decoded', () => {
    expect(contract.match('GET', '/repos/o/r/labels/a%2Fb%20c')).toEqual({
      id: 'GET /repos/{owner}/{repo}/labels/{name}',
      parameters: ['a/b c'],
    })
    expect(contract.match('GET', '/repos/o/r/contents/.github/workflows/a.yml')?.parameters).toEqual([
      '.github/workflows/a.yml',
    ])
    expect(contract.match('PUT', '/repos/o/r/issues')).toBeUndefined()
    expect(contract.match('GET', '/repos/o/r/labels/a/b')).toBeUndefined()
  })

  test('has somebody who answers each operation', () => {
    for (const id of Object.keys(HANDLERS)) expect(contract.unknownNames(id, {}, undefined)).toEqual([])
  })

  test.each<readonly [string, Readonly<Record<string, string>>, unknown, readonly string[]]>([
    [ISSUES, { labels: 'a', state: 'all', creator: 'b', page: '2' }, undefined, []],
    [ISSUES, { label: 'a' }, undefined, ['label']],
    [CREATE, {}, { title: 'a', labels: [], assignees: [] }, []],
    [CREATE, {}, { title: 'a', assigness: [] }, ['assigness']],
    [UPDATE, {}, { state: 'open', stateReason: 'completed' }, ['stateReason']],
  ])('knows the names of %s with %j and %j', (id, query, body, unknown) => {
    const found = contract.unknownNames(id, query, body).map((each) => each.split(' ').at(-1))
    expect(found).toEqual(unknown)
  })

  test.each<readonly [string, Readonly<Record<string, string>>, unknown, RegExp | undefined]>([
    [ISSUES, { state: 'all', per_page: '100', since: '2026-11-25T01:02:03Z' }, undefined, undefined],
    [ISSUES, { state: 'closd' }, undefined, /\?state: .*allowed values/],
    [ISSUES, { page: 'two' }, undefined, /\?page: .*must be integer/],
    [ISSUES, { since: 'yesterday' }, undefined, /\?since: .*date-time/],
    [CREATE, {}, { title: 'a' }, undefined],
    [CREATE, {}, { body: 'a' }, /required property 'title'/],
    [UPDATE, {}, { state: 'resolved' }, /\/state must be equal to one of the allowed values/],
    [UPDATE, {}, { state: 'closed', state_reason: null, body: null }, undefined],
    [UPDATE, {}, { state: 'closed', state_reason: 'wontfix' }, /\/state_reason must be equal/],
  ])('holds requests to %s with %j and %j against itself', (id, query, body, wrong) => {
    const found = contract.requestMistakes(id, query, body).join()
    if (wrong) expect(found).toMatch(wrong)
    else expect(found).toBe('')
  })

  test.each<readonly [number, unknown, RegExp | undefined]>([
    [200, [], undefined],
    [200, [{ ...LABEL, description: null, default: false }], undefined],
    [200, [{ ...LABEL, default: false }], /required property 'description'/],
    [200, [{ ...LABEL, description: null, default: 'no' }], /default must be boolean/],
    [201, [], /not described/],
    [404, { message: 'Not Found' }, undefined],
    [404, { message: 1 }, /message must be string/],
    [403, { message: 1 }, /message must be string/],
    [502, '<html>', undefined],
  ])('holds answers against itself: %j %j', (status, body, wrong) => {
    const found = contract.answerMistakes('GET /repos/{owner}/{repo}/labels', status, body).join()
    if (wrong) expect(found).toMatch(wrong)
    else expect(found).toBe('')
  })

  test('agrees with every answer of the model', () => {
    const jobs = [{ name: 'check', conclusion: 'success' as const }]
    const model = createModel({
      version,
      labels: ['a'],
      milestones: [1],
      workflows: [{ id: 7, name: 'Weekly', path: '.github/workflows/weekly.yml' }],
      runs: [{ id: 9, workflow: 7, event: 'schedule', conclusion: 'success', at: 0, jobs }],
      commits: { main: { 'a/b.txt': 'text' } },
    })
    model.human.openPull({ title: 'pull' })
    const { ask, get, post, patch } = direct(model)
    const answers = [
      post('/issues', { title: 'a', body: 'b', labels: ['a', 'new'], assignees: ['octocat'], milestone: 1 }),
      patch('/issues/2', { state: 'closed', state_reason: 'duplicate' }),
      post('/issues/2/comments', { body: 'a' }),
      patch('/issues/comments/1001', { body: 'b' }),
      post('/labels', { name: 'b', color: 'ff0000', description: 'c' }),
      ask({ method: 'POST', path: '/graphql', body: { query: 'query { viewer { login } }' } }),
      ask({ method: 'DELETE', path: '/repos/octo/repo/labels/b' }),
      ...['/issues', '/issues/2', '/issues/2/comments', '/labels', '/labels/a', '/assignees/octocat', '']
        .concat('/actions/workflows', '/actions/workflows/7/runs', '/actions/workflows/weekly.yml/runs')
        .concat('/actions/runs', '/actions/runs/9/jobs', '/contents/a/b.txt', '/git/trees/main')
        .map((path) => get(path, path === '/issues' ? { state: 'all' } : {})),
    ]
    expect(answers.map(({ status }) => status)).toEqual([
      ...[201, 200, 201, 200, 201, 200, 204],
      ...[200, 200, 200, 200, 200, 204, 200, 200, 200, 200, 200, 200, 200, 200],
    ])
    const refusals = [get('/issues/9'), post('/issues', { title: '' }), post('/labels', { name: 'A' })]
    expect(refusals.map(({ status }) => status)).toEqual([404, 422, 422])
    expect(model.mistakes).toEqual([])
  })
})

test('each version has a description of its own', () => {
  const body = { security_and_analysis: { secret_scanning_ai_detection: 1 } }
  const mistakes = (version: Version) =>
    contractOf(version).answerMistakes('GET /repos/{owner}/{repo}', 200, body).join()
  expect(mistakes('github.com')).toContain('secret_scanning_ai_detection must be object')
  expect(mistakes('ghes-3.19')).not.toContain('secret_scanning_ai_detection')
})
