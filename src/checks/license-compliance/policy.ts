import { didYouMean } from '../../core/suggest.ts'
import { aliasOf } from './aliases.ts'
import { CATEGORIES, type Category, categoryOf } from './categories.ts'
import {
  type Expression,
  isException,
  type Leaf,
  LICENSE_IDS,
  type LicenseLeaf,
  leafOf,
  parseExpression,
} from './expression.ts'
import { laterVersions } from './families.ts'
import type { LeafJudgment, LicenseVerdict } from './verdict.ts'

/** What the user lists: ids and categories, as typed. */
export interface PolicyLists {
  readonly allow: readonly string[]
  readonly deny: readonly string[]
  readonly review: readonly string[]
}

/** Applied when none of allow, deny and review is given. */
export const DEFAULT_LISTS: PolicyLists = {
  allow: ['permissive', 'public-domain', 'weak-copyleft'],
  deny: ['network-copyleft', 'source-available', 'proprietary'],
  review: ['strong-copyleft'],
}

interface Listed {
  readonly ids: ReadonlySet<string>
  readonly categories: ReadonlySet<string>
}

export interface LicensePolicy {
  readonly allow: Listed
  readonly deny: Listed
  readonly review: Listed
  readonly isDefault: boolean
  readonly hasAllowList: boolean
}

function isCategory(entry: string): entry is Category {
  return (CATEGORIES as readonly string[]).includes(entry)
}

function leafIn(expression: Expression): LicenseLeaf | undefined {
  return 'leaf' in expression && expression.leaf.kind === 'license' ? expression.leaf : undefined
}

/** What is wrong with one entry of a list, if anything. */
export function entryProblem(entry: string): string | undefined {
  if (isCategory(entry.toLowerCase())) return undefined
  const expression = parseExpression(entry)
  if (!('leaf' in expression)) return `holds an expression, "${entry}": list its licenses one by one`
  if (expression.leaf.kind === 'license' && !isException(expression.leaf.license)) return undefined
  // The id nearest to npm's UNLICENSED is Unlicense, its very opposite.
  const meant = entry.toUpperCase() === 'UNLICENSED' ? 'proprietary' : aliasOf(entry)
  const hint =
    meant === undefined ? didYouMean(entry, [...CATEGORIES, ...LICENSE_IDS]) : ` (did you mean "${meant}"?)`
  return `holds "${entry}", which is neither an SPDX license id, a LicenseRef- nor a category (${CATEGORIES.join(', ')})${hint}`
}

/** An entry's own text; where a whole range is meant, its versions too. */
function textsOf(leaf: LicenseLeaf, wholeRange: boolean): readonly string[] {
  if (!wholeRange || !leaf.orLater || leaf.exception !== undefined) return [leaf.text]
  const versions = laterVersions(leaf.license).map((id) => leafOf(id, false))
  return [leaf.text, ...versions.flatMap((version) => [version.text, leafOf(version.license, true).text])]
}

function listed(entries: readonly string[], wholeRange: boolean): Listed {
  const lower = entries.map((entry) => entry.toLowerCase())
  const leaves = entries
    .filter((entry) => !isCategory(entry.toLowerCase()))
    .map((entry) => leafIn(parseExpression(entry)))
  return {
    categories: new Set(lower.filter(isCategory)),
    ids: new Set(leaves.flatMap((leaf) => (leaf ? textsOf(leaf, wholeRange) : []))),
  }
}

/**
 * Makes lists ready for look-ups. An entry `X-or-later` denies or reviews every version it covers, and allows
 * only what says the same.
 */
export function policyOf(lists: PolicyLists): LicensePolicy {
  const isDefault = [lists.allow, lists.deny, lists.review].every((entries) => entries.length === 0)
  const used = isDefault ? DEFAULT_LISTS : lists
  return {
    allow: listed(used.allow, false),
    deny: listed(used.deny, true),
    review: listed(used.review, true),
    isDefault,
    hasAllowList: !isDefault && used.allow.length > 0,
  }
}

