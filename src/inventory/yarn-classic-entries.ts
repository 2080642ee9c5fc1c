import { posix } from 'node:path'
import type { Gap } from '../core/finding.ts'
import { folderAt } from './entry.ts'
import type { Edge, EdgeKind } from './manifest.ts'
import { isVersion, versionProblem } from './npm-fields.ts'
import { readClassicText, type Written } from './yarn-classic-syntax.ts'
import { aliasOf, type Descriptor, descriptorOf, kindOf, type SpecKind } from './yarn-descriptors.ts'
import type { YarnEntry } from './yarn-entries.ts'

const MAX_SHOWN = 200
const SECTIONS = ['dependencies', 'optionalDependencies', 'permissions', 'prebuiltVariants']

/** What an entry is resolved to: what its key asks for, unless the lockfile says otherwise. */
function resolvedKind(key: Descriptor, resolved: string): SpecKind {
  const asked = kindOf(key.spec)
  // The short form of a repository is fetched as an archive of one commit.
  if (asked !== 'registry' || resolved === '') return asked
  const given = kindOf(resolved)
  return given === 'git' || resolved.startsWith('file:') ? given : 'registry'
}

/** Its name: said outright where keys disagree, else behind an alias, else that of a key. */
function nameOf({ fields }: Written, keys: readonly Descriptor[], first: Descriptor): string {
  const alias = keys.map((key) => aliasOf(key.spec)).find((one) => one !== undefined)
  return fields.get('name') ?? alias?.name ?? first.name
}

function folderOf(key: Descriptor): string | undefined {
  const kind = kindOf(key.spec)
  if (kind !== 'link' && kind !== 'file') return undefined
  const path = key.spec.replace(/^(link|file):/, '')
  return posix.isAbsolute(path) || path.startsWith('~') ? undefined : folderAt(`file:${path}`)
}

function edgesIn({ sections }: Written): readonly Edge[] {
  const edges = new Map<string, Edge>()
  const add = (section: string, kind: EdgeKind) => {
    for (const [name, spec] of sections.get(section) ?? []) edges.set(name, { name, spec, kind })
  }
  add('dependencies', 'prod')
  add('optionalDependencies', 'optional')
  return [...edges.values()]
}

/** An entry of Yarn 1, or why it is none. */
function entryOf(written: Written): YarnEntry | string {
  const { fields, line } = written
  const keys = written.keys.map(descriptorOf)
  const [first] = keys
  if (!first || keys.some((key) => key.name === '')) return 'its entry has no name'
  const unknown = [...written.sections.keys()].find((name) => !SECTIONS.includes(name))
  if (unknown !== undefined) return `its entry has ${unknown.slice(0, MAX_SHOWN)}, which is not known`
  const version = fields.get('version') ?? ''
  const resolved = fields.get('resolved') ?? ''
  const kind = resolvedKind(first, resolved)
  if (!isVersion(version) && (kind === 'registry' || version !== '')) {
    return versionProblem({ version: fields.get('version') })
  }
  return {
    keys,
    name: nameOf(written, keys, first),
    version,
    kind,
    locator: '',
    resolved,
    folder: folderOf(first),
    integrity: fields.get('integrity'),
    edges: edgesIn(written),
    peers: [],
    line,
  }
}

/** What a yarn.lock of Yarn 1 holds. */
export interface ClassicEntries {
  readonly entries: readonly YarnEntry[]
  /** Entries that cannot be used, and lines that are not understood. */
  readonly gaps: readonly Gap[]
}

/** Reads the text of a yarn.lock of Yarn 1; what cannot be used is a gap. */
export function classicEntries(path: string, text: string): ClassicEntries {
  const entries: YarnEntry[] = []
  const gaps: Gap[] = []
  const faults = readClassicText(text, (written) => {
    const entry = entryOf(written)
    if (typeof entry !== 'string') entries.push(entry)
    else gaps.push({ target: path, subject: (written.keys[0] ?? '').slice(0, MAX_SHOWN), reason: entry })
  })
  return {
    entries,
    gaps: [...faults.map(({ key, reason }) => ({ target: path, subject: key, reason })), ...gaps],
  }
}
