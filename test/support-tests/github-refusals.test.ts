import { describe, expect, test } from '@jest/globals'
import { type Direct, direct, listed } from '../support/github/direct.ts'
import { createModel, type Model, type ModelOptions } from '../support/github/model.ts'

type Scene = Direct & { readonly model: Model }
type Act = (scene: Scene) => unknown

function github(options: ModelOptions = {}): Scene {
  const model = createModel({ limits: {}, ...options })
  model.human.open({ title: 'issue' })
  model.human.openPull({ title: 'pull' })
  return { model, ...direct(model) }
}

const LIST: Act = ({ get }) => get('/issues')
const GET: Act = ({ get }) => get('/issues/1')
const CREATE: Act = ({ post }) => post('/issues', { title: 'a' })
const CLOSE: Act = ({ patch }) => patch('/issues/1', { state: 'closed' })
const COMMENTS: Act = ({ get }) => get('/issues/1/comments')
const COMMENT: Act = ({ post }) => post('/issues/1/comments', { body: 'a' })
const COMMENT_PULL: Act = ({ post }) => post('/issues/2/comments', { body: 'a' })
const LABEL: Act = ({ post }) => post('/labels', { name: 'a' })
const RUNS: Act = ({ get }) => get('/actions/runs')
const FORBIDDEN = { status: 403, body: { message: 'Resource not accessible by integration' } }

describe('a token that may not', () => {
  test.each<readonly [string, NonNullable<ModelOptions['permissions']>, Act, object]>([
    ['write issues, lists', { issues: 'read' }, LIST, { status: 200 }],
    ['write issues, creates', { issues: 'read' }, CREATE, FORBIDDEN],
    ['write issues, closes', { issues: 'read' }, CLOSE, FORBIDDEN],
    ['write issues, comments', { issues: 'read' }, COMMENT, FORBIDDEN],
    ['write issues, comments on a pull request', { issues: 'read' }, COMMENT_PULL, { status: 201 }],
    ['write issues, makes a label', { issues: 'read' }, LABEL, FORBIDDEN],
    ['read issues, lists', { issues: 'none' }, LIST, FORBIDDEN],
    ['write pull requests, comments on one', { 'pull-requests': 'read' }, COMMENT_PULL, FORBIDDEN],
    ['write pull requests, comments on an issue', { 'pull-requests': 'none' }, COMMENT, { status: 201 }],
    ['read actions, lists runs', { actions: 'none' }, RUNS, FORBIDDEN],
    ['read actions, lists issues', { actions: 'none' }, LIST, { status: 200 }],
    ['read contents, reads a file', { contents: 'none' }, ({ get }) => get('/contents/a'), FORBIDDEN],
  ])('%s', (_name, permissions, act, expected) => {
    const scene = github({ permissions })
    const before = scene.model.issues()
    expect(act(scene)).toMatchObject(expected)
    if (expected === FORBIDDEN) expect(scene.model.issues()).toEqual(before)
    expect(scene.model.mistakes).toEqual([])
  })

  test('may later', () => {
    const scene = github({ permissions: { issues: 'read' } })
    scene.model.setPermissions({ issues: 'write' })
    expect(CREATE(scene)).toMatchObject({ status: 201 })
  })
})

const DELETED = { status: 410, body: { message: 'This issue was deleted' } }
const MOVED = { status: 301, headers: { location: 'https://api.github.test/repositories/2/issues/1' } }
const DISABLED = { status: 410, body: { message: 'Issues has been disabled in this repository.' } }

