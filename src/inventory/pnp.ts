import { posix } from 'node:path'
import { messageOf } from '../core/errors.ts'
import type { Tree } from '../core/ports.ts'
import type { Lockfile } from './package.ts'
import { type Archives, listArchives } from './pnp-cache.ts'
import { pnpSettings } from './pnp-settings.ts'

/** Where Yarn 2 and later keep packages beside any node_modules. */
export interface PnpPlaces {
  /** Whether there is no node_modules for this lockfile, by its `.pnp.cjs`, which is never read. */
  readonly isOn: boolean
  /** Whether a folder that holds a node_modules is one of an unpacked package. */
  readonly isUnplugged: (holder: string) => boolean
  readonly archives: readonly Archives[]
  /** What could not be looked at, each a sentence. */
  readonly problems: readonly string[]
}

const LOADERS = ['.pnp.cjs', '.pnp.js', '.pnp.data.json']
/** A global cache in words; where it is on the machine is nobody's business. */
const GLOBAL = "Yarn's global cache"

async function isPnp(tree: Tree, folder: string): Promise<boolean | string> {
  try {
    return (await tree.listFolder(folder)).some(({ name }) => LOADERS.includes(name))
  } catch (thrown) {
    return `${folder} ${messageOf(thrown)}`
  }
}

function emptyProblem(shown: string): string {
  return `${shown} holds no archives: Yarn keeps them in its global cache, outside of the repository, which is not read; set enableGlobalCache: false in .yarnrc.yml`
}

/** Looks for archives (https://yarnpkg.com/features/caching) and unpacked packages (https://yarnpkg.com/features/pnp). */
export async function pnpPlaces(
  tree: Tree,
  lockfile: Lockfile,
  yarnCache: Tree | undefined,
): Promise<PnpPlaces> {
  const project = posix.dirname(lockfile.path)
  const on = await isPnp(tree, project)
  const settings = await pnpSettings(tree, project)
  const { cache, unplugged } = settings
  const archives = [
    ...(cache === undefined ? [] : [await listArchives(tree, cache, cache)]),
    ...(yarnCache ? [await listArchives(yarnCache, '', GLOBAL)] : []),
  ]
  const isEmpty = on === true && archives.every(({ byKey, problem }) => byKey.size === 0 && !problem)
  return {
    isOn: on === true,
    isUnplugged: (holder) => unplugged !== undefined && posix.dirname(holder) === unplugged,
    archives,
    problems: [
      ...(typeof on === 'string' ? [on] : []),
      ...settings.problems,
      ...archives.flatMap(({ problem }) => problem ?? []),
      ...(isEmpty ? [emptyProblem(cache ?? 'the cache folder')] : []),
    ],
  }
}
