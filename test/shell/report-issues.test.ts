import { describe, expect, test } from '@jest/globals'
import { parseOptions } from '../../src/core/options.ts'
import type { Report } from '../../src/core/report.ts'
import { writeIssues } from '../../src/shell/report-issues.ts'
import { REPORT_OPTIONS } from '../../src/shell/report-options.ts'
import { lookAtIssues } from '../../src/sinks/issues/look.ts'
import { createModel, type Model } from '../support/github/model.ts'
import { simulate } from '../support/github/virtual.ts'
import { completed, reportWith } from '../support/issues/reports.ts'
import { CLEAN, FAILING, HOST, saying } from '../support/issues/scenes.ts'

const DAY = 24 * 60 * 60 * 1000

/** What the action does with issues, with these inputs; and what it prints. */
async function act(model: Model, report: Report, id: number, inputs: Readonly<Record<string, string>> = {}) {
  const printed: string[] = []
  const nothing = () => undefined
  const print = (line: string) => void printed.push(line)
  const runner = {
    print,
    annotate: nothing,
    output: nothing,
    summarize: () => true,
    mask: nothing,
    fail: nothing,
  }
  const label = (name: string) => name
  const options = parseOptions(REPORT_OPTIONS, [
    { origin: 'input', values: new Map(Object.entries(inputs)), label },
  ])
  const run = {
    repository: 'octo/repo',
    order: [id, 1] as const,
    pullRequest: undefined,
    noIssues: undefined,
  }
  const { results } = await simulate({
    model,
    seed: id,
    start: model.now() + 60 * 60 * 1000,
    clients: [
      async (ports) => {
        const before = await lookAtIssues({ repository: 'octo/repo', label: options.label }, 97 * DAY, ports)
        const frame = { options, run, runUrl: null, now: new Date(ports.now()), liveness: undefined }
        return writeIssues(report, before, frame, ports, runner)
      },
    ],
  })
  const [result] = results
  if (result?.status !== 'fulfilled') throw result?.reason
  return { outcome: result.value, printed }
}

const issuesOf = (model: Model) => model.issues().filter(({ title }) => title !== 'Upkeep dashboard')

describe('the inputs', () => {
  const two = saying('expired:moderate', 'name:low')
  test.each([
    [{}, 1, /1 problem with .*1 finding too mild/s],
    [{ 'issue-on': 'low' }, 1, /2 problems with/],
    [{ 'issue-on': 'high' }, 0, undefined],
    [{ 'group-by': 'check' }, 1, /with `certificate-expiry`,/],
    [{ label: 'care', labels: 'security, ops' }, 1, undefined],
  ])('%j', async (inputs, count, body) => {
    const model = createModel()
    await act(model, two, 1, inputs)
    expect(issuesOf(model)).toHaveLength(count)
    if (body) expect(issuesOf(model)[0]?.body).toMatch(body)
    if ('label' in inputs) expect(issuesOf(model)[0]?.labels).toEqual(['care', 'security', 'ops'])
    expect(model.mistakes).toEqual([])
  })

  test('assignees, comment: none, dashboard: false', async () => {
    const model = createModel({ assignable: ['ann'] })
    const inputs = { assignees: 'ann', comment: 'none', dashboard: 'false' }
    await act(model, FAILING, 1, inputs)
    expect(issuesOf(model)[0]).toMatchObject({ assignees: ['ann'] })
    await act(model, CLEAN, 2, inputs)
    expect(model.counts.comments).toBe(0)
    expect(model.issues().some(({ title }) => title === 'Upkeep dashboard')).toBe(false)
  })

  test('reopen-within and snooze', async () => {
    const model = createModel()
    await act(model, FAILING, 1)
    await act(model, CLEAN, 2)
    model.advance(model.now() + 2 * DAY)
    await act(model, FAILING, 3, { 'reopen-within': '1d' })
    expect(issuesOf(model)).toHaveLength(2)
    const number = issuesOf(model)[1]?.number ?? 0
    model.human.close(number, 'not_planned')
    model.advance(model.now() + 2 * DAY)
    await act(model, FAILING, 4)
    expect(issuesOf(model).every(({ state }) => state === 'closed')).toBe(true)
    await act(model, FAILING, 5, { snooze: '1d' })
    expect(issuesOf(model)[1]?.state).toBe('open')
  })
})

