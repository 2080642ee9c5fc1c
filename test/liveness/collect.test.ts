import { describe, expect, test } from '@jest/globals'
import { evaluateLiveness } from '../../src/liveness/evaluate.ts'
import {
  collectIn,
  type FakeJob,
  type FakeRun,
  type FakeWorkflow,
  type Fault,
  type World,
  workflowText,
} from './world.ts'

const PATH = '.github/workflows/a.yml'
const NOW = '2026-11-25T12:00:00Z'
const CHECK = 'certificate-expiry'
const ONE = { [PATH]: workflowText(['23 5 * * *']) }

const job = (conclusion?: string, more: Partial<FakeJob> = {}): FakeJob => ({
  name: CHECK,
  ...(conclusion === undefined ? {} : { conclusion }),
  ...more,
})
const run = (
  day: string,
  conclusion: string | undefined,
  jobs: readonly FakeJob[] = [],
  more: Partial<FakeRun> = {},
) => {
  const at = day.length === 10 ? `${day}T05:30:00Z` : day
  const id = Date.parse(at) / 1000
  return { id, at, jobs, ...(conclusion === undefined ? {} : { conclusion }), ...more }
}
const workflow = (runs: readonly FakeRun[], more: Partial<FakeWorkflow> = {}): FakeWorkflow => ({
  id: 7,
  path: PATH,
  runs,
  ...more,
})

async function look(runs: readonly FakeRun[], more: Partial<World> = {}) {
  const collected = await collectIn({ files: ONE, workflows: [workflow(runs)], now: NOW, ...more })
  const findings = evaluateLiveness(collected.facts, [], collected.now)
  return { ...collected, findings, rules: findings.map(({ rule }) => rule.replace('report/', '')) }
}

function lastOf({ facts }: Awaited<ReturnType<typeof look>>): string | undefined {
  const last = facts[0]?.last
  return last && `${last.how} ${new Date(last.at).toISOString().slice(0, 16)}`
}

const OLD = run('2026-11-10', 'success', [job('success')])

