import type { Gap } from '../core/finding.ts'
import { duplicateGaps, objectOf } from './json.ts'
import { type Edge, edgesOf } from './manifest.ts'
import { isVersion, NOT_AN_OBJECT, optionalWord, versionProblem, wordOf } from './npm-fields.ts'
import {
  type Locator,
  localFolderOf,
  locatorOf,
  patchedOf,
  selectorOf,
  workspaceFolderOf,
} from './yarn-berry-locator.ts'
import { type Part, partsOf } from './yarn-berry-parts.ts'
import { type Descriptor, descriptorOf } from './yarn-descriptors.ts'
import type { YarnEntry } from './yarn-entries.ts'
import { isMarked } from './yarn-manifests.ts'

/** A member of the workspace, or the root, as the lockfile has it. */
export interface Workspace {
  readonly keys: readonly Descriptor[]
  readonly name: string
  readonly locator: string
  /** What stands in place of one: members follow their package.json. */
  readonly version: string
  /** Relative to the lockfile's; the root's is empty. */
  readonly folder: string
  readonly edges: readonly Edge[]
  readonly line: number | undefined
}

/** A package with changes of the repository's own, or of Yarn's. */
export interface Patched {
  readonly entry: YarnEntry
  /** The locator of what is changed. */
  readonly of: string
}

export interface BerryEntries {
  /** `__metadata.version` as it stands there. */
  readonly version: unknown
  readonly entries: readonly YarnEntry[]
  readonly patched: readonly Patched[]
  readonly workspaces: readonly Workspace[]
  readonly gaps: readonly Gap[]
}

type Fields = Readonly<Record<string, unknown>>

const MAX_SHOWN = 200
const MAPPINGS = ['dependencies', 'dependenciesMeta', 'peerDependencies', 'peerDependenciesMeta']

/** What is installed for an entry; optional ones stand among the others and are marked. */
function hardEdges({ dependencies, dependenciesMeta }: Fields): readonly Edge[] {
  const edges = edgesOf({ dependencies }, false)
  const meta = objectOf(dependenciesMeta)
  if (!meta) return edges
  return edges.map((edge): Edge => (isMarked(meta, edge.name) ? { ...edge, kind: 'optional' } : edge))
}

function peersOf(
  { peerDependencies, peerDependenciesMeta }: Fields,
  edges: readonly Edge[],
): readonly Edge[] {
  if (!peerDependencies) return []
  const names = new Set(edges.map((edge) => edge.name))
  const meta = objectOf(peerDependenciesMeta) ?? {}
  return edgesOf({ peerDependencies }, false)
    .filter((edge) => !names.has(edge.name))
    .map((edge): Edge => (isMarked(meta, edge.name) ? { ...edge, kind: 'optional-peer' } : edge))
}

/** The version that is installed: a registry's stands in the resolution too, and must be the same. */
function versionOf(fields: Fields, locator: Locator): { readonly version: string } | string {
  const version = wordOf(fields['version'])
  if (locator.kind !== 'registry') {
    return isVersion(version) ? { version } : versionProblem(fields)
  }
  const resolved = selectorOf(locator.spec)
  if (!isVersion(resolved)) return versionProblem({ version: resolved })
  if (resolved === version) return { version }
  return `its entry says version ${version.slice(0, 80) || 'nothing'} and is resolved to ${resolved.slice(0, 80)}`
}

/** Why an entry is not as Yarn writes it, if it is not; what is cut off lacks its last line. */
function problemOf(fields: Fields): string | undefined {
  if (typeof fields['resolution'] !== 'string') return 'its entry has no resolution (truncated or damaged)'
  const bad = MAPPINGS.find((name) => fields[name] !== undefined && !objectOf(fields[name]))
  if (bad !== undefined) return `its ${bad} is no mapping (truncated or damaged)`
  const { linkType } = fields
  return linkType === 'hard' || linkType === 'soft'
    ? undefined
    : 'its entry has no linkType (truncated or damaged)'
}

