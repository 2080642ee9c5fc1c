import { describe, expect, test } from '@jest/globals'
import {
  accountOf,
  adviceKey,
  count,
  countOf,
  grouped,
  tallies,
  tallyOf,
  VERDICT_WORDS,
} from '../../src/formats/words.ts'
import { completed, failedRun, judged, report } from '../support/report/report.ts'

test.each([
  [0, '0'],
  [7, '7'],
  [999, '999'],
  [1000, '1,000'],
  [4311, '4,311'],
  [1234567, '1,234,567'],
])('%d is written %s', (number, written) => {
  expect(grouped(number)).toBe(written)
})

test('things are counted with their noun', () => {
  expect(count(0, 'gap')).toBe('0 gaps')
  expect(count(1, 'gap')).toBe('1 gap')
  expect(count(2000, 'gap')).toBe('2,000 gaps')
  expect(count(2, 'entry', 'entries')).toBe('2 entries')
})

test('no verdict can be mistaken for another', () => {
  expect(VERDICT_WORDS).toEqual({ pass: 'pass', fail: 'FAIL', error: 'COULD NOT TELL' })
})

const GAP = { target: 'a', subject: 'b', reason: 'c' }

describe('the account of a run', () => {
  test.each([
    [completed({ examined: 4311 }), 'Looked at 4,311 of 4,311.'],
    [completed({ examined: 3, gaps: [GAP] }), 'Looked at 3; 1 thing could not be looked at.'],
    [completed({ examined: 0, gaps: [GAP, GAP] }), 'Looked at 0; 2 things could not be looked at.'],
  ])('is one sentence: %#', (run, said) => {
    expect(accountOf(run)).toBe(said)
  })

  test('never says that all was looked at where a gap is', () => {
    expect(accountOf(completed({ examined: 3, gaps: [GAP] }))).not.toContain(' of ')
  })
})

test('findings are counted by disposition', () => {
  expect(tallyOf([])).toBe('no findings')
  const all = [judged(), judged({}, 'warn'), judged(), judged({}, 'waived')]
  expect(tallyOf(all)).toBe('2 fail, 1 warn, 1 waived')
  const two = report(completed({ judged: all }), failedRun(), completed({ judged: [judged()] }))
  expect((['fail', 'warn', 'waived'] as const).map((one) => countOf(two, one))).toEqual([3, 1, 1])
})

describe('values are counted', () => {
  const columns = [
    { id: 'a', title: 'A', tally: true },
    { id: 'b', title: 'B' },
  ] as const

  test('in the columns that ask for it, the commonest first, equals by name, nothing where there is none', () => {
    const rows = ['x', 'y', 'y', 'b', 'a', null, true, 3].map((value) => [value, 'z'])
    expect(tallies({ columns, rows })).toEqual([
      {
        title: 'A',
        counts: [
          ['y', 2],
          ['3', 1],
          ['a', 1],
          ['b', 1],
          ['true', 1],
          ['x', 1],
        ],
        more: 0,
      },
    ])
  })

  test('ten of them, and how many more there are', () => {
    const [tally] = tallies({ columns, rows: Array.from({ length: 13 }, (_, i) => [`v${i}`, '']) })
    expect(tally?.counts).toHaveLength(10)
    expect(tally?.more).toBe(3)
  })

  test('not where there are no rows', () => {
    expect(tallies({ columns, rows: [] })).toEqual([])
  })
})

describe('advice is the same', () => {
  const key = (remediation: string, name: string, disposition: 'fail' | 'waived' = 'fail') =>
    adviceKey(judged({ remediation, evidence: { name } }, disposition))

  test('but for the name of what it is about', () => {
    expect(key('npm install plum@2', 'plum')).toBe(key('npm install fig@2', 'fig'))
    expect(key('npm install plum@2', 'plum')).not.toBe(key('npm install fig@3', 'fig'))
    expect(key('Delete it.', '')).toBe(key('Delete it.', ''))
  })

  test('and there is none where nothing is said or a waiver sets the finding aside', () => {
    const { remediation: _none, ...silent } = judged().finding
    expect(adviceKey({ ...judged(), finding: silent })).toBeUndefined()
    expect(key('Delete it.', 'plum', 'waived')).toBeUndefined()
  })
})
