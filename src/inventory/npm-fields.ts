import semver from 'semver'
import type { Gap } from '../core/finding.ts'
import type { Entry } from './entry.ts'
import { objectOf } from './json.ts'

/** What an npm lockfile holds: entries, and what could not be made one. */
export interface Entries {
  readonly entries: readonly Entry[]
  readonly gaps: readonly Gap[]
}

export type Fields = Readonly<Record<string, unknown>>

export const NOT_AN_OBJECT = 'its entry is not an object'
export const TOO_LONG = 'the path of its entry is longer than that of any file'
const MAX_SHOWN = 200

/** A gap about one entry; a path without bound is cut. */
export function entryGap(lockfile: string, location: string, reason: string): Gap {
  return { target: lockfile, subject: location.slice(0, MAX_SHOWN), reason }
}

export function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Text, or undefined where there is none. */
export function optionalWord(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The versions of Node in `engines`; old packages have a list there, which npm does not read either. */
export function engineOf(engines: unknown): string | undefined {
  return optionalWord(objectOf(engines)?.['node'])
}

/** The plain form first: it is nearly all there is, and semver's own parser costs 20 times as much. */
export function isVersion(written: string): boolean {
  return /^\d{1,15}\.\d{1,15}\.\d{1,15}$/.test(written) || semver.valid(written, { loose: true }) !== null
}

export function versionProblem(fields: Fields): string {
  return `its entry has no usable version (${JSON.stringify(fields['version'] ?? null).slice(0, 80)})`
}