describe('when a check ran last', () => {
  test.each<readonly [string, readonly FakeRun[], string | undefined, readonly string[]]>([
    ['success', [run('2026-11-25', 'success', [job('success')]), OLD], 'seen 2026-11-25T05:30', []],
    ['failure', [run('2026-11-25', 'failure', [job('failure')]), OLD], 'seen 2026-11-25T05:30', []],
    [
      'skipped',
      [run('2026-11-25', 'success', [job('skipped')]), OLD],
      'seen 2026-11-10T05:30',
      ['job-skipped'],
    ],
    [
      'cancelled',
      [run('2026-11-25', 'cancelled', [job('cancelled')]), OLD],
      'seen 2026-11-10T05:30',
      ['schedule-missed'],
    ],
    [
      'timed out',
      [run('2026-11-25', 'timed_out', [job('timed_out')]), OLD],
      'seen 2026-11-10T05:30',
      ['schedule-missed'],
    ],
    [
      'never begun',
      [run('2026-11-25', 'startup_failure'), OLD],
      'seen 2026-11-10T05:30',
      ['schedule-missed'],
    ],
    ['whole run skipped', [run('2026-11-25', 'skipped'), OLD], 'seen 2026-11-10T05:30', ['job-skipped']],
    [
      'action required',
      [run('2026-11-25', 'action_required', [job('action_required')]), OLD],
      'seen 2026-11-10T05:30',
      ['schedule-missed'],
    ],
    ['out of order', [OLD, run('2026-11-25', 'success', [job('success')])], 'seen 2026-11-25T05:30', []],
    ['none', [], undefined, ['never-ran']],
    [
      'a cancelled one alone',
      [run('2026-11-25', 'cancelled', [job('cancelled')])],
      'none 2026-11-25T05:30',
      [],
    ],
    [
      'only cancelled ones for three days',
      ['25', '24', '23', '22'].map((day) => run(`2026-11-${day}`, 'cancelled', [job('cancelled')])),
      'none 2026-11-22T05:30',
      ['never-ran'],
    ],
    [
      'cancelled after the check was done',
      [run('2026-11-25', 'cancelled', [job('success'), { name: 'report', conclusion: 'cancelled' }]), OLD],
      'seen 2026-11-25T05:30',
      [],
    ],
    [
      'the step was done, and the job cancelled',
      [
        run('2026-11-25', 'cancelled', [
          job('cancelled', {
            steps: [{ name: `Run OWNER/upkeep/actions/${CHECK}@v1`, conclusion: 'failure' }],
          }),
        ]),
        OLD,
      ],
      'seen 2026-11-25T05:30',
      [],
    ],
    [
      'the step was skipped in a green job',
      [
        run('2026-11-25', 'success', [
          job('success', {
            steps: [{ name: `Run OWNER/upkeep/actions/${CHECK}@v1`, conclusion: 'skipped' }],
          }),
        ]),
        OLD,
      ],
      'seen 2026-11-10T05:30',
      ['job-skipped'],
    ],
    [
      'going on, the check with it',
      [run('2026-11-25', undefined, [job()]), run('2026-11-10', 'success', [job('skipped')])],
      'going 2026-11-25T05:30',
      [],
    ],
    [
      'going on, the check is done',
      [run('2026-11-25', undefined, [job('success'), { name: 'report' }]), OLD],
      'seen 2026-11-25T05:30',
      [],
    ],
    [
      'going on, the check was skipped',
      [run('2026-11-25', undefined, [job('skipped'), { name: 'report' }]), OLD],
      'seen 2026-11-10T05:30',
      ['job-skipped'],
    ],
    [
      'going on, the check was skipped because something failed',
      [
        run('2026-11-25', undefined, [job('skipped'), { name: 'build', conclusion: 'failure' }]),
        run('2026-11-24', 'success', [job('success')]),
      ],
      'seen 2026-11-24T05:30',
      [],
    ],
    ['queued, without jobs yet', [run('2026-11-25', undefined), OLD], 'going 2026-11-25T05:30', []],
    [
      'run again',
      [
        run('2026-11-25', 'cancelled', [job('cancelled')]),
        run('2026-11-10', 'success', [job('success')], { started: '2026-11-25T08:00:00Z' }),
      ],
      'seen 2026-11-25T08:00',
      [],
    ],
    [
      'run again, an older one, after a newer one',
      [
        run('2026-11-24', 'success', [job('success')]),
        run('2026-11-10', 'success', [job('success')], { started: '2026-11-25T08:00:00Z' }),
      ],
      'seen 2026-11-25T08:00',
      [],
    ],
    [
      'going on, the check with it, after a skipped run',
      [run('2026-11-25', undefined, [job()]), run('2026-11-24', 'skipped')],
      'going 2026-11-25T05:30',
      [],
    ],
    [
      'queued after one in which it was skipped',
      [run('2026-11-25', undefined), run('2026-11-24', 'success', [job('skipped')])],
      'going 2026-11-25T05:30',
      ['job-skipped'],
    ],
    [
      'run again, but not this job',
      [
        run('2026-11-10', 'success', [job('success', { started: '2026-11-10T05:31:00Z' })], {
          started: '2026-11-25T08:00:00Z',
        }),
      ],
      'seen 2026-11-10T05:31',
      ['schedule-missed'],
    ],
    [
      'a job of another name',
      [run('2026-11-25', 'success', [{ name: 'other', conclusion: 'skipped' }]), OLD],
      'presumed 2026-11-25T05:30',
      [],
    ],
    [
      'in red runs since weeks skipped',
      [
        run('2026-11-25', 'failure', [job('skipped'), { name: 'build', conclusion: 'failure' }]),
        run('2026-11-24', 'failure', [job('skipped'), { name: 'build', conclusion: 'failure' }]),
        run('2026-11-23', 'failure', [job('skipped')]),
      ],
      'presumed 2026-11-23T05:30',
      ['job-skipped'],
    ],
  ])('%s', async (_name, runs, last, rules) => {
    const collected = await look(runs)
    expect(lastOf(collected)).toBe(last)
    expect(collected.rules).toEqual(rules)
    expect(collected.gaps).toEqual([])
    expect(collected.targets).toEqual([{ id: PATH, complete: true }])
  })

  test('is not known of a check that is in none of the newest hundred runs', async () => {
    const at = (hours: number) => new Date(Date.parse(NOW) - hours * 3_600_000).toISOString()
    const runs = Array.from({ length: 100 }, (_, index) => run(at(index), 'cancelled', [job('cancelled')]))
    const files = { [PATH]: workflowText(['17 * * * *']) }
    const workflows = [workflow(runs, { total: 5000 })]
    const collected = await look([], { files, workflows })
    expect(lastOf(collected)).toBe('unlisted 2026-11-21T09:00')
    expect(collected.rules).toEqual(['schedule-missed'])
    const lastTold = new Map([[`${CHECK} ${CHECK}`, new Date('2026-11-25T09:00:00Z')]])
    expect((await look([], { files, workflows, lastTold })).rules).toEqual([])
  })
})

