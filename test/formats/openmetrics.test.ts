import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { CompletedRun, Report } from '../../src/core/report.ts'
import { SEVERITIES } from '../../src/core/severity.ts'
import { openMetricsOf } from '../../src/formats/openmetrics.ts'
import { hostileText, invisibleIn, PAYLOADS, reveal } from '../support/report/hostile.ts'
import { readOpenMetrics } from '../support/report/openmetrics.ts'
import { AT, completed, failedRun, judged, report } from '../support/report/report.ts'
import { ERROR, FAIL, PASS } from '../support/report/reports.ts'
import { parseCommands } from '../support/runner/parse-commands.ts'

const LAST = 'upkeep_check_last_success_timestamp_seconds'
const NEVER = { lastSuccess: new Map<string, Date>() }

/** The values of a metric, by the values of its labels with slashes between. */
function valuesOf(text: string, name: string): Readonly<Record<string, number>> {
  const family = readOpenMetrics(text).find((one) => one.name === name)
  if (!family) throw new Error(`no ${name}`)
  return Object.fromEntries(family.samples.map((one) => [Object.values(one.labels).join('/'), one.value]))
}

describe('metrics', () => {
  test('are these, with their units', () => {
    const families = readOpenMetrics(openMetricsOf(FAIL, NEVER))
    expect(families.map(({ name, unit = '' }) => `${name} ${unit}`.trim())).toEqual([
      'upkeep_report_timestamp_seconds seconds',
      'upkeep_check_last_success_timestamp_seconds seconds',
      'upkeep_check_duration_seconds seconds',
      'upkeep_check_verdict',
      'upkeep_findings',
      'upkeep_gaps',
    ])
    expect(families.every(({ type, help }) => type === 'gauge' && help !== undefined)).toBe(true)
  })

  test('count findings of every severity, waived ones not', () => {
    const run = completed({
      judged: [
        judged(),
        judged({ severity: 'low' }, 'warn'),
        judged({ severity: 'critical' }, 'waived'),
        judged(),
      ],
    })
    expect(valuesOf(openMetricsOf(report(run), NEVER), 'upkeep_findings')).toEqual({
      'fruit/fruit/critical': 0,
      'fruit/fruit/high': 2,
      'fruit/fruit/moderate': 0,
      'fruit/fruit/low': 1,
      'fruit/fruit/info': 0,
    })
  })

  test('of a run that failed say that it could not tell, and no findings at all', () => {
    const text = openMetricsOf(ERROR, NEVER)
    expect(valuesOf(text, 'upkeep_check_verdict')).toEqual({
      'fruit/fruit/pass': 0,
      'fruit/fruit/fail': 0,
      'fruit/fruit/error': 1,
      'fruit/night market/pass': 0,
      'fruit/night market/fail': 0,
      'fruit/night market/error': 1,
    })
    expect(valuesOf(text, 'upkeep_gaps')).toEqual({ 'fruit/fruit': 2, 'fruit/night market': 1 })
    const named = Object.keys(valuesOf(text, 'upkeep_findings'))
    expect(named).toHaveLength(SEVERITIES.length)
    expect(named.every((key) => key.startsWith('fruit/fruit/'))).toBe(true)
  })

  test('of a check that has gone missing, or cannot tell, still say when it last could', () => {
    const lastSuccess = new Map([
      ['fruit winter market', new Date('2026-12-24T00:00:00Z')],
      ['fruit fruit', new Date('2027-01-08T09:00:00.250Z')],
      ['bread', new Date('2027-01-01T00:00:00Z')],
      ['fruit broken', new Date(Number.NaN)],
    ])
    const one = report(failedRun(), failedRun({ name: 'new' }))
    expect(valuesOf(openMetricsOf(one, { lastSuccess }), LAST)).toEqual({
      'fruit/fruit': Date.parse('2027-01-08T09:00:00.250Z') / 1000,
      'fruit/new': 0,
      'bread/bread': Date.parse('2027-01-01T00:00:00Z') / 1000,
      'fruit/broken': 0,
      'fruit/winter market': Date.parse('2026-12-24T00:00:00Z') / 1000,
    })
  })

  test('of a check that can tell say so, whether it is remembered or not', () => {
    const later = new Date('2027-02-01T00:00:00Z')
    const lastSuccess = new Map([
      ['fruit fruit', new Date('2027-01-08T00:00:00Z')],
      ['fruit late', later],
    ])
    const one = report(
      completed(),
      completed({ name: 'failing', judged: [judged()] }),
      completed({ name: 'late' }),
      completed({ name: 'half', targets: [{ id: 'a', complete: false }] }),
    )
    expect(valuesOf(openMetricsOf(one, { lastSuccess }), LAST)).toEqual({
      'fruit/fruit': Date.parse(AT) / 1000,
      'fruit/failing': Date.parse(AT) / 1000,
      'fruit/late': later.getTime() / 1000,
      'fruit/half': 0,
    })
  })

  test('tell how long a check took, where the report does', () => {
    const timed: CompletedRun = { ...completed({ name: 'timed' }), seconds: 12.5 }
    const one = report(timed, completed(), { ...completed({ name: 'quick' }), seconds: 1e-7 })
    expect(valuesOf(openMetricsOf(one, NEVER), 'upkeep_check_duration_seconds')).toEqual({
      'fruit/timed': 12.5,
      'fruit/quick': 1e-7,
    })
  })

  test('of two runs of one name are one, the worse', () => {
    const one = report(completed({ judged: [judged()] }), failedRun())
    const text = openMetricsOf(one, NEVER)
    expect(valuesOf(text, 'upkeep_check_verdict')['fruit/fruit/fail']).toBe(1)
    expect(valuesOf(text, 'upkeep_findings')['fruit/fruit/high']).toBe(1)
    expect(valuesOf(text, 'upkeep_gaps')).toEqual({ 'fruit/fruit': 1 })
  })

  test('say when the report was made', () => {
    const { at } = PASS
    expect(valuesOf(openMetricsOf(PASS, NEVER), 'upkeep_report_timestamp_seconds')).toEqual({
      '': Date.parse(at) / 1000,
    })
    const empty: Report = { ...PASS, at: 'soon', runs: [] }
    expect(valuesOf(openMetricsOf(empty, NEVER), 'upkeep_report_timestamp_seconds')).toEqual({ '': 0 })
  })
})