describe('an issue that is no longer as it was', () => {
  test.each<readonly [string, (model: Model) => void, Act, object]>([
    ['deleted: read', ({ human }) => human.delete(1), GET, DELETED],
    ['deleted: closed', ({ human }) => human.delete(1), CLOSE, DELETED],
    ['deleted: comments', ({ human }) => human.delete(1), COMMENTS, DELETED],
    ['deleted: commented on', ({ human }) => human.delete(1), COMMENT, DELETED],
    ['transferred: read', ({ human }) => human.transfer(1), GET, MOVED],
    ['transferred: closed', ({ human }) => human.transfer(1), CLOSE, MOVED],
    ['transferred: commented on', ({ human }) => human.transfer(1), COMMENT, MOVED],
    ['locked: read', ({ human }) => human.lock(1), GET, { status: 200, body: { locked: true } }],
    ['locked: closed', ({ human }) => human.lock(1), CLOSE, { status: 200, body: { state: 'closed' } }],
    [
      'locked: commented on',
      ({ human }) => human.lock(1),
      COMMENT,
      { status: 403, body: { message: 'Unable to create comment because issue is locked.' } },
    ],
    ['disabled: listed', ({ human }) => human.disableIssues(), LIST, DISABLED],
    ['disabled: read', ({ human }) => human.disableIssues(), GET, DISABLED],
    ['disabled: created', ({ human }) => human.disableIssues(), CREATE, DISABLED],
    ['disabled: closed', ({ human }) => human.disableIssues(), CLOSE, DISABLED],
    ['disabled: commented on', ({ human }) => human.disableIssues(), COMMENT, DISABLED],
    ['disabled: a pull request', ({ human }) => human.disableIssues(), COMMENT_PULL, { status: 201 }],
    ['never there', () => undefined, ({ get }) => get('/issues/99'), { status: 404 }],
  ])('%s', (_name, happen, act, expected) => {
    const scene = github()
    happen(scene.model)
    expect(act(scene)).toMatchObject(expected)
    expect(scene.model.mistakes).toEqual([])
  })

  test.each(['delete', 'transfer'] as const)('is not listed after %s', (name) => {
    const { model, get } = github()
    model.human[name](1)
    expect(listed(get('/issues', { state: 'all' }), 'number')).toEqual([2])
  })

  test('is there again when issues are enabled, as is one that was unlocked', () => {
    const scene = github()
    scene.model.human.disableIssues()
    scene.model.human.enableIssues()
    scene.model.human.lock(1)
    scene.model.human.unlock(1)
    expect(COMMENT(scene)).toMatchObject({ status: 201 })
  })
})

const issue = (field: string, code: string) => ({ errors: [{ resource: 'Issue', field, code }] })
const tooLong = (field: string, limit: number) => ({
  errors: [
    {
      resource: 'Issue',
      code: 'custom',
      field,
      message: `${field} is too long (maximum is ${limit} characters)`,
    },
  ],
})

