import { describe, expect, test } from '@jest/globals'
import { direct, listed } from '../support/github/direct.ts'
import { createModel, type Fault, type ModelOptions } from '../support/github/model.ts'

const NOW = Date.UTC(2026, 10, 25, 6)
const ISSUES = '/repos/octo/repo/issues'
const POST = { method: 'POST', path: ISSUES, body: { title: 'T' } } as const
const LIST = { method: 'GET', path: ISSUES } as const

function github(options: ModelOptions = {}) {
  const model = createModel({ now: NOW, limits: {}, ...options })
  return { model, ...direct(model) }
}

/** A model in which the first request goes wrong. */
function failing(fault: Fault, options: ModelOptions = {}) {
  return github({ ...options, faults: { script: (_request, before) => (before === 0 ? fault : undefined) } })
}

describe('a replica that lags', () => {
  test('does not list a new issue until the lag is over, while it can be read', () => {
    const { post, get, pass } = github({ faults: { lag: 3000 } })
    post('/issues', { title: 'T', labels: ['a'] })
    expect(get('/issues').body).toEqual([])
    expect(get('/issues/1').status).toBe(200)
    pass(2999)
    expect(get('/issues', { labels: 'a' }).body).toEqual([])
    pass(1)
    expect(listed(get('/issues', { labels: 'a' }), 'number')).toEqual([1])
  })

  test('lists an issue as it was', () => {
    const { post, patch, get, pass } = github({ faults: { lag: 3000 } })
    post('/issues', { title: 'T' })
    pass(10_000)
    patch('/issues/1', { state: 'closed', title: 'U' })
    expect(get('/issues/1').body).toMatchObject({ state: 'closed', title: 'U' })
    expect(get('/issues', { state: 'open' }).body).toMatchObject([{ number: 1, title: 'T', state: 'open' }])
    expect(get('/issues', { state: 'closed' }).body).toEqual([])
    pass(3000)
    expect(get('/issues', { state: 'closed' }).body).toMatchObject([{ number: 1, title: 'U' }])
  })

  test('does not list a new comment, and still lists a deleted issue', () => {
    const { model, get, pass } = github({ faults: { lag: 3000 } })
    model.human.open({ title: 'T' })
    pass(5000)
    model.human.comment(1, 'C')
    expect(get('/issues/1/comments').body).toEqual([])
    model.human.delete(1)
    expect(listed(get('/issues'), 'number')).toEqual([1])
    pass(3000)
    expect(get('/issues').body).toEqual([])
  })

  test('lags differently each time within a range', () => {
    const { post, get, pass } = github({ faults: { lag: [0, 1000] } })
    post('/issues', { title: 'T' })
    pass(500)
    const lengths = Array.from({ length: 50 }, () => listed(get('/issues'), 'number').length)
    expect(new Set(lengths)).toEqual(new Set([0, 1]))
    pass(500)
    expect(listed(get('/issues'), 'number')).toEqual([1])
  })
})

describe('a request that goes wrong', () => {
  test.each<readonly [Fault, object | 'lost', number]>([
    ['unsent', 'lost', 0],
    ['lost', 'lost', 1],
    ['bad-gateway', { status: 502, body: expect.stringMatching(/^<html>/) }, 0],
    ['bad-gateway-after', { status: 502 }, 1],
    ['secondary', { status: 403, headers: { 'retry-after': '60' } }, 0],
    ['too-many', { status: 429, headers: { 'retry-after': '60' } }, 0],
    ['primary', { status: 403, headers: { 'x-ratelimit-remaining': '0' } }, 0],
  ])('%s', (fault, expected, created) => {
    const { model } = failing(fault)
    const answer = model.handle(POST, NOW)
    if (expected === 'lost') expect(answer).toBe('lost')
    else expect(answer).toMatchObject(expected)
    expect(model.issues().length).toBe(created)
    expect(model.counts).toMatchObject({ requests: 1, writes: 1, creates: created })
    expect(model.log).toEqual([
      { at: NOW, method: 'POST', path: ISSUES, outcome: answer === 'lost' ? 'lost' : answer.status },
    ])
    expect(model.mistakes).toEqual([])
  })

  test.each<Fault>(['secondary', 'too-many', 'primary'])('%s stands until its time is over', (fault) => {
    const { model, ask, pass } = failing(fault)
    const refused = ask(POST)
    pass(59_000)
    const again = ask(LIST)
    expect(again.status).toBe(refused.status)
    if (fault === 'primary') {
      const reset = `${(NOW + 60_000) / 1000}`
      expect([refused, again].map(({ headers }) => headers['x-ratelimit-reset'])).toEqual([reset, reset])
      expect(again.headers['retry-after']).toBeUndefined()
    } else expect(again.headers['retry-after']).toBe('1')
    pass(1000)
    expect(ask(POST).status).toBe(201)
    expect(model.counts).toMatchObject({ creates: 1, limited: 2 })
  })

  test('happens as often as it is told to, and with the same seed in the same places', () => {
    const outcomes = (seed: number) => {
      const rates = { lost: 0.2, 'bad-gateway': 0.1 } as const
      const { model } = github({ seed, validate: false, faults: { rates } })
      for (let at = 0; at < 2000; at += 1) model.handle(LIST, NOW)
      return model.log.map(({ outcome }) => outcome)
    }
    const first = outcomes(1)
    const share = (outcome: number | 'lost') => first.filter((each) => each === outcome).length / first.length
    expect(share('lost')).toBeCloseTo(0.2, 1)
    expect(share(502)).toBeCloseTo(0.1, 1)
    expect(outcomes(1)).toEqual(first)
    expect(outcomes(2)).not.toEqual(first)
  })

  test('goes right again when the faults are taken away', () => {
    const { model, ask } = github({ faults: { rates: { lost: 1 } } })
    expect(model.handle(POST, NOW)).toBe('lost')
    model.setFaults({})
    expect(ask(LIST).status).toBe(200)
  })
})

