import { posix } from 'node:path'
import type { Gap } from '../core/finding.ts'
import type { Jsonc } from './bun-jsonc.ts'
import { namesIn } from './bun-key.ts'
import { type Entry, isTooLong, locationOf } from './entry.ts'
import { objectOf } from './json.ts'
import { type Edge, edgesOf, type Manifest } from './manifest.ts'
import { entryGap, type Fields, NOT_AN_OBJECT, wordOf } from './npm-fields.ts'
import { workspacesOf } from './workspaces.ts'

/** The repository's own packages in a bun.lock, the root first. */
export interface Own {
  readonly entries: readonly Entry[]
  readonly gaps: readonly Gap[]
}

/** The dependencies that a bun.lock notes of a package; it lists the optional peers by name. */
export function edgesIn(info: Fields): readonly Edge[] {
  const listed: readonly unknown[] = Array.isArray(info['optionalPeers']) ? info['optionalPeers'] : []
  const peers = listed.filter((one) => typeof one === 'string')
  const meta = Object.fromEntries(peers.map((name) => [name, { optional: true }]))
  return edgesOf({ ...info, peerDependenciesMeta: meta }, true)
}

function ownEntry(location: string, fields: Fields, line: number | undefined): Entry {
  return {
    location,
    name: wordOf(fields['name']),
    alias: undefined,
    version: wordOf(fields['version']),
    resolved: '',
    link: undefined,
    license: undefined,
    edges: edgesIn(fields),
    bundled: false,
    onlyOptional: false,
    source: 'workspace',
    folder: location,
    line,
  }
}

/** Why an item of `workspaces` is no member that could be told from others, if it is none. */
function problemOf(folder: string, fields: Fields): string | undefined {
  const isOutside = folder.startsWith('../') || folder === '..' || posix.isAbsolute(folder)
  if (isOutside || isTooLong(folder) || locationOf(folder) !== folder)
    return 'its folder is none of this repository'
  return namesIn(wordOf(fields['name']))?.length === 1 ? undefined : 'its entry has no usable name'
}

/** Reads `workspaces`: the root and the members, with what each was locked for. */
export function ownIn(path: string, json: Jsonc, workspaces: unknown): Own {
  const listed = objectOf(workspaces)
  const gaps: Gap[] = []
  const root = objectOf(listed?.[''])
  if (!listed) gaps.push(entryGap(path, 'workspaces', 'it has no "workspaces", which a bun.lock must have'))
  else if (!root) gaps.push(entryGap(path, 'workspaces', 'its "workspaces" do not name the root'))
  const entries = [ownEntry('', root ?? {}, json.lineOf(root))]
  const names = new Set<string>()
  for (const [folder, value] of Object.entries(listed ?? {})) {
    if (folder === '') continue
    const fields = objectOf(value)
    const problem = fields ? problemOf(folder, fields) : NOT_AN_OBJECT
    if (!fields || problem !== undefined) {
      gaps.push(entryGap(path, folder, problem ?? NOT_AN_OBJECT))
      continue
    }
    const entry = ownEntry(folder, fields, json.lineOf(fields))
    if (names.has(entry.name)) gaps.push(entryGap(path, folder, 'another member has the same name'))
    names.add(entry.name)
    entries.push(entry)
  }
  return { entries, gaps }
}

/** Members that the manifests do not know: an entry made one is installed from a folder that nobody named. */
export function strangers(
  path: string,
  entries: readonly Entry[],
  declared: ReadonlyMap<string, Manifest>,
): readonly Gap[] {
  const isAmong = workspacesOf(declared.get('')?.workspaces)
  return entries.flatMap(({ location, name }) => {
    if (location === '') return []
    if (!isAmong(location))
      return entryGap(
        path,
        location,
        'it is locked as a member, and package.json names no such member of the workspace',
      )
    const called = declared.get(location)?.name
    return called === name || (called === '' && name === posix.basename(location))
      ? []
      : entryGap(path, location, 'it is locked as a member, and no package.json of that name stands there')
  })
}
