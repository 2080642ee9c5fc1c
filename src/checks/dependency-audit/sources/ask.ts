import type { Advisory } from '../advisory.ts'
import { uniqueQueries } from './faults.ts'
import type { Query, Source } from './source.ts'

/** `first`: the first source that answers counts. `agreement`: all are asked, and what any of them knows counts. */
export type Mode = 'first' | 'agreement'

/** How the asking of one source went. */
export interface AskedSource {
  readonly id: string
  readonly place: string
  /** Questions that it was asked, and those of them that it answered. */
  readonly asked: number
  readonly answered: number
  readonly state: 'checked' | 'partial' | 'unavailable' | 'not asked'
  readonly reason?: string
}

/** What all sources together answered. */
export interface Asked {
  readonly advisories: readonly Advisory[]
  /** By the key of a question that no source answered: every reason. */
  readonly unanswered: ReadonlyMap<string, readonly string[]>
  /** By the key of a question: the ids of the sources that answered it. With `Advisory.source` they can be compared. */
  readonly answeredBy: ReadonlyMap<string, readonly string[]>
  /** In the order in which they were given. */
  readonly sources: readonly AskedSource[]
  readonly notes: readonly string[]
}

interface Outcome {
  readonly row: AskedSource
  readonly advisories: readonly Advisory[]
  readonly notes: readonly string[]
  readonly answered: ReadonlySet<string>
  readonly reasons: readonly (readonly [key: string, reason: string])[]
}

function stateOf(asked: number, answered: number): AskedSource['state'] {
  if (asked === 0) return 'not asked'
  if (answered === asked) return 'checked'
  return answered === 0 ? 'unavailable' : 'partial'
}

function idle({ id, place }: Source, reason: string): Outcome {
  const row = { id, place, asked: 0, answered: 0, state: 'not asked', reason } as const
  return { row, advisories: [], notes: [], answered: new Set(), reasons: [] }
}

async function askOne(source: Source, open: ReadonlyMap<string, Query>): Promise<Outcome> {
  const mine = new Map([...open].filter(([, { ecosystem }]) => source.knows(ecosystem)))
  if (open.size === 0) return idle(source, 'no question was left for it')
  if (mine.size === 0) return idle(source, 'it knows none of the ecosystems that are left')
  const { advisories, faults, notes } = await source.ask([...mine.values()])
  const reasons = faults.flatMap(({ reason, unanswered }) =>
    [...unanswered].filter((key) => mine.has(key)).map((key) => [key, reason] as const),
  )
  const failed = new Set(reasons.map(([key]) => key))
  const answered = new Set([...mine.keys()].filter((key) => !failed.has(key)))
  const [first] = faults
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more reasons)` : ''
  const row = {
    id: source.id,
    place: source.place,
    asked: mine.size,
    answered: answered.size,
    state: stateOf(mine.size, answered.size),
    ...(first && failed.size > 0 ? { reason: `${first.reason}${more}` } : {}),
  }
  return { row, advisories, notes, answered, reasons }
}

async function askInTurn(sources: readonly Source[], queries: ReadonlyMap<string, Query>) {
  const outcomes: Outcome[] = []
  const open = new Map(queries)
  for (const source of sources) {
    const outcome = await askOne(source, open)
    outcomes.push(outcome)
    for (const key of outcome.answered) open.delete(key)
  }
  return outcomes
}

/** Every key that was not answered, with what was said about it. */
function unansweredOf(queries: ReadonlyMap<string, Query>, outcomes: readonly Outcome[]) {
  const said = new Map<string, Set<string>>()
  for (const { reasons } of outcomes) {
    for (const [key, reason] of reasons) said.set(key, (said.get(key) ?? new Set()).add(reason))
  }
  const isAnswered = (key: string) => outcomes.some(({ answered }) => answered.has(key))
  const left = [...queries].filter(([key]) => !isAnswered(key))
  return new Map(
    left.map(([key, { ecosystem }]) => [
      key,
      [...(said.get(key) ?? [`no source knows the ecosystem ${ecosystem.slice(0, 100)}`])],
    ]),
  )
}

/**
 * Asks the sources every question once. In mode `first` a source is asked what the ones before it did not know or
 * left unanswered; in mode `agreement` all are asked everything they know, at once. A question is unanswered where
 * none answered it: never silently.
 */
export async function askAll(
  sources: readonly Source[],
  queries: readonly Query[],
  mode: Mode,
): Promise<Asked> {
  const unique = uniqueQueries(queries)
  const outcomes =
    mode === 'first'
      ? await askInTurn(sources, unique)
      : await Promise.all(sources.map((source) => askOne(source, unique)))
  const answeredBy = new Map<string, string[]>()
  for (const { row, answered } of outcomes) {
    for (const key of answered) answeredBy.set(key, [...(answeredBy.get(key) ?? []), row.id])
  }
  return {
    advisories: outcomes.flatMap(({ advisories }) => advisories),
    unanswered: unansweredOf(unique, outcomes),
    answeredBy,
    sources: outcomes.map(({ row }) => row),
    notes: outcomes.flatMap(({ notes }) => notes),
  }
}
