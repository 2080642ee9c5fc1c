import { httpClient } from '../../src/adapters/http.ts'
import { toolRunner } from '../../src/adapters/process.ts'
import { type RepositoryContext, repositoryOf } from '../../src/adapters/repository.ts'
import type { Base, Repository, Tree } from '../../src/core/ports.ts'

/** The repository port on the real git and a real client, outside of any workflow unless a test says otherwise. */
export function repositoryAt(
  directory: string,
  elsewhere: string,
  context: Partial<RepositoryContext> = {},
  path = process.env['PATH'],
): Repository {
  return repositoryOf({
    directory,
    workspace: directory,
    event: { name: 'push', payload: {} },
    api: undefined,
    run: toolRunner({ PATH: path, HOME: elsewhere }, directory, elsewhere),
    http: httpClient({ env: {}, now: () => 0, wait: async () => undefined, random: () => 0 }),
    ...context,
  })
}

/** The event of a pull request. */
export function pullRequestEvent(base: unknown, head: unknown): RepositoryContext['event'] {
  return { name: 'pull_request', payload: { pull_request: { base: { sha: base }, head: { sha: head } } } }
}

/** The tree of a base that was found; anything else fails the test, with what was found. */
export function treeOf(base: Base): Tree {
  if (base.kind === 'found') return base.tree
  throw new Error(`not found: ${JSON.stringify(base)}`)
}

/** The text of a base's file. */
export async function readText(base: Base, path: string): Promise<string | undefined> {
  const bytes = await treeOf(base).read(path)
  return bytes && Buffer.from(bytes).toString()
}
