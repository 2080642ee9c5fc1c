import { describe, expect, test } from '@jest/globals'
import type { Report } from '../../../src/core/report.ts'
import { VERSIONS } from '../../support/github/contract.ts'
import { createModel } from '../../support/github/model.ts'
import { type Asked, DAY, repositoryOf } from '../../support/issues/reporting.ts'
import { broken, completed, reportWith } from '../../support/issues/reports.ts'
import {
  BROKEN,
  CLEAN,
  ELSEWHERE,
  FAILING,
  GAP,
  HOST,
  issueIn,
  OTHER,
  partly,
  remarks,
  saying,
  textOf,
} from '../../support/issues/scenes.ts'

describe.each(VERSIONS)('on %s, all requests and answers held against its description', (version) => {
  const repository = () => repositoryOf(createModel({ version, labels: ['upkeep'] }))

  test('an issue is opened, left alone, edited, closed, and opened again', async () => {
    const { model, report, issues, open, dashboard } = repository()
    expect((await report(FAILING)).faults).toEqual([])
    expect(issues()).toMatchObject([
      { title: `Upkeep: certificate-expiry: ${HOST}`, state: 'open', labels: ['upkeep'], comments: [] },
    ])
    expect((await report(FAILING)).writes).toBe(0)
    expect((await report(saying('expired', 'name'))).faults).toEqual([])
    expect(open()).toHaveLength(1)
    expect((await report(CLEAN)).faults).toEqual([])
    expect(issues()).toMatchObject([{ state: 'closed', reason: 'completed' }])
    expect((await report(CLEAN)).writes).toBe(0)
    await report(FAILING)
    expect(issues()).toMatchObject([{ state: 'open', number: 1 }])
    expect(dashboard()).toMatchObject({ state: 'open', labels: ['upkeep'] })
    expect(model.mistakes).toEqual([])
    expect(model.counts.creates).toBe(2)
  })

  test('an issue that a person closed is left, one that changed is found, a second one is closed', async () => {
    const { model, report, open, together } = repository()
    await together([FAILING, FAILING])
    expect(open()).toHaveLength(1)
    const [number = 0] = open().map((one) => one.number)
    model.human.retitle(number, 'Renew it!')
    model.human.relabel(number, [])
    expect((await report(saying('expired', 'name'))).faults).toEqual([])
    expect(open()).toMatchObject([{ number, title: 'Renew it!', labels: ['upkeep'] }])
    model.human.close(number, 'not_planned')
    expect((await report(saying('expired', 'name'))).faults).toEqual([])
    expect(open()).toEqual([])
    expect((await report(saying('expired', 'name', 'usage'))).faults).toEqual([])
    expect(open()).toMatchObject([{ number, reason: 'reopened' }])
    await report(ELSEWHERE)
    expect(issueIn(model, number)).toMatchObject({ state: 'closed', reason: 'not_planned' })
    expect(model.mistakes).toEqual([])
  })
})

/** Reports one after the other, and what there is after the last: how many issues are open, how many comments we wrote. */
interface Case {
  readonly name: string
  readonly reports: readonly Report[]
  readonly open: number
  readonly comments: number
  /** Of the last report; a dashboard may be written besides. */
  readonly kinds?: readonly string[]
  readonly asked?: Asked
  /** In the body of the first issue, or not. */
  readonly body?: RegExp
  readonly comment?: RegExp
}

