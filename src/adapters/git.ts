import { RunError } from '../core/errors.ts'
import type { Listing, RunTool, Tree } from '../core/ports.ts'

/** git in a repository, read only; undefined where a command does not succeed. */
export interface Git {
  readonly commit: (revision: string) => Promise<string | undefined>
  readonly parents: (revision: string) => Promise<readonly string[]>
  readonly mergeBase: (one: string, other: string) => Promise<string | undefined>
  readonly tree: (commit: string, prefix: string) => Tree
}

/**
 * The repository decides nothing: no hooks, no monitors, no network (a partial clone would fetch what is
 * missing), and no refusal because somebody else owns the folder, as in a container.
 */
const GUARD = ['-c', 'safe.directory=*', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null']
const QUIET = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_NO_LAZY_FETCH: '1',
}

/** Git at the root of a repository, or undefined where there is no git. */
export async function gitAt(root: string, run: RunTool): Promise<Git | undefined> {
  const git = (...args: readonly string[]) => run('git', [...GUARD, '-C', root, ...args], QUIET)
  const line = async (...args: readonly string[]) => {
    const ran = await git(...args)
    return ran?.status === 0 ? Buffer.from(ran.stdout).toString('utf8').trim() || undefined : undefined
  }
  if ((await line('rev-parse', '--git-dir')) === undefined) return undefined
  return {
    commit: (revision) =>
      line('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`),
    // The commit itself names its parents also where a shallow clone does not have them.
    parents: async (revision) => {
      const text = (await line('cat-file', 'commit', revision)) ?? ''
      const header = text.split('\n\n')[0] ?? ''
      return header
        .split('\n')
        .flatMap((row) => (row.startsWith('parent ') ? [row.slice('parent '.length)] : []))
    },
    mergeBase: (one, other) => line('merge-base', one, other),
    tree: (commit, prefix) => gitTree(commit, prefix, git),
  }
}

type RunGit = (...args: readonly string[]) => ReturnType<RunTool>

function gitTree(commit: string, prefix: string, git: RunGit): Tree {
  let listing: Promise<Listing> | undefined
  const list = async (): Promise<Listing> => {
    const ran = await git(
      'ls-tree',
      '-r',
      '-z',
      '--name-only',
      '--full-tree',
      commit,
      ...(prefix === '' ? [] : ['--', prefix]),
    )
    if (ran?.status !== 0) throw new RunError(`git cannot list ${commit}: ${ran?.stderr.trim() ?? 'no git'}`)
    const paths = Buffer.from(ran.stdout)
      .toString('utf8')
      .split('\0')
      .filter((path) => path !== '')
    const files = paths.map((path) => (prefix === '' ? path : path.slice(prefix.length + 1)))
    return { files: files.filter((path) => !/(^|\/)node_modules\//.test(path)), unreadable: [] }
  }
  const listOnce = () => {
    listing ??= list()
    return listing
  }
  return {
    list: listOnce,
    listInstalled: async () => [],
    read: async (path) => {
      if (!(await listOnce()).files.includes(path)) return undefined
      const ran = await git('cat-file', 'blob', `${commit}:${prefix === '' ? path : `${prefix}/${path}`}`)
      if (ran?.status !== 0) throw new RunError(`cannot be read from git at ${commit}: ${ran?.stderr.trim()}`)
      return ran.stdout
    },
  }
}
