import { describe, expect, test } from '@jest/globals'
import { repositoryOf } from '../../support/issues/reporting.ts'
import { completed, reportWith } from '../../support/issues/reports.ts'

const FAILING = reportWith(completed({ 'api.example.org:443': [{ rule: 'expired' }] }))
const WORSE = reportWith(completed({ 'api.example.org:443': [{ rule: 'expired' }, { rule: 'name' }] }))
const CLEAN = reportWith(completed({ 'api.example.org:443': [] }))

describe('one group', () => {
  test('opens one issue, leaves it alone, edits it, closes it', async () => {
    const repository = repositoryOf()
    const first = await repository.report(FAILING)
    expect(first.faults).toEqual([])
    console.log(
      repository.model
        .issues()
        .map((i) => `${i.title}\n${i.body}`)
        .join('\n=====\n'),
      first.requests,
    )
    const second = await repository.report(FAILING)
    console.log(
      second.writes,
      second.requests,
      second.applied.map((a) => a.operation),
    )
    const third = await repository.report(WORSE)
    console.log(third.writes, third.requests)
    const last = await repository.report(CLEAN)
    console.log(last.writes, last.requests)
    console.log(JSON.stringify(repository.model.issues(), null, 1), repository.model.mistakes)
  })
})
