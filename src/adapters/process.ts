import { delimiter } from 'node:path'
import { exec } from '@actions/exec'
import { messageOf, RunError } from '../core/errors.ts'
import type { RunTool } from '../core/ports.ts'
import type { Environment } from './environment.ts'
import { findTool, toolFolders } from './tool-path.ts'

/** All that a child gets of our environment, beside PATH: no tokens, nothing that changes what it runs. */
const PASSED = ['HOME', 'TMPDIR', 'TEMP', 'SYSTEMROOT', 'USERPROFILE', 'HTTPS_PROXY', 'NO_PROXY']

/** Bytes of standard error that are kept: enough to say what went wrong. */
const STDERR_LIMIT = 64 * 1024

/**
 * Runs short tools that read no standard input (which @actions/exec leaves open): an absolute path, an argument
 * list, an environment of a few names, and as working directory one that the workspace does not control.
 */
export function toolRunner(env: Environment, workspace: string, elsewhere: string): RunTool {
  return async (tool, args, environment = {}) => {
    const path = findTool(tool, env, workspace)
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
          PATH: toolFolders(env, workspace).join(delimiter),
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
