import { posix } from 'node:path'
import { messageOf } from '../core/errors.ts'
import type { Tree } from '../core/ports.ts'
import type { FoundPackage, Installed } from './installed.ts'
import { type Candidate, finderIn, type Sight } from './installed-index.ts'
import { readCandidates, readLinked } from './installed-links.ts'
import { findByLocation } from './installed-npm.ts'
import { type PnpmStore, pnpmStore } from './installed-store.ts'
import type { Lockfile, Package } from './package.ts'
import { type PnpPlaces, pnpPlaces } from './pnp.ts'
import { archiveReader, findInArchives } from './pnp-cache.ts'

/** Folders outside of the repository that may be looked at. */
export interface OtherPlaces {
  /** Yarn's global cache, the folder of the archives itself. */
  readonly yarnCache?: Tree | undefined
}

const MODULES = 'node_modules'

/** The folders of a lockfile's root and members. */
function ownFolders({ path, members }: Lockfile): ReadonlySet<string> {
  const root = posix.dirname(path)
  const folders = members.map(({ folder, location }) => posix.join(root, folder ?? location))
  return new Set([root, ...folders.map((folder) => folder.replace(/\/$/, ''))])
}

/** The folder that the outermost node_modules on the way to a package is in. */
function holderOf(folder: string): string {
  return folder.startsWith(`${MODULES}/`) ? '.' : folder.slice(0, folder.indexOf(`/${MODULES}/`))
}

interface Looked {
  readonly candidates: readonly Candidate[]
  readonly problems: readonly string[]
}

async function lookInFolders(tree: Tree, isOwn: (holder: string) => boolean): Promise<Looked> {
  try {
    const folders = (await tree.listInstalled()).filter((folder) => isOwn(holderOf(folder)))
    return { candidates: await readCandidates(tree, folders), problems: [] }
  } catch (thrown) {
    return { candidates: [], problems: [messageOf(thrown)] }
  }
}

/** The first, with those beside it that say something else of themselves, or cannot be read. */
function withCopies(
  candidates: readonly Candidate[],
  damaged: readonly Candidate[] = [],
): FoundPackage | undefined {
  const kinds = new Map(candidates.toReversed().map((one) => [one.digest, one]))
  const [first, ...others] = [...kinds.values()]
    .toReversed()
    .map(({ installed, manifest }): FoundPackage => ({ ...installed, manifest, copies: [] }))
  if (!first) return undefined
  const unread = damaged.map(({ installed, manifest }) => ({ ...installed, manifest, copies: [] }))
  return { ...first, copies: [...others, ...unread] }
}

type Look = (pkg: Package) => Promise<Sight>

/** Looks in one place after the other; what cannot be read may be the package, and is told rather than nothing. */
async function lookFor(pkg: Package, looks: readonly Look[]): Promise<FoundPackage | 'other' | undefined> {
  if (pkg.source === 'workspace' || pkg.source === 'link') return undefined
  const damaged: Candidate[] = []
  let isOther = false
  for (const look of looks) {
    const sight = await look(pkg)
    for (const one of sight.damaged) damaged.push(one)
    isOther ||= sight.isOther
    const found = withCopies(sight.found, damaged)
    if (found) return found
  }
  return withCopies(damaged) ?? (isOther ? 'other' : undefined)
}

const NOTHING: Sight = { found: [], damaged: [], isOther: false }

/** Through links, which are read when the first package is looked for that may be behind one. */
function lookThroughLinks(tree: Tree, own: ReadonlySet<string>, store: PnpmStore | undefined): Look {
  let find: Promise<ReturnType<typeof finderIn>> | undefined
  const more = store?.links ?? []
  return async (pkg) => {
    if (!pkg.direct && more.length === 0) return NOTHING
    const modules = [...[...own].map((folder) => posix.join(folder, MODULES)), ...more]
    find ??= readLinked(tree, modules).then(finderIn)
    return (await find)(pkg)
  }
}

function lookInArchives({ archives }: PnpPlaces): Look {
  const read = archiveReader()
  return (pkg) => findInArchives(archives, pkg, read)
}

/** By name and version, among everything that the manager installed for this lockfile. */
async function byName(tree: Tree, lockfile: Lockfile, other: OtherPlaces): Promise<Installed> {
  const own = ownFolders(lockfile)
  const isBerry = lockfile.manager === 'yarn' && lockfile.format.startsWith('yarn berry')
  const pnp: PnpPlaces | undefined = isBerry ? await pnpPlaces(tree, lockfile, other.yarnCache) : undefined
  const store = lockfile.manager === 'pnpm' ? await pnpmStore(tree, posix.dirname(lockfile.path)) : undefined
  const isElsewhere = (holder: string) => pnp?.isUnplugged(holder) || store?.isIn(holder) || false
  const { candidates, problems } = await lookInFolders(
    tree,
    // Where Plug'n'Play is on, a node_modules is left over from before.
    (holder) => isElsewhere(holder) || (!pnp?.isOn && own.has(holder)),
  )
  const find = finderIn(candidates)
  const looks: readonly Look[] = [
    async (pkg) => find(pkg),
    ...(pnp?.isOn ? [] : [lookThroughLinks(tree, own, store)]),
    ...(pnp ? [lookInArchives(pnp)] : []),
  ]
  return {
    of: (pkg) => lookFor(pkg, looks),
    problems: [...problems, ...(pnp?.problems ?? []), ...(store?.problems ?? [])],
  }
}

/**
 * Where the packages of a lockfile are installed. npm's say where each goes, and that is where it is looked for.
 * Other managers' are looked for by name and version: in every node_modules of the lockfile's root and members
 * (stores of pnpm, Yarn and Bun too), and in Yarn's archives. Nothing is run, `.pnp.cjs` neither. Never throws.
 */
export async function installedPackages(
  tree: Tree,
  lockfile: Lockfile,
  other: OtherPlaces = {},
): Promise<Installed> {
  switch (lockfile.manager) {
    case 'npm':
      return { of: (pkg) => findByLocation(tree, lockfile, pkg), problems: [] }
    case 'sbom':
      return { of: async () => undefined, problems: [] }
    default:
      return byName(tree, lockfile, other)
  }
}
