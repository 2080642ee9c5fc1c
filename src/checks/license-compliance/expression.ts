import exceptionIds from 'spdx-exceptions/index.json' with { type: 'json' }
import parse from 'spdx-expression-parse'
import deprecatedIds from 'spdx-license-ids/deprecated.json' with { type: 'json' }
import licenseIds from 'spdx-license-ids/index.json' with { type: 'json' }

/** One license of an expression; what cannot be read is a leaf too, so that a choice may go around it. */
export type Leaf =
  | {
      readonly kind: 'license'
      /** Canonical SPDX id without a version's `-or-later`, or a `LicenseRef-`. */
      readonly license: string
      readonly orLater: boolean
      readonly exception?: string
      /** The leaf as SPDX writes it. */
      readonly text: string
    }
  | { readonly kind: 'proprietary'; readonly text: string }
  | { readonly kind: 'unknown'; readonly text: string; readonly reason: string }

export type LicenseLeaf = Extract<Leaf, { kind: 'license' }>

/** A license expression (SPDX 2.3, annex D). */
export type Expression =
  | { readonly leaf: Leaf }
  | { readonly conjunction: 'and' | 'or'; readonly left: Expression; readonly right: Expression }

/** Beyond this a declaration is not read: no real one comes near, and the parser's time grows with the square. */
export const MAX_LEAVES = 2000
const MAX_LENGTH = 200_000

const OPERATORS = new Set(['AND', 'OR', 'WITH'])
const REFERENCE = /^(DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+$/
const CANONICAL = new Map(
  [...licenseIds, ...deprecatedIds, ...exceptionIds].map((id) => [id.toLowerCase(), id]),
)
const IS_EXCEPTION = new Set(exceptionIds)

/** All SPDX license ids, for a hint at a mistyped one. */
export const LICENSE_IDS: readonly string[] = licenseIds

/**
 * Ids that SPDX deprecated because the exception stood in the license's name
 * (https://spdx.org/licenses/, "Deprecated License Identifiers").
 */
const DEPRECATED_WITH: Readonly<Record<string, readonly [license: string, exception: string]>> = {
  'GPL-2.0-with-autoconf-exception': ['GPL-2.0', 'Autoconf-exception-2.0'],
  'GPL-2.0-with-bison-exception': ['GPL-2.0', 'Bison-exception-2.2'],
  'GPL-2.0-with-classpath-exception': ['GPL-2.0', 'Classpath-exception-2.0'],
  'GPL-2.0-with-font-exception': ['GPL-2.0', 'Font-exception-2.0'],
  'GPL-2.0-with-GCC-exception': ['GPL-2.0', 'GCC-exception-2.0'],
  'GPL-3.0-with-autoconf-exception': ['GPL-3.0', 'Autoconf-exception-3.0'],
  'GPL-3.0-with-GCC-exception': ['GPL-3.0', 'GCC-exception-3.1'],
}

const GNU = /^(A?GPL|LGPL|GFDL)-\d/

/** A parsed license with what SPDX deprecated put in today's words: GPL-2.0 is GPL-2.0-only, GPL-2.0+ -or-later. */
export function leafOf(id: string, plus: boolean, exception?: string): LicenseLeaf {
  const old = DEPRECATED_WITH[id]
  if (old) return leafOf(old[0], plus, old[1])
  const isGnu = GNU.test(id)
  const orLater = plus || id.endsWith('-or-later')
  const bare = isGnu ? id.replace(/(-only|-or-later)$/, '') : id
  const license = isGnu ? `${bare}-only` : id
  const shown = isGnu ? `${bare}${orLater ? '-or-later' : '-only'}` : `${id}${orLater && plus ? '+' : ''}`
  const text = exception === undefined ? shown : `${shown} WITH ${exception}`
  return { kind: 'license', license, orLater, text, ...(exception === undefined ? {} : { exception }) }
}

function unknownLeaf(text: string, reason: string): Expression {
  return { leaf: { kind: 'unknown', text, reason } }
}

/** Ids in SPDX's own spelling and operators in capitals: the spec matches ids whatever their case. */
function canonicalize(
  words: readonly string[],
): { readonly words: readonly string[] } | { readonly odd: string } {
  const out: string[] = []
  for (const word of words) {
    const upper = word.toUpperCase()
    const plus = word.endsWith('+')
    const id =
      CANONICAL.get(word.toLowerCase()) ?? CANONICAL.get(word.slice(0, plus ? -1 : undefined).toLowerCase())
    if (word === '(' || word === ')') out.push(word)
    else if (OPERATORS.has(upper)) out.push(upper)
    else if (REFERENCE.test(word)) out.push(word)
    // "This version only, or later" says nothing.
    else if (plus && id?.endsWith('-only')) return { odd: word }
    else if (id !== undefined) out.push(plus && !id.endsWith('+') ? `${id}+` : id)
    else return { odd: word }
  }
  return { words: out }
}

type Parsed = ReturnType<typeof parse>

/** The parser's tree in our words, without recursion: it may be as deep as it is long. */
function convert(root: Parsed): Expression {
  const done: Expression[] = []
  const open: (Parsed | 'and' | 'or')[] = [root]
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (item === 'and' || item === 'or') {
      const left = done.pop()
      const right = done.pop()
      if (left && right) done.push({ conjunction: item, left, right })
    } else if ('conjunction' in item) {
      open.push(item.conjunction, item.left, item.right)
    } else {
      done.push({ leaf: leafOf(item.license, item.plus === true, item.exception) })
    }
  }
  return done[0] ?? unknownLeaf('', 'is empty')
}

