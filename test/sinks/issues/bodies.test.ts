import { describe, expect, test } from '@jest/globals'
import { changeOf } from '../../../src/sinks/issues/change.ts'
import { groupsOf } from '../../../src/sinks/issues/group.ts'
import { readState } from '../../../src/sinks/issues/marker.ts'
import { remember } from '../../../src/sinks/issues/state.ts'
import { createModel } from '../../support/github/model.ts'
import { repositoryOf } from '../../support/issues/reporting.ts'
import { completed, reportWith, type Said } from '../../support/issues/reports.ts'
import { HOST, issueIn, remarks, textOf } from '../../support/issues/scenes.ts'
import { kindsWithin, parseGfm, tablesOf } from '../../support/report/gfm.ts'
import { PAYLOADS } from '../../support/report/hostile.ts'

const MAX = 65_536

/** That many findings at one target. */
function findings(count: number, more: Partial<Said> = {}): readonly Said[] {
  return Array.from({ length: count }, (_, i) => ({ rule: 'expired', subject: `${HOST}/${i}`, ...more }))
}

function repository() {
  return repositoryOf(createModel({ labels: ['upkeep'] }))
}

describe('an issue of 10,000 findings', () => {
  test('is opened, fits, says how many more there are, and is left alone', async () => {
    const { report, model } = repository()
    const all = reportWith(completed({ [HOST]: findings(10_000) }))
    expect((await report(all)).faults).toEqual([])
    const issue = issueIn(model, 1)
    expect(issue.body?.length).toBeLessThanOrEqual(MAX)
    expect(readState(issue.body ?? '')?.state.findings.size).toBe(3000)
    const shown = tablesOf(parseGfm(textOf(issue))).reduce((sum, table) => sum + table.children.length - 1, 0)
    const [, more = ''] = /… and ([\d,]+) more findings/.exec(issue.body ?? '') ?? []
    expect(shown + Number(more.replaceAll(',', ''))).toBe(10_000)
    expect((await report(all)).writes).toBe(0)
    expect(model.mistakes).toEqual([])
  })

  test('and one more that is worse: told of, in a comment that fits; nothing is called fixed', async () => {
    const { report, model } = repository()
    await report(reportWith(completed({ [HOST]: findings(10_000) })))
    const worse: Said = { rule: 'name', severity: 'critical' }
    await report(reportWith(completed({ [HOST]: [...findings(10_000), worse] })))
    const [comment = ''] = remarks(issueIn(model, 1))
    expect(comment).toMatch(/^⚠️ \+1 new, 0 fixed, /)
    expect(comment.length).toBeLessThanOrEqual(MAX)
    expect(issueIn(model, 1).body?.length).toBeLessThanOrEqual(MAX)
  })

  test('of which half were out of sight, again and again, still fits', async () => {
    const { report, model } = repository()
    for (let round = 0; round < 4; round++) {
      const said = findings(2500).map((one) => ({ ...one, subject: `${one.subject}-${round}` }))
      const { faults } = await report(reportWith(completed({ [HOST]: { partly: said } })))
      expect(faults).toEqual([])
      expect(issueIn(model, 1).body?.length).toBeLessThanOrEqual(MAX)
    }
  })

  test('all new at once: a comment that fits', async () => {
    const { report, model } = repository()
    await report(reportWith(completed({ [HOST]: [{ rule: 'name' }] })))
    await report(reportWith(completed({ [HOST]: [{ rule: 'name' }, ...findings(10_000)] })))
    const [comment = ''] = remarks(issueIn(model, 1))
    expect(comment).toMatch(/\+2999 new|\+3000 new/)
    expect(comment.length).toBeLessThanOrEqual(MAX)
    expect(model.mistakes).toEqual([])
  })
})

test('texts of 1 MB everywhere fit, and their issue is found again', async () => {
  const { report, model, open } = repository()
  const large = '@|<#'.repeat(1 << 18)
  const all = reportWith(completed({ [large]: [{ rule: 'expired', message: large, subject: large }] }))
  expect((await report(all)).faults).toEqual([])
  expect((await report(all)).writes).toBe(0)
  expect(open()).toHaveLength(1)
  for (const { body, title } of model.issues()) {
    expect(body?.length).toBeLessThanOrEqual(MAX)
    expect(title.length).toBeLessThanOrEqual(256)
  }
  await report(reportWith(completed({ [large]: [] })))
  expect(open()).toEqual([])
  expect(model.mistakes).toEqual([])
})

