import { posix } from 'node:path'

/** The folder of a package whose code is in a bundle. */
export interface BundledPackage {
  /**
   * With `/`, up to the package's own name: `node_modules/a/node_modules/@b/c`. As the bundler wrote it: relative to
   * the project where it was told from where, else with `../` or all that is known in front.
   */
  readonly folder: string
  /** The name it is installed under. */
  readonly name: string
}

/** Modules of a bundle as paths, and what of its list was not understood, as sentences. */
export interface BundledModules {
  readonly paths: readonly string[]
  readonly faults: readonly string[]
}

/** Longer than any system's paths. */
const MAX_PATH = 4096
const NODE_MODULES = 'node_modules/'
const DRIVE = /^[A-Za-z]:\//

/** A module's path with `/`, without loaders in front, a query behind, and what marks a virtual module. */
export function pathOfModule(written: string): string {
  const [path = ''] = written.slice(written.lastIndexOf('!') + 1).split('?', 1)
  const plain = path.replaceAll('\\', '/').replaceAll('\0', '')
  return plain.startsWith('file://') ? plain.slice('file://'.length).replace(/^\/(?=[A-Za-z]:\/)/, '') : plain
}

/** Whether it is longer than the path of a file can be. */
export function isTooLong(path: string): boolean {
  return path.length > MAX_PATH
}

/** Whether it begins at a system's root. */
export function isAbsolute(path: string): boolean {
  return path.startsWith('/') || DRIVE.test(path)
}

/** Where the last `node_modules/` begins; -1 where there is none. */
function lastModulesAt(path: string): number {
  const at = path.lastIndexOf(`/${NODE_MODULES}`)
  if (at !== -1) return at + 1
  return path.startsWith(NODE_MODULES) ? 0 : -1
}

/**
 * The package that a module belongs to: what follows the last `node_modules/` of its path. Undefined for the project's
 * own code; a sentence where the code is somebody else's and it cannot be told whose.
 */
export function packageAt(path: string): BundledPackage | string | undefined {
  if (isTooLong(path)) return 'a path is longer than that of any file'
  if (/^https?:\/\//i.test(path)) return `${path} was loaded from an address, not from a package`
  const normal = posix.normalize(path)
  const at = lastModulesAt(normal)
  if (at === -1) return undefined
  const start = at + NODE_MODULES.length
  const [first = '', second = ''] = normal.slice(start).split('/', 2)
  const name = first.startsWith('@') ? `${first}/${second}` : first
  if (/^$|^\.|^@?\/|\/\.*$/.test(name)) return `${path} is in no folder of a package`
  return { folder: normal.slice(0, start) + name, name }
}
