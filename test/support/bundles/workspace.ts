import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export type Files = Readonly<Record<string, string>>

/** A temporary directory that `remove` takes away with all others that were made. */
export interface Workspaces {
  readonly make: (files?: Files) => string
  readonly remove: () => void
}

export function workspaces(): Workspaces {
  const made: string[] = []
  return {
    make: (files = {}) => {
      const directory = mkdtempSync(join(tmpdir(), 'upkeep-test-'))
      made.push(directory)
      write(directory, files)
      return directory
    },
    remove: () => {
      for (const directory of made) rmSync(directory, { recursive: true, force: true })
    },
  }
}

export function write(directory: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), text)
  }
}

const IDENTITY = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b.example',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b.example',
}

/** git in a directory, with no configuration but ours. */
export function git(directory: string, ...args: readonly string[]): string {
  const env = { PATH: process.env['PATH'], HOME: directory, GIT_CONFIG_NOSYSTEM: '1', ...IDENTITY }
  return execFileSync('git', [...args], { cwd: directory, env, encoding: 'utf8' }).trim()
}

export interface PullRequest {
  readonly directory: string
  readonly event: { readonly name: 'pull_request'; readonly payload: object }
  readonly base: string
  readonly head: string
}

/** Copies a folder's files over a checkout and commits them. */
function commit(directory: string, from: string, files: Files, message: string): string {
  if (from !== '') cpSync(from, directory, { recursive: true })
  write(directory, files)
  git(directory, 'add', '-A')
  git(directory, 'commit', '-qm', message, '--allow-empty')
  return git(directory, 'rev-parse', 'HEAD')
}

/** One side of a pull request: a folder to copy, and single files. */
export interface Side {
  readonly from?: string
  readonly files?: Files
}

/**
 * A checkout as GitHub makes it for a pull request: a merge commit of the head into a base that has moved on
 * since the branch was made.
 */
export function pullRequest(directory: string, base: Side, head: Side): PullRequest {
  git(directory, 'init', '-q', '-b', 'main')
  const start = commit(directory, base.from ?? '', base.files ?? {}, 'base')
  git(directory, 'checkout', '-q', '-b', 'topic')
  const tip = commit(directory, head.from ?? '', head.files ?? {}, 'change')
  git(directory, 'checkout', '-q', 'main')
  commit(directory, '', { 'CHANGES.md': 'the base moved on' }, 'later')
  git(directory, 'checkout', '-q', '--detach')
  git(directory, 'merge', '-q', '--no-ff', '--no-edit', 'topic')
  const payload = { pull_request: { base: { sha: start }, head: { sha: tip } } }
  return { directory, event: { name: 'pull_request', payload }, base: start, head: tip }
}
