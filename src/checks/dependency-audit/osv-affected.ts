import { objectOf } from '../../inventory/json.ts'
import type { Affected, Range, RangeEvent } from './advisory.ts'
import { MAX_VERSION } from './versions.ts'

const MAX_NAME = 1024
const MAX_ENTRIES = 100_000
/** Stands for a range that could not be read: nobody can say what it affects. */
const UNREADABLE: Range = { kind: 'events', events: [] }
const EVENTS = ['introduced', 'fixed', 'last_affected', 'limit'] as const

/** What one branch of a record says; every part that could not be read is in the problems. */
export interface Branch {
  /** Undefined where the branch names no package. */
  readonly affected: Affected | undefined
  /** Ranges of commits, which nothing but the repository can evaluate. */
  readonly unevaluated: number
  readonly problems: readonly string[]
}

type Fields = Readonly<Record<string, unknown>>

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longest
}

/** A missing list is an empty one; undefined is one of a wrong type or too long. */
function listOf(value: unknown): readonly unknown[] | undefined {
  if (value === undefined || value === null) return []
  return Array.isArray(value) && value.length <= MAX_ENTRIES ? value : undefined
}

function eventOf(value: unknown): RangeEvent | undefined {
  const fields = objectOf(value)
  if (!fields) return undefined
  const [key, ...more] = EVENTS.filter((name) => Object.hasOwn(fields, name))
  const text = key && fields[key]
  if (key === undefined || more.length > 0 || !isText(text, MAX_VERSION)) return undefined
  switch (key) {
    case 'introduced':
      return { introduced: text }
    case 'fixed':
      return { fixed: text }
    case 'last_affected':
      return { last_affected: text }
    case 'limit':
      return { limit: text }
  }
}

/** `git` for a range of commits, undefined for what is no range. */
function rangeOf(value: unknown): Range | 'git' | undefined {
  const fields = objectOf(value)
  if (fields?.['type'] === 'GIT') return 'git'
  if (fields?.['type'] !== 'SEMVER' && fields?.['type'] !== 'ECOSYSTEM') return undefined
  const raw = listOf(fields['events']) ?? []
  const events = raw.map(eventOf)
  const known = events.filter((one) => one !== undefined)
  const isWhole = known.length === events.length && known.some((one) => 'introduced' in one)
  return isWhole ? { kind: 'events', events: known } : undefined
}

/** The first version without it, where a record names one outside of its events, as GitHub's do. */
function patchedOf(fields: Fields): { readonly firstPatched?: string } {
  const own = objectOf(fields['database_specific'])?.['first_patched_version']
  const text = objectOf(own)?.['identifier'] ?? own
  return isText(text, MAX_VERSION) ? { firstPatched: text } : {}
}

/** Reads `affected[at]` of an OSV record. A part that cannot be read makes no other one unread. */
export function readBranch(value: unknown, at: number): Branch {
  const place = `affected[${at}]`
  const fields = objectOf(value)
  if (!fields) return { affected: undefined, unevaluated: 0, problems: [`${place} is no object`] }
  const problems: string[] = []
  const listed = listOf(fields['versions'])
  const versions = listed?.filter((one) => isText(one, MAX_VERSION)) ?? []
  const rawRanges = listOf(fields['ranges'])
  const read = rawRanges?.map(rangeOf) ?? []
  const unevaluated = read.filter((one) => one === 'git').length
  if (listed === undefined) problems.push(`${place} has no readable list of versions`)
  else if (versions.length < listed.length) problems.push(`${place} lists a version that is none`)
  if (rawRanges === undefined) problems.push(`${place} has no readable list of ranges`)
  else if (read.includes(undefined)) problems.push(`${place} has a range that cannot be read`)
  const ranges = read.filter((one) => typeof one === 'object')
  const all = problems.length > 0 ? [...ranges, UNREADABLE] : ranges
  const { ecosystem, name } = objectOf(fields['package']) ?? {}
  if (!isText(ecosystem, MAX_NAME) || !isText(name, MAX_NAME)) {
    // Records of commits alone name no package; the commits are what cannot be evaluated.
    const isOfCommits = fields['package'] === undefined && unevaluated > 0
    if (!isOfCommits) problems.push(`${place} names no package`)
    return { affected: undefined, unevaluated, problems }
  }
  const affected = { ecosystem, name, versions, ranges: all, ...patchedOf(fields) }
  return { affected, unevaluated, problems }
}
