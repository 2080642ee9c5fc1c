import type { Gap, Note } from '../core/finding.ts'
import type { EdgeKind } from './manifest.ts'

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
  /** Its kind in a package URL: `npm` in every lockfile, any of purl-spec's in an SBOM. */
  readonly type: string
  /** As locked; for a git, file or tarball entry of lockfile version 1, what stands in that place. */
  readonly version: string
  /** Its place in the lockfile, which no other has; in npm's where it goes, relative to the lockfile's folder. */
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
  /** Whether everybody who asks for it does so as a peer. */
  readonly peer?: boolean
  /** The host it is downloaded from, with its port, where the lockfile names one. */
  readonly host?: string | undefined
  readonly integrity?: string | undefined
  /** The versions of Node that it asks for, where the lockfile says. */
  readonly engine?: string | undefined
  /** What its registry said against it when it was locked, where the lockfile says. */
  readonly deprecated?: string | undefined
}

/** Who asks for a package, and with which words. */
export interface Dependent {
  /** The asking package; undefined where it is the repository itself. */
  readonly by: Package | undefined
  /** The repository's own that asks: its name, and its folder relative to the lockfile's (the root's is empty). */
  readonly own?: { readonly name: string; readonly folder: string }
  readonly name: string
  /** As written: a range, an alias, a tag, a URL. */
  readonly spec: string
  readonly kind: EdgeKind
}

/** Ways from the root to a package, as `name@version`. */
export interface Ways {
  readonly paths: readonly (readonly string[])[]
  /** Whether these are all there are. */
  readonly isAll: boolean
}

/** The tool that writes a lockfile and reads overrides; `sbom` for a list that no package manager reads. */
export type Manager = 'npm' | 'pnpm' | 'yarn' | 'bun' | 'sbom'

/** A lockfile, read whole: every entry is a package, a member, or a gap. */
export interface Lockfile {
  readonly path: string
  /** Such as `package-lock v3`. */
  readonly format: string
  readonly manager: Manager
  /** Whether this format says what license a package has. */
  readonly recordsLicenses: boolean
  readonly packages: readonly Package[]
  /** The repository's own packages: members of its workspaces. */
  readonly members: readonly Package[]
  readonly gaps: readonly Gap[]
  readonly notes: readonly Note[]
  /** Ways to a location from the root as `name@version`: the shortest if one is asked for, else one through each of its nearest dependents. */
  readonly paths: (location: string, most: number) => readonly (readonly string[])[]
  /** Every way to a location that passes no package twice, at most so many. */
  readonly ways: (location: string, most: number) => Ways
  /** Everybody who asks for the package at a location. */
  readonly dependents: (location: string) => readonly Dependent[]
}

/** A package as people write it; a local folder may have no version. */
export function labelOf({ name, version }: Pick<Package, 'name' | 'version'>): string {
  return version === '' ? name : `${name}@${version}`
}

/** The package URL of a package (purl-spec): `pkg:npm/%40scope/name@version`; a namespace is the name's part before its last `/`. */
export function purlOf({ name, version, type }: Pick<Package, 'name' | 'version' | 'type'>): string {
  const path = name.split('/').map(encodeText).join('/')
  return `pkg:${type}/${path}${version === '' ? '' : `@${encodeText(version)}`}`
}

/** encodeURIComponent throws on half a surrogate pair, which a hostile name may hold. */
function encodeText(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}
