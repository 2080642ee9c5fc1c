import { posix } from 'node:path'
import type { Gap, Note } from '../core/finding.ts'
import { entryGap } from './npm-fields.ts'
import type { Drawn, PnpmInput } from './pnpm-graph.ts'
import type { PnpmLock } from './pnpm-lock.ts'

const MAX_LISTED = 5
const LOCKFILES = ['pnpm-lock.yaml', 'package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'bun.lock']

function listed(names: readonly string[]): string {
  const more = names.length > MAX_LISTED ? ', …' : ''
  return (
    names
      .slice(0, MAX_LISTED)
      .map((name) => name.slice(0, 100))
      .join(', ') + more
  )
}

export interface Noted {
  readonly path: string
  readonly lock: PnpmLock
  readonly drawn: Drawn
  /** Names whose specifiers cannot be compared, because code of the repository may have changed them. */
  readonly hooked: readonly string[]
  /** Folders without a package.json. */
  readonly without: readonly string[]
}

/** What a pnpm lockfile leaves open. */
export function notesOf({ path, lock, drawn, hooked, without }: Noted): readonly Note[] {
  const folders = without.filter((folder) => folder !== '')
  const bundling = [...lock.locked].filter(([, { bundles }]) => bundles).map(([key]) => key)
  const told: readonly (readonly [readonly string[], string])[] = [
    [folders, 'folders have no package.json here, so what they declare could not be compared'],
    [drawn.orphans, 'entries are asked for by nothing, and count as production'],
    [bundling, 'packages bring others inside their archives, which the lockfile does not list'],
    [hooked, 'dependencies were locked for something else than declared, which a .pnpmfile.cjs may do'],
  ]
  return told.flatMap(([names, text]) =>
    names.length === 0 ? [] : [{ subject: path, text: `${names.length} ${text}: ${listed(names)}.` }],
  )
}

/** Folders that are linked to and ask for packages: pnpm does not install those, and nothing here locks them. */
export function unlockedLinks(
  { path, declared }: PnpmInput,
  { graph }: Drawn,
  files: readonly string[],
): readonly Gap[] {
  const known = new Set(files)
  return graph.nodes.flatMap(({ entry }) => {
    if (entry.source !== 'link' || entry.folder === undefined) return []
    const folder = posix.join(posix.dirname(path), entry.folder)
    const edges = declared
      .get(entry.folder)
      ?.edges.filter(({ kind }) => kind === 'prod' || kind === 'optional')
    const isLocked = LOCKFILES.some((name) => known.has(posix.join(folder, name)))
    if (!edges || edges.length === 0 || isLocked) return []
    const reason = `it declares ${edges.length} dependencies, and pnpm does not lock what a linked folder declares`
    return [entryGap(path, posix.join(folder, 'package.json'), reason)]
  })
}
