import type { Edge } from './manifest.ts'
import type { Source } from './package.ts'
import type { Descriptor, SpecKind } from './yarn-descriptors.ts'

/** One entry of a yarn.lock of either format that is no package of the repository's own. */
export interface YarnEntry {
  /** What it answers; at least one. */
  readonly keys: readonly Descriptor[]
  readonly name: string
  /** Empty where the lockfile has none, which only a folder, an archive or a commit may do without. */
  readonly version: string
  /** What it was resolved to. */
  readonly kind: SpecKind
  /** What the lockfile calls what it was resolved to; Yarn 1 has none. */
  readonly locator: string
  /** Where it is downloaded from, if the lockfile says. */
  readonly resolved: string
  /** Relative to the lockfile's. */
  readonly folder: string | undefined
  readonly integrity: string | undefined
  /** What is installed for it. */
  readonly edges: readonly Edge[]
  readonly peers: readonly Edge[]
  readonly line: number | undefined
}

/** Where a package comes from, in the words of all formats. */
export function sourceOf(kind: SpecKind): Source {
  if (kind === 'portal') return 'link'
  return kind === 'patch' || kind === 'unknown' ? 'registry' : kind
}

/** The specs that entries have for a name; made when first asked for, because nearly no lockfile needs it. */
export function specsIn(entries: readonly YarnEntry[]): (name: string) => readonly string[] {
  let known: Map<string, string[]> | undefined
  return (name) => {
    if (!known) {
      known = new Map()
      for (const key of entries.flatMap((entry) => entry.keys)) {
        const specs = known.get(key.name)
        if (specs) specs.push(key.spec)
        else known.set(key.name, [key.spec])
      }
    }
    return known.get(name) ?? []
  }
}
