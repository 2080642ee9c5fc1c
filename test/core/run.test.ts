import { describe, expect, jest, test } from '@jest/globals'
import type { AllPorts } from '../../src/core/all-ports.ts'
import type { Check, Collected, Table } from '../../src/core/check.ts'
import { ConfigError, messageOf, RunError } from '../../src/core/errors.ts'
import type { Finding } from '../../src/core/finding.ts'
import { parseOptions, SHARED, type SharedOptions } from '../../src/core/options.ts'
import type { Waiver } from '../../src/core/policy.ts'
import { type CompletedRun, verdictOf } from '../../src/core/report.ts'
import { type Outcome, type Plan, pipelineRules, runCheck } from '../../src/core/run.ts'
import { BARE, CLOSED } from '../support/closed-ports.ts'
import { finding, RULES } from '../support/report/report.ts'
import { failingRows, type Row } from '../support/runner/failing-rows.ts'

const NOW = new Date('2027-01-15T09:00:00Z')

/** What a check of fruit sees of the world: nothing but the time. */
const PORTS: AllPorts = {
  tree: { list: untold, read: untold, listFolder: untold, listInstalled: untold },
  repository: { base: untold, ignored: untold, tracked: untold },
  asset: () => {
    throw new Error('untold')
  },
  http: untold,
  ...CLOSED,
  ...BARE,
  github: { url: 'https://github.example', token: '' },
  local: { directory: '/nowhere', cache: undefined },
  licenseChecker: untold,
  progress: () => undefined,
  clock: () => NOW,
  elapsed: () => 0,
}

function untold(): Promise<never> {
  throw new Error('no fruit lies there')
}

interface World {
  readonly collected?: Partial<Collected<string>>
  readonly thrown?: unknown
  readonly evaluate?: Check['evaluate']
  readonly describe?: Check['describe']
}

const TABLE: Table = { columns: [{ id: 'fruit', title: 'Fruit' }], rows: [] }

/** A check of a world that the test writes down. A fact that ends in a `!` is rotten, in a `?` bruised. */
function checkOf({ collected, thrown, evaluate, describe: table }: World): Check {
  return {
    id: 'fruit',
    title: 'Fruit',
    description: 'Looks at fruit.',
    rules: Object.fromEntries(RULES.map((rule) => [rule.id.split('/')[1], rule])),
    options: SHARED,
    problems: () => [],
    collect: async () => {
      if (thrown !== undefined) throw thrown
      return {
        facts: ['apple'],
        gaps: [],
        notes: [],
        targets: [{ id: 'basket', complete: true }],
        partial: false,
        ...collected,
      }
    },
    evaluate: evaluate ?? ((facts) => (facts as readonly string[]).flatMap(judgeFruit)),
    describe: table ?? ((facts) => ({ ...TABLE, rows: (facts as readonly string[]).map((fact) => [fact]) })),
    waiverKeys: {},
    covers: (keys, one) => keys['fruit'] === one.subject,
  }
}

function judgeFruit(fact: string): readonly Finding[] {
  const subject = fact.slice(0, -1)
  if (fact.endsWith('!')) return [finding({ subject })]
  return fact.endsWith('?') ? [finding({ rule: 'fruit/bruised', severity: 'moderate', subject })] : []
}

function options(part: Partial<SharedOptions> = {}): SharedOptions {
  return { ...parseOptions(SHARED, []), ...part }
}

function run(world: World, part: Partial<Plan> = {}): Promise<Outcome> {
  return runCheck(
    { check: checkOf(world), options: options(), waivers: [], notes: [], gaps: [], ...part },
    PORTS,
  )
}

async function completedRun(world: World, part: Partial<Plan> = {}): Promise<CompletedRun> {
  const outcome = await run(world, part)
  if (outcome.run.status === 'failed') throw new Error(outcome.run.reason)
  return outcome.run
}

function waiver(fruit: string, part: Partial<Waiver> = {}): Waiver {
  return {
    check: 'fruit',
    reason: 'because',
    until: '2027-12-31',
    keys: { fruit },
    path: 'upkeep.yml',
    ...part,
  }
}

