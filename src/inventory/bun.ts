import { messageOf } from '../core/errors.ts'
import type { Note } from '../core/finding.ts'
import type { Tree } from '../core/ports.ts'
import { bunDisagreements } from './bun-agreement.ts'
import { type Item, itemsIn } from './bun-entries.ts'
import { bunGraphOf } from './bun-graph.ts'
import { type Jsonc, parseJsonc } from './bun-jsonc.ts'
import { ownIn, strangers } from './bun-members.ts'
import { specGaps, specsOf } from './bun-specs.ts'
import { readDeclared, readFields } from './declared.ts'
import { duplicateGaps, objectOf } from './json.ts'
import { lockfileOf, unreadableLockfile } from './locked.ts'
import type { Fields } from './npm-fields.ts'
import type { Lockfile } from './package.ts'

interface Read {
  readonly json: Jsonc
  readonly fields: Fields
}

/** The text as an object of a version that is known, or why it is none. */
async function readText(tree: Tree, path: string): Promise<Read | string> {
  try {
    const bytes = await tree.read(path)
    if (!bytes) return 'it is not there'
    const parsed = parseJsonc(bytes, { lenient: true })
    if ('problem' in parsed) return `it ${parsed.problem}`
    const fields = objectOf(parsed.json.value)
    if (!fields) return 'it does not hold an object'
    const version = fields['lockfileVersion']
    if (version === 0 || version === 1) return { json: parsed.json, fields }
    const shown = JSON.stringify(version)?.slice(0, 40) ?? 'missing'
    return `it has lockfileVersion ${shown}; 0 and 1 are known`
  } catch (thrown) {
    return `it ${messageOf(thrown)}`
  }
}

async function readManifest(tree: Tree, path: string): Promise<Fields | undefined> {
  const slash = path.lastIndexOf('/') + 1
  const read = await readFields(tree, `${path.slice(0, slash)}package.json`)
  return typeof read === 'object' ? read.fields : undefined
}

const MAX_LISTED = 5

function listed(names: readonly string[]): string {
  return names.slice(0, MAX_LISTED).join(', ') + (names.length > MAX_LISTED ? ', …' : '')
}

interface Noted {
  readonly fields: Fields
  readonly items: readonly Item[]
  /** Folders that are copied in, without a package.json. */
  readonly without: readonly string[]
  readonly unlocked: ReadonlySet<string>
}

function notesOf(path: string, { fields, items, without, unlocked }: Noted): readonly Note[] {
  const bundled = items.filter(({ tuple }) => tuple.info['bundled'] === true).map(({ entry }) => entry.name)
  const patched = Object.keys(objectOf(fields['patchedDependencies']) ?? {})
  const said: readonly (readonly [readonly string[], string])[] = [
    [without, 'folders have no package.json here, so what they declare could not be compared'],
    [
      [...unlocked].sort(),
      'optional dependencies of dependencies are not locked, so nothing is said about them',
    ],
    [bundled, "packages come inside another's archive, perhaps at another version than the lockfile's"],
    [patched, 'packages are patched by this repository, and only their unpatched versions are known'],
  ]
  return said
    .filter(([names]) => names.length > 0)
    .map(([names, text]) => ({ subject: path, text: `${names.length} ${text}: ${listed(names)}.` }))
}

/** Reads a bun.lock of lockfile version 0 or 1, and the manifests it locks. */
export async function readBunLockfile(tree: Tree, path: string): Promise<Lockfile> {
  const read = await readText(tree, path)
  if (typeof read === 'string') return unreadableLockfile(path, 'bun', read)
  const { json, fields } = read
  const own = ownIn(path, json, fields['workspaces'])
  const members = own.entries.map(({ location }) => location)
  const { items, gaps } = itemsIn(path, json, fields['packages'], new Set(members))
  const copied = items.flatMap(({ tuple }) => tuple.folder ?? [])
  const manifests = await readDeclared(tree, path, [...members, ...copied])
  const input = { path, own: own.entries, items, declared: manifests.declared, specs: specsOf(fields) }
  const graph = bunGraphOf(input)
  const without = manifests.without.filter((folder) => folder !== '' && !members.includes(folder))
  return lockfileOf({
    path,
    format: `bun.lock v${fields['lockfileVersion']}`,
    manager: 'bun',
    recordsLicenses: false,
    graph,
    gaps: [
      ...duplicateGaps(path, json),
      ...own.gaps,
      ...gaps,
      ...manifests.gaps,
      ...strangers(path, own.entries, manifests.declared),
      ...specGaps(path, fields, await readManifest(tree, path)),
      ...graph.gaps,
      ...bunDisagreements(graph.nodes, input),
    ],
    notes: notesOf(path, { fields, items, without, unlocked: graph.unlockedOptional }),
  })
}
