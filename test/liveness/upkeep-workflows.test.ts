import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { RunError } from '../../src/core/errors.ts'
import type { Tree } from '../../src/core/ports.ts'
import { readUpkeepWorkflows, type UpkeepWorkflow } from '../../src/liveness/upkeep-workflows.ts'
import { type Files, treeOf } from '../support/contract/empty-world.ts'

const PATH = '.github/workflows/a.yml'
const CALLED = '.github/workflows/called.yml'
const SCHEDULED = '.github/workflows/scheduled.yml'
const ALL = ['dependency-audit', 'license-compliance', 'certificate-expiry', 'backup-verification']

const ON = 'on:\n  schedule:\n    - cron: "41 4 * * *"\n    - cron: "23 5 * * 1"\n    - cron: "11 6 1 * *"\n'
const step = (uses: string, more = '') => `${ON}jobs:\n  j:\n    steps:\n      - uses: ${uses}\n${more}`
const call = (uses: string, checks?: string) =>
  `${ON}jobs:\n  j:\n    uses: ${uses}\n${checks === undefined ? '' : `    with:\n      checks: ${checks}\n`}`

function read(files: Files) {
  return readUpkeepWorkflows(treeOf(files))
}

/** `check: crons`, one for each check of the only workflow that has schedules and checks. */
function told(workflows: readonly UpkeepWorkflow[]): readonly string[] {
  return workflows.flatMap(({ checks }) =>
    checks.map(({ check, schedules, always, varies }) => {
      const crons = always ? 'always' : schedules.map(({ cron }) => cron).join(' + ')
      return `${check}: ${varies ? 'varies' : crons}`
    }),
  )
}

const always = (...checks: readonly string[]) => checks.map((check) => `${check}: always`)

const HOUSE = `${ON}jobs:
  upkeep:
    name: Upkeep
    uses: ./.github/workflows/scheduled.yml
    with:
      checks: \${{ github.event.schedule == '41 4 * * *' && 'dependency-audit' || github.event.schedule == '23 5 * * 1' && 'license-compliance' || 'dependency-audit, license-compliance' }}
`
const SCHEDULED_TEXT = `on: { workflow_call: {} }\njobs:\n${ALL.map(
  (id) =>
    `  ${id}:\n    name: The ${id}\n    if: \${{ contains(inputs.checks, '${id}') }}\n    steps:\n      - uses: $/actions/${id}\n`,
).join('')}`

