import { describe, expect, test } from '@jest/globals'
import { RunError } from '../../../src/core/errors.ts'
import type { GitHubRequest } from '../../../src/core/github-ports.ts'
import { type IssuePorts, limitPause } from '../../../src/sinks/issues/api.ts'
import { lookAtIssues } from '../../../src/sinks/issues/look.ts'
import { observedOf } from '../../../src/sinks/issues/observed.ts'
import { NO_REGISTRY } from '../../../src/sinks/issues/registry.ts'
import { nextChecks } from '../../../src/sinks/issues/remember.ts'
import { BROKEN, CLEAN, GAP } from '../../support/issues/scenes.ts'

const LOGIN = { data: { viewer: { login: 'us' } } }

/** A GitHub that gives these answers. */
function answering(answer: (request: GitHubRequest) => unknown, status = 200): IssuePorts {
  const github = async (request: GitHubRequest) => ({ status, headers: {}, body: answer(request) })
  return { github, wait: async () => undefined, now: () => 0 }
}

const look = (ports: IssuePorts) => lookAtIssues({ repository: 'o/r', label: 'upkeep' }, 1000, ports)

describe('nonsense from GitHub is an error in words, and never nothing:', () => {
  test.each<[string, unknown]>([
    ['no login', { data: { viewer: { login: '' } } }],
    ['a login that is none', { data: { viewer: { login: 3 } } }],
    ['no viewer', { data: null, errors: [{ message: 'x' }] }],
    ['nothing', null],
    ['text', '<html>'],
  ])('%s', async (_, body) => {
    await expect(look(answering(() => body))).rejects.toThrow(RunError)
  })

  test.each<[string, unknown]>([
    ['an object for a list', {}],
    ['text for a list', '<html>'],
    ['nothing for a list', null],
  ])('%s', async (_, body) => {
    await expect(look(answering(({ path }) => (path === '/graphql' ? LOGIN : body)))).rejects.toThrow(
      /no list of issues/,
    )
  })

  test('lists of anything else are empty', async () => {
    const odd = [null, 1, 'x', [], {}, { number: 'x', user: { login: 'us' } }, { number: 1, user: null }]
    const { observation, registry } = await look(answering(({ path }) => (path === '/graphql' ? LOGIN : odd)))
    expect(observation.issues).toEqual([])
    expect(registry).toBe(NO_REGISTRY)
  })
})

test('an issue is read from an answer as far as it makes sense', () => {
  const bare = { number: 3, user: { login: 'us' } }
  const empty = {
    url: '',
    isOpen: false,
    reason: '',
    title: '',
    body: '',
    labels: [],
    isLocked: false,
    comments: 0,
    closedAt: 0,
  }
  expect(observedOf(bare, 'us')).toEqual({ number: 3, ...empty })
  expect(
    observedOf(
      { ...bare, body: 1, labels: [1, null, 'a', { name: 'b' }, {}], closed_at: 'x', comments: '1' },
      'us',
    ),
  ).toEqual({
    number: 3,
    ...empty,
    labels: ['a', 'b'],
  })
  for (const other of [
    { ...bare, pull_request: {} },
    { ...bare, user: { login: 'them' } },
    { ...bare, user: null },
    null,
    'x',
  ])
    expect(observedOf(other, 'us')).toBeUndefined()
})

describe('how long to wait', () => {
  const SECOND = 1000
  test.each<[number, Record<string, string>, unknown, number | undefined]>([
    [200, { 'retry-after': '5' }, null, undefined],
    [403, {}, { message: 'Resource not accessible by integration' }, undefined],
    [403, {}, null, undefined],
    [404, { 'retry-after': '5' }, null, undefined],
    [403, { 'retry-after': '60' }, null, 60 * SECOND],
    [429, { 'retry-after': '0' }, null, SECOND],
    [429, {}, null, 60 * SECOND],
    [403, {}, { message: 'You have exceeded a secondary rate limit.' }, 60 * SECOND],
    [403, {}, { message: 'You have triggered an abuse detection mechanism.' }, 60 * SECOND],
    [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '130' }, null, 31 * SECOND],
    [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '3' }, null, SECOND],
    [403, { 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': '130' }, null, undefined],
    [429, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, null, 60 * SECOND],
  ])('%d %j %j: %s', (status, headers, body, pause) => {
    expect(limitPause({ status, headers, body }, 100 * SECOND)).toBe(pause)
  })
})

describe('what is remembered of a check', () => {
  const DAY = 24 * 60 * 60 * 1000
  const KEY = 'certificate-expiry certificate-expiry'
  const after = (reports: readonly (typeof CLEAN)[]) => {
    let registry = NO_REGISTRY
    for (const [index, report] of reports.entries())
      registry = {
        ...registry,
        checks: nextChecks(report, registry, new Date((index + 10) * DAY + 5), [index, 1]),
      }
    return registry.checks.get(KEY)
  }
  test.each([
    [[CLEAN], { untold: 0, untoldSince: 0, toldAt: 10 * DAY + 5 }],
    [[GAP], { untold: 1, untoldSince: 10 * DAY + 5, toldAt: 0 }],
    [[CLEAN, GAP], { untold: 1, untoldSince: 11 * DAY + 5, toldAt: 10 * DAY + 5 }],
    [[CLEAN, GAP, BROKEN, GAP], { untold: 3, untoldSince: 11 * DAY + 5, toldAt: 10 * DAY + 5 }],
    [[CLEAN, GAP, BROKEN, CLEAN], { untold: 0, untoldSince: 0, toldAt: 13 * DAY + 5 }],
  ])('%#', (reports, expected) => {
    expect(after(reports)).toMatchObject(expected)
  })
})
