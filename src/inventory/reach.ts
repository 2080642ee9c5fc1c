import { folderAt, isInstalled } from './entry.ts'
import type { Graph, Node } from './graph.ts'
import type { EdgeKind } from './manifest.ts'
import type { Lockfile, Package, Scope, Source } from './package.ts'

/** An optional peer brings nothing in: it takes what others brought, or goes without. */
const REACHING: readonly EdgeKind[] = ['prod', 'peer', 'optional']

function closure(start: readonly Node[], kinds: readonly EdgeKind[]): ReadonlySet<Node> {
  const reached = new Set(start)
  for (const node of reached) {
    for (const arrow of node.arrows) if (kinds.includes(arrow.kind)) reached.add(arrow.to)
  }
  return reached
}

function scopesOf(nodes: readonly Node[]): (node: Node) => Scope {
  const own = nodes.filter((node) => node.isOwn)
  const prod = closure(own, ['prod', 'peer'])
  const optional = closure(own, REACHING)
  // Those of linked folders too: npm installs them.
  const folders = nodes.filter((node) => !isInstalled(node.entry.location))
  const firstDev = folders.flatMap(({ arrows }) =>
    arrows.filter(({ kind }) => kind === 'dev').map(({ to }) => to),
  )
  const dev = closure(firstDev, REACHING)
  return (node) => {
    if (prod.has(node)) return dev.has(node) ? 'both' : 'prod'
    if (optional.has(node)) return 'optional'
    // What nothing reaches would still be installed by some: it counts as production.
    return dev.has(node) ? 'dev' : 'prod'
  }
}

function labelOf(node: Node): string {
  return node.isOwn ? node.entry.name : `${node.entry.name}@${node.entry.version}`
}

interface Way {
  readonly depth: number
  readonly before: Node | undefined
}

/** Breadth first from the repository's own packages: how far every node is, and over which dependent. */
function waysOf(nodes: readonly Node[]): ReadonlyMap<Node, Way> {
  const ways = new Map<Node, Way>()
  for (const node of nodes) if (node.isOwn) ways.set(node, { depth: 0, before: undefined })
  for (const [node, way] of ways) {
    for (const { to } of node.arrows) if (!ways.has(to)) ways.set(to, { depth: way.depth + 1, before: node })
  }
  return ways
}

/** Finds, when asked, the ways from the root to a location: the shortest, or one through each of its nearest dependents. */
export function pathsOf({ nodes }: Graph): Lockfile['paths'] {
  // Made when first asked for: most runs need the paths of a few packages only.
  let known: { readonly ways: ReadonlyMap<Node, Way>; readonly at: ReadonlyMap<string, Node> } | undefined
  return (location, most) => {
    known ??= { ways: waysOf(nodes), at: new Map(nodes.map((node) => [node.entry.location, node])) }
    const { ways } = known
    const node = known.at.get(location)
    if (!node) return []
    if (most === 1) return ways.has(node) ? [wayTo(node, ways)] : []
    const depthOf = (one: Node) => ways.get(one)?.depth ?? 0
    const froms = new Set(node.dependents.map((dependent) => dependent.from))
    const near = [...froms].filter((from) => ways.has(from) && !passes(from, node, ways))
    near.sort((a, b) => depthOf(a) - depthOf(b) || compare(a.entry.location, b.entry.location))
    return near.slice(0, most).map((from) => [...wayTo(from, ways), labelOf(node)])
  }
}

function wayTo(node: Node, ways: ReadonlyMap<Node, Way>): readonly string[] {
  const way: string[] = []
  for (let at: Node | undefined = node; at; at = ways.get(at)?.before) {
    if (at.entry.location !== '') way.push(labelOf(at))
  }
  return way.reverse()
}

/** Whether the shortest way to `from` already goes through `node`: then it is a circle, not a path. */
function passes(from: Node, node: Node, ways: ReadonlyMap<Node, Way>): boolean {
  for (let at: Node | undefined = from; at; at = ways.get(at)?.before) if (at === node) return true
  return false
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

function sourceOf(node: Node): Source {
  const { location, resolved } = node.entry
  if (node.isOwn) return 'workspace'
  if (/^(git[+:@]|github:|gitlab:|bitbucket:|gist:)/.test(resolved)) return 'git'
  if (resolved.startsWith('file:')) return 'file'
  if (!isInstalled(location)) return 'link'
  const isByUrl = node.dependents.some((dependent) => /^https?:/.test(dependent.edge.spec))
  return isByUrl ? 'tarball' : 'registry'
}

/** Every node but the root as a package, with where it is reached from. */
export function packagesOf(graph: Graph): readonly Package[] {
  const scope = scopesOf(graph.nodes)
  return graph.nodes
    .filter((node) => node.entry.location !== '')
    .map((node) => ({
      name: node.entry.name,
      alias: node.entry.alias,
      version: node.entry.version,
      location: node.entry.location,
      source: sourceOf(node),
      scope: scope(node),
      direct: node.dependents.some((dependent) => dependent.from.isOwn),
      bundled: node.entry.bundled,
      license: node.entry.license,
      line: node.entry.line,
      folder: isInstalled(node.entry.location) ? folderAt(node.entry.resolved) : node.entry.location,
    }))
}
