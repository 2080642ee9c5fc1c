import type { Gap } from '../core/finding.ts'
import { type Entry, folderAt, isTooLong, nameAt } from './entry.ts'
import { type Json, objectOf } from './json.ts'
import type { Edge } from './manifest.ts'
import {
  type Entries,
  entryGap,
  type Fields,
  isVersion,
  NOT_AN_OBJECT,
  optionalWord,
  TOO_LONG,
  versionProblem,
  wordOf,
} from './npm-fields.ts'

const ALIAS = /^npm:(@?[^@]+)@(.+)$/
const ELSEWHERE = /^(file:|git[+:@]|github:|gitlab:|bitbucket:|gist:|https?:)/

function edgesIn(fields: Fields): readonly Edge[] {
  const requires = objectOf(fields['requires']) ?? {}
  return Object.entries(requires).map(([name, spec]) => ({ name, spec: wordOf(spec), kind: 'prod' }))
}

function entryAt(location: string, fields: Fields, line: number | undefined): Entry {
  const alias = ALIAS.exec(wordOf(fields['version']))
  const version = alias?.[2] ?? wordOf(fields['version'])
  const installedAs = nameAt(location)
  return {
    location,
    name: alias?.[1] ?? installedAs,
    alias: alias && alias[1] !== installedAs ? installedAs : undefined,
    version,
    resolved: ELSEWHERE.test(version) ? version : wordOf(fields['resolved']),
    link: undefined,
    license: fields['license'],
    edges: edgesIn(fields),
    integrity: optionalWord(fields['integrity']),
    bundled: fields['bundled'] === true,
    onlyOptional: fields['optional'] === true,
    line,
  }
}

/** Why an entry has no place in the tree, if it has none; then nothing nested in it has one. */
function placeProblem({ location }: Entry, name: string, folder: string | undefined): string | undefined {
  if (isTooLong(location) || isTooLong(folder ?? '')) return TOO_LONG
  return name === '' || nameAt(location) !== name ? 'its entry has no usable name' : undefined
}

function isUsable({ version }: Entry): boolean {
  return isVersion(version) || ELSEWHERE.test(version)
}

/** A folder of the repository is a link and what it leads to, as later versions write it. */
function split(entry: Entry, folder: string | undefined): readonly Entry[] {
  if (folder === undefined) return [entry]
  return [
    { ...entry, link: folder, edges: [] },
    { ...entry, location: folder, alias: undefined },
  ]
}

interface Level {
  readonly fields: Fields
  /** What the locations of its entries begin with. */
  readonly prefix: string
  readonly way: readonly string[]
}

/** Entries of nested `dependencies`, lockfile version 1 (npm 5 and 6, and later ones if told to) and old shrinkwraps. */
export function readDependencies(path: string, json: Json, dependencies: Fields): Entries {
  const entries: Entry[] = []
  const gaps: Gap[] = []
  const folders = new Set([''])
  const open: Level[] = [{ fields: dependencies, prefix: '', way: ['dependencies'] }]
  for (let level = open.pop(); level; level = open.pop()) {
    for (const [name, value] of Object.entries(level.fields)) {
      const location = `${level.prefix}node_modules/${name}`
      const way = [...level.way, name]
      const fields = objectOf(value)
      const entry = entryAt(location, fields ?? {}, json.lineOf(way))
      const folder = folderAt(entry.resolved)
      const misplaced = fields ? placeProblem(entry, name, folder) : NOT_AN_OBJECT
      const problem = misplaced ?? (fields && !isUsable(entry) ? versionProblem(fields) : undefined)
      if (problem !== undefined) gaps.push(entryGap(path, location, problem))
      else
        entries.push(
          ...split(entry, folder).filter((one) => one.link !== undefined || !folders.has(one.location)),
        )
      if (folder !== undefined) folders.add(folder)
      if (misplaced !== undefined || fields?.['dependencies'] === undefined) continue
      const nested = objectOf(fields['dependencies'])
      if (nested)
        open.push({ fields: nested, prefix: `${folder || location}/`, way: [...way, 'dependencies'] })
      else gaps.push(entryGap(path, location, 'its "dependencies" are not an object'))
    }
  }
  return { entries, gaps }
}
