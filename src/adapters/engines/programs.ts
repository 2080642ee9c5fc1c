import { join } from 'node:path'
import type { Environment } from '../environment.ts'
import { isUsable, toolFolders } from '../tool-path.ts'

/** Where servers lie that are on nobody's PATH. */
const USUAL = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
  '/usr/libexec',
  '/usr/local/mysql/bin',
  '/usr/local/mariadb/bin',
]

/** The folders in which an engine's programs are looked for: those of PATH, none in the workspace, and the usual ones. */
export function programFolders(env: Environment, workspace: string): readonly string[] {
  return [...new Set([...toolFolders(env, workspace), ...USUAL])]
}

/** The absolute path of the first of these programs that is there; undefined for none. One in the workspace is none. */
export function findProgram(
  names: readonly string[],
  folders: readonly string[],
  workspace: string,
): string | undefined {
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return paths.find((path) => isUsable(path, workspace))
}
