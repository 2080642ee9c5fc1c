import { posix } from 'node:path'
import { load } from 'js-yaml'
import { messageOf } from '../core/errors.ts'
import type { Tree } from '../core/ports.ts'
import { objectOf, textOf } from './json.ts'

/** Where pnpm keeps what it installed for a lockfile, if that is not in a node_modules of its. */
export interface PnpmStore {
  /** Whether a folder that holds a node_modules is one of the store. */
  readonly isIn: (holder: string) => boolean
  /** Folders whose links lead into a store outside of the repository: to one version of each package. */
  readonly links: readonly string[]
  /** What could not be looked at, each a sentence. */
  readonly problems: readonly string[]
}

const FILE = '.modules.yaml'
const LIMIT = 16 * 1024 * 1024
const NONE: PnpmStore = { isIn: () => false, links: [], problems: [] }

/** What pnpm wrote down of its own installation; undefined where there is none, a sentence where it cannot be read. */
async function readStoreFolder(
  tree: Tree,
  path: string,
): Promise<string | { readonly problem: string } | undefined> {
  try {
    const bytes = await tree.read(path, LIMIT)
    if (!bytes) return undefined
    const decoded = textOf(bytes)
    if ('problem' in decoded) return { problem: `${path} ${decoded.problem}` }
    // JSON, which is YAML too, since pnpm 9.
    const folder = objectOf(load(decoded.text, { maxAliases: 100 }))?.['virtualStoreDir']
    return typeof folder === 'string' ? folder : undefined
  } catch (thrown) {
    return { problem: `${path} cannot be read: ${messageOf(thrown).split('\n', 1)[0]}` }
  }
}

/** Reads `virtualStoreDir` of node_modules/.modules.yaml (https://pnpm.io/settings#virtualstoredir). Never throws. */
export async function pnpmStore(tree: Tree, project: string): Promise<PnpmStore> {
  const modules = posix.join(project, 'node_modules')
  const path = posix.join(modules, FILE)
  const written = await readStoreFolder(tree, path)
  if (written === undefined) return NONE
  if (typeof written === 'object') return { ...NONE, problems: [written.problem] }
  const folder = posix.join(modules, written.replaceAll('\\', '/'))
  const isAbsolute = posix.isAbsolute(written) || /^[A-Za-z]:/.test(written)
  if (!isAbsolute && folder.startsWith(`${modules}/`)) return NONE
  if (!isAbsolute && !folder.startsWith('../'))
    return { ...NONE, isIn: (holder) => holder.startsWith(`${folder}/`) }
  return {
    isIn: () => false,
    links: [`${modules}/.pnpm/node_modules`],
    problems: [
      `${path}: pnpm's store is outside of the repository, where only what links lead to is seen; install with --virtual-store-dir=node_modules/.pnpm`,
    ],
  }
}
