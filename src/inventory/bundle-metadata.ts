import { posix } from 'node:path'
import { type BundledModules, type BundledPackage, isAbsolute, packageAt } from './bundle-metadata-folder.ts'
import { modulesOfEsbuild, modulesOfSourceMap, modulesOfVisualizer } from './bundle-metadata-lists.ts'
import { isWebpackStats, modulesOfWebpack } from './bundle-metadata-webpack.ts'
import { objectOf, parseValue } from './json.ts'

export type { BundledPackage } from './bundle-metadata-folder.ts'

/** What went into a bundle. */
export interface Bundled {
  /** Sorted by folder; a package that is nested twice stands twice. */
  readonly packages: readonly BundledPackage[]
  /** What of the list was not understood, as sentences without the file's name: what they hide may have been shipped. */
  readonly faults: readonly string[]
}

const KNOWN =
  'stats of webpack (ncc: --stats-out), a metafile of esbuild, raw-data of rollup-plugin-visualizer, or a source map'
const MAX_SHOWN = 10

type Read = BundledModules | { readonly problem: string }

function modulesOf(value: unknown, path: string, root: string | undefined): Read {
  if (Array.isArray(value))
    return {
      problem: `is a list, which names no folders: give ${KNOWN}, which Vite writes with build.sourcemap`,
    }
  const fields = objectOf(value)
  if (!fields) return { problem: `is no list of a bundler: give ${KNOWN}` }
  if (Array.isArray(fields['sources']) || Array.isArray(fields['sections']))
    return modulesOfSourceMap(fields, path)
  if (objectOf(fields['nodeMetas'])) return modulesOfVisualizer(fields)
  if (objectOf(fields['inputs'])) return modulesOfEsbuild(fields)
  if (isWebpackStats(fields)) return modulesOfWebpack(fields, root)
  return { problem: `is no list of a bundler that is known: give ${KNOWN}` }
}

/** The folder that holds all of what has an absolute path: as near to the project's as a list from elsewhere tells. */
function sharedFolder(paths: readonly string[]): string {
  let shared: readonly string[] | undefined
  for (const path of paths) {
    if (!isAbsolute(path)) continue
    const at = path.indexOf('/node_modules/')
    const parts = (at === -1 ? posix.dirname(path) : path.slice(0, at)).split('/')
    const differs = shared?.findIndex((part, i) => part !== parts[i]) ?? -1
    if (!shared) shared = parts
    else if (differs !== -1) shared = shared.slice(0, differs)
  }
  return shared?.join('/') ?? ''
}

function relativeTo(folder: string, path: string): string {
  return isAbsolute(path) && path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path
}

/** Some faults as they are; of many, how many more there are. */
function short(faults: readonly string[]): readonly string[] {
  const more = faults.length - MAX_SHOWN
  return more > 0 ? [...faults.slice(0, MAX_SHOWN), `and as much for ${more} more modules`] : faults
}

function bundledOf({ paths, faults }: BundledModules, root: string | undefined): Bundled {
  const inside = root === undefined ? paths : paths.map((path) => relativeTo(root, path))
  const shared = sharedFolder(inside)
  const packages = new Map<string, BundledPackage>()
  const strange = new Set<string>()
  for (const path of inside) {
    const found = packageAt(relativeTo(shared, path))
    if (typeof found === 'string') strange.add(found)
    else if (found) packages.set(found.folder, found)
  }
  const sorted = [...packages.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1))
  return { packages: sorted, faults: [...faults, ...short([...strange])] }
}

/**
 * The packages whose code is in a bundle, told from the bundler's own list, not from what is installed. `path` is the
 * file's, relative to the project; `root` the absolute folder, with `/`, that the list's absolute paths are relative
 * to, where that is known. The project's own code, what bundlers make themselves, and what stays outside of the bundle
 * are left out. Never throws: a problem says what is wrong, without the file's name.
 */
export function bundledPackages(
  path: string,
  bytes: Uint8Array,
  root?: string,
): Bundled | { readonly problem: string } {
  const parsed = parseValue(bytes)
  if ('problem' in parsed) return { problem: `${parsed.problem}: give ${KNOWN}` }
  const modules = modulesOf(parsed.value, path.replaceAll('\\', '/'), root)
  if ('problem' in modules) return modules
  if (modules.paths.length === 0 && modules.faults.length === 0) return { problem: 'names no module at all' }
  return bundledOf(modules, root)
}
