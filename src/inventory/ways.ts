import type { Graph, Node } from './graph.ts'
import type { Lockfile, Ways } from './package.ts'
import { labelOf } from './reach.ts'

/** Steps that looking for ways may take: a tree may have more of them than anybody could count. */
const MAX_STEPS = 20_000

/** Packages in one way: longer ones are no real trees. */
const MAX_LENGTH = 200

const NONE: Ways = { paths: [], isAll: true }

/** Goes up from a node to the repository's own packages, by every way that passes none twice. */
function waysTo(node: Node, most: number): Ways {
  const paths: (readonly string[])[] = []
  // From the node up: the way so far, its beginning last.
  const open: (readonly Node[])[] = [[node]]
  let steps = 0
  for (let way = open.pop(); way; way = open.pop()) {
    if (++steps > MAX_STEPS || way.length > MAX_LENGTH || paths.length > most)
      return { paths: paths.slice(0, most), isAll: false }
    const [first] = way
    if (first?.isOwn) {
      paths.push(way.filter(({ entry }) => entry.location !== '').map(labelOf))
      continue
    }
    const froms = new Set(first?.dependents.map(({ from }) => from))
    for (const from of froms) if (!way.includes(from)) open.push([from, ...way])
  }
  return { paths: paths.slice(0, most), isAll: paths.length <= most }
}

/** Finds, when asked, every way to a location. */
export function waysOf({ nodes }: Graph): Lockfile['ways'] {
  let known: ReadonlyMap<string, Node> | undefined
  return (location, most) => {
    known ??= new Map(nodes.map((node) => [node.entry.location, node]))
    const node = known.get(location)
    return node ? waysTo(node, most) : NONE
  }
}
