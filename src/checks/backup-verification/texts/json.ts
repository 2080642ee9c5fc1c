import type { Intake, Reading, Remark } from '../intake.ts'
import { createJsonString, type JsonString } from './json-string.ts'
import { createNumber, createWord, type JsonToken } from './json-tokens.ts'
import { NOTHING, type TextReading, wrong } from './text-reading.ts'

/** What may come next. */
type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'between'

const MAX_DEPTH = 10_000
const QUOTE = 0x22
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const COMMA = 0x2c
const COLON = 0x3a
const SLASH = 0x2f
const STAR = 0x2a
const LINE = 0x0a
const LESS = 0x3c
/** How UTF-16 begins, in either order. */
const UTF16 = [0xff, 0xfe]
const MARK = [0xef, 0xbb, 0xbf] as const

const EXTRAS = {
  mark: 'it begins with a byte order mark',
  comments: 'it has comments, which JSON has not',
  commas: 'it has commas before an end, which JSON has not',
  several: 'it holds several values, one on each line',
  depth: `it is nested more than ${MAX_DEPTH} deep; what follows was not read`,
} as const
type Extra = keyof typeof EXTRAS

/** Where a reading is. */
interface Json {
  readonly text: JsonString
  /** The bytes that opened what is open. */
  readonly opened: Uint8Array
  readonly extras: Set<Extra>
  expected: Expected
  depth: number
  /** A number or a word that has begun. */
  token: JsonToken | undefined
  comment: 'none' | 'slash' | 'line' | 'block' | 'star'
  size: number
  values: number
  onNewLine: boolean
  /** Bytes of a byte order mark so far. */
  mark: number
  /** What there is to say, once it is certain; then nothing more is read. */
  verdict: Reading | undefined
}

function isDigitOrMinus(byte: number): boolean {
  return byte === 0x2d || (byte >= 0x30 && byte <= 0x39)
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === LINE || byte === 0x0d
}

function problemAt(json: Json, at: number, byte: number): Reading {
  const place = json.size + at
  if (place === 0 && UTF16.includes(byte))
    return { ...NOTHING, lacks: [{ what: 'utf-16', text: 'it is UTF-16, which is not read' }] }
  if (json.values === 0 && json.depth === 0 && byte === LESS)
    return wrong('wrong-content', 'it is HTML or XML')
  return wrong('corrupt', `there is a byte that JSON has not, at or behind byte ${place}`)
}

function closeValue(json: Json): void {
  json.expected = json.depth === 0 ? 'between' : 'comma-or-end'
  if (json.depth === 0) json.values += 1
  json.onNewLine = false
}

function open(json: Json, byte: number): boolean {
  if (json.depth === MAX_DEPTH) {
    json.extras.add('depth')
    json.verdict = NOTHING
    return true
  }
  json.opened[json.depth] = byte
  json.depth += 1
  json.expected = byte === OPEN_OBJECT ? 'key-or-end' : 'value-or-end'
  return true
}

function close(json: Json, byte: number): boolean {
  const { expected, depth, opened } = json
  // The codes of brackets lie two apart from those that open.
  if (depth === 0 || opened[depth - 1] !== byte - 2) return false
  if (expected === 'colon' || (expected === 'value' && byte === CLOSE_OBJECT)) return false
  if (expected === 'value' || expected === 'key') json.extras.add('commas')
  json.depth -= 1
  closeValue(json)
  return true
}

function beginValue(json: Json, byte: number): boolean {
  if (json.expected === 'between' && json.values > 0) {
    if (!json.onNewLine) return false
    json.extras.add('several')
  }
  if (byte === OPEN_OBJECT || byte === OPEN_LIST) return open(json, byte)
  if (byte === QUOTE) json.text.begin()
  else json.token = isDigitOrMinus(byte) ? createNumber(byte) : createWord(byte)
  return byte === QUOTE || json.token !== undefined
}

/** A byte between tokens, which is no space. */
function structural(json: Json, byte: number): boolean {
  if (byte === SLASH) {
    json.comment = 'slash'
    return true
  }
  if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) return close(json, byte)
  if (json.expected === 'comma-or-end') {
    json.expected = json.opened[json.depth - 1] === OPEN_OBJECT ? 'key' : 'value'
    return byte === COMMA
  }
  if (json.expected === 'colon') {
    json.expected = 'value'
    return byte === COLON
  }
  if (json.expected !== 'key' && json.expected !== 'key-or-end') return beginValue(json, byte)
  json.text.begin()
  return byte === QUOTE
}

