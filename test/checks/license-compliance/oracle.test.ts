import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { EXPRESSION_CASES } from './expression-cases.ts'
import {
  expressions,
  isInWorld,
  leavesOf,
  MAX_ORACLE_LEAVES,
  type OraclePolicy,
  type OracleVerdict,
  oracleLeaf,
  oracleOf,
  oracleVerdict,
  policies,
} from './oracle.ts'

type Judge = (expression: string, leaf: (text: string) => OracleVerdict) => OracleVerdict

const BEST_FIRST: readonly OracleVerdict[] = ['allow', 'review', 'unknown', 'deny']

/** Leaves whose names say what they are worth. */
function byFirstLetter(text: string): OracleVerdict {
  return BEST_FIRST.find((verdict) => verdict[0] === text[0]?.toLowerCase()) ?? 'deny'
}

/** Worked out by hand with a pencil: a is allowed, r to be reviewed, u unknown, d denied. */
const EXPRESSIONS: readonly (readonly [expression: string, want: OracleVerdict])[] = [
  ['a', 'allow'],
  ['r', 'review'],
  ['u', 'unknown'],
  ['d', 'deny'],
  ['a OR d', 'allow'],
  ['a AND d', 'deny'],
  ['r OR u', 'review'],
  ['r AND u', 'unknown'],
  ['u OR d', 'unknown'],
  ['u AND d', 'deny'],
  ['a1 AND a2', 'allow'],
  ['d1 OR d2', 'deny'],
  ['a AND a', 'allow'],
  ['a OR r AND d', 'allow'],
  ['d AND a OR r', 'review'],
  ['r OR a AND d', 'review'],
  ['(r OR a) AND d', 'deny'],
  ['d OR a AND r', 'review'],
  ['(a OR d) AND (r OR d2)', 'review'],
  ['(a AND d) OR (r AND u)', 'unknown'],
  ['((a))', 'allow'],
  ['(((a AND (r OR (d AND a2)))))', 'review'],
  ['a and d', 'deny'],
  ['a or D', 'allow'],
  ['a Or d AnD u', 'allow'],
  ['a1 OR a2 OR d', 'allow'],
  ['a1 AND a2 AND d', 'deny'],
  ['a1 AND a2 OR d1 AND d2 OR r', 'allow'],
  ['r WITH x OR d', 'review'],
  ['(a OR d) AND(r)', 'review'],
  ['', 'unknown'],
  ['()', 'unknown'],
  ['a d', 'unknown'],
  ['a AND', 'unknown'],
  ['OR a', 'unknown'],
  ['a AND OR a', 'unknown'],
  ['(a', 'unknown'],
  ['a)', 'unknown'],
  [')a(', 'unknown'],
  ['a (a)', 'unknown'],
  ['a WITH', 'unknown'],
  ['WITH a', 'unknown'],
  ['(a) WITH x', 'unknown'],
  ['a WITH x WITH y', 'unknown'],
  ['a WITH (x)', 'unknown'],
]

