import { relative, sep } from 'node:path'
import { ConfigError, messageOf } from '../core/errors.ts'
import type { Base, Http, Repository, RunTool, Tree } from '../core/ports.ts'
import { type Api, contentsTree } from './contents.ts'
import { type ChangeEvent, changeOf, type Event } from './event.ts'
import { repositoryRoot } from './files.ts'
import { type Git, gitAt } from './git.ts'

export interface RepositoryContext {
  /** The directory being checked. */
  readonly directory: string
  /** Where the checkout is, if git cannot tell. */
  readonly workspace: string
  readonly event: Event
  /** GitHub's API; undefined outside a workflow. */
  readonly api: Api | undefined
  readonly run: RunTool
  readonly http: Http
}

interface Sources {
  readonly git: Git | undefined
  readonly prefix: string
  readonly api: Api | undefined
  readonly http: Http
}

async function sourcesOf(context: RepositoryContext): Promise<Sources> {
  const root = repositoryRoot(context.directory)
  const git = root === undefined ? undefined : await gitAt(root, context.run)
  const prefix = relative(root ?? context.workspace, context.directory)
    .split(sep)
    .join('/')
  return { git, prefix, api: context.api, http: context.http }
}

/** The files of the first tree, and of the second, the same commit, what the first cannot give (a partial clone). */
function eitherTree(first: Tree, second: Tree): Tree {
  return {
    ...first,
    list: () => first.list().catch(() => second.list()),
    read: (path) => first.read(path).catch(() => second.read(path)),
  }
}

/** A commit's files: from git where it has them, else through the API. */
async function treeAt(commit: string, sources: Sources): Promise<Tree | undefined> {
  const { git, prefix, api, http } = sources
  const remote = api && contentsTree(commit, prefix, api, http)
  if (!git || (await git.commit(commit)) === undefined) return remote
  const local = git.tree(commit, prefix)
  return remote ? eitherTree(local, remote) : local
}

/**
 * What the head was made from. GitHub checks out a merge of head and base: its first parent is the base even
 * when the branch has moved since. Else the merge base, else the base's tip of the event.
 */
async function baseCommit(change: ChangeEvent, git: Git | undefined): Promise<string> {
  if (!git) return change.base
  const [first, second] = await git.parents('HEAD')
  if (first !== undefined && second !== undefined && second === change.head) return first
  const known = change.base !== '' && (await git.commit(change.base)) !== undefined
  return (known ? await git.mergeBase(change.base, 'HEAD') : undefined) ?? change.base
}

async function found(commit: string, sources: Sources, shown: string): Promise<Base> {
  const tree = await treeAt(commit, sources)
  if (!tree)
    return { kind: 'missing', reason: `${shown} is not in this checkout, and there is no API to ask` }
  try {
    await tree.list()
    return { kind: 'found', ref: shown, tree }
  } catch (thrown) {
    return { kind: 'missing', reason: `${shown} is not in this checkout, and ${messageOf(thrown)}` }
  }
}

async function namedBase(wanted: string, sources: Sources): Promise<Base> {
  const commit = await sources.git?.commit(wanted)
  const isHash = /^[0-9a-f]{40,64}$/.test(wanted)
  if (commit === undefined && !(isHash && sources.api)) {
    throw new ConfigError([
      `base "${wanted}" is no commit of this repository (is the checkout shallow? fetch it, or use fetch-depth: 0)`,
    ])
  }
  return found(commit ?? wanted, sources, wanted)
}

/** The repository's other commits: by git where it has them, else through GitHub's contents API. */
export function repositoryOf(context: RepositoryContext): Repository {
  const bases = new Map<string, Promise<Base>>()
  let known: Promise<Sources> | undefined
  const sourcesOnce = () => {
    known ??= sourcesOf(context)
    return known
  }
  const look = async (wanted: string): Promise<Base> => {
    if (wanted === 'none') return { kind: 'none' }
    const sources = await sourcesOnce()
    if (wanted !== '') return namedBase(wanted, sources)
    const change = changeOf(context.event)
    if (!change) return { kind: 'none' }
    const commit = await baseCommit(change, sources.git)
    if (commit === '') return { kind: 'missing', reason: `the ${change.kind} event names no base` }
    return found(commit, sources, commit.slice(0, 12))
  }
  const among = async (which: 'ignored' | 'tracked', paths: readonly string[]) => {
    if (paths.length === 0) return new Set<string>()
    const { git, prefix } = await sourcesOnce()
    const start = prefix === '' ? '' : `${prefix}/`
    const found = (await git?.[which](paths.map((path) => `${start}${path}`))) ?? []
    // Who names an ignored folder means it.
    const isMeant = which === 'ignored' && found.length > 0 && prefix !== '' && (await git?.ignores(prefix))
    return new Set(isMeant ? [] : found.map((path) => path.slice(start.length)))
  }
  return {
    ignored: (paths) => among('ignored', paths),
    tracked: (paths) => among('tracked', paths),
    // The configuration and every check ask for the same base: one look is enough.
    base: (wanted) => {
      const known = bases.get(wanted) ?? look(wanted)
      bases.set(wanted, known)
      return known
    },
  }
}
