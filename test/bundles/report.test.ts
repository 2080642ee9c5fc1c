import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import { actionOf } from '../support/bundles/action.ts'
import { npmProject } from '../support/bundles/locks.ts'
import { COMMIT, type Workflow, type WorkflowRun, workflows } from '../support/bundles/reporting.ts'
import { type Files, workspaces } from '../support/bundles/workspace.ts'
import type { Fault } from '../support/github/model.ts'
import { runAction } from '../support/runner/run-action.ts'
import { serve } from '../support/servers/http-server.ts'

const temp = workspaces()
const github = workflows()
afterAll(temp.remove)
afterEach(github.close)

const FAILING = npmProject([{ name: 'left', license: 'GPL-3.0-only' }])
const WORSE = npmProject([
  { name: 'left', license: 'GPL-3.0-only' },
  { name: 'right', license: 'AGPL-3.0-only' },
])
const FIXED = npmProject([{ name: 'left', license: 'MIT' }])
const check = { allow: 'MIT' }
const PATIENCE = 240_000

function runOf(id: number, files: Files, more: Partial<WorkflowRun> = {}): WorkflowRun {
  return { workspace: temp.make(files), check, id, ...more }
}

/** A run, and how much of it wrote to GitHub. */
async function counted({ server, run }: Workflow, wanted: WorkflowRun) {
  const { writes } = server.model.counts
  const ended = await run(wanted)
  return { ...ended, writes: server.model.counts.writes - writes }
}

const VERSIONS = ['github.com', 'ghes-3.19', 'ghes-3.18', 'ghes-3.17'] as const

/** From the first finding to the last: opened, left alone, edited, closed. */
async function live(version: (typeof VERSIONS)[number]): Promise<void> {
  const workflow = await github.make(temp.make(), { version }, version === 'github.com' ? '' : '/api/v3')
  const { issues, dashboards } = workflow
  const first = await counted(workflow, runOf(1, FAILING))
  expect({ version, ...first }).toMatchObject({
    conclusion: 'failure',
    outputs: { verdict: 'fail', findings: '1', opened: '1', closed: '0' },
  })
  expect(issues()).toMatchObject([{ number: 1, state: 'open', labels: ['upkeep'], comments: [] }])
  const second = await counted(workflow, runOf(2, FAILING))
  expect({ version, ...second }).toMatchObject({ writes: 0, outputs: { opened: '0' } })
  await counted(workflow, runOf(3, WORSE))
  const comments = [{ body: expect.stringContaining('+1 new, 0 fixed, 1 unchanged') }]
  expect(issues()).toMatchObject([{ state: 'open', body: expect.stringContaining('AGPL'), comments }])
  const fixed = await counted(workflow, runOf(4, FIXED))
  expect({ version, ...fixed }).toMatchObject({
    conclusion: 'success',
    outputs: { verdict: 'pass', closed: '1' },
  })
  expect(issues()).toMatchObject([{ state: 'closed', reason: 'completed' }])
  expect(issues()[0]?.comments).toHaveLength(2)
  expect(dashboards()).toMatchObject([{ state: 'open', body: expect.stringContaining('✅ pass') }])
}

// At once, as each mostly waits: GitHub wants writes to be seconds apart.
test('a failing, then a fixed repository has one issue on github.com and three Enterprise Servers', async () => {
  await Promise.all(VERSIONS.map(live))
}, 240_000)

test('two runs at once leave one issue and one dashboard', async () => {
  const { run, issues, dashboards, server } = await github.make(temp.make())
  await Promise.all([run(runOf(1, FAILING)), run(runOf(2, FAILING))])
  const open = () => [issues(), dashboards()].map((all) => all.filter(({ state }) => state === 'open').length)
  expect(open()).toEqual([1, 1])
  const { creates } = server.model.counts
  await run(runOf(3, FAILING))
  expect(server.model.counts.creates).toBe(creates)
  await run(runOf(4, FIXED))
  expect(open()).toEqual([0, 1])
}, 240_000)

const FAULTS: readonly Fault[] = ['lost', 'unsent', 'bad-gateway', 'bad-gateway-after', 'secondary']

/** The first request that makes an issue meets the fault. */
async function meet(fault: Fault): Promise<void> {
  let met = 0
  const isMet = (method: string, path: string) => method === 'POST' && path.endsWith('/issues') && met++ === 0
  const script = ({ method, path }: { method: string; path: string }) =>
    isMet(method, path) ? fault : undefined
  const { run, issues } = await github.make(temp.make(), { faults: { script, retryAfter: 2 } })
  await run(runOf(1, FAILING))
  await run(runOf(2, FAILING))
  const open = issues().filter(({ state }) => state === 'open')
  expect({ fault, isMet: met > 0, open: open.length }).toEqual({ fault, isMet: true, open: 1 })
}

test('an issue whose making meets a fault is there once', async () => {
  await Promise.all(FAULTS.map(meet))
}, 240_000)

