import { connect, type Node } from './graph.ts'
import type { Planned } from './yarn-nodes.ts'

/** How many answers one peer may have; each is another package that some way to the asker brings. */
const MAX_ANSWERS = 32

interface Asked {
  readonly planned: Planned
  /** What answers each of its peers so far. */
  readonly answers: ReadonlyMap<string, Set<Node>>
}

/** Takes an answer in; whether it is new. */
function answer({ answers }: Asked, name: string, to: Node): boolean {
  const known = answers.get(name)
  if (!known || known.has(to) || known.size >= MAX_ANSWERS) return false
  known.add(to)
  return true
}

/** What a node gives to those it depends on: itself, and what is installed for it. */
function givenBy(node: Node): ReadonlyMap<string, Node> {
  const given = new Map([[node.entry.name, node]])
  for (const { edge, to } of node.arrows) given.set(edge.name, to)
  return given
}

type Answers = Asked['answers']

/** Names that both have; the smaller is walked, because a hostile lockfile can make the other long. */
function shared(one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>): readonly string[] {
  const [small, large] = one.size < other.size ? [one, other] : [other, one]
  return [...small.keys()].filter((name) => large.has(name))
}

/** Those that a node depends on and that have a peer of the same name as a peer of its own. */
function heirsOf(
  { planned, answers }: Asked,
  asked: ReadonlyMap<Node, Asked>,
): ReadonlyMap<string, readonly Asked[]> {
  const heirs = new Map<string, Asked[]>()
  for (const below of new Set(planned.node.arrows.flatMap(({ to }) => asked.get(to) ?? []))) {
    for (const name of shared(answers, below.answers)) addTo(heirs, name, below)
  }
  return heirs
}

function addTo(lists: Map<string, Asked[]>, name: string, one: Asked): void {
  const list = lists.get(name)
  if (list) list.push(one)
  else lists.set(name, [one])
}

/**
 * Draws the arrows of peers, which a yarn.lock declares and does not resolve. Yarn gives a package the peer that each
 * of its dependents has: as a dependency, by being it, or as a peer of its own that is given by dependents in turn
 * (https://yarnpkg.com/advanced/lexicon#peer-dependency). So a peer may have several answers, and none if nobody up
 * the ways has it: then nothing is installed for it, and Yarn only warns.
 */
export function drawPeers(planned: readonly Planned[]): void {
  const asked = new Map<Node, Asked>()
  for (const one of planned) {
    if (one.peers.length === 0) continue
    const answers: Answers = new Map(one.peers.map(({ name }) => [name, new Set<Node>()]))
    asked.set(one.node, { planned: one, answers })
  }
  const news: { readonly at: Asked; readonly name: string; readonly to: Node }[] = []
  const tell = (at: Asked, name: string, to: Node | undefined) => {
    if (to && answer(at, name, to)) news.push({ at, name, to })
  }
  for (const { node } of planned) {
    const below = node.arrows.flatMap(({ to }) => asked.get(to) ?? [])
    if (below.length === 0) continue
    const given = givenBy(node)
    for (const at of below) for (const name of shared(given, at.answers)) tell(at, name, given.get(name))
  }
  const heirs = new Map<Asked, ReadonlyMap<string, readonly Asked[]>>()
  for (const { at, name, to } of news) {
    const known = heirs.get(at) ?? heirsOf(at, asked)
    heirs.set(at, known)
    for (const heir of known.get(name) ?? []) tell(heir, name, to)
  }
  connectAll([...asked.values()])
}

function connectAll(asked: readonly Asked[]): void {
  for (const { planned, answers } of asked) {
    for (const edge of planned.peers) {
      for (const to of answers.get(edge.name) ?? []) if (to !== planned.node) connect(planned.node, to, edge)
    }
  }
}