const GAP = { target: 'basket', subject: 'fig', reason: 'it has no label' }
const ALLOW = options({ 'allow-empty': true })
const NOTHING = { facts: [], targets: [] }
const HOLLOW = { facts: [], targets: [{ id: 'basket', complete: true }] }
const MIXED = [
  { id: 'basket', complete: true },
  { id: 'crate', complete: false },
]
const TORN = { facts: [], targets: [{ id: 'basket', complete: false }] }

describe('a run', () => {
  test('completes with everything that was looked at and found, worst first', async () => {
    const notes = [{ subject: 'cellar', text: 'not looked at' }]
    const collected = { facts: ['pear?', 'plum!', 'kiwi', 'fig?', 'date!'], notes }
    const outcome = await run({ collected }, { notes: [{ subject: 'config', text: 'read from the base' }] })
    expect(outcome).toEqual({
      facts: collected.facts,
      run: {
        check: 'fruit',
        name: 'fruit',
        status: 'completed',
        examined: 5,
        targets: [{ id: 'basket', complete: true }],
        table: { ...TABLE, rows: [['pear?'], ['plum!'], ['kiwi'], ['fig?'], ['date!']] },
        gaps: [],
        notes: [{ subject: 'config', text: 'read from the base' }, ...notes],
        judged: [
          ['high', 'plum', 'fail'],
          ['high', 'date', 'fail'],
          ['moderate', 'pear', 'warn'],
          ['moderate', 'fig', 'warn'],
        ].map(([severity, subject, disposition]) =>
          expect.objectContaining({ disposition, finding: expect.objectContaining({ severity, subject }) }),
        ),
        attachments: [],
        seconds: 0,
      },
    })
  })

  test('has the name it was given', async () => {
    expect((await completedRun({}, { options: options({ name: 'node 24' }) })).name).toBe('node 24')
    expect(
      (await run({ thrown: new RunError('x') }, { options: options({ name: 'node 24' }) })).run.name,
    ).toBe('node 24')
  })

  test('hands its options and its moment to the check, and judges by them', async () => {
    const evaluate = jest.fn<Check['evaluate']>(() => [finding({ severity: 'low' })])
    const describe = jest.fn<Check['describe']>(() => TABLE)
    const wanted = options({ 'fail-on': 'low' })
    const { judged } = await completedRun({ evaluate, describe }, { options: wanted })
    expect(evaluate.mock.calls).toEqual([[['apple'], wanted, NOW]])
    expect(describe.mock.calls).toEqual([[['apple'], wanted, NOW]])
    expect(judged[0]?.disposition).toBe('fail')
  })

  test('uses the waivers of its own check alone', async () => {
    const { judged } = await completedRun(
      { collected: { facts: ['plum!', 'fig!'] } },
      { waivers: [waiver('plum'), waiver('fig', { check: 'nuts' }), waiver('nut', { check: 'nuts' })] },
    )
    expect(judged.map(({ disposition }) => disposition)).toEqual(['fail', 'waived'])
  })

  test('says how long it took, and not where now was given: such reports are the same byte for byte', async () => {
    let now = 1000
    const ports = { ...PORTS, elapsed: () => (now += 250) }
    const check = checkOf({})
    const plan: Plan = { check, options: options(), waivers: [], notes: [], gaps: [] }
    expect((await runCheck(plan, ports)).run).toMatchObject({ seconds: 0.25 })
    const then = { ...plan, options: { ...options(), now: NOW } }
    expect((await runCheck(then, ports)).run).not.toHaveProperty('seconds')
  })

  test('judges by the clock of its ports', async () => {
    const { judged } = await completedRun(
      { collected: { facts: ['plum!'] } },
      { waivers: [waiver('plum', { until: '2027-01-14' })] },
    )
    expect(judged.map(({ finding: one }) => one.rule)).toEqual(['fruit/rotten', 'fruit/waiver-expired'])
  })
})

/** What is said of emptiness, and the verdict. */
interface Emptied {
  readonly world: Partial<Collected<string>>
  readonly plan?: Partial<Plan>
}