const TWO = saying('expired', 'name')
const CASES: readonly Case[] = [
  { name: 'nothing is wrong', reports: [CLEAN], open: 0, comments: 0 },
  { name: 'a run failed', reports: [BROKEN], open: 0, comments: 0 },
  { name: 'there was a gap', reports: [GAP], open: 0, comments: 0 },
  { name: 'no run', reports: [reportWith()], open: 0, comments: 0 },
  { name: 'a finding', reports: [FAILING], open: 1, comments: 0, kinds: ['create'] },
  { name: 'the same again', reports: [FAILING, FAILING], open: 1, comments: 0, kinds: ['leave'] },
  {
    name: 'a new finding',
    reports: [FAILING, TWO],
    open: 1,
    comments: 1,
    kinds: ['edit'],
    body: /\+1 new, 0 fixed, 1 unchanged/,
    comment:
      /^⚠️ \+1 new, 0 fixed, 1 unchanged(?!.*`certificate-expiry\/expired`).*`certificate-expiry\/name`/s,
  },
  {
    name: 'a worse finding',
    reports: [saying('expired:moderate'), FAILING],
    open: 1,
    comments: 1,
    comment: /\+0 new, 1 worse, 0 fixed, 0 unchanged/,
  },
  {
    name: 'a milder finding',
    reports: [FAILING, saying('expired:moderate')],
    open: 1,
    comments: 0,
    kinds: ['edit'],
    body: /the worst moderate/,
  },
  {
    name: 'one of two is fixed',
    reports: [TWO, FAILING],
    open: 1,
    comments: 0,
    kinds: ['edit'],
    body: /\+0 new, 1 fixed, 1 unchanged/,
  },
  {
    name: 'one is fixed and another new',
    reports: [FAILING, saying('name')],
    open: 1,
    comments: 1,
    body: /\+1 new, 1 fixed, 0 unchanged/,
  },
  {
    name: 'one was fixed and is back',
    reports: [TWO, FAILING, TWO],
    open: 1,
    comments: 1,
    kinds: ['edit'],
  },
  {
    name: 'only words have changed',
    reports: [
      FAILING,
      reportWith(completed({ [HOST]: [{ rule: 'expired', message: 'It ended 12 days ago.' }] })),
    ],
    open: 1,
    comments: 0,
    kinds: ['edit'],
    body: /12 days ago.*\+0 new, 0 fixed, 1 unchanged/s,
  },
  {
    name: 'all is fixed',
    reports: [FAILING, CLEAN],
    open: 0,
    comments: 1,
    kinds: ['close'],
    body: /^✅ Fixed: `api\.example\.org:443`/,
    comment: /^✅ Fixed/,
  },
  { name: 'a run fails after a finding', reports: [FAILING, BROKEN], open: 1, comments: 0, kinds: ['leave'] },
  { name: 'a gap after a finding', reports: [FAILING, GAP], open: 1, comments: 0, kinds: ['leave'] },
  {
    name: 'no report after a finding',
    reports: [FAILING, reportWith()],
    open: 1,
    comments: 0,
    kinds: ['leave'],
  },
  {
    name: 'a run that looked at nothing after a finding',
    reports: [FAILING, reportWith(completed({}))],
    open: 1,
    comments: 0,
    kinds: ['leave'],
  },
  {
    name: 'another check alone after a finding',
    reports: [FAILING, reportWith(completed({ [HOST]: [] }, 'backup-verification'))],
    open: 1,
    comments: 0,
    kinds: ['leave', 'leave'],
  },
  {
    name: 'another run of the check alone after a finding',
    reports: [FAILING, reportWith(completed({ [HOST]: [] }, 'certificate-expiry', 'inside'))],
    open: 1,
    comments: 0,
    kinds: ['leave', 'leave'],
  },
  { name: 'clean, then a run fails', reports: [CLEAN, BROKEN], open: 0, comments: 0 },
  { name: 'closed, then a run fails', reports: [FAILING, CLEAN, BROKEN], open: 0, comments: 1 },
  { name: 'closed, then a gap', reports: [FAILING, CLEAN, GAP], open: 0, comments: 1 },
  {
    name: 'a finding in a target that was looked at in part',
    reports: [partly('expired')],
    open: 1,
    comments: 0,
    kinds: ['create'],
    body: /Could not be looked at.*no answer in time/s,
  },
  {
    name: 'an earlier finding is out of sight',
    reports: [TWO, partly('expired')],
    open: 1,
    comments: 0,
    kinds: ['edit'],
    body: /\+0 new, 0 fixed, 1 unchanged/,
  },
  {
    name: 'an earlier finding was out of sight and is there again',
    reports: [TWO, partly('expired'), TWO],
    open: 1,
    comments: 0,
    kinds: ['edit'],
    body: /\+0 new, 0 fixed, 2 unchanged/,
  },
  {
    name: 'an earlier finding was out of sight for two runs',
    reports: [TWO, partly('expired'), partly('expired'), TWO],
    open: 1,
    comments: 0,
  },
  {
    name: 'an earlier finding was out of sight and is fixed',
    reports: [TWO, partly('expired'), FAILING],
    open: 1,
    comments: 0,
    body: /\+0 new, 1 fixed, 1 unchanged/,
  },
  {
    name: 'a target is no longer configured',
    reports: [FAILING, ELSEWHERE],
    open: 0,
    comments: 1,
    kinds: ['leave', 'close'],
    body: /no longer configured/,
    comment: /no longer configured/,
  },
  {
    name: 'a target is no longer there, and its run has a gap elsewhere',
    reports: [FAILING, reportWith(completed({ [OTHER]: 'gap' }))],
    open: 1,
    comments: 0,
    kinds: ['leave', 'leave'],
  },
  {
    name: 'a target is no longer there, and one of two runs with its name failed',
    reports: [FAILING, reportWith(completed({ [OTHER]: [] }), broken())],
    open: 1,
    comments: 0,
  },
  {
    name: "a target is clean, and another's gap is no matter",
    reports: [FAILING, reportWith(completed({ [HOST]: [], [OTHER]: 'gap' }))],
    open: 0,
    comments: 1,
    kinds: ['close', 'leave'],
  },
  {
    name: 'one of two files of a run did not see all of a target',
    reports: [FAILING, reportWith(completed({ [HOST]: [] }), completed({ [HOST]: 'gap' }))],
    open: 1,
    comments: 0,
  },
  { name: 'mild findings', reports: [saying('expired:low', 'name:info')], open: 0, comments: 0 },
  {
    name: 'mild ones beside a bad one',
    reports: [saying('expired', 'name:low')],
    open: 1,
    comments: 0,
    body: /1 finding too mild/,
  },
  { name: 'a bad one became mild', reports: [FAILING, saying('expired:low')], open: 0, comments: 1 },
  {
    name: 'a mild one that fails the check',
    reports: [reportWith(completed({ [HOST]: [{ rule: 'expired', severity: 'low', disposition: 'fail' }] }))],
    open: 1,
    comments: 0,
  },
  {
    name: 'a waived finding',
    reports: [reportWith(completed({ [HOST]: [{ rule: 'expired', disposition: 'waived' }] }))],
    open: 0,
    comments: 0,
  },
  {
    name: 'a finding that is waived now',
    reports: [FAILING, reportWith(completed({ [HOST]: [{ rule: 'expired', disposition: 'waived' }] }))],
    open: 0,
    comments: 1,
  },
  {
    name: 'a waived finding beside another',
    reports: [
      reportWith(completed({ [HOST]: [{ rule: 'expired', disposition: 'waived' }, { rule: 'name' }] })),
    ],
    open: 1,
    comments: 0,
    body: /^1 problem .*1 finding waived/s,
  },
  {
    name: 'two targets',
    reports: [reportWith(completed({ [HOST]: [{ rule: 'expired' }], [OTHER]: [{ rule: 'expired' }] }))],
    open: 2,
    comments: 0,
    kinds: ['create', 'create'],
  },
  {
    name: 'two targets of one check, grouped by check',
    reports: [reportWith(completed({ [HOST]: [{ rule: 'expired' }], [OTHER]: [{ rule: 'expired' }] }))],
    asked: { groupBy: 'check' },
    open: 1,
    comments: 0,
    body: /^2 problems with `certificate-expiry`,/,
  },
  {
    name: 'grouped by check, with a gap in one target',
    reports: [FAILING, reportWith(completed({ [HOST]: [], [OTHER]: 'gap' }))],
    asked: { groupBy: 'check' },
    open: 1,
    comments: 0,
  },
  {
    name: 'two runs with two names, one target',
    reports: [
      reportWith(
        completed({ [HOST]: [{ rule: 'expired' }] }, 'certificate-expiry', 'inside'),
        completed({ [HOST]: [{ rule: 'expired' }] }, 'certificate-expiry', 'outside'),
      ),
    ],
    open: 2,
    comments: 0,
    kinds: ['create', 'create'],
  },
  {
    name: 'two runs with two names, one of them is clean now',
    reports: [
      reportWith(
        completed({ [HOST]: [{ rule: 'expired' }] }, 'certificate-expiry', 'inside'),
        completed({ [HOST]: [{ rule: 'expired' }] }, 'certificate-expiry', 'outside'),
      ),
      reportWith(
        completed({ [HOST]: [] }, 'certificate-expiry', 'inside'),
        completed({ [HOST]: [{ rule: 'expired' }] }, 'certificate-expiry', 'outside'),
      ),
    ],
    open: 1,
    comments: 1,
    kinds: ['close', 'leave'],
  },
  {
    name: 'two checks, one target',
    reports: [
      reportWith(
        completed({ [HOST]: [{ rule: 'expired' }] }),
        completed({ [HOST]: [{ rule: 'stale' }] }, 'backup-verification'),
      ),
    ],
    open: 2,
    comments: 0,
  },
  {
    name: 'a new finding, without comments',
    reports: [FAILING, TWO],
    asked: { comments: false },
    open: 1,
    comments: 0,
    body: /\+1 new, 0 fixed, 1 unchanged/,
  },
  {
    name: 'all fixed, without comments',
    reports: [FAILING, CLEAN],
    asked: { comments: false },
    open: 0,
    comments: 0,
  },
  {
    name: 'back again, without comments',
    reports: [FAILING, CLEAN, FAILING],
    asked: { comments: false },
    open: 1,
    comments: 0,
    kinds: ['reopen'],
  },
  {
    name: 'back again',
    reports: [FAILING, CLEAN, FAILING],
    open: 1,
    comments: 2,
    kinds: ['reopen'],
    comment: /It is back\. \+1 new/,
  },
]

