import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Finding } from '../../src/core/finding.ts'
import type { Disposition } from '../../src/core/policy.ts'
import { annotationsOf } from '../../src/formats/annotations.ts'
import { hostileText, invisibleIn } from '../support/report/hostile.ts'
import { completed, failedRun, judged, report } from '../support/report/report.ts'
import { HOSTILE } from '../support/report/reports.ts'
import { failingRows, type Row } from '../support/runner/failing-rows.ts'
import { interpretStep } from '../support/runner/interpret-step.ts'

const EACH = ['critical', 'high', 'moderate', 'low', 'info'] as const

function levels(disposition: Disposition): readonly string[] {
  const all = EACH.map((severity) => judged({ severity }, disposition))
  return all.map((one) => annotationsOf(report(completed({ judged: [one] }))).shown[0]?.level ?? 'none')
}

const LEVELS: readonly Row<Disposition, readonly string[]>[] = [
  { name: 'fail', input: 'fail', expected: ['error', 'error', 'error', 'error', 'error'] },
  { name: 'warn', input: 'warn', expected: ['warning', 'warning', 'warning', 'notice', 'notice'] },
  { name: 'waived', input: 'waived', expected: ['none', 'none', 'none', 'none', 'none'] },
]

describe('the level of an annotation', () => {
  test.each(LEVELS)('goes by disposition, then severity: $name', ({ input, expected }) => {
    expect(levels(input)).toEqual(expected)
  })

  test('has a table that constants fail', () => {
    for (const wrong of ['error', 'warning', 'none'])
      expect(failingRows(LEVELS, () => EACH.map(() => wrong)).length).toBeGreaterThan(1)
  })
})

function of(disposition: Disposition, count: number, part: Partial<Finding> = {}) {
  return Array.from({ length: count }, (_, i) => judged({ message: `no. ${i}`, ...part }, disposition))
}

const GAPS = Array.from({ length: 5 }, (_, i) => ({
  target: 'basket.json',
  subject: `fig ${i}`,
  reason: 'no label',
}))

describe('what the runner keeps', () => {
  test.each([
    [0, 0],
    [1, 0],
    [9, 0],
    [10, 1],
    [50_000, 49_991],
  ])('of %d errors all but %d, with a place left for the word of the step itself', (count, left) => {
    const { shown, left: rest } = annotationsOf(report(completed({ judged: of('fail', count) })))
    expect(shown).toHaveLength(Math.min(9, count))
    expect(rest).toEqual({ error: left, warning: 0, notice: 0 })
  })

  test('of warnings and notices ten each, errors first', () => {
    const all = [...of('warn', 12, { severity: 'info' }), ...of('warn', 13), ...of('fail', 14)]
    const { shown, left } = annotationsOf(report(completed({ judged: all })))
    expect(shown.map(({ level }) => level)).toEqual([
      ...Array(9).fill('error'),
      ...Array(10).fill('warning'),
      ...Array(10).fill('notice'),
    ])
    expect(left).toEqual({ error: 5, warning: 3, notice: 2 })
  })

  test('in order, findings before gaps, of all runs together', () => {
    const { shown, left } = annotationsOf(
      report(
        completed({ judged: of('fail', 2), gaps: GAPS }),
        failedRun(),
        completed({ judged: of('fail', 3) }),
      ),
    )
    expect(shown.map(({ title }) => title)).toEqual([
      ...Array(5).fill('fruit/rotten'),
      ...Array(4).fill('fruit: could not be looked at'),
    ])
    expect(left.error).toBe(2)
  })

  test('is 4,096 units of a message, never half a character', () => {
    const shown = (message: string) =>
      annotationsOf(report(completed({ judged: [judged({ message })] }))).shown[0]?.message ?? ''
    expect(shown('x'.repeat(5000))).toHaveLength(4096)
    expect(shown(`${'x'.repeat(4095)}😀`)).toBe('x'.repeat(4095))
    const long = failedRun({ reason: `${'x'.repeat(4095)}😀` })
    expect(annotationsOf(report(long)).shown[0]?.message).toBe('x'.repeat(4095))
  })
})

describe('an annotation', () => {
  test('says what is wrong and what to do, where', () => {
    const one = judged({
      message: 'It is rotten.',
      remediation: 'Throw it away.',
      location: { path: 'a.json', line: 3 },
    })
    expect(annotationsOf(report(completed({ judged: [one] }))).shown).toEqual([
      {
        level: 'error',
        title: 'fruit/rotten',
        message: 'It is rotten. Throw it away.',
        path: 'a.json',
        line: 3,
      },
    ])
  })

  test('names files from the root of the repository', () => {
    const one = judged({ location: { path: 'a.json', line: 3 } })
    const gaps = [{ target: 'b.json', subject: 'fig', reason: 'no label' }]
    const { shown } = annotationsOf(report(completed({ judged: [one], gaps })), 'packages/x')
    expect(shown.map(({ path, line }) => [path, line])).toEqual([
      ['packages/x/a.json', 3],
      ['packages/x/b.json', undefined],
    ])
  })

  test('of a gap says its target once', () => {
    const gaps = [
      { target: 'host:443', subject: 'host:443', reason: 'no answer' },
      { target: 'basket.json', subject: 'fig', reason: 'no label' },
    ]
    expect(annotationsOf(report(completed({ gaps }))).shown.map(({ message }) => message)).toEqual([
      'host:443: no answer',
      'basket.json: fig: no label',
    ])
  })
})

/** What GitHub shows of these annotations, written as @actions/core writes them. */
function asTheRunnerSees({ shown }: ReturnType<typeof annotationsOf>) {
  const data = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
  const lines = shown.map(({ level, title, message, path, line }) => {
    const places = [
      path === undefined ? [] : [`file=${property(path)}`],
      line === undefined ? [] : [`line=${line}`],
    ]
    return `::${level} ${[`title=${property(title)}`, ...places.flat()].join(',')}::${data(message)}\n`
  })
  const bytes = Buffer.from(lines.join(''))
  const empty = Buffer.from('')
  return interpretStep({
    workspace: '/w',
    chunks: [{ stream: 'stdout', bytes }],
    files: { output: empty, env: empty, path: empty, state: empty },
  })
}

/** That the runner makes of them just what they are, and obeys nothing else. */
function isKept(annotations: ReturnType<typeof annotationsOf>): void {
  const seen = asTheRunnerSees(annotations)
  expect(seen.commands.map(({ name, form }) => [name, form])).toEqual(
    annotations.shown.map(({ level }) => [level, 'v2']),
  )
  expect(seen.annotations.map(({ type, message }) => [type, message])).toEqual(
    annotations.shown.map(({ level, message }) => [level, message]),
  )
  for (const { title, message, path = '' } of annotations.shown)
    expect(invisibleIn(title + message + path)).toEqual([])
}

test('hostile names reach GitHub as text', () => {
  isKept(annotationsOf(HOSTILE))
  const text = hostileText.filter((one) => one !== '')
  fc.assert(
    fc.property(text, text, text, text, (message, remediation, path, reason) => {
      const sentence = `${message}.`
      isKept(
        annotationsOf(
          report(
            completed({
              judged: [judged({ message: sentence, remediation, location: { path } })],
              gaps: [{ target: path, subject: message, reason: `${reason}.` }],
            }),
            failedRun({ check: 'fruit', reason: `${reason}.` }),
          ),
        ),
      )
    }),
    { numRuns: 500 },
  )
})
