import type { Gap } from '../core/finding.ts'
import { fits, misdirected } from './agreement.ts'
import { askerOf, type BunInput } from './bun-graph.ts'
import type { Specs } from './bun-specs.ts'
import type { Arrow, Node } from './graph.ts'
import type { Edge } from './manifest.ts'
import { entryGap } from './npm-fields.ts'

const MAX_SHOWN = 100
const ALIAS = /^npm:((?:@[^/@]+\/)?[^/@]+)(?:@|$)/

function shown(text: string): string {
  return text.slice(0, MAX_SHOWN)
}

/** Whether a package of a registry is asked for: by a range, a tag or an alias, not by a place. */
function isOfRegistry(spec: string): boolean {
  return spec.startsWith('npm:') || !/[:/]/.test(spec)
}

/** Whether what is locked may answer to what is asked for, as far as kinds and names go. */
function kindProblem({ edge, to, from }: Arrow, spec: string): string | undefined {
  const { entry, isOwn } = to
  const isPeer = edge.kind === 'peer' || edge.kind === 'optional-peer'
  if (isOwn) {
    const isPlace = spec.startsWith('workspace:') || !isOfRegistry(spec)
    return isPlace || edge.name === entry.name ? undefined : `the member ${shown(entry.name)}`
  }
  if (isPeer || (!from.isOwn && spec.startsWith('workspace:'))) return undefined
  if (isOfRegistry(spec) === (entry.source === 'registry')) return undefined
  return entry.source === 'registry'
    ? `${shown(entry.name)} ${shown(entry.version)} of a registry`
    : `${shown(entry.name)} from elsewhere (${shown(entry.version)})`
}

/** A version outside of what is asked for: something that stood nearer to who asks is gone. Peers may be ignored. */
function versionProblem({ edge, to }: Arrow, spec: string): string | undefined {
  const isPeer = edge.kind === 'peer' || edge.kind === 'optional-peer'
  if (to.isOwn || isPeer || to.entry.source !== 'registry') return undefined
  return fits(spec, to.entry) === false ? `${shown(to.entry.name)} ${shown(to.entry.version)}` : undefined
}

/** What the lockfile has otherwise than it is asked for. */
function contradictions(nodes: readonly Node[], path: string, specs: Specs): readonly Gap[] {
  return nodes.flatMap((node) =>
    node.arrows.flatMap((arrow) => {
      const spec = specs.effective(arrow.edge)
      const asked = shown(arrow.edge.spec)
      if (spec === undefined) {
        if (!node.isOwn) return []
        return entryGap(
          path,
          arrow.edge.name,
          `${askerOf(node)} asks for ${asked} and the lockfile has no such catalog entry`,
        )
      }
      const found = kindProblem(arrow, spec) ?? versionProblem(arrow, spec)
      if (found === undefined) return []
      const reason = `${askerOf(node)} asks for ${asked} and the lockfile has ${found}: run bun install`
      return entryGap(path, arrow.edge.name, reason)
    }),
  )
}

/** Entries of another package than their key says, where nobody asks for that one under this name. */
function renamed(nodes: readonly Node[], path: string, specs: Specs): readonly Gap[] {
  return nodes.flatMap(({ entry, isOwn, dependents }) => {
    if (isOwn || entry.alias === undefined || entry.source !== 'registry') return []
    const isAliased = dependents.some(
      ({ edge }) => ALIAS.exec(specs.effective(edge) ?? '')?.[1] === entry.name,
    )
    const reason = `the lockfile calls it ${shown(entry.name)}, and ${shown(entry.alias)} is asked for under no alias`
    return isAliased ? [] : entryGap(path, entry.location, reason)
  })
}

function staleProblem(edge: Edge, locked: Edge | undefined): string | undefined {
  if (locked?.spec === edge.spec || edge.kind === 'optional-peer') return undefined
  return locked
    ? `asks for ${shown(edge.spec)} and the lockfile was made for ${shown(locked.spec)}`
    : `declares it (${shown(edge.spec)}) and the lockfile was not made for it`
}

/** What a manifest asks for and the lockfile was not made for: Bun would resolve it anew. */
function stale(nodes: readonly Node[], { path, declared }: BunInput): readonly Gap[] {
  return nodes.flatMap((node) => {
    const { entry, isOwn } = node
    const edges = entry.folder === undefined ? [] : (declared.get(entry.folder)?.edges ?? [])
    const locked = new Map(entry.edges.map((edge) => [edge.name, edge]))
    const found = new Set(node.arrows.map(({ edge }) => edge.name))
    return (
      edges
        // Missing altogether is said already.
        .filter(({ name, kind }) => found.has(name) && (isOwn || kind !== 'dev'))
        .flatMap((edge) => {
          const problem = staleProblem(edge, locked.get(edge.name))
          return problem === undefined
            ? []
            : entryGap(path, edge.name, `${askerOf(node)} ${problem}: run bun install`)
        })
    )
  })
}

/** Where a bun.lock contradicts itself or the manifests; each is told once. */
export function bunDisagreements(nodes: readonly Node[], input: BunInput): readonly Gap[] {
  const { specs } = input
  const outdated = stale(nodes, input)
  const told = new Set(outdated.map(({ subject }) => subject))
  return [
    ...misdirected(nodes, input.path),
    ...renamed(nodes, input.path, specs),
    ...outdated,
    ...contradictions(nodes, input.path, specs).filter(({ subject }) => !told.has(subject)),
  ]
}
