import { objectOf } from '../../inventory/json.ts'
import type { Advisory } from './advisory.ts'
import { readBranch } from './osv-affected.ts'
import { riskOf } from './osv-risk.ts'
import { ratingOf } from './osv-severity.ts'

const MAX_ID = 256
const MAX_ALIASES = 1000
const MAX_SUMMARY = 300
const MAX_URL = 2000
const MAX_AFFECTED = 10_000
const MAX_PROBLEMS = 10
const GHSA = /^GHSA(?:-[0-9a-z]{4}){3}$/i
const DATE = /^(\d{4})-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/

type Fields = Readonly<Record<string, unknown>>

/** An OSV record as data, and what of it could not be read or evaluated. */
export interface OsvReading {
  readonly advisory: Advisory
  /** Ranges of commits (type GIT), which cannot be compared with a version. */
  readonly unevaluated: number
  /** What is malformed, one sentence each: that part is unknown, the rest was read. */
  readonly problems: readonly string[]
}

/** No spaces, no control characters: an id is shown, searched for and compared. */
function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_ID && /^[!-~]+$/.test(value)
}

/** Undefined also for dates that stand for none, as Go's year 1. */
function dateOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 40) return undefined
  const year = Number(DATE.exec(value)?.[1])
  return year >= 1970 && !Number.isNaN(Date.parse(value)) ? value : undefined
}

function webUrlOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > MAX_URL || !URL.canParse(value)) return undefined
  const url = new URL(value)
  const isPlain =
    (url.protocol === 'https:' || url.protocol === 'http:') && url.username + url.password === ''
  return isPlain ? url.href : undefined
}

/** The page of an advisory by its id. */
export function pageOf(id: string): string {
  if (GHSA.test(id)) return `https://github.com/advisories/${id}`
  return `https://osv.dev/vulnerability/${encodeURIComponent(id.toWellFormed())}`
}

function urlOf(record: Fields, id: string): string {
  const references = Array.isArray(record['references']) ? record['references'] : []
  for (const reference of references.slice(0, 1000)) {
    const fields = objectOf(reference)
    const url = fields?.['type'] === 'ADVISORY' ? webUrlOf(fields['url']) : undefined
    if (url !== undefined) return url
  }
  return pageOf(id)
}

/** The summary, else the first line of the details that says something, on one line. */
function summaryOf({ summary, details }: Fields): string {
  for (const value of [summary, details]) {
    if (typeof value !== 'string') continue
    const line = value
      .slice(0, 10 * MAX_SUMMARY)
      .split('\n')
      .map((one) => one.trim())
    const text = line.find((one) => one !== '')
    if (text !== undefined) return text.slice(0, MAX_SUMMARY).toWellFormed()
  }
  return ''
}

function datesOf(record: Fields, problems: string[]) {
  const published = dateOf(record['published'])
  const modified = dateOf(record['modified'])
  const withdrawn = dateOf(record['withdrawn'])
  const isOdd = record['withdrawn'] !== undefined && record['withdrawn'] !== null && withdrawn === undefined
  if (isOdd) problems.push('withdrawn is no date: it is taken as not withdrawn')
  return {
    ...(published === undefined ? {} : { published }),
    ...(modified === undefined ? {} : { modified }),
    ...(withdrawn === undefined ? {} : { withdrawn }),
  }
}

function aliasesOf(record: Fields, problems: string[]): readonly string[] {
  const { aliases } = record
  if (aliases === undefined || aliases === null) return []
  const listed = Array.isArray(aliases) ? aliases.slice(0, MAX_ALIASES) : []
  const ids = listed.filter(isId)
  const isWhole = Array.isArray(aliases) && ids.length === aliases.length
  if (!isWhole) problems.push('aliases has entries that are no ids')
  return [...new Set(ids)].filter((alias) => alias !== record['id'])
}

function limited(problems: readonly string[]): readonly string[] {
  if (problems.length <= MAX_PROBLEMS) return problems
  return [...problems.slice(0, MAX_PROBLEMS), `and ${problems.length - MAX_PROBLEMS} more`]
}

/**
 * Reads a record of the OSV schema (https://ossf.github.io/osv-schema/) that came from `source`. A record without
 * an id, or whose `affected` is no list, is a problem as a whole. Malware (an id or alias `MAL-…`) is critical
 * whatever else is said. Never throws.
 */
export function readOsvRecord(value: unknown, source: string): OsvReading | { readonly problem: string } {
  const record = objectOf(value)
  if (!record) return { problem: 'the record is no object' }
  const { id, affected = [] } = record
  if (!isId(id)) return { problem: 'the record has no id' }
  if (!Array.isArray(affected)) return { problem: `${id}: affected is no list` }
  if (affected.length > MAX_AFFECTED)
    return { problem: `${id}: affected has more than ${MAX_AFFECTED} entries` }
  const problems: string[] = []
  const aliases = aliasesOf(record, problems)
  const dates = datesOf(record, problems)
  const branches = affected.map(readBranch)
  problems.push(...branches.flatMap((branch) => branch.problems))
  if (affected.length === 0 && !('withdrawn' in dates)) problems.push('it names nothing that is affected')
  const isMalware = [id, ...aliases].some((one) => one.toUpperCase().startsWith('MAL-'))
  const rating = ratingOf(record, affected)
  const advisory: Advisory = {
    id,
    aliases,
    summary: summaryOf(record),
    ...rating,
    severity: isMalware ? 'critical' : rating.severity,
    isMalware,
    ...dates,
    url: urlOf(record, id),
    affected: branches.flatMap((branch) => branch.affected ?? []),
    ...riskOf(record['database_specific']),
    source,
  }
  const unevaluated = branches.reduce((sum, branch) => sum + branch.unevaluated, 0)
  return { advisory, unevaluated, problems: limited(problems) }
}
