import type { Dependent, Package } from '../../inventory/package.ts'
import type { LicenseFile } from './texts/license-text.ts'

/** Where a license was read. */
export interface Reading {
  readonly source: 'package.json' | 'lockfile' | 'license file' | 'registry' | 'license-checker'
  /** The file it stands in. */
  readonly path: string
  /** The value as it stands there; huge text is cut by whoever shows it. */
  readonly value: unknown
}

/** One locked copy of a package, and what is said of its license. */
export interface LicenseFact {
  /** The lockfile: the target. */
  readonly lockfile: string
  readonly package: Package
  /** Nearest to the truth first: the package's own manifest before the lockfile. */
  readonly readings: readonly Reading[]
  /** Its license and notice files, where it is installed; undefined where they were not looked for. */
  readonly files?: readonly LicenseFile[]
  /** Whether it is in the bundle whose metadata was read; undefined where none was. */
  readonly isBundled?: boolean
  /** Whether it counts: it is new or changed against the base, or there is no base. */
  readonly counts: boolean
  /** Versions of it that the base had and this no longer has, with what the base's lockfile said. */
  readonly before: readonly { readonly version: string; readonly value: unknown }[]
  /** Everybody who asks for it, where a lockfile tells. */
  readonly dependents?: () => readonly Dependent[]
  /** Ways to it from the root: the shortest if one is asked for, else one through each of its nearest dependents. */
  readonly paths: (most: number) => readonly (readonly string[])[]
}
