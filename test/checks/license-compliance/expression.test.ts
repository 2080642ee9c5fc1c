import { createRequire } from 'node:module'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  type Expression,
  isException,
  type Leaf,
  LICENSE_IDS,
  leafOf,
  MAX_LEAVES,
  parseExpression,
  shorten,
  textOfExpression,
} from '../../../src/checks/license-compliance/expression.ts'
import { judgeLeaf, policyOf } from '../../../src/checks/license-compliance/policy.ts'
import { judgeExpression } from '../../../src/checks/license-compliance/verdict.ts'
import { expressions, policies } from './oracle.ts'

const require = createRequire(import.meta.url)
const DEPRECATED: readonly string[] = require('spdx-license-ids/deprecated.json')
const EXCEPTIONS: readonly string[] = require('spdx-exceptions/index.json')

/** The only leaf, or a failure. */
function leafIn(written: string): Leaf {
  const expression = parseExpression(written)
  if ('leaf' in expression) return expression.leaf
  throw new Error(`${written} has more than one leaf`)
}

function reasonOf(written: string): string {
  const leaf = leafIn(written)
  return leaf.kind === 'unknown' ? leaf.reason : `no, it is ${leaf.kind} ${leaf.text}`
}

describe('ids', () => {
  test('every id of the SPDX list reads as itself, in any case', () => {
    const gnu = /^(A?GPL|LGPL|GFDL)-\d/
    for (const id of LICENSE_IDS) {
      const want = { kind: 'license', text: id, orLater: gnu.test(id) && id.endsWith('-or-later') }
      expect(leafIn(id)).toMatchObject(want)
      expect(leafIn(id.toLowerCase())).toMatchObject(want)
      expect(leafIn(id.toUpperCase())).toMatchObject(want)
    }
  })

  test('every deprecated id reads as one license, in the words of today', () => {
    for (const id of DEPRECATED) {
      const leaf = leafIn(id)
      expect(leaf.kind).toBe('license')
      expect(leaf.text).toMatch(
        /^(A?GPL|LGPL|GFDL)-[\d.]+-(only|or-later)( WITH \S+)?$|^(?![AL]?GPL-\d|GFDL-\d)/,
      )
      expect(textOfExpression(parseExpression(leaf.text))).toBe(leaf.text)
    }
  })

  test('no exception is a license', () => {
    for (const id of EXCEPTIONS) {
      expect(leafIn(id)).toMatchObject({ kind: 'unknown', reason: 'is no valid SPDX license expression' })
      expect(isException(id)).toBe(true)
      expect(leafIn(`mit with ${id.toLowerCase()}`)).toMatchObject({ license: 'MIT', exception: id })
    }
    expect(isException('MIT')).toBe(false)
  })

  test.each([
    ['mit', 'MIT', 'MIT', false],
    ['GPL-3.0', 'GPL-3.0-only', 'GPL-3.0-only', false],
    ['gpl-3.0-ONLY', 'GPL-3.0-only', 'GPL-3.0-only', false],
    ['GPL-3.0+', 'GPL-3.0-or-later', 'GPL-3.0-only', true],
    ['GPL-3.0-or-later', 'GPL-3.0-or-later', 'GPL-3.0-only', true],
    ['GPL-3.0-or-later+', 'GPL-3.0-or-later', 'GPL-3.0-only', true],
    ['lgpl-2.1+', 'LGPL-2.1-or-later', 'LGPL-2.1-only', true],
    ['AGPL-1.0', 'AGPL-1.0-only', 'AGPL-1.0-only', false],
    ['GFDL-1.3-invariants-or-later', 'GFDL-1.3-invariants-or-later', 'GFDL-1.3-invariants-only', true],
    ['Apache-2.0+', 'Apache-2.0+', 'Apache-2.0', true],
    ['LGPLLR', 'LGPLLR', 'LGPLLR', false],
    ['LicenseRef-Acme.1', 'LicenseRef-Acme.1', 'LicenseRef-Acme.1', false],
    ['DocumentRef-x:LicenseRef-y', 'DocumentRef-x:LicenseRef-y', 'DocumentRef-x:LicenseRef-y', false],
    ['(((MIT)))', 'MIT', 'MIT', false],
    ['\tMIT\n', 'MIT', 'MIT', false],
  ])('%j is %s', (written, text, license, orLater) => {
    expect(leafIn(written)).toEqual({ kind: 'license', text, license, orLater })
  })

  test.each([
    ['GPL-2.0-with-classpath-exception', 'GPL-2.0-only', 'Classpath-exception-2.0', false],
    ['gpl-3.0-with-gcc-exception', 'GPL-3.0-only', 'GCC-exception-3.1', false],
    ['GPL-2.0-with-bison-exception+', 'GPL-2.0-or-later', 'Bison-exception-2.2', true],
    ['apache-2.0 with llvm-exception', 'Apache-2.0', 'LLVM-exception', false],
    ['Apache-2.0+ WITH LLVM-exception', 'Apache-2.0+', 'LLVM-exception', true],
    ['LicenseRef-a WITH LLVM-exception', 'LicenseRef-a', 'LLVM-exception', false],
  ])('%s is a license with its exception', (written, shown, exception, orLater) => {
    expect(leafIn(written)).toMatchObject({
      kind: 'license',
      text: `${shown} WITH ${exception}`,
      exception,
      orLater,
    })
  })

  test('leafOf of a canonical id is what reading it gives', () => {
    expect(leafOf('MIT', false)).toEqual(leafIn('MIT'))
    expect(leafOf('GPL-2.0', true)).toEqual(leafIn('GPL-2.0+'))
    expect(leafOf('GPL-2.0', false, 'Classpath-exception-2.0')).toEqual(
      leafIn('GPL-2.0-with-classpath-exception'),
    )
  })
})