describe('limits', () => {
  test('refuse more than so many creations a minute, and nothing else', () => {
    const { model, ask, pass } = github({ limits: { creates: 3 } })
    expect([1, 2, 3].map(() => ask(POST).status)).toEqual([201, 201, 201])
    expect(ask(POST)).toMatchObject({ status: 403, headers: { 'retry-after': '60' } })
    const comment = { method: 'POST', path: `${ISSUES}/1/comments`, body: { body: 'a' } } as const
    expect(ask(comment).status).toBe(403)
    expect(ask({ method: 'PATCH', path: `${ISSUES}/1`, body: { title: 'U' } }).status).toBe(200)
    expect(ask(LIST).status).toBe(200)
    pass(30_000)
    expect(ask(POST)).toMatchObject({ status: 403, headers: { 'retry-after': '30' } })
    pass(30_000)
    expect(ask(POST).status).toBe(201)
    expect(model.counts).toMatchObject({ creates: 4, limited: 3 })
  })

  test('let creations pass that are spaced', () => {
    const { model, ask, pass } = github({ limits: { creates: 20 } })
    for (let at = 0; at < 100; at += 1) {
      expect(ask(POST).status).toBe(201)
      pass(3000)
    }
    expect(model.counts.limited).toBe(0)
  })

  test('refuse what was not made as well as it does not count what was refused otherwise', () => {
    const { ask } = github({ limits: { creates: 1 } })
    const { status } = ask({ ...POST, body: { title: '' } })
    expect([status, ask(POST).status, ask(POST).status]).toEqual([422, 201, 403])
  })

  test('refuse more than so many requests an hour, and say when there are more', () => {
    const { model, ask, pass } = github({ limits: { primary: 2 } })
    expect(ask(LIST).headers).toMatchObject({ 'x-ratelimit-limit': '2', 'x-ratelimit-remaining': '1' })
    pass(60_000)
    expect(ask(LIST).headers).toMatchObject({ 'x-ratelimit-remaining': '0' })
    const refused = ask(LIST)
    expect(refused.status).toBe(403)
    expect(refused.headers).toMatchObject({
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': `${(NOW + 3_600_000) / 1000}`,
    })
    expect(refused.headers['retry-after']).toBeUndefined()
    model.advance(NOW + 3_600_000)
    expect(ask(LIST).status).toBe(200)
  })

  test('count a write five times', () => {
    const { ask } = github({ limits: { points: 11 } })
    expect([ask(POST), ask(POST), ask(LIST), ask(LIST)].map(({ status }) => status)).toEqual([
      201, 201, 200, 403,
    ])
  })

  test('are those of github.com unless others are given, and none on an Enterprise Server', () => {
    const statuses = (options: ModelOptions) => {
      const model = createModel({ now: NOW, validate: false, ...options })
      for (let at = 0; at < 81; at += 1) model.handle(POST, NOW)
      return model.log.map(({ outcome }) => outcome)
    }
    expect(statuses({}).filter((outcome) => outcome === 403).length).toBe(1)
    expect(statuses({ version: 'ghes-3.19' }).filter((outcome) => outcome === 201).length).toBe(81)
  })
})
