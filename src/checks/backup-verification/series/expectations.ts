/** One file or folder of a series, as an inventory lists it. */
export interface Artifact {
  /** Its path below the place where the series lies, with `/`. */
  readonly name: string
  /** Bytes; of a folder those of all that is in it. */
  readonly size: number
  /** When it was written last, in milliseconds since 1970. */
  readonly modified?: number
  /** When it was made by its own word, from inside of it, in milliseconds since 1970. */
  readonly internal?: number
  /** In hexadecimal digits. */
  readonly sha256?: string
}

/** How much smaller than the one before is too small: both have to hold. */
export interface Shrinkage {
  /** More than this part of it is gone; from 0 to 1. */
  readonly share: number
  /** More than so many bytes are gone. */
  readonly floor: number
}

/** What is expected of a series; what is not given is not asked, but for the shrinkage and the interval. */
export interface Expectations {
  /** How old the newest may be, in milliseconds. */
  readonly rpo?: number
  /** How long from one to the next, in milliseconds; else inferred where there are five or more. */
  readonly interval?: number
  /** There are at least so many. */
  readonly atLeast?: number
  /** No more than so many are kept. */
  readonly atMost?: number
  /** By default half of it and 64 KiB. */
  readonly shrinkage?: Shrinkage
  /** What an earlier run verified: better to compare with than a file that nobody looked into. */
  readonly verified?: { readonly name: string; readonly size: number; readonly sha256?: string }
  /** Whether the same bytes as before are wrong; else they are remarked. */
  readonly mustChange?: boolean
  /** Minutes east of Greenwich that names without a zone are meant in; 0 where not given. */
  readonly offset?: number
}

export const DEFAULT_SHRINKAGE: Shrinkage = { share: 0.5, floor: 65_536 }
