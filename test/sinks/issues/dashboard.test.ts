import { describe, expect, test } from '@jest/globals'
import { createModel, type Model } from '../../support/github/model.ts'
import { DAY, repositoryOf } from '../../support/issues/reporting.ts'
import { broken, completed, reportWith } from '../../support/issues/reports.ts'
import { BROKEN, CLEAN, FAILING, GAP, HOST, issueIn, saying, textOf } from '../../support/issues/scenes.ts'

function repository() {
  return repositoryOf(createModel({ validate: false, labels: ['upkeep'] }))
}

function dashboards(model: Model) {
  return model.issues().filter(({ body }) => body?.includes('"kind":"dashboard"'))
}

function words(model: Model): string {
  const [dashboard] = dashboards(model)
  return dashboard ? textOf(dashboard) : ''
}

describe('the dashboard', () => {
  test('says what every check said, what is open, when it could tell, what could not be looked at', async () => {
    const { model, report } = repository()
    await report(
      reportWith(
        completed({ [HOST]: [{ rule: 'expired' }] }),
        completed({ database: [] }, 'backup-verification', 'nightly'),
        completed({ 'package-lock.json': 'gap' }, 'dependency-audit'),
      ),
    )
    const text = words(model)
    expect(text).toMatch(/^❌ FAIL: 3 checks, 1 open issue\./)
    expect(text).toMatch(/`backup-verification \(nightly\)` \| ✅ pass \| 2026-11-25 \| {2}\| {2}\|/)
    expect(text).toMatch(/`certificate-expiry` \| ❌ FAIL \| 2026-11-25 \| {2}\| #1 \|/)
    expect(text).toMatch(/`dependency-audit` \| ⚠️ COULD NOT TELL \| never \|/)
    expect(text).toMatch(/- #1 Upkeep&#58;&#8203; certificate-expiry/)
    expect(text).toMatch(/## Could not be looked at\n\n- `dependency-audit`: package-lock\.json/)
  })

  test('counts how many times in a row a check could not tell, and begins anew when it could', async () => {
    const { model, report } = repository()
    await report(CLEAN)
    for (const times of [1, 2, 3]) {
      await report(times === 2 ? BROKEN : GAP)
      if (times > 1) expect(words(model)).toMatch(new RegExp(`COULD NOT TELL \\(${times} times in a row\\)`))
    }
    expect(words(model)).toMatch(/COULD NOT TELL.*\| 2026-11-25 \|/)
    await report(CLEAN)
    expect(words(model)).toMatch(/✅ pass: 1 check, no open issue/)
    await report(GAP)
    expect(words(model)).not.toMatch(/times in a row/)
  })

  test('lists waivers by their end', async () => {
    const { model, report } = repository()
    await report(reportWith(completed({ [HOST]: [{ rule: 'expired', disposition: 'waived' }] })))
    expect(words(model)).toMatch(
      /## Waivers.*\| 2027-01-31 \| `certificate-expiry\/expired` \|.*\| agreed \|/s,
    )
    await report(CLEAN)
    expect(words(model)).not.toMatch(/Waivers/)
  })

  test('calls snoozed what a person closed, and also while nobody can tell', async () => {
    const { model, report } = repository()
    await report(FAILING)
    model.human.close(1, 'not_planned')
    await report(FAILING)
    expect(words(model)).toMatch(/no open issue.*#1 .*: snoozed/s)
    await report(GAP)
    expect(words(model)).toMatch(/no open issue.*#1 .*: snoozed/s)
    await report(CLEAN)
    expect(words(model)).not.toMatch(/#1/)
  })

  test('is written once a day while nothing changes', async () => {
    const { report, pass } = repository()
    await report(FAILING)
    expect((await report(FAILING)).writes).toBe(0)
    pass(DAY)
    expect((await report(FAILING)).writes).toBe(1)
    expect((await report(FAILING)).writes).toBe(0)
  })

  test('keeps a check that was not run this time, for a hundred days', async () => {
    const { model, report, pass } = repository()
    await report(reportWith(completed({ database: [] }, 'backup-verification')))
    await report(FAILING)
    expect(words(model)).toMatch(/backup-verification/)
    pass(90 * DAY)
    await report(FAILING)
    expect(words(model)).toMatch(/backup-verification/)
    pass(11 * DAY)
    await report(FAILING)
    expect(words(model)).not.toMatch(/backup-verification/)
    expect(words(model)).toMatch(/certificate-expiry/)
  })

  test('forgets what was wrong with report files as soon as it is not', async () => {
    const { model, report } = repository()
    await report(reportWith(completed({ [HOST]: [] }), broken('report', 'x.json')))
    expect(words(model)).toMatch(/^⚠️ COULD NOT TELL.*`report \(x\.json\)`/s)
    await report(CLEAN)
    expect(words(model)).toMatch(/^✅ pass: 1 check/)
  })
})

describe('a person does with the dashboard:', () => {
  const acts: readonly (readonly [string, (model: Model, number: number) => void, number])[] = [
    ['closes it', ({ human }, number) => human.close(number), 1],
    ['gives it another title', ({ human }, number) => human.retitle(number, 'Ours'), 1],
    ['takes its label away', ({ human }, number) => human.relabel(number, []), 1],
    ['wipes it', ({ human }, number) => human.wipeBody(number), 1],
    ['locks it', ({ human }, number) => human.lock(number), 1],
    ['renames the label', ({ human }) => human.renameLabel('upkeep', 'care'), 1],
    ['deletes it', ({ human }, number) => human.delete(number), 2],
    ['transfers it', ({ human }, number) => human.transfer(number), 2],
    [
      'wipes it and gives it another title',
      ({ human }, number) => {
        human.wipeBody(number)
        human.retitle(number, 'Ours')
      },
      1,
    ],
  ]
  test.each(acts)('%s; everything goes on, and there is one', async (_, act, count) => {
    const { model, report, open, dashboard } = repository()
    await report(FAILING)
    const number = dashboard()?.number ?? 0
    act(model, number)
    expect((await report(saying('expired', 'name'))).faults).toEqual([])
    expect(open().filter(({ title }) => title.includes(HOST))).toHaveLength(1)
    const all = model
      .issues()
      .filter(({ title, body }) => title === 'Upkeep dashboard' || body?.includes('"kind":'))
    expect(all).toHaveLength(count)
    expect(dashboards(model).at(-1)?.body).toMatch(/1 open issue/)
    await report(CLEAN)
    expect(open().filter(({ title }) => title.includes(HOST))).toEqual([])
    expect((await report(CLEAN)).writes).toBe(0)
    expect(model.mistakes).toEqual([])
  })

  test('closes it: it stays closed, and up to date', async () => {
    const { model, report, dashboard } = repository()
    await report(FAILING)
    model.human.close(dashboard()?.number ?? 0)
    await report(CLEAN)
    expect(dashboard()).toMatchObject({ state: 'closed' })
    expect(dashboard()?.body).toMatch(/no open issue/)
  })

  test('loses its first line, and an issue its body: each helps the other', async () => {
    const { model, report, open, dashboard } = repository()
    await report(FAILING)
    model.human.wipeBody(dashboard()?.number ?? 0)
    await report(FAILING)
    model.human.wipeBody(1)
    await report(FAILING)
    expect(open()).toMatchObject([{ number: 1 }])
  })

  test('copies it: two of a kind become one, the older', async () => {
    const { model, report, dashboard } = repository()
    await report(FAILING)
    const { body = '', number = 0 } = dashboard() ?? {}
    const author = 'github-actions[bot]'
    const copy = model.human.open({ title: 'Upkeep dashboard', body: body ?? '', labels: ['upkeep'], author })
    await report(FAILING)
    expect(issueIn(model, copy)).toMatchObject({ state: 'closed', reason: 'duplicate' })
    expect(issueIn(model, number)).toMatchObject({ state: 'open' })
    expect((await report(FAILING)).writes).toBe(0)
    model.human.reopen(copy)
    await report(FAILING)
    expect(issueIn(model, copy)).toMatchObject({ state: 'closed', reason: 'duplicate' })
    expect((await report(FAILING)).writes).toBe(0)
  })
})

describe('without a dashboard', () => {
  const none = { dashboard: false }
  test('a closed issue remembers, nobody is told of it, and it says what it is', async () => {
    const { model, report } = repository()
    await report(FAILING, none)
    const [, memory] = model.issues()
    expect(memory).toMatchObject({ state: 'closed', comments: [] })
    expect((await report(FAILING, none)).writes).toBe(0)
    expect(model.issues()).toHaveLength(2)
  })

  test('a repository that was never anything but clean gets no issue at all', async () => {
    const { model, report } = repository()
    await report(CLEAN, none)
    await report(CLEAN, none)
    expect(model.issues()).toEqual([])
  })

  test('what could not be told is counted all the same', async () => {
    const { model, report } = repository()
    await report(GAP, none)
    await report(GAP, none)
    expect(model.issues()).toHaveLength(1)
    expect(issueIn(model, 1).body).toMatch(/"untold":2/)
  })

  test('and without a permission: what could not be remembered is a fault', async () => {
    const { model, report } = repositoryOf(createModel({ validate: false, permissions: { issues: 'read' } }))
    expect((await report(GAP, none)).faults).toEqual([expect.stringMatching(/permissions: issues: write/)])
    model.setPermissions({ issues: 'write' })
    await report(FAILING, none)
    model.setPermissions({ issues: 'read' })
    expect((await report(BROKEN, none)).faults).toEqual([expect.stringMatching(/^PATCH .* 403/)])
  })

  test('turned off and on again: the newer memory counts', async () => {
    const { model, report, open } = repository()
    await report(FAILING)
    await report(CLEAN, none)
    await report(FAILING, none)
    model.human.wipeBody(1)
    model.human.relabel(1, [])
    await report(FAILING, none)
    expect(open()).toMatchObject([{ number: 1 }])
    await report(FAILING)
    await report(CLEAN)
    await report(FAILING)
    expect(open()).toMatchObject([{ number: 1 }])
  })
})
