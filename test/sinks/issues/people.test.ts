import { describe, expect, test } from '@jest/globals'
import type { Report } from '../../../src/core/report.ts'
import { createModel, type Model } from '../../support/github/model.ts'
import { type Asked, DAY, HOUR, type Repository, repositoryOf } from '../../support/issues/reporting.ts'
import {
  BROKEN,
  CLEAN,
  ELSEWHERE,
  FAILING,
  GAP,
  issueIn,
  remarks,
  saying,
  textOf,
} from '../../support/issues/scenes.ts'

const TWO = saying('expired', 'name')
const WORSE = saying('expired:critical')

function fresh(): Repository {
  return repositoryOf(createModel({ validate: false, labels: ['upkeep'] }))
}

/** What a person does with issue 1, which is open, and what comes of it. */
interface Case {
  readonly name: string
  readonly before?: Report
  readonly act: (model: Model, pass: (ms: number) => void) => void
  readonly after: Report
  /** Of the first issue, and how many are open in all. */
  readonly state: 'open' | 'closed'
  readonly open: number
  readonly comments?: number
  readonly remark?: RegExp
  readonly body?: RegExp
  readonly writes?: number
  readonly asked?: Asked
}

const closed =
  (reason: 'completed' | 'not_planned' | 'duplicate', ms: number) =>
  (model: Model, pass: (ms: number) => void) => {
    model.human.close(1, reason)
    pass(ms)
  }

