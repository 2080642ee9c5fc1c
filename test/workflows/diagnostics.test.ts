import { describe, expect, test } from '@jest/globals'
import { complaintsOf } from './diagnostics.ts'
import { allWorkflows } from './sources.ts'

const HEAD = 'name: x\non: push\njobs:\n  a:\n    runs-on: x\n    steps:\n'
const STEP = `${HEAD}      - uses: `
const CALL = 'name: x\non: push\njobs:\n  a:\n    uses: '

describe("GitHub's language service", () => {
  test.each(allWorkflows().map(({ place, text }) => [place, text]))(
    'has nothing to say of %s',
    async (_, text) => {
      expect(await complaintsOf(text)).toEqual([])
    },
  )

  test.each([
    ['no YAML', 'a: [', 'Flow sequence'],
    ['a key that it does not know', `${HEAD}      - run: x\n        nope: 1\n`, 'nope'],
    ['a need that is not there', `${HEAD}      - run: x\n    needs: b\n`, "Value 'b' is not valid"],
    [
      'an input that our action lacks',
      `${STEP}$/actions/dependency-audit\n        with: { nope: 1 }\n`,
      "input 'nope'",
    ],
    ['the same by path', `${STEP}./actions/dependency-audit\n        with: { nope: 1 }\n`, "input 'nope'"],
    [
      'the same by commit',
      `${STEP}octo-org/upkeep/actions/dependency-audit@v1\n        with: { nope: 1 }\n`,
      "input 'nope'",
    ],
    ['an input that report lacks', `${STEP}$/actions/report\n        with: { nope: 1 }\n`, "input 'nope'"],
    [
      'an input that an action of others lacks',
      `${STEP}actions/checkout@v7\n        with: { nope: 1 }\n`,
      "input 'nope'",
    ],
    ['an action that is not there', `${STEP}octo-org/upkeep/actions/nope@v1\n`, 'Unable to resolve'],
    [
      'an input that the reusable workflow lacks',
      `${CALL}octo-org/upkeep/.github/workflows/scheduled.yml@v1\n    with: { checks: a, nope: 1 }\n`,
      'nope is not defined',
    ],
    [
      'a required input that is not given',
      `${CALL}./.github/workflows/scheduled.yml\n`,
      'Input checks is required',
    ],
    [
      'a secret that it lacks',
      `${CALL}./.github/workflows/pr-gate.yml\n    secrets: { a: b }\n`,
      'a is not defined',
    ],
    ['a function that is not there', `${HEAD}      - if: nope()\n        run: x\n`, 'nope'],
    [
      'an environment of nothing',
      `${HEAD}      - run: x\n        env: \${{ fromJSON(steps.nope.outputs.a) }}\n`,
      'nope',
    ],
    ['a permission that is not there', `${HEAD}      - run: x\n    permissions: { issues: nope }\n`, 'nope'],
  ])('would say something of %s', async (_, text, complaint) => {
    expect((await complaintsOf(text)).join('\n')).toContain(complaint)
  })
})