describe('what cannot be read is one leaf that says why', () => {
  test.each([
    ['', 'is no valid SPDX license expression'],
    ['()', 'is no valid SPDX license expression'],
    ['AND', 'is no valid SPDX license expression'],
    ['MIT OR', 'is no valid SPDX license expression'],
    ['OR MIT', 'is no valid SPDX license expression'],
    ['MIT ISC', 'is no valid SPDX license expression'],
    ['MIT AND OR ISC', 'is no valid SPDX license expression'],
    ['(MIT', 'is no valid SPDX license expression'],
    ['MIT)', 'is no valid SPDX license expression'],
    ['MIT WITH ISC', 'is no valid SPDX license expression'],
    ['MIT WITH', 'is no valid SPDX license expression'],
    ['(MIT OR ISC) WITH LLVM-exception', 'is no valid SPDX license expression'],
    ['Foo', 'is no SPDX license id'],
    ['(Foo)', 'is no SPDX license id'],
    ['__proto__', 'is no SPDX license id'],
    ['constructor', 'is no SPDX license id'],
    ['MIT*', 'is no SPDX license id'],
    ['MIT++', 'is no SPDX license id'],
    ['GPL-2.0-only+', 'is no SPDX license id'],
    ['gfdl-1.3-ONLY+', 'is no SPDX license id'],
    ['LicenseRef-', 'is no SPDX license id'],
    ['LicenseRef-a+', 'is no SPDX license id'],
    ['licenseref-a', 'is no SPDX license id'],
    ['LicenseRef-ä', 'is no SPDX license id'],
    ['DocumentRef-a', 'is no SPDX license id'],
    ['MIT OR Foo', 'holds "Foo", no SPDX license id'],
    ['MIT, ISC', 'holds "MIT,", no SPDX license id'],
    ['MIT | ISC', 'holds "|", no SPDX license id'],
    ['MIT + ISC', 'holds "+", no SPDX license id'],
    ['MIT\u200BOR ISC', 'holds "MIT\u200BOR", no SPDX license id'],
  ])('%j %s', (written, reason) => {
    expect(reasonOf(written)).toBe(reason)
    expect(leafIn(written).text).toBe(written)
  })

  test('a long word is quoted cut', () => {
    expect(reasonOf(`MIT OR ${'x'.repeat(300)}`)).toBe(
      `holds "${'x'.repeat(100)}… (300 characters)", no SPDX license id`,
    )
  })

  test('a choice with one unknown word is unknown as a whole: nothing is guessed around it', () => {
    expect(leafIn('MIT OR Foo').kind).toBe('unknown')
  })
})

