import { describe, expect, test } from '@jest/globals'
import type { Process } from '../../src/adapters/environment.ts'
import { ConfigError } from '../../src/core/errors.ts'
import { parseOptions } from '../../src/core/options.ts'
import { assigneesAt, memoryOf, REPORT_OPTIONS } from '../../src/shell/report-options.ts'
import { runOf } from '../../src/shell/report-setup.ts'

function processOf(env: Process['env']): Process {
  return { env, cwd: '/', args: [], isTerminal: false, width: 80 }
}

const ENV = {
  GITHUB_REPOSITORY: 'octo/repo',
  GITHUB_RUN_ID: '77',
  GITHUB_RUN_ATTEMPT: '2',
  GITHUB_REF: 'refs/heads/main',
}
const payload = { repository: { default_branch: 'main' } }

const NOT_OWN = 'this run follows one that is not of the default branch itself'
const followed = (event: string, head_branch: string) => ({
  repository: { default_branch: 'main' },
  workflow_run: { event, head_branch },
})

describe('the run', () => {
  test('is what the runner says', () => {
    expect(runOf(processOf(ENV), { name: 'schedule', payload })).toEqual({
      repository: 'octo/repo',
      order: [77, 2],
      pullRequest: undefined,
      noIssues: undefined,
    })
  })

  test.each(['', 'octo', 'octo/', '/repo', 'a/b/c', 'a b/c', 'a/b\n'])(
    'in a repository called %j is none',
    (name) => {
      expect(() => runOf(processOf({ ...ENV, GITHUB_REPOSITORY: name }), { name: 'push', payload })).toThrow(
        ConfigError,
      )
    },
  )

  test.each([
    ['schedule', 'refs/heads/main', payload, undefined],
    ['push', 'refs/heads/main', payload, undefined],
    ['workflow_dispatch', 'refs/heads/main', {}, undefined],
    ['workflow_run', '', followed('schedule', 'main'), undefined],
    ['workflow_run', '', followed('push', 'main'), undefined],
    ['workflow_run', '', followed('push', 'work'), NOT_OWN],
    ['workflow_run', '', followed('pull_request', 'main'), NOT_OWN],
    ['workflow_run', '', followed('merge_group', 'main'), NOT_OWN],
    ['workflow_run', '', payload, NOT_OWN],
    ['workflow_run', '', { workflow_run: null }, NOT_OWN],
    ['push', 'refs/heads/work', payload, 'this run is about work, and issues are about main'],
    ['push', 'refs/tags/v1', payload, 'this run is about v1, and issues are about main'],
    ['release', 'refs/tags/main', payload, 'this run is about main, and issues are about main'],
    ['pull_request', 'refs/pull/3/merge', payload, 'this run is about a change'],
    ['pull_request_review', 'refs/pull/3/merge', payload, 'this run is about a change'],
    ['merge_group', 'refs/heads/gh-readonly-queue/main/pr-3', payload, 'this run is about a change'],
  ])('of %s on %s', (name, ref, given, noIssues) => {
    expect(runOf(processOf({ ...ENV, GITHUB_REF: ref }), { name, payload: given }).noIssues).toBe(noIssues)
  })

  test.each([
    [{ pull_request: { number: 3 } }, 3],
    [{ pull_request: { number: '3' } }, undefined],
    [{ pull_request: { number: -1 } }, undefined],
    [{ pull_request: null }, undefined],
    [null, undefined],
    ['x', undefined],
  ])('of %j is about the pull request %s', (given, number) => {
    expect(runOf(processOf(ENV), { name: 'pull_request', payload: given }).pullRequest).toBe(number)
  })
})

function options(given: Readonly<Record<string, string>> = {}) {
  const label = (name: string) => name
  return parseOptions(REPORT_OPTIONS, [{ origin: 'input', values: new Map(Object.entries(given)), label }])
}

const DAY = 24 * 60 * 60 * 1000

describe('the options', () => {
  test('have defaults', () => {
    expect(options()).toMatchObject({
      issues: true,
      'issue-on': 'moderate',
      'group-by': 'target',
      label: 'upkeep',
      dashboard: true,
    })
    expect(memoryOf(options())).toBe(97 * DAY)
    expect(memoryOf(options({ snooze: '1d', 'reopen-within': '30d' }))).toBe(37 * DAY)
  })

  test.each([
    ['label', ''],
    ['label', 'a,b'],
    ['label', 'x'.repeat(51)],
    ['label', 'a\nb'],
    ['issue-on', 'severe'],
    ['group-by', 'rule'],
    ['untold-runs', '0'],
    ['slack-webhook', 'ftp://registry.example/x'],
    ['webhook', 'not a url'],
    ['needs', 'yes'],
  ])('%s: %j is a mistake', (name, value) => {
    expect(() => options({ [name]: value })).toThrow(ConfigError)
  })

  test('that are secret are not in the words about them', () => {
    expect(() => options({ webhook: 'https://t0ken @x' })).toThrow(/^(?!.*t0ken)/s)
    expect.assertions(2)
    try {
      options({ 'slack-webhook': 's3cret' })
    } catch (thrown) {
      expect(String(thrown)).not.toContain('s3cret')
    }
  })
})

describe('who is assigned', () => {
  test('those named, and one of the rotation, for a week from Monday', () => {
    const given = options({ assignees: 'ann', rotation: 'bob, cai, dee' })
    const on = (day: string) => assigneesAt(given, new Date(day))
    const week = on('2026-11-23T00:00:00Z')
    expect(week).toHaveLength(2)
    expect(week[0]).toBe('ann')
    for (const day of ['2026-11-25T12:00:00Z', '2026-11-29T23:59:59Z']) expect(on(day)).toEqual(week)
    const turns = [0, 1, 2, 3].map((n) => on(new Date(Date.UTC(2026, 10, 23) + n * 7 * DAY).toISOString())[1])
    expect(new Set(turns.slice(0, 3)).size).toBe(3)
    expect(turns[3]).toBe(turns[0])
    expect(on('2026-11-22T23:59:59Z')[1]).toBe(turns[2])
  })

  test('nobody, each once, and before 1970 too', () => {
    expect(assigneesAt(options(), new Date())).toEqual([])
    expect(assigneesAt(options({ assignees: 'ann', rotation: 'ann' }), new Date(0))).toEqual(['ann'])
    expect(assigneesAt(options({ rotation: 'ann,bob' }), new Date(-1))).toHaveLength(1)
  })
})
