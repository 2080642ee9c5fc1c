import semver from 'semver'
import type { Gap } from '../core/finding.ts'
import { type Entry, isInstalled, isTooLong, locationOf, nameAt } from './entry.ts'
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

const ELSEWHERE = /^(file:|git[+:@]|github:|gitlab:|bitbucket:|gist:|https?:)/
const TOO_LONG = 'the path of its entry is longer than that of any file'
const MAX_SHOWN = 200

function versionProblem(fields: Fields): string {
  return `its entry has no usable version (${JSON.stringify(fields['version'] ?? null).slice(0, 80)})`
}

/** A folder, archive or commit whose package.json has no version is told by where it comes from, as in version 1. */
function versionOf(fields: Fields): string {
  const resolved = wordOf(fields['resolved'])
  const hasNone = fields['version'] === undefined && /^(file:|git[+:@])/.test(resolved)
  return hasNone ? resolved : wordOf(fields['version'])
}

/** Why an entry of `packages` cannot be used, if it cannot. A folder of the repository needs no version. */
function problemOf(location: string, fields: Fields): string | undefined {
  if (isTooLong(location)) return TOO_LONG
  if (fields['link']) {
    return typeof fields['resolved'] === 'string' && isInstalled(location)
      ? undefined
      : 'its entry is a link to nowhere'
  }
  if (!isInstalled(location)) return undefined
  if (nameAt(location) === '') return 'its entry has no name'
  return isVersion(wordOf(fields['version'])) || versionOf(fields) !== wordOf(fields['version'])
    ? undefined
    : versionProblem(fields)
}

function entryAt(location: string, fields: Fields, line: number | undefined): Entry {
  const installed = isInstalled(location)
  const installedAs = nameAt(location)
  const name = wordOf(fields['name']) || installedAs
  return {
    location,
    name,
    alias: name !== installedAs && installed ? installedAs : undefined,
    version: versionOf(fields),
    resolved: wordOf(fields['resolved']),
    link: fields['link'] ? locationOf(wordOf(fields['resolved'])) : undefined,
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
    const problem = fields ? problemOf(location, fields) : 'its entry is not an object'
    if (fields && problem === undefined) {
      entries.push(entryAt(location, fields, json.lineOf(['packages', location])))
    } else {
      gaps.push({ target: path, subject: location.slice(0, MAX_SHOWN), reason: problem ?? '' })
    }
  }
  return { entries, gaps }
}

const ALIAS = /^npm:(@?[^@]+)@(.+)$/

function versionOne(location: string, fields: Fields, line: number | undefined): Entry | string {
  const written = wordOf(fields['version'])
  const alias = ALIAS.exec(written)
  const version = alias?.[2] ?? written
  if (!isVersion(version) && !ELSEWHERE.test(version)) {
    return versionProblem(fields)
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

/** Why an entry of version 1 has no place in the tree, if it has none; then nothing nested in it has one. */
function nameProblem(location: string, name: string): string | undefined {
  if (isTooLong(location)) return TOO_LONG
  return name === '' || nameAt(location) !== name ? 'its entry has no usable name' : undefined
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
      const gap = (reason: string) =>
        gaps.push({ target: path, subject: location.slice(0, MAX_SHOWN), reason })
      const fields = objectOf(value)
      const problem = fields ? nameProblem(location, name) : 'its entry is not an object'
      if (!fields || problem !== undefined) {
        gap(problem ?? '')
        continue
      }
      const entry = versionOne(location, fields, json.lineOf(way))
      if (typeof entry === 'string') gap(entry)
      else entries.push(entry)
      const nested = objectOf(fields['dependencies'])
      if (nested) open.push({ fields: nested, prefix: `${location}/`, way: [...way, 'dependencies'] })
      else if (fields['dependencies'] !== undefined) gap('its "dependencies" are not an object')
    }
  }
  return { entries, gaps }
}