describe('bounds', () => {
  const leaves = (count: number, joint: string) => Array.from({ length: count }, () => 'MIT').join(joint)

  test.each([' OR ', ' AND ', ' or ('])(`${MAX_LEAVES} licenses are read, one more is not (%j)`, (joint) => {
    const close = (count: number) => (joint.includes('(') ? ')'.repeat(count - 1) : '')
    const read = parseExpression(leaves(MAX_LEAVES, joint) + close(MAX_LEAVES))
    const more = parseExpression(leaves(MAX_LEAVES + 1, joint) + close(MAX_LEAVES + 1))
    expect(more).toMatchObject({
      leaf: { reason: `names ${MAX_LEAVES + 1} licenses; at most ${MAX_LEAVES} are read` },
    })
    if ('leaf' in read) expect(read.leaf).toMatchObject({ reason: 'is nested too deeply' })
    else expect(textOfExpression(read).match(/MIT/g)).toHaveLength(MAX_LEAVES)
  })

  test('two thousand licenses in a row are read, with a verdict that asks about each distinct one once', () => {
    const ids = LICENSE_IDS.slice(0, 500)
    const many = Array.from({ length: MAX_LEAVES }, (_, i) => ids[i % ids.length])
    const policy = policyOf({ allow: ['LicenseRef-none'], deny: [], review: [] })
    const asked: string[] = []
    const judged = judgeExpression(parseExpression(many.join(' OR ')), (leaf) => {
      asked.push(leaf.text)
      return judgeLeaf(leaf, policy)
    })
    expect(judged.verdict).toBe('deny')
    expect(asked).toHaveLength(500)
  })

  test('what is longer than 200,000 characters is not read at all', () => {
    const padded = (length: number) => `MIT${' '.repeat(length - 3)}`
    expect(leafIn(padded(200_000)).kind).toBe('license')
    expect(leafIn(padded(200_001))).toMatchObject({ reason: 'is too long (200001 characters)' })
    expect(leafIn(leaves(150_000, ' OR ')).text.length).toBeLessThan(130)
  })

  test.each([
    ['opened and closed', `${'('.repeat(10_000)}MIT${')'.repeat(10_000)}`],
    ['opened only', '('.repeat(10_000)],
    ['closed only', ')'.repeat(10_000)],
    ['empty', '()'.repeat(5_000)],
    ['all that fit', `${'('.repeat(99_998)}MIT${')'.repeat(99_998)}`],
  ])('10,000 parentheses, %s, are a license or unknown, and never a crash', (_what, written) => {
    const leaf = leafIn(written)
    expect(leaf.kind === 'license' ? leaf.text : leaf.kind).toMatch(/^(MIT|unknown)$/)
    if (leaf.kind === 'unknown')
      expect(leaf.reason).toMatch(/^is (nested too deeply|no valid SPDX license expression)$/)
  })

  test('an expression built as deep as it is long is written out', () => {
    const leaf = (): Expression => ({ leaf: leafOf('MIT', false) })
    let left = leaf()
    let right = leaf()
    for (let i = 1; i < 100_000; i++) {
      left = { conjunction: 'or', left, right: leaf() }
      right = { conjunction: 'and', left: leaf(), right }
    }
    expect(textOfExpression(left)).toHaveLength(100_000 * 7 - 4)
    expect(textOfExpression(right)).toHaveLength(100_000 * 8 - 5)
  })

  test.each([
    ['short', 'short'],
    ['x'.repeat(100), 'x'.repeat(100)],
    ['x'.repeat(101), `${'x'.repeat(100)}… (101 characters)`],
  ])('shorten', (text, want) => {
    expect(shorten(text)).toBe(want)
  })
})