const CASES: readonly Case[] = [
  // Runs come an hour apart, so that an hour has passed already.
  {
    name: 'not planned',
    act: closed('not_planned', 0),
    after: FAILING,
    state: 'closed',
    open: 0,
    comments: 0,
  },
  {
    name: 'not planned, 89 days',
    act: closed('not_planned', 89 * DAY),
    after: FAILING,
    state: 'closed',
    open: 0,
  },
  {
    name: 'not planned, 91 days',
    act: closed('not_planned', 91 * DAY),
    after: FAILING,
    state: 'open',
    open: 1,
    comments: 1,
    remark: /still there, and the snooze is over/,
  },
  {
    name: 'not planned, then something new',
    act: closed('not_planned', 0),
    after: TWO,
    state: 'open',
    open: 1,
    comments: 1,
    remark: /new or worse since this was closed\. \+1 new, 0 fixed, 1 unchanged/,
  },
  {
    name: 'not planned, then worse',
    act: closed('not_planned', 0),
    after: WORSE,
    state: 'open',
    open: 1,
    remark: /1 worse/,
  },
  {
    name: 'not planned, then milder',
    act: closed('not_planned', 0),
    after: saying('expired:moderate'),
    state: 'closed',
    open: 0,
  },
  {
    name: 'not planned, then fewer',
    before: TWO,
    act: closed('not_planned', 0),
    after: FAILING,
    state: 'closed',
    open: 0,
  },
  {
    name: 'not planned, then clean',
    act: closed('not_planned', 0),
    after: CLEAN,
    state: 'closed',
    open: 0,
    comments: 0,
  },
  {
    name: 'not planned, then gone',
    act: closed('not_planned', 0),
    after: ELSEWHERE,
    state: 'closed',
    open: 0,
    comments: 0,
  },
  { name: 'not planned, then a gap', act: closed('not_planned', 0), after: GAP, state: 'closed', open: 0 },
  {
    name: 'duplicate of something else',
    act: closed('duplicate', 30 * DAY),
    after: FAILING,
    state: 'closed',
    open: 0,
  },
  { name: 'duplicate, then something new', act: closed('duplicate', 0), after: TWO, state: 'open', open: 1 },
  {
    name: 'completed an hour ago',
    act: closed('completed', 0),
    after: FAILING,
    state: 'closed',
    open: 0,
    comments: 0,
  },
  {
    name: 'completed 23 hours ago',
    act: closed('completed', 22 * HOUR),
    after: FAILING,
    state: 'closed',
    open: 0,
  },
  {
    name: 'completed 25 hours ago',
    act: closed('completed', 25 * HOUR),
    after: FAILING,
    state: 'open',
    open: 1,
    comments: 1,
    remark: /still there a day after this was closed as completed/,
  },
  {
    name: 'completed an hour ago, then something new',
    act: closed('completed', 0),
    after: TWO,
    state: 'open',
    open: 1,
    comments: 1,
  },
  {
    name: 'completed, and a gap for a month',
    act: closed('completed', 30 * DAY),
    after: GAP,
    state: 'closed',
    open: 0,
  },
  {
    name: 'completed, and so it is',
    act: closed('completed', 0),
    after: CLEAN,
    state: 'closed',
    open: 0,
    comments: 0,
    body: /^✅ Fixed/,
  },
  {
    name: 'closed and opened again while it fails',
    act: (model) => {
      model.human.close(1)
      model.human.reopen(1)
    },
    after: FAILING,
    state: 'open',
    open: 1,
    comments: 0,
  },
  {
    name: 'title',
    act: ({ human }) => human.retitle(1, 'Ours'),
    after: TWO,
    state: 'open',
    open: 1,
    comments: 1,
  },
  {
    name: 'label taken away',
    act: ({ human }) => human.relabel(1, ['bug']),
    after: FAILING,
    state: 'open',
    open: 1,
    comments: 0,
  },
  {
    name: 'label taken away, then fixed',
    act: ({ human }) => human.relabel(1, []),
    after: CLEAN,
    state: 'closed',
    open: 0,
  },
  {
    name: 'label renamed',
    act: ({ human }) => human.renameLabel('upkeep', 'care'),
    after: TWO,
    state: 'open',
    open: 1,
    comments: 1,
  },
  {
    name: 'label renamed, then fixed',
    act: ({ human }) => human.renameLabel('upkeep', 'care'),
    after: CLEAN,
    state: 'closed',
    open: 0,
  },
  {
    name: 'label deleted',
    act: ({ human }) => human.deleteLabel('upkeep'),
    after: TWO,
    state: 'open',
    open: 1,
    comments: 1,
  },
  {
    name: 'label in other letters',
    act: ({ human }) => human.renameLabel('upkeep', 'UpKeep'),
    after: FAILING,
    state: 'open',
    open: 1,
    comments: 0,
  },
  {
    name: 'body wiped',
    act: ({ human }) => human.wipeBody(1),
    after: FAILING,
    state: 'open',
    open: 1,
    comments: 0,
    body: /^1 problem/,
  },
  {
    name: 'body wiped, then fixed',
    act: ({ human }) => human.wipeBody(1),
    after: CLEAN,
    state: 'closed',
    open: 0,
    comments: 1,
  },
  {
    name: 'body wiped, then something new',
    act: ({ human }) => human.wipeBody(1),
    after: TWO,
    state: 'open',
    open: 1,
    comments: 1,
    remark: /\+1 new, 0 fixed, 1 unchanged/,
  },
  {
    name: 'body written over, and snoozed',
    act: ({ human }) => {
      human.editBody(1, 'We know.\n\nIt stays.')
      human.close(1, 'not_planned')
    },
    after: FAILING,
    state: 'closed',
    open: 0,
  },
  {
    name: 'saved in a browser without a change',
    act: (model) => model.human.editBody(1, issueIn(model, 1).body ?? ''),
    after: FAILING,
    state: 'open',
    open: 1,
    writes: 0,
  },
  {
    name: 'words below the first line',
    act: (model) => model.human.editBody(1, `${issueIn(model, 1).body}\nI am on it.`),
    after: FAILING,
    state: 'open',
    open: 1,
    writes: 0,
    body: /I am on it/,
  },
  {
    name: 'everything at once',
    act: ({ human }) => {
      human.wipeBody(1)
      human.retitle(1, 'Ours')
      human.relabel(1, [])
    },
    after: FAILING,
    state: 'open',
    open: 1,
    comments: 0,
    body: /^1 problem/,
  },
  {
    name: 'a comment',
    act: ({ human }) => human.comment(1, 'On it.'),
    after: FAILING,
    state: 'open',
    open: 1,
    writes: 0,
  },
  {
    name: 'a comment, then fixed',
    act: ({ human }) => human.comment(1, 'On it.'),
    after: CLEAN,
    state: 'closed',
    open: 0,
    comments: 1,
  },
  {
    name: 'locked',
    act: ({ human }) => human.lock(1),
    after: TWO,
    state: 'open',
    open: 1,
    comments: 0,
    body: /^2 problems/,
  },
  {
    name: 'locked, then fixed',
    act: ({ human }) => human.lock(1),
    after: CLEAN,
    state: 'closed',
    open: 0,
    comments: 0,
  },
  {
    name: 'locked and snoozed, then worse',
    act: ({ human }) => {
      human.lock(1)
      human.close(1, 'not_planned')
    },
    after: WORSE,
    state: 'open',
    open: 1,
    comments: 0,
  },
  { name: 'transferred', act: ({ human }) => human.transfer(1), after: FAILING, state: 'open', open: 0 },
  {
    name: 'transferred, then something new',
    act: ({ human }) => human.transfer(1),
    after: TWO,
    state: 'open',
    open: 1,
  },
  { name: 'deleted', act: ({ human }) => human.delete(1), after: FAILING, state: 'open', open: 0 },
  { name: 'deleted, then worse', act: ({ human }) => human.delete(1), after: WORSE, state: 'open', open: 1 },
  {
    name: 'deleted, 91 days after it was missed',
    act: ({ human }) => human.delete(1),
    after: FAILING,
    state: 'open',
    open: 0,
  },
]

