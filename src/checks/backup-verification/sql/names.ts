const LONGEST = 100
const PLAIN = /^[\p{Ll}\p{Lo}_][\p{Ll}\p{Lo}\p{N}_$]*$/u
const PART = /\s*(?:"((?:[^"]|"")*)"|`((?:[^`]|``)*)`|\[([^\]]*)\]|([^\s"`'(),.;=[\]]+))/y
const DOT = /\s*\./y

/** A name with its qualifiers, and where the text goes on behind it. */
export interface QualifiedName {
  readonly parts: readonly string[]
  readonly end: number
}

function partAt(text: string, at: number, foldsCase: boolean): { part: string; end: number } | undefined {
  PART.lastIndex = at
  const match = PART.exec(text)
  if (match === null) return undefined
  const [, double, back, bracket, bare] = match
  const plain = foldsCase ? bare?.toLowerCase() : bare
  const part = double?.replaceAll('""', '"') ?? back?.replaceAll('``', '`') ?? bracket ?? plain ?? ''
  return { part: part.slice(0, LONGEST), end: PART.lastIndex }
}

/** The name at a place of a statement: quoted as PostgreSQL, MySQL or others do, with dots between its parts. */
export function nameAt(text: string, at: number, foldsCase = true): QualifiedName | undefined {
  const parts: string[] = []
  let end = at
  for (;;) {
    const next = partAt(text, end, foldsCase)
    if (next === undefined) return parts.length > 0 ? { parts, end } : undefined
    parts.push(next.part)
    end = next.end
    DOT.lastIndex = end
    if (parts.length > 3 || DOT.exec(text) === null) return { parts, end }
    end = DOT.lastIndex
  }
}

/** Names between commas from a place on, as far as they go. */
export function namesAt(text: string, at: number, most = 1_000): readonly string[] {
  const names: string[] = []
  let next = partAt(text, at, true)
  while (next !== undefined && names.length < most) {
    names.push(next.part)
    const comma = /^\s*,/.exec(text.slice(next.end, next.end + 20))
    if (comma === null) return names
    next = partAt(text, next.end + comma[0].length, true)
  }
  return names
}

/** How a name is told: quotes only where it is no plain lower-case word. */
export function spell(parts: readonly string[]): string {
  return parts.map((part) => (PLAIN.test(part) ? part : `"${part.replaceAll('"', '""')}"`)).join('.')
}

/** How many columns a list in parentheses has at a place; undefined where there is none. */
export function countColumns(text: string, at: number): number | undefined {
  const open = /^\s*\(/.exec(text.slice(at, at + 50))
  if (open === null) return undefined
  let place = at + open[0].length
  let count = 0
  for (;;) {
    const next = partAt(text, place, true)
    if (next === undefined) return undefined
    count += 1
    const mark = /^\s*([,)])/.exec(text.slice(next.end, next.end + 50))
    if (mark === null) return undefined
    place = next.end + mark[0].length
    if (mark[1] === ')') return count
  }
}

/** The first 100 characters of a text, without what does not show. */
export function excerpt(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.slice(0, LONGEST).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
}