test('a name of 1 MB fits, too', async () => {
  const { report, model, open } = repository()
  const name = '@|<#'.repeat(1 << 18)
  const failing = reportWith(completed({ [HOST]: [{ rule: 'expired' }] }, 'certificate-expiry', name))
  expect((await report(failing)).faults).toEqual([])
  expect((await report(failing)).writes).toBe(0)
  expect(open()).toHaveLength(1)
  await report(reportWith(completed({ other: [] }, 'certificate-expiry', name)))
  expect(open()).toEqual([])
  for (const { body } of model.issues()) expect(body?.length).toBeLessThanOrEqual(MAX)
})

test('two targets of 100 KB that differ in their last letter are two groups, and stay so', async () => {
  const { report, open } = repository()
  const [one, two] = ['x', 'y'].map((end) => `${'a'.repeat(100_000)}${end}`) as [string, string]
  const both = reportWith(completed({ [one]: [{ rule: 'expired' }], [two]: [{ rule: 'expired' }] }))
  await report(both)
  expect(open()).toHaveLength(2)
  expect((await report(both)).writes).toBe(0)
  await report(reportWith(completed({ [one]: [], [two]: [{ rule: 'expired' }] })))
  expect(open()).toHaveLength(1)
})

describe('a target with a hostile name', () => {
  const names = [
    '@team',
    '#1',
    'fixes #2',
    '<!-- upkeep:v1 {} -->',
    '-->',
    '--',
    '--!>',
    'a | b',
    '##[error]x',
    '"}]',
  ]
  test.each([...PAYLOADS, ...names].filter((name) => name !== ''))(
    '%j: one issue, found again, closed',
    async (name) => {
      const { report, model, open } = repositoryOf(createModel({ validate: false, labels: ['upkeep'] }))
      const failing = reportWith(completed({ [name]: [{ rule: 'expired', message: name, subject: name }] }))
      expect((await report(failing)).faults).toEqual([])
      expect(open()).toHaveLength(1)
      expect((await report(failing)).writes).toBe(0)
      for (const { body } of model.issues()) {
        const [first = ''] = (body ?? '').split('\n')
        expect(first).toMatch(/^<!-- upkeep:v1 \{.*\} -->$/)
        expect(first.slice(4, -3)).not.toMatch(/--|>/)
        const [comment] = parseGfm(body ?? '').children
        expect(comment).toMatchObject({ type: 'html', value: first })
        expect(kindsWithin(parseGfm(textOf({ body })).children)).not.toContain('html')
      }
      const away = reportWith(completed({ 'other:443': [] }))
      await report(away)
      expect(open()).toEqual([])
      expect((await report(away)).writes).toBe(0)
    },
  )
})

describe('more findings than are remembered', () => {
  const judged = (count: number, severity: 'critical' | 'high' = 'high', from = 0) => {
    const said = findings(count + from, { severity }).slice(from)
    const [group] = groupsOf(reportWith(completed({ [HOST]: said })), { issueOn: 'low', groupBy: 'target' })
    return group?.open ?? []
  }

  test('the worst are, and what is beyond is no news and not fixed', () => {
    const before = remember(judged(5000))
    expect(before.size).toBe(3000)
    expect(changeOf(before, judged(5000))).toMatchObject({ added: [], worse: [], fixed: 0 })
    const worse = [...judged(1, 'critical', 6000), ...judged(5000)]
    const change = changeOf(before, worse)
    expect(change.added).toHaveLength(1)
    expect(change.fixed).toBe(0)
    expect([...remember(worse).values()].filter((severity) => severity === 'critical')).toHaveLength(1)
  })

  test('what may still be wrong fills the room that is left, and no more', () => {
    const earlier = remember(judged(2500))
    expect(remember(judged(100, 'high', 4000), earlier).size).toBe(2600)
    expect(remember(judged(2500, 'high', 4000), earlier).size).toBe(3000)
    expect(remember(judged(100), earlier).size).toBe(2500)
  })
})
