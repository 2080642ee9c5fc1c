import { constructFromEvents, EVENT_ID, type Event, getScalarValue, parseEvents } from 'js-yaml'

/** A part of a YAML document. An alias stands for the node that it names; a text's place is then the alias's own. */
export type YamlNode = YamlText | YamlList | YamlMap

export interface YamlText {
  readonly kind: 'text'
  readonly text: string
  /** Offsets in the document, without quotes; -1 for the text of an empty value. */
  readonly start: number
  readonly end: number
}

export interface YamlList {
  readonly kind: 'list'
  readonly items: readonly YamlNode[]
}

export interface YamlMap {
  readonly kind: 'map'
  readonly pairs: readonly { readonly key: string; readonly value: YamlNode }[]
}

interface Open {
  readonly node: YamlNode
  readonly add: (child: YamlNode) => void
}

interface Building {
  readonly text: string
  readonly open: Open[]
  readonly anchors: Map<string, YamlNode>
}

const MAX_DEPTH = 100
const MAX_ALIASES = 1000

function openList(): Open {
  const items: YamlNode[] = []
  return { node: { kind: 'list', items }, add: (child) => void items.push(child) }
}

function openMap(): Open {
  const pairs: { key: string; value: YamlNode }[] = []
  let key: string | undefined
  function add(child: YamlNode): void {
    // A list or a mapping as a key is none that anybody asks for.
    if (key === undefined) key = child.kind === 'text' ? child.text : ''
    else {
      pairs.push({ key, value: child })
      key = undefined
    }
  }
  return { node: { kind: 'map', pairs }, add }
}

type NodeEvent = Exclude<Event, { readonly type: typeof EVENT_ID.DOCUMENT | typeof EVENT_ID.POP }>

function openingOf(event: NodeEvent, { text, anchors }: Building): Open {
  const add = () => undefined
  const ofText = (written: string, start: number, end: number): Open => ({
    node: { kind: 'text', text: written, start, end },
    add,
  })
  if (event.type === EVENT_ID.SEQUENCE) return openList()
  if (event.type === EVENT_ID.MAPPING) return openMap()
  if (event.type === EVENT_ID.SCALAR)
    return ofText(getScalarValue(text, event), event.valueStart, event.valueEnd)
  const { anchorStart, anchorEnd } = event
  const named = anchors.get(text.slice(anchorStart, anchorEnd))
  if (named && named.kind !== 'text') return { node: named, add }
  return ofText(named?.text ?? '', anchorStart, anchorEnd)
}

function build(event: Event, building: Building): void {
  const { open, anchors, text } = building
  if (event.type === EVENT_ID.DOCUMENT) return
  if (event.type === EVENT_ID.POP) {
    open.pop()
    return
  }
  const opening = openingOf(event, building)
  const anchor = text.slice(event.anchorStart, event.anchorEnd)
  if (event.type !== EVENT_ID.ALIAS && anchor !== '') anchors.set(anchor, opening.node)
  open.at(-1)?.add(opening.node)
  if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) open.push(opening)
}

/**
 * The one document of a YAML 1.2 text (https://yaml.org/spec/1.2.2/) with where its texts stand; no root where there is
 * none, a problem where it is wrong, in words that follow the file's name. A node that is named by many aliases is one.
 */
export function readYamlNodes(
  text: string,
): { readonly root: YamlNode | undefined } | { readonly problem: string } {
  try {
    const events = parseEvents(text, { maxDepth: MAX_DEPTH })
    // It alone knows about keys that stand twice, tags, and aliases of nothing.
    const documents = constructFromEvents(events, { source: text, maxAliases: MAX_ALIASES })
    if (documents.length > 1) return { problem: 'holds more than one YAML document' }
    const top = openList()
    const building: Building = { text, open: [], anchors: new Map() }
    building.open.push(top, top)
    for (const event of events) build(event, building)
    return { root: top.node.kind === 'list' ? top.node.items[0] : undefined }
  } catch {
    return { problem: 'is not valid YAML' }
  }
}

/** The value of a mapping's key; undefined where there is none, or where the node is no mapping. */
export function childOf(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return node?.kind === 'map' ? node.pairs.find((pair) => pair.key === key)?.value : undefined
}