/** Leaves under policies, worked out by hand from the rules. */
const LEAVES: readonly (readonly [leaf: string, policy: OraclePolicy, want: OracleVerdict])[] = [
  ['MIT', {}, 'allow'],
  ['cc0-1.0', {}, 'allow'],
  ['LGPL-2.0-or-later', {}, 'allow'],
  ['GPL-2.0', {}, 'review'],
  ['GPL-2.0+', {}, 'review'],
  ['AGPL-3.0-only', {}, 'deny'],
  ['CC-BY-NC-4.0', {}, 'deny'],
  ['psfrag', {}, 'unknown'],
  ['Zlib', {}, 'unknown'],
  ['MIT', { allow: ['ISC'] }, 'deny'],
  ['MIT', { allow: ['mit'] }, 'allow'],
  ['MIT', { deny: ['ISC'] }, 'allow'],
  ['MIT', { review: ['MIT'] }, 'review'],
  ['psfrag', { deny: ['ISC'] }, 'unknown'],
  ['psfrag', { review: ['ISC'] }, 'unknown'],
  ['psfrag', { allow: ['ISC'] }, 'deny'],
  ['AGPL-3.0-only', { deny: ['ISC'] }, 'allow'],
  ['MIT', { allow: ['MIT'], deny: ['MIT'] }, 'deny'],
  ['MIT', { allow: ['MIT'], review: ['MIT'] }, 'allow'],
  ['MIT', { allow: ['MIT'], deny: ['permissive'] }, 'allow'],
  ['MIT', { review: ['MIT'], allow: ['permissive'] }, 'review'],
  ['MIT', { review: ['permissive'], allow: ['ISC'] }, 'review'],
  ['BSD-2-Clause+', { allow: ['BSD-3-Clause'] }, 'deny'],
  ['Apache-1.1+', { allow: ['Apache-2.0'] }, 'allow'],
  ['Apache-1.1', { allow: ['Apache-2.0'] }, 'deny'],
  ['MPL-1.1+', { deny: ['MPL-1.1'] }, 'allow'],
  ['GPL-2.0-or-later', { allow: ['GPL-3.0'] }, 'allow'],
  ['GPL-2.0-only', { allow: ['GPL-3.0'] }, 'deny'],
  ['GPL-2.0-only', { allow: ['GPL-2.0-or-later'] }, 'deny'],
  ['gpl-2.0+', { allow: ['GPL-2.0-or-later'] }, 'allow'],
  ['GPL-3.0', { deny: ['GPL-2.0-or-later'] }, 'deny'],
  ['GPL-3.0-or-later', { deny: ['GPL-2.0+'] }, 'deny'],
  ['LGPL-3.0', { deny: ['GPL-2.0-or-later'] }, 'allow'],
  ['LGPL-2.0', { deny: ['LGPL-2.1-or-later'] }, 'allow'],
  ['LGPL-2.0-or-later', { deny: ['LGPL-2.1-or-later'] }, 'allow'],
  ['GPL-3.0', { review: ['GPL-2.0-or-later'], allow: ['MIT'] }, 'review'],
  ['Apache-2.0 WITH LLVM-exception', {}, 'review'],
  ['Apache-2.0 WITH LLVM-exception', { allow: ['Apache-2.0'] }, 'review'],
  ['Apache-2.0 WITH LLVM-exception', { allow: ['permissive'], review: ['Apache-2.0'] }, 'review'],
  ['Apache-2.0 WITH LLVM-exception', { allow: ['MIT'] }, 'deny'],
  ['Apache-2.0 with llvm-exception', { allow: ['Apache-2.0 WITH LLVM-exception'] }, 'allow'],
  ['Apache-2.0', { allow: ['Apache-2.0 WITH LLVM-exception'] }, 'deny'],
  ['GPL-2.0-with-classpath-exception', { deny: ['GPL-2.0-only WITH Classpath-exception-2.0'] }, 'deny'],
  ['GPL-2.0 WITH Classpath-exception-2.0', { deny: ['GPL-2.0-or-later'] }, 'review'],
  ['GPL-2.0+ WITH Classpath-exception-2.0', { allow: ['GPL-3.0'] }, 'review'],
  ['LicenseRef-acme', {}, 'unknown'],
  ['LicenseRef-acme', { deny: ['MIT'] }, 'unknown'],
  ['LicenseRef-acme', { allow: ['MIT'] }, 'deny'],
  ['LicenseRef-acme', { allow: ['LicenseRef-acme'] }, 'allow'],
  ['DocumentRef-sbom:LicenseRef-acme', { allow: ['LicenseRef-acme'] }, 'deny'],
]

function failures(judge: Judge): readonly string[] {
  return EXPRESSIONS.filter(([text, want]) => judge(text, byFirstLetter) !== want).map(([text]) => text)
}

