import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { childStarter } from '../../../src/adapters/child.ts'
import type { StartChild } from '../../../src/core/engine-ports.ts'

/** What engines are tried in: an empty workspace, a folder for theirs, and children. */
export interface EngineGround {
  readonly env: NodeJS.ProcessEnv
  readonly workspace: string
  readonly temporary: string
  readonly startChild: StartChild
  readonly remove: () => void
}

/** Makes one; the Node in use may lie in the repository, so that is not the workspace. */
export function engineGround(env: NodeJS.ProcessEnv = process.env): EngineGround {
  const root = mkdtempSync(join(tmpdir(), 'up-'))
  // Engines run as nobody, who must get through.
  chmodSync(root, 0o755)
  const folder = (name: string, mode: number) => {
    const path = join(root, name)
    mkdirSync(path, { mode })
    return path
  }
  const workspace = folder('w', 0o755)
  const temporary = folder('t', 0o755)
  return {
    env,
    workspace,
    temporary,
    startChild: childStarter(env, workspace, temporary),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}