const isRead = (of: (one: Report, frame: typeof NEVER) => string) => (data: string) => {
  const check = `x${data}`
  const text = of(report(completed({ check, name: data }), failedRun({ check, name: `${data} ` })), {
    lastSuccess: new Map([[`other ${data}`, new Date(0)]]),
  })
  const samples = readOpenMetrics(text).flatMap((family) => family.samples)
  const names = new Set(
    samples.flatMap(({ labels }) => (labels['name'] === undefined ? [] : [labels['name']])),
  )
  expect([...names].map(reveal).sort()).toEqual([data, `${data} `].sort())
  expect(invisibleIn(text.replaceAll('\n', ''))).toEqual([])
  expect(parseCommands(text).commands).toEqual([])
}

describe('whatever names hold', () => {
  test('a strict reader gets them back, and the log no command', () => {
    for (const payload of PAYLOADS) isRead(openMetricsOf)(payload)
    fc.assert(fc.property(hostileText, isRead(openMetricsOf)), { numRuns: 200 })
  })

  test('has a property that too little escaping fails', () => {
    const quotes = (one: Report, frame: typeof NEVER) => openMetricsOf(one, frame).replaceAll('\\\\', '\\')
    const caught = PAYLOADS.filter((payload) => {
      try {
        isRead(quotes)(payload)
        return false
      } catch {
        return true
      }
    })
    expect(caught.length).toBeGreaterThan(10)
  })
})

const GOOD =
  '# TYPE a_seconds gauge\n# UNIT a_seconds seconds\n# HELP a_seconds A.\na_seconds{b="c"} 1\n# EOF\n'

describe('the reader of these tests', () => {
  test('reads what is right', () => {
    expect(readOpenMetrics(GOOD)).toEqual([
      {
        name: 'a_seconds',
        type: 'gauge',
        unit: 'seconds',
        help: 'A.',
        samples: [{ name: 'a_seconds', labels: { b: 'c' }, value: 1 }],
      },
    ])
  })

  test.each([
    ['no end', GOOD.replace('# EOF\n', '')],
    ['more behind the end', `${GOOD}a_seconds 2\n`],
    ['an empty line', GOOD.replace('# HELP', '\n# HELP')],
    ['a comment', GOOD.replace('# HELP', '# more\n# HELP')],
    ['a unit that is not in the name', GOOD.replace(' seconds\n', ' bytes\n')],
    ['an unknown type', GOOD.replace('gauge', 'number')],
    ['metadata twice', GOOD.replace('# HELP', '# UNIT a_seconds seconds\n# HELP')],
    ['metadata out of order', GOOD.replace(/(# UNIT.*\n)(# HELP.*\n)/, '$2$1')],
    ['metadata behind a sample', GOOD.replace('# EOF', '# HELP a_seconds B\n# EOF')],
    ['a sample twice', GOOD.replace('# EOF', 'a_seconds{b="c"} 2\n# EOF')],
    ['a family in two places', GOOD.replace('# EOF', '# TYPE b gauge\n# TYPE a_seconds gauge\n# EOF')],
    ['a bare quote', GOOD.replace('"c"', '"c"d"')],
    ['a bare backslash', GOOD.replace('"c"', '"\\c"')],
    ['no number', GOOD.replace(' 1\n', ' one\n')],
    ['two spaces', GOOD.replace(' 1\n', '  1\n')],
    ['a label twice', GOOD.replace('b="c"', 'b="c",b="c"')],
  ])('rejects %s', (_name, text) => {
    expect(() => readOpenMetrics(text)).toThrow()
  })
})