function swapOperators(expression: string): string {
  return expression.replace(/\b(and|or)\b/gi, (word) => (word.toLowerCase() === 'and' ? 'OR' : 'AND'))
}

describe('the oracle for expressions', () => {
  test.each(EXPRESSIONS)('%j is %s', (expression, want) => {
    expect(oracleVerdict(expression, byFirstLetter)).toBe(want)
  })

  const WRONG: readonly (readonly [name: string, judge: Judge])[] = [
    ['AND and OR swapped', (expression, leaf) => oracleVerdict(swapOperators(expression), leaf)],
    ['OR binding closer than AND', (expression, leaf) => oracleVerdict(groupOrs(expression), leaf)],
    ['the best leaf of all', (expression, leaf) => worstOf(leavesOf(expression).map(leaf).toReversed(), 0)],
    ['the worst leaf of all', (expression, leaf) => worstOf(leavesOf(expression).map(leaf), -1)],
    ['everything allowed', () => 'allow'],
    ['everything denied', () => 'deny'],
    ['everything unknown', () => 'unknown'],
  ]

  test.each(WRONG)('an oracle with %s fails these rows', (_, judge) => {
    expect(failures(judge).length).toBeGreaterThan(0)
  })

  test('the right one fails none', () => {
    expect(failures(oracleVerdict)).toEqual([])
  })

  test('takes as many leaves as it promises and refuses more', () => {
    const names = Array.from({ length: MAX_ORACLE_LEAVES }, (_, index) => `a${index}`)
    expect(oracleVerdict(names.join(' AND '), byFirstLetter)).toBe('allow')
    expect(() => oracleVerdict([...names, 'more'].join(' AND '), byFirstLetter)).toThrow(RangeError)
  })

  test('a choice is never worse than a branch, a duty never better', () => {
    const ranked = (expression: string, policy: OraclePolicy) =>
      BEST_FIRST.indexOf(oracleOf(expression, policy))
    const small = expressions.filter((text) => leavesOf(text).length <= 4)
    fc.assert(
      fc.property(small, small, policies, (left, right, policy) => {
        const ranks = [ranked(left, policy), ranked(right, policy)]
        expect(ranked(`(${left}) OR (${right})`, policy)).toBe(Math.min(...ranks))
        expect(ranked(`(${left}) AND (${right})`, policy)).toBe(Math.max(...ranks))
      }),
      { numRuns: 300 },
    )
  })
})

/** `a OR b AND c` as `( a OR b ) AND ( c )`: the mistake of giving OR the closer bond. */
function groupOrs(expression: string): string {
  const open = expression.replace(/\(/g, '((').replace(/\)/g, '))')
  return `(${open.replace(/ and /gi, ') AND (')})`
}

function worstOf(verdicts: readonly OracleVerdict[], at: 0 | -1): OracleVerdict {
  return verdicts.toSorted((a, b) => BEST_FIRST.indexOf(a) - BEST_FIRST.indexOf(b)).at(at) ?? 'unknown'
}

describe('the oracle for leaves', () => {
  test.each(LEAVES)('%s under %j is %s', (leaf, policy, want) => {
    expect(oracleLeaf(leaf, policy)).toBe(want)
  })

  test.each<readonly [string, (leaf: string, policy: OraclePolicy) => OracleVerdict]>([
    ['without any policy', (leaf) => oracleLeaf(leaf, {})],
    ['deaf to deny', (leaf, { deny: _, ...policy }) => oracleLeaf(leaf, policy)],
    ['deaf to review', (leaf, { review: _, ...policy }) => oracleLeaf(leaf, policy)],
    ['that drops "or later"', (leaf, policy) => oracleLeaf(leaf.replace(/(\+|-or-later)/, ''), policy)],
    ['that drops exceptions', (leaf, policy) => oracleLeaf(leaf.replace(/ with .*/i, ''), policy)],
    ['that always says allow', () => 'allow'],
    ['that always says deny', () => 'deny'],
  ])('a judge %s fails these rows', (_, judge) => {
    expect(LEAVES.filter(([leaf, policy, want]) => judge(leaf, policy) !== want).length).toBeGreaterThan(0)
  })
})

