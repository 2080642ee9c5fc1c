import semver from 'semver'
import type { Gap } from '../core/finding.ts'
import type { Entry } from './entry.ts'
import type { Arrow, GraphInput, Node } from './graph.ts'
import type { Edge } from './manifest.ts'

/** Longer ones are no ranges that anybody wrote. */
const MAX_RANGE = 256
const MAX_SHOWN = 100
const ALIAS = /^npm:((?:@[^/@]+\/)?[^/@]+)(?:@(.*))?$/
const LOOSE = { loose: true }

function isPeer({ kind }: Edge): boolean {
  return kind === 'peer' || kind === 'optional-peer'
}

/** Whether what is locked is what a manifest asks for; undefined where that takes more than names and ranges. */
function fits(spec: string, { name, version }: Entry): boolean | undefined {
  if (spec.length > MAX_RANGE) return undefined
  const alias = ALIAS.exec(spec)
  if (alias && alias[1] !== name) return false
  const range = alias ? (alias[2] ?? '*') : spec
  if (semver.satisfies(version, range, LOOSE)) return true
  const wanted = semver.validRange(range, LOOSE)
  // A prerelease is in no other range than the one that takes everything, as npm has it.
  return wanted === null || semver.valid(version, LOOSE) === null ? undefined : wanted === '*'
}

/**
 * What the repository's own manifests ask for and the lockfile has otherwise: npm ci refuses it and npm install
 * would put something else in its place. A tag, a URL or a path counts as it is as long as the lockfile was made
 * for the same one; version 1 does not say what it was made for.
 */
export function disagreementsOf(
  nodes: readonly Node[],
  { path, declared, hasSpecs }: GraphInput,
): readonly Gap[] {
  const gaps: Gap[] = []
  const areReplaced = declared.get('')?.overrides === true
  for (const { entry, arrows } of nodes) {
    // Overrides change what members are given, but npm does not let them contradict the root.
    if (!declared.has(entry.location) || (areReplaced && entry.location !== '')) continue
    const madeFor = new Map(entry.edges.map((edge) => [edge.name, edge.spec]))
    const isMet = ({ edge, to }: Arrow) =>
      isPeer(edge) ||
      to.isOwn ||
      (fits(edge.spec, to.entry) ?? (!hasSpecs || madeFor.get(edge.name) === edge.spec))
    for (const { edge, to } of arrows.filter((arrow) => !isMet(arrow))) {
      const by = entry.location === '' ? 'package.json' : entry.location
      const locked = `${to.entry.name} ${to.entry.version}`.slice(0, MAX_SHOWN)
      const reason = `${by} asks for ${edge.spec.slice(0, MAX_SHOWN)} and the lockfile has ${locked}: run npm install`
      gaps.push({ target: path, subject: edge.name, reason })
    }
  }
  return gaps
}
