import type { Gap } from '../core/finding.ts'
import { isTooLong } from './entry.ts'
import type { Workspace } from './yarn-berry-entries.ts'
import type { Own, OwnPackages } from './yarn-manifests.ts'
import { ownNode, type Planned } from './yarn-nodes.ts'

/** A package of the repository's own with the keys that it answers. */
export interface OwnEntry {
  readonly planned: Planned
  readonly own: Own
  readonly workspace: Workspace | undefined
}

export interface OwnEntries {
  /** The root first. */
  readonly all: readonly OwnEntry[]
  readonly gaps: readonly Gap[]
}

const MAX_SHOWN = 200

/** What its manifest asks for, and what the lockfile has besides. */
function together(own: Own, workspace: Workspace): Own {
  const names = new Set([...own.edges, ...own.peers].map((edge) => edge.name))
  const marked = new Set(workspace.edges.filter(({ kind }) => kind === 'optional').map(({ name }) => name))
  const edges = own.edges.map((edge) =>
    edge.kind === 'prod' && marked.has(edge.name) ? { ...edge, kind: 'optional' as const } : edge,
  )
  return {
    ...own,
    name: own.name || workspace.name,
    edges: [...edges, ...workspace.edges.filter((edge) => !names.has(edge.name))],
  }
}

/** Why an entry is no package of this repository, if it is none. */
function problemOf(workspace: Workspace, { own, unreadable }: OwnPackages): string | undefined {
  const folder = workspace.folder.slice(0, MAX_SHOWN)
  const manifest = own.get(workspace.folder)
  if (manifest) {
    const { name } = manifest
    const isCalled = name === '' || name === workspace.name
    return isCalled
      ? undefined
      : `its entry is the member at ${folder || '.'}, where package.json is called ${name.slice(0, MAX_SHOWN)}`
  }
  if (isTooLong(workspace.folder)) return 'the path of its entry is longer than that of any file'
  // What cannot be read is told; without the root's manifest nobody can say who is a member.
  if (unreadable.has(workspace.folder) || !own.has('')) return undefined
  return `its entry is a member of the workspace at ${folder}, and package.json names no such member`
}

function bare({ folder, name, edges }: Workspace): Own {
  return { folder, name, version: '', edges, peers: [] }
}

const NO_ROOT: Own = { folder: '', name: '', version: '', edges: [], peers: [] }

function entryOf(own: Own, workspace: Workspace | undefined): OwnEntry {
  const whole = workspace ? together(own, workspace) : own
  return { planned: ownNode(whole, workspace), own: whole, workspace }
}

/** The root and the members as their manifests and the lockfile have them; where the two disagree is a gap. */
export function ownEntries(path: string, workspaces: readonly Workspace[], found: OwnPackages): OwnEntries {
  const gaps: Gap[] = []
  const byFolder = new Map<string, Workspace>()
  for (const workspace of workspaces) {
    const subject = workspace.locator.slice(0, MAX_SHOWN)
    const problem = byFolder.has(workspace.folder)
      ? `a second entry is the member at ${workspace.folder.slice(0, MAX_SHOWN) || '.'}`
      : problemOf(workspace, found)
    if (problem === undefined) byFolder.set(workspace.folder, workspace)
    else gaps.push({ target: path, subject, reason: problem })
  }
  const all = [...found.own.values()].map((own) => entryOf(own, byFolder.get(own.folder)))
  for (const { own, workspace } of all) {
    if (workspace) continue
    const reason = `${own.folder || 'the root'} is a package of the workspace and the lockfile does not have it: run yarn install`
    gaps.push({ target: path, subject: own.name || own.folder || 'package.json', reason })
  }
  const rest = [...byFolder.values()]
    .filter(({ folder }) => !found.own.has(folder))
    .map((one) => entryOf(bare(one), one))
  const ordered = [...all, ...rest].sort((a, b) => Number(b.own.folder === '') - Number(a.own.folder === ''))
  const hasRoot = ordered[0]?.own.folder === ''
  return { all: hasRoot ? ordered : [entryOf(NO_ROOT, undefined), ...ordered], gaps }
}
