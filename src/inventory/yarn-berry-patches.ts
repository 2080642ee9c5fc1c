import type { Gap } from '../core/finding.ts'
import type { Edge } from './manifest.ts'
import { isVersion } from './npm-fields.ts'
import { keyGaps } from './yarn-agreement.ts'
import type { Patched } from './yarn-berry-entries.ts'
import { locatorOf, patchedOf, selectorOf } from './yarn-berry-locator.ts'
import { type Descriptor, keyOf } from './yarn-descriptors.ts'
import type { YarnEntry } from './yarn-entries.ts'
import type { Resolutions } from './yarn-resolutions.ts'

interface Base extends YarnEntry {
  readonly keys: Descriptor[]
  readonly edges: Edge[]
  /** The edges as text. */
  readonly known: Set<string>
}

export interface WithPatches {
  readonly entries: readonly YarnEntry[]
  /** Patches that are of something else than they say. */
  readonly gaps: readonly Gap[]
}

const MAX_SHOWN = 200
const NO_RESOLUTIONS: Resolutions = new Map()
/** A patch may be of a patched package. */
const MAX_STEPS = 8

function sourceOf(locator: string, patches: ReadonlyMap<string, Patched>): string {
  let source = locator
  for (let step = 0; step < MAX_STEPS; step++) {
    const patch = patches.get(source)
    if (!patch) break
    source = patch.of
  }
  return source
}

/** A patched package whose source the lockfile does not have is told by what its resolution says of the source. */
function alone(entry: YarnEntry, source: string): YarnEntry {
  let at = locatorOf(source)
  for (let step = 0; step < MAX_STEPS && at.kind === 'patch'; step++) at = locatorOf(patchedOf(at))
  const version = selectorOf(at.spec)
  return at.kind === 'registry' && isVersion(version)
    ? { ...entry, name: at.name, version, kind: 'registry' }
    : { ...entry, kind: at.kind === 'unknown' || at.kind === 'workspace' ? 'registry' : at.kind }
}

/**
 * Makes one package of a patched one and its source, which the lockfile has beside it under keys of its own: the
 * changes are to its files, and its name and version stay. What the patched one needs besides is added.
 */
export function withPatches(
  path: string,
  entries: readonly YarnEntry[],
  patched: readonly Patched[],
): WithPatches {
  if (patched.length === 0) return { entries, gaps: [] }
  const patches = new Map(patched.map((one) => [one.entry.locator, one]))
  const sources = new Set(patched.map(({ of }) => sourceOf(of, patches)))
  const bases = new Map<string, Base>()
  const kept = entries.map((entry): YarnEntry => {
    if (!sources.has(entry.locator) || bases.has(entry.locator)) return entry
    const known = new Set(entry.edges.map(keyOf))
    const base: Base = { ...entry, keys: [...entry.keys], edges: [...entry.edges], known }
    bases.set(entry.locator, base)
    return base
  })
  const written = patched.map(({ entry }) => entry)
  const gaps = [...keyGaps(path, written, NO_RESOLUTIONS)]
  for (const { entry, of } of patched) {
    const source = sourceOf(of, patches)
    const base = bases.get(source)
    if (!base) kept.push(alone(entry, source))
    const reason = base
      ? mergeInto(base, entry)
      : `it is a patch of ${source.slice(0, MAX_SHOWN)}, which is not locked`
    if (reason !== undefined) gaps.push({ target: path, subject: entry.locator.slice(0, MAX_SHOWN), reason })
  }
  return { entries: kept, gaps }
}

/** Adds what a patched package has; says what it has otherwise than its source. */
function mergeInto(base: Base, { keys, edges, version }: YarnEntry): string | undefined {
  // Not spread: a hostile entry has more keys than a call may have arguments.
  for (const key of keys) base.keys.push(key)
  for (const edge of edges) {
    if (!base.known.has(keyOf(edge))) base.edges.push(edge)
    base.known.add(keyOf(edge))
  }
  const isSame = version === base.version
  return isSame ? undefined : `it says version ${version} and patches version ${base.version}`
}
