import semver from 'semver'
import type { Gap } from '../core/finding.ts'
import { type Entry, isInstalled, nameAt } from './entry.ts'
import { type Json, objectOf } from './json.ts'
import { type Edge, edgesOf } from './manifest.ts'

/** What an npm lockfile holds: entries, and what could not be made one. */
export interface Entries {
  readonly entries: readonly Entry[]
  readonly gaps: readonly Gap[]
}

type Fields = Readonly<Record<string, unknown>>

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** The plain form first: it is nearly all there is, and semver's own parser costs 20 times as much. */
function isVersion(written: string): boolean {
  return /^\d{1,15}\.\d{1,15}\.\d{1,15}$/.test(written) || semver.valid(written, { loose: true }) !== null
}

/** Why an entry of `packages` cannot be used, if it cannot. A folder of the repository needs no version. */
function problemOf(location: string, fields: Fields | undefined): string | undefined {
  if (!fields) return 'its entry in the lockfile is not an object'
  if (location === '' || !isInstalled(location)) return undefined
  if (fields['link'] === true) {
    return typeof fields['resolved'] === 'string' ? undefined : 'its entry is a link to nowhere'
  }
  if (nameAt(location) === '') return 'its entry has no name'
  return !isVersion(wordOf(fields['version']))
    ? `its entry has no usable version (${JSON.stringify(fields['version'] ?? null)?.slice(0, 80)})`
    : undefined
}

function entryAt(location: string, fields: Fields, line: number | undefined): Entry {
  const installed = isInstalled(location)
  const installedAs = nameAt(location)
  const name = wordOf(fields['name']) || installedAs
  return {
    location,
    name,
    alias: name !== installedAs && installed ? installedAs : undefined,
    version: wordOf(fields['version']),
    resolved: wordOf(fields['resolved']),
    link: fields['link'] ? wordOf(fields['resolved']) : undefined,
    license: fields['license'],
    edges: edgesOf(fields, !installed),
    bundled: fields['inBundle'] === true,
    onlyOptional: false,
    line,
  }
}

/** Entries of `packages`, lockfile versions 2 and 3 (https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json). */
export function readPackages(path: string, json: Json, packages: Fields): Entries {
  const entries: Entry[] = []
  const gaps: Gap[] = []
  for (const [location, value] of Object.entries(packages)) {
    const fields = objectOf(value)
    const problem = problemOf(location, fields)
    if (problem !== undefined || !fields)
      gaps.push({ target: path, subject: location, reason: problem ?? '' })
    else entries.push(entryAt(location, fields, json.lineOf(['packages', location])))
  }
  return { entries, gaps }
}

const ALIAS = /^npm:(@?[^@]+)@(.+)$/
const ELSEWHERE = /^(file:|git[+:@]|github:|gitlab:|bitbucket:|gist:|https?:)/

function versionOne(location: string, fields: Fields, line: number | undefined): Entry | string {
  const written = wordOf(fields['version'])
  const alias = ALIAS.exec(written)
  const version = alias?.[2] ?? written
  if (!isVersion(version) && !ELSEWHERE.test(version)) {
    return `its entry has no usable version (${JSON.stringify(fields['version'] ?? null)?.slice(0, 80)})`
  }
  const requires: readonly Edge[] = Object.entries(objectOf(fields['requires']) ?? {}).map(
    ([name, spec]) => ({
      name,
      spec: wordOf(spec),
      kind: 'prod',
    }),
  )
  const installedAs = nameAt(location)
  return {
    location,
    name: alias?.[1] ?? installedAs,
    alias: alias && alias[1] !== installedAs ? installedAs : undefined,
    version,
    resolved: ELSEWHERE.test(version) ? version : wordOf(fields['resolved']),
    link: undefined,
    license: fields['license'],
    edges: requires,
    bundled: fields['bundled'] === true,
    onlyOptional: fields['optional'] === true,
    line,
  }
}

/** Entries of nested `dependencies`, lockfile version 1 (npm 5 and 6) and old shrinkwraps. */
export function readDependencies(path: string, json: Json, dependencies: Fields): Entries {
  const entries: Entry[] = []
  const gaps: Gap[] = []
  const open: { fields: Fields; prefix: string; way: readonly string[] }[] = [
    { fields: dependencies, prefix: '', way: ['dependencies'] },
  ]
  for (let level = open.pop(); level; level = open.pop()) {
    for (const [name, value] of Object.entries(level.fields)) {
      const location = `${level.prefix}node_modules/${name}`
      const way = [...level.way, name]
      const fields = objectOf(value)
      const entry = fields ? versionOne(location, fields, json.lineOf(way)) : 'its entry is not an object'
      if (typeof entry === 'string') gaps.push({ target: path, subject: location, reason: entry })
      else entries.push(entry)
      const nested = objectOf(fields?.['dependencies'])
      if (nested) open.push({ fields: nested, prefix: `${location}/`, way: [...way, 'dependencies'] })
    }
  }
  return { entries, gaps }
}
