import { describe, expect, test } from '@jest/globals'
import type { Run } from '../../src/core/report.ts'
import { livenessOf } from '../../src/shell/report-liveness.ts'
import { type CheckRecord, NO_REGISTRY, type Registry } from '../../src/sinks/issues/registry.ts'
import { type FakeWorkflow, fakeActions, workflowText } from '../liveness/world.ts'
import { treeOf } from '../support/contract/empty-world.ts'
import { broken, completed } from '../support/issues/reports.ts'

const NOW = new Date('2026-11-25T12:00:00Z')
const DAY = 24 * 60 * 60 * 1000

function record(untold: number, more: Partial<CheckRecord> = {}): Registry {
  const one = { check: 'certificate-expiry', name: 'certificate-expiry', verdict: 'error' as const, ...more }
  const times = { toldAt: 0, untold, untoldSince: NOW.getTime() - untold * DAY, seenAt: NOW.getTime() - DAY }
  return {
    ...NO_REGISTRY,
    checks: new Map([[`${one.check} ${one.name}`, { run: [1, 1], ...one, ...times, waivers: [], gaps: [] }]]),
  }
}

interface Scene {
  readonly runs?: readonly Run[]
  readonly registry?: Registry
  readonly files?: Readonly<Record<string, string>>
  readonly workflows?: readonly FakeWorkflow[]
}

async function look({ runs = [], registry, files = {}, workflows = [] }: Scene) {
  const { github } = fakeActions(workflows)
  const frame = {
    repository: 'o/r',
    tree: treeOf(files),
    github,
    wait: async () => undefined,
    now: NOW,
    limit: 3,
  }
  const live = await livenessOf(runs, registry, frame)
  const said = live.run?.status === 'completed' ? live.run.judged : []
  return {
    ...live,
    rules: said.map(({ finding, disposition }) => `${finding.rule} ${finding.target} ${disposition}`),
  }
}

describe('a check that could not tell', () => {
  const gap = completed({ a: 'gap' })
  const cases: readonly (readonly [string, Scene, number])[] = [
    ['for the first time', { runs: [gap], registry: NO_REGISTRY }, 0],
    ['for the second time', { runs: [gap], registry: record(1) }, 0],
    ['for the third time', { runs: [gap], registry: record(2) }, 1],
    ['for the third time, as its run failed', { runs: [broken()], registry: record(2) }, 1],
    ['for the third time, as it looked at nothing', { runs: [completed({})], registry: record(2) }, 1],
    ['three times, and now it could', { runs: [completed({ a: [] })], registry: record(3) }, 0],
    [
      'three times, and now it fails beside a gap',
      { runs: [completed({ a: [{ rule: 'expired' }], b: 'gap' })], registry: record(3) },
      0,
    ],
    ['three times, and is not in this report', { registry: record(3) }, 1],
    [
      'three times, and this is another run of it',
      { runs: [completed({ a: [] }, 'certificate-expiry', 'x')], registry: record(3) },
      1,
    ],
    [
      'three times, a report file that is no longer there',
      { runs: [completed({ a: [] })], registry: record(3, { check: 'report', name: 'x.json' }) },
      0,
    ],
    ['three times, but nothing is remembered of', { runs: [gap] }, 0],
  ]
  test.each(cases)('%s', async (_, scene, count) => {
    const { rules } = await look(scene)
    expect(rules).toHaveLength(count)
    for (const rule of rules) expect(rule).toMatch(/^report\/[a-z-]+ certificate-expiry warn$/)
  })
})

describe('the run of it', () => {
  test('is none where there is nothing to watch', async () => {
    const { run, due, schedules } = await look({})
    expect([run, due.size, schedules.size]).toEqual([undefined, 0, 0])
  })

  test('tells when a schedule comes next, and finds nothing where it came', async () => {
    const path = '.github/workflows/weekly.yml'
    const files = { [path]: workflowText(['17 6 * * *']) }
    const jobs = [{ name: 'certificate-expiry', conclusion: 'success', started: '2026-11-25T06:18:00Z' }]
    const runs = [{ id: 5, at: '2026-11-25T06:17:30Z', conclusion: 'success', jobs }]
    const { run, due, rules } = await look({
      files,
      workflows: [{ id: 1, path, runs }],
      registry: NO_REGISTRY,
    })
    expect(rules).toEqual([])
    expect(run).toMatchObject({ check: 'report', name: 'liveness', status: 'completed', gaps: [] })
    expect(due.get('certificate-expiry')?.toISOString()).toBe('2026-11-26T06:17:00.000Z')
  })

  test('warns of a schedule that has not come for a week, and says nothing of when it comes next where it is off', async () => {
    const path = '.github/workflows/weekly.yml'
    const files = { [path]: workflowText(['17 6 * * *']) }
    const jobs = [{ name: 'certificate-expiry', conclusion: 'success', started: '2026-11-15T06:18:00Z' }]
    const runs = [{ id: 5, at: '2026-11-15T06:17:30Z', conclusion: 'success', jobs }]
    const late = await look({ files, workflows: [{ id: 1, path, runs }] })
    expect(late.rules).toHaveLength(1)
    expect(late.rules[0]).toMatch(/ warn$/)
    const off = await look({
      files,
      workflows: [{ id: 1, path, runs, state: 'disabled_inactivity' }],
      registry: NO_REGISTRY,
    })
    expect(off.rules).toHaveLength(1)
    expect(off.due.size).toBe(0)
  })
})
