import { leavesOf } from '../export/component.ts'
import { type Expression, type Leaf, leafOf } from '../expression.ts'
import { laterVersions } from '../families.ts'
import type { PackageLicense } from '../package-license.ts'
import { entryProblem, judgeLeaf, type LicensePolicy } from '../policy.ts'
import type { LicenseVerdict } from '../verdict.ts'

/** Sets of entries, each sorted and none holding another; any one of them on the list is enough. */
export type Alternatives = readonly (readonly string[])[]

export interface Need {
  readonly alternatives: Alternatives
  /** Whether these are all; else there were too many, and some that hold more entries are missing. */
  readonly isWhole: boolean
}

/** Beyond these only some of the ways through an expression are looked at: a real one has two or three. */
const MAX_LEAVES = 200
const MAX_ALTERNATIVES = 16
const MAX_PRODUCT = 64

/** The entries of a list that let a leaf pass as it does today; none for what no id names. */
function entriesFor(
  leaf: Leaf,
  policy: LicensePolicy,
  verdicts: readonly LicenseVerdict[],
): readonly string[] {
  if (leaf.kind !== 'license') return []
  const isOffered = leaf.orLater && leaf.exception === undefined
  const versions = isOffered ? laterVersions(leaf.license).map((id) => leafOf(id, false)) : []
  const fit = [leaf, ...versions].filter((one) => verdicts.includes(judgeLeaf(one, policy).verdict))
  return [...new Set(fit.map(({ text }) => text))].filter((text) => entryProblem(text) === undefined)
}

/** Without those that hold another one whole, the smallest first. */
function absorb(sets: Alternatives): Need {
  const keyed = new Map(sets.map((set) => [set.join('\n'), set]))
  const sorted = [...keyed].sort(([a, one], [b, other]) => one.length - other.length || (a < b ? -1 : 1))
  const kept: (readonly string[])[] = []
  for (const [, set] of sorted) {
    const own = new Set(set)
    if (kept.some((one) => one.every((entry) => own.has(entry)))) continue
    if (kept.length === MAX_ALTERNATIVES) return { alternatives: kept, isWhole: false }
    kept.push(set)
  }
  return { alternatives: kept, isWhole: true }
}

function either(a: Need, b: Need): Need {
  const joined = absorb([...a.alternatives, ...b.alternatives])
  return { ...joined, isWhole: joined.isWhole && a.isWhole && b.isWhole }
}

function both(a: Need, b: Need): Need {
  const sets = a.alternatives.flatMap((one) =>
    b.alternatives.map((other) => [...new Set([...one, ...other])].sort()),
  )
  const joined = absorb(sets.slice(0, MAX_PRODUCT))
  const isWhole = joined.isWhole && a.isWhole && b.isWhole && sets.length <= MAX_PRODUCT
  return { alternatives: joined.alternatives, isWhole }
}

type Step = Expression | 'and' | 'or'

/** Children first and without recursion. */
function needOfExpression(root: Expression, entriesOf: (leaf: Leaf) => readonly string[]): Need {
  const done: Need[] = []
  const open: Step[] = [root]
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    if (step === 'and' || step === 'or') {
      const [right, left] = [done.pop(), done.pop()]
      if (left && right) done.push(step === 'and' ? both(left, right) : either(left, right))
    } else if ('leaf' in step) {
      done.push({ alternatives: entriesOf(step.leaf).map((entry) => [entry]), isWhole: true })
    } else open.push(step.conjunction, step.right, step.left)
  }
  return done[0] ?? { alternatives: [], isWhole: true }
}

/**
 * What a list must hold so that a package passes with one of the verdicts that it may have: all of its readings must.
 * No alternative is left where no list of ids lets it pass. Of an expression of more than 200 licenses only the branch
 * that decides today is taken.
 */
export function needOf(
  { deciding, others }: PackageLicense,
  policy: LicensePolicy,
  verdicts: readonly LicenseVerdict[],
): Need {
  const entriesOf = (leaf: Leaf) => entriesFor(leaf, policy, verdicts)
  return [deciding, ...others]
    .map(({ declaration, judgment }) => {
      if (leavesOf(declaration.expression).length <= MAX_LEAVES)
        return needOfExpression(declaration.expression, entriesOf)
      const entries = judgment.deciding.map(({ leaf }) => entriesOf(leaf)[0])
      const isOpen = entries.includes(undefined)
      const set = entries.filter((entry) => entry !== undefined)
      return { alternatives: isOpen ? [] : [[...new Set(set)].sort()], isWhole: false }
    })
    .reduce(both)
}
