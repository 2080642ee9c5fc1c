/** One entry directly in a folder of a package. */
export interface PackageItem {
  readonly name: string
  /** A link is never followed. */
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  /** Bytes, of a file. */
  readonly size: number
}

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