describe('which checks a workflow schedules', () => {
  test.each<readonly [string, Files, readonly string[]]>([
    ['a step, by a tag', { [PATH]: step('OWNER/upkeep/actions/dependency-audit@v1') }, always(ALL[0] ?? '')],
    [
      'a step, by a commit, of another name',
      { [PATH]: step('a/b/c/actions/certificate-expiry@0123456789012345678901234567890123456789') },
      always('certificate-expiry'),
    ],
    [
      'a step of its own repository',
      { [PATH]: step('$/actions/backup-verification') },
      always('backup-verification'),
    ],
    [
      'a step of the checkout',
      { [PATH]: step('./actions/license-compliance') },
      always('license-compliance'),
    ],
    [
      'a step of the checkout, with a slash',
      { [PATH]: step('./actions/license-compliance/') },
      always('license-compliance'),
    ],
    ['the report is no check', { [PATH]: step('OWNER/upkeep/actions/report@v1') }, []],
    ['no ref', { [PATH]: step('OWNER/upkeep/actions/dependency-audit') }, []],
    ['a longer name', { [PATH]: step('OWNER/upkeep/actions/dependency-audit-2@v1') }, []],
    ['a name before it', { [PATH]: step('OWNER/upkeep/my-actions/dependency-audit@v1') }, []],
    ['something else', { [PATH]: step('actions/checkout@v7') }, []],
    ['out of the repository', { [PATH]: step('./../actions/dependency-audit') }, []],
    ['no schedule', { [PATH]: step('$/actions/dependency-audit').replace(ON, 'on: push\n') }, []],
    ['not in the folder', { 'sub/.github/workflows/a.yml': step('$/actions/dependency-audit') }, []],
    ['a folder deeper', { '.github/workflows/b/a.yml': step('$/actions/dependency-audit') }, []],
    [
      'the other ending',
      { '.github/workflows/a.yaml': step('$/actions/dependency-audit') },
      always('dependency-audit'),
    ],
    [
      'scheduled.yml elsewhere, all',
      { [PATH]: call('OWNER/upkeep/.github/workflows/scheduled.yml@v1') },
      always(...ALL),
    ],
    [
      'scheduled.yml elsewhere, some',
      {
        [PATH]: call(
          'OWNER/upkeep/.github/workflows/scheduled.yml@v1',
          '"dependency-audit, certificate-expiry"',
        ),
      },
      always('dependency-audit', 'certificate-expiry'),
    ],
    [
      'some, on lines and by spaces',
      {
        [PATH]: call(
          'x/upkeep/.github/workflows/scheduled.yml@v1',
          '|\n        dependency-audit nothing\n        certificate-expiry',
        ),
      },
      always('dependency-audit', 'certificate-expiry'),
    ],
    [
      'a scheduled.yml of somebody else',
      { [PATH]: call('acme/tools/.github/workflows/scheduled.yml@v1') },
      [],
    ],
    [
      'of a mirror, by what it asks for',
      { [PATH]: call('acme/tools/.github/workflows/scheduled.yml@v1', 'dependency-audit') },
      always('dependency-audit'),
    ],
    [
      'scheduled.yml here',
      { [PATH]: call('./.github/workflows/scheduled.yml'), [SCHEDULED]: SCHEDULED_TEXT },
      always(...ALL),
    ],
    [
      'scheduled.yml here by $/, some',
      {
        [PATH]: call('$/.github/workflows/scheduled.yml', 'certificate-expiry'),
        [SCHEDULED]: SCHEDULED_TEXT,
      },
      always('certificate-expiry'),
    ],
    [
      "the house's own weekly.yml",
      { [PATH]: HOUSE, [SCHEDULED]: SCHEDULED_TEXT },
      ['dependency-audit: 41 4 * * * + 11 6 1 * *', 'license-compliance: 23 5 * * 1 + 11 6 1 * *'],
    ],
    [
      'an input that is empty on schedules',
      {
        [PATH]: call(
          'a/upkeep/.github/workflows/scheduled.yml@v1',
          `\${{ inputs.checks || 'dependency-audit' }}`,
        ),
      },
      always('dependency-audit'),
    ],
    [
      'a variable',
      { [PATH]: call('a/upkeep/.github/workflows/scheduled.yml@v1', `\${{ vars.CHECKS }}`) },
      ALL.map((check) => `${check}: varies`),
    ],
    [
      'an expression beyond us',
      {
        [PATH]: call(
          'a/upkeep/.github/workflows/scheduled.yml@v1',
          `\${{ fromJSON('{"a":"dependency-audit"}')[github.event.schedule] }}`,
        ),
      },
      ['dependency-audit: varies'],
    ],
    [
      'through one more workflow',
      {
        [PATH]: call('./.github/workflows/called.yml'),
        [CALLED]: step('$/actions/dependency-audit').replace(ON, ''),
      },
      always('dependency-audit'),
    ],
    [
      'through one more workflow, to scheduled.yml',
      {
        [PATH]: call('./.github/workflows/called.yml'),
        [CALLED]: call('a/upkeep/.github/workflows/scheduled.yml@v1', 'dependency-audit').replace(ON, ''),
      },
      always('dependency-audit'),
    ],
    [
      'through a composite action',
      {
        [PATH]: step('./.github/actions/x'),
        '.github/actions/x/action.yaml':
          'runs:\n  using: composite\n  steps:\n    - uses: a/upkeep/actions/certificate-expiry@v1\n',
      },
      always('certificate-expiry'),
    ],
    [
      'another workflow with an input of that name',
      {
        [PATH]: call('./.github/workflows/called.yml', 'certificate-expiry'),
        [CALLED]: step('$/actions/dependency-audit').replace(ON, ''),
      },
      always('dependency-audit'),
    ],
    [
      'one job that is sure, and one that is not',
      {
        [PATH]: `${ON}jobs:
  a:
    if: github.event.schedule == '23 5 * * 1'
    steps: [{ uses: $/actions/dependency-audit }]
  b:
    if: startsWith(github.event.schedule, '4')
    steps: [{ uses: $/actions/dependency-audit }]
`,
      },
      ['dependency-audit: 23 5 * * 1'],
    ],
    ['a workflow that calls itself', { [PATH]: call('./.github/workflows/a.yml') }, []],
    [
      'a composite action that uses itself',
      {
        [PATH]: step('./x'),
        'x/action.yml': 'runs:\n  steps:\n    - uses: ./x\n    - uses: $/actions/dependency-audit\n',
      },
      always('dependency-audit'),
    ],
    [
      'by an alias',
      { [PATH]: `x: &s\n  - uses: $/actions/dependency-audit\n${ON}jobs:\n  j:\n    steps: *s\n` },
      always('dependency-audit'),
    ],
  ])('%s', async (_name, files, expected) => {
    const { workflows, gaps } = await read(files)
    expect(told(workflows)).toEqual(expected)
    expect(gaps).toEqual([])
  })

  test.each<readonly [string, string, readonly string[]]>([
    [`\${{ github.event.schedule == '41 4 * * *' }}`, 'one cron', ['41 4 * * *']],
    [
      "github.event_name != 'schedule' || github.event.schedule == '23 5 * * 1'",
      'one, and by hand',
      ['23 5 * * 1'],
    ],
    [
      "github.event_name == 'workflow_dispatch' || github.event.schedule == '23 5 * * 1'",
      'the other way',
      ['23 5 * * 1'],
    ],
    [
      "github.event.schedule == '41  4 * * *' || github.event.schedule == '23 5 * * 1'",
      'two',
      ['41 4 * * *', '23 5 * * 1'],
    ],
    ["github.event.schedule != '41 4 * * *'", 'all but one', ['23 5 * * 1', '11 6 1 * *']],
    [`contains(fromJSON('["11 6 1 * *"]'), github.event.schedule)`, 'a list', ['11 6 1 * *']],
    ["github.event.schedule == '1 1 1 1 1'", 'a cron that is not there', ['varies']],
    ["!(github.event.schedule == '41 4 * * *')", 'not that', ['varies']],
    ["github.event_name == 'push'", 'another event', []],
    ["github.event_name != 'schedule'", 'never', []],
    ["github.event_name == 'schedule'", 'a schedule', ['always']],
    ["github.event_name != 'pull_request'", 'not a pull request', ['always']],
    ["github.event_name == 'push' || vars.X", 'who knows', ['varies']],
    ['always()', 'always', ['always']],
    ['false', 'off', ['always']],
    ["github.repository == 'a/b'", 'in one repository', ['always']],
    ["github.event.schedule == '41 4 * * *'".padEnd(3000), 'longer than anybody writes', ['varies']],
  ])('if: %s (%s)', async (condition, _name, crons) => {
    const job = `    if: ${JSON.stringify(condition)}\n`
    const onJob = step('$/actions/dependency-audit').replace('    steps', `${job}    steps`)
    const onStep = step('$/actions/dependency-audit', `    ${job}`)
    const onCall = call('./.github/workflows/called.yml').replace('    uses', `${job}    uses`)
    for (const text of [onJob, onStep, onCall]) {
      const called = step('$/actions/dependency-audit').replace(ON, '')
      const { workflows } = await read({ [PATH]: text, [CALLED]: called })
      const expected = crons.length === 0 ? [] : [`dependency-audit: ${crons.join(' + ')}`]
      expect(told(workflows)).toEqual(expected)
    }
  })

  test('a check in two jobs runs when one of them does', async () => {
    const job = (id: string, cron: string) =>
      `  ${id}:\n    if: github.event.schedule == '${cron}'\n    steps:\n      - uses: $/actions/dependency-audit\n        with: { name: ${id} }\n`
    const { workflows } = await read({
      [PATH]: `${ON}jobs:\n${job('a', '41 4 * * *')}${job('b', '23 5 * * 1')}`,
    })
    expect(told(workflows)).toEqual(['dependency-audit: 41 4 * * * + 23 5 * * 1'])
    expect(workflows[0]?.checks[0]?.names).toEqual(['a', 'b'])
  })

  test.each([
    ['its own', '', ['dependency-audit']],
    ['given', '        with: { name: web }\n', ['web']],
    ['an expression', `        with: { name: "x-\${{ matrix.a }}" }\n`, undefined],
  ])('the name of the run: %s', async (_name, more, names) => {
    const { workflows } = await read({ [PATH]: step('$/actions/dependency-audit', more) })
    expect(workflows[0]?.checks[0]?.names).toEqual(names)
  })

  test('jobs and steps are traced by the names that GitHub gives them', async () => {
    const { workflows } = await read({ [PATH]: HOUSE, [SCHEDULED]: SCHEDULED_TEXT })
    expect(workflows[0]?.checks[0]?.jobs).toEqual([
      {
        chain: [
          { text: 'Upkeep', isMatrix: false },
          { text: 'The dependency-audit', isMatrix: false },
        ],
        step: 'Run $/actions/dependency-audit',
      },
    ])
  })
})

