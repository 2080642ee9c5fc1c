import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, sep } from 'node:path'
import { getExecOutput } from '@actions/exec'
import { messageOf, RunError } from '../core/errors.ts'
import type { RunTool } from '../core/ports.ts'
import type { Environment } from './environment.ts'

/** All that a child gets of our environment: no tokens, nothing that changes what it runs. */
const PASSED = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SYSTEMROOT', 'USERPROFILE', 'HTTPS_PROXY', 'NO_PROXY']

function isTool(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** Where a tool is, looked for in absolute folders of PATH that do not lie in the workspace. */
function find(tool: string, env: Environment, workspace: string): string | undefined {
  const names = env['SYSTEMROOT'] === undefined ? [tool] : [`${tool}.exe`]
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder))
  const paths = folders.flatMap((folder) => names.map((name) => join(folder, name)))
  const outside = (path: string) => !realpathSync(path).startsWith(realpathSync(workspace) + sep)
  return paths.find((path) => isTool(path) && outside(path))
}

/**
 * Runs short tools: an absolute path, an argument list, an environment of a few names, and as working directory
 * one that the workspace does not control.
 */
export function toolRunner(env: Environment, workspace: string, elsewhere: string): RunTool {
  return async (tool, args, environment = {}) => {
    const path = find(tool, env, workspace)
    if (path === undefined) return undefined
    const passed = PASSED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]))
    const chunks: Buffer[] = []
    try {
      const { exitCode, stderr } = await getExecOutput(`"${path}"`, [...args], {
        cwd: elsewhere,
        env: { ...Object.fromEntries(passed), LC_ALL: 'C', ...environment },
        silent: true,
        ignoreReturnCode: true,
        // getExecOutput decodes what it collects; a blob's bytes must stay bytes.
        listeners: { stdout: (chunk: Buffer) => chunks.push(chunk) },
      })
      return { status: exitCode, stdout: Buffer.concat(chunks), stderr }
    } catch (thrown) {
      throw new RunError(`${tool} could not be run: ${messageOf(thrown)}`)
    }
  }
}
