/** What a text was recognized as. */
export interface Identified {
  /** SPDX ids of every license that the whole file holds, sorted; one in nearly every file. */
  readonly ids: readonly string[]
  /**
   * Every id that has the text of one of `ids`, these among them, sorted: the text of the GPL does not say whether
   * a later version may be chosen, so that GPL-2.0-only and GPL-2.0-or-later are both supported by it.
   */
  readonly alike: readonly string[]
  /** The whole normalized text, or a likeness. */
  readonly how: 'exact' | 'similar'
  /** Likeness from 0 to 1; 1 where exact. */
  readonly score: number
  /** How much of the file is that license, from 0 to 1. */
  readonly coverage: number
}

/** A file of a package that holds a license, or a notice that must ship with it. */
export interface LicenseFile {
  /** In the package, with `/`. */
  readonly path: string
  readonly kind: 'license' | 'notice'
  /** As it stands in the file, decoded; undefined where it could not be read. */
  readonly text: string | undefined
  /** Why it could not be read, or not be compared with known licenses. */
  readonly problem?: string
  /** Whether it is a plain file and the disk or the archive gave it not: nobody has looked. */
  readonly isFailure?: boolean
  /** SHA-256 of the normalized text in hex, its first 16 digits: what a waiver names. Undefined where there is a problem. */
  readonly hash?: string
  readonly identified?: Identified
}