const CALLER = {
  [PATH]: workflowText(['23 5 * * *']).replace(
    /jobs:[\s\S]*/,
    'jobs:\n  weekly:\n    name: Upkeep\n    uses: OWNER/upkeep/.github/workflows/scheduled.yml@v1\n    with: { checks: certificate-expiry }\n',
  ),
}

describe('the names of jobs', () => {
  const matrix = (name = '') => ({
    [PATH]: workflowText(['23 5 * * *'], `${name}    strategy: { matrix: { region: [eu, us] } }\n`),
  })
  const named = `    name: Look at \${{ matrix.region }} now\n`

  test.each<readonly [string, Readonly<Record<string, string>>, readonly FakeJob[], readonly string[]]>([
    ['of a called workflow', CALLER, [{ name: 'Upkeep / Certificate expiry', conclusion: 'success' }], []],
    [
      'of a called workflow, skipped',
      CALLER,
      [{ name: 'Upkeep / Certificate expiry', conclusion: 'skipped' }],
      ['job-skipped'],
    ],
    ['of a caller, skipped', CALLER, [{ name: 'Upkeep', conclusion: 'skipped' }], ['job-skipped']],
    [
      'of others that are called',
      CALLER,
      [
        { name: 'Upkeep / Dependency audit', conclusion: 'skipped' },
        { name: 'Upkeep / Certificate expiry', conclusion: 'success' },
      ],
      [],
    ],
    [
      'of a matrix, all skipped',
      matrix(),
      [
        { name: `${CHECK} (eu)`, conclusion: 'skipped' },
        { name: `${CHECK} (us)`, conclusion: 'skipped' },
      ],
      ['job-skipped'],
    ],
    [
      'of a matrix, one done',
      matrix(),
      [
        { name: `${CHECK} (eu)`, conclusion: 'skipped' },
        { name: `${CHECK} (us)`, conclusion: 'failure' },
      ],
      [],
    ],
    [
      'of a matrix that never came to be',
      matrix(),
      [{ name: CHECK, conclusion: 'skipped' }],
      ['job-skipped'],
    ],
    [
      'with an expression',
      matrix(named),
      [{ name: 'Look at eu now', conclusion: 'skipped' }],
      ['job-skipped'],
    ],
    [
      'with an expression that was not evaluated',
      matrix(named),
      [{ name: `Look at \${{ matrix.region }} now`, conclusion: 'skipped' }],
      ['job-skipped'],
    ],
    [
      'with an expression, and another',
      matrix(named),
      [{ name: 'Look at eu later', conclusion: 'skipped' }],
      [],
    ],
    [
      'with parentheses that nobody gave',
      { [PATH]: workflowText(['23 5 * * *']) },
      [{ name: `${CHECK} (eu)`, conclusion: 'skipped' }],
      [],
    ],
  ])('%s', async (_name, files, jobs, rules) => {
    const collected = await look([run('2026-11-25', 'success', jobs)], { files })
    expect(collected.rules).toEqual(rules)
  })
})

const THREE = (condition: string) => ({
  [PATH]: workflowText(['41 4 * * *', '11 6 1 * *'], `    if: github.event.schedule == '${condition}'\n`),
})

describe('a check of one cron among several', () => {
  const days = (count: number) =>
    Array.from({ length: count }, (_, index) => {
      const day = new Date(Date.parse('2026-11-25T04:50:00Z') - index * 86_400_000).toISOString()
      return run(day, 'success', [job('skipped')])
    })
  const monthly = run('2026-11-01T06:20:00Z', 'success', [job('success')])

  test('is looked for in the run of its own tick, and not missed in the others', async () => {
    const collected = await look([...days(40), monthly], { files: THREE('11 6 1 * *') })
    expect(lastOf(collected)).toBe('seen 2026-11-01T06:20')
    expect(collected.rules).toEqual([])
    expect(collected.asked).toHaveLength(4)
  })

  test('is missed when the daily ones were all that there was', async () => {
    const collected = await look(days(90), { files: THREE('11 6 1 * *') })
    expect(lastOf(collected)).toBe('none 2026-08-28T04:50')
    expect(collected.rules).toEqual(['never-ran'])
    const more = await look([], {
      files: THREE('11 6 1 * *'),
      workflows: [workflow(days(100), { total: 900 })],
    })
    expect(lastOf(more)).toBe('unlisted 2026-08-18T04:50')
    expect(more.rules).toEqual(['schedule-missed'])
  })

  test('may have run with the one beside it, until news of it say when', async () => {
    const skipped = run('2026-11-01T06:20:00Z', 'success', [job('skipped')])
    const before = run('2026-10-01T06:20:00Z', 'success', [job('skipped')])
    const runs = [...days(90), skipped, before]
    expect(lastOf(await look(runs, { files: THREE('11 6 1 * *') }))).toBe('presumed 2026-10-01T06:20')
    const lastTold = new Map([[`${CHECK} ${CHECK}`, new Date('2026-08-01T06:30:00Z')]])
    const told = await look(runs, { files: THREE('11 6 1 * *'), lastTold })
    expect(lastOf(told)).toBe('told 2026-08-01T06:30')
    expect(told.rules).toEqual(['schedule-missed'])
  })

  test('is not called skipped, as it may be meant to', async () => {
    const collected = await look(days(3), { files: THREE('11 6 1 * *') })
    expect(collected.facts[0]?.skipped).toBeUndefined()
  })
})

