import { folderAt, isInstalled } from './entry.ts'
import type { Arrow, Graph, Node } from './graph.ts'
import type { EdgeKind } from './manifest.ts'
import type { Dependent, Lockfile, Package, Scope, Source } from './package.ts'

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
  // Those of linked folders too, which npm installs, and of an SBOM's packages; others' are not read.
  const firstDev = nodes.flatMap(({ arrows }) =>
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

/** A node as people write it; of the repository's own packages their name. */
export function labelOf(node: Node): string {
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

/** Packages that a way is told with, the last ones. */
const MAX_STEPS = 50

function wayTo(node: Node, ways: ReadonlyMap<Node, Way>): readonly string[] {
  const way: string[] = []
  for (let at: Node | undefined = node; at; at = ways.get(at)?.before) {
    // Real ways have a dozen steps; without an end a chain of thousands takes the square of its length.
    if (way.length === MAX_STEPS) return ['…', ...way.reverse()]
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
  const { location, resolved, source } = node.entry
  if (node.isOwn) return 'workspace'
  if (source !== undefined) return source
  if (/^(git[+:@]|github:|gitlab:|bitbucket:|gist:)/.test(resolved)) return 'git'
  if (resolved.startsWith('file:')) return 'file'
  if (!isInstalled(location)) return 'link'
  const isByUrl = node.dependents.some((dependent) => /^https?:/.test(dependent.edge.spec))
  return isByUrl ? 'tarball' : 'registry'
}

/** The host of a URL, with its port: where a package or a commit is fetched from. */
export function hostOf(url: string): string | undefined {
  if (url.startsWith('github:')) return 'github.com'
  if (!/^(git\+)?(https?|ssh|git):\/\//i.test(url) || url.length > MAX_URL) return undefined
  const plain = url.replace(/^(git\+)?(https?|ssh|git):/i, 'http:')
  return URL.canParse(plain) ? new URL(plain).host : undefined
}

const MAX_URL = 2000

function folderOf({ entry }: Node): string | undefined {
  if (entry.source !== undefined) return entry.folder
  return isInstalled(entry.location) ? folderAt(entry.resolved) : entry.location
}

function packageOf(node: Node, scope: Scope, peer: boolean): Package {
  const { entry } = node
  return {
    name: entry.name,
    alias: entry.alias,
    type: entry.type ?? 'npm',
    version: entry.version,
    location: entry.location,
    source: sourceOf(node),
    scope,
    direct: node.dependents.some((dependent) => dependent.from.isOwn),
    bundled: entry.bundled,
    license: entry.license,
    line: entry.line,
    folder: folderOf(node),
    peer,
    host: hostOf(entry.resolved),
    integrity: entry.integrity,
    engine: entry.engine,
    deprecated: entry.deprecated,
  }
}

function isPeer({ kind }: Arrow): boolean {
  return kind === 'peer' || kind === 'optional-peer'
}

/** Every node but the root as a package, with where it is reached from. */
export function packagesOf(graph: Graph): ReadonlyMap<Node, Package> {
  const scope = scopesOf(graph.nodes)
  const packages = new Map<Node, Package>()
  for (const node of graph.nodes) {
    if (node.entry.location === '') continue
    packages.set(
      node,
      packageOf(node, scope(node), node.dependents.length > 0 && node.dependents.every(isPeer)),
    )
  }
  return packages
}

/** Finds, when asked, everybody who asks for the package at a location. */
export function dependentsOf(packages: ReadonlyMap<Node, Package>): Lockfile['dependents'] {
  let known: ReadonlyMap<string, Node> | undefined
  return (location) => {
    known ??= new Map([...packages.keys()].map((node) => [node.entry.location, node]))
    return (known.get(location)?.dependents ?? []).map(({ from, edge, kind }): Dependent => {
      const { name, spec } = edge
      if (!from.isOwn) return { by: packages.get(from), name, spec, kind }
      return { by: undefined, own: { name: from.entry.name, folder: from.entry.location }, name, spec, kind }
    })
  }
}
