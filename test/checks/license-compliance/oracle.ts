import fc from 'fast-check'

/**
 * A second answer to "what is this expression worth?", slow and plain, that shares no code and no data with
 * the check: expressions are judged by trying every set of accepted licenses, leaves by a small world of ids.
 */
export type OracleVerdict = 'allow' | 'review' | 'unknown' | 'deny'

export interface OraclePolicy {
  readonly allow?: readonly string[]
  readonly deny?: readonly string[]
  readonly review?: readonly string[]
}

const BEST_FIRST: readonly OracleVerdict[] = ['allow', 'review', 'unknown', 'deny']

/** Trying all sets of more leaves than this takes too long. */
export const MAX_ORACLE_LEAVES = 12

type Token = '(' | ')' | 'and' | 'or' | { readonly leaf: string }

const SIGNS: ReadonlySet<string> = new Set(['(', ')', 'and', 'or', 'with'])

/** The tokens, `X WITH Y` as one leaf; none at all where WITH does not stand between two names. */
function tokensOf(expression: string): readonly Token[] {
  const words = expression.replaceAll('(', ' ( ').replaceAll(')', ' ) ').split(' ').filter(Boolean)
  const tokens: Token[] = []
  while (words.length > 0) {
    const word = words.shift() ?? ''
    const lower = word.toLowerCase()
    if (lower === '(' || lower === ')' || lower === 'and' || lower === 'or') tokens.push(lower)
    else if (lower !== 'with') tokens.push({ leaf: word })
    else {
      const license = tokens.pop()
      const exception = words.shift() ?? ')'
      if (typeof license !== 'object' || license.leaf.includes(' ') || SIGNS.has(exception.toLowerCase()))
        return []
      tokens.push({ leaf: `${license.leaf} WITH ${exception}` })
    }
  }
  return tokens
}

/** The different leaves of an expression, as they are written. */
export function leavesOf(expression: string): readonly string[] {
  const leaves = tokensOf(expression).flatMap((token) => (typeof token === 'object' ? [token.leaf] : []))
  return [...new Set(leaves)]
}

/** Operands first (the shunting yard), or undefined where operators and operands do not alternate. */
function postfixOf(tokens: readonly Token[]): readonly Token[] | undefined {
  const output: Token[] = []
  const waiting: Token[] = []
  let wantsOperand = true
  for (const token of tokens) {
    const opens = token === '(' || typeof token === 'object'
    if (opens !== wantsOperand) return undefined
    if (typeof token === 'object') output.push(token)
    else if (token === '(') waiting.push(token)
    else {
      while (waiting.length > 0 && waiting.at(-1) !== '(' && !(token === 'and' && waiting.at(-1) === 'or')) {
        output.push(...waiting.splice(-1))
      }
      if (token !== ')') waiting.push(token)
      else if (waiting.pop() !== '(') return undefined
    }
    wantsOperand = token === '(' || token === 'and' || token === 'or'
  }
  if (wantsOperand || waiting.includes('(')) return undefined
  return [...output, ...waiting.toReversed()]
}

function holds(postfix: readonly Token[], accepted: ReadonlySet<string>): boolean {
  const stack: boolean[] = []
  for (const token of postfix) {
    if (typeof token === 'object') stack.push(accepted.has(token.leaf))
    else {
      const [left, right] = stack.splice(-2)
      stack.push(token === 'and' ? left === true && right === true : left === true || right === true)
    }
  }
  return stack[0] === true
}

/**
 * The best verdict over all sets of leaves whose acceptance satisfies the expression, a set being worth what
 * its worst leaf is worth. Unknown where the expression is none. Throws a RangeError beyond MAX_ORACLE_LEAVES
 * different leaves.
 */
export function oracleVerdict(expression: string, leaf: (text: string) => OracleVerdict): OracleVerdict {
  const postfix = postfixOf(tokensOf(expression))
  if (!postfix) return 'unknown'
  const leaves = leavesOf(expression)
  if (leaves.length > MAX_ORACLE_LEAVES) throw new RangeError(`${leaves.length} leaves`)
  const ranks = leaves.map((text) => BEST_FIRST.indexOf(leaf(text)))
  let best = BEST_FIRST.length - 1
  for (let set = 1; set < 2 ** leaves.length; set++) {
    const chosen = leaves.map((_, index) => Math.floor(set / 2 ** index) % 2 === 1)
    const worst = Math.max(...ranks.filter((_, index) => chosen[index]))
    if (worst < best && holds(postfix, new Set(leaves.filter((_, index) => chosen[index])))) best = worst
  }
  return BEST_FIRST[best] ?? 'deny'
}

interface Known {
  readonly family: string
  readonly version: number
  readonly category: string | undefined
}

