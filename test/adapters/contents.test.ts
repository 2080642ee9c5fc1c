import { afterEach, describe, expect, test } from '@jest/globals'
import { type Api, contentsTree } from '../../src/adapters/contents.ts'
import { httpClient } from '../../src/adapters/http.ts'
import type { Http, Tree } from '../../src/core/ports.ts'
import type { FakeCommit } from '../support/github/commit.ts'
import { type FakeGitHub, type GitHubOptions, startGitHub } from '../support/github/fake-github.ts'
import { type Answer, hang, raw, reset, type Seen, serve } from '../support/servers/http-server.ts'
import { faultOf } from './client.ts'

const COMMIT = 'c0ffee'.repeat(7).slice(0, 40)
const FILES: FakeCommit = {
  'package.json': '{}',
  'packages/a/package-lock.json': '{"a":1}',
  'packages/ab/x': 'no part of packages/a',
  'packages/a/node_modules/b/package.json': 'installed',
  'packages/a/link': { mode: '120000', content: '../../package.json' },
  'packages/a/sub': { mode: '160000', content: 'd'.repeat(40) },
  'packages/a/bin/run': { mode: '100755', content: '#!/bin/sh' },
  'odd/é "x" %20?#&+\n.txt': Buffer.from([0, 255, 13, 10]),
}

