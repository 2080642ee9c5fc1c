import type { Advisory } from './advisory.ts'
import { smallestFix } from './fixes.ts'
import { type Index, indexOf, matchesOf } from './match.ts'
import { type Asked, askAll, type Mode } from './sources/ask.ts'
import { keyOf, type Query, type Source } from './sources/source.ts'

/** What all sources together said. */
export interface Consulted {
  readonly index: Index
  readonly asked: Asked
}

/** Fixes that lead to other fixes: more than this nobody has seen. */
const ROUNDS = 5

/** For every version with an advisory, the version that would fix it and that nobody was asked about yet. */
function untriedFixes(index: Index, queries: readonly Query[], tried: ReadonlySet<string>): readonly Query[] {
  const found = new Map<string, Query>()
  for (const query of queries) {
    const { ecosystem, name, version } = query
    if (matchesOf(index, ecosystem, name, version).matches.length === 0) continue
    const fix = smallestFix(index(ecosystem, name), query)
    if (fix === undefined) continue
    const next = { ecosystem, name, version: fix }
    if (!tried.has(keyOf(next))) found.set(keyOf(next), next)
  }
  return [...found.values()]
}

function distinct(advisories: readonly Advisory[]): readonly Advisory[] {
  const seen = new Map(advisories.map((one) => [`${one.source}\0${one.id}`, one]))
  return [...seen.values()]
}

/**
 * Asks about all queries, and then about the versions that would fix what was found: a source that is asked about a
 * version tells what affects that one alone, and a fix must not bring a new advisory.
 */
export async function consult(
  sources: readonly Source[],
  queries: readonly Query[],
  mode: Mode,
): Promise<Consulted> {
  const asked = await askAll(sources, queries, mode)
  const tried = new Set(queries.map(keyOf))
  let advisories = distinct(asked.advisories)
  let index = indexOf(advisories)
  for (let round = 0; round < ROUNDS; round++) {
    const fixes = untriedFixes(index, queries, tried)
    if (fixes.length === 0) break
    for (const fix of fixes) tried.add(keyOf(fix))
    const more = await askAll(sources, fixes, mode)
    advisories = distinct([...advisories, ...more.advisories])
    index = indexOf(advisories)
  }
  return { index, asked }
}