const WHY_EMPTY = 'nothing was examined: what was found is empty; if that is fine, say so with allow-empty'
const WHY_NOTHING = 'nothing was examined'

function emptied(
  name: string,
  input: Emptied,
  ...expected: readonly string[]
): Row<Emptied, readonly string[]> {
  return { name, input, expected }
}

const EMPTINESS: readonly Row<Emptied, readonly string[]>[] = [
  emptied('something to look at', { world: {} }, 'pass'),
  emptied('no targets', { world: NOTHING }, 'error', WHY_NOTHING),
  emptied('no targets, with allow-empty', { world: NOTHING, plan: { options: ALLOW } }, 'error', WHY_NOTHING),
  emptied('an empty target', { world: HOLLOW }, 'error', WHY_EMPTY),
  emptied('an empty target, with allow-empty', { world: HOLLOW, plan: { options: ALLOW } }, 'pass'),
  emptied(
    'an empty target that was not whole',
    { world: TORN, plan: { options: ALLOW } },
    'error',
    WHY_NOTHING,
  ),
  emptied(
    'two empty targets, one not whole',
    { world: { facts: [], targets: MIXED }, plan: { options: ALLOW } },
    'error',
    WHY_NOTHING,
  ),
  emptied('a gap alone', { world: { ...NOTHING, gaps: [GAP] } }, 'error', GAP.reason),
  emptied('a gap in a basket', { world: { gaps: [GAP] } }, 'error', GAP.reason),
  emptied(
    'a gap of the shell',
    { world: HOLLOW, plan: { options: ALLOW, gaps: [{ ...GAP, reason: 'no base' }] } },
    'error',
    'no base',
  ),
  emptied(
    'gaps of both, the shell first',
    { world: { gaps: [GAP] }, plan: { gaps: [{ ...GAP, reason: 'no base' }] } },
    'error',
    'no base',
    GAP.reason,
  ),
]

async function tellEmptiness({ world, plan }: Emptied): Promise<readonly string[]> {
  const ran = await completedRun({ collected: world }, plan)
  return [verdictOf([ran]), ...ran.gaps.map((gap) => gap.reason)]
}

describe('nothing to look at', () => {
  test.each(EMPTINESS)('$name', async ({ input, expected }) => {
    expect(await tellEmptiness(input)).toEqual(expected)
  })

  test('has a table that one who always passes and one who never does fail', () => {
    expect(failingRows(EMPTINESS, () => ['pass']).length).toBeGreaterThan(5)
    expect(failingRows(EMPTINESS, () => ['error', WHY_NOTHING]).length).toBeGreaterThan(5)
  })

  test('is said of the directory that was checked', async () => {
    const { gaps } = await completedRun({ collected: NOTHING }, { options: options({ path: 'packages/a' }) })
    expect(gaps).toEqual([{ target: 'packages/a', subject: 'fruit', reason: WHY_NOTHING }])
  })
})

describe('the targets of a run', () => {
  const listed = async (world: World, plan?: Partial<Plan>) =>
    (await completedRun(world, plan)).targets.map(
      ({ id, complete }) => `${id} ${complete ? 'whole' : 'torn'}`,
    )

  test.each([
    ['those that were looked at', {}, {}, ['basket whole']],
    ['torn where something is missing', { gaps: [GAP] }, {}, ['basket torn']],
    ['what only a gap names', { gaps: [{ ...GAP, target: 'crate' }] }, {}, ['basket whole', 'crate torn']],
    [
      'what a gap of the shell names',
      {},
      { gaps: [{ ...GAP, target: 'base' }] },
      ['basket whole', 'base torn'],
    ],
    ['the directory where nothing was found', NOTHING, {}, ['. torn']],
    ['the file of its waivers', {}, { waivers: [waiver('plum')] }, ['upkeep.yml whole', 'basket whole']],
    [
      'not the file of waivers of other checks',
      {},
      { waivers: [waiver('nut', { check: 'nuts' })] },
      ['basket whole'],
    ],
    [
      'a file of waivers that is a target too',
      { targets: [{ id: 'upkeep.yml', complete: false }] },
      { waivers: [waiver('plum')] },
      ['upkeep.yml torn'],
    ],
  ] as const)('are %s', async (_, collected, plan, expected) => {
    expect(await listed({ collected }, plan)).toEqual(expected)
  })

  test('hold the target of every finding and gap, each once', async () => {
    const { targets, judged, gaps } = await completedRun(
      { collected: { facts: ['plum!'], gaps: [GAP, GAP], targets: [{ id: 'basket.json', complete: true }] } },
      { waivers: [waiver('fig', { until: '2020-01-01' })] },
    )
    const ids = targets.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(
      expect.arrayContaining([...judged.map((one) => one.finding.target), ...gaps.map((gap) => gap.target)]),
    )
  })
})