describe('what goes wrong loses no report and turns nothing green', () => {
  const BAD = [
    ['issues are disabled', { hasIssues: false }, /issues are disabled/],
    ['the token may not write issues', { permissions: { issues: 'read' } }, /permissions: issues: write/],
    ['the token may not even read them', { permissions: { issues: 'none' } }, /permissions: issues: write/],
  ] as const
  test.each(BAD)(
    '%s',
    async (_name, options, words) => {
      const { run, server } = await github.make(temp.make(), options)
      const failing = await run(runOf(1, FAILING))
      expect(failing).toMatchObject({ conclusion: 'failure', outputs: { verdict: 'fail' } })
      expect(failing.summary).toContain('left@1.0.0')
      expect(failing.annotations.map(({ message }) => message).join('\n')).toMatch(words)
      const clean = await run(runOf(2, FIXED))
      expect(clean.outputs['verdict']).toBe('pass')
      expect(server.model.issues()).toEqual([])
    },
    PATIENCE,
  )

  test(
    'no report at all, and a job that left none, is no pass and closes nothing',
    async () => {
      const { run, issues } = await github.make(temp.make())
      await run(runOf(1, FAILING))
      const nothing = await run({ workspace: temp.make(), id: 2 })
      expect(nothing).toMatchObject({ conclusion: 'failure', outputs: { verdict: 'error', closed: '0' } })
      expect(nothing.summary).toContain('there is no report')
      const needs = JSON.stringify({ 'license-compliance': { result: 'skipped', outputs: {} } })
      const skipped = await run({ workspace: temp.make(), id: 3, report: { needs } })
      expect(skipped).toMatchObject({ conclusion: 'failure', outputs: { verdict: 'error' } })
      expect(skipped.summary).toContain('was skipped and left no report')
      expect(issues()).toMatchObject([{ state: 'open', comments: [] }])
    },
    PATIENCE,
  )

  test(
    'a dry run prints what would be sent, and sends nothing',
    async () => {
      const workflow = await github.make(temp.make())
      const ended = await counted(workflow, runOf(1, FAILING, { report: { 'dry-run': 'true' } }))
      expect(ended.writes).toBe(0)
      expect(ended.stdout).toMatch(
        /POST \/repos\/octo-org\/octo-repo\/issues \{ title: "Upkeep: license-compliance/,
      )
      expect(workflow.server.model.issues()).toEqual([])
    },
    PATIENCE,
  )
})

describe('on a pull request', () => {
  const payload = { pull_request: { number: 1 }, repository: { default_branch: 'main' } }
  const event = { name: 'pull_request', payload }
  const asked = { 'pull-request-comment': 'true' }

  test(
    'one comment is written, edited in place and left alone; no issue is',
    async () => {
      const workflow = await github.make(temp.make())
      const { server } = workflow
      server.model.human.openPull({ title: 'Change' })
      await counted(workflow, runOf(1, FAILING, { event, report: asked }))
      const again = await counted(
        workflow,
        runOf(2, FAILING, { event, report: { ...asked, now: '2026-11-25' } }),
      )
      await counted(workflow, runOf(3, FIXED, { event, report: { ...asked, now: '2026-11-25' } }))
      expect(again.conclusion).toBe('failure')
      const [pull, ...others] = server.model.issues()
      expect(pull?.comments).toMatchObject([{ body: expect.stringContaining('pass') }])
      expect(others).toEqual([])
    },
    PATIENCE,
  )

  test(
    'a fork’s token may write nothing: the summary has it all, and nothing crashes',
    async () => {
      const permissions = { issues: 'read', 'pull-requests': 'read' } as const
      const { run, server } = await github.make(temp.make(), { permissions })
      server.model.human.openPull({ title: 'Change' })
      const ended = await run(runOf(1, FIXED, { event, report: asked }))
      expect(ended).toMatchObject({ conclusion: 'success', outputs: { verdict: 'pass' } })
      expect(ended.summary).toContain('pass')
      const messages = ended.annotations.map(({ type, message }) => `${type}: ${message}`)
      expect(messages).toContainEqual(expect.stringMatching(/^warning: The comment .* pull-requests: write$/))
    },
    PATIENCE,
  )

  test(
    'pull_request_target is refused with the reason',
    async () => {
      const { run } = await github.make(temp.make())
      const ended = await run({
        workspace: temp.make(),
        id: 1,
        event: { ...event, name: 'pull_request_target' },
      })
      expect(ended).toMatchObject({ conclusion: 'failure', outputs: { verdict: 'error' } })
      expect(ended.stdout).toContain('is refused')
    },
    PATIENCE,
  )
})

test(
  'Slack and the webhook hear of a beginning and an end, and of nothing between; the URL is masked',
  async () => {
    const heard: string[] = []
    const server = await serve(({ path, body }) => {
      heard.push(`${path} ${JSON.parse(body.toString()).news?.[0]?.kind ?? 'blocks'}`)
      return { status: 200, body: 'ok' }
    })
    try {
      const { run } = await github.make(temp.make())
      const report = { 'slack-webhook': `${server.url}/slack/T0SECRET`, webhook: `${server.url}/hook` }
      const first = await run(runOf(1, FAILING, { report }))
      await run(runOf(2, FAILING, { report }))
      await run(runOf(3, FIXED, { report }))
      expect(heard).toEqual([
        '/slack/T0SECRET blocks',
        '/hook started',
        '/slack/T0SECRET blocks',
        '/hook recovered',
      ])
      expect(first.masks).toContain(report['slack-webhook'])
      expect(`${first.log}${first.summary}`).not.toContain('T0SECRET')
    } finally {
      await server.close()
    }
  },
  PATIENCE,
)

test(
  'machines are told: metrics in a file and at a Pushgateway, a badge, a page, the merged report',
  async () => {
    const pushed: string[] = []
    const server = await serve(({ method, path, body }) => {
      pushed.push(`${method} ${path} ${String(body)}`)
      return { status: 200 }
    })
    try {
      const workspace = temp.make(FAILING)
      const { run } = await github.make(temp.make())
      const report = {
        pushgateway: server.url,
        'metrics-file': 'out/upkeep.prom',
        'badge-file': 'out/badge.json',
        format: 'html',
        output: 'out/report.html',
      }
      const ended = await run({ workspace, check, id: 1, report: { ...report, issues: 'false' } })
      const metrics = readFileSync(join(workspace, 'out/upkeep.prom'), 'utf8')
      expect(metrics).toContain(
        'upkeep_findings{check="license-compliance",name="license-compliance",severity="high"} 1',
      )
      expect(metrics).toContain('# EOF')
      const encoded = ['octo-org/octo-repo', 'license-compliance'].map((text) =>
        Buffer.from(text).toString('base64url'),
      )
      const group = `repository@base64/${encoded[0]}/check@base64/${encoded[1]}/name@base64/${encoded[1]}`
      expect(pushed).toEqual([`POST /metrics/job/upkeep/${group} ${metrics}`])
      expect(JSON.parse(readFileSync(join(workspace, 'out/badge.json'), 'utf8'))).toMatchObject({
        message: '1 failing',
      })
      expect(readFileSync(join(workspace, 'out/report.html'), 'utf8')).toContain('left@1.0.0')
      expect(JSON.parse(readFileSync(ended.outputs['report-path'] ?? '', 'utf8'))).toMatchObject({
        verdict: 'fail',
      })
    } finally {
      await server.close()
    }
  },
  PATIENCE,
)

test.each(['the checkout', 'the contents API'])(
  'a schedule that is disabled is a finding with an issue of its own, and fails nothing: from %s',
  async (source) => {
    const workflow =
      'name: Weekly\non:\n  schedule:\n    - cron: "23 5 * * 1"\njobs:\n  licenses:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: OWNER/upkeep/actions/license-compliance@0123456789012345678901234567890123456789\n'
    const path = '.github/workflows/weekly.yml'
    const workflows = [{ id: 7, name: 'Weekly', path, state: 'disabled_inactivity' as const }]
    const commits = { [COMMIT]: { [path]: workflow } }
    const { run, issues } = await github.make(temp.make(), { workflows, commits })
    const checkout = source === 'the checkout' ? { [path]: workflow } : {}
    const ended = await run(runOf(1, { ...FIXED, ...checkout }))
    expect(ended).toMatchObject({ conclusion: 'success', outputs: { verdict: 'pass', opened: '1' } })
    expect(issues()).toMatchObject([{ title: 'Upkeep: report (liveness)', state: 'open' }])
    expect(issues()[0]?.body).toContain('report/schedule-disabled')
  },
  PATIENCE,
)

test('two steps of a job that run a check under one name are refused: one report would replace the other', async () => {
  const inputs = { ...check }
  const env = { RUNNER_TEMP: temp.make() }
  const step = (more: Readonly<Record<string, string>>) =>
    runAction({
      ...actionOf('license-compliance'),
      workspace: temp.make(FIXED),
      env,
      inputs: { ...inputs, ...more },
    })
  expect((await step({})).conclusion).toBe('success')
  const second = await step({})
  expect(second).toMatchObject({ conclusion: 'failure', outputs: { verdict: 'error' } })
  expect(second.stdout).toContain('Give each step a')
  expect((await step({ name: 'second' })).conclusion).toBe('success')
})

test('a gate whose token may not read Actions is not closed by what it cannot look up', async () => {
  const workflow =
    'on:\n  schedule:\n    - cron: "23 5 * * 1"\njobs:\n  licenses:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: OWNER/upkeep/actions/license-compliance@0123456789012345678901234567890123456789\n'
  const permissions = { actions: 'none', issues: 'none', 'pull-requests': 'none' } as const
  const { run } = await github.make(temp.make(), { permissions })
  const payload = { pull_request: { number: 1 }, repository: { default_branch: 'main' } }
  const files = { ...FIXED, '.github/workflows/weekly.yml': workflow }
  const report = { issues: 'false', dashboard: 'false' }
  const ended = await run(runOf(1, files, { report, event: { name: 'pull_request', payload } }))
  expect(ended).toMatchObject({ conclusion: 'success', outputs: { verdict: 'pass' } })
  expect(ended.summary).toContain('weekly.yml')
})
