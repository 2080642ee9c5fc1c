/** One entry as it stands in a yarn.lock of Yarn 1. */
export interface Written {
  /** What it answers, as written: `name@spec`. */
  readonly keys: readonly string[]
  /** From 1. */
  readonly line: number
  readonly fields: ReadonlyMap<string, string>
  /** `dependencies`, `optionalDependencies` and whatever else holds fields of its own. */
  readonly sections: ReadonlyMap<string, ReadonlyMap<string, string>>
}

/** A line that is not understood or contradicts another, and the entry it stands in. */
export interface Fault {
  readonly key: string
  readonly reason: string
}

interface Words {
  readonly words: readonly string[]
  readonly commas: number
  /** Whether it ends in a colon: what follows belongs to it. */
  readonly isOpen: boolean
}

const MAX_SHOWN = 200
const MAX_FAULTS = 100

/** Where a quoted word ends; -1 where it does not. */
function endOfQuote(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at
  }
  return -1
}

function unquoted(written: string): string | undefined {
  if (!written.includes('\\')) return written.slice(1, -1)
  try {
    return String(JSON.parse(written))
  } catch {
    return undefined
  }
}

const ENDS = ' ,:"'

/** Splits a line without its indentation; undefined where a quote is not closed or a colon stands inside. */
function wordsOf(text: string): Words | undefined {
  const words: string[] = []
  let commas = 0
  let at = 0
  while (at < text.length) {
    const start = at
    const character = text[at]
    if (character === ':') return at === text.length - 1 ? { words, commas, isOpen: true } : undefined
    if (character === '"') {
      const end = endOfQuote(text, at)
      const word = end === -1 ? undefined : unquoted(text.slice(at, end + 1))
      if (word === undefined) return undefined
      words.push(word)
      at = end + 1
    } else if (character === ' ' || character === ',') {
      if (character === ',') commas++
      at++
    } else {
      while (at < text.length && !ENDS.includes(text[at] ?? '')) at++
      words.push(text.slice(start, at))
    }
  }
  return { words, commas, isOpen: false }
}

interface Open extends Written {
  readonly fields: Map<string, string>
  readonly sections: Map<string, Map<string, string>>
  /** The section that lines of four blanks belong to. */
  section: Map<string, string> | undefined
}

function openEntry(found: Words | undefined, line: number): Open | undefined {
  const isWhole = found?.isOpen && found.words.length > 0 && found.commas === found.words.length - 1
  if (!isWhole) return undefined
  return { keys: found.words, line, fields: new Map(), sections: new Map(), section: undefined }
}

/** Puts a field where it belongs; says what is wrong with it, if something is. */
function addField(into: Map<string, string>, { words, commas, isOpen }: Words): string | undefined {
  const [name, value] = words
  if (words.length !== 2 || name === undefined || value === undefined || isOpen || commas > 0) {
    return 'is not understood'
  }
  if (into.has(name))
    return `says ${name.slice(0, MAX_SHOWN)} a second time, and readers disagree on which counts`
  into.set(name, value)
  return undefined
}

function addSection(entry: Open, name: string): string | undefined {
  const isTwice = entry.sections.has(name)
  entry.section = entry.sections.get(name) ?? new Map()
  entry.sections.set(name, entry.section)
  return isTwice ? `opens ${name.slice(0, MAX_SHOWN)} a second time` : undefined
}

function addLine(entry: Open, text: string, indent: number): string | undefined {
  const found = wordsOf(text)
  if (!found) return 'is not understood'
  const [name = ''] = found.words
  if (indent === 2) {
    if (found.isOpen && found.words.length === 1) return addSection(entry, name)
    entry.section = undefined
    return addField(entry.fields, found)
  }
  return indent === 4 && entry.section ? addField(entry.section, found) : 'is not understood'
}

function indentOf(line: string): number {
  let indent = 0
  while (line[indent] === ' ') indent++
  return indent
}

/** The lines of a text with their numbers; a list of all would take more memory than the text. */
function* linesOf(text: string): Iterable<readonly [written: string, line: number]> {
  let line = 0
  for (let start = 0; start <= text.length; ) {
    const end = text.indexOf('\n', start)
    const stop = end === -1 ? text.length : end
    yield [text.slice(start, stop), ++line]
    start = stop + 1
  }
}

/**
 * Reads the text of a yarn.lock of Yarn 1 (https://classic.yarnpkg.com/docs/yarn-lock), whose syntax is its own: keys at
 * the margin, fields below by two blanks, lists of dependencies by four. Every entry is handed over in turn. A line
 * that is wrong is a fault of its entry, and the others stay.
 */
export function readClassicText(text: string, take: (entry: Written) => void): readonly Fault[] {
  const faults: Fault[] = []
  let entry: Open | undefined
  const addFault = (line: number, reason: string) => {
    const key = entry?.keys[0]?.slice(0, MAX_SHOWN) ?? `line ${line}`
    if (faults.length < MAX_FAULTS) faults.push({ key, reason: `line ${line} ${reason}` })
  }
  for (const [written, line] of linesOf(text)) {
    const indent = indentOf(written)
    const content = written.slice(indent).trimEnd()
    if (content === '' || content.startsWith('#')) continue
    if (indent === 0) {
      if (entry) take(entry)
      entry = openEntry(wordsOf(content), line)
      if (!entry) addFault(line, 'is not understood')
      continue
    }
    // Below a key that is not understood nothing belongs to anything, and that is told already.
    const unowned = faults.length === 0 ? 'belongs to no entry' : undefined
    const reason = entry ? addLine(entry, content, indent) : unowned
    if (reason !== undefined) addFault(line, reason)
  }
  if (entry) take(entry)
  return faults
}
