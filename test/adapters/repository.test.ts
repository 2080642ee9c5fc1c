import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import type { Api } from '../../src/adapters/contents.ts'
import { toolRunner } from '../../src/adapters/process.ts'
import { ConfigError } from '../../src/core/errors.ts'
import type { RunTool } from '../../src/core/ports.ts'
import type { FakeCommit } from '../support/github/commit.ts'
import { type FakeGitHub, startGitHub } from '../support/github/fake-github.ts'
import { faultOf } from './client.ts'
import {
  cloneRepository,
  createPullRequest,
  createRepository,
  type PullRequest,
  type TestRepository,
} from './git-repository.ts'
import { pullRequestEvent, readText, repositoryAt, treeOf } from './repository-world.ts'

let folder = ''
let elsewhere = ''
let pull: PullRequest
let count = 0
const open: FakeGitHub[] = []

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'upkeep repository é-')))
  elsewhere = join(folder, 'elsewhere')
  mkdirSync(elsewhere)
  pull = createPullRequest(join(folder, 'pull'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

function fresh(): string {
  count += 1
  return join(folder, `repository-${count}`)
}

async function apiWith(
  commits: Readonly<Record<string, FakeCommit>>,
): Promise<{ api: Api; github: FakeGitHub }> {
  const github = await startGitHub({ repository: 'o/r', commits })
  open.push(github)
  return { api: { url: github.url, repository: 'o/r', token: '' }, github }
}

function checkOut(commit: string): string {
  pull.repository.git('checkout', '--quiet', '--detach', commit)
  return pull.repository.path
}

/** A clone that has one commit alone, checked out. */
function shallow(commit: string, depth = 1): TestRepository {
  const clone = createRepository(fresh())
  clone.git('fetch', '--quiet', `--depth=${depth}`, `file://${pull.repository.path}`, commit)
  clone.git('checkout', '--quiet', '--detach', commit)
  return clone
}

const ABSENT = 'a'.repeat(40)

describe('the base of a pull request is', () => {
  test('the first parent of the merge that GitHub checks out, wherever the event says its base was', async () => {
    for (const told of [pull.fork, pull.base, ABSENT]) {
      const event = pullRequestEvent(told, pull.head)
      const base = await repositoryAt(checkOut(pull.merge), elsewhere, { event }).base('')
      expect(base).toMatchObject({ kind: 'found', ref: pull.base.slice(0, 12) })
      expect(await readText(base, 'at')).toBe('base')
    }
  })

  test('where it left the branch, when its own head is checked out', async () => {
    const event = pullRequestEvent(pull.base, pull.head)
    const base = await repositoryAt(checkOut(pull.head), elsewhere, { event }).base('')
    expect(base).toMatchObject({ kind: 'found', ref: pull.fork.slice(0, 12) })
    expect(await readText(base, 'at')).toBe('fork')
  })

  test('where it left the branch, also when the head itself is a merge', async () => {
    const { path, git } = pull.repository
    checkOut(pull.head)
    git('merge', '--quiet', '--no-ff', '--message', 'm', 'main')
    const head = git('rev-parse', 'HEAD')
    const base = await repositoryAt(path, elsewhere, { event: pullRequestEvent(pull.base, head) }).base('')
    expect(await readText(base, 'at')).toBe('base')
  })

  test('what the event says, when there is no common history', async () => {
    const repository = createRepository(fresh())
    const first = repository.commit({ at: 'first' })
    repository.git('checkout', '--quiet', '--orphan', 'other')
    const head = repository.commit({ at: 'other' })
    const base = await repositoryAt(repository.path, elsewhere, {
      event: pullRequestEvent(first, head),
    }).base('')
    expect(await readText(base, 'at')).toBe('first')
  })

  test('missing, when the event names none', async () => {
    const payloads = [null, {}, [], 'x', { pull_request: null }, { pull_request: { base: {} } }]
    for (const payload of payloads) {
      const event = { name: 'pull_request', payload }
      const base = await repositoryAt(checkOut(pull.head), elsewhere, { event }).base('')
      expect(base).toEqual({ kind: 'missing', reason: 'the pull request event names no base' })
    }
  })

  test('missing, when the event names what is no commit', async () => {
    for (const sha of ['--upload-pack=touch x', 'main', '', 5, null, { sha: pull.base }, `${pull.base}\n`]) {
      const event = pullRequestEvent(sha, pull.head)
      const base = await repositoryAt(checkOut(pull.head), elsewhere, { event }).base('')
      expect(base).toEqual({ kind: 'missing', reason: 'the pull request event names no base' })
    }
  })
})

describe('the base of a merge queue is', () => {
  const mergeGroup = (base: unknown, head: unknown) => ({
    name: 'merge_group',
    payload: { merge_group: { base_sha: base, head_sha: head, base_ref: 'refs/heads/main' } },
  })

  test('what its payload says', async () => {
    const event = mergeGroup(pull.base, pull.merge)
    const base = await repositoryAt(checkOut(pull.merge), elsewhere, { event }).base('')
    expect(base).toMatchObject({ ref: pull.base.slice(0, 12) })
    expect(await readText(base, 'at')).toBe('base')
  })

  test('read from the API in a checkout of one commit', async () => {
    const { api, github } = await apiWith({ [pull.base]: { at: 'from the API' } })
    const event = mergeGroup(pull.base, pull.merge)
    const base = await repositoryAt(shallow(pull.merge).path, elsewhere, { event, api }).base('')
    expect(await readText(base, 'at')).toBe('from the API')
    expect(github.seen[0]?.path).toContain(pull.base)
  })

  test('missing, when there is none in it', async () => {
    const event = { name: 'merge_group', payload: {} }
    const base = await repositoryAt(checkOut(pull.merge), elsewhere, { event }).base('')
    expect(base).toEqual({ kind: 'missing', reason: 'the merge queue event names no base' })
  })
})

test.each(['push', 'schedule', 'workflow_dispatch', 'release', ''])('%s has no base', async (name) => {
  const { payload } = pullRequestEvent(pull.base, pull.head)
  const repository = repositoryAt(checkOut(pull.head), elsewhere, { event: { name, payload } })
  expect(await repository.base('')).toEqual({ kind: 'none' })
})

describe('a checkout of one commit', () => {
  test('knows its parents, and asks the API for the first', async () => {
    const { api, github } = await apiWith({ [pull.base]: { at: 'from the API', 'p/at': 'x' } })
    const event = pullRequestEvent(pull.fork, pull.head)
    const base = await repositoryAt(shallow(pull.merge).path, elsewhere, { event, api }).base('')
    expect(base).toMatchObject({ kind: 'found', ref: pull.base.slice(0, 12) })
    expect(await readText(base, 'at')).toBe('from the API')
    expect((await treeOf(base).list()).files).toEqual(['at', 'p/at'])
    expect(github.seen).toHaveLength(2)
  })

  test('of the head asks for what the event says', async () => {
    const { api } = await apiWith({ [pull.base]: { at: 'from the API' } })
    const event = pullRequestEvent(pull.base, pull.head)
    const base = await repositoryAt(shallow(pull.head).path, elsewhere, { event, api }).base('')
    expect(await readText(base, 'at')).toBe('from the API')
  })

  test('asks for the files of its own folder', async () => {
    const { api } = await apiWith({ [pull.base]: { 'packages/a/at': 'a', 'packages/ab/at': 'ab' } })
    const event = pullRequestEvent(pull.base, pull.head)
    const { path } = shallow(pull.merge)
    const base = await repositoryAt(join(path, 'packages/a'), elsewhere, { event, api }).base('')
    expect((await treeOf(base).list()).files).toEqual(['at'])
    expect(await readText(base, 'at')).toBe('a')
  })

  test('says what is missing when there is no API', async () => {
    const event = pullRequestEvent(pull.base, pull.head)
    const base = await repositoryAt(shallow(pull.merge).path, elsewhere, { event }).base('')
    const reason = `${pull.base.slice(0, 12)} is not in this checkout, and there is no API to ask`
    expect(base).toEqual({ kind: 'missing', reason })
  })

  test('says what is missing when the API does not have it either', async () => {
    const { api, github } = await apiWith({})
    const event = pullRequestEvent(pull.base, pull.head)
    const base = await repositoryAt(shallow(pull.merge).path, elsewhere, { event, api }).base('')
    const host = new URL(github.url).host
    const reason = `${pull.base.slice(0, 12)} is not in this checkout, and ${host} answered 404; does the token have contents: read?`
    expect(base).toEqual({ kind: 'missing', reason })
  })

  test('of two commits needs no API', async () => {
    const event = pullRequestEvent(pull.base, pull.head)
    const base = await repositoryAt(shallow(pull.merge, 2).path, elsewhere, { event }).base('')
    expect(await readText(base, 'at')).toBe('base')
  })
})

describe('without git', () => {
  const event = () => pullRequestEvent(pull.base, pull.head)

  test('the API is asked for what the event says', async () => {
    const { api } = await apiWith({ [pull.base]: { at: 'from the API' } })
    const base = await repositoryAt(checkOut(pull.merge), elsewhere, { event: event(), api }, '').base('')
    expect(await readText(base, 'at')).toBe('from the API')
  })

  test('nor an API, that is said', async () => {
    const base = await repositoryAt(checkOut(pull.merge), elsewhere, { event: event() }, '').base('')
    expect(base).toMatchObject({ kind: 'missing', reason: expect.stringContaining('there is no API to ask') })
  })

  test('a branch cannot be a base', async () => {
    const { api } = await apiWith({})
    const repository = repositoryAt(checkOut(pull.merge), elsewhere, { api }, '')
    await expect(repository.base('main')).rejects.toThrow(ConfigError)
  })

  test('nor a repository, folders count from the workspace', async () => {
    const bare = fresh()
    mkdirSync(join(bare, 'p/q'), { recursive: true })
    const { api } = await apiWith({ [pull.base]: { 'p/q/at': 'from the API', 'p/at': 'x' } })
    const context = { event: event(), api, workspace: bare }
    const base = await repositoryAt(join(bare, 'p/q'), elsewhere, context).base('')
    expect((await treeOf(base).list()).files).toEqual(['at'])
  })

  test('that works, an empty .git counts as none', async () => {
    const broken = fresh()
    mkdirSync(join(broken, '.git'), { recursive: true })
    const base = await repositoryAt(broken, elsewhere, { event: event() }).base('')
    expect(base).toMatchObject({ kind: 'missing' })
  })
})

describe('a base that the user names', () => {
  test('none is none, on a pull request too', async () => {
    const event = pullRequestEvent(pull.base, pull.head)
    expect(await repositoryAt(checkOut(pull.merge), elsewhere, { event }).base('none')).toEqual({
      kind: 'none',
    })
  })

  test('is a branch, a tag, a commit or what git makes of it', async () => {
    const { git } = pull.repository
    git('tag', '--force', 'light', pull.fork)
    git('tag', '--force', '--annotate', '--message', 't', 'heavy', pull.fork)
    git('branch', '--force', 'origin/main', pull.fork)
    const names = [
      'light',
      'heavy',
      'refs/tags/heavy',
      'origin/main',
      pull.fork,
      pull.fork.slice(0, 9),
      'main~1',
      'HEAD^1~1',
    ]
    checkOut(pull.merge)
    for (const name of names) {
      const base = await repositoryAt(pull.repository.path, elsewhere).base(name)
      expect(base).toMatchObject({ kind: 'found', ref: name })
      expect(await readText(base, 'at')).toBe('fork')
    }
  })

  test.each([
    'gone',
    'main:at',
    'main^{tree}',
    'HEAD:',
    '--upload-pack=touch planted',
    '--help',
    '-h',
    '--all',
    '--git-dir',
    '--exec=touch planted',
    '$(touch planted)',
    '`touch planted`',
    ';touch planted',
    'ext::touch planted',
    'main\nmain',
    ' ',
    '..',
    'main..topic',
    'A'.repeat(300),
  ])('is a mistake when it is none of them, and only data: %j', async (name) => {
    const path = checkOut(pull.merge)
    const thrown = await repositoryAt(path, elsewhere)
      .base(name)
      .catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(ConfigError)
    expect((thrown as ConfigError).problems).toEqual([
      `base "${name}" is no commit of this repository (is the checkout shallow? fetch it, or use fetch-depth: 0)`,
    ])
    expect([...readdirSync(path), ...readdirSync(elsewhere)]).not.toContain('planted')
  })

  test('cannot hold what no program can get', async () => {
    expect(await faultOf(repositoryAt(checkOut(pull.merge), elsewhere).base('a\0b'))).toContain('NUL')
  })

  test('is asked of the API when it is a hash that git does not have', async () => {
    const { api } = await apiWith({ [ABSENT]: { at: 'from the API' } })
    const repository = repositoryAt(checkOut(pull.merge), elsewhere, { api })
    expect(await readText(await repository.base(ABSENT), 'at')).toBe('from the API')
    await expect(repository.base('gone')).rejects.toThrow(ConfigError)
    await expect(repositoryAt(pull.repository.path, elsewhere).base(ABSENT)).rejects.toThrow(ConfigError)
  })
})

test('every base is looked for once', async () => {
  let runs = 0
  const real = toolRunner({ PATH: process.env['PATH'] }, folder, elsewhere)
  const run: RunTool = (...parameters) => {
    runs += 1
    return real(...parameters)
  }
  const event = pullRequestEvent(pull.base, pull.head)
  const repository = repositoryAt(checkOut(pull.merge), elsewhere, { event, run })
  const [one, other] = await Promise.all([repository.base(''), repository.base('')])
  const before = runs
  await repository.base('')
  expect([one === other, runs]).toEqual([true, before])
})

describe('a partial clone', () => {
  const event = () => pullRequestEvent(pull.base, pull.head)
  const partial = (filter: string) => {
    const clone = cloneRepository(pull.repository, fresh(), `--filter=${filter}`, '--no-checkout')
    clone.git('update-ref', '--no-deref', 'HEAD', pull.merge)
    return clone
  }

  test('without blobs lists by git, and cannot read: it never fetches', async () => {
    const { path } = partial('blob:none')
    const base = await repositoryAt(path, elsewhere, { event: event() }).base('')
    expect((await treeOf(base).list()).files).toEqual(['at', 'packages/a/at', 'packages/ab/at'])
    expect(await faultOf(treeOf(base).read('at'))).toMatch(/^cannot be read from git at [0-9a-f]{40}: /)
  })

  test('without blobs reads by the API', async () => {
    const { api, github } = await apiWith({ [pull.base]: { at: 'from the API' } })
    const base = await repositoryAt(partial('blob:none').path, elsewhere, { event: event(), api }).base('')
    expect(github.seen).toEqual([])
    expect(await readText(base, 'at')).toBe('from the API')
  })

  test('without trees has no base but the API’s', async () => {
    const { path } = partial('tree:0')
    const missing = await repositoryAt(path, elsewhere, { event: event() }).base('')
    expect(missing).toMatchObject({ kind: 'missing', reason: expect.stringContaining('git cannot list') })
    const { api } = await apiWith({ [pull.base]: { at: 'from the API' } })
    const base = await repositoryAt(path, elsewhere, { event: event(), api }).base('')
    expect(await readText(base, 'at')).toBe('from the API')
  })
})

describe('a folder of the repository', () => {
  test('has the files below it, and no others', async () => {
    checkOut(pull.merge)
    const event = pullRequestEvent(pull.base, pull.head)
    const base = await repositoryAt(join(pull.repository.path, 'packages/a'), elsewhere, { event }).base('')
    expect((await treeOf(base).list()).files).toEqual(['at'])
    expect(await readText(base, 'at')).toBe('base a')
    expect(await readText(base, '../ab/at')).toBeUndefined()
  })

  test('that the base does not have is empty there', async () => {
    mkdirSync(join(pull.repository.path, 'new'), { recursive: true })
    const base = await repositoryAt(join(pull.repository.path, 'new'), elsewhere).base(pull.base)
    expect((await treeOf(base).list()).files).toEqual([])
  })

  test('may have any name', async () => {
    const names = [':(top)x', ':!x', '*', '[a]', '-r', 'é "q"', 'a b', "it's", 'line\nbreak']
    const repository = createRepository(fresh())
    const commit = repository.commit(Object.fromEntries(names.map((name) => [`${name}/at`, name])))
    for (const name of names) {
      const base = await repositoryAt(join(repository.path, name), elsewhere).base(commit)
      expect((await treeOf(base).list()).files).toEqual(['at'])
      expect(await readText(base, 'at')).toBe(name)
    }
  })

  test('that was a file in the base is empty there', async () => {
    const repository = createRepository(fresh())
    const commit = repository.commit({ p: 'a file', 'p.x/y': '' })
    repository.git('rm', '--quiet', 'p')
    mkdirSync(join(repository.path, 'p'))
    const base = await repositoryAt(join(repository.path, 'p'), elsewhere).base(commit)
    expect((await treeOf(base).list()).files).toEqual([])
  })
})

describe('what git ignores', () => {
  const paths = ['kept.json', 'lost/a.json', 'tracked/b.json']

  async function ignoredAt(below: string, asked = paths): Promise<readonly string[]> {
    const repository = createRepository(fresh())
    repository.commit({ '.gitignore': 'lost/', 'tracked/b.json': '{}', 'sub/.gitignore': 'lost' })
    writeFileSync(join(repository.path, '.gitignore'), 'lost/\ntracked/\n')
    for (const name of asked) {
      const path = join(repository.path, below, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, '{}')
    }
    const ignored = await repositoryAt(join(repository.path, below), elsewhere).ignored(asked)
    return [...ignored]
  }

  test('is what it does not track and was told not to: nobody hides a tracked file by a rule', async () => {
    expect(await ignoredAt('')).toEqual(['lost/a.json'])
  })

  test('is told relative to the folder that is checked', async () => {
    expect(await ignoredAt('sub', ['lost/a.json', 'x.json'])).toEqual(['lost/a.json'])
  })

  test('is nothing where the folder that is checked is itself ignored: who names it means it', async () => {
    expect(await ignoredAt('lost', ['a.json'])).toEqual([])
  })

  test('is found among more paths than a command line takes', async () => {
    const many = Array.from({ length: 250 }, (_, i) => `${i % 2 === 0 ? 'lost' : 'kept'}/${i}.json`)
    expect(await ignoredAt('', many)).toHaveLength(125)
  })

  test('is not what it tracks', async () => {
    const repository = createRepository(fresh())
    repository.commit({ 'a.json': '{}', 'sub/b.json': '{}' })
    const tracked = async (below: string, paths: readonly string[]) => [
      ...(await repositoryAt(join(repository.path, below), elsewhere).tracked(paths)),
    ]
    expect(await tracked('', ['a.json', 'sub/b.json', 'c.json'])).toEqual(['a.json', 'sub/b.json'])
    expect(await tracked('sub', ['b.json', 'a.json'])).toEqual(['b.json'])
  })

  test('is nothing where there is no git', async () => {
    const repositoryPort = repositoryAt(elsewhere, elsewhere)
    expect([...(await repositoryPort.ignored(paths))]).toEqual([])
  })
})
