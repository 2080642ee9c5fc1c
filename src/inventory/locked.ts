import type { Gap, Note } from '../core/finding.ts'
import type { Graph } from './graph.ts'
import type { Lockfile, Manager } from './package.ts'
import { dependentsOf, packagesOf, pathsOf } from './reach.ts'
import { waysOf } from './ways.ts'

/** What a reader found in a lockfile. */
export interface Found {
  readonly path: string
  readonly format: string
  readonly manager: Manager
  readonly recordsLicenses: boolean
  readonly graph: Graph
  /** All of them, the graph's too. */
  readonly gaps: readonly Gap[]
  readonly notes: readonly Note[]
}

/** A lockfile of what a reader found: every node a package or a member, with where it is reached from. */
export function lockfileOf({ graph, ...found }: Found): Lockfile {
  const packages = packagesOf(graph)
  const all = [...packages.values()]
  return {
    ...found,
    packages: all.filter((one) => one.source !== 'workspace'),
    members: all.filter((one) => one.source === 'workspace'),
    paths: pathsOf(graph),
    ways: waysOf(graph),
    dependents: dependentsOf(packages),
  }
}

/** The format of a lockfile that nobody could read. */
export const UNREADABLE = 'unreadable'

/** A lockfile that cannot be read at all: one gap says why. */
export function unreadableLockfile(path: string, manager: Manager, reason: string): Lockfile {
  return {
    path,
    format: UNREADABLE,
    manager,
    recordsLicenses: false,
    packages: [],
    members: [],
    gaps: [{ target: path, subject: path, reason }],
    notes: [],
    paths: () => [],
    ways: () => ({ paths: [], isAll: true }),
    dependents: () => [],
  }
}