describe('writing an expression', () => {
  test.each([
    ['mit or isc', 'MIT OR ISC'],
    ['(MIT AND ISC) or 0BSD', 'MIT AND ISC OR 0BSD'],
    ['MIT AND (ISC OR 0BSD)', 'MIT AND (ISC OR 0BSD)'],
    ['(MIT OR ISC) AND 0BSD', '(MIT OR ISC) AND 0BSD'],
    ['(MIT OR ISC) AND (0BSD OR X11)', '(MIT OR ISC) AND (0BSD OR X11)'],
    ['MIT OR (ISC OR (0BSD))', 'MIT OR ISC OR 0BSD'],
    ['MIT AND (ISC AND 0BSD)', 'MIT AND ISC AND 0BSD'],
    ['MIT OR ISC AND 0BSD', 'MIT OR ISC AND 0BSD'],
    ['gpl-2.0+ with classpath-exception-2.0 OR mit', 'GPL-2.0-or-later WITH Classpath-exception-2.0 OR MIT'],
    ['Foo', 'Foo'],
  ])('%s: %s', (written, want) => {
    expect(textOfExpression(parseExpression(written))).toBe(want)
  })

  test('AND binds more than OR, as it does in what is written', () => {
    expect(parseExpression('MIT OR ISC AND 0BSD')).toEqual({
      conjunction: 'or',
      left: { leaf: leafOf('MIT', false) },
      right: {
        conjunction: 'and',
        left: { leaf: leafOf('ISC', false) },
        right: { leaf: leafOf('0BSD', false) },
      },
    })
  })

  const { tree: trees } = fc.letrec<{ tree: Expression; leaf: Expression; pair: Expression }>((tie) => ({
    tree: fc.oneof({ maxDepth: 6 }, tie('leaf'), tie('pair')),
    leaf: fc
      .record({
        id: fc.constantFrom(
          'MIT',
          'ISC',
          'Apache-2.0',
          'GPL-2.0',
          'GPL-3.0',
          'AGPL-3.0',
          'MPL-2.0',
          'LicenseRef-x',
        ),
        plus: fc.boolean(),
        exception: fc.option(fc.constantFrom('LLVM-exception', 'Classpath-exception-2.0'), {
          nil: undefined,
        }),
      })
      .map(({ id, plus, exception }) => ({ leaf: leafOf(id, plus && id !== 'LicenseRef-x', exception) })),
    pair: fc.record({ conjunction: fc.constantFrom('and', 'or'), left: tie('tree'), right: tie('tree') }),
  }))

  test('what is written reads back to what it was, under any policy', () => {
    fc.assert(
      fc.property(trees, policies, (tree, lists) => {
        const policy = policyOf({ allow: [], deny: [], review: [], ...lists })
        const judge = (expression: Expression) =>
          judgeExpression(expression, (leaf) => judgeLeaf(leaf, policy))
        const again = parseExpression(textOfExpression(tree))
        expect(judge(again).verdict).toBe(judge(tree).verdict)
        expect(textOfExpression(again)).toBe(textOfExpression(tree))
      }),
      { numRuns: 1000 },
    )
  })

  test('what a package wrote reads back to what it said', () => {
    fc.assert(
      fc.property(expressions, policies, (written, lists) => {
        const policy = policyOf({ allow: [], deny: [], review: [], ...lists })
        const first = parseExpression(written)
        const text = textOfExpression(first)
        const second = parseExpression(text)
        expect(textOfExpression(second)).toBe(text)
        const verdict = (one: Expression) => judgeExpression(one, (leaf) => judgeLeaf(leaf, policy)).verdict
        expect(verdict(second)).toBe(verdict(first))
      }),
      { numRuns: 1000 },
    )
  })

  test('any text at all is read without a throw, and unknown texts stay themselves', () => {
    const words = fc.constantFrom(
      'MIT',
      'GPL-2.0+',
      'AND',
      'or',
      'WITH',
      '(',
      ')',
      '+',
      'Foo',
      ' ',
      '\n',
      'LLVM-exception',
    )
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words).map((parts) => parts.join(' ')),
    )
    fc.assert(
      fc.property(texts, (written) => {
        const expression = parseExpression(written)
        if ('leaf' in expression && expression.leaf.kind === 'unknown')
          expect(expression.leaf.text).toBe(shorten(written))
      }),
      { numRuns: 2000 },
    )
  })
})