/** Ids and categories that stand in two lists: they contradict each other. */
export function contradictions(lists: PolicyLists): readonly string[] {
  const names = ['allow', 'deny', 'review'] as const
  const own = names.map((name) => ({ name, ...listed(lists[name], false) }))
  return own.flatMap((one, i) =>
    own.slice(i + 1).flatMap((other) => {
      const both = [...one.ids, ...one.categories].filter(
        (id) => other.ids.has(id) || other.categories.has(id),
      )
      return both.map((id) => `"${id}" stands both in ${one.name} and in ${other.name}: keep one`)
    }),
  )
}

/** The three lists in the order in which they decide. */
const ORDER = [
  ['deny', 'deny'],
  ['allow', 'allow'],
  ['review', 'review'],
] as const satisfies readonly (readonly [keyof PolicyLists, LicenseVerdict])[]

function byId(text: string, policy: LicensePolicy): LeafJudgment | undefined {
  const found = ORDER.find(([list]) => policy[list].ids.has(text))
  return found && { verdict: found[1], reason: `is on the ${found[0]} list` }
}

const ACTS = { deny: 'denied', allow: 'allowed', review: 'to be reviewed' } as const

function byCategory(category: Category | undefined, policy: LicensePolicy): LeafJudgment | undefined {
  if (category === undefined) return undefined
  const found = ORDER.find(([list]) => policy[list].categories.has(category))
  const by = policy.isDefault ? ' by default' : ''
  return found && { verdict: found[1], reason: `is ${category}, ${ACTS[found[0]]}${by}` }
}

function otherwise(category: Category | undefined, policy: LicensePolicy): LeafJudgment {
  if (policy.hasAllowList) return { verdict: 'deny', reason: 'is not on the allow list' }
  if (category !== undefined && !policy.isDefault) return { verdict: 'allow', reason: 'is on no list' }
  return { verdict: 'unknown', reason: 'is in no category' }
}

/** The best of the versions that `-or-later` offers, and which one it is. */
function bestVersion(leaf: LicenseLeaf, policy: LicensePolicy): LeafJudgment {
  const order: readonly LicenseVerdict[] = ['allow', 'review', 'unknown', 'deny']
  const versions = laterVersions(leaf.license).map((id) => ({
    id,
    judgment: judgePlain(leafOf(id, false), policy),
  }))
  const rankOf = (one: (typeof versions)[number]) => order.indexOf(one.judgment.verdict)
  const best = versions.toSorted((a, b) => rankOf(a) - rankOf(b))[0]
  if (!best) return otherwise(undefined, policy)
  const { verdict, reason } = best.judgment
  const isNamed = byId(leafOf(best.id, false).text, policy) !== undefined
  // Where every version is denied, none of them is an offer; only a named one is worth its name.
  const isOffer = isNamed || (verdict !== 'deny' && versions.length > 1)
  return { verdict, reason: isOffer ? `offers ${best.id}, which ${reason}` : reason }
}

function judgePlain(leaf: LicenseLeaf, policy: LicensePolicy): LeafJudgment {
  const category = categoryOf(leaf.license)
  return byId(leaf.text, policy) ?? byCategory(category, policy) ?? otherwise(category, policy)
}

/** An exception only adds permissions, but which ones nobody has said is fine: at best a person looks. */
function judgeException(leaf: LicenseLeaf, policy: LicensePolicy): LeafJudgment {
  const { verdict } = judgeLicense(leafOf(leaf.license, leaf.orLater), policy)
  const isBarred = verdict === 'deny' || verdict === 'unknown'
  if (policy.hasAllowList && isBarred) return { verdict: 'deny', reason: 'is not on the allow list' }
  return { verdict: 'review', reason: 'has an exception that no list names' }
}

function judgeLicense(leaf: LicenseLeaf, policy: LicensePolicy): LeafJudgment {
  const named = byId(leaf.text, policy)
  if (named) return named
  if (leaf.exception !== undefined) return judgeException(leaf, policy)
  return leaf.orLater ? bestVersion(leaf, policy) : judgePlain(leaf, policy)
}

/** Judges one leaf: an id outweighs a category; among equals deny outweighs allow outweighs review. */
export function judgeLeaf(leaf: Leaf, policy: LicensePolicy): LeafJudgment {
  if (leaf.kind === 'unknown') return { verdict: 'unknown', reason: leaf.reason }
  if (leaf.kind === 'license') return judgeLicense(leaf, policy)
  return byCategory('proprietary', policy) ?? otherwise('proprietary', policy)
}
