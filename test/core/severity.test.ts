import { expect, test } from '@jest/globals'
import { compareSeverity, isAtLeast, SEVERITIES, type Severity } from '../../src/core/severity.ts'

/** Written down by hand, so that no order in the source can be trusted by accident. */
const POINTS: Readonly<Record<Severity, number>> = { critical: 5, high: 4, moderate: 3, low: 2, info: 1 }
const PAIRS = SEVERITIES.flatMap((a) => SEVERITIES.map((b) => [a, b] as const))

test('there are five severities', () => {
  expect([...SEVERITIES].sort()).toEqual(Object.keys(POINTS).sort())
})

test.each(PAIRS)('%s against the threshold %s', (severity, threshold) => {
  expect(isAtLeast(severity, threshold)).toBe(POINTS[severity] >= POINTS[threshold])
})

test.each(PAIRS)('%s and %s sort the worse first', (a, b) => {
  expect(Math.sign(compareSeverity(a, b))).toBe(Math.sign(POINTS[b] - POINTS[a]))
})

test('a word that came past the types counts as worst: it fails at every threshold and stands first', () => {
  const unknown = 'severe' as Severity
  expect(SEVERITIES.every((threshold) => isAtLeast(unknown, threshold))).toBe(true)
  expect(
    ['info', unknown, 'critical'].toSorted((a, b) => compareSeverity(a as Severity, b as Severity))[0],
  ).toBe(unknown)
})
