import type { Declaration } from './declaration.ts'
import type { Expression, Leaf } from './expression.ts'
import type { Reading } from './fact.ts'
import type { LicenseFile } from './texts/license-text.ts'

/** What the license files of a package say beside what is declared. */
export interface TextEvidence {
  readonly reading: Reading
  /** Whether it stands in place of a declaration that says nothing, and not beside one. */
  readonly isInstead: boolean
}

/** A version of a GNU license, whether later ones are meant or not: its text is the same. */
function baseOf(id: string): string {
  return id.replace(/(-only|-or-later|\+)$/, '')
}

const UNREADABLE = ''

function nameOf(leaf: Leaf): string {
  if (leaf.kind === 'license') return baseOf(leaf.license)
  return leaf.kind === 'proprietary' ? leaf.text : UNREADABLE
}

function leavesOf(expression: Expression): readonly string[] {
  const leaves: string[] = []
  const open: Expression[] = [expression]
  for (let one = open.pop(); one; one = open.pop()) {
    if (!('leaf' in one)) open.push(one.left, one.right)
    else leaves.push(nameOf(one.leaf))
  }
  return leaves
}

/** Whether a declaration names a license, or another one that has the same text. */
function isIn(leaves: readonly string[], id: string, alike: readonly string[]): boolean {
  return (
    leaves.includes(baseOf(id)) || (alike.includes(id) && alike.some((one) => leaves.includes(baseOf(one))))
  )
}

type Known = LicenseFile & { readonly identified: NonNullable<LicenseFile['identified']> }

function isKnown(file: LicenseFile): file is Known {
  return file.identified !== undefined && file.identified.ids.length > 0
}

function readingOf(known: readonly Known[]): Reading {
  const ids = [...new Set(known.flatMap(({ identified }) => identified.ids))].sort()
  const path = known.map((file) => file.path).join(', ')
  // Of several texts that nobody put in words, all count.
  return { source: 'license file', path, value: ids.join(' AND ') }
}

/** Of a file that stands in place of a declaration, the least share that has to be the license. */
const WHOLE = 0.9

/** Whether a file is its license and no more: word for word, or with other names and a title. */
function isWholly({ identified }: Known): boolean {
  return identified.how === 'exact' || identified.coverage >= WHOLE
}

/** Whether several texts are those of a choice of which a branch can be read: then the choice stands. */
function isChoiceBetween(known: readonly Known[], leaves: readonly string[]): boolean {
  const ids = new Set(known.flatMap(({ identified }) => identified.ids))
  return (
    ids.size > 1 &&
    known.some(({ identified }) => identified.ids.some((id) => isIn(leaves, id, identified.alike)))
  )
}

/**
 * What the license files of a package add: in place of a declaration, where there is none that can be read and every
 * license file is wholly a known license; beside it, where it can be read and no license file supports it. Undefined
 * where they add nothing.
 */
export function textEvidence(
  files: readonly LicenseFile[],
  declared: readonly Declaration[],
): TextEvidence | undefined {
  const texts = files.filter(({ kind }) => kind === 'license')
  const known = texts.filter(isKnown)
  if (known.length === 0) return undefined
  const leavesOfEach = declared.map(({ expression }) => leavesOf(expression))
  const readable = leavesOfEach.filter((leaves) => !leaves.includes(UNREADABLE))
  if (readable.length === 0) {
    if (isChoiceBetween(known, leavesOfEach.flat())) return undefined
    const isWhole = texts.length === known.length && known.every(isWholly)
    return isWhole ? { reading: readingOf(known), isInstead: true } : undefined
  }
  const isSupporting = ({ identified }: Known) =>
    readable.some((leaves) => identified.ids.every((id) => isIn(leaves, id, identified.alike)))
  return known.some(isSupporting) ? undefined : { reading: readingOf(known), isInstead: false }
}