describe('an unused waiver is told', () => {
  const waivers = [waiver('plum')]
  test.each([
    ['when everything was looked at', true, {}, {}],
    ['when an empty target may be empty', true, HOLLOW, { options: ALLOW }],
    ['not of a difference', false, { partial: true }, {}],
    ['not beside a gap', false, { gaps: [GAP] }, {}],
    ['not beside a gap of the shell', false, {}, { gaps: [GAP] }],
    ['not when nothing was examined', false, NOTHING, {}],
    ['not when what was found is empty', false, HOLLOW, {}],
    ['not when a target was not whole', false, { targets: [{ id: 'basket', complete: false }] }, {}],
    ['not when one of two targets was not whole', false, { targets: MIXED }, {}],
  ] as const)('%s', async (_, told, collected, plan) => {
    const { judged } = await completedRun({ collected }, { ...plan, waivers })
    expect(judged.map(({ finding: one }) => one.rule)).toEqual(told ? ['fruit/waiver-unused'] : [])
  })
})

describe('a run that cannot go on', () => {
  test('ends as failed for the fault of the world', async () => {
    expect(await run({ thrown: new RunError('the market is closed') })).toEqual({
      run: { check: 'fruit', name: 'fruit', status: 'failed', reason: 'the market is closed' },
      facts: [],
    })
  })

  test('is a mistake of the user where the check says so', async () => {
    const mistake = new ConfigError(['the basket does not exist'])
    await expect(run({ thrown: mistake })).rejects.toBe(mistake)
  })

  test.each([
    ['an error', new TypeError('x is undefined'), 'x is undefined'],
    ['a text', 'oops', 'oops'],
    ['null', null, 'null'],
    ['an object', {}, '[object Object]'],
  ])('is a bug, kept with its stack, for %s', async (_, thrown, message) => {
    const outcome = await run({ thrown })
    expect(outcome.run).toMatchObject({
      status: 'failed',
      reason: `a bug in Upkeep, please report it: ${message}`,
    })
    expect(outcome.bug).toBe(thrown)
    expect(verdictOf([outcome.run])).toBe('error')
  })

  test.each(['evaluate', 'describe'] as const)('is a bug when %s throws', async (step) => {
    const bug = new RangeError('too ripe')
    const outcome = await run({
      [step]: () => {
        throw bug
      },
    })
    expect(outcome).toMatchObject({ run: { status: 'failed' }, facts: [], bug })
  })

  test('is one when the clock throws', async () => {
    const ports = { ...PORTS, clock: untold as never }
    const plan: Plan = { check: checkOf({}), options: options(), waivers: [], notes: [], gaps: [] }
    expect((await runCheck(plan, ports)).run.status).toBe('failed')
  })
})

test('the rules of the pipeline carry the name of their check, a title and what to do', () => {
  expect(pipelineRules('nuts').map(({ id, severity }) => [id, severity])).toEqual([
    ['nuts/waiver-expired', 'low'],
    ['nuts/waiver-unused', 'low'],
  ])
  for (const { title, help } of pipelineRules('nuts'))
    expect([title, help]).toEqual([expect.stringMatching(/^A waiver/), expect.stringMatching(/\.$/)])
})

test('a thrown thing has a message', () => {
  expect(messageOf(new RunError('closed'))).toBe('closed')
  expect(messageOf(undefined)).toBe('undefined')
  expect(new RunError('closed').name).toBe('RunError')
})
