import type { Expression, Leaf } from './expression.ts'

/** Best first. `review`: a person should look. `unknown`: nobody can tell what it asks for. */
export const VERDICTS = ['allow', 'review', 'unknown', 'deny'] as const
export type LicenseVerdict = (typeof VERDICTS)[number]

export interface LeafJudgment {
  readonly verdict: LicenseVerdict
  /** Ends a sentence that begins with the leaf: "is on the deny list". */
  readonly reason: string
}

export interface Judgment {
  readonly verdict: LicenseVerdict
  /** The leaves that decide: of an OR the branch that is chosen (all, where all are denied), of an AND the worst. */
  readonly deciding: readonly { readonly leaf: Leaf; readonly reason: string }[]
}

type Step = Expression | { readonly join: Extract<Expression, { conjunction: string }> }

function rank(verdict: LicenseVerdict): number {
  return VERDICTS.indexOf(verdict)
}

/** Every node's verdict, children first and without recursion: OR takes the best, AND the worst. */
function rankAll(root: Expression, judgeLeaf: (leaf: Leaf) => LeafJudgment) {
  const ranks = new Map<Expression, number>()
  const leaves = new Map<string, LeafJudgment>()
  const open: Step[] = [root]
  for (let step = open.pop(); step; step = open.pop()) {
    if ('join' in step) {
      const left = ranks.get(step.join.left) ?? 0
      const right = ranks.get(step.join.right) ?? 0
      ranks.set(step.join, step.join.conjunction === 'or' ? Math.min(left, right) : Math.max(left, right))
    } else if ('leaf' in step) {
      const key = `${step.leaf.kind} ${step.leaf.text}`
      const judged = leaves.get(key) ?? judgeLeaf(step.leaf)
      leaves.set(key, judged)
      ranks.set(step, rank(judged.verdict))
    } else {
      open.push({ join: step }, step.left, step.right)
    }
  }
  return { ranks, reasonOf: (leaf: Leaf) => leaves.get(`${leaf.kind} ${leaf.text}`)?.reason ?? '' }
}

/**
 * Judges an expression in time linear in its leaves: OR takes the best branch, AND the worst; so `deny` means
 * that there is no way to satisfy it without a denied license.
 */
export function judgeExpression(root: Expression, judgeLeaf: (leaf: Leaf) => LeafJudgment): Judgment {
  const { ranks, reasonOf } = rankAll(root, judgeLeaf)
  const verdict = VERDICTS[ranks.get(root) ?? 0] ?? 'deny'
  const deciding = new Map<string, { leaf: Leaf; reason: string }>()
  const open: Expression[] = [root]
  for (let node = open.pop(); node; node = open.pop()) {
    if ('leaf' in node) {
      deciding.set(node.leaf.text, { leaf: node.leaf, reason: reasonOf(node.leaf) })
      continue
    }
    const mine = ranks.get(node)
    const decides = (side: Expression) => ranks.get(side) === mine
    const both = node.conjunction === 'and' && verdict === 'allow'
    const sides = both ? [node.left, node.right] : [node.left, node.right].filter(decides)
    const isChoice = node.conjunction === 'or' && verdict !== 'deny'
    open.push(...(isChoice ? sides.slice(0, 1) : sides.toReversed()))
  }
  return { verdict, deciding: [...deciding.values()] }
}
