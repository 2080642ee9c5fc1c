import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Judged } from '../../src/core/policy.ts'
import { type TextStyle, textOf } from '../../src/formats/text.ts'
import { hostileText, invisibleIn } from '../support/report/hostile.ts'
import { completed, failedRun, judged, report } from '../support/report/report.ts'
import { parseCommands } from '../support/runner/parse-commands.ts'

const LOG: TextStyle = { color: false, width: 0 }

function linesOf(...all: readonly Judged[]): readonly string[] {
  return textOf(report(completed({ judged: all })), LOG).split('\n')
}

describe('text', () => {
  test('says what to do once for a rule, with the first finding that needs it', () => {
    const advice = { remediation: 'Throw it away.' }
    const said = (...all: readonly Judged[]) =>
      linesOf(...all).filter((line) => line.includes('Throw it away.')).length
    expect(said(judged(advice), judged(advice))).toBe(1)
    expect(said(judged(advice, 'waived'), judged(advice))).toBe(1)
    expect(said(judged(), judged(advice))).toBe(1)
    expect(said(judged(advice, 'waived'))).toBe(0)
    expect(said(judged(advice), judged({ ...advice, rule: 'fruit/bruised' }))).toBe(2)
  })

  test('shows a hundred findings and counts the rest', () => {
    const all = Array.from({ length: 1234 }, (_, i) => judged({ message: `no. ${i}` }))
    const lines = linesOf(...all)
    expect(lines.filter((line) => line.startsWith('  x high')).length).toBe(100)
    expect(lines).toContain('  … 1,134 more findings; all of them with --format json')
    expect(lines).toContain('  Looked at 1 of 1. Findings: 1,234 fail.')
    expect(linesOf(...all.slice(0, 100)).join()).not.toContain('more finding')
  })

  test('shows twenty rows and counts the rest', () => {
    const table = {
      columns: [{ id: 'a', title: 'A' }],
      rows: Array.from({ length: 21 }, (_, i) => [`row ${i}`]),
    }
    const text = textOf(report(completed({ table })), LOG)
    expect(text).toContain('row 19')
    expect(text).not.toContain('row 20')
    expect(text).toContain('  … 1 more row; all of them with --format json or markdown')
  })

  test('never leaves a gap out', () => {
    const gaps = Array.from({ length: 3000 }, (_, i) => ({
      target: 'basket',
      subject: `fig ${i}`,
      reason: 'no label',
    }))
    const text = textOf(report(completed({ gaps })), LOG)
    expect(text.match(/^ {2}\? basket: fig \d+: no label$/gm)).toHaveLength(3000)
    expect(text).toContain('Looked at 1; 3,000 things could not be looked at.')
  })

  test('cuts the cells of a table to the terminal, never within a character', () => {
    const table = {
      columns: [
        { id: 'a', title: 'A' },
        { id: 'b', title: 'B' },
      ],
      rows: [
        ['😀'.repeat(30), '😀'.repeat(60)],
        ['x', 'y'],
      ],
    }
    for (let width = 20; width < 60; width++) {
      const lines = textOf(report(completed({ table })), { color: false, width }).split('\n')
      const rows = lines.slice(lines.indexOf('Table') + 1, -2)
      for (const line of rows) {
        expect(line.length).toBeLessThanOrEqual(width)
        expect(line).not.toMatch(/\p{Cs}/u)
      }
    }
  })

  test.each([
    ['pass', report(completed()), 'Verdict: pass'],
    ['fail', report(completed({ judged: [judged()] })), 'Verdict: FAIL'],
    ['error', report(failedRun()), 'Verdict: COULD NOT TELL'],
  ])('ends with the verdict: %s', (_, one, last) => {
    expect(textOf(one, LOG).split('\n').slice(-2)).toEqual([last, ''])
  })

  test('is safe in a log whatever the names, in color or not', () => {
    const style = fc.record({ color: fc.boolean(), width: fc.constantFrom(0, 20, 40, 80) })
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, style, (a, b, c, how) => {
        const one = report(
          completed({
            name: a,
            gaps: [{ target: a, subject: b, reason: c }],
            notes: [{ subject: b, text: a }],
            table: {
              columns: [
                { id: 'a', title: a, tally: true },
                { id: 'b', title: b, unit: c },
              ],
              rows: [
                [a, b],
                [c, null],
              ],
            },
            judged: [
              judged({ target: a, message: b, remediation: c, evidence: { path: [a, b, c] } }),
              judged({ location: { path: c, line: 1 }, message: a }, 'waived'),
            ],
          }),
          failedRun({ name: b, reason: c }),
        )
        const text = textOf(one, how)
        expect(parseCommands(text).commands).toEqual([])
        const colors = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g')
        expect(invisibleIn(text.replace(colors, '').replaceAll('\n', ''))).toEqual([])
        // As many lines as the same report has with names that are no attack.
        expect(text.split('\n').length).toBe(textOf(tame(one), how).split('\n').length)
      }),
      { numRuns: 500 },
    )
  })
})

/** The same report with every text that is not ours replaced by a short word, as far as the words stay distinct. */
function tame<T>(value: T): T {
  const words = new Map<string, string>()
  const own = new Set([
    'fruit',
    'fruit/rotten',
    'high',
    'fail',
    'waived',
    'completed',
    'failed',
    'error',
    'pass',
  ])
  const walk = (one: unknown): unknown => {
    if (typeof one === 'string') {
      if (own.has(one)) return one
      words.set(one, words.get(one) ?? `w${words.size}`)
      return words.get(one)
    }
    if (Array.isArray(one)) return one.map(walk)
    if (typeof one !== 'object' || one === null) return one
    return Object.fromEntries(Object.entries(one).map(([key, child]) => [key, walk(child)]))
  }
  return walk(value) as T
}