describe('a check of which it cannot be told on which cron it runs', () => {
  const files = {
    [PATH]: workflowText(['41 4 * * *', '11 6 1 * *'], "    if: startsWith(github.event.schedule, '41')\n"),
  }

  test('is done by any run of its workflow, and skipped by none', async () => {
    const collected = await look([run('2026-11-25', 'success', [job('skipped')])], { files })
    expect(lastOf(collected)).toBe('presumed 2026-11-25T05:30')
    expect(collected.rules).toEqual([])
    expect((await look([OLD], { files })).rules).toEqual(['schedule-missed'])
  })

  test('is as often as its workflow', async () => {
    const text = workflowText(['41 4 * * *', '11 6 1 * *'], "    if: github.event.schedule == '11 6 1 * *'\n")
    const step = text.replace('@v1\n', '@v1\n        if: contains(vars.X, github.event.schedule)\n')
    const collected = await look([OLD], { files: { [PATH]: step } })
    expect(collected.facts[0]?.schedules).toHaveLength(2)
  })
})

test('into a run that never began nobody looks', async () => {
  const collected = await look([run('2026-11-25', 'startup_failure'), run('2026-11-24', 'skipped'), OLD])
  expect(collected.asked.map(({ path }) => path).slice(2)).toEqual([`/repos/o/r/actions/runs/${OLD.id}/jobs`])
})

describe('the workflow at GitHub', () => {
  const good = [run('2026-11-25', 'success', [job('success')])]

  test.each<readonly [string, readonly FakeWorkflow[], readonly string[], number]>([
    ['active', [workflow(good)], [], 0],
    ['disabled', [workflow(good, { state: 'disabled_inactivity' })], ['schedule-disabled'], 0],
    ['not there yet', [], [], 1],
    ['another one', [workflow(good, { path: '.github/workflows/b.yml' })], [], 1],
    ['deleted', [workflow(good, { state: 'deleted' })], [], 1],
    ['renamed away and back', [workflow([], { id: 6, state: 'deleted' }), workflow(good)], [], 0],
    ['made an hour ago', [workflow([], { created: '2026-11-25T11:00:00Z' })], [], 0],
    ['changed an hour ago', [workflow([], { updated: '2026-11-25T11:00:00Z' })], [], 0],
    ['changed last week', [workflow([], { updated: '2026-11-18T11:00:00Z' })], ['never-ran'], 0],
  ])('%s', async (_name, workflows, rules, notes) => {
    const collected = await look([], { workflows })
    expect(collected.rules).toEqual(rules)
    expect(collected.notes).toHaveLength(notes)
    expect(collected.gaps).toEqual([])
  })

  test('deleted on the first page and live on the second is live; a second page that fails is a gap', async () => {
    const others = Array.from({ length: 99 }, (_, index) =>
      workflow([], { id: 1000 + index, path: `x${index}` }),
    )
    const workflows = [workflow([], { id: 6, state: 'deleted' }), ...others, workflow(good)]
    expect(lastOf(await look([], { workflows }))).toBe('seen 2026-11-25T05:30')
    const fault: Fault = ({ query }) => (query?.['page'] === '2' ? { status: 500 } : undefined)
    expect((await look([], { workflows, fault })).gaps).toHaveLength(1)
    const early = [workflow(good), ...others, workflow([], { id: 5, path: 'y' })]
    expect((await look([], { workflows: early, fault })).gaps).toEqual([])
  })

  test('that is not there yet is not judged by what its check told elsewhere', async () => {
    const lastTold = new Map([[`${CHECK} ${CHECK}`, new Date('2026-01-01T00:00:00Z')]])
    const collected = await look([], { workflows: [], lastTold })
    expect(collected.rules).toEqual([])
    expect(collected.targets).toEqual([{ id: PATH, complete: false }])
  })

  test('that is not there yet has not missed anything since its schedule is known', async () => {
    const schedules = new Map([[`${PATH} | 23 5 * * * UTC`, new Date('2026-01-01T00:00:00Z')]])
    expect((await look([], { workflows: [], schedules })).rules).toEqual([])
    expect((await look([], { schedules })).rules).toEqual(['never-ran'])
  })

  test.each(['deleted', 'disabled_manually'])('that is %s is asked for no runs', async (state) => {
    expect((await look([], { workflows: [workflow(good, { state })] })).asked).toHaveLength(1)
  })

  test('of which runs are deleted is known by what the registry says', async () => {
    const lastTold = new Map([[`${CHECK} ${CHECK}`, new Date('2026-11-24T00:00:00Z')]])
    expect((await look([], { lastTold })).rules).toEqual([])
  })

  test('on the second page is found, and on none of two is a gap', async () => {
    const others = Array.from({ length: 150 }, (_, index) =>
      workflow([], { id: 1000 + index, path: `x${index}` }),
    )
    const found = await look([], { workflows: [...others, workflow(good)] })
    expect(found.rules).toEqual([])
    expect(lastOf(found)).toBe('seen 2026-11-25T05:30')
    expect(found.asked).toHaveLength(4)
    const far = await look([], { workflows: [...others, ...others, workflow(good)] })
    expect(far.gaps.map(({ reason }) => reason)).toEqual([
      'GitHub lists more than 200 workflows, and it is not among the first',
    ])
    expect(far.targets).toEqual([{ id: PATH, complete: false }])
  })
})

