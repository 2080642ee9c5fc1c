import { posix } from 'node:path'
import type { Note } from '../core/finding.ts'
import type { Tree } from '../core/ports.ts'
import { disagreementsOf } from './agreement.ts'
import { readDeclared, readFields } from './declared.ts'
import type { Entry } from './entry.ts'
import { type GraphInput, graphOf } from './graph.ts'
import { duplicateGaps, type Json, objectOf } from './json.ts'
import { lockfileOf, unreadableLockfile } from './locked.ts'
import type { Entries, Fields } from './npm-fields.ts'
import { readPackages } from './npm-lock.ts'
import { readDependencies } from './npm-lock-v1.ts'
import type { Lockfile } from './package.ts'

function entriesOf(path: string, json: Json, fields: Fields): Entries | string {
  const version = fields['lockfileVersion']
  if (version !== 1 && version !== 2 && version !== 3) {
    return `has lockfileVersion ${JSON.stringify(version)?.slice(0, 40) ?? 'missing'}; 1, 2 and 3 are known`
  }
  if (version === 1 && fields['packages']) {
    return 'has lockfileVersion 1 and "packages": npm 6 reads "dependencies" and later ones the other'
  }
  const key = version === 1 ? 'dependencies' : 'packages'
  const listed = objectOf(fields[key] ?? (version === 1 ? {} : undefined))
  if (!listed) return `has no "${key}", which lockfileVersion ${version} must have`
  return version === 1 ? readDependencies(path, json, listed) : readPackages(path, json, listed)
}

const MAX_LISTED = 5

function listed(names: readonly string[]): string {
  return names.slice(0, MAX_LISTED).join(', ') + (names.length > MAX_LISTED ? ', …' : '')
}

function notesOf(path: string, without: readonly string[], unlocked: ReadonlySet<string>): readonly Note[] {
  const notes: string[] = []
  const linked = without.filter((location) => location !== '')
  if (linked.length > 0) {
    notes.push(
      `No package.json was found in ${linked.length} linked folders, so what they declare could not be compared: ${listed(linked)}.`,
    )
  }
  if (unlocked.size > 0) {
    notes.push(
      `${unlocked.size} optional dependencies of dependencies are not locked, so nothing is said about them: ${listed([...unlocked].sort())}.`,
    )
  }
  return notes.map((text) => ({ subject: path, text }))
}

function rootOf(name: unknown): Entry {
  return {
    location: '',
    name: typeof name === 'string' ? name : '',
    alias: undefined,
    version: '',
    resolved: '',
    link: undefined,
    license: undefined,
    edges: [],
    bundled: false,
    onlyOptional: false,
    line: undefined,
  }
}

/** Reads a package-lock.json or npm-shrinkwrap.json of lockfile version 1, 2 or 3, and the manifests it locks. */
export async function readNpmLockfile(tree: Tree, path: string): Promise<Lockfile> {
  const read = await readFields(tree, path)
  if (read === undefined) return unreadableLockfile(path, 'npm', 'it is not there')
  const found = typeof read === 'string' ? read : entriesOf(path, read.json, read.fields)
  if (typeof read === 'string' || typeof found === 'string')
    return unreadableLockfile(path, 'npm', `it ${found}`)
  const hasRoot = found.entries.some((entry) => entry.location === '')
  const entries = hasRoot ? found.entries : [rootOf(read.fields['name']), ...found.entries]
  const links = entries.flatMap(({ link }) => link ?? [])
  const manifests = await readDeclared(tree, path, links)
  const hasSpecs = read.fields['lockfileVersion'] !== 1
  const input: GraphInput = { path, entries, declared: manifests.declared, hasSpecs }
  const graph = graphOf(input)
  return lockfileOf({
    path,
    format: `${posix.basename(path, '.json')} v${read.fields['lockfileVersion']}`,
    manager: 'npm',
    recordsLicenses: true,
    graph,
    gaps: [
      ...duplicateGaps(path, read.json),
      ...found.gaps,
      ...manifests.gaps,
      ...graph.gaps,
      ...disagreementsOf(graph.nodes, input),
    ],
    notes: notesOf(path, manifests.without, graph.unlockedOptional),
  })
}