test("this repository's own workflows are understood", async () => {
  const folder = join(import.meta.dirname, '../../.github/workflows')
  const files = readdirSync(folder).map(
    (name) => [`.github/workflows/${name}`, readFileSync(join(folder, name), 'utf8')] as const,
  )
  const { workflows, gaps } = await read(Object.fromEntries(files))
  expect(gaps).toEqual([])
  const scheduled = workflows.filter(({ checks }) => checks.length > 0)
  expect(scheduled.length).toBeGreaterThan(0)
  for (const { path, checks } of scheduled)
    for (const { check, varies } of checks) expect([path, check, varies]).toEqual([path, check, false])
})

describe('what cannot be read', () => {
  test.each<readonly [string, Files, string, string]>([
    ['no YAML', { [PATH]: '{{{' }, PATH, 'it is not valid YAML'],
    [
      'two documents',
      { [PATH]: `${step('$/actions/dependency-audit')}---\n` },
      PATH,
      'it holds more than one YAML document',
    ],
    ['UTF-16', { [PATH]: 'o\0n\0' }, PATH, 'it is UTF-16, not UTF-8: save it as UTF-8'],
    [
      'a called one that is not there',
      { [PATH]: call('./.github/workflows/gone.yml') },
      PATH,
      'it uses .github/workflows/gone.yml, which is not there',
    ],
    [
      'a composite action',
      { [PATH]: step('./x'), 'x/action.yml': '[' },
      'x/action.yml',
      'it is not valid YAML',
    ],
  ])('%s is a gap', async (_name, files, target, reason) => {
    const { gaps } = await read(files)
    expect(gaps).toEqual([{ target, subject: target, reason }])
  })

  test('a called one that is broken is told once', async () => {
    const { gaps } = await read({ [PATH]: call('./.github/workflows/called.yml'), [CALLED]: '[' })
    expect(gaps).toHaveLength(1)
  })

  test('a file that the tree cannot read, and a folder that it cannot list', async () => {
    const tree: Tree = {
      ...treeOf({}),
      list: async () => ({
        files: [PATH],
        unreadable: [
          { path: '.github/workflows', reason: 'no permission' },
          { path: 'src', reason: 'no permission' },
        ],
      }),
      read: async () => {
        throw new RunError('is a link out of the root')
      },
    }
    const { gaps } = await readUpkeepWorkflows(tree)
    expect(gaps.map(({ target, reason }) => `${target}: ${reason}`)).toEqual([
      '.github/workflows: no permission',
      `${PATH}: is a link out of the root`,
    ])
  })

  test('what has more jobs and steps than anybody means ends, and is a gap', async () => {
    const jobs = (uses: string) =>
      Array.from({ length: 200 }, (_, index) => `  j${index}:\n    uses: ${uses}\n`).join('')
    const level = (next: string) => `jobs:\n${jobs(next)}`
    const { gaps } = await read({
      [PATH]: `${ON}${level('./.github/workflows/b.yml')}`,
      '.github/workflows/b.yml': level('./.github/workflows/c.yml'),
      '.github/workflows/c.yml': level('./.github/workflows/d.yml'),
      '.github/workflows/d.yml': step('$/actions/dependency-audit').replace(ON, ''),
    })
    expect(gaps.map(({ target }) => target)).toContain(PATH)
    expect(gaps[0]?.reason).toBe('it has more than 20000 jobs and steps: not all were read')
  })
})
