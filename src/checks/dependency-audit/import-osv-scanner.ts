import semver from 'semver'
import { objectOf } from '../../inventory/json.ts'
import {
  dayOf,
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

const TOOL = 'osv-scanner'
const VULNERABILITIES = 'IgnoredVulns'
const PACKAGES = 'PackageOverrides'
const KEYS = [VULNERABILITIES, PACKAGES, 'GoVersionOverride', 'LoadPath']

/** Whether this is a file of osv-scanner, by its keys (https://google.github.io/osv-scanner/configuration/). */
export function isOsvScanner(fields: Fields): boolean {
  return KEYS.some((key) => Object.hasOwn(fields, key))
}

function textIn(fields: Fields, key: string): string {
  const value = fields[key]
  return typeof value === 'string' ? value.trim() : ''
}

type End = { readonly until: string | undefined } | { readonly problem: string }

/** When an entry ends. A time without a zone is taken as UTC, so that it is the same on every machine. */
function endOf(value: unknown, now: Date): End {
  if (value === undefined) return { until: undefined }
  const isDate = value instanceof Date && !Number.isNaN(value.getTime())
  const written = isDate ? value.toISOString() : typeof value === 'string' ? value : ''
  const moment = readMoment(written) ?? readMoment(`${written}Z`)
  if (!moment) return { problem: 'its end is no day that can be told' }
  const ended = moment.getTime() <= now.getTime()
  return ended ? { problem: `it ended on ${dayOf(moment)}` } : { until: dayOf(moment) }
}

function ignoredOf(fields: Fields, now: Date): Outcome {
  const id = textIn(fields, 'id')
  const end = endOf(fields['ignoreUntil'], now)
  if (!isAdvisoryId(id)) return leave(id || VULNERABILITIES, 'it has no id of an advisory')
  if ('problem' in end) return leave(id, end.problem)
  const reason = lineOf(fields['reason']) || undefined
  return { entry: { label: id, keys: { advisory: id }, reason, until: end.until } }
}

/** Why an override is nothing that a waiver could say, if so: wider than a package, or narrower than all of it. */
function overrideProblem(fields: Fields): string | undefined {
  const ecosystem = textIn(fields, 'ecosystem')
  const version = textIn(fields, 'version')
  const isIgnored = fields['ignore'] === true || objectOf(fields['vulnerability'])?.['ignore'] === true
  if (!isIgnored) return 'it does not ignore vulnerabilities'
  if (fields['nameIsRegex'] === true) return 'its name is a pattern: name the packages one by one'
  if (textIn(fields, 'name') === '') return 'it names no package, so it is for all of them'
  if (!isPackageName(textIn(fields, 'name'))) return 'its name is not one that a waiver could have'
  if (ecosystem !== '' && ecosystem.toLowerCase() !== 'npm')
    return `it is for ${lineOf(ecosystem, 60)}, and a waiver covers a name in every ecosystem`
  if (textIn(fields, 'group') !== '') return 'it is for one group of dependencies, and a waiver is for all'
  if (version === '')
    return 'version' in fields && fields['version'] !== '' ? 'its version is no text' : undefined
  return semver.valid(version) === null ? 'its version is none of npm' : undefined
}

function overrideOf(fields: Fields, now: Date): Outcome {
  const name = textIn(fields, 'name')
  const version = textIn(fields, 'version')
  const label = version === '' ? name : `${name}@${version}`
  const end = endOf(fields['effectiveUntil'], now)
  const problem = overrideProblem(fields) ?? ('problem' in end ? end.problem : undefined)
  if (problem !== undefined || 'problem' in end) return leave(label || PACKAGES, problem ?? '')
  const reason = lineOf(fields['reason']) || undefined
  return { entry: { label: lineOf(label, 300), keys: { package: label }, reason, until: end.until } }
}

function ofTables(key: string, value: unknown, read: (fields: Fields) => Outcome): readonly Outcome[] {
  if (!Array.isArray(value)) return [leave(key, `it is no list of tables: write [[${key}]]`)]
  return (value as readonly unknown[]).map((one) => {
    const fields = objectOf(one)
    return fields ? read(fields) : leave(key, 'an entry of it is no table')
  })
}

/** The exceptions of an `osv-scanner.toml`, and what else it holds. */
export function readOsvScanner(fields: Fields, now: Date): Imported {
  const outcomes = Object.entries(fields).flatMap(([key, value]) => {
    if (key === VULNERABILITIES) return ofTables(key, value, (one) => ignoredOf(one, now))
    if (key === PACKAGES) return ofTables(key, value, (one) => overrideOf(one, now))
    return [leave(key, 'a setting, not an exception')]
  })
  return importedOf(TOOL, outcomes)
}
