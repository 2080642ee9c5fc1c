import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, resolve, sep } from 'node:path'
import type { Environment } from './environment.ts'

function isTool(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** Whether a path lies elsewhere than in the workspace, as it is written and where its links lead. */
function isOutside(path: string, workspace: string): boolean {
  const isIn = (at: string, root: string) => at === root || at.startsWith(root + sep)
  try {
    return !isIn(resolve(path), workspace) && !isIn(realpathSync(path), realpathSync(workspace))
  } catch {
    return false
  }
}

/** The absolute folders of PATH that do not lie in the workspace: where tools are looked for, by us and by them. */
export function toolFolders(env: Environment, workspace: string): readonly string[] {
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter)
  return folders.filter((folder) => isAbsolute(folder) && isOutside(folder, workspace))
}

/** A tool's absolute path, by its name and outside of the workspace; undefined where there is none. */
export function findTool(tool: string, env: Environment, workspace: string): string | undefined {
  const name = env['SYSTEMROOT'] === undefined ? tool : `${tool}.exe`
  const paths = toolFolders(env, workspace).map((folder) => join(folder, name))
  return paths.find((path) => isUsable(path, workspace))
}

/** Whether a path is a program that the workspace does not control. */
export function isUsable(path: string, workspace: string): boolean {
  return isTool(path) && isOutside(path, workspace)
}