describe('what GitHub refuses with 422', () => {
  test.each<readonly [string, object, object | undefined]>([
    ['no title', { body: 'a' }, issue('title', 'missing_field')],
    ['a blank title', { title: ' \n' }, issue('title', 'missing_field')],
    ['a title of 256', { title: 'x'.repeat(256) }, undefined],
    ['a title of 256 emoji', { title: '😀'.repeat(256) }, undefined],
    ['a title of 257', { title: 'x'.repeat(257) }, tooLong('title', 256)],
    ['a body of 65,536', { title: 'a', body: 'x'.repeat(65_536) }, undefined],
    ['a body of 65,536 emoji', { title: 'a', body: '😀'.repeat(65_536) }, undefined],
    ['a body of 65,537', { title: 'a', body: 'x'.repeat(65_537) }, tooLong('body', 65_536)],
    ['somebody unknown', { title: 'a', assignees: ['octocat', 'nobody'] }, issue('assignees', 'invalid')],
    ['a label of 50', { title: 'a', labels: ['x'.repeat(50)] }, undefined],
    [
      'a label of 51',
      { title: 'a', labels: ['x'.repeat(51)] },
      { errors: [{ resource: 'Label', field: 'name', code: 'custom' }] },
    ],
    ['an unknown milestone', { title: 'a', milestone: 2 }, issue('milestone', 'invalid')],
  ])('an issue with %s', (_name, body, errors) => {
    const { model, post } = github({ milestones: [1] })
    const answer = post('/issues', body as Record<string, never>)
    expect(answer.status).toBe(errors ? 422 : 201)
    if (errors) expect(answer.body).toMatchObject({ message: 'Validation Failed', ...errors })
    expect(model.counts.creates).toBe(errors ? 0 : 1)
    expect(model.issues().length).toBe(errors ? 2 : 3)
    expect(model.labels().length).toBe(errors || !('labels' in body) ? 0 : 1)
  })

  test.each<readonly [string, object, object]>([
    ['an unknown state', { state: 'resolved' }, issue('state', 'invalid')],
    ['an unknown reason', { state: 'closed', state_reason: 'wontfix' }, issue('state_reason', 'invalid')],
    ['a title that is too long', { title: 'x'.repeat(257) }, tooLong('title', 256)],
    ['a body that is too long', { body: 'x'.repeat(65_537) }, tooLong('body', 65_536)],
    ['somebody who left', { assignees: ['octocat'] }, issue('assignees', 'invalid')],
  ])('a change with %s changes nothing', (_name, body, errors) => {
    const { model, patch } = github()
    model.human.removeAssignee('octocat')
    const before = model.issues()
    expect(patch('/issues/1', body as Record<string, never>)).toMatchObject({ status: 422, body: errors })
    expect(model.issues()).toEqual(before)
  })

  test('a comment that is too long or empty', () => {
    const { model, post } = github()
    expect(post('/issues/1/comments', { body: 'x'.repeat(65_537) }).status).toBe(422)
    expect(post('/issues/1/comments', { body: '' }).status).toBe(422)
    expect(post('/issues/1/comments', { body: 'x'.repeat(65_536) }).status).toBe(201)
    expect(model.counts.comments).toBe(1)
  })

  test.each<readonly [string, Record<string, string>]>([
    ['no name', { color: 'ff0000' }],
    ['a long name', { name: 'x'.repeat(51) }],
    ['a color with #', { name: 'a', color: '#ff0000' }],
    ['a long description', { name: 'a', description: 'x'.repeat(101) }],
  ])('a label with %s', (_name, body) => {
    expect(github().post('/labels', body).status).toBe(422)
  })
})

describe('a mistake of the client is in the list', () => {
  test.each<readonly [string, Act, RegExp]>([
    ['a key', ({ post }) => post('/issues', { title: 'a', assigness: [] }), /no key is named assigness/],
    ['a query', ({ get }) => get('/issues', { label: 'a' }), /no query is named label/],
    ['a value', ({ get }) => get('/issues', { state: 'opened' }), /\?state/],
    ['no title', ({ post }) => post('/issues', {}), /required property 'title'/],
    ['an operation', ({ ask }) => ask({ method: 'PUT', path: '/repos/octo/repo/issues/1' }), /no such/],
    ['a search', ({ ask }) => ask({ method: 'GET', path: '/search/issues' }), /no such operation/],
    ['a path with a query', ({ get }) => get('/issues?state=all'), /not encoded/],
    ['a path with a space', ({ get }) => get('/labels/a b'), /not encoded/],
    ['a path with a broken escape', ({ get }) => get('/labels/%zz'), /no such operation/],
    [
      'a body where none goes',
      ({ ask }) => ask({ method: 'GET', path: '/repos/octo/repo/issues', body: {} }),
      /: a body/,
    ],
    ['no body', ({ ask }) => ask({ method: 'POST', path: '/repos/octo/repo/issues' }), /no body/],
  ])('%s', (_name, act, mistake) => {
    const scene = github()
    act(scene)
    expect(scene.model.mistakes.join('\n')).toMatch(mistake)
  })

  test('names are looked at without validation too', () => {
    const { model, get } = github({ validate: false })
    get('/issues', { label: 'a', state: 'opened' })
    expect(model.mistakes).toEqual(['GET /repos/{owner}/{repo}/issues: no query is named label'])
  })

  test('another repository is not there', () => {
    const { ask } = github()
    expect(ask({ method: 'GET', path: '/repos/octo/other/issues' }).status).toBe(404)
    expect(ask({ method: 'GET', path: '/repos/Octo/Repo/issues' }).status).toBe(200)
  })
})
