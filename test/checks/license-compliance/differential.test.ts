import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readDeclaration } from '../../../src/checks/license-compliance/declaration.ts'
import type { Expression } from '../../../src/checks/license-compliance/expression.ts'
import { judgeLeaf, policyOf } from '../../../src/checks/license-compliance/policy.ts'
import { judgeExpression, type LicenseVerdict } from '../../../src/checks/license-compliance/verdict.ts'
import { expressions, leavesOf, MAX_ORACLE_LEAVES, type OraclePolicy, oracleOf, policies } from './oracle.ts'

/** CI runs these many; the nightly run more. */
const RUNS = Number(process.env['UPKEEP_RUNS'] ?? 5000)

type Judge = (expression: Expression, lists: ReturnType<typeof policyOf>) => LicenseVerdict

const ours: Judge = (expression, lists) =>
  judgeExpression(expression, (leaf) => judgeLeaf(leaf, lists)).verdict

function verdictOf(text: string, policy: OraclePolicy, judge: Judge): LicenseVerdict {
  return judge(readDeclaration(text).expression, policyOf({ allow: [], deny: [], review: [], ...policy }))
}

function differences(judge: Judge): fc.RunDetails<[string, OraclePolicy]> {
  const small = expressions.filter((text) => leavesOf(text).length <= MAX_ORACLE_LEAVES)
  const agrees = fc.property(
    small,
    policies,
    (text, policy) => verdictOf(text, policy, judge) === oracleOf(text, policy),
  )
  return fc.check(agrees, { numRuns: RUNS })
}

describe('the evaluator against an oracle that shares neither parse nor leaf code with it', () => {
  test('they agree on random expressions under random policies', () => {
    const { failed, counterexample } = differences(ours)
    expect({ failed, counterexample }).toEqual({ failed: false, counterexample: null })
  })

  test.each([
    [
      'takes AND for OR',
      (node: Extract<Expression, { conjunction: string }>): Expression => ({ ...node, conjunction: 'or' }),
    ],
    [
      'takes OR for AND',
      (node: Extract<Expression, { conjunction: string }>): Expression => ({ ...node, conjunction: 'and' }),
    ],
    ['forgets the right side', (node: Extract<Expression, { conjunction: string }>): Expression => node.left],
  ])('a judge that %s is found out', (_what, spoil) => {
    const wrong: Judge = (expression, lists) =>
      ours('leaf' in expression ? expression : spoil(expression), lists)
    expect(differences(wrong).failed).toBe(true)
  })
})