/** The ids the oracle knows, as `family version`, with their category. */
const WORLD: Readonly<Record<string, string>> = {
  permissive: 'MIT ISC BSD-2-Clause BSD-3-Clause Apache-1.1 Apache-2.0 CC-BY-4.0',
  'public-domain': 'CC0-1.0 Unlicense',
  'weak-copyleft': 'LGPL-2.0 LGPL-2.1 LGPL-3.0 MPL-1.1 MPL-2.0 EPL-1.0 EPL-2.0 CC-BY-SA-4.0',
  'strong-copyleft': 'GPL-2.0 GPL-3.0',
  'network-copyleft': 'AGPL-3.0 OSL-3.0',
  'source-available': 'SSPL-1.0 BUSL-1.1 CC-BY-NC-4.0',
  '': 'any-OSI psfrag',
}

const NAMES = Object.values(WORLD).flatMap((names) => names.split(' '))
const GNU_NAMES = NAMES.filter((name) => /^[AL]?GPL/.test(name))
const EXCEPTIONS = ['Classpath-exception-2.0', 'GCC-exception-3.1', 'LLVM-exception']
const REFERENCES = ['LicenseRef-acme', 'LicenseRef-MIT', 'DocumentRef-sbom:LicenseRef-acme']
const DEPRECATED: ReadonlyMap<string, string> = new Map([
  ['gpl-2.0-with-classpath-exception', 'gpl-2.0 with classpath-exception-2.0'],
  ['gpl-3.0-with-gcc-exception', 'gpl-3.0 with gcc-exception-3.1'],
])

const KNOWN: ReadonlyMap<string, Known> = new Map(
  Object.entries(WORLD).flatMap(([category, names]) =>
    names.split(' ').map((name) => {
      const [, family = name, version = '0'] = /^(.*)-(\d+\.\d+)$/.exec(name) ?? []
      return [
        name.toLowerCase(),
        { family, version: Number(version), category: category || undefined },
      ] as const
    }),
  ),
)

interface Term {
  readonly text: string
  readonly known: Known | undefined
  readonly later: boolean
  readonly exception: string | undefined
}

function termOf(written: string): Term | undefined {
  const lower = written.toLowerCase()
  const [name = '', exception] = (DEPRECATED.get(lower) ?? lower).split(' with ')
  if (exception !== undefined && !EXCEPTIONS.some((known) => known.toLowerCase() === exception))
    return undefined
  if (name.includes('licenseref-')) return { text: lower, known: undefined, later: false, exception }
  const later = name.endsWith('+') || name.endsWith('-or-later')
  const known = KNOWN.get(name.replace(/(\+|-or-later|-only)$/, ''))
  return known && { text: lower, known, later, exception }
}

/** Whether the oracle can judge a leaf. */
export function isInWorld(text: string): boolean {
  return termOf(text) !== undefined
}

function isSame(one: Term, other: Term): boolean {
  if (!one.known || !other.known) return one.text === other.text
  const sameLicense = one.known === other.known && one.exception === other.exception
  return sameLicense && one.later === other.later
}

/** Whether an entry like X-or-later reaches a license: the same family, no earlier version, no exception. */
function reaches(entry: Term, term: Term): boolean {
  if (!entry.later || !entry.known || !term.known || entry.exception !== term.exception) return false
  if (entry.exception !== undefined) return false
  return entry.known.family === term.known.family && term.known.version >= entry.known.version
}

type ListName = 'deny' | 'allow' | 'review'

/** Every list that speaks of a leaf, as [weight, verdict]: the lowest weight decides. */
function votesOf(term: Term, policy: OraclePolicy, withCategories: boolean): [number, OracleVerdict][] {
  const lists: readonly ListName[] = ['deny', 'allow', 'review']
  return lists.flatMap((list, weight) =>
    (policy[list] ?? []).flatMap((text): [number, OracleVerdict][] => {
      if (text === term.known?.category) return withCategories ? [[weight + 3, list]] : []
      const entry = termOf(text)
      const names = entry !== undefined && (isSame(entry, term) || (list !== 'allow' && reaches(entry, term)))
      return names ? [[weight, list]] : []
    }),
  )
}

const DEFAULT: OraclePolicy = {
  allow: ['permissive', 'public-domain', 'weak-copyleft'],
  deny: ['network-copyleft', 'source-available', 'proprietary'],
  review: ['strong-copyleft'],
}

function isGiven(list: readonly string[] | undefined): boolean {
  return list !== undefined && list.length > 0
}

function judgeVersion(term: Term, policy: OraclePolicy): OracleVerdict {
  const isDefault = !isGiven(policy.allow) && !isGiven(policy.deny) && !isGiven(policy.review)
  const votes = votesOf(term, isDefault ? DEFAULT : policy, true)
  const decisive = votes.toSorted((a, b) => a[0] - b[0])[0]
  if (decisive) return decisive[1]
  if (isGiven(policy.allow)) return 'deny'
  return term.known?.category === undefined ? 'unknown' : 'allow'
}

