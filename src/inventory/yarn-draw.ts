import type { Gap } from '../core/finding.ts'
import { connect, type Node } from './graph.ts'
import type { Edge } from './manifest.ts'
import type { Descriptor } from './yarn-descriptors.ts'
import type { Planned } from './yarn-nodes.ts'

/** What answers a dependency: a node, or why there is none, after the words who asks for it. */
export type Find = (asker: Planned, asked: Descriptor) => Node | string

export interface Drawn {
  readonly gaps: readonly Gap[]
  /** Names of optional dependencies of dependencies that are not locked. */
  readonly unlockedOptional: ReadonlySet<string>
}

const MAX_SHOWN = 200

function askerOf({ node }: Planned): string {
  if (!node.isOwn) return node.entry.location
  return node.entry.location === '' ? 'package.json' : `${node.entry.location}/package.json`
}

/** Why nothing answers a dependency; the others that are locked under its name are told. */
export function missing(edge: Descriptor, others: readonly string[]): string {
  const spec = edge.spec.slice(0, MAX_SHOWN)
  return others.length === 0
    ? `declares it (${spec}) and the lockfile does not have it`
    : `asks for ${spec} and the lockfile has it for ${others.slice(0, 3).join(', ').slice(0, MAX_SHOWN)} only`
}

/** Draws an arrow for everything that is installed for somebody; what nothing answers is a gap. */
export function drawEdges(path: string, planned: readonly Planned[], find: Find): Drawn {
  const gaps: Gap[] = []
  const unlockedOptional = new Set<string>()
  const draw = (asker: Planned, edge: Edge) => {
    const found = find(asker, edge)
    if (typeof found !== 'string') {
      connect(asker.node, found, edge)
    } else if (edge.kind === 'optional' && !asker.node.isOwn) {
      unlockedOptional.add(edge.name)
    } else if (!asker.isCopy) {
      const reason = `${askerOf(asker)} ${found}: run yarn install`
      gaps.push({ target: path, subject: edge.name.slice(0, MAX_SHOWN), reason })
    }
  }
  for (const asker of planned) for (const edge of asker.edges) draw(asker, edge)
  return { gaps, unlockedOptional }
}
