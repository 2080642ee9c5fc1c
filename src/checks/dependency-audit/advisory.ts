import type { Severity } from '../../core/severity.ts'

/**
 * One event of an OSV range, a single key (https://ossf.github.io/osv-schema/#affectedrangesevents-fields):
 * `introduced` "0" is before every version; `fixed` is the first version without it, `last_affected` the last with
 * it; versions at or above `limit` are outside the range.
 */
export type RangeEvent =
  | { readonly introduced: string }
  | { readonly fixed: string }
  | { readonly last_affected: string }
  | { readonly limit: string }

/** Which versions are affected: an OSV range of events, or a range as npm and GitHub write it. */
export type Range =
  | { readonly kind: 'events'; readonly events: readonly RangeEvent[] }
  | { readonly kind: 'comparators'; readonly text: string }

/** One branch of an advisory: a package and the versions of it that are affected. */
export interface Affected {
  /** In OSV's word: `npm`, `PyPI`, `Go`, `crates.io`, `GitHub Actions` … */
  readonly ecosystem: string
  readonly name: string
  /** Versions that are affected whatever the ranges say. */
  readonly versions: readonly string[]
  readonly ranges: readonly Range[]
  /** What the source itself names as the first version without it, where no event does. */
  readonly firstPatched?: string
}

/** One record of one source, as data: its texts are hostile. */
export interface Advisory {
  /** `GHSA-…`, `CVE-…`, `MAL-…`, `PYSEC-…` */
  readonly id: string
  /** Other names of the same flaw; `related` ones are not. */
  readonly aliases: readonly string[]
  readonly summary: string
  /** Undefined where the source does not say and no vector does. Malware is critical. */
  readonly severity: Severity | undefined
  /** CVSS base score, 0 to 10, and the vector it comes from. */
  readonly score?: number
  readonly vector?: string
  readonly isMalware: boolean
  /** RFC 3339. */
  readonly published?: string
  readonly modified?: string
  /** Set where it was withdrawn: then it is no advisory any more. */
  readonly withdrawn?: string
  readonly url: string
  readonly affected: readonly Affected[]
  /** Probability of exploitation within 30 days, 0 to 1 (EPSS), where the source has it. */
  readonly epss?: number
  /** Known to be exploited, where the source says. */
  readonly exploited?: boolean
  /** Which source said so: `osv`, `npm`, `github`, or the path of a database. */
  readonly source: string
}