describe('what is known of a schedule since when', () => {
  const old = run('2026-11-02', 'success', [job('success')])
  const key = `${PATH} | 23 5 * * * UTC`

  test('a schedule that was not known before begins now', async () => {
    const first = await look([old], { schedules: new Map() })
    expect(first.rules).toEqual([])
    expect([...first.schedules]).toEqual([[key, new Date(NOW)]])
    const later = await look([old], { schedules: first.schedules, now: '2026-11-28T12:00:00Z' })
    expect(later.rules).toEqual(['schedule-missed'])
    expect(later.schedules).toEqual(first.schedules)
  })

  test('one that is changed begins again, and one that is gone is forgotten', async () => {
    const schedules = new Map([
      [key, new Date('2026-01-01T00:00:00Z')],
      ['.github/workflows/gone.yml | 1 1 1 1 1 UTC', new Date('2026-01-01T00:00:00Z')],
    ])
    expect((await look([old], { schedules })).rules).toEqual(['schedule-missed'])
    const files = { [PATH]: workflowText(['24 5 * * *']) }
    const changed = await look([old], { schedules, files })
    expect(changed.rules).toEqual([])
    expect([...changed.schedules.keys()]).toEqual([`${PATH} | 24 5 * * * UTC`])
  })

  test('where nothing is kept GitHub alone is asked', async () => {
    expect((await look([old])).rules).toEqual(['schedule-missed'])
  })
})

describe('nothing scheduled', () => {
  test.each([
    ['no workflow', {}],
    [
      'none of Upkeep',
      { [PATH]: 'on: { schedule: [{ cron: "1 1 * * *" }] }\njobs: { a: { steps: [{ run: "true" }] } }' },
    ],
    ['none with a schedule', { [PATH]: ONE[PATH]?.replace(/^on:[\s\S]*?jobs/, 'on: push\njobs') ?? '' }],
  ])('%s: a note, and nobody is asked', async (_name, files) => {
    const collected = await look([], { files })
    expect(collected).toMatchObject({ facts: [], gaps: [], targets: [], asked: [], findings: [] })
    expect(collected.notes.map(({ text }) => text)).toEqual([
      'No workflow runs a check on a schedule: nothing is noticed here by itself.',
    ])
  })
})

describe('a cron of which nobody knows when it comes', () => {
  test.each(['0 0 31 2 *', 'a b c d e'])('%s is a gap', async (cron) => {
    const collected = await look([], { files: { [PATH]: workflowText([cron]) } })
    expect(collected.gaps).toEqual([
      {
        target: PATH,
        subject: `${PATH} ${CHECK}`,
        reason: `when "${cron}" comes cannot be told: it never does, or GitHub would refuse it`,
      },
    ])
    expect(collected.rules).toEqual([])
  })
})
