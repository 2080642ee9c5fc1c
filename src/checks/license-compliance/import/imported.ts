import { CATEGORIES } from '../categories.ts'
import { readDeclaration } from '../declaration.ts'
import { LICENSE_IDS, textOfExpression } from '../expression.ts'
import { entryProblem } from '../policy.ts'

/** A label and a sentence about it. */
export interface Told {
  readonly label: string
  readonly text: string
}

/** An exception; without `license` it is one that a person must complete. */
export interface Exempted {
  /** `name`, or `name@range`. */
  readonly package: string
  readonly license: string | undefined
  readonly reason: string
}

/** What a tool's configuration comes to. */
export interface Imported {
  readonly tool: string
  readonly allow: readonly string[]
  readonly deny: readonly string[]
  readonly scopes: readonly string[]
  /** Whether development's packages did not fail. */
  readonly devWarns: boolean
  readonly exempted: readonly Exempted[]
  /** What cannot be carried over, and why. */
  readonly left: readonly Told[]
  /** Where upkeep decides otherwise, and what the tool let through. */
  readonly changes: readonly Told[]
}

/** The parts of it that one setting brings. */
export type Part = Partial<Omit<Imported, 'tool' | 'devWarns'>> & { readonly devWarns?: boolean }

const MAX_SHOWN = 200
const MAX_HINTS = 5

/** A text as it may stand in an answer: one line, cut. */
export function shown(value: unknown): string {
  if (typeof value !== 'string')
    return value === null ? 'null' : `(${Array.isArray(value) ? 'list' : typeof value})`
  const line = value.slice(0, MAX_SHOWN).toWellFormed().replace(/\s+/g, ' ').trim()
  return value.length > MAX_SHOWN ? `${line}…` : line || '(empty)'
}

export function leftOut(label: string, text: string): Part {
  return { left: [{ label, text }] }
}

/** All parts together, each entry once, in the order of the file; what is both allowed and denied is denied. */
export function joinParts(tool: string, parts: readonly Part[]): Imported {
  const all = (key: 'allow' | 'deny' | 'scopes') => [...new Set(parts.flatMap((part) => part[key] ?? []))]
  const exempted = new Map(
    parts.flatMap((part) => part.exempted ?? []).map((one) => [JSON.stringify(one), one] as const),
  )
  const deny = new Set(all('deny'))
  const both = all('allow').filter((id) => deny.has(id))
  const text = 'it is both allowed and denied: it stays denied'
  return {
    tool,
    allow: all('allow').filter((id) => !deny.has(id)),
    deny: [...deny],
    scopes: all('scopes'),
    devWarns: parts.some((part) => part.devWarns === true),
    exempted: [...exempted.values()],
    left: [...parts.flatMap((part) => part.left ?? []), ...both.map((label) => ({ label, text }))],
    changes: parts.flatMap((part) => part.changes ?? []),
  }
}

/** SPDX ids that a word is a part of, the shortest first: what a comparison by parts of words let through. */
export function idsWith(word: string): readonly string[] {
  const ids = word === '' ? [] : LICENSE_IDS.filter((id) => id !== word && id.includes(word))
  return ids.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))
}

/** `a, b and 7 more` */
export function someOf(words: readonly string[]): string {
  const more = words.length - MAX_HINTS
  return `${words.slice(0, MAX_HINTS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** One license of another tool's list as an id of ours, or why it is none. */
export function licenseOf(written: unknown): { readonly id: string } | { readonly problem: string } {
  if (typeof written !== 'string') return { problem: 'it is no text' }
  // A tool's own category must not be taken for one of ours.
  if ((CATEGORIES as readonly string[]).includes(written.trim().toLowerCase()))
    return { problem: 'it is no SPDX id' }
  const { expression } = readDeclaration(written)
  if (!('leaf' in expression)) {
    const text = textOfExpression(expression).slice(0, MAX_SHOWN)
    return { problem: `${text} is an expression: list those of its licenses that you mean one by one` }
  }
  const { leaf } = expression
  if (leaf.kind === 'proprietary')
    return { problem: 'it stands for packages of your own, which are not judged; others are `proprietary`' }
  if (leaf.kind === 'unknown') return { problem: `it ${leaf.reason}${hintAt(written.trim())}` }
  return entryProblem(leaf.text) === undefined ? { id: leaf.text } : { problem: 'it is no license' }
}

function hintAt(word: string): string {
  const ids = word.length <= 40 ? idsWith(word) : []
  return ids.length === 0 ? '' : `; name what you mean: ${someOf(ids)}`
}

/** The licenses of a list under `key`; each that is none is left out, with the reason. */
export function licensesOf(key: 'allow' | 'deny', written: readonly unknown[]): Part {
  const ids: string[] = []
  const left: Told[] = []
  for (const one of written) {
    const license = licenseOf(one)
    if ('id' in license) ids.push(license.id)
    else left.push({ label: shown(one), text: `from the ${key} list: ${license.problem}` })
  }
  return { [key]: ids, left }
}

export function isPackageName(text: string): boolean {
  return text.length <= 214 && /^(@[^@/\s*|>]+\/)?[^@/\s*|>]+$/.test(text)
}

/** `@acme` out of `@acme`, `@acme/` and `@acme/*`. */
export function scopeIn(text: string): string | undefined {
  return /^(@[a-z0-9._~-]{1,213})(?:\/\*{0,2})?$/i.exec(text)?.[1]
}
