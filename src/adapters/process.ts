import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, resolve, sep } from 'node:path'
import { exec } from '@actions/exec'
import { messageOf, RunError } from '../core/errors.ts'
import type { RunTool } from '../core/ports.ts'
import type { Environment } from './environment.ts'

/** All that a child gets of our environment, beside PATH: no tokens, nothing that changes what it runs. */
const PASSED = ['HOME', 'TMPDIR', 'TEMP', 'SYSTEMROOT', 'USERPROFILE', 'HTTPS_PROXY', 'NO_PROXY']

/** Bytes of standard error that are kept: enough to say what went wrong. */
const STDERR_LIMIT = 64 * 1024

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
function foldersOf(env: Environment, workspace: string): readonly string[] {
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter)
  return folders.filter((folder) => isAbsolute(folder) && isOutside(folder, workspace))
}

function find(tool: string, env: Environment, workspace: string): string | undefined {
  const name = env['SYSTEMROOT'] === undefined ? tool : `${tool}.exe`
  const paths = foldersOf(env, workspace).map((folder) => join(folder, name))
  return paths.find((path) => isTool(path) && isOutside(path, workspace))
}

/**
 * Runs short tools that read no standard input (which @actions/exec leaves open): an absolute path, an argument
 * list, an environment of a few names, and as working directory one that the workspace does not control.
 */
export function toolRunner(env: Environment, workspace: string, elsewhere: string): RunTool {
  return async (tool, args, environment = {}) => {
    const path = find(tool, env, workspace)
    if (path === undefined) return undefined
    // Node would throw where nobody can catch it (inside @actions/exec).
    if (args.some((arg) => arg.includes('\0'))) throw new RunError(`${tool} was given a NUL character`)
    const passed = PASSED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]))
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    let left = STDERR_LIMIT
    try {
      // Not getExecOutput: it decodes what it collects, and a blob's bytes must stay bytes.
      const status = await exec(`"${path.replaceAll('"', '\\"')}"`, [...args], {
        cwd: elsewhere,
        env: {
          ...Object.fromEntries(passed),
          PATH: foldersOf(env, workspace).join(delimiter),
          LC_ALL: 'C',
          ...environment,
        },
        silent: true,
        ignoreReturnCode: true,
        listeners: {
          stdout: (chunk: Buffer) => stdout.push(chunk),
          stderr: (chunk: Buffer) => {
            stderr.push(chunk.subarray(0, left))
            left = Math.max(0, left - chunk.length)
          },
        },
      })
      // A tool that a signal ended has no status (Node says null).
      return {
        status: status ?? 128,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString(),
      }
    } catch (thrown) {
      throw new RunError(`${tool} could not be run: ${messageOf(thrown)}`)
    }
  }
}
