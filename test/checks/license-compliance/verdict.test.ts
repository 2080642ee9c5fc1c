import { describe, expect, test } from '@jest/globals'
import { readDeclaration } from '../../../src/checks/license-compliance/declaration.ts'
import type { Expression } from '../../../src/checks/license-compliance/expression.ts'
import { judgeLeaf, policyOf } from '../../../src/checks/license-compliance/policy.ts'
import {
  judgeExpression,
  type LicenseVerdict,
  VERDICTS,
} from '../../../src/checks/license-compliance/verdict.ts'
import { type CasePolicy, EXPRESSION_CASES, type ExpressionCase } from './expression-cases.ts'

type Judge = (declared: unknown, policy: CasePolicy) => LicenseVerdict

function ours(declared: unknown, policy: CasePolicy): LicenseVerdict {
  const lists = policyOf({ allow: [], deny: [], review: [], ...policy })
  return judgeExpression(readDeclaration(declared).expression, (leaf) => judgeLeaf(leaf, lists)).verdict
}

function shown({ declared, policy }: ExpressionCase): string {
  return `${String(JSON.stringify(declared)).slice(0, 60)} under ${JSON.stringify(policy).slice(0, 60)}`
}

function failures(judge: Judge): readonly string[] {
  return EXPRESSION_CASES.filter((one) => judge(one.declared, one.policy) !== one.want).map(shown)
}

describe('expressions and declarations', () => {
  test('the table is as large as it should be, and no row stands in it twice', () => {
    expect(EXPRESSION_CASES.length).toBeGreaterThanOrEqual(140)
    const rows = EXPRESSION_CASES.map(({ declared, policy }) =>
      JSON.stringify([declared, typeof declared, policy]),
    )
    expect(new Set(rows).size).toBe(rows.length)
  })

  test.each(EXPRESSION_CASES.map((one) => [shown(one), one.want, one] as const))(
    '%s: %s',
    (_shown, want, one) => {
      expect(ours(one.declared, one.policy)).toBe(want)
    },
  )

  test.each(VERDICTS)('a judge that always says %s fails the table', (verdict) => {
    expect(failures(() => verdict).length).toBeGreaterThan(EXPRESSION_CASES.length / 3)
  })

  test('a judge that looks for words in the text fails the table', () => {
    const naive: Judge = (declared, { allow = ['MIT'] }) =>
      allow.some((id) => String(JSON.stringify(declared)).includes(id)) ? 'allow' : 'deny'
    expect(failures(naive).length).toBeGreaterThan(20)
  })
})

describe('the evaluator alone', () => {
  function leaf(text: string): Expression {
    return { leaf: { kind: 'license', license: text, orLater: false, text } }
  }

  test.each(['and', 'or'] as const)(
    'judges 10,000 leaves joined by %s, however they are nested',
    (conjunction) => {
      const leaves = Array.from({ length: 10_000 }, (_, i) => leaf(`LicenseRef-${i}`))
      const toTheRight = leaves.reduceRight((right, left) => ({ conjunction, left, right }))
      const toTheLeft = leaves.reduce((left, right) => ({ conjunction, left, right }))
      const judge = (root: Expression) =>
        judgeExpression(root, ({ text }) => ({
          verdict: text === 'LicenseRef-7' ? 'deny' : 'allow',
          reason: 'r',
        }))
      const want = conjunction === 'and' ? 'deny' : 'allow'
      expect(judge(toTheRight).verdict).toBe(want)
      expect(judge(toTheLeft).verdict).toBe(want)
    },
  )

  test('asks about each distinct leaf once', () => {
    let asked = 0
    const twice: Expression = { conjunction: 'or', left: leaf('MIT'), right: leaf('MIT') }
    judgeExpression(twice, () => ({ verdict: asked++ === 0 ? 'deny' : 'allow', reason: '' }))
    expect(asked).toBe(1)
  })

  test.each([
    ['MIT OR GPL-3.0-only', 'allow', ['MIT']],
    ['GPL-3.0-only OR MIT', 'allow', ['MIT']],
    ['MIT AND ISC', 'allow', ['MIT', 'ISC']],
    ['MIT AND GPL-3.0-only', 'deny', ['GPL-3.0-only']],
    ['GPL-3.0-only OR AGPL-3.0-only', 'deny', ['GPL-3.0-only', 'AGPL-3.0-only']],
    ['(MIT OR ISC) AND (GPL-3.0-only OR 0BSD)', 'allow', ['MIT', '0BSD']],
    ['MIT AND (GPL-3.0-only OR AGPL-3.0-only)', 'deny', ['GPL-3.0-only', 'AGPL-3.0-only']],
  ])('%s: %s because of %j', (declared, verdict, leaves) => {
    const policy = policyOf({ allow: ['MIT', 'ISC', '0BSD'], deny: [], review: [] })
    const judged = judgeExpression(readDeclaration(declared).expression, (one) => judgeLeaf(one, policy))
    expect(judged.verdict).toBe(verdict)
    expect(judged.deciding.map(({ leaf: one }) => one.text)).toEqual(leaves)
  })
})
