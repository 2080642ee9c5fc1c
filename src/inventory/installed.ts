import type { PackageItem } from '../core/ports.ts'
import type { Package } from './package.ts'

export type { PackageItem } from '../core/ports.ts'

/** A package as it is installed: its own files, on disk or in an archive, and nothing outside of them. */
export interface InstalledPackage {
  /** Where it is, for people: `node_modules/a`, `.yarn/cache/a-npm-1.0.0-0123456789-8.zip`. */
  readonly place: string
  /** What stands in a folder of it (empty: its root), sorted by name. Throws a RunError where that cannot be read. */
  readonly list: (folder: string) => Promise<readonly PackageItem[]>
  /**
   * A file's bytes; undefined where there is none. Throws a RunError for what is no plain file, is larger than the
   * limit (in bytes), or lies behind a link.
   */
  readonly read: (path: string, limit: number) => Promise<Uint8Array | undefined>
}

/** What a package.json holds, or why that cannot be told, as what comes after its name: `is not valid UTF-8`. */
export type Manifest = { readonly fields: Readonly<Record<string, unknown>> } | { readonly problem: string }

/** A locked package that is installed. */
export interface FoundPackage extends InstalledPackage {
  /** Its package.json; where it has a problem, it is only its place that says that this is the package. */
  readonly manifest: Manifest
  /** Other copies of the same name and version whose package.json has other bytes (each kind once), or cannot be read. */
  readonly copies: readonly FoundPackage[]
}

/** Where the packages of one lockfile are installed. */
export interface Installed {
  /**
   * The package where it is installed; undefined where it is not; `other` where another package or version, or an
   * archive that is not the locked one, lies in its place. Never throws.
   */
  readonly of: (pkg: Package) => Promise<FoundPackage | 'other' | undefined>
  /** Where packages may be that could not be looked at, each a sentence: what is not found may be there. */
  readonly problems: readonly string[]
}
