/** A package as notices name it; hostile text until `formats/` has escaped it. */
export interface NoticeEntry {
  readonly name: string
  readonly version: string
  readonly purl: string
  /** Its license as it is shown: an expression, or what was declared. */
  readonly license: string
  readonly homepage?: string
  readonly authors?: string
}

/** A text that has to go with the software, once. */
export interface NoticeText {
  /** `notice` is what section 4(d) of Apache-2.0 asks to be passed on. */
  readonly kind: 'license' | 'notice'
  /** What the files are called in their packages, with `/`, sorted. */
  readonly files: readonly string[]
  /** Lines end in LF, the last one too; no blank lines around. */
  readonly text: string
}

/** Texts that the same packages have in common: none of these texts is anybody else's. */
export interface NoticeSection {
  readonly packages: readonly NoticeEntry[]
  readonly texts: readonly NoticeText[]
}

/** A package whose notices are not whole, and why, as one phrase. */
export interface MissingText {
  readonly package: NoticeEntry
  readonly reason: string
}

/** Everything that third-party notices say, as plain data in a fixed order. No date and no path of a machine is in it. */
export interface NoticeDocument {
  /** Every package once, also those without a text. */
  readonly packages: readonly NoticeEntry[]
  readonly sections: readonly NoticeSection[]
  readonly missing: readonly MissingText[]
}
