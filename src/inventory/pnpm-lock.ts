import type { Gap } from '../core/finding.ts'
import { isTooLong, locationOf } from './entry.ts'
import { duplicateGaps, type Json, objectOf } from './json.ts'
import type { EdgeKind } from './manifest.ts'
import { entryGap, type Fields, NOT_AN_OBJECT, TOO_LONG, wordOf } from './npm-fields.ts'
import { type Locked, type Need, readEntry } from './pnpm-entry.ts'
import { type Dialect, withoutSuffix } from './pnpm-key.ts'

/** One of the repository's own packages as the lockfile has it. */
export interface Importer {
  /** Its folder, relative to the lockfile's; the root's is empty. */
  readonly folder: string
  readonly needs: readonly Need[]
  /** Where links to it may lead instead, if it says so. */
  readonly published: string | undefined
}

/** One document of a pnpm lockfile. */
export interface PnpmLock {
  readonly dialect: Dialect
  /** What stands at its top, but for its packages. */
  readonly fields: Fields
  readonly importers: readonly Importer[]
  readonly locked: ReadonlyMap<string, Locked>
  /** Keys of entries that are there and cannot be used: a gap says why. */
  readonly unusable: ReadonlySet<string>
  readonly gaps: readonly Gap[]
}

const SECTIONS: readonly (readonly [string, EdgeKind])[] = [
  ['dependencies', 'prod'],
  ['devDependencies', 'dev'],
  ['optionalDependencies', 'optional'],
  // What pnpm itself runs with, in a document of its own since pnpm 11 (https://pnpm.io/lockfile).
  ['configDependencies', 'dev'],
  ['packageManagerDependencies', 'dev'],
]

const DIALECTS: Readonly<Record<string, Dialect>> = {
  '5.0': 5,
  5: 5,
  '5.1': 5,
  '5.2': 5,
  '5.3': 5,
  '5.4': 5,
  '5.4-inlineSpecifiers': 5,
  6: 6,
  '6.0': 6,
  '6.1': 6,
  9: 9,
  '9.0': 9,
}

/** Which shape a lockfile has by its version, or why it is refused. */
export function dialectOf(fields: Fields): Dialect | string {
  const version = fields['lockfileVersion']
  const known =
    typeof version === 'string' && Object.hasOwn(DIALECTS, version) ? DIALECTS[version] : undefined
  const shown = JSON.stringify(version)?.slice(0, 40) ?? 'missing'
  return known ?? `has lockfileVersion ${shown}; 5.0 to 5.4, 6.0, 6.1 and 9.0 are known`
}

interface Reading {
  readonly path: string
  readonly json: Json
  readonly fields: Fields
  readonly dialect: Dialect
  readonly gaps: Gap[]
}

/** A mapping of the lockfile; none where it is missing, a gap where it is something else (a text that was cut). */
function mappingOf({ path, gaps }: Reading, fields: Fields, name: string, where: string): Fields {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  const mapping = objectOf(value)
  if (value !== undefined && !mapping) gaps.push(entryGap(path, where, `its "${name}" is not a mapping`))
  return mapping ?? {}
}

function needOf(name: string, value: unknown, kind: EdgeKind, specifiers: Fields): Need | undefined {
  const inline = objectOf(value)
  const ref = wordOf(inline ? inline['version'] : value)
  const apart = Object.hasOwn(specifiers, name) ? specifiers[name] : undefined
  const spec = wordOf(inline ? inline['specifier'] : apart)
  return ref === '' ? undefined : { name, spec, ref, kind }
}

function readImporter(reading: Reading, key: string, fields: Fields): Importer {
  const { path, gaps } = reading
  const specifiers = mappingOf(reading, fields, 'specifiers', key)
  const needs: Need[] = []
  for (const [section, kind] of SECTIONS) {
    for (const [name, value] of Object.entries(mappingOf(reading, fields, section, key))) {
      const need = needOf(name, value, kind, specifiers)
      if (need) needs.push(need)
      else gaps.push(entryGap(path, name, `${key} has it without a version`))
    }
  }
  const published = wordOf(fields['publishDirectory'])
  return { folder: locationOf(key), needs, published: published === '' ? undefined : published }
}

