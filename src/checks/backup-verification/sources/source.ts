import type { RandomAccess } from '../containers/zip-end.ts'

/** One artifact, as a place lists it. */
export interface Item {
  /** Below the base of the place, with `/`: what `open` takes. */
  readonly name: string
  readonly kind: 'file' | 'folder'
  /** Bytes; of a folder those of all files in it. */
  readonly size: number
  /** How many files it is: 1, or those in the folder. */
  readonly files: number
  /** Milliseconds since 1970; of a folder the newest in it. */
  readonly modified: number
  /** As the store gave it, empty for none. It may be no hash of the bytes: what `open` says of it counts. */
  readonly etag: string
  /** What the store says the bytes hash to: `sha256` in lower-case hex of a release's asset. */
  readonly checksums: Readonly<Record<string, string>>
}

/** Something that should have been looked at and could not: it becomes a gap. */
export interface SourceProblem {
  /** As a person would name it: a path, `s3://bucket/key`, `release:owner/repo@tag/asset`. */
  readonly subject: string
  /** Completes a sentence that begins with the subject. */
  readonly reason: string
}

export interface Listed {
  /** In the order of their names. Empty where the place is there and nothing in it is meant. */
  readonly items: readonly Item[]
  readonly problems: readonly SourceProblem[]
  /** Names of links in a folder that were not followed: what they lead to is not in the backup. */
  readonly links?: readonly string[]
}

/** One file, open until it is closed. */
export interface Opened {
  /** Bytes. */
  readonly size: number
  /** Milliseconds since 1970. */
  readonly modified: number
  /** Empty where there is none, or where it is no hash of the bytes. */
  readonly etag: string
  /** As of an Item, and a store's `x-amz-checksum-…` headers by their names. */
  readonly checksums: Readonly<Record<string, string>>
  /**
   * All bytes once, in order; while a promise is awaited no more is read, and the chunk is another one's afterwards.
   * Throws a RunError where they cannot be had, or are not those of one moment; what `onChunk` throws is thrown.
   */
  readonly read: (onChunk: (chunk: Uint8Array) => void | Promise<void>) => Promise<void>
  /** The bytes from an offset; fewer where the file ends before. Throws as `read` does. */
  readonly at: (offset: number, length: number) => Promise<Buffer>
  /** The same for readers of archives. */
  readonly access: RandomAccess
  /** Never throws. */
  readonly close: () => Promise<void>
}

/** Where artifacts lie. Everything throws a RunError that completes a sentence about the place, or says whose fault it is. */
export interface Source {
  /** How a person would name an item: a path, `s3://bucket/key`, `release:owner/repo@tag/asset`. */
  readonly subjectOf: (name: string) => string
  /**
   * What is there. Throws where the place as a whole could not be looked at: nothing is known of it then, so that
   * nothing may be called missing.
   */
  readonly list: () => Promise<Listed>
  /** Every file in an item that is a folder, by names that `open` takes. */
  readonly inside: (folder: string) => Promise<Listed>
  readonly open: (name: string) => Promise<Opened>
}

/** Sorts by name, as lists of sources are. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : Number(a.name > b.name)
}