function inComment(json: Json, byte: number): boolean {
  const { comment } = json
  if (comment === 'slash') {
    json.comment = byte === SLASH ? 'line' : 'block'
    if (byte !== SLASH && byte !== STAR) return false
    json.extras.add('comments')
    return true
  }
  if (byte === LINE) json.onNewLine = true
  if (comment === 'line' && byte === LINE) json.comment = 'none'
  else if (comment === 'star' && byte === SLASH) json.comment = 'none'
  else if (comment !== 'line') json.comment = byte === STAR ? 'star' : 'block'
  return true
}

/** One byte that is in no string. */
function take(json: Json, byte: number): boolean {
  if (json.token) {
    const taken = json.token.take(byte)
    if (taken !== 'over') return taken === 'on'
    json.token = undefined
    closeValue(json)
  }
  if (json.comment !== 'none') return inComment(json, byte)
  if (byte === LINE) json.onNewLine = true
  return isSpace(byte) || structural(json, byte)
}

/** Where the next byte is to be looked at; -1 where this one is wrong. */
function step(json: Json, bytes: Uint8Array, at: number): number {
  const { text } = json
  if (text.isOver()) return take(json, bytes[at] as number) ? at + 1 : -1
  const next = text.run(bytes, at)
  if (next < 0 || !text.isOver()) return next
  if (json.expected === 'key' || json.expected === 'key-or-end') json.expected = 'colon'
  else closeValue(json)
  return next
}

/** Returns how many bytes of a byte order mark are at the start. */
function skipMark(json: Json, bytes: Uint8Array): number {
  let at = 0
  while (at < bytes.length && json.size + at === json.mark && bytes[at] === MARK[json.mark]) {
    json.mark += 1
    at += 1
  }
  if (json.mark === MARK.length) json.extras.add('mark')
  return at
}

function read(json: Json, bytes: Uint8Array): void {
  let at = json.size < MARK.length ? skipMark(json, bytes) : 0
  const isHalfMark = json.mark > 0 && json.mark < MARK.length && at < bytes.length
  if (isHalfMark) json.verdict = problemAt(json, at, MARK[0])
  while (at < bytes.length && !json.verdict) {
    const next = step(json, bytes, at)
    if (next < 0) json.verdict = problemAt(json, at, bytes[at] as number)
    else at = next
  }
  json.size += bytes.length
}

function judge(json: Json, isWhole: boolean): Reading {
  if (json.verdict) return json.verdict
  if (json.token?.mayEnd()) {
    json.token = undefined
    closeValue(json)
  }
  if (!isWhole) return NOTHING
  const isBegun = !json.text.isOver() || json.token !== undefined
  const isCommented = json.comment !== 'none' && json.comment !== 'line'
  if (json.expected !== 'between' || isBegun || isCommented)
    return wrong('incomplete', 'it ends within a value')
  return json.values === 0 ? wrong('empty', 'it holds no value') : NOTHING
}

/**
 * Reads JSON (RFC 8259) without keeping it: constant memory. Comments, commas before an end and a byte order mark, as
 * settings of editors have them, are remarked and not wrong. With `isLines` one value on each line is what is meant
 * (NDJSON); without, it is remarked.
 */
export function createJsonReader(isLines: boolean): Intake<TextReading> {
  const json: Json = {
    text: createJsonString(),
    opened: new Uint8Array(MAX_DEPTH),
    extras: new Set<Extra>(),
    expected: 'between',
    depth: 0,
    token: undefined,
    comment: 'none',
    size: 0,
    values: 0,
    onNewLine: true,
    mark: 0,
    verdict: undefined,
  }
  return {
    write: (bytes) => read(json, bytes),
    end: (isWhole) => {
      const reading = judge(json, isWhole)
      const told = [...json.extras].filter((extra) => !(isLines && extra === 'several'))
      const remarks: readonly Remark[] = told.map((extra) => ({ text: EXTRAS[extra] }))
      return { ...reading, remarks, kind: isLines ? 'ndjson' : 'json', size: json.size, values: json.values }
    },
  }
}
