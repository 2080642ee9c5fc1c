import { posix } from 'node:path'
import { RunError } from '../core/errors.ts'
import type { RunTool, Tree } from '../core/ports.ts'

/** git in a repository, read only; undefined where a command does not succeed. */
export interface Git {
  readonly commit: (revision: string) => Promise<string | undefined>
  readonly parents: (revision: string) => Promise<readonly string[]>
  readonly mergeBase: (one: string, other: string) => Promise<string | undefined>
  readonly tree: (commit: string, prefix: string) => Tree
  /** Which of these paths, relative to the root, are tracked. */
  readonly tracked: (paths: readonly string[]) => Promise<readonly string[]>
  /** Whether a folder, relative to the root, is ignored as a whole. */
  readonly ignores: (folder: string) => Promise<boolean>
  /** Which of these paths, relative to the root, are ignored and not tracked. */
  readonly ignored: (paths: readonly string[]) => Promise<readonly string[]>
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
  // A folder's name is no pattern, whatever it begins with.
  GIT_LITERAL_PATHSPECS: '1',
}

/** Git at the root of a repository, or undefined where there is no git. */
export async function gitAt(root: string, run: RunTool): Promise<Git | undefined> {
  const git = (...args: readonly string[]) => run('git', [...GUARD, '-C', root, ...args], QUIET)
  const line = async (...args: readonly string[]) => {
    const ran = await git(...args)
    return ran?.status === 0 ? Buffer.from(ran.stdout).toString('utf8').trim() || undefined : undefined
  }
  const listed = async (flags: readonly string[], paths: readonly string[]) => {
    const found: string[] = []
    for (let start = 0; start < paths.length; start += ARGUMENTS) {
      const ran = await git('ls-files', ...flags, '-z', '--', ...paths.slice(start, start + ARGUMENTS))
      if (ran?.status === 0) found.push(...split(ran.stdout))
    }
    return found
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
    ignores: async (folder) => {
      // Not check-ignore, which takes no literal paths. An ignored folder is listed as itself or as one above it.
      const ran = await git('ls-files', ...IGNORED, '--directory', '-z', '--', folder)
      return ran?.status === 0 && split(ran.stdout).some((path) => `${folder}/`.startsWith(path))
    },
    ignored: (paths) => listed(IGNORED, paths),
    tracked: (paths) => listed([], paths),
  }
}

const IGNORED = ['--others', '--ignored', '--exclude-standard']

/** Paths that one command is given, at most: a command line has an end. */
const ARGUMENTS = 100

function split(output: Uint8Array): readonly string[] {
  const paths = Buffer.from(output).toString('utf8').split('\0')
  return paths.filter((path) => path !== '')
}

type RunGit = (...args: readonly string[]) => ReturnType<RunTool>

/** A file of a commit. */
interface Entry {
  readonly object: string
  readonly isLink: boolean
}

/** The files of `ls-tree -r -z` below a prefix; a submodule is a commit there and no file of this repository. */
function readEntries(output: Uint8Array, prefix: string): ReadonlyMap<string, Entry> {
  const start = prefix === '' ? '' : `${prefix}/`
  const rows = Buffer.from(output).toString('utf8').split('\0')
  const entries = rows.flatMap((row): readonly (readonly [string, Entry])[] => {
    const [, mode, object, path] = /^(\d+) blob ([0-9a-f]+)\t(.*)$/s.exec(row) ?? []
    if (object === undefined || !path?.startsWith(start) || /(^|\/)node_modules\//.test(path)) return []
    return [[path.slice(start.length), { object, isLink: mode === '120000' }]]
  })
  return new Map(entries)
}

/** Links that are followed to one file, at most. */
const LINKS = 8

function gitTree(commit: string, prefix: string, git: RunGit): Tree {
  const list = async () => {
    const where = prefix === '' ? [] : ['--', prefix]
    const ran = await git('ls-tree', '-r', '-z', '--full-tree', commit, ...where)
    if (ran?.status !== 0) throw new RunError(`git cannot list ${commit}: ${ran?.stderr.trim() ?? 'no git'}`)
    return readEntries(ran.stdout, prefix)
  }
  let entries: ReturnType<typeof list> | undefined
  const listOnce = () => {
    entries ??= list()
    return entries
  }
  const blob = async (object: string) => {
    const ran = await git('cat-file', 'blob', object)
    if (ran?.status !== 0)
      throw new RunError(`cannot be read from git at ${commit}: ${ran?.stderr.trim() ?? 'no git'}`)
    return ran.stdout
  }
  const read = async (path: string, links: number): Promise<Uint8Array | undefined> => {
    const entry = (await listOnce()).get(path)
    if (!entry?.isLink) return entry && blob(entry.object)
    const target = Buffer.from(await blob(entry.object)).toString('utf8')
    const next = posix.join(posix.dirname(path), target)
    const isInside = !posix.isAbsolute(target) && (await listOnce()).has(next)
    if (!isInside || links === 0) throw new RunError(`is a link to no file of ${commit}`)
    return read(next, links - 1)
  }
  return {
    list: async () => ({ files: [...(await listOnce()).keys()].sort(), unreadable: [] }),
    listFolder: async () => [],
    listInstalled: async () => [],
    read: (path) => read(path, LINKS),
  }
}
