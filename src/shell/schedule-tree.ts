import { contentsTree } from '../adapters/contents.ts'
import type { Tree } from '../core/ports.ts'
import type { World } from './world.ts'

const WORKFLOWS = '.github/workflows/'

/**
 * The files in which schedules are looked for: of a change its base's, as schedules count on the default branch alone;
 * else what is checked out, and where that has no workflows (the job has no checkout, or a sparse one) this commit's
 * through the contents API.
 */
export async function scheduleTree({ ports, env }: World, repository: string): Promise<Tree> {
  const base = await ports.repository.base('')
  if (base.kind === 'found') return base.tree
  const { files } = await ports.tree.list()
  const commit = env['GITHUB_SHA'] ?? ''
  if (files.some((path) => path.startsWith(WORKFLOWS)) || commit === '') return ports.tree
  return contentsTree(commit, '', { ...ports.github, repository }, ports.http)
}
