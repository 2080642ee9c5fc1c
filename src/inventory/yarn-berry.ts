import type { Gap } from '../core/finding.ts'
import type { Tree } from '../core/ports.ts'
import { unreadableLockfile } from './locked.ts'
import type { Lockfile } from './package.ts'
import { keyGaps } from './yarn-agreement.ts'
import { readCatalogs } from './yarn-berry-catalogs.ts'
import { berryEntries } from './yarn-berry-entries.ts'
import { finderOf } from './yarn-berry-find.ts'
import { withPatches } from './yarn-berry-patches.ts'
import { type OwnEntry, ownEntries } from './yarn-berry-workspaces.ts'
import { folderGaps } from './yarn-folders.ts'
import { yarnLockfile } from './yarn-lockfile.ts'
import { readOwn } from './yarn-manifests.ts'
import { type Resolutions, resolutionsOf } from './yarn-resolutions.ts'

/** `__metadata.version` of Yarn 2 (4) to 4.18 (10); the shape of the entries did not change. */
const OLDEST = 4
const NEWEST = 10

function problemOf(written: unknown): string | undefined {
  const version = typeof written === 'string' && /^\d{1,3}$/.test(written) ? Number(written) : 0
  if (version >= OLDEST && version <= NEWEST) return undefined
  const shown = JSON.stringify(written)?.slice(0, 40) ?? 'missing'
  return `it has __metadata.version ${shown}; ${OLDEST} to ${NEWEST} are known`
}

function memberGaps(path: string, own: readonly OwnEntry[], resolutions: Resolutions): readonly Gap[] {
  const answers = own.flatMap(({ own: { version }, workspace }) =>
    workspace ? [{ ...workspace, version, kind: 'workspace' as const }] : [],
  )
  return keyGaps(path, answers, resolutions)
}

/** Reads a yarn.lock of Yarn 2 and later, and the manifests it locks. */
export async function readBerry(
  tree: Tree,
  path: string,
  files: readonly string[],
  bytes: Uint8Array,
): Promise<Lockfile> {
  const found = berryEntries(path, bytes)
  const problem = problemOf(found.version)
  if (problem !== undefined) return unreadableLockfile(path, 'yarn', problem)
  const manifests = await readOwn(tree, path, files, true)
  const own = ownEntries(path, found.workspaces, manifests)
  const { entries, gaps } = withPatches(path, found.entries, found.patched)
  const catalogs = await readCatalogs(
    tree,
    path,
    own.all.flatMap(({ planned }) => planned.edges),
  )
  const resolutions = resolutionsOf(manifests.resolutions)
  return yarnLockfile({
    path,
    format: `yarn berry v${found.version}`,
    entries,
    own: own.all.map(({ planned }) => planned),
    resolutions,
    folders: await folderGaps(tree, path, entries, files),
    gaps: [
      ...found.gaps,
      ...manifests.gaps,
      ...own.gaps,
      ...catalogs.gaps,
      ...memberGaps(path, own.all, resolutions),
      ...gaps,
    ],
    finder: (answers) => finderOf(answers, own.all, resolutions, entries, catalogs.specOf),
  })
}
