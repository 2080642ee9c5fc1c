import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import semver from 'semver'
import type { Lockfile, Package, Scope } from '../../../src/inventory/package.ts'
import { FIXTURES } from './projects.ts'

/** One package of an expected.json: name, version, alias and source tell it apart, and copies are one. */
export interface Expected {
  readonly name: string
  readonly version: string
  readonly lockVersion?: string | null
  readonly alias?: string
  readonly source: string
  readonly scope: string
  readonly direct: boolean
  readonly bundled?: boolean
}

export interface Case {
  readonly name: string
  readonly directory: string
  readonly lockfile: string
  readonly packages: readonly Expected[]
}

export const CASES: readonly Case[] = readdirSync(join(FIXTURES, 'lockfiles')).map((name) => {
  const directory = join(FIXTURES, 'lockfiles', name)
  return { name, directory, ...JSON.parse(readFileSync(join(directory, 'expected.json'), 'utf8')) }
})

/** One line per package, with everything that is compared. */
function lineOf(one: Expected): string {
  const version = one.lockVersion === undefined ? one.version : String(one.lockVersion)
  const flags = [one.direct ? 'direct' : '', one.bundled ? 'bundled' : ''].filter((flag) => flag !== '')
  return [`${one.name}@${version}`, `as ${one.alias ?? one.name}`, one.source, one.scope, ...flags].join(' ')
}

function reachOf(scope: Scope): readonly string[] {
  return scope === 'both' ? ['prod', 'dev'] : [scope]
}

function scopeOf(scopes: readonly Scope[]): string {
  const reach = new Set(scopes.flatMap(reachOf))
  if (reach.has('prod')) return reach.has('dev') ? 'both' : 'prod'
  return reach.has('optional') ? 'optional' : 'dev'
}

/** Copies of one package made one, as expected.json has them. */
function merged(packages: readonly Package[]): readonly Expected[] {
  const groups = new Map<string, Package[]>()
  for (const one of packages) {
    const key = [one.name, one.version, one.alias ?? '', one.source].join(' ')
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()].flatMap((copies) => {
    const [first] = copies
    if (!first) return []
    const { name, version, alias, source } = first
    return {
      name,
      version,
      ...(alias === undefined ? {} : { alias }),
      source,
      scope: scopeOf(copies.map((copy) => copy.scope)),
      direct: copies.some((copy) => copy.direct),
      bundled: copies.every((copy) => copy.bundled),
    }
  })
}

/**
 * Where the lockfile says nothing usable, what was found may name the place or the version that stands elsewhere,
 * but no other version.
 */
function asLocked(found: Expected, expected: readonly Expected[]): Expected {
  const isSilent = expected.some(
    (one) =>
      one.lockVersion === null &&
      one.name === found.name &&
      one.alias === found.alias &&
      one.source === found.source &&
      (found.version === one.version || semver.valid(found.version) === null),
  )
  return isSilent ? { ...found, lockVersion: null } : found
}

/** What was found and not expected (`+`), and what was expected and not found (`-`). */
export function differences(expected: readonly Expected[], packages: readonly Package[]): readonly string[] {
  const wanted = new Set(expected.map(lineOf))
  const found = new Set(merged(packages).map((one) => lineOf(asLocked(one, expected))))
  return [
    ...[...found].filter((line) => !wanted.has(line)).map((line) => `+ ${line}`),
    ...[...wanted].filter((line) => !found.has(line)).map((line) => `- ${line}`),
  ]
}

/** Everything of a lockfile that an expected.json lists: packages and members. */
export function listedOf(lockfile: Lockfile): readonly Package[] {
  return [...lockfile.packages, ...lockfile.members]
}
