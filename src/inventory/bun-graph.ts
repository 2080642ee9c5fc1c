import type { Gap } from '../core/finding.ts'
import { fits } from './agreement.ts'
import type { Item } from './bun-entries.ts'
import { lookUp, namesIn } from './bun-key.ts'
import type { Specs } from './bun-specs.ts'
import type { Entry } from './entry.ts'
import { connect, type Graph, type Node, nodeOf } from './graph.ts'
import type { Edge, EdgeKind, Manifest } from './manifest.ts'
import { entryGap } from './npm-fields.ts'

/** What a bun.lock holds, before dependencies are found in it. */
export interface BunInput {
  readonly path: string
  /** The repository's own, the root first. */
  readonly own: readonly Entry[]
  readonly items: readonly Item[]
  /** Manifests by the folder of an own package or of one that is copied in. */
  readonly declared: ReadonlyMap<string, Manifest>
  readonly specs: Specs
}

interface Places {
  readonly byKey: ReadonlyMap<string, Node>
  readonly nodes: readonly Node[]
  readonly gaps: readonly Gap[]
}

/** The node of an entry that says it is one of the repository's own, or why it is none. */
function ownOf({ tuple }: Item, own: ReadonlyMap<string, Node>): Node | string {
  const node = own.get(tuple.member ?? '')
  const shown = (tuple.member || 'the root').slice(0, 200)
  if (!node) return `its entry was made a link to ${shown}, which is no package of this repository`
  return node.entry.name === tuple.name
    ? node
    : `its entry is a link to ${shown}, where no package of that name stands`
}

/** Every key with its node: members are found by their name, whether or not `packages` has them. */
function placesOf({ path, own, items }: BunInput): Places {
  const ownNodes = own.map((entry) => nodeOf(entry, true))
  const folders = new Map(ownNodes.map((node) => [node.entry.location, node]))
  const byKey = new Map(ownNodes.slice(1).map((node) => [node.entry.name, node]))
  const members = new Set(byKey.keys())
  const nodes = [...ownNodes]
  const gaps: Gap[] = []
  for (const item of items) {
    const isOwn = item.tuple.member !== undefined
    const node = isOwn ? ownOf(item, folders) : nodeOf(item.entry, false)
    if (typeof node === 'string') {
      gaps.push(entryGap(path, item.key, node))
      continue
    }
    if (!isOwn) nodes.push(node)
    if (!isOwn && members.has(item.key))
      gaps.push(entryGap(path, item.key, 'a member of the workspace has this name, and its entry is none'))
    byKey.set(item.key, node)
  }
  return { byKey, nodes, gaps: [...gaps, ...parentless(path, items, byKey)] }
}

/** Keys nested in a package that is not there: nobody can find what they lock. */
function parentless(path: string, items: readonly Item[], byKey: ReadonlyMap<string, Node>): readonly Gap[] {
  return items.flatMap(({ key, names }) => {
    const parent = names.slice(0, -1).join('/')
    const isLost = parent !== '' && !byKey.has(parent)
    return isLost
      ? entryGap(path, key, `its key is nested in ${parent.slice(0, 200)}, which the lockfile does not have`)
      : []
  })
}

/** A peer that Bun found nowhere stands in the lockfile as an optional one. */
function kindOf(edge: Edge, locked: Edge | undefined): EdgeKind {
  return edge.kind === 'peer' && locked?.kind === 'optional-peer' ? 'optional-peer' : edge.kind
}

/** What an entry asks for: what the manifest in its folder says, and what else the lockfile has. */
export function edgesFrom({ entry, isOwn }: Node, declared: BunInput['declared']): readonly Edge[] {
  const manifest = entry.folder === undefined ? undefined : declared.get(entry.folder)
  const said = manifest?.edges.filter(({ kind }) => isOwn || kind !== 'dev') ?? []
  const locked = new Map(entry.edges.map((edge) => [edge.name, edge]))
  const names = new Set(said.map(({ name }) => name))
  return [
    ...said.map((edge) => ({ ...edge, kind: kindOf(edge, locked.get(edge.name)) })),
    ...entry.edges.filter(({ name }) => !names.has(name)),
  ]
}

/** Who asks, as a person finds it. */
export function askerOf({ entry, isOwn }: Node): string {
  if (isOwn) return entry.location === '' ? 'package.json' : entry.location
  return entry.location.slice(0, 200)
}

/** Whether an optional dependency that could not be locked leads to another's version of it, as Bun finds it too. */
function isAnothers(node: Node, edge: Edge, to: Node, { specs }: BunInput): boolean {
  if (node.isOwn || edge.kind !== 'optional' || to.entry.source !== 'registry') return false
  const spec = specs.effective(edge)
  return spec !== undefined && fits(spec, to.entry) === false
}

/** Finds every dependency by key, as Bun does; what nothing answers is a gap, unless it may be missing. */
export function bunGraphOf(input: BunInput): Graph {
  const { byKey, nodes, gaps } = placesOf(input)
  const namesAt = new Map<Node, readonly string[]>(
    nodes.map((node) => [node, namesIn(node.entry.name) ?? []]),
  )
  const itemNames = new Map(input.items.map(({ entry, names }) => [entry, names]))
  const unlockedOptional = new Set<string>()
  const missing: Gap[] = []
  for (const node of nodes) {
    const isRoot = node.entry.location === ''
    const names = isRoot ? [] : (itemNames.get(node.entry) ?? namesAt.get(node) ?? [])
    for (const edge of edgesFrom(node, input.declared)) {
      const isName = namesIn(edge.name)?.length === 1
      const to = isName ? lookUp(byKey, names, edge.name) : undefined
      if (to && !isAnothers(node, edge, to, input)) connect(node, to, edge)
      else if (edge.kind === 'optional' && !node.isOwn) unlockedOptional.add(edge.name)
      else if (edge.kind !== 'optional-peer') {
        const reason = `${askerOf(node)} declares it (${edge.spec.slice(0, 100)}) and the lockfile does not have it: run bun install`
        missing.push(entryGap(input.path, edge.name, reason))
      }
    }
  }
  return { nodes, gaps: [...gaps, ...missing], unlockedOptional }
}
