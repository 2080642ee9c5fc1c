import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Reading } from '../../../../src/checks/backup-verification/intake.ts'
import type { Artifact } from '../../../../src/checks/backup-verification/series/expectations.ts'
import { judgeSeries } from '../../../../src/checks/backup-verification/series/series.ts'
import { CASES, DAY, HOUR, type SeriesCase } from './series-cases.ts'

function complaintsOf({ expected }: SeriesCase, { faults, lacks }: Reading): readonly string[] {
  const said = [...faults.map(({ word }) => word), ...lacks.map(() => 'lack')].sort()
  const level = faults.some((fault) => fault.level !== 0) ? ['another level'] : []
  return [...(said.join() === expected.join() ? [] : [`${said.join()} for ${expected.join()}`]), ...level]
}

describe('a series', () => {
  test.each(CASES.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const reading = judgeSeries(one.artifacts, one.expectations ?? {}, Date.parse(one.now))
    expect(complaintsOf(one, reading)).toEqual([])
    if (one.remark !== undefined)
      expect(reading.remarks.map(({ text }) => text).join('\n')).toContain(one.remark)
    if (one.newest !== undefined) expect(reading.newest?.name).toBe(one.newest)
    const backwards = judgeSeries(one.artifacts.toReversed(), one.expectations ?? {}, Date.parse(one.now))
    expect(backwards.faults).toEqual(reading.faults)
  })

  test.each<[string, Reading]>([
    ['always says good', { faults: [], remarks: [], lacks: [] }],
    ['always complains', { faults: [{ word: 'stale', level: 0, text: 'no' }], remarks: [], lacks: [] }],
  ])('a judge that %s fails the table', (_name, reading) => {
    expect(CASES.filter((one) => complaintsOf(one, reading).length > 0).length).toBeGreaterThan(20)
  })

  const daily = (days: readonly number[]): readonly Artifact[] =>
    days.map((day) => ({ name: `db-2024-01-${String(day).padStart(2, '0')}.sql`, size: 50_000 }))

  test('says which day is missing, and by what it knows an age', () => {
    const now = Date.parse('2024-01-09T06:00:00Z')
    const reading = judgeSeries(daily([1, 2, 3, 5, 6, 7]), { rpo: DAY }, now)
    expect(reading.faults.map(({ text }) => text)).toEqual([
      'the newest, db-2024-01-07.sql, is 30 hours old by its name; at most 24 hours are allowed',
      'between 2024-01-03 and 2024-01-05 there is none for 2 days, of 2024-01-04',
    ])
    expect(reading.facts).toEqual({
      count: 6,
      totalSize: 300_000,
      age: 30 * HOUR,
      ageSource: 'name',
      interval: { length: DAY, source: 'inferred' },
    })
  })

  test('tells of many holes the last ones', () => {
    const odd = Array.from({ length: 60 }, (_, index) => index).filter((index) => index % 5 !== 3)
    const artifacts = odd.map((index) => ({
      name: `db-${new Date(index * DAY + Date.UTC(2024, 0, 1)).toISOString().slice(0, 10)}`,
      size: 1,
    }))
    const { faults, remarks } = judgeSeries(artifacts, {}, Date.UTC(2024, 2, 1))
    expect(faults).toHaveLength(5)
    expect(remarks.map(({ text }) => text).join()).toContain('7 more gaps')
  })

  const moments = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2024, 5, 1) })
  const artifacts = fc.array(
    fc
      .record({ moment: moments, form: fc.nat(3), size: fc.nat(200_000) })
      .map(({ moment, form, size }): Artifact => {
        const iso = new Date(moment).toISOString()
        if (form === 0) return { name: `db-${iso.slice(0, 10)}`, size }
        if (form === 1) return { name: `db-${iso.slice(0, 19).replaceAll(/[-:]/g, '')}Z.sql`, size }
        return form === 2
          ? { name: 'db.sql', size, modified: moment }
          : { name: 'db.rdb', size, internal: moment }
      }),
    { minLength: 1, maxLength: 12 },
  )

  test('once stale stays so, and is stale after its limit', () => {
    const later = Date.UTC(2024, 5, 3)
    fc.assert(
      fc.property(artifacts, fc.nat(100 * DAY), fc.nat(100 * DAY), fc.nat(60 * DAY), (given, a, b, rpo) => {
        const words = (now: number) => judgeSeries(given, { rpo }, now).faults.map(({ word }) => word)
        const [first, second] = [words(later + Math.min(a, b)), words(later + Math.max(a, b))]
        for (const word of first) expect(second).toContain(word)
        expect(words(later + rpo + DAY)).toContain('stale')
        const { age } = judgeSeries(given, { rpo }, later + a).facts
        expect(age).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  test('of any names and sizes is judged without a word of surprise', () => {
    const odd = fc.record({
      name: fc.string(),
      size: fc.integer(),
      modified: fc.double(),
      sha256: fc.string(),
    })
    fc.assert(
      fc.property(fc.array(odd), (given) => {
        for (const { text } of judgeSeries(
          given,
          { rpo: DAY, atLeast: 1, interval: DAY },
          Date.UTC(2024, 0, 1),
        ).faults)
          expect(text).not.toMatch(/NaN|undefined|Infinity/)
      }),
    )
  })

  test('of 100,000 takes no long time', () => {
    const many = Array.from({ length: 100_000 }, (_, index) => ({
      name: `a/${new Date(index * HOUR + Date.UTC(2000, 0, 1)).toISOString()}.sql`,
      size: 1000,
    }))
    const start = performance.now()
    expect(judgeSeries(many, { rpo: DAY }, Date.UTC(2030, 0, 1)).facts.count).toBe(100_000)
    expect(performance.now() - start).toBeLessThan(30_000)
  })
})
