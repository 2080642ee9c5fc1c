import { createScanner, type JSONScanner } from 'jsonc-parser'
import { syntaxProblem, textOf } from './json.ts'
import type { Positions } from './positions.ts'

/** JSON, perhaps with comments and commas too many, and where its objects and arrays stand. */
export interface Jsonc {
  /** `__proto__` is a key like any other in it, as JSON.parse has it. */
  readonly value: unknown
  readonly duplicates: Positions['duplicates']
  /** Line, from 1, on which an object or array of `value`, or its key, begins. */
  readonly lineOf: (value: unknown) => number | undefined
}

/** Whether comments and a comma after the last item are taken, as Bun writes them. */
export interface Taken {
  readonly lenient: boolean
}

interface Open {
  /** Exactly one of the two is there. */
  readonly list: unknown[] | undefined
  readonly map: Record<string, unknown> | undefined
  readonly closing: number
  /** The key, of the object, whose value comes next. */
  key: string
  /** Whether a comma or the end must come next. */
  isFull: boolean
  /** Whether a comma has just been read. */
  afterComma: boolean
}

interface Reading {
  readonly lenient: boolean
  readonly scanner: JSONScanner
  readonly open: Open[]
  readonly lines: WeakMap<object, number>
  readonly duplicates: { readonly path: readonly string[]; readonly line: number }[]
  value: unknown
  isDone: boolean
}

/** Codes of jsonc-parser's SyntaxKind, a `const enum` that isolated modules cannot import. */
const OPEN_BRACE = 1
const CLOSE_BRACE = 2
const OPEN_BRACKET = 3
const CLOSE_BRACKET = 4
const COMMA = 5
const COLON = 6
const NULL = 7
const TRUE = 8
const FALSE = 9
const STRING = 10
const NUMBER = 11
const LINE_COMMENT = 12
const BLOCK_COMMENT = 13
const BLANKS: readonly number[] = [14, 15]
const END = 17

const MAX_DEPTH = 1000
const MAX_DUPLICATES = 100
const MAX_KEY = 200

const DEEP = 'is nested too deeply'

/** The next token that counts; undefined where the text is wrong. */
function next({ scanner, lenient }: Reading): number | undefined {
  for (;;) {
    const token: number = scanner.scan()
    if (Number(scanner.getTokenError()) !== 0) return undefined
    const isComment = token === LINE_COMMENT || token === BLOCK_COMMENT
    if (isComment && !lenient) return undefined
    if (!isComment && !BLANKS.includes(token)) return token
  }
}

function literalOf(token: number, scanner: JSONScanner): { readonly value: unknown } | undefined {
  if (token === STRING) return { value: scanner.getTokenValue() }
  if (token === NUMBER) return { value: Number(scanner.getTokenValue()) }
  if (token === TRUE || token === FALSE) return { value: token === TRUE }
  return token === NULL ? { value: null } : undefined
}

function set(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true })
  else map[key] = value
}

/** Puts a value where it belongs: into what is open, or as the whole. */
function put(reading: Reading, value: unknown): void {
  const inner = reading.open.at(-1)
  if (inner === undefined) {
    reading.value = value
    reading.isDone = true
    return
  }
  if (inner.map) set(inner.map, inner.key, value)
  else inner.list?.push(value)
  inner.isFull = true
  inner.afterComma = false
}

function begin(reading: Reading, token: number, line: number): void {
  const isMap = token === OPEN_BRACE
  const map: Record<string, unknown> | undefined = isMap ? {} : undefined
  const list: unknown[] | undefined = isMap ? undefined : []
  reading.lines.set(map ?? list ?? {}, line)
  put(reading, map ?? list)
  const closing = isMap ? CLOSE_BRACE : CLOSE_BRACKET
  reading.open.push({ list, map, closing, key: '', isFull: false, afterComma: false })
}

function wayTo(open: readonly Open[]): readonly string[] {
  return open.map(({ map, key, list }) => (map ? key.slice(0, MAX_KEY) : `[${(list?.length ?? 0) - 1}]`))
}

/** Reads a key and its colon, and tells the value's first token and the key's line. */
function readKey(
  reading: Reading,
  inner: Open,
): { readonly token: number; readonly line: number } | undefined {
  const { scanner, open, duplicates } = reading
  inner.key = scanner.getTokenValue()
  const line = scanner.getTokenStartLine() + 1
  if (inner.map && Object.hasOwn(inner.map, inner.key) && duplicates.length < MAX_DUPLICATES)
    duplicates.push({ path: wayTo(open), line })
  if (next(reading) !== COLON) return undefined
  const token = next(reading)
  return token === undefined ? undefined : { token, line }
}

/** Takes one step: an end, a comma, or a value with its key. Whether the text is right so far; text says why not. */
function step(reading: Reading, token: number): boolean | string {
  const inner = reading.open.at(-1)
  if (inner && token === inner.closing) {
    reading.open.pop()
    if (reading.open.length === 0) reading.isDone = true
    return !inner.afterComma || reading.lenient
  }
  if (inner && token === COMMA) {
    const isRight = inner.isFull
    inner.isFull = false
    inner.afterComma = true
    return isRight
  }
  if (inner?.isFull || (inner?.map && token !== STRING)) return false
  const keyed = inner?.map
    ? readKey(reading, inner)
    : { token, line: reading.scanner.getTokenStartLine() + 1 }
  if (!keyed) return false
  if (keyed.token === OPEN_BRACE || keyed.token === OPEN_BRACKET) {
    begin(reading, keyed.token, keyed.line)
    reading.isDone = false
    return reading.open.length <= MAX_DEPTH || DEEP
  }
  const literal = literalOf(keyed.token, reading.scanner)
  if (literal) put(reading, literal.value)
  return literal !== undefined
}

/**
 * Parses JSON (RFC 8259, a byte order mark allowed) in one pass, by no recursion; `lenient` takes comments and commas
 * too many too. The problem says what is wrong, without the file's name.
 */
export function parseJsonc(
  bytes: Uint8Array,
  { lenient }: Taken,
): { readonly json: Jsonc } | { readonly problem: string } {
  const decoded = textOf(bytes)
  if ('problem' in decoded) return decoded
  const reading: Reading = {
    lenient,
    scanner: createScanner(decoded.text, false),
    open: [],
    lines: new WeakMap(),
    duplicates: [],
    value: undefined,
    isDone: false,
  }
  while (!reading.isDone) {
    const token = next(reading)
    const right = token !== undefined && token !== END && step(reading, token)
    if (right !== true) return { problem: right === DEEP ? DEEP : syntaxProblem(decoded.text) }
  }
  if (next(reading) !== END) return { problem: syntaxProblem(decoded.text) }
  const { value, duplicates, lines } = reading
  return {
    json: {
      value,
      duplicates,
      lineOf: (one) => (typeof one === 'object' && one !== null ? lines.get(one) : undefined),
    },
  }
}
