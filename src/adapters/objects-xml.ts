/** An element of a document, with the text directly in it. Prefixes of names are left out. */
export interface XmlElement {
  readonly name: string
  readonly text: string
  readonly children: readonly XmlElement[]
}

interface Open {
  readonly name: string
  text: string
  readonly children: XmlElement[]
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const MAX_DEPTH = 16
/** A page lists 1,000 objects of ten elements each. */
const MAX_ELEMENTS = 50_000
const TAG = /^<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/
const REFERENCE = /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([A-Za-z]{2,4}));/g

/** Text with its references resolved; undefined where one is none. A document type, which could define others, is refused. */
function decode(text: string): string | undefined {
  if (!text.includes('&')) return text
  let isGood = !text.replace(REFERENCE, '').includes('&')
  const decoded = text.replace(REFERENCE, (_all, hex?: string, decimal?: string, name = '') => {
    const code = hex ? Number.parseInt(hex, 16) : decimal ? Number(decimal) : undefined
    const isCharacter = code === undefined || (code > 0 && code <= 0x10ffff)
    const character = code === undefined ? NAMED[name] : isCharacter ? String.fromCodePoint(code) : undefined
    isGood &&= character !== undefined
    return character ?? ''
  })
  return isGood ? decoded : undefined
}

/** Skips what says nothing: declarations and comments. Undefined where one does not end. */
function skipSilent(xml: string, at: number): number | undefined {
  const [start, end] = xml.startsWith('<!--', at) ? ['<!--', '-->'] : ['<?', '?>']
  if (!xml.startsWith(start, at)) return at
  const found = xml.indexOf(end, at + start.length)
  return found === -1 ? undefined : found + end.length
}

interface Reader {
  readonly stack: Open[]
  root: XmlElement | undefined
  count: number
}

/** Whether a tag can stand where it does. */
function isPlaced({ stack, root, count }: Reader, isClosing: boolean, name: string): boolean {
  if (isClosing) return stack.at(-1)?.name === name
  return root === undefined && stack.length < MAX_DEPTH && count < MAX_ELEMENTS
}

function close(reader: Reader): void {
  const done = reader.stack.pop()
  const parent = reader.stack.at(-1)
  if (!done) return
  if (parent) parent.children.push(done)
  else reader.root = done
}

/** Takes text between two tags; false where it is none. */
function takeText(reader: Reader, raw: string): boolean {
  const top = reader.stack.at(-1)
  const text = decode(raw)
  if (text === undefined || raw.includes(']]>')) return false
  if (top) top.text += text
  return top !== undefined || text.trim() === ''
}

/** Takes what begins with `<`; gives where it ends, undefined where it is no XML that we read. */
function takeMarkup(reader: Reader, xml: string, at: number): number | undefined {
  const after = skipSilent(xml, at)
  if (after !== at) return after
  if (xml.startsWith('<![CDATA[', at)) {
    const end = xml.indexOf(']]>', at)
    const top = reader.stack.at(-1)
    if (end === -1 || !top) return undefined
    top.text += xml.slice(at + 9, end)
    return end + 3
  }
  const limit = xml.indexOf('>', at)
  const [whole, closing = '', name = '', , selfClosing = ''] = TAG.exec(xml.slice(at, limit + 1)) ?? []
  if (whole === undefined) return undefined
  const local = name.slice(name.indexOf(':') + 1)
  const isClosing = closing !== ''
  if (!isPlaced(reader, isClosing, local) || (isClosing && selfClosing !== '')) return undefined
  reader.count++
  if (!isClosing) reader.stack.push({ name: local, text: '', children: [] })
  if (isClosing || selfClosing !== '') close(reader)
  return at + whole.length
}

/**
 * Reads the XML that object stores answer: elements, text, references to characters. Undefined where it is anything
 * else: damaged, deeper or longer than such an answer is, or with a document type.
 */
export function readXml(xml: string): XmlElement | undefined {
  const reader: Reader = { stack: [], root: undefined, count: 0 }
  for (let at = xml.startsWith('\ufeff') ? 1 : 0; at < xml.length; ) {
    const next = xml.indexOf('<', at)
    const end = next === -1 ? xml.length : next
    if (!takeText(reader, xml.slice(at, end))) return undefined
    if (next === -1) break
    const after = takeMarkup(reader, xml, next)
    if (after === undefined) return undefined
    at = after
  }
  return reader.stack.length === 0 ? reader.root : undefined
}

/** The text of the first element of a name directly in another one; undefined where there is none. */
export function textIn(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text
}
