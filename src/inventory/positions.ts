/** Where the keys of a JSON text stand. */
export interface Positions {
  /** Line, from 1, of the key that this path of keys leads to; only for the entries of a lockfile. */
  readonly lineOf: (path: readonly string[]) => number | undefined
  /** Keys that stand twice in one object: readers keep the last, and disagree with people. */
  readonly duplicates: readonly { readonly path: readonly string[]; readonly line: number }[]
}

const SEPARATOR = '\0'
const MAX_DUPLICATES = 100
const MAX_KEY = 200
/** Real lockfiles nest some 40 levels; what reads or prints a value by recursion manages this many. */
const MAX_DEPTH = 1000

/** An entry of a lockfile: in `packages` at the top, or in `dependencies` anywhere outside it (version 1). */
function isEntry(way: readonly string[]): boolean {
  return way[0] === 'packages' ? way.length === 2 : way.at(-2) === 'dependencies'
}

function isEscaped(text: string, at: number): boolean {
  let before = at
  while (text[before - 1] === '\\') before--
  return (at - before) % 2 === 1
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end
}

function keyBetween(text: string, start: number, end: number): string {
  const written = text.slice(start + 1, end)
  // Two spellings of one key, "\u006ds" and "ms", are the same to every reader.
  return written.includes('\\') ? String(JSON.parse(`"${written}"`)) : written
}

/**
 * Walks a text that JSON.parse has accepted, and so need not check it again; a third of the time of a parser that
 * does. Undefined where the text is nested more than 1,000 levels deep.
 */
export function positionsOf(text: string): Positions | undefined {
  const lines = new Map<string, number>()
  const duplicates: { path: readonly string[]; line: number }[] = []
  /** The keys seen in each open object, none for an array, and beside them the way of keys to the present place. */
  const open: (Set<string> | undefined)[] = []
  const way: string[] = []
  let line = 1
  let isKeyNext = false

  function addKey(key: string): void {
    const keys = open.at(-1)
    way[way.length - 1] = key
    if (keys?.has(key) && duplicates.length < MAX_DUPLICATES) {
      duplicates.push({ path: way.map((one) => one.slice(0, MAX_KEY)), line })
    }
    keys?.add(key)
    if (isEntry(way)) lines.set(way.join(SEPARATOR), line)
  }

  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '\n':
        line++
        break
      case '{':
      case '[':
        isKeyNext = text[at] === '{'
        open.push(isKeyNext ? new Set() : undefined)
        way.push('[]')
        if (open.length > MAX_DEPTH) return undefined
        break
      case '}':
      case ']':
        open.pop()
        way.pop()
        break
      case ',':
        isKeyNext = open.at(-1) !== undefined
        break
      case '"': {
        const end = endOfString(text, at)
        if (isKeyNext) addKey(keyBetween(text, at, end))
        isKeyNext = false
        at = end
      }
    }
  }
  return { duplicates, lineOf: (path) => lines.get(path.join(SEPARATOR)) }
}
