import { objectOf } from './json.ts'

/** An optional peer is satisfied where it happens to be there, and asks for nothing. */
export type EdgeKind = 'prod' | 'optional' | 'peer' | 'optional-peer' | 'dev'

/** What a package says it needs. */
export interface Edge {
  readonly name: string
  /** As written: a range, an alias, a URL, `file:`… */
  readonly spec: string
  readonly kind: EdgeKind
}

/** What counts of a package.json of the repository's own, or of a folder that a link leads to. */
export interface Manifest {
  readonly name: string
  readonly edges: readonly Edge[]
  /** The same as if it declared no peers: npm lets a peer hide a development dependency, others install that. */
  readonly hardEdges: readonly Edge[]
  readonly workspaces: unknown
  /** Whether it replaces what others declare (`overrides`). */
  readonly overrides: boolean
}

function add(edges: Map<string, Edge>, value: unknown, kindOf: (name: string) => EdgeKind): void {
  const needs = objectOf(value)
  for (const name in needs) {
    if (!Object.hasOwn(needs, name)) continue
    const spec = needs[name]
    edges.set(name, { name, spec: typeof spec === 'string' ? spec : '', kind: kindOf(name) })
  }
}

const NONE: readonly Edge[] = []

/**
 * The dependencies that a package.json, or an entry of `packages` in a lockfile, declares, one per name: where a
 * name stands twice, optional wins over the others, as npm has it. Development dependencies only of the
 * repository's own.
 */
export function edgesOf(manifest: Readonly<Record<string, unknown>>, isOwn: boolean): readonly Edge[] {
  const { dependencies, peerDependencies, peerDependenciesMeta, optionalDependencies, devDependencies } =
    manifest
  if (!(dependencies || peerDependencies || optionalDependencies || (isOwn && devDependencies))) return NONE
  const edges = new Map<string, Edge>()
  const meta = objectOf(peerDependenciesMeta) ?? {}
  const isOptional = (name: string) => objectOf(meta[name])?.['optional'] === true
  if (isOwn) add(edges, devDependencies, () => 'dev')
  add(edges, peerDependencies, (name) => (isOptional(name) ? 'optional-peer' : 'peer'))
  add(edges, dependencies, () => 'prod')
  add(edges, optionalDependencies, () => 'optional')
  return [...edges.values()]
}

/** Reads a package.json of the repository's own. */
export function manifestOf(fields: Readonly<Record<string, unknown>>): Manifest {
  const { name, workspaces, overrides } = fields
  return {
    name: typeof name === 'string' ? name : '',
    edges: edgesOf(fields, true),
    hardEdges: edgesOf({ ...fields, peerDependencies: undefined }, true),
    workspaces,
    overrides: overrides !== undefined,
  }
}