describe('a dry run', () => {
  const dry = { 'dry-run': 'true' }
  test('prints the requests and sends none', async () => {
    const model = createModel()
    const { printed, outcome } = await act(model, FAILING, 1, dry)
    expect(model.counts.writes).toBe(0)
    expect(outcome.applied).toEqual([])
    expect(printed[0]).toBe('dry-run: these requests would be sent, and none is:')
    expect(printed[1]).toMatch(
      /^ {2}POST \/repos\/octo\/repo\/issues \{ title: "Upkeep: certificate-expiry: api\.example\.org:443", body: \d+ characters, labels: \["upkeep"\] \}$/,
    )
    await act(model, FAILING, 2)
    const { writes } = model.counts
    const { printed: close } = await act(model, CLEAN, 3, dry)
    expect(close[1]).toMatch(/^ {2}POST \/repos\/octo\/repo\/issues\/1\/comments \{ body: \d+ characters \}$/)
    expect(close[2]).toMatch(
      /^ {2}PATCH \/repos\/octo\/repo\/issues\/1 \{ state: "closed", state_reason: "completed", body: \d+ characters \}$/,
    )
    const { printed: same } = await act(model, FAILING, 4, dry)
    expect(same[1]).toMatch(/\(#1\) is as its issue says$/)
    expect(model.counts.writes).toBe(writes)
  })

  test('prints what the run then sends', async () => {
    const model = createModel()
    await act(model, FAILING, 1)
    for (const report of [saying('expired', 'name'), CLEAN, FAILING]) {
      const { printed } = await act(model, report, 10 + model.counts.requests, dry)
      const from = model.log.length
      await act(model, report, 10 + model.counts.requests)
      const sent = model.log
        .slice(from)
        .filter(
          ({ method, path }) => method !== 'GET' && path !== '/graphql' && /\/1(\/comments)?$/.test(path),
        )
        .map(({ method, path }) => `${method} ${path}`)
      expect(sent.length).toBeGreaterThan(0)
      expect(printed.flatMap((line) => /^ {2}((?:POST|PATCH) \S+)/.exec(line)?.[1] ?? [])).toEqual(sent)
    }
  })
})

describe('the log', () => {
  test.each([
    [[FAILING], /api\.example\.org:443 \(#1\) opened$/],
    [[FAILING, FAILING], /\(#1\) is as its issue says$/],
    [[FAILING, saying('expired', 'name')], /\(#1\) edited$/],
    [[FAILING, CLEAN], /\(#1\) closed$/],
    [[FAILING, CLEAN, FAILING], /\(#1\) opened again$/],
    [[CLEAN], /is clean and has no open issue$/],
    [[reportWith(completed({ [HOST]: 'gap' }))], /could not be told: its issues stay as they are$/],
  ])('%#', async (reports, line) => {
    const model = createModel()
    let printed: readonly string[] = []
    for (const [index, report] of reports.entries()) ({ printed } = await act(model, report, index + 1))
    expect(printed.at(-1)).toMatch(line)
  })

  test('says what could not be done, and has no command in it', async () => {
    const model = createModel({ permissions: { issues: 'read' } })
    const hostile = reportWith(completed({ '\n::error::x ##[error]y': [{ rule: 'expired' }] }))
    const { printed } = await act(model, hostile, 1)
    expect(printed.join('\n')).toMatch(/could not be opened: POST .* 403/)
    for (const line of printed) expect(line).not.toMatch(/[\r\n]|##\[|^\s*::/)
  })
})
