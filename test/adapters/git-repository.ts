import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A repository made by the real git, with nothing of this machine's configuration. */
export interface TestRepository {
  readonly path: string
  /** Runs git there, and gives what it prints. */
  readonly git: (...args: readonly string[]) => string
  /** Writes files, commits everything, and gives the commit's hash. */
  readonly commit: (files: Readonly<Record<string, string>>) => string
}

const ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@a.test',
  GIT_AUTHOR_DATE: '2026-11-23T12:00:00Z',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@a.test',
  GIT_COMMITTER_DATE: '2026-11-23T12:00:00Z',
}

/** The repository in a folder that is one already. */
export function openRepository(path: string): TestRepository {
  const git = (...args: readonly string[]) => {
    const env = { PATH: process.env['PATH'] ?? '', ...ENVIRONMENT }
    return execFileSync('git', args, { cwd: path, env, stdio: ['ignore', 'pipe', 'pipe'] })
      .toString()
      .trim()
  }
  const commit = (files: Readonly<Record<string, string>>) => {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(path, name)), { recursive: true })
      writeFileSync(join(path, name), content)
    }
    git('add', '--all', '--force')
    git('commit', '--quiet', '--allow-empty', '--message', 'x')
    return git('rev-parse', 'HEAD')
  }
  return { path, git, commit }
}

/** A new repository on branch main; clones may leave out what they like. */
export function createRepository(path: string): TestRepository {
  mkdirSync(path, { recursive: true })
  const repository = openRepository(path)
  repository.git('init', '--quiet', '--initial-branch', 'main')
  repository.git('config', 'uploadpack.allowFilter', 'true')
  repository.git('config', 'uploadpack.allowAnySHA1InWant', 'true')
  return repository
}

/** A clone as actions/checkout makes it, with git's own options (`--depth=1`). */
export function cloneRepository(source: TestRepository, path: string, ...options: string[]): TestRepository {
  source.git('clone', '--quiet', ...options, `file://${source.path}`, path)
  return openRepository(path)
}

/** A pull request: `main` has moved on since `topic` left it, and `merge` is what GitHub checks out. */
export interface PullRequest {
  readonly repository: TestRepository
  /** Where topic left main. */
  readonly fork: string
  /** The tip of main. */
  readonly base: string
  /** The tip of topic. */
  readonly head: string
  readonly merge: string
}

/** Makes a pull request whose commits differ in the file `at`, of their own name. */
export function createPullRequest(path: string): PullRequest {
  const repository = createRepository(path)
  const { git, commit } = repository
  const fork = commit({ at: 'fork', 'packages/a/at': 'fork a', 'packages/ab/at': 'ab' })
  git('checkout', '--quiet', '-b', 'topic')
  const head = commit({ head: '', 'packages/a/head': '' })
  git('checkout', '--quiet', 'main')
  const base = commit({ at: 'base', 'packages/a/at': 'base a' })
  git('checkout', '--quiet', '-b', 'merge')
  git('merge', '--quiet', '--no-ff', '--message', 'm', 'topic')
  const merge = git('rev-parse', 'HEAD')
  git('checkout', '--quiet', '--detach')
  return { repository, fork, base, head, merge }
}
