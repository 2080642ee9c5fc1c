import { describe, expect, test } from '@jest/globals'
import { breachesOf } from './rules.ts'
import { allWorkflows, COMMIT } from './sources.ts'

/** A workflow with no breach, into which each row puts one. */
const GOOD = `name: Good
on:
  push:
permissions: {}
concurrency:
  group: good
jobs:
  a:
    name: A
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      contents: read # the checkout
    steps:
      - uses: actions/checkout@${COMMIT} # v7
        with:
          persist-credentials: false
      - uses: $/actions/dependency-audit
      - run: echo
`
const CALL = `name: Good
on:
  push:
permissions: {}
concurrency:
  group: good
jobs:
  a:
    permissions:
      contents: read # the checkout
      actions: read # the schedules
      issues: write # the issues
    uses: ./.github/workflows/scheduled.yml
    with:
      checks: dependency-audit
`
const CALLED = GOOD.replace('push:', 'workflow_call:').replace('concurrency:\n  group: good\n', '')
const REPORT = GOOD.replace('dependency-audit', 'report').replace(
  'steps:',
  'needs: [b]\n    if: always()\n    steps:',
)

describe('the rules of the house', () => {
  test.each(allWorkflows().map(({ place, text, shown }) => [place, text, shown] as const))(
    'are kept by %s',
    (_, text, shown) => {
      expect(breachesOf(text, shown)).toEqual([])
    },
  )

  test.each([GOOD, CALL, CALLED, REPORT].map((text) => [text]))(
    'are kept by what the rows change',
    (text) => {
      expect(breachesOf(text, false)).toEqual([])
    },
  )

  test.each([
    ['no name', GOOD, 'name: Good\n', '', 'no name'],
    ['no permissions', GOOD, 'permissions: {}\n', '', 'the permissions of all jobs are not {}'],
    ['read permissions for all', GOOD, 'permissions: {}', 'permissions: read-all', 'are not {}'],
    ['a job without permissions', GOOD, / {4}permissions:\n.*\n/, '', 'a does not list its permissions'],
    ['all permissions', GOOD, /permissions:\n.*\n/, 'permissions: write-all\n', 'does not list'],
    ['a permission without a reason', GOOD, ' # the checkout', '', 'does not say what for'],
    [
      'a permission of no use',
      GOOD,
      '# the checkout',
      '# x\n      issues: write # y',
      'no use for issues: write',
    ],
    [
      'a write where reading is enough',
      GOOD,
      'contents: read',
      'contents: write',
      'no use for contents: write',
    ],
    [
      'a token that report cannot use',
      REPORT,
      'contents: read',
      'id-token: write',
      'no use for id-token: write',
    ],
    [
      'a caller that grants too little',
      CALL,
      / *issues: write.*\n/,
      '',
      'grants no issues: write, and so nothing',
    ],
    ['one that lets only read', CALL, 'issues: write', 'issues: read', 'grants no issues: write'],
    [
      'one that grants nothing',
      CALL,
      /permissions:\n( {6}.*\n)*/,
      'permissions: {}\n',
      'grants no contents: read',
    ],
    [
      'one by commit that does',
      CALL,
      /issues: write(.*\n.*)\.\/(.*)/,
      `issues: read$1octo-org/upkeep/$2@${COMMIT} # v1`,
      'grants no issues: write',
    ],
    [
      'a caller that grants too much',
      CALL,
      'contents: read',
      'packages: read',
      'packages: read, which nothing asks for',
    ],
    ['a tag', GOOD, `@${COMMIT} # v7`, '@v7', 'actions/checkout@v7 is not pinned'],
    ['a short commit', GOOD, COMMIT, COMMIT.slice(0, 12), 'is not pinned'],
    [
      'a branch of a workflow',
      CALL,
      /uses: .*/,
      'uses: octo-org/upkeep/.github/workflows/scheduled.yml@main',
      'is not pinned',
    ],
    ['a commit that nobody can read', GOOD, ' # v7', '', 'does not say its version'],
    [
      'our action at a path with a tag',
      GOOD,
      '$/actions/dependency-audit',
      '$/actions/dependency-audit@v1',
      'is not pinned',
    ],
    [
      'a title in a script',
      GOOD,
      'run: echo',
      `run: echo \${{ github.event.issue.title }}`,
      'an expression in a script',
    ],
    [
      'an input in a script',
      GOOD,
      'run: echo',
      `run: |\n          echo \${{ inputs.a }}`,
      'an expression in a script',
    ],
    [
      'one in somebody’s script',
      GOOD,
      '- run: echo',
      `- uses: x/y@${COMMIT} # v1\n        with: { script: "\${{ inputs.a }}" }`,
      'an expression in a script',
    ],
    ['pull_request_target', GOOD, 'push:', 'pull_request_target:', 'pull_request_target gives'],
    ['workflow_run', GOOD, 'push:', 'workflow_run:', 'workflow_run gives'],
    [
      'a schedule beside pull requests',
      GOOD,
      'push:',
      'pull_request:\n  schedule:\n    - cron: "7 5 * * *"',
      'a schedule beside',
    ],
    [
      'a schedule beside the merge queue',
      GOOD,
      'push:',
      'merge_group:\n  schedule:\n    - cron: "7 5 * * *"',
      'a schedule beside',
    ],
    ['a cron on the hour', GOOD, 'push:', 'schedule:\n    - cron: "0 5 * * *"', 'on the full hour'],
    ['a cron that never runs', GOOD, 'push:', 'schedule:\n    - cron: "1 5 31 2 *"', 'never runs'],
    ['no limit of time', GOOD, '    timeout-minutes: 10\n', '', 'a has no timeout-minutes'],
    ['no concurrency', GOOD, 'concurrency:\n  group: good\n', '', 'no concurrency'],
    [
      'a called workflow that waits for its caller',
      CALLED,
      'jobs:',
      'concurrency: good\njobs:',
      'waits for its caller',
    ],
    [
      'the caller’s name in a called one',
      CALLED,
      'run: echo',
      `run: echo\n        name: \${{ github.workflow }}`,
      'is the caller’s',
    ],
    [
      'a check that may be skipped',
      GOOD.replace('push:', 'pull_request:'),
      'steps:',
      'if: github.event_name == 1\n    steps:',
      'a may be skipped',
    ],
    [
      'a check that waits for another',
      GOOD.replace('push:', 'merge_group:'),
      'steps:',
      'needs: b\n    steps:',
      'a is skipped when',
    ],
    [
      'a gate that may be skipped',
      CALLED.replace('Good', 'Upkeep on a change'),
      'steps:',
      'if: inputs.a\n    steps:',
      'a may be skipped',
    ],
    ['a report of successes alone', REPORT, '    if: always()\n', '', 'does not report what failed'],
    [
      'a report that ends with the run',
      REPORT,
      'always()',
      `\${{ !cancelled() }}`,
      'does not report what failed',
    ],
    ['a token in the checkout', GOOD, / *with:\n.*\n/, '', 'leaves the token'],
    [
      'an environment for later steps',
      GOOD,
      'run: echo',
      'run: echo A=1 >> $GITHUB_ENV',
      'environment of later steps',
    ],
    ['every secret', CALL, 'with:', 'secrets: inherit\n    with:', 'every secret'],
    [
      'secrets taken apart',
      GOOD,
      '- run: echo',
      `- run: echo\n        env: { A: "\${{ toJSON(secrets) }}" }`,
      'unmasked',
    ],
    [
      'going on after an error',
      GOOD,
      '- run: echo',
      '- run: echo\n        continue-on-error: true',
      'goes on',
    ],
  ])('would not be kept with %s', (_, good, from, to, complaint) => {
    const bad = good.replace(from, to)
    expect(bad).not.toBe(good)
    expect(breachesOf(bad, false).join('\n')).toContain(complaint)
  })
})
