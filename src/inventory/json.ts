import { visit } from 'jsonc-parser'

/** JSON with what JSON.parse forgets: where things stand and which keys are written twice. */
export interface Json {
  readonly value: unknown
  /** Line, from 1, of the key that this path of keys leads to; only for the entries of a lockfile. */
  readonly lineOf: (path: readonly string[]) => number | undefined
  /** Keys that stand twice in one object: readers keep the last, and disagree with people. */
  readonly duplicates: readonly { readonly path: readonly string[]; readonly line: number }[]
}

const SEPARATOR = '\0'
const MAX_DUPLICATES = 100

/** UTF-8 text without its byte order mark, or why it is none. */
export function textOf(bytes: Uint8Array): { readonly text: string } | { readonly problem: string } {
  const [first, second] = bytes
  const utf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  if (utf16 || bytes.subarray(0, 4).includes(0)) return { problem: 'is UTF-16, not UTF-8: save it as UTF-8' }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return { problem: 'is not valid UTF-8' }
  }
}

function syntaxProblem(text: string): string {
  if (text.trim() === '') return 'is empty'
  if (/^(<{7}|={7}|>{7})/m.test(text)) return 'has merge conflict markers: resolve them'
  return 'is not valid JSON (truncated or damaged)'
}

interface Positions {
  readonly lines: Map<string, number>
  readonly duplicates: { readonly path: readonly string[]; readonly line: number }[]
}

/** An entry of a lockfile: in `packages` at the top, or in `dependencies` anywhere outside it (version 1). */
function isEntry(way: readonly string[], parent: string | undefined): boolean {
  return parent === 'packages' ? way.length === 2 : parent === 'dependencies' && way[1] !== 'packages'
}

/** Walks the text once, keeping the way of keys to the present place. */
function positionsOf(text: string): Positions {
  const lines = new Map<string, number>()
  const duplicates: { path: readonly string[]; line: number }[] = []
  const way: string[] = []
  const seen: Set<string>[] = []
  let key = ''
  visit(text, {
    onObjectBegin: () => {
      way.push(key)
      seen.push(new Set())
    },
    onObjectEnd: () => {
      way.pop()
      seen.pop()
    },
    onArrayBegin: () => {
      way.push(key)
    },
    onArrayEnd: () => {
      way.pop()
    },
    onObjectProperty: (name, _offset, _length, line) => {
      const keys = seen.at(-1)
      const parent = way.at(-1)
      if (keys?.has(name) && duplicates.length < MAX_DUPLICATES) {
        duplicates.push({ path: [...way.slice(1), name], line: line + 1 })
      }
      keys?.add(name)
      if (isEntry(way, parent)) {
        lines.set([...way.slice(1), name].join(SEPARATOR), line + 1)
      }
      key = name
    },
  })
  return { lines, duplicates }
}

/** Parses strictly (RFC 8259, a byte order mark allowed); the problem says what is wrong, without the file's name. */
export function parseJson(bytes: Uint8Array): { readonly json: Json } | { readonly problem: string } {
  const decoded = textOf(bytes)
  if ('problem' in decoded) return decoded
  try {
    const value: unknown = JSON.parse(decoded.text)
    const { lines, duplicates } = positionsOf(decoded.text)
    return { json: { value, duplicates, lineOf: (path) => lines.get(path.join(SEPARATOR)) } }
  } catch (thrown) {
    // A RangeError is the stack's end: JSON.parse reads any nesting, the visitor does not.
    return { problem: thrown instanceof RangeError ? 'is nested too deeply' : syntaxProblem(decoded.text) }
  }
}

/** A plain object, or undefined for anything else. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const plain = typeof value === 'object' && value !== null && !Array.isArray(value)
  return plain ? (value as Readonly<Record<string, unknown>>) : undefined
}
