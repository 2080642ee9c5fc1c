import { spawn } from 'node:child_process'
import { afterEach, describe, expect, test } from '@jest/globals'
import { createModel } from '../support/github/model.ts'
import { type ModelServer, type ServerOptions, serveModel } from '../support/github/server.ts'

const NOW = Date.UTC(2026, 10, 25, 6)
const TOKEN = 'ghs_test'
const HEADERS = { authorization: `Bearer ${TOKEN}`, 'user-agent': 'upkeep' }

const open: ModelServer[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close().catch(() => undefined)
})

async function start(options: Partial<ServerOptions> = {}): Promise<ModelServer> {
  const server = await serveModel({ token: TOKEN, now: () => NOW, ...options })
  open.push(server)
  return server
}

interface Sent {
  readonly method?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

async function ask(url: string, { method = 'GET', body, headers = HEADERS }: Sent = {}) {
  const type = { 'content-type': 'application/json', ...headers }
  const response = await fetch(url, {
    ...{ method, redirect: 'manual' as const },
    ...(body === undefined ? { headers } : { headers: type, body }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
}

const issue = JSON.stringify({ title: 'T' })

describe('a model over HTTP', () => {
  test('answers as the model does, at the given time', async () => {
    const server = await start()
    const path = `${server.url}/repos/octo/repo/issues`
    const made = await ask(path, { method: 'POST', body: issue })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ number: 1, created_at: '2026-11-25T06:00:00Z', url: `${path}/1` })
    expect((await ask(`${path}?state=all`)).body).toEqual([made.body])
    expect(made.headers.get('x-ratelimit-remaining')).toBe('999')
    expect(server.model.issues()).toMatchObject([{ title: 'T', createdAt: NOW }])
    expect((await ask(`${path}/2`)).status).toBe(404)
    expect(await ask(`${server.url}/repos/octo/repo/assignees/octocat`)).toMatchObject({
      status: 204,
      body: null,
    })
    await expect(server.close()).resolves.toBeUndefined()
  })

  test('has links to pages that lead somewhere', async () => {
    const server = await start()
    for (let at = 0; at < 3; at += 1) server.model.human.open({ title: `${at}` })
    const first = await ask(`${server.url}/repos/octo/repo/issues?per_page=2`)
    const [, next = ''] = /<([^>]*)>; rel="next"/.exec(first.headers.get('link') ?? '') ?? []
    expect((await ask(next)).body).toMatchObject([{ number: 1 }])
  })

  test('stands where an Enterprise Server has it, with GraphQL beside it', async () => {
    const server = await start({ basePath: '/api/v3', model: { version: 'ghes-3.19' } })
    expect(new URL(server.url).pathname).toBe('/api/v3')
    expect(new URL(server.graphqlUrl).pathname).toBe('/api/graphql')
    const body = JSON.stringify({ query: 'query{viewer{login}}' })
    expect((await ask(server.graphqlUrl, { method: 'POST', body })).body).toEqual({
      data: { viewer: { login: 'github-actions[bot]' } },
    })
    const made = await ask(`${server.url}/repos/octo/repo/issues`, { method: 'POST', body: issue })
    expect(made.headers.get('location')).toBe(`${server.url}/repos/octo/repo/issues/1`)
    await expect(server.close()).resolves.toBeUndefined()
    const other = await start({ basePath: '/api/v3' })
    expect((await ask(`${other.url}/graphql`, { method: 'POST', body })).status).toBe(404)
    expect((await ask(other.url.replace('/api/v3', '/repos/octo/repo'))).status).toBe(404)
    await expect(other.close()).rejects.toThrow('not below /api/v3')
  })

  test('redirects to where an issue went', async () => {
    const server = await start()
    server.model.human.transfer(server.model.human.open({ title: 'T' }))
    const { status, headers } = await ask(`${server.url}/repos/octo/repo/issues/1`)
    expect([status, headers.get('location')]).toEqual([301, `${server.url}/repositories/2/issues/1`])
  })

  test('resets a connection whose answer is lost, and did the work', async () => {
    const server = await start({
      model: { faults: { script: (_r, before) => (before ? undefined : 'lost') } },
    })
    const url = `${server.url}/repos/octo/repo/issues`
    await expect(ask(url, { method: 'POST', body: issue })).rejects.toThrow('fetch failed')
    expect((await ask(url)).body).toMatchObject([{ number: 1 }])
  })

  test('takes a model that is there already, and keeps it between servers', async () => {
    const model = createModel({ now: NOW })
    const first = await start({ model })
    await ask(`${first.url}/repos/octo/repo/issues`, { method: 'POST', body: issue })
    await first.close()
    const second = await start({ model })
    expect((await ask(`${second.url}/repos/octo/repo/issues`)).body).toMatchObject([{ number: 1 }])
  })

  test('is there for processes that come and go', async () => {
    const server = await start()
    const script = `
      const { GITHUB_API_URL: url, GITHUB_TOKEN: token } = process.env
      const headers = { authorization: 'Bearer ' + token, 'content-type': 'application/json' }
      const at = url + '/repos/octo/repo/issues'
      await fetch(at, { method: 'POST', headers, body: JSON.stringify({ title: 'T' }) })
      process.exitCode = (await (await fetch(at, { headers })).json()).length`
    const run = () =>
      new Promise((done) => {
        const env = { GITHUB_API_URL: server.url, GITHUB_TOKEN: TOKEN }
        spawn(process.execPath, ['--input-type=module', '-e', script], { env }).once('exit', done)
      })
    expect([await run(), await run()]).toEqual([1, 2])
    expect(server.model.counts).toMatchObject({ requests: 4, creates: 2 })
    await expect(server.close()).resolves.toBeUndefined()
  })
})

test('a model that throws is a mistake too, and leaves nobody waiting', async () => {
  const script = () => {
    throw new Error('no luck')
  }
  const server = await start({ model: { faults: { script } } })
  const { status } = await fetch(`${server.url}/repos/octo/repo/issues`, { headers: HEADERS })
  expect(status).toBe(500)
  await expect(server.close()).rejects.toThrow('no luck')
})

describe('a server whose request was wrong throws when it closes', () => {
  test.each<readonly [string, string, Sent, number, RegExp]>([
    ['no token', '/issues', { headers: { 'user-agent': 'a' } }, 401, /no Authorization/],
    [
      'another token',
      '/issues',
      { headers: { ...HEADERS, authorization: 'Bearer x' } },
      401,
      /a wrong Authorization/,
    ],
    ['no user agent', '/issues', { headers: { ...HEADERS, 'user-agent': '' } }, 403, /no User-Agent/],
    ['a query that is not there', '/issues?label=a', {}, 200, /no query is named label/],
    ['a query twice', '/issues?state=all&state=open', {}, 200, /has state twice/],
    ['no JSON', '/issues', { method: 'POST', body: '{' }, 400, /no JSON/],
    [
      'a form',
      '/issues',
      {
        method: 'POST',
        body: issue,
        headers: { ...HEADERS, 'content-type': 'application/x-www-form-urlencoded' },
      },
      201,
      /JSON's type/,
    ],
    ['an unknown operation', '/pulls', {}, 404, /no such operation/],
  ])('%s', async (_name, path, sent, status, mistake) => {
    const server = await start()
    expect((await ask(`${server.url}/repos/octo/repo${path}`, sent)).status).toBe(status)
    await expect(server.close()).rejects.toThrow(mistake)
  })
})
