import { posix } from 'node:path'
import type { Gap } from '../core/finding.ts'
import { type Entry, isInstalled, nameAt } from './entry.ts'
import type { Manifest } from './manifest.ts'
import { workspacesOf } from './workspaces.ts'

const MAX_SHOWN = 200

/** A lockfile's entries and what is known of the folders that its links lead to. */
export interface Links {
  /** The lockfile's path: the target of every gap. */
  readonly path: string
  readonly entries: readonly Entry[]
  readonly declared: ReadonlyMap<string, Manifest>
  /** Entries that a manifest names by a path. */
  readonly isByPath: ReadonlySet<Entry>
}

export interface Members {
  /** Locations of the workspace's members. */
  readonly members: ReadonlySet<string>
  readonly gaps: readonly Gap[]
}

/** npm calls a member that has no name after its folder. */
function isCalled(name: string, location: string, manifest: Manifest | undefined): boolean {
  return manifest !== undefined && (manifest.name || posix.basename(location)) === name
}

/**
 * The workspace's members: where links lead, but for folders that a manifest names by path and `workspaces` does
 * not. A link that leads nowhere, or to something else than it is called, is a gap.
 */
export function membersOf({ path, entries, declared, isByPath }: Links): Members {
  const members = new Set<string>()
  const gaps: Gap[] = []
  const locations = new Set(entries.map((entry) => entry.location))
  const isAmong = workspacesOf(declared.get('')?.workspaces)
  for (const entry of entries) {
    const { link, location } = entry
    if (link === undefined || link === '') continue
    const gap = (reason: string) => gaps.push({ target: path, subject: location, reason })
    const shown = link.slice(0, MAX_SHOWN)
    if (!locations.has(link) || isInstalled(link) || posix.isAbsolute(link)) {
      gap(`its entry was made a link to ${shown}, which is no package of this repository`)
    } else if (isByPath.has(entry) && !isAmong(link)) {
      // A package like any other.
    } else if (!isAmong(link)) {
      gap(`its entry is a link to ${shown}, and package.json names no such member of the workspace`)
    } else if (isCalled(nameAt(location), link, declared.get(link))) {
      members.add(link)
    } else {
      gap(`its entry is a link to ${shown}, where no package.json of that name stands`)
    }
  }
  return { members, gaps }
}
