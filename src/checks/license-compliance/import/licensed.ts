import { objectOf } from '../../../inventory/json.ts'
import { WAIVER_KEYS } from '../waivers.ts'
import { type Imported, joinParts, leftOut, licensesOf, type Part, scopeIn, shown } from './imported.ts'

type Fields = Readonly<Record<string, unknown>>

const MAX_ENTRIES = 1000
/** Sources whose packages are npm's. */
const SOURCES = ['npm', 'yarn', 'pnpm']

/** Whether this is a configuration of licensed (https://github.com/github/licensed). */
export function isLicensed(fields: Fields): boolean {
  const isList = Array.isArray(fields['allowed'])
  const isMapped = ['reviewed', 'ignored', 'sources'].some((key) => objectOf(fields[key]) !== undefined)
  return isList || isMapped || (Array.isArray(fields['apps']) && fields['apps'].some((app) => isApp(app)))
}

function isApp(value: unknown): boolean {
  const app = objectOf(value)
  return app !== undefined && (Array.isArray(app['allowed']) || Object.hasOwn(app, 'source_path'))
}

function reviewedPart(label: string, entry: string): Part {
  const problem = /[*?[\]{}]/.test(
    entry.slice(0, entry.lastIndexOf('@') > 0 ? entry.lastIndexOf('@') : undefined),
  )
    ? 'a waiver has no patterns'
    : WAIVER_KEYS['package']?.problem(entry)
  if (problem !== undefined) return leftOut(label, shown(problem))
  const reason = 'licensed had it as reviewed, whatever its license'
  return { exempted: [{ package: entry, license: undefined, reason }] }
}

function ignoredPart(label: string, entry: string): Part {
  const scope = scopeIn(entry)
  if (scope !== undefined) return { scopes: [scope] }
  return leftOut(
    label,
    'licensed did not look at it: here every locked package is, unless internal-scopes names its scope',
  )
}

/** `reviewed` and `ignored`: lists of packages by source. */
function bySource(key: 'reviewed' | 'ignored', value: unknown): Part {
  const sources = objectOf(value)
  if (!sources) return leftOut(key, 'it has no sources')
  const parts = Object.entries(sources).flatMap(([source, entries]): readonly Part[] => {
    const place = `${key} ${shown(source)}`
    if (!SOURCES.includes(source)) return [leftOut(place, 'only packages of npm are judged')]
    if (!Array.isArray(entries) || entries.length > MAX_ENTRIES)
      return [leftOut(place, `it is no list of at most ${MAX_ENTRIES} entries`)]
    return entries.map((entry: unknown) => {
      // An entry of ignored may be a mapping with `name` and `version`.
      const text = typeof entry === 'string' ? entry.trim() : ''
      const label = `${place} ${shown(entry)}`
      if (text === '') return leftOut(label, 'it is no text')
      return key === 'reviewed' ? reviewedPart(label, text) : ignoredPart(label, text)
    })
  })
  return joinParts('', parts)
}

function allowedPart(value: unknown): Part {
  if (!Array.isArray(value) || value.length > MAX_ENTRIES)
    return leftOut('allowed', `it is no list of at most ${MAX_ENTRIES} entries`)
  return licensesOf('allow', value as readonly unknown[])
}

function appPart(value: unknown): Part {
  const app = objectOf(value) ?? {}
  const policy = ['allowed', 'reviewed', 'ignored'].filter((key) => Object.hasOwn(app, key))
  const label = `app ${shown(app['name'] ?? app['source_path'] ?? '')}`
  if (policy.length === 0) return {}
  return leftOut(
    label,
    `its own ${policy.join(', ')}: one policy holds for all lockfiles, so run the check per folder (--path) for others`,
  )
}

function settingPart(key: string, value: unknown): Part {
  if (key === 'allowed') return allowedPart(value)
  if (key === 'reviewed' || key === 'ignored') return bySource(key, value)
  if (key === 'apps')
    return Array.isArray(value) ? joinParts('', value.map(appPart)) : leftOut(key, 'it is no list')
  return leftOut(shown(key), 'how licensed finds and keeps records: it has no counterpart')
}

const REVIEWED = {
  label: 'reviewed',
  text: 'let a package pass with any license, also one that it changes to later: a waiver here is for one license',
}
const TEXTS = {
  label: 'allowed',
  text: 'licensed judges the license that it finds in texts, which may be another than the declared one that is judged here',
}

/** The policy in a `.licensed.yml`; an app's own lists are left out, as one policy holds for the repository. */
export function readLicensed(fields: Fields): Imported {
  const parts = Object.entries(fields).map(([key, value]) => settingPart(key, value))
  const changes = [
    ...(Object.hasOwn(fields, 'allowed') ? [TEXTS] : []),
    ...(Object.hasOwn(fields, 'reviewed') ? [REVIEWED] : []),
  ]
  return joinParts('licensed', [...parts, { changes }])
}
