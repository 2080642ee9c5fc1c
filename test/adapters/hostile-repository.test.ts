import { execFileSync, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { createPullRequest, type PullRequest } from './git-repository.ts'
import { pullRequestEvent, readText, repositoryAt, treeOf } from './repository-world.ts'

/*
 * Programs planted in a checkout and in its .git: each leaves a file named for it in `marks` when it is run. Scripts
 * of the shell, so not on Windows.
 */
const onUnix = process.platform === 'win32' ? test.skip : test

let folder = ''
let elsewhere = ''
let pull: PullRequest

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'upkeep-hostile-')))
  elsewhere = join(folder, 'elsewhere')
  for (const name of ['elsewhere', 'marks', 'traps', 'hooks']) mkdirSync(join(folder, name))
  pull = createPullRequest(join(folder, 'pull'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function trap(path: string, name: string): string {
  writeFileSync(path, `#!/bin/sh\n: > '${folder}/marks/${name}'\nexit 1\n`, { mode: 0o755 })
  return path
}

function marks(): readonly string[] {
  return readdirSync(join(folder, 'marks')).sort()
}

const HOOKS = [
  'post-checkout',
  'post-index-change',
  'pre-commit',
  'reference-transaction',
  'fsmonitor-watchman',
]

/** What .git/config can name that git would run, or that leads to such a thing. */
function plantConfiguration(): void {
  const at = (name: string) => trap(join(folder, 'traps', name), name)
  for (const hook of HOOKS) trap(join(folder, 'hooks', hook), 'hook')
  const aliases = ['cat-file', 'ls-tree', 'rev-parse', 'merge-base', 'status', 'st'].map(
    (name) => `${name} = !${at('alias')}`,
  )
  writeFileSync(join(folder, 'included'), `[diff]\n\texternal = ${at('external')}\n`)
  const lines = [
    '[core]',
    `fsmonitor = ${at('fsmonitor')}`,
    `hooksPath = ${join(folder, 'hooks')}`,
    `pager = ${at('pager')}`,
    `editor = ${at('editor')}`,
    `sshCommand = ${at('ssh')}`,
    `gitProxy = ${at('git-proxy')}`,
    `askPass = ${at('askpass')}`,
    `alternateRefsCommand = ${at('alternate-refs')}`,
    '[pager]',
    `cat-file = ${at('pager')}`,
    `ls-tree = ${at('pager')}`,
    '[alias]',
    ...aliases,
    '[include]',
    `path = ${join(folder, 'included')}`,
    '[includeIf "gitdir:**"]',
    `path = ${join(folder, 'included')}`,
    '[filter "evil"]',
    `smudge = ${at('filter')}`,
    `clean = ${at('filter')}`,
    `process = ${at('filter')}`,
    'required = true',
    '[diff "evil"]',
    `textconv = ${at('textconv')}`,
    `command = ${at('diff-command')}`,
    '[credential]',
    `helper = !${at('credential')}`,
    '[gpg]',
    `program = ${at('gpg')}`,
    '[log]',
    'showSignature = true',
    '[protocol]',
    'allow = always',
    '[protocol "ext"]',
    'allow = always',
    '[extensions]',
    'partialClone = origin',
    '[remote "origin"]',
    `url = ext::${at('remote')} %S`,
    `uploadpack = ${at('uploadpack')}`,
    'promisor = true',
    'partialclonefilter = blob:none',
  ]
  appendFileSync(join(pull.repository.path, '.git/config'), `${lines.join('\n')}\n`)
  pull.repository.git('config', 'core.repositoryFormatVersion', '1')
  writeFileSync(join(pull.repository.path, '.gitattributes'), '* filter=evil diff=evil\n')
}

/** Takes an object out of the repository, as a partial clone never had it. */
function drop(revision: string): void {
  const object = execFileSync('git', ['rev-parse', revision], { cwd: pull.repository.path }).toString().trim()
  rmSync(join(pull.repository.path, '.git/objects', object.slice(0, 2), object.slice(2)))
}

/** Runs git as anybody would, without a guard; how it ends does not matter. */
function unguarded(...args: readonly string[]): void {
  const env = { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }
  spawnSync('git', args, { cwd: pull.repository.path, env: { ...env, EDITOR: 'true' }, timeout: 5000 })
}

async function useEverything(path = process.env['PATH']): Promise<void> {
  const event = pullRequestEvent(pull.base, pull.head)
  const repository = repositoryAt(pull.repository.path, elsewhere, { event }, path)
  for (const wanted of ['', 'topic', pull.fork, 'main~1']) {
    const base = await repository.base(wanted)
    for (const file of (await treeOf(base).list()).files)
      await treeOf(base)
        .read(file)
        .catch(() => undefined)
  }
  await repository.base('gone').catch(() => undefined)
  await repository.base('f'.repeat(40)).catch(() => undefined)
}

onUnix('nothing that the repository’s configuration names is run, fetched or asked', async () => {
  plantConfiguration()
  drop('main:at')
  await useEverything()
  expect(marks()).toEqual([])
})

onUnix('the traps are live: without the guards git springs them', () => {
  plantConfiguration()
  unguarded('status')
  unguarded('st')
  const unfiltered = ['process', 'clean'].flatMap((name) => ['-c', `filter.evil.${name}=`])
  writeFileSync(join(pull.repository.path, 'at'), 'changed')
  unguarded('add', 'at')
  writeFileSync(join(pull.repository.path, 'at'), 'changed again')
  unguarded(...unfiltered, '-c', 'filter.evil.required=false', 'diff')
  unguarded(...unfiltered, '-c', 'filter.evil.required=false', 'diff', '--no-ext-diff')
  rmSync(join(pull.repository.path, '.gitattributes'))
  unguarded('diff')
  drop('main:at')
  unguarded('cat-file', 'blob', 'main:at')
  unguarded('update-ref', 'refs/heads/new', 'HEAD')
  expect(marks()).toEqual([
    'alias',
    'diff-command',
    'external',
    'filter',
    'fsmonitor',
    'hook',
    'remote',
    'textconv',
  ])
})

onUnix('a git of the checkout is never run, wherever PATH names it', async () => {
  const { path } = pull.repository
  const bins = [path, join(path, 'node_modules/.bin'), join(path, 'bin')]
  for (const bin of bins) {
    mkdirSync(bin, { recursive: true })
    for (const name of ['git', 'git-cat-file', 'git-rev-parse', 'git-ls-tree', 'sh'])
      trap(join(bin, name), 'planted')
  }
  for (const name of ['git', 'git-cat-file']) trap(join(elsewhere, name), 'elsewhere')
  const hostile = ['', '.', './bin', 'node_modules/.bin', ...bins, '../elsewhere']
  await useEverything([...hostile, process.env['PATH']].join(delimiter))
  expect(marks()).toEqual([])
  execFileSync('/bin/sh', ['-c', 'git; true'], {
    cwd: path,
    env: { PATH: ['.', process.env['PATH']].join(delimiter) },
  })
  expect(marks()).toEqual(['planted'])
})

onUnix('with nothing but a git of the checkout there is no git', async () => {
  trap(join(pull.repository.path, 'git'), 'planted')
  const event = pullRequestEvent(pull.base, pull.head)
  const context = [pull.repository.path, elsewhere, { event }, pull.repository.path] as const
  expect(await repositoryAt(...context).base('')).toMatchObject({ kind: 'missing' })
  expect(marks()).toEqual([])
})

onUnix('what the repository says of itself does not lead git elsewhere', async () => {
  const secret = join(folder, 'secret')
  mkdirSync(secret)
  writeFileSync(join(secret, 'at'), 'secret')
  const { git } = pull.repository
  git('config', 'core.worktree', secret)
  git('config', 'core.bare', 'false')
  const event = pullRequestEvent(pull.base, pull.head)
  const base = await repositoryAt(pull.repository.path, elsewhere, { event }).base('')
  expect(await readText(base, 'at')).toBe('base')
})

onUnix('a repository that git cannot open is no repository', async () => {
  appendFileSync(join(pull.repository.path, '.git/config'), '[core\nnonsense')
  const event = pullRequestEvent(pull.base, pull.head)
  const base = await repositoryAt(pull.repository.path, elsewhere, { event }).base('')
  expect(base).toMatchObject({ kind: 'missing' })
})