const open: { readonly close: () => Promise<void> }[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

const http: Http = httpClient({ env: {}, now: () => 0, wait: async () => undefined, random: () => 0 })

interface World {
  readonly github: FakeGitHub
  readonly tree: (prefix?: string, api?: Partial<Api>, client?: Http) => Tree
}

async function started(options: Partial<GitHubOptions> = {}): Promise<World> {
  const github = await startGitHub({ repository: 'octo/repo', commits: { [COMMIT]: FILES }, ...options })
  open.push(github)
  const own: Api = { url: github.url, repository: 'octo/repo', token: options.token ?? '' }
  return {
    github,
    tree: (prefix = '', api = {}, client = http) => contentsTree(COMMIT, prefix, { ...own, ...api }, client),
  }
}

async function textAt(tree: Tree, path: string): Promise<string | undefined> {
  const bytes = await tree.read(path)
  return bytes && Buffer.from(bytes).toString()
}

test('the files of a commit, sorted, without folders, submodules and node_modules', async () => {
  const { tree } = await started()
  expect(await tree().list()).toEqual({
    files: [
      'odd/é "x" %20?#&+\n.txt',
      'package.json',
      'packages/a/bin/run',
      'packages/a/link',
      'packages/a/package-lock.json',
      'packages/ab/x',
    ],
    unreadable: [],
  })
  expect(await tree().listInstalled()).toEqual([])
  expect(await tree().listFolder('')).toEqual([])
})

test('a file has its bytes, whatever its name', async () => {
  const { tree } = await started()
  expect(await textAt(tree(), 'package.json')).toBe('{}')
  const odd = await tree().read('odd/é "x" %20?#&+\n.txt')
  expect(Buffer.from(odd ?? [])).toEqual(Buffer.from([0, 255, 13, 10]))
})

test('what is no file of the commit is undefined, without a question', async () => {
  const { github, tree } = await started()
  const one = tree()
  for (const path of ['missing', 'packages', 'packages/a/sub', '', '.', '../package.json', '__proto__'])
    expect(await one.read(path)).toBeUndefined()
  expect(github.seen).toHaveLength(1)
})

test('a link is a fault: the API would describe it instead of its content', async () => {
  const { tree } = await started()
  expect(await faultOf(tree().read('packages/a/link'))).toContain('is a link')
})

test('below a prefix, paths begin there', async () => {
  const { github, tree } = await started()
  const below = tree('packages/a')
  expect((await below.list()).files).toEqual(['bin/run', 'link', 'package-lock.json'])
  expect(await textAt(below, 'package-lock.json')).toBe('{"a":1}')
  expect(await below.read('package.json')).toBeUndefined()
  expect(github.seen.map(({ path }) => path)).toEqual([
    `/repos/octo/repo/git/trees/${COMMIT}?recursive=1`,
    `/repos/octo/repo/contents/packages/a/package-lock.json?ref=${COMMIT}`,
  ])
})

test('a prefix that is no folder has no files', async () => {
  const { tree } = await started()
  for (const prefix of ['packages/a/bin/run', 'nowhere', 'packages/a/sub'])
    expect((await tree(prefix).list()).files).toEqual([])
})

test('an Enterprise Server has its API below a path', async () => {
  const { github, tree } = await started({ basePath: '/api/v3', token: 't' })
  expect(await textAt(tree(), 'package.json')).toBe('{}')
  expect(github.seen.every(({ path }) => path.startsWith('/api/v3/repos/octo/repo/'))).toBe(true)
})

test('every request says who asks, for which version', async () => {
  const { github, tree } = await started({ token: 'ghs_x.y-z' })
  await tree('', { token: ' ghs_x.y-z\n' }).read('package.json')
  for (const { headers } of github.seen)
    expect(headers).toMatchObject({
      authorization: 'Bearer ghs_x.y-z',
      'x-github-api-version': '2022-11-28',
      'user-agent': 'upkeep',
    })
  expect(github.seen).toHaveLength(2)
})

test('the token goes to the API alone', async () => {
  const thief = await serve([{ body: '{"tree":[]}' }])
  open.push(thief)
  const moved: Answer = { status: 301, headers: { location: `${thief.url}/repositories/1/git/trees/x` } }
  const { tree } = await started({ token: 't', fault: () => moved })
  expect(await faultOf(tree().list())).toContain('redirects to another host')
  expect(thief.seen).toEqual([])
})

test('a repository that was renamed is found', async () => {
  const fault = ({ path }: Seen): Answer | undefined =>
    path.startsWith('/repos/octo/old/')
      ? { status: 301, headers: { location: path.replace('/old/', '/repo/') } }
      : undefined
  const { tree } = await started({ token: 't', fault })
  expect(await textAt(tree('', { repository: 'octo/old' }), 'package.json')).toBe('{}')
})

test('without a token none is sent', async () => {
  const { github, tree } = await started()
  await tree().list()
  expect(github.seen[0]?.headers).not.toHaveProperty('authorization')
})

describe('the listing fails', () => {
  const html = { headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' }
  const truncated = JSON.stringify({ sha: COMMIT, url: '', tree: [], truncated: true })
  test.each([
    ['when it is not whole', { body: truncated }, 'the repository is too large for GitHub to list at once'],
    ['by a web page', html, 'answered something that is no tree'],
    ['by null', { body: 'null' }, 'answered something that is no tree'],
    ['by {}', { body: '{}' }, 'answered something that is no tree'],
    ['by a tree that is an object', { body: '{"tree":{}}' }, 'answered something that is no tree'],
    ['by nothing', { body: '' }, 'answered something that is no tree'],
    ['with 204', { status: 204 }, 'answered 204'],
    ['with 401', { status: 401 }, 'answered 401; does the token have contents: read?'],
    ['with 403', { status: 403 }, 'answered 403; does the token have contents: read?'],
    ['with 404', { status: 404 }, 'answered 404; does the token have contents: read?'],
    ['with 409', { status: 409 }, 'answered 409'],
    ['with 500 for ever', { status: 500 }, 'answered 500'],
    [
      'when the rate limit is used up',
      { status: 403, headers: { 'x-ratelimit-remaining': '0' } },
      'answered 403; the rate limit is used up',
    ],
    ['when the connection is lost', reset, 'could not be asked'],
    ['when the answer is cut off', raw('HTTP/1.1 200 OK', 'content-length: 99', '', '{'), 'was cut off'],
  ] satisfies [string, Answer, string][])('%s', async (_name, answer, said) => {
    const { tree } = await started({ fault: () => answer })
    const one = tree()
    expect(await faultOf(one.list())).toContain(said)
    expect(await faultOf(one.read('package.json'))).toContain(said)
  })

  test('by entries that are none, which are left out', async () => {
    const tree = [null, 1, 'x', {}, { type: 'blob' }, { type: 'blob', path: 5 }, { type: 'blob', path: 'a' }]
    const body = JSON.stringify({ tree, truncated: false })
    const { tree: treeOf } = await started({ fault: () => ({ body }) })
    expect((await treeOf().list()).files).toEqual(['a'])
  })

  test('when a service hangs', async () => {
    const { tree } = await started({ fault: () => hang })
    const hasty: Http = (wanted) => http({ ...wanted, deadline: 100 })
    expect(await faultOf(tree('', {}, hasty).list())).toContain('no answer in time')
  })
})

test('a service that recovers is asked again, and lists once', async () => {
  const { github, tree } = await started({
    fault: (_seen, count) => (count === 1 ? { status: 500 } : count === 3 ? reset : undefined),
  })
  const one = tree()
  expect(await textAt(one, 'package.json')).toBe('{}')
  expect(await textAt(one, 'package.json')).toBe('{}')
  const asked = github.seen.map(({ path }) => path.split('/')[4])
  expect(asked).toEqual(['git', 'git', 'contents', 'contents', 'contents'])
})

describe('a file that is listed and cannot be read is a fault', () => {
  const page = { headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<html>' }
  test.each([
    ['404', { status: 404 }, /cannot be read at [0-9a-f]{40}: .* answered 404; does the token/],
    ['500', { status: 500 }, /answered 500$/],
    ['a web page', page, /answered a web page$/],
    ['a cut answer', raw('HTTP/1.1 200 OK', 'content-length: 9', '', '{'), /was cut off$/],
  ] satisfies [string, Answer, RegExp][])('%s', async (_name, answer, said) => {
    const fault = ({ path }: Seen) => (path.includes('/contents/') ? answer : undefined)
    const { tree } = await started({ fault })
    expect(await faultOf(tree().read('package.json'))).toMatch(said)
  })

  test('more bytes than are accepted', async () => {
    const { tree } = await started({ commits: { [COMMIT]: { big: Buffer.alloc(5000) } } })
    const frugal: Http = (wanted) => http({ ...wanted, limit: 2000 })
    expect(await faultOf(tree('', {}, frugal).read('big'))).toContain('answered with more than 2000 bytes')
  })
})

test.each(['', 'nonsense', 'ftp://h'])('an API that is no URL is a fault: "%s"', async (url) => {
  const { tree } = await started()
  expect(await faultOf(tree('', { url }).list())).toContain('is no http or https URL')
})

test('a commit that GitHub does not have is a fault', async () => {
  const { tree } = await started({ commits: {} })
  expect(await faultOf(tree().list())).toContain('answered 404')
})

test('the fake is itself looked at', async () => {
  const github = await startGitHub({ repository: 'o/r', commits: { [COMMIT]: { '': 'no name' } } })
  await http({
    method: 'GET',
    url: `${github.url}/repos/o/r/git/trees/${COMMIT}?recursive=1`,
    deadline: 5000,
    limit: 9999,
  })
  await expect(github.close()).rejects.toThrow('the fake is no GitHub: tree: data/tree/0/path')
})