describe('a repository after:', () => {
  test.each(CASES.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const { model, report, issues, open } = repositoryOf(createModel({ validate: false, labels: ['upkeep'] }))
    let last: Awaited<ReturnType<typeof report>> | undefined
    for (const each of one.reports) last = await report(each, one.asked)
    expect(last?.faults).toEqual([])
    expect(open()).toHaveLength(one.open)
    expect(model.counts.comments).toBe(one.comments)
    if (one.kinds) expect(last?.applied.map(({ operation }) => operation.kind)).toEqual(one.kinds)
    const [first] = issues()
    if (one.body) expect(first && textOf(first)).toMatch(one.body)
    if (one.comment) expect(first && remarks(first).at(-1)).toMatch(one.comment)
    expect((await report(one.reports.at(-1) ?? CLEAN, one.asked)).applied.every(isLeft)).toBe(true)
    expect(model.mistakes).toEqual([])
  })
})

function isLeft({ operation }: { readonly operation: { readonly kind: string } }): boolean {
  return operation.kind === 'leave'
}

describe('an issue that was fixed', () => {
  test.each([
    [13.9, 1, /It is back/],
    [14.2, 2, undefined],
  ])('%d days ago: %d in all', async (days, count, comment) => {
    const { report, issues, open, pass } = repositoryOf()
    await report(FAILING)
    await report(CLEAN)
    pass(days * DAY)
    await report(FAILING)
    expect(issues()).toHaveLength(count)
    expect(open()).toHaveLength(1)
    const [last] = open()
    if (comment) expect(last && remarks(last).at(-1)).toMatch(comment)
    else expect(last?.body).toMatch(/Happened before: #1\./)
  })

  test('by a target that went and came back', async () => {
    const { report, open } = repositoryOf()
    await report(FAILING)
    await report(ELSEWHERE)
    await report(FAILING)
    expect(open()).toMatchObject([{ number: 1 }])
  })

  test('is news when it is back, elsewhere too', async () => {
    const { report } = repositoryOf()
    expect((await report(FAILING)).news).toMatchObject([{ kind: 'started', added: 1, target: HOST }])
    expect((await report(FAILING)).news).toEqual([])
    expect((await report(TWO)).news).toMatchObject([
      { kind: 'worsened', open: 2, added: 1, messages: [`name of ${HOST}`] },
    ])
    expect((await report(FAILING)).news).toEqual([])
    expect((await report(GAP)).news).toEqual([])
    const [news] = (await report(CLEAN)).news
    expect(news).toMatchObject({ kind: 'recovered', severity: 'high', open: 0 })
    expect(news?.url).toMatch(/\/issues\/1$/)
    expect((await report(CLEAN)).news).toEqual([])
    expect((await report(FAILING)).news).toMatchObject([{ kind: 'started' }])
    expect((await report(ELSEWHERE)).news).toEqual([])
  })
})

describe('reminders', () => {
  test('come after the interval, once, and again after another', async () => {
    const { report, pass } = repositoryOf()
    await report(FAILING)
    pass(6 * DAY)
    expect((await report(FAILING)).news).toEqual([])
    pass(DAY)
    expect((await report(FAILING)).news).toMatchObject([{ kind: 'reminder', open: 1, added: 0 }])
    expect((await report(FAILING)).news).toEqual([])
    pass(7 * DAY)
    expect((await report(FAILING)).news).toMatchObject([{ kind: 'reminder' }])
  })

  test('start anew with news, and do not come where nobody wants them, or for what is snoozed', async () => {
    const { report, pass, model } = repositoryOf()
    await report(FAILING)
    pass(6 * DAY)
    await report(TWO)
    pass(2 * DAY)
    expect((await report(TWO)).news).toEqual([])
    pass(30 * DAY)
    expect((await report(TWO, { remindAfter: 0 })).news).toEqual([])
    model.human.close(1, 'not_planned')
    expect((await report(TWO)).news).toEqual([])
  })
})

describe('what is asked of GitHub', () => {
  test('are no comments, as long as nobody else has written any', async () => {
    const { model, report } = repositoryOf()
    for (const one of [FAILING, TWO, FAILING, TWO, CLEAN, FAILING, CLEAN]) await report(one)
    expect(model.log.filter(({ method, path }) => method === 'GET' && path.endsWith('/comments'))).toEqual([])
    expect(model.counts.comments).toBe(5)
  })

  test('does not keep the same news from being told again, where people write too', async () => {
    const { model, report } = repositoryOf()
    await report(FAILING)
    model.human.comment(1, 'On it.')
    for (const one of [TWO, FAILING, TWO, FAILING]) await report(one)
    expect(model.counts.comments).toBe(2)
  })

  test('is little where nothing changes: who we are, what is open, what was closed', async () => {
    const { report } = repositoryOf()
    await report(FAILING)
    expect(await report(FAILING)).toMatchObject({ requests: 3, writes: 0 })
  })
})

test('the worst stands first, also where its name does not', async () => {
  const { report, issues } = repositoryOf()
  await report(saying('zz:critical', 'aa:moderate', 'mm:high'))
  const rules = [...(issues()[0]?.body ?? '').matchAll(/`certificate-expiry\/(..)`:/g)].map(
    ([, rule]) => rule,
  )
  expect(rules).toEqual(['zz', 'mm', 'aa'])
})