function versionsOf(term: Term): readonly Term[] {
  if (!term.later) return [term]
  const offered = [...KNOWN.values()].filter(
    (known) => known.family === term.known?.family && known.version >= term.known.version,
  )
  return offered.map((known) => ({ ...term, known, later: false }))
}

/** What one leaf is worth under a policy. Leaves outside the oracle's world are unknown. */
export function oracleLeaf(text: string, policy: OraclePolicy): OracleVerdict {
  const term = termOf(text)
  return term ? judgeTerm(term, policy) : 'unknown'
}

function judgeTerm(term: Term, policy: OraclePolicy): OracleVerdict {
  const named = votesOf(term, policy, false).toSorted((a, b) => a[0] - b[0])[0]
  if (named) return named[1]
  if (!term.known) return isGiven(policy.allow) ? 'deny' : 'unknown'
  if (term.exception !== undefined) {
    const plain = judgeTerm({ ...term, exception: undefined }, policy)
    return isGiven(policy.allow) && (plain === 'deny' || plain === 'unknown') ? 'deny' : 'review'
  }
  const ranks = versionsOf(term).map((version) => BEST_FIRST.indexOf(judgeVersion(version, policy)))
  return BEST_FIRST[Math.min(...ranks)] ?? 'deny'
}

/** What an expression is worth under a policy. */
export function oracleOf(expression: string, policy: OraclePolicy): OracleVerdict {
  return oracleVerdict(expression, (text) => oracleLeaf(text, policy))
}

function inSomeCase(text: string): fc.Arbitrary<string> {
  return fc.constantFrom(text, text, text.toLowerCase(), text.toUpperCase())
}

const gnuLeaves = fc
  .tuple(fc.constantFrom(...GNU_NAMES), fc.constantFrom('', '+', '-only', '-or-later'))
  .map(([name, form]) => `${name}${form}`)

const otherLeaves = fc
  .tuple(fc.constantFrom(...NAMES.filter((name) => !GNU_NAMES.includes(name))), fc.constantFrom('', '', '+'))
  .map(([name, plus]) => `${name}${plus}`)

const exceptionLeaves = fc
  .tuple(
    fc.oneof(gnuLeaves, fc.constantFrom('Apache-2.0', 'MIT')).chain(inSomeCase),
    fc.constantFrom('WITH', 'with', 'With'),
    fc.constantFrom(...EXCEPTIONS).chain(inSomeCase),
  )
  .map((words) => words.join(' '))

const idLeaves = fc
  .oneof(
    { weight: 4, arbitrary: gnuLeaves },
    { weight: 4, arbitrary: otherLeaves },
    {
      weight: 1,
      arbitrary: fc.constantFrom('GPL-2.0-with-classpath-exception', 'GPL-3.0-with-GCC-exception'),
    },
  )
  .chain(inSomeCase)

const leaves: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: idLeaves },
  { weight: 2, arbitrary: exceptionLeaves },
  { weight: 3, arbitrary: fc.constantFrom(...REFERENCES, 'any-OSI', 'psfrag') },
)

const operators = fc.constantFrom('AND', 'OR', 'and', 'or', 'And', 'oR')

interface Draw {
  readonly at: number
  readonly operator: string
  readonly before: boolean
  readonly after: boolean
}

const rarely = fc.constantFrom(true, false, false, false)

const draws: fc.Arbitrary<Draw> = fc.record({
  at: fc.nat(100),
  operator: operators,
  before: rarely,
  after: rarely,
})

/** Joins leaves in twos, at a drawn place each time, with parentheses where they are drawn. */
function joined(texts: readonly string[], drawn: readonly Draw[]): string {
  const parts = [...texts]
  for (const { at, operator, before, after } of drawn.slice(0, texts.length - 1)) {
    const index = at % (parts.length - 1)
    const [left = '', right = ''] = parts.slice(index, index + 2)
    const text = `${before ? `(${left})` : left} ${operator} ${after ? `( ${right})` : right}`
    parts.splice(index, 2, text)
  }
  return parts.join('')
}

/** Valid expressions of one to eight leaves of the oracle's world, in any case, with and without parentheses. */
export const expressions: fc.Arbitrary<string> = fc
  .array(leaves, { minLength: 1, maxLength: 8 })
  .chain((texts) =>
    fc
      .array(draws, { minLength: texts.length - 1, maxLength: texts.length - 1 })
      .map((drawn) => joined(texts, drawn)),
  )

const entries: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: leaves.filter((text) => !/[^-]\+/.test(text) || /gpl/i.test(text)) },
  { weight: 2, arbitrary: fc.constantFrom(...Object.keys(WORLD).filter(Boolean), 'proprietary') },
)

const lists = fc.array(entries, { minLength: 1, maxLength: 5 })

/** Policies with any of the three lists, none of them empty; one in a few is the default policy. */
export const policies: fc.Arbitrary<OraclePolicy> = fc.record(
  { allow: lists, deny: lists, review: lists },
  { requiredKeys: [] },
)
