import type { Gap, Note } from '../core/finding.ts'

/**
 * Where a package comes from: a registry, a git repository, a remote tarball, a local archive, a local folder
 * that is linked to, or the repository itself (a workspace's member).
 */
export type Source = 'registry' | 'git' | 'tarball' | 'file' | 'link' | 'workspace'

/**
 * From where it is reached: production dependencies alone, both, development alone, or (not from production
 * except through an optional dependency) optional.
 */
export type Scope = 'prod' | 'both' | 'optional' | 'dev'

/** One locked copy of a package. */
export interface Package {
  /** Its real name, also behind an alias. */
  readonly name: string
  /** The name it is installed under, if that is another. */
  readonly alias?: string | undefined
  /** As locked; for a git, file or tarball entry of lockfile version 1, what stands in that place. */
  readonly version: string
  /** Where it goes, relative to the lockfile's folder, with `/`. */
  readonly location: string
  readonly source: Source
  readonly scope: Scope
  /** Whether a manifest of the repository names it. */
  readonly direct: boolean
  /** Whether it is shipped inside another package's archive. */
  readonly bundled: boolean
  /** What the lockfile says of its license, as it stands there; undefined where it says nothing. */
  readonly license: unknown
  /** Its folder in the repository, relative to the lockfile's, if it is linked to one or copied from one. */
  readonly folder?: string | undefined
  /** Line of its entry in the lockfile, from 1. */
  readonly line?: number | undefined
}

/** A lockfile, read whole: every entry is a package, a member, or a gap. */
export interface Lockfile {
  readonly path: string
  /** Such as `package-lock v3`. */
  readonly format: string
  readonly packages: readonly Package[]
  /** The repository's own packages: members of its workspaces. */
  readonly members: readonly Package[]
  readonly gaps: readonly Gap[]
  readonly notes: readonly Note[]
  /** Ways to a location from the root as `name@version`: the shortest if one is asked for, else one through each of its nearest dependents. */
  readonly paths: (location: string, most: number) => readonly (readonly string[])[]
}

/** A package as people write it; a local folder may have no version. */
export function labelOf({ name, version }: Pick<Package, 'name' | 'version'>): string {
  return version === '' ? name : `${name}@${version}`
}

/** The package URL of an npm package (purl-spec, type npm): `pkg:npm/%40scope/name@version`. */
export function purlOf({ name, version }: Pick<Package, 'name' | 'version'>): string {
  const path = name.split('/').map(encodeText).join('/')
  return `pkg:npm/${path}${version === '' ? '' : `@${encodeText(version)}`}`
}

/** encodeURIComponent throws on half a surrogate pair, which a hostile name may hold. */
function encodeText(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}