describe('the table of cases', () => {
  test('has at least 140 rows, each verdict often, each with a reason, none twice', () => {
    expect(EXPRESSION_CASES.length).toBeGreaterThanOrEqual(140)
    for (const verdict of BEST_FIRST) {
      expect(EXPRESSION_CASES.filter(({ want }) => want === verdict).length).toBeGreaterThan(20)
    }
    expect(EXPRESSION_CASES.filter(({ why }) => why === '')).toEqual([])
    const texts = EXPRESSION_CASES.filter(({ declared }) => typeof declared === 'string').map(
      ({ declared, policy }) => JSON.stringify([declared, policy]),
    )
    expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([])
  })

  const rows = EXPRESSION_CASES.flatMap(({ declared, policy, want }) =>
    typeof declared === 'string' && declared.length < 1000 ? [{ declared, policy, want }] : [],
  )
  const inWorld = rows.filter(({ declared, policy }) => {
    const lists = [...(policy.allow ?? []), ...(policy.deny ?? []), ...(policy.review ?? [])]
    return (
      leavesOf(declared).length > 0 && [...leavesOf(declared), ...lists.filter(looksLikeId)].every(isInWorld)
    )
  })

  test('agrees with the oracle on every row of its world', () => {
    expect(inWorld.length).toBeGreaterThan(100)
    const different = inWorld.filter(({ declared, policy, want }) => oracleOf(declared, policy) !== want)
    expect(different).toEqual([])
  })

  test.each(BEST_FIRST)('is failed by a check that always says %s', (verdict) => {
    expect(EXPRESSION_CASES.filter(({ want }) => want !== verdict).length).toBeGreaterThan(100)
  })
})

/** Categories are no ids; every id of the world has a capital letter or a digit, or is named here. */
function looksLikeId(entry: string): boolean {
  return /[A-Z\d]/.test(entry) || entry === 'psfrag'
}

describe('the random expressions', () => {
  const samples = fc.sample(fc.tuple(expressions, policies), { numRuns: 4000 })

  test('consist of leaves of the world', () => {
    expect(samples.flatMap(([text]) => leavesOf(text)).filter((leaf) => !isInWorld(leaf))).toEqual([])
  })

  test.each<readonly [string, RegExp]>([
    ['parentheses', /\(/],
    ['nested parentheses', /\([^)]*\(/],
    ['AND', / AND /],
    ['lower-case operators', / (and|or) /],
    ['mixed-case operators', / (And|oR) /],
    ['AND beside OR without parentheses', / and [^()]+ or | or [^()]+ and /i],
    ['a plus', /\d\+/],
    ['-or-later', /-or-later/i],
    ['deprecated ids', /\bL?GPL-[23]\.[01]( |$)/],
    ['deprecated ids with an exception', /-with-/i],
    ['WITH', / WITH /],
    ['references', /LicenseRef-/],
    ['lower-case ids', /\b(mit|isc|mpl)\b/],
    ['one leaf alone', /^[^ ]+$/],
  ])('hold %s', (_, pattern) => {
    expect(samples.filter(([text]) => pattern.test(text)).length).toBeGreaterThan(50)
  })

  test('come with every kind of policy and end in every verdict', () => {
    const verdicts = samples.map(([text, policy]) => oracleOf(text, policy))
    for (const verdict of BEST_FIRST) {
      expect([verdict, verdicts.filter((one) => one === verdict).length > 80]).toEqual([verdict, true])
    }
    const kinds = new Set(samples.map(([, policy]) => Object.keys(policy).toSorted().join(' ')))
    expect(kinds.size).toBe(8)
  })
})