describe.each([
  ['a dashboard', {}],
  ['none', { dashboard: false }],
] as const)('with %s: an issue is open, and a person does', (_, holder) => {
  test.each(CASES.map((one) => [one.name, one] as const))('%s', async (__, one) => {
    const { model, report, issues, open, pass } = fresh()
    const asked = { ...holder, ...one.asked }
    await report(one.before ?? FAILING, asked)
    await report(one.before ?? FAILING, asked)
    expect(open()).toMatchObject([{ number: 1 }])
    const { comments } = model.counts
    one.act(model, pass)
    const { faults, writes } = await report(one.after, asked)
    expect(faults).toEqual([])
    const first = issueIn(model, 1)
    expect(first.state).toBe(one.state)
    expect(open()).toHaveLength(one.open)
    expect(issues().length).toBeLessThanOrEqual(1)
    if (one.comments !== undefined) expect(model.counts.comments - comments).toBe(one.comments)
    if (one.remark) expect(remarks(first).at(-1)).toMatch(one.remark)
    if (one.body) expect(textOf(first)).toMatch(one.body)
    if (one.writes !== undefined && Object.keys(holder).length === 0) expect(writes).toBe(one.writes)
    // And all of that is remembered.
    const again = await report(one.after, asked)
    expect(again.applied.filter(({ operation }) => operation.kind !== 'leave')).toEqual([])
    expect(open()).toHaveLength(one.open)
    expect(model.mistakes).toEqual([])
  })
})

