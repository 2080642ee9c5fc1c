import { describe, expect, test } from '@jest/globals'
import { isCaller, isFit, isJob, jobNameAbout } from '../../src/liveness/job-names.ts'

const X = `\${{ matrix.x }}`
const plain = (text: string) => ({ text, isMatrix: false })
const matrix = (text: string) => ({ text, isMatrix: true })

describe('a pattern', () => {
  test.each<readonly [string, string, boolean]>([
    ['build', 'build', true],
    ['build', 'Build', true],
    ['build', 'builds', false],
    ['build', 'a build', false],
    ['License compliance', 'license-compliance', true],
    [X, 'anything at all', true],
    [`a ${X}`, 'a b', true],
    [`a ${X}`, 'ab', false],
    [`${X} a`, 'b a', true],
    [`a ${X} b ${X} c`, 'a 1 b 2 c', true],
    [`a ${X} b ${X} c`, 'a 1 c', false],
    [`ab${X}ba`, 'aba', false],
    [`${X}b${X}b${X}`, 'b', false],
    [`a ${X}`, `a ${X}`, true],
    ['a ${'.concat('{ open'), 'a ${'.concat('{ open'), true],
  ])('%s and %s: %p', (pattern, text, fits) => {
    expect(isFit(pattern, text)).toBe(fits)
  })

  test('of ten thousand expressions is done at once', () => {
    expect(isFit(`${X}a`.repeat(10_000), 'a'.repeat(9_999))).toBe(false)
    expect(isFit(`${X}a`.repeat(10_000), 'a'.repeat(10_000))).toBe(true)
  })
})

describe('a job', () => {
  test.each<readonly [string, readonly { text: string; isMatrix: boolean }[], string, boolean]>([
    ['itself', [plain('a')], 'a', true],
    ['called', [plain('a'), plain('b')], 'a / b', true],
    ['called, without its caller', [plain('a'), plain('b')], 'b', false],
    ['its caller', [plain('a'), plain('b')], 'a', false],
    ['of a matrix', [matrix('a')], 'a (x, y)', true],
    ['of a matrix, without values', [matrix('a')], 'a', true],
    ['of no matrix, with values', [plain('a')], 'a (x, y)', false],
    ['called by a matrix', [matrix('a'), matrix('b')], 'a (x) / b (y)', true],
    ['known in part', [plain('a'), jobNameAbout('dependency-audit')], 'a / The Dependency audit of us', true],
    [
      'known in part, another',
      [plain('a'), jobNameAbout('dependency-audit')],
      'a / License compliance',
      false,
    ],
  ])('%s', (_name, chain, name, is) => {
    expect(isJob(chain, name)).toBe(is)
  })

  test('is called by those before it alone', () => {
    const chain = [matrix('a'), plain('b'), plain('c')]
    const names = ['a', 'a (x)', 'a / b', 'a (x) / b', 'a / b / c', 'b', 'c']
    expect(names.filter((name) => isCaller(chain, name))).toEqual(['a', 'a (x)', 'a / b', 'a (x) / b'])
  })
})
