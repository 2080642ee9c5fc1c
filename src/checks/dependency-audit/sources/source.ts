import type { Advisory } from '../advisory.ts'

/** One question: is this version of this package affected by anything? */
export interface Query {
  /** In OSV's word. */
  readonly ecosystem: string
  readonly name: string
  readonly version: string
}

/** The identity of a question. */
export function keyOf({ ecosystem, name, version }: Query): string {
  return `${ecosystem}\0${name}\0${version}`
}

/** A part of the questions that was not answered, and why. */
export interface Fault {
  readonly reason: string
  /** Keys of the questions. */
  readonly unanswered: ReadonlySet<string>
}

/**
 * What a source answered. A question is answered only where the source proved that it looked; every other one is
 * in a fault. `advisories` are all records it told, the withdrawn and the not matching ones too: matching is not
 * the source's business.
 */
export interface Answer {
  readonly advisories: readonly Advisory[]
  readonly faults: readonly Fault[]
  /** What is worth saying beside it: how old a database is, how many records could not be evaluated. */
  readonly notes: readonly string[]
}

/** Somebody who can be asked about versions. */
export interface Source {
  /** `osv`, `npm`, `github`, or the path of a database. */
  readonly id: string
  /** Where it is asked, for people: a host or a path. */
  readonly place: string
  /** Whether it knows about an ecosystem at all; others it is not asked about. */
  readonly knows: (ecosystem: string) => boolean
  /** Never throws for the world's faults: they are in the answer. */
  readonly ask: (queries: readonly Query[]) => Promise<Answer>
}