describe('what people decide stays decided', () => {
  test('completed while it fails: opened again twice, then believed for as long as "not planned"', async () => {
    const { model, report, open, pass } = fresh()
    await report(FAILING)
    for (const left of [1, 1, 0]) {
      model.human.close(1)
      pass(2 * DAY)
      await report(FAILING)
      expect(open()).toHaveLength(left)
    }
    pass(60 * DAY)
    await report(FAILING)
    expect(open()).toHaveLength(0)
    pass(31 * DAY)
    await report(FAILING)
    expect(open()).toHaveLength(1)
  })

  test('completed while it fails, and the body wiped: how often it was opened again is not forgotten', async () => {
    const { model, report, open, pass } = fresh()
    await report(FAILING)
    for (const left of [1, 1, 0]) {
      model.human.wipeBody(1)
      model.human.close(1)
      pass(2 * DAY)
      await report(FAILING)
      expect(open()).toHaveLength(left)
    }
  })

  test('completed and really fixed each time: every time it is back an issue is open', async () => {
    const { model, report, open, pass, issues } = fresh()
    for (const round of [1, 2, 3, 4, 5]) {
      await report(FAILING)
      expect(open()).toHaveLength(1)
      const [issue] = open()
      if (round > 1) expect(issue && remarks(issue).at(-1)).toMatch(/^⚠️ It is back/)
      model.human.close(issue?.number ?? 0)
      await report(CLEAN)
      pass(2 * DAY)
    }
    pass(30 * DAY)
    await report(FAILING)
    expect(issues()).toHaveLength(2)
    expect(open()[0]?.body).toMatch(/Happened before: #1\./)
  })

  test('opened again while it is clean: closed again', async () => {
    const { model, report } = fresh()
    await report(FAILING)
    await report(CLEAN)
    model.human.reopen(1)
    await report(CLEAN)
    expect(issueIn(model, 1)).toMatchObject({ state: 'closed', reason: 'completed' })
  })

  test('opened again after it was fixed, and it fails: told of, as it is new', async () => {
    const { model, report } = fresh()
    await report(FAILING)
    await report(CLEAN)
    model.human.reopen(1)
    await report(FAILING)
    expect(remarks(issueIn(model, 1)).at(-1)).toMatch(/^⚠️ \+1 new/)
    expect((await report(FAILING)).writes).toBe(0)
  })

  test.each(['transfer', 'delete'] as const)(
    '%s: muted, also past a run that failed, for 90 days',
    async (act) => {
      const { model, report, open, pass, dashboard } = fresh()
      await report(FAILING)
      model.human[act](1)
      await report(FAILING)
      expect(open()).toEqual([])
      expect(dashboard()?.body).toMatch(act === 'transfer' ? /#1 .*: transferred/ : /#1 .*: deleted/)
      await report(BROKEN)
      await report(GAP)
      await report(FAILING)
      expect(open()).toEqual([])
      pass(88 * DAY)
      await report(FAILING)
      expect(open()).toEqual([])
      pass(3 * DAY)
      await report(FAILING)
      expect(open()).toHaveLength(1)
    },
  )

  test('deleted, although the same group has an older issue that was fixed', async () => {
    const { model, report, open, pass } = fresh()
    await report(FAILING)
    await report(CLEAN)
    pass(20 * DAY)
    await report(FAILING)
    const number = open()[0]?.number ?? 0
    expect(number).toBeGreaterThan(1)
    model.human.delete(number)
    await report(FAILING)
    await report(FAILING)
    expect(open()).toEqual([])
    await report(TWO)
    expect(open()).toHaveLength(1)
  })

  test('deleted, then fixed: its return is news', async () => {
    const { model, report, open } = fresh()
    await report(FAILING)
    model.human.delete(1)
    await report(CLEAN)
    await report(FAILING)
    expect(open()).toHaveLength(1)
  })

  test('closed while a run writes what is new: opened again, as nobody knew', async () => {
    const { model, report, open } = fresh()
    await report(FAILING)
    let isDone = false
    const script = ({ method }: { readonly method: string }) => {
      if (method === 'PATCH' && !isDone) model.human.close(1, 'not_planned')
      isDone ||= method === 'PATCH'
      return undefined
    }
    model.setFaults({ script })
    await report(TWO)
    model.setFaults({})
    expect(isDone).toBe(true)
    expect(open()).toMatchObject([{ number: 1 }])
    expect((await report(TWO)).writes).toBe(0)
  })

  test('closed while a run writes that one is fixed: it stays closed', async () => {
    const { model, report, open } = fresh()
    await report(TWO)
    const script = ({ method }: { readonly method: string }) => {
      if (method === 'PATCH') model.human.close(1, 'not_planned')
      return undefined
    }
    model.setFaults({ script })
    await report(FAILING)
    model.setFaults({})
    await report(FAILING)
    expect(open()).toEqual([])
  })

  test('label taken away, fixed, opened again without a reason: closed again', async () => {
    const { model, report, open } = fresh()
    await report(FAILING)
    model.human.relabel(1, ['bug'])
    await report(CLEAN)
    expect(issueIn(model, 1)).toMatchObject({ state: 'closed', labels: ['bug', 'upkeep'] })
    model.human.reopen(1)
    await report(CLEAN)
    expect(open()).toEqual([])
  })

  test('a duplicate that a person opens again is closed again', async () => {
    const { model, together, report, open } = fresh()
    for (let round = 0; model.counts.creates < 3 && round < 20; round++) {
      await together([FAILING, FAILING])
      await report(CLEAN)
    }
    await report(FAILING)
    const [kept] = open()
    const other = model.issues().find(({ reason }) => reason === 'duplicate')
    model.human.reopen(other?.number ?? 0)
    expect(open()).toHaveLength(2)
    await report(FAILING)
    expect(open()).toMatchObject([{ number: Math.min(kept?.number ?? 0, other?.number ?? 0) }])
  })
})
