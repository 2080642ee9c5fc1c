import { posix } from 'node:path'
import { messageOf } from '../core/errors.ts'
import type { Gap, Note } from '../core/finding.ts'
import type { Tree } from '../core/ports.ts'
import { disagreementsOf } from './agreement.ts'
import type { Entry } from './entry.ts'
import { type GraphInput, graphOf } from './graph.ts'
import { type Json, objectOf, parseJson } from './json.ts'
import { type Manifest, manifestOf } from './manifest.ts'
import type { Entries } from './npm-fields.ts'
import { readPackages } from './npm-lock.ts'
import { readDependencies } from './npm-lock-v1.ts'
import type { Lockfile } from './package.ts'
import { packagesOf, pathsOf } from './reach.ts'

type Fields = Readonly<Record<string, unknown>>

/** A JSON file of the tree; a gap says why it cannot be read. */
async function readFields(
  tree: Tree,
  path: string,
): Promise<{ json: Json; fields: Fields } | string | undefined> {
  try {
    const bytes = await tree.read(path)
    if (!bytes) return undefined
    const parsed = parseJson(bytes)
    if ('problem' in parsed) return parsed.problem
    const fields = objectOf(parsed.json.value)
    return fields ? { json: parsed.json, fields } : 'does not hold an object'
  } catch (thrown) {
    return messageOf(thrown)
  }
}

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

interface Declared {
  /** By the location of its folder; the root's is empty. */
  readonly declared: ReadonlyMap<string, Manifest>
  /** Folders without one, as far as can be seen from here. */
  readonly without: readonly string[]
  readonly gaps: readonly Gap[]
}

/** What the manifests of the root and of the linked folders declare, and which of them cannot be read. */
async function readDeclared(tree: Tree, lockfile: string, entries: readonly Entry[]): Promise<Declared> {
  const declared = new Map<string, Manifest>()
  const without: string[] = []
  const gaps: Gap[] = []
  for (const location of new Set(['', ...entries.flatMap(({ link }) => link ?? [])])) {
    const path = posix.join(posix.dirname(lockfile), location, 'package.json')
    const isOutside = path.startsWith('../') || posix.isAbsolute(location)
    const read = isOutside ? undefined : await readFields(tree, path)
    if (read === undefined) without.push(location)
    else if (typeof read === 'string')
      gaps.push({ target: lockfile, subject: path, reason: `${path} ${read}` })
    else declared.set(location, manifestOf(read.fields))
  }
  return { declared, without, gaps }
}

const MAX_LISTED = 5

function listed(names: readonly string[]): string {
  return names.slice(0, MAX_LISTED).join(', ') + (names.length > MAX_LISTED ? ', …' : '')
}

function notesOf(path: string, without: readonly string[], unlocked: ReadonlySet<string>): readonly Note[] {
  const notes: string[] = []
  const linked = without.filter((location) => location !== '')
  if (without.includes('')) {
    notes.push('No package.json stands beside it: what is declared could not be compared.')
  }
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

function duplicateGaps(path: string, json: Json): readonly Gap[] {
  return json.duplicates.map((duplicate) => ({
    target: path,
    subject: duplicate.path.join(' > ') || '(root)',
    reason: `the key stands twice in one object (line ${duplicate.line}), and readers disagree on which counts`,
  }))
}

function unreadable(path: string, reason: string): Lockfile {
  const gaps = [{ target: path, subject: path, reason }]
  return { path, format: 'unreadable', packages: [], members: [], gaps, notes: [], paths: () => [] }
}

/** Reads a package-lock.json or npm-shrinkwrap.json of lockfile version 1, 2 or 3, and the manifests it locks. */
export async function readNpmLockfile(tree: Tree, path: string): Promise<Lockfile> {
  const read = await readFields(tree, path)
  if (typeof read !== 'object') return unreadable(path, read === undefined ? 'it is not there' : `it ${read}`)
  const found = entriesOf(path, read.json, read.fields)
  if (typeof found === 'string') return unreadable(path, `it ${found}`)
  const root: Entry = {
    location: '',
    name: typeof read.fields['name'] === 'string' ? read.fields['name'] : '',
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
  const entries = found.entries.some((entry) => entry.location === '')
    ? found.entries
    : [root, ...found.entries]
  const manifests = await readDeclared(tree, path, entries)
  const hasSpecs = read.fields['lockfileVersion'] !== 1
  const input: GraphInput = { path, entries, declared: manifests.declared, hasSpecs }
  const graph = graphOf(input)
  const all = packagesOf(graph)
  return {
    path,
    format: `${posix.basename(path, '.json')} v${read.fields['lockfileVersion']}`,
    packages: all.filter((one) => one.source !== 'workspace'),
    members: all.filter((one) => one.source === 'workspace'),
    gaps: [
      ...duplicateGaps(path, read.json),
      ...found.gaps,
      ...manifests.gaps,
      ...graph.gaps,
      ...disagreementsOf(graph.nodes, input),
    ],
    notes: notesOf(path, manifests.without, graph.unlockedOptional),
    paths: pathsOf(graph),
  }
}