/** The repository's own packages; a lockfile of one project has its dependencies at the top, before 9.0. */
function readImporters(reading: Reading): readonly Importer[] {
  const { path, fields, dialect, gaps } = reading
  if (fields['importers'] === undefined && dialect !== 9) return [readImporter(reading, '.', fields)]
  if (fields['importers'] === undefined)
    gaps.push(entryGap(path, path, 'it has no "importers", which 9.0 must have'))
  const importers = new Map<string, Importer>()
  for (const [key, value] of Object.entries(mappingOf(reading, fields, 'importers', path))) {
    const listed = objectOf(value)
    const folder = isTooLong(key) ? '' : locationOf(key)
    if (!listed) gaps.push(entryGap(path, key, NOT_AN_OBJECT))
    else if (isTooLong(key)) gaps.push(entryGap(path, key, TOO_LONG))
    else if (importers.has(folder)) gaps.push(entryGap(path, key, 'its folder stands twice in "importers"'))
    else importers.set(folder, readImporter(reading, key, listed))
  }
  return [...importers.values()]
}

interface Raw {
  readonly key: string
  readonly fields: Fields
  readonly graph: Fields
  readonly line: number | undefined
  readonly problem?: string
}

/** Entries before 9.0, which have everything in one place. */
function* rawPackages({ json }: Reading, packages: Fields): Generator<Raw> {
  for (const [key, value] of Object.entries(packages)) {
    const fields = objectOf(value)
    const line = json.lineOf(['packages', key])
    if (fields) yield { key, fields, graph: fields, line }
    else yield { key, fields: {}, graph: {}, line, problem: NOT_AN_OBJECT }
  }
}

/** Entries of 9.0: a snapshot for each combination of peers, and what they share in `packages`. */
function* rawSnapshots(reading: Reading, packages: Fields): Generator<Raw> {
  const { json } = reading
  const unused = new Set(Object.keys(packages))
  for (const [key, value] of Object.entries(mappingOf(reading, reading.fields, 'snapshots', reading.path))) {
    const graph = objectOf(value)
    const name = Object.hasOwn(packages, key) ? key : withoutSuffix(key)
    const fields = Object.hasOwn(packages, name) ? objectOf(packages[name]) : undefined
    const line = json.lineOf(['packages', name]) ?? json.lineOf(['snapshots', key])
    unused.delete(name)
    if (fields && graph) yield { key, fields, graph, line }
    else {
      const problem = graph ? 'its snapshot has no entry in "packages"' : 'its snapshot is not an object'
      yield { key, fields: fields ?? {}, graph: graph ?? {}, line, problem }
    }
  }
  for (const key of unused) {
    const fields = objectOf(packages[key])
    const problem = fields ? 'its entry has no snapshot' : NOT_AN_OBJECT
    yield { key, fields: fields ?? {}, graph: {}, line: json.lineOf(['packages', key]), problem }
  }
}

/** Reads one document. Whatever cannot be used is a gap, and the others stay. */
export function readPnpmLock(path: string, json: Json, fields: Fields, dialect: Dialect): PnpmLock {
  const gaps = [...duplicateGaps(path, json)]
  const reading: Reading = { path, json, fields, dialect, gaps }
  const importers = readImporters(reading)
  const packages = mappingOf(reading, fields, 'packages', path)
  const locked = new Map<string, Locked>()
  const unusable = new Set<string>()
  for (const raw of dialect === 9 ? rawSnapshots(reading, packages) : rawPackages(reading, packages)) {
    const read = readEntry({ key: raw.key, dialect, line: raw.line }, raw.fields, raw.graph)
    // One word for each entry: what is missing altogether is not also incomplete.
    const problems = raw.problem === undefined ? read.problems : [raw.problem]
    for (const problem of problems) gaps.push(entryGap(path, raw.key, problem))
    if (read.locked) locked.set(raw.key, read.locked)
    else unusable.add(raw.key)
  }
  return { dialect, fields: headOf(fields), importers, locked, unusable, gaps }
}

const BULK = new Set(['importers', 'packages', 'snapshots'])

/** The rest is not kept: of a large lockfile it is most of the memory. */
function headOf(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !BULK.has(key)))
}