/** Where a package of a registry is downloaded from, if it is not where registries keep their archives. */
function resolvedOf(locator: Locator): string {
  if (locator.kind === 'registry') return locator.params.get('__archiveUrl') ?? ''
  return locator.kind === 'git' || locator.kind === 'tarball' ? locator.spec : ''
}

interface Read {
  readonly entry: YarnEntry
  readonly locator: Locator
  readonly problems: readonly string[]
}

function readEntry(key: string, fields: Fields, line: number | undefined): Read | string {
  const keys = key.split(',').map((one) => descriptorOf(one.trim()))
  const resolution = wordOf(fields['resolution'])
  const locator = locatorOf(resolution)
  const problem = problemOf(fields)
  if (resolution === '' || locator.name === '' || keys.some((one) => one.name === '')) {
    return problem ?? 'its entry has no name'
  }
  if (locator.kind === 'unknown')
    return `it is resolved to ${resolution.slice(0, MAX_SHOWN)}, which is not understood`
  const found = versionOf(fields, locator)
  const resolved = isVersion(selectorOf(locator.spec)) ? selectorOf(locator.spec) : undefined
  const version =
    typeof found === 'string' ? (locator.kind === 'registry' ? resolved : undefined) : found.version
  if (version === undefined && locator.kind !== 'workspace') return String(found)
  const edges = hardEdges(fields)
  const entry: YarnEntry = {
    keys,
    name: locator.name,
    version: version ?? wordOf(fields['version']),
    kind: locator.kind,
    locator: resolution,
    resolved: resolvedOf(locator),
    folder: localFolderOf(locator),
    integrity: optionalWord(fields['checksum']),
    edges,
    peers: peersOf(fields, edges),
    line,
  }
  const wrong = typeof found === 'string' && locator.kind !== 'workspace' ? [found] : []
  return { entry, locator, problems: [...(problem === undefined ? [] : [problem]), ...wrong] }
}

interface Filling {
  readonly path: string
  readonly entries: YarnEntry[]
  readonly patched: Patched[]
  readonly workspaces: Workspace[]
  readonly gaps: Gap[]
}

function addEntry({ entries, patched, workspaces }: Filling, { entry, locator }: Read): void {
  if (entry.kind === 'patch') patched.push({ entry, of: patchedOf(locator) })
  else if (entry.kind === 'workspace') workspaces.push({ ...entry, folder: workspaceFolderOf(locator) })
  else entries.push(entry)
}

function addPart(filling: Filling, { fields, yaml, before }: Part): void {
  const { path, gaps } = filling
  const duplicates = yaml.duplicates.map((one) => ({ ...one, line: one.line + before }))
  for (const gap of duplicateGaps(path, { duplicates })) gaps.push(gap)
  for (const [key, value] of Object.entries(fields)) {
    if (key === '__metadata') continue
    const written = objectOf(value)
    const line = yaml.lineOf([key])
    const read = written ? readEntry(key, written, line === undefined ? line : line + before) : NOT_AN_OBJECT
    const problems = typeof read === 'string' ? [read] : read.problems
    const subject = key.slice(0, MAX_SHOWN)
    gaps.push(...problems.map((reason) => ({ target: path, subject, reason })))
    if (typeof read !== 'string') addEntry(filling, read)
  }
}

/** Reads a yarn.lock of Yarn 2 and later; what is wrong with an entry is a gap, and the others stay. */
export function berryEntries(path: string, bytes: Uint8Array): BerryEntries {
  const filling: Filling = { path, entries: [], patched: [], workspaces: [], gaps: [] }
  const metadata: unknown[] = []
  for (const part of partsOf(bytes)) {
    if ('problem' in part) {
      const reason = `line ${part.line}: its entry ${part.problem}`
      filling.gaps.push({ target: path, subject: part.key, reason })
      continue
    }
    if (Object.hasOwn(part.fields, '__metadata')) metadata.push(part.fields['__metadata'])
    addPart(filling, part)
  }
  if (metadata.length > 1) {
    filling.gaps.push({
      target: path,
      subject: '__metadata',
      reason: 'it stands twice, and readers disagree on which counts',
    })
  }
  const version = objectOf(metadata[0])?.['version']
  return { ...filling, version }
}
