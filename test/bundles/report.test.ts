import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import { npmProject } from '../support/bundles/locks.ts'
import { workflows } from '../support/bundles/reporting.ts'
import { workspaces } from '../support/bundles/workspace.ts'

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
const CHECK = { allow: 'MIT' }

describe('the bundles of a check and of report, one after the other', () => {
  test('open one issue, leave it alone, edit it, close it', async () => {
    const { server, run, issues, dashboards } = await github.make(temp.make())
    const step = async (id: number, files: Readonly<Record<string, string>>) => {
      const { writes } = server.model.counts
      const ended = await run({ workspace: temp.make(files), check: CHECK, id })
      console.log(ended.stdout.slice(0, 3000), ended.stderr)
      return { ended, writes: server.model.counts.writes - writes }
    }
    const first = await step(1, FAILING)
    expect(first.ended.conclusion).toBe('failure')
    expect(first.ended.outputs).toMatchObject({ verdict: 'fail', opened: '1', closed: '0' })
    expect(issues()).toMatchObject([{ number: 1, state: 'open', labels: ['upkeep'] }])
    expect((await step(2, FAILING)).writes).toBe(0)
    const worse = await step(3, WORSE)
    expect(issues()).toMatchObject([
      { state: 'open', comments: [{ body: expect.stringContaining('+1 new') }] },
    ])
    const fixed = await step(4, FIXED)
    expect(fixed.ended).toMatchObject({ conclusion: 'success', outputs: { verdict: 'pass', closed: '1' } })
    expect(issues()).toMatchObject([{ state: 'closed', reason: 'completed' }])
    expect(dashboards()).toHaveLength(1)
    expect(worse.ended.summary).toContain('AGPL')
  }, 120_000)
})
