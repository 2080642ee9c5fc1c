import { objectOf } from '../../inventory/json.ts'
import {
  dayOf,
  type Entry,
  type Imported,
  importedOf,
  isAdvisoryId,
  isPackageName,
  leave,
  type Outcome,
  readMoment,
} from './import-entry.ts'
import { lineOf } from './report-text.ts'

type Fields = Readonly<Record<string, unknown>>

const TOOL = 'audit-ci'
/** Its lists of exceptions, of today and of older versions (https://github.com/IBM/audit-ci). */
const LISTS = ['allowlist', 'whitelist', 'path-whitelist', 'advisories']
/** Settings that tell its files apart. */
const SETTINGS = [
  'low',
  'moderate',
  'high',
  'critical',
  'package-manager',
  'report-type',
  'skip-dev',
  'extends',
]
const NUMBER = 'npm no longer has these numbers: write the GHSA id'

/** Whether this is a file of audit-ci, by its keys. */
export function isAuditCi(fields: Fields): boolean {
  return [...LISTS, ...SETTINGS].some((key) => Object.hasOwn(fields, key))
}

/** `a>*>b`; undefined where a `*` is only a part of a name, which waivers do not have. */
function pathOf(written: string): string | undefined {
  const names = written.split('>').map((name) => name.trim())
  const isKnown = names.every((name) => name === '*' || isPackageName(name))
  return isKnown && names.length <= 100 ? names.join(' > ') : undefined
}

/** What an id of audit-ci's names: an advisory, a package, or `advisory|path`; a text says why that is nothing here. */
function keysOf(id: string): Entry['keys'] | string {
  if (/^\d+(\||$)/.test(id)) return NUMBER
  const bar = id.indexOf('|')
  if (bar === -1 && !id.includes('>')) {
    if (isAdvisoryId(id)) return { advisory: id }
    return isPackageName(id) ? { package: id } : 'it is no advisory, package or path that a waiver could name'
  }
  const advisory = bar === -1 ? '*' : id.slice(0, bar).trim()
  const written = id.slice(bar + 1).trim()
  const path = pathOf(written)
  if (advisory !== '*' && !isAdvisoryId(advisory)) return 'what stands before | is no id of an advisory'
  if (path === undefined) return 'a waiver’s path has whole names, or * for any number of packages'
  if (advisory === '*') return path === '*' ? 'it sets everything aside' : { path }
  return path === '*' ? { advisory } : { advisory, path }
}

/** The forms of dates that are the same on every machine: RFC 3339, milliseconds, 2027/01/31 and 01/31/2027. */
function expiryOf(value: unknown): Date | undefined {
  if (typeof value === 'number') {
    const moment = new Date(value)
    return value > 0 && !Number.isNaN(moment.getTime()) && moment.getUTCFullYear() <= 9999
      ? moment
      : undefined
  }
  if (typeof value !== 'string') return undefined
  const slashed = value.trim().replace(/^(\d\d?)\/(\d\d?)\/(\d{4})$/, '$3/$1/$2')
  const [year, month = '', day = '', more] = slashed.split('/')
  const written =
    day !== '' && more === undefined ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : value
  return readMoment(written)
}

function recordOf(id: string, content: Fields, now: Date): Outcome {
  // As audit-ci reads it: a record that does not say that it is active is not.
  if (!content['active']) return leave(id, 'it is not active')
  const { expiry } = content
  const hasEnd = Boolean(expiry)
  const moment = hasEnd ? expiryOf(expiry) : undefined
  if (hasEnd && !moment)
    return leave(id, `its end, ${lineOf(String(expiry), 60)}, is no day that can be told`)
  if (moment && moment.getTime() <= now.getTime()) return leave(id, `it ended on ${dayOf(moment)}`)
  const keys = keysOf(id.trim())
  if (typeof keys === 'string') return leave(id, keys)
  const reason = lineOf(content['notes']) || undefined
  return { entry: { label: lineOf(id, 200), keys, reason, until: moment ? dayOf(moment) : undefined } }
}

function outcomesOf(value: unknown, now: Date): readonly Outcome[] {
  if (typeof value === 'string') return [recordOf(value, { active: true }, now)]
  if (typeof value === 'number') return [leave(String(value), NUMBER)]
  const [first, ...others] = Object.entries(objectOf(value) ?? {})
  if (first === undefined) return [leave('(entry)', 'it is neither text nor a record of audit-ci')]
  const [id, content] = first
  const fields = objectOf(content)
  return [
    fields ? recordOf(id, fields, now) : leave(id, 'what it says is no record of audit-ci'),
    ...others.map(([other]) => leave(other, 'audit-ci reads the first key of a record only')),
  ]
}

function ofList(key: string, value: unknown, now: Date): readonly Outcome[] {
  if (!Array.isArray(value)) return [leave(key, 'it is not a list')]
  return (value as readonly unknown[]).flatMap((one) => outcomesOf(one, now))
}

/** The exceptions of an `audit-ci.json`. Its other settings are listed: they are options here, not waivers. */
export function readAuditCi(fields: Fields, now: Date): Imported {
  const outcomes = Object.entries(fields).flatMap(([key, value]) => {
    if (LISTS.includes(key)) return ofList(key, value, now)
    return key === '$schema' ? [] : [leave(key, 'a setting, not an exception: see the options of upkeep')]
  })
  return importedOf(TOOL, outcomes)
}
