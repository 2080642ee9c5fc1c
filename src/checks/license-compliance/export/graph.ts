import type { Dependent } from '../../../inventory/package.ts'
import type { LicenseFact } from '../fact.ts'
import { type Component, compare } from './component.ts'

/** A fact that may say who asks for its package; where it does not, only what is direct is known. */
export interface LinkedFact extends LicenseFact {
  readonly dependents?: () => readonly Dependent[]
}

export interface Edge {
  readonly from: string
  readonly to: string
  readonly kind: 'required' | 'optional' | 'dev'
}

export interface ComponentGraph {
  /** By `from`, then `to`, each pair once. */
  readonly edges: readonly Edge[]
  /** Whether every package's dependents are known; else only the root's edges are there. */
  readonly isWhole: boolean
}

/** What a manifest asks for, hardest first: of two ways to ask for the same the harder one counts. */
const KINDS = ['required', 'optional', 'dev'] as const

function kindOf({ kind }: Dependent): Edge['kind'] {
  if (kind === 'dev') return 'dev'
  return kind === 'optional' || kind === 'optional-peer' ? 'optional' : 'required'
}

function placeOf(lockfile: string, location: string): string {
  return JSON.stringify([lockfile, location])
}

function edgesTo(
  to: Component,
  copy: LinkedFact,
  root: string,
  refAt: ReadonlyMap<string, string>,
): readonly Edge[] {
  if (!copy.dependents) return copy.package.direct ? [{ from: root, to: to.ref, kind: to.scope }] : []
  return copy.dependents().flatMap((dependent) => {
    const { by } = dependent
    const from = by === undefined ? root : refAt.get(placeOf(copy.lockfile, by.location))
    // One that has no component of its own was a gap, and is named by the run.
    return from === undefined || from === to.ref ? [] : [{ from, to: to.ref, kind: kindOf(dependent) }]
  })
}

/** Who needs whom, by the components' refs; `root` stands for the repository with all of its own packages. */
export function graphOf(components: readonly Component[], root: string): ComponentGraph {
  const refAt = new Map<string, string>()
  for (const { ref, copies } of components)
    for (const copy of copies) refAt.set(placeOf(copy.lockfile, copy.package.location), ref)
  const found = new Map<string, Edge>()
  let isWhole = true
  for (const component of components) {
    for (const copy of component.copies as readonly LinkedFact[]) {
      isWhole &&= copy.dependents !== undefined
      for (const edge of edgesTo(component, copy, root, refAt)) {
        const key = JSON.stringify([edge.from, edge.to])
        const known = found.get(key)
        if (!known || KINDS.indexOf(edge.kind) < KINDS.indexOf(known.kind)) found.set(key, edge)
      }
    }
  }
  const edges = [...found.values()].sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to))
  return { edges, isWhole }
}
