/** A character of a name, or what stands for some. */
type Piece =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'one' }
  | { readonly kind: 'any' }
  | {
      readonly kind: 'class'
      readonly isNegated: boolean
      readonly ranges: readonly (readonly [string, string])[]
    }

/** A part of a path between slashes; `**` stands for any number of them, also none. */
type Part = '**' | readonly Piece[]

/** What a glob says, by path. Linear in the path's length times the glob's. */
export interface Glob {
  readonly matches: (path: string) => boolean
  /** Whether something directly or further below a folder might match. */
  readonly mayMatchBelow: (folder: string) => boolean
  /** Without anything that stands for something else: the name of one file, or of one folder. */
  readonly isExact: boolean
}

const BRACE = /\{([^{}]*)\}/g
const CLASS = /^\[([!^]?)(\]?[^\]]*)\]/
/** Written out, of one glob's braces. */
const MAX_ALTERNATIVES = 1000
const MAGIC = /[*?[]/

/** `{a,b}` written out, the innermost first; nothing where that is too much, and then nothing matches. */
function alternativesOf(glob: string): readonly string[] {
  const plain: string[] = []
  const open = [glob]
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const brace = [...one.matchAll(BRACE)].find(([, choices]) => choices?.includes(','))
    if (!brace) plain.push(one)
    else {
      const [before, after] = [one.slice(0, brace.index), one.slice(brace.index + brace[0].length)]
      open.push(...(brace[1] ?? '').split(',').map((choice) => before + choice + after))
    }
    if (plain.length + open.length > MAX_ALTERNATIVES) return []
  }
  return plain
}

function rangesOf(inside: string): readonly (readonly [string, string])[] {
  const written = inside.match(/[\s\S]-[\s\S]|[\s\S]/gu) ?? []
  return written.map((range) => {
    const characters = [...range]
    return [characters[0] ?? '', characters.at(-1) ?? ''] as const
  })
}

function piecesOf(part: string): readonly Piece[] {
  const pieces: Piece[] = []
  for (let rest = part; rest !== ''; ) {
    const [whole, negation, inside = ''] = CLASS.exec(rest) ?? []
    if (whole !== undefined && inside !== '') {
      pieces.push({ kind: 'class', isNegated: negation !== '', ranges: rangesOf(inside) })
      rest = rest.slice(whole.length)
      continue
    }
    const [character = ''] = rest
    if (character === '?') pieces.push({ kind: 'one' })
    else if (character !== '*') pieces.push({ kind: 'literal', text: character })
    else if (pieces.at(-1)?.kind !== 'any') pieces.push({ kind: 'any' })
    rest = rest.slice(character.length)
  }
  return pieces
}

function partsOf(glob: string): readonly Part[] {
  const parts = glob.split('/').filter((part) => part !== '' && part !== '.')
  return parts.map((part) => (part === '**' ? part : piecesOf(part)))
}

function fitsOne(piece: Piece, character: string): boolean {
  if (piece.kind === 'literal') return piece.text === character
  if (piece.kind !== 'class') return true
  return piece.ranges.some(([from, to]) => character >= from && character <= to) !== piece.isNegated
}

/** Whether a name is what a part says. Goes back to the last `*` alone, as that is enough. */
function fits(pieces: readonly Piece[], name: readonly string[]): boolean {
  let [at, index] = [0, 0]
  let star: { readonly index: number; at: number } | undefined
  while (at < name.length) {
    const piece = pieces[index]
    if (piece?.kind === 'any') {
      star = { index: index + 1, at }
      index++
    } else if (piece && fitsOne(piece, name[at] ?? '')) {
      at++
      index++
    } else if (star) {
      star.at++
      at = star.at
      index = star.index
    } else return false
  }
  return pieces.slice(index).every(({ kind }) => kind === 'any')
}

/** Behind which parts of a glob one may stand; a `**` is behind itself as well. */
function closure(parts: readonly Part[], from: Iterable<number>): Set<number> {
  const states = new Set(from)
  for (const state of states) if (parts[state] === '**') states.add(state + 1)
  return states
}

function advance(parts: readonly Part[], states: Iterable<number>, name: string): Set<number> {
  const characters = [...name]
  const next = new Set<number>()
  for (const state of states) {
    const part = parts[state]
    if (part === '**') next.add(state)
    else if (part && fits(part, characters)) next.add(state + 1)
  }
  return closure(parts, next)
}

interface Alternative {
  readonly parts: readonly Part[]
  /** Its last part is a plain name, which is taken for a folder's as well: everything in it matches. */
  readonly isFolder: boolean
}

function matchesOne({ parts, isFolder }: Alternative, names: readonly string[]): boolean {
  let states = closure(parts, [0])
  for (const name of names) {
    if (isFolder && states.has(parts.length)) return true
    states = advance(parts, states, name)
  }
  return states.has(parts.length)
}

function reachesBelow({ parts, isFolder }: Alternative, names: readonly string[]): boolean {
  let states = closure(parts, [0])
  for (const name of names) {
    if (isFolder && states.has(parts.length)) return true
    states = advance(parts, states, name)
  }
  return isFolder ? states.size > 0 : [...states].some((state) => state < parts.length)
}

/** Whether a glob that ends in a plain name means that name alone, or everything in a folder of that name too. */
export type PlainNames = 'alone' | 'with-contents'

/**
 * Reads a glob: `*` and `?` within a name (one that begins with a dot too), `**` over folders, `[a-z]` and `[!a-z]`,
 * `{a,b}`; `\` is a `/`, and `./` before it is nothing. `.` is everything.
 */
export function globOf(written: string, plainNames: PlainNames = 'with-contents'): Glob {
  const alternatives = alternativesOf(written.replaceAll('\\', '/')).map((glob): Alternative => {
    const parts = partsOf(glob)
    const last = glob.split('/').findLast((part) => part !== '')
    const isPlain = plainNames === 'with-contents' && last !== undefined && !MAGIC.test(last)
    return { parts, isFolder: last === undefined || isPlain }
  })
  return {
    matches: (path) => alternatives.some((one) => matchesOne(one, path.split('/'))),
    mayMatchBelow: (folder) => {
      const names = folder.split('/').filter((name) => name !== '' && name !== '.')
      return alternatives.some((one) => reachesBelow(one, names))
    },
    isExact: alternatives.length === 1 && !MAGIC.test(written),
  }
}