/**
 * Reads an SPDX license expression. Ids and operators in any case are accepted; nothing is guessed: what is not
 * an expression of known ids is one unknown leaf that says why.
 */
export function parseExpression(written: string): Expression {
  const shown = shorten(written)
  if (written.length > MAX_LENGTH) return unknownLeaf(shown, `is too long (${written.length} characters)`)
  const words = written.match(/[()]|[^\s()]+/g) ?? []
  const leaves = words.filter(
    (word) => word !== '(' && word !== ')' && !OPERATORS.has(word.toUpperCase()),
  ).length
  if (leaves > MAX_LEAVES)
    return unknownLeaf(shown, `names ${leaves} licenses; at most ${MAX_LEAVES} are read`)
  const canonical = canonicalize(words)
  if ('odd' in canonical) {
    return unknownLeaf(
      shown,
      leaves === 1 ? 'is no SPDX license id' : `holds ${quoted(canonical.odd)}, no SPDX license id`,
    )
  }
  try {
    return convert(parse(canonical.words.join(' ')))
  } catch (thrown) {
    const reason =
      thrown instanceof RangeError ? 'is nested too deeply' : 'is no valid SPDX license expression'
    return unknownLeaf(shown, reason)
  }
}

/** Whether a canonical id names an exception, which is no license of its own. */
export function isException(id: string): boolean {
  return IS_EXCEPTION.has(id)
}

/** A text cut to what a person reads. */
export function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}… (${text.length} characters)` : text
}

function quoted(word: string): string {
  return `"${shorten(word)}"`
}

/** The expression as SPDX writes it; parentheses only where they are needed. */
export function textOfExpression(root: Expression): string {
  const out: string[] = []
  const open: (Expression | string)[] = [root]
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (typeof item === 'string') out.push(item)
    else if ('leaf' in item) out.push(item.leaf.text)
    else {
      const wrap = (side: Expression) =>
        item.conjunction === 'and' && 'conjunction' in side && side.conjunction === 'or'
          ? [')', side, '(']
          : [side]
      open.push(...wrap(item.right), item.conjunction === 'and' ? ' AND ' : ' OR ', ...wrap(item.left))
    }
  }
  return out.join('')
}
