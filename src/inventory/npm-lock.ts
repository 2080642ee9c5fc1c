import type { Gap } from '../core/finding.ts'
import { type Entry, isInstalled, isTooLong, locationOf, nameAt } from './entry.ts'
import { type Json, objectOf } from './json.ts'
import { edgesOf } from './manifest.ts'
import {
  type Entries,
  engineOf,
  entryGap,
  type Fields,
  isVersion,
  NOT_AN_OBJECT,
  optionalWord,
  TOO_LONG,
  versionProblem,
  wordOf,
} from './npm-fields.ts'

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
    integrity: optionalWord(fields['integrity']),
    engine: engineOf(fields['engines']),
    deprecated: optionalWord(fields['deprecated']),
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
    const problem = fields ? problemOf(location, fields) : NOT_AN_OBJECT
    if (fields && problem === undefined) {
      entries.push(entryAt(location, fields, json.lineOf(['packages', location])))
    } else {
      gaps.push(entryGap(path, location, problem ?? ''))
    }
  }
  return { entries, gaps }
}
