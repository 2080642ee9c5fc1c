import { compareSeverity, type Severity } from '../../core/severity.ts'
import type { Advisory } from './advisory.ts'
import { compareIds, compareText, keyOfId, uniqueIds } from './advisory-ids.ts'
import { fixesOf } from './fixes.ts'

/** Nothing that two records differ in may be left to the order they came in. */
function compareAdvisories(a: Advisory, b: Advisory): number {
  const told = ({ source, url, modified = '' }: Advisory) => [source, url, modified].join('\0')
  return (
    compareIds(a.id, b.id) ||
    compareText(told(a), told(b)) ||
    compareText(JSON.stringify(a), JSON.stringify(b))
  )
}

function namesOf({ id, aliases }: Advisory): readonly string[] {
  return [id, ...aliases].map(keyOfId)
}

function rootOf(parents: number[], start: number): number {
  let at = start
  for (;;) {
    const parent = parents[at] ?? at
    if (parent === at) return at
    const grandparent = parents[parent] ?? parent
    parents[at] = grandparent
    at = grandparent
  }
}

/** Records of one flaw, the preferred one first; never empty. */
export type Group = readonly [Advisory, ...Advisory[]]

/**
 * Advisories of the same flaw together: those that share an id or an alias, directly or through others. Groups and
 * their members come in the same order whatever the order of the input: the preferred id first.
 */
export function groupsOf(advisories: readonly Advisory[]): readonly Group[] {
  const sorted = [...new Set(advisories)].sort(compareAdvisories)
  const parents = sorted.map((_, index) => index)
  const owners = new Map<string, number>()
  for (const [index, advisory] of sorted.entries()) {
    for (const name of namesOf(advisory)) {
      const owner = owners.get(name)
      if (owner === undefined) owners.set(name, index)
      else parents[rootOf(parents, index)] = rootOf(parents, owner)
    }
  }
  const groups = new Map<number, [Advisory, ...Advisory[]]>()
  for (const [index, advisory] of sorted.entries()) {
    const root = rootOf(parents, index)
    const group = groups.get(root)
    if (group) group.push(advisory)
    else groups.set(root, [advisory])
  }
  return [...groups.values()]
}

/** A version that some record names as the fix of a package. */
export interface Fix {
  readonly ecosystem: string
  readonly name: string
  readonly version: string
}

/** One flaw, as all records of it together tell. */
export interface Flaw {
  /** The id that people look for, also where only an alias says it: so it is the same whoever was asked. */
  readonly id: string
  /** Every id and alias, the preferred one first. */
  readonly ids: readonly string[]
  readonly summary: string
  /** The highest that any record says; undefined where none does. */
  readonly severity: Severity | undefined
  readonly score?: number
  readonly isMalware: boolean
  /** The earliest, RFC 3339. */
  readonly published?: string
  readonly url: string
  readonly urls: readonly string[]
  readonly fixes: readonly Fix[]
  readonly epss?: number
  readonly exploited?: boolean
  readonly sources: readonly string[]
  /** The records, the preferred one first. */
  readonly advisories: readonly Advisory[]
}

function fixesOfGroup(group: readonly Advisory[]): readonly Fix[] {
  const fixes = group.flatMap(({ affected }) =>
    affected.flatMap((one) =>
      fixesOf(one).map((version) => ({ ecosystem: one.ecosystem, name: one.name, version })),
    ),
  )
  const keyOf = ({ ecosystem, name, version }: Fix) => [ecosystem, name, version].join('\0')
  const byKey = new Map(fixes.map((fix) => [keyOf(fix), fix]))
  return [...byKey].sort(([a], [b]) => compareText(a, b)).map(([, fix]) => fix)
}

function highest(numbers: readonly (number | undefined)[]): number | undefined {
  return numbers.reduce(
    (most, one) => (one !== undefined && (most === undefined || one > most) ? one : most),
    undefined,
  )
}

function severityOf(group: readonly Advisory[]): Severity | undefined {
  const said = group.flatMap(({ severity, isMalware }) =>
    isMalware ? ['critical' as const] : (severity ?? []),
  )
  return said.sort(compareSeverity)[0]
}

function earliest(dates: readonly string[]): string | undefined {
  return dates.toSorted((a, b) => Date.parse(a) - Date.parse(b) || compareText(a, b))[0]
}

/** Leaves out what is not known, so that a record reads the same as if nobody had asked. */
function known<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> }
}

/** One view of a group. What a withdrawn record says counts only where all of them are, but its ids stay. */
export function mergeGroup(group: Group): Flaw {
  const sorted = [...group].sort(compareAdvisories)
  const live = sorted.filter(({ withdrawn }) => withdrawn === undefined)
  const told = live.length > 0 ? live : sorted
  const [first = group[0]] = told
  const ids = uniqueIds(sorted.flatMap((one) => [one.id, ...one.aliases]))
  const exploited = told.map((one) => one.exploited).filter((one) => one !== undefined)
  return {
    id: ids[0] ?? first.id,
    ids,
    summary: told.find(({ summary }) => summary !== '')?.summary ?? '',
    severity: severityOf(told),
    isMalware: told.some(({ isMalware }) => isMalware),
    url: first.url,
    urls: [...new Set(told.map(({ url }) => url))],
    fixes: fixesOfGroup(told),
    sources: [...new Set(told.map(({ source }) => source))].sort(compareText),
    advisories: sorted,
    ...known({
      score: highest(told.map(({ score }) => score)),
      published: earliest(told.flatMap(({ published }) => published ?? [])),
      epss: highest(told.map(({ epss }) => epss)),
      exploited: exploited.length > 0 ? exploited.includes(true) : undefined,
    }),
  }
}
