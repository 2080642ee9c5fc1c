import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { didYouMean, nearest } from '../../src/core/suggest.ts'
import { failingRows, type Row } from '../support/runner/failing-rows.ts'

const KNOWN = ['fail-on', 'format', 'path', 'dev', 'base', 'allow', 'allow-empty']

function row(input: string, expected: string | undefined): Row<string, string | undefined> {
  return { name: `"${input.slice(0, 20)}"`, input, expected }
}

const ROWS: readonly Row<string, string | undefined>[] = [
  row('fail-on', 'fail-on'),
  row('FAIL-ON', 'fail-on'),
  row('fail-no', 'fail-on'),
  row('failon', 'fail-on'),
  row('fail_on', 'fail-on'),
  row('fial-on', 'fail-on'),
  row('formt', 'format'),
  row('formatt', 'format'),
  row('pth', 'path'),
  row('dve', 'dev'),
  row('alow', 'allow'),
  row('allow-emtpy', 'allow-empty'),
  row('allowempty', 'allow-empty'),
  // nothing is near enough, or shares a letter in its place
  row('', undefined),
  row('x', undefined),
  row('zz', undefined),
  row('severity', undefined),
  row('completely-different', undefined),
  row('fail-on-high-or-critical', undefined),
  row('constructor', undefined),
  row('f'.repeat(100_000), undefined),
]

describe('suggestions', () => {
  test.each(ROWS)('are right for $name', ({ input, expected }) => {
    expect(nearest(input, KNOWN)).toBe(expected)
  })

  test('have a table that one who never suggests and one who always does fail', () => {
    expect(failingRows(ROWS, (word) => nearest(word, KNOWN))).toEqual([])
    expect(failingRows(ROWS, () => undefined).length).toBeGreaterThan(5)
    expect(failingRows(ROWS, () => KNOWN[0]).length).toBeGreaterThan(5)
  })

  test('choose the nearest, and of equals the first', () => {
    expect(nearest('lowe', ['lower', 'low'])).toBe('lower')
    expect(nearest('lowe', ['low', 'lower'])).toBe('low')
    expect(nearest('blow', ['lower', 'low'])).toBe('low')
    expect(nearest('x', [])).toBeUndefined()
  })

  test('are said as a question, or not at all', () => {
    expect(didYouMean('pth', KNOWN)).toBe(' (did you mean "path"?)')
    expect(didYouMean('severity', KNOWN)).toBe('')
  })

  test('find every known word again after one slip', () => {
    const slip = fc
      .tuple(fc.constantFrom('fail-on', 'format', 'allow-empty', 'internal-scopes'), fc.nat(), fc.nat(2))
      .map(([word, at, kind]) => {
        const i = at % word.length
        const typed = [
          word.slice(0, i) + word.slice(i + 1),
          `${word.slice(0, i)}q${word.slice(i)}`,
          `${word.slice(0, i)}q${word.slice(i + 1)}`,
        ][kind]
        return { word, typed: typed ?? word }
      })
    fc.assert(
      fc.property(slip, ({ word, typed }) => {
        expect(nearest(typed, ['fail-on', 'format', 'allow-empty', 'internal-scopes'])).toBe(word)
      }),
    )
  })
})
