import type { Gap } from '../core/finding.ts'
import { type Entry, isInstalled, nameAt } from './entry.ts'
import { membersOf } from './links.ts'
import type { Edge, EdgeKind, Manifest } from './manifest.ts'

export interface Arrow {
  readonly from: Node
  readonly to: Node
  readonly edge: Edge
  /** The edge's, but for what a lockfile of version 1 knows better. */
  readonly kind: EdgeKind
}

/** An entry with its dependencies found in the tree, as Node's own look-up would find them. */
export interface Node {
  readonly entry: Entry
  /** The root or a member of the workspace. */
  readonly isOwn: boolean
  readonly arrows: Arrow[]
  /** The arrows that end here. */
  readonly dependents: Arrow[]
}

export interface Graph {
  /** All but links, which only lead to a node; the root first. */
  readonly nodes: readonly Node[]
  readonly gaps: readonly Gap[]
  /** Names of optional dependencies of dependencies that are not locked. */
  readonly unlockedOptional: ReadonlySet<string>
}

const LOCAL = /^(file:|link:|\.{0,2}\/)/

const FOLDER = 'node_modules'

/** Where the folder to look in next ends: Node's look-up skips those that are themselves called node_modules. */
function above(path: string, end: number): number {
  let next = end
  do next = Math.max(0, path.lastIndexOf('/', next - 1))
  while (path.endsWith(FOLDER, next) && (next === FOLDER.length || path[next - FOLDER.length - 1] === '/'))
  return next
}

type Find = (from: string, name: string) => Entry | undefined

/** Looks a name up as Node does: in the node_modules of a folder, then of the folders above it. */
function finderOf(entries: readonly Entry[]): Find {
  const installed = new Map<string, Map<string, Entry>>()
  // Few lengths are those of a folder with a node_modules: the others need not be cut out of the path and hashed.
  const lengths = new Set<number>()
  for (const entry of entries) {
    if (!isInstalled(entry.location)) continue
    const name = nameAt(entry.location)
    const folder = entry.location.slice(0, -`/${FOLDER}/${name}`.length)
    const beside = installed.get(folder) ?? new Map<string, Entry>()
    installed.set(folder, beside.set(name, entry))
    lengths.add(folder.length)
  }
  return (from, name) => {
    for (let end = from.length; ; end = above(from, end)) {
      const found = lengths.has(end) ? installed.get(from.slice(0, end))?.get(name) : undefined
      if (found || end === 0) return found
    }
  }
}

/** An entry without arrows yet. */
export function nodeOf(entry: Entry, isOwn: boolean): Node {
  return { entry, isOwn, arrows: [], dependents: [] }
}

/** Draws an arrow, and tells both of its ends. */
export function connect(from: Node, to: Node, edge: Edge, kind: EdgeKind = edge.kind): void {
  const arrow = { from, to, edge, kind }
  from.arrows.push(arrow)
  to.dependents.push(arrow)
}

export interface GraphInput {
  /** The lockfile's path: the target of every gap. */
  readonly path: string
  readonly entries: readonly Entry[]
  /** Dependencies in the package.json of the root ('') and of the folders that links lead to. */
  readonly declared: ReadonlyMap<string, Manifest>
  /** Whether it records what the repository's own packages asked for (version 1 does not). */
  readonly hasSpecs: boolean
}

function edgesFrom(entry: Entry, input: GraphInput): readonly Edge[] {
  const declared = input.declared.get(entry.location)?.edges
  if (!declared) return entry.edges
  const names = new Set(declared.map((edge) => edge.name))
  return [...declared, ...entry.edges.filter((edge) => !names.has(edge.name))]
}

/** Whether the lockfile must have it: npm 6, which wrote version 1, left out what linked folders develop with. */
function isNeeded({ kind }: Edge, { isOwn }: Node, { hasSpecs }: GraphInput): boolean {
  return kind === 'prod' || (kind === 'dev' && (isOwn || hasSpecs)) || (kind === 'optional' && isOwn)
}

/** Links that somebody depends on by a path. */
function linksByPath(input: GraphInput, find: Find): ReadonlySet<Entry> {
  const found = new Set<Entry | undefined>()
  if (!input.entries.some((entry) => entry.link !== undefined)) return new Set()
  for (const entry of input.entries) {
    for (const edge of edgesFrom(entry, input)) {
      if (LOCAL.test(edge.spec)) found.add(find(entry.location, edge.name))
    }
  }
  return new Set(input.entries.filter((entry) => entry.link !== undefined && found.has(entry)))
}

function draw(input: GraphInput, nodes: ReadonlyMap<string, Node>, find: Find) {
  const gaps: Gap[] = []
  const unlockedOptional = new Set<string>()
  for (const node of nodes.values()) {
    for (const edge of edgesFrom(node.entry, input)) {
      const found = find(node.entry.location, edge.name)
      const to = found && nodes.get(found.link ?? found.location)
      if (to) {
        connect(node, to, edge, to.entry.onlyOptional && edge.kind === 'prod' ? 'optional' : edge.kind)
      } else if (!found && edge.kind === 'optional' && !node.isOwn) {
        unlockedOptional.add(edge.name)
      } else if (!found && isNeeded(edge, node, input)) {
        const by = node.entry.location === '' ? 'package.json' : node.entry.location
        const reason = `${by} declares it (${edge.spec}) and the lockfile does not have it: run npm install`
        gaps.push({ target: input.path, subject: edge.name, reason })
      }
    }
  }
  return { gaps, unlockedOptional }
}

/** Finds every dependency of every entry; what is declared and not locked, and what links lie about, are gaps. */
export function graphOf(input: GraphInput): Graph {
  const find = finderOf(input.entries)
  const { members, gaps } = membersOf({ ...input, isByPath: linksByPath(input, find) })
  const nodes = new Map<string, Node>()
  for (const entry of input.entries) {
    if (entry.link !== undefined) continue
    const isOwn = entry.location === '' || members.has(entry.location)
    nodes.set(entry.location, nodeOf(entry, isOwn))
  }
  const drawn = draw(input, nodes, find)
  return { ...drawn, nodes: [...nodes.values()], gaps: [...gaps, ...drawn.gaps] }
}
