import { describe, expect, test } from '@jest/globals'
import { lint, OLDER, rawLint } from './actionlint.ts'
import { allWorkflows, ourWorkflows } from './sources.ts'

const HEAD = 'name: x\non: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n'

describe('actionlint', () => {
  test.each(allWorkflows().map(({ place, text }) => [place, text]))(
    'has nothing to say of %s',
    async (_, text) => {
      expect(await lint(text)).toEqual([])
    },
  )

  test('says everything that is ignored here', async () => {
    const found = await Promise.all(ourWorkflows().map(({ text }) => rawLint(text)))
    const messages = found.flat().map(({ message }) => message)
    expect(OLDER.filter((older) => !messages.some((message) => older.test(message)))).toEqual([])
  })

  test.each([
    ['no YAML', 'a: [', 'could not parse'],
    ['a cycle', 'on: push\njobs:\n  a: { needs: a, uses: ./.github/workflows/x.yml }\n', 'cyclic'],
    [
      'the title of a pull request in a script',
      `${HEAD}      - run: echo "\${{ github.event.pull_request.title }}"\n`,
      'untrusted',
    ],
    ['an action without a commit', `${HEAD}      - uses: octo-org/upkeep/actions/report\n`, 'ref is missing'],
    ['a step that is not there', `${HEAD}      - run: echo \${{ steps.nope.outputs.a }}\n`, 'nope'],
    ['an unknown key beside queue', `${HEAD}      - run: x\nconcurrency: { group: a, nope: b }\n`, 'nope'],
    ['a cron of nothing', 'on: { schedule: [{ cron: "x" }] }\njobs: {}\n', 'CRON'],
    ['a shell that is not there', `${HEAD}      - run: x\n        shell: nope\n`, 'nope'],
  ])('would say something of %s', async (_, text, complaint) => {
    expect((await lint(text)).join('\n')).toContain(complaint)
  })
})
