import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE } from 'js-yaml'

const MAX_DUPLICATES = 100
const MAX_KEY = 200
/** Deeper than any lockfile nests. */
const MAX_DEPTH = 100
/** Entries of a lockfile stand at the top (Yarn) or one level below it (pnpm): only their lines are kept. */
const MAX_LINE_DEPTH = 2
const SEPARATOR = '\0'

/** The key of a path of keys in `lines`. */
export function lineKey(path: readonly string[]): string {
  return path.join(SEPARATOR)
}

interface Frame {
  /** The list or mapping that is being filled; undefined for a document. */
  readonly list: unknown[] | undefined
  readonly mapping: Record<string, unknown> | undefined
  /** The key that waits for its value. */
  key: string | undefined
  value: unknown
}

/** One YAML document: its value, and where the keys of its first two levels stand. */
export interface YamlDocument {
  readonly value: unknown
  /** Lines, from 1, by path of keys (`lineKey`). */
  readonly lines: Map<string, number>
  readonly duplicates: { path: readonly string[]; line: number }[]
}

interface Walk {
  readonly text: string
  readonly frames: Frame[]
  readonly documents: YamlDocument[]
  lines: Map<string, number>
  duplicates: { path: readonly string[]; line: number }[]
  line: number
  /** Where the line ends; without it a long line would be searched once per key. */
  lineEnd: number
}

function lineEndAfter(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  return end === -1 ? text.length : end
}

function lineAt(walk: Walk, offset: number): number {
  while (walk.lineEnd < offset) {
    walk.line++
    walk.lineEnd = lineEndAfter(walk.text, walk.lineEnd + 1)
  }
  return walk.line
}

function wayOf({ frames }: Walk): readonly string[] {
  return frames.slice(1).map(({ key = '[]' }) => key)
}

/** Notes a key that stands twice; a few of them are enough. */
function addDuplicate(
  { duplicates }: Pick<YamlDocument, 'duplicates'>,
  path: readonly string[],
  line: number,
): void {
  if (duplicates.length < MAX_DUPLICATES)
    duplicates.push({ path: path.map((one) => one.slice(0, MAX_KEY)), line })
}

function addKey(walk: Walk, frame: Frame, key: string, offset: number): void {
  frame.key = key
  const depth = walk.frames.length - 1
  const isTwice = frame.mapping !== undefined && Object.hasOwn(frame.mapping, key)
  if (depth > MAX_LINE_DEPTH && !isTwice) return
  const line = lineAt(walk, offset)
  const way = wayOf(walk)
  if (depth <= MAX_LINE_DEPTH) walk.lines.set(lineKey(way), line)
  if (isTwice) addDuplicate(walk, way, line)
}

/** Sets a key of a mapping, `__proto__` too, which is a key like any other. */
export function put(mapping: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') mapping[key] = value
  else Object.defineProperty(mapping, key, { value, configurable: true, enumerable: true, writable: true })
}

function addValue({ frames }: Walk, value: unknown): void {
  const frame = frames.at(-1)
  if (!frame) return
  if (frame.list) frame.list.push(value)
  else if (frame.mapping && frame.key !== undefined) put(frame.mapping, frame.key, value)
  else frame.value = value
  frame.key = undefined
}

function addScalar(walk: Walk, event: Extract<Event, { type: typeof EVENT_ID.SCALAR }>): string | undefined {
  const frame = walk.frames.at(-1)
  const text = getScalarValue(walk.text, event)
  if (!frame?.mapping || frame.key !== undefined) {
    addValue(walk, text)
    return undefined
  }
  if (text === '<<' && event.style === SCALAR_STYLE.PLAIN) return 'uses a merge key'
  addKey(walk, frame, text, Math.max(event.valueStart, 0))
  return undefined
}

function open(walk: Walk, frame: Pick<Frame, 'list' | 'mapping'>): string | undefined {
  const around = walk.frames.at(-1)
  if (around?.mapping && around.key === undefined) return 'has a key that is not text'
  walk.frames.push({ ...frame, key: undefined, value: '' })
  return undefined
}

function close(walk: Walk): void {
  const frame = walk.frames.pop()
  if (walk.frames.length > 0) {
    addValue(walk, frame?.list ?? frame?.mapping)
    return
  }
  const { lines, duplicates } = walk
  walk.documents.push({ value: frame?.value, lines, duplicates })
  walk.lines = new Map()
  walk.duplicates = []
}

/** Takes one event in; the answer is what a lockfile does not use, and could be read in two ways. */
function take(walk: Walk, event: Event): string | undefined {
  if ('tagStart' in event && event.tagStart !== -1) return 'uses a tag'
  switch (event.type) {
    case EVENT_ID.SCALAR:
      return addScalar(walk, event)
    case EVENT_ID.MAPPING:
      return open(walk, { list: undefined, mapping: {} })
    case EVENT_ID.SEQUENCE:
      return open(walk, { list: [], mapping: undefined })
    case EVENT_ID.ALIAS:
      return 'uses an alias'
    case EVENT_ID.DOCUMENT:
      return open(walk, { list: undefined, mapping: undefined })
    default:
      close(walk)
      return undefined
  }
}

/** Every document of a text; `before` lines stand before it. Throws where it is no YAML. */
export function readDocuments(text: string, before: number): readonly YamlDocument[] | string {
  const walk: Walk = {
    text,
    frames: [],
    documents: [],
    lines: new Map(),
    duplicates: [],
    line: before + 1,
    lineEnd: lineEndAfter(text, 0),
  }
  for (const event of parseEvents(text, { maxDepth: MAX_DEPTH })) {
    const problem = take(walk, event)
    if (problem !== undefined) return `${problem}, which no lockfile has`
  }
  return walk.documents
}
