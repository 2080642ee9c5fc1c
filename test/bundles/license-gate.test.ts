import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from '@jest/globals'
import { actionOf, runCheckBundle } from '../support/bundles/action.ts'
import { npmProject } from '../support/bundles/locks.ts'
import { git, pullRequest, type Side, workspaces } from '../support/bundles/workspace.ts'
import { startGitHub } from '../support/github/fake-github.ts'
import { FAKE_TOKEN, runAction } from '../support/runner/run-action.ts'

const ID = 'license-compliance'
const FIXTURES = join(import.meta.dirname, '../fixtures')
const temp = workspaces()
afterAll(temp.remove)

function check(
  workspace: string,
  inputs: Readonly<Record<string, string>> = {},
  event?: { name: string; payload: object },
) {
  return runCheckBundle(ID, { workspace, inputs, root: temp.make(), ...(event ? { event } : {}) })
}

function onPullRequest(base: Side, head: Side, inputs: Readonly<Record<string, string>> = {}) {
  const pull = pullRequest(temp.make(), base, head)
  return check(pull.directory, inputs, pull.event)
}

const made = (name: string): Side => ({ from: join(FIXTURES, 'made/pull-request', name) })

describe('the gate on pull requests made with real npm', () => {
  test('blocks the one that adds a GPL package', async () => {
    const result = await onPullRequest(made('base'), made('gpl'), { deny: 'strong-copyleft' })
    expect(result.conclusion).toBe('failure')
    expect(result.outputs['verdict']).toBe('fail')
    const failing = result.run.judged.filter((one) => one.disposition === 'fail')
    expect(failing.length).toBeGreaterThan(0)
    for (const { finding } of failing) {
      expect(finding.rule).toBe('license-compliance/denied')
      expect(String(finding.evidence['license'])).toMatch(/^GPL-/)
    }
    const [error] = result.annotations.filter((one) => one.type === 'error')
    expect(error?.properties).toMatchObject({ file: 'package-lock.json' })
    expect(Number(error?.properties['line'])).toBeGreaterThan(1)
  })

  test('passes the one that adds an MIT package, though the base has its share of findings', async () => {
    const policy = { allow: 'MIT, GPL-3.0-or-later' }
    const result = await onPullRequest(made('base'), made('mit'), policy)
    expect(result.outputs['verdict']).toBe('pass')
    expect(result.conclusion).toBe('success')
    expect(result.run.notes.map((note) => note.text).join(' ')).toMatch(
      /1 of \d+ locked packages are new or changed/,
    )
  })

  test('names the package that changed its license', async () => {
    const result = await onPullRequest(made('base'), made('drift'))
    const rules = result.run.judged.map(({ finding }) => finding.rule)
    expect(rules).toContain('license-compliance/drift')
    expect(rules).toContain('license-compliance/denied')
    const drift = result.run.judged.find(({ finding }) => finding.rule === 'license-compliance/drift')
    expect(drift?.finding.message).toContain('MIT -> AGPL-3.0-or-later')
    expect(result.outputs['verdict']).toBe('fail')
  })

  test('the same tree on a push counts whole', async () => {
    const pull = pullRequest(temp.make(), made('gpl'), made('gpl'))
    const inputs = { deny: 'strong-copyleft' }
    expect((await check(pull.directory, inputs, pull.event)).outputs['verdict']).toBe('pass')
    expect((await check(pull.directory, inputs)).outputs['verdict']).toBe('fail')
  })

  test('a merge queue compares with its own base', async () => {
    const pull = pullRequest(temp.make(), made('base'), made('gpl'))
    const event = {
      name: 'merge_group',
      payload: { merge_group: { base_sha: pull.base, head_sha: pull.head } },
    }
    const result = await check(pull.directory, { deny: 'strong-copyleft' }, event)
    expect(result.outputs['verdict']).toBe('fail')
    expect(result.run.notes.some((note) => note.text.startsWith('Compared with the base'))).toBe(true)
  })

  test('a shallow checkout: the base is read through GitHub’s API, with the token', async () => {
    const pull = pullRequest(temp.make(), made('base'), made('gpl'))
    const shallow = temp.make()
    git(
      shallow,
      '-c',
      'advice.detachedHead=false',
      'clone',
      '-q',
      '--depth',
      '1',
      `file://${pull.directory}`,
      '.',
    )
    const base = git(pull.directory, 'rev-parse', 'HEAD^1')
    const read = (name: string) => git(pull.directory, 'show', `${base}:${name}`)
    const commits = {
      [base]: { 'package.json': read('package.json'), 'package-lock.json': read('package-lock.json') },
    }
    const github = await startGitHub({ repository: 'octo/app', commits, token: FAKE_TOKEN })
    const env = { GITHUB_API_URL: github.url, GITHUB_REPOSITORY: 'octo/app' }
    const inputs = { deny: 'strong-copyleft' }
    const options = { workspace: shallow, inputs, event: pull.event, env, root: temp.make() }
    const result = await runCheckBundle(ID, options)
    await github.close()
    expect(github.seen.length).toBeGreaterThan(0)
    expect(result.outputs['verdict']).toBe('fail')
    expect(result.run.gaps).toEqual([])
    expect(result.run.notes.map((note) => note.text).join(' ')).toMatch(
      /1 of \d+ locked packages are new or changed/,
    )
    expect(result.stdout + result.stderr + result.summary).not.toContain(FAKE_TOKEN)
  })

  test('no base to be found: that is said, and everything counts', async () => {
    const workspace = temp.make(npmProject([{ name: 'old', license: 'GPL-3.0-only' }]))
    const event = {
      name: 'pull_request',
      payload: { pull_request: { base: { sha: 'a'.repeat(40) }, head: { sha: 'b'.repeat(40) } } },
    }
    const env = { GITHUB_API_URL: undefined }
    const result = await runCheckBundle(ID, {
      workspace,
      inputs: { deny: 'GPL-3.0' },
      event,
      env,
      root: temp.make(),
    })
    expect(result.outputs['verdict']).toBe('fail')
    expect(result.run.notes.map((note) => note.text).join(' ')).toContain('No base to compare with')
    expect(result.run.notes).toContainEqual({
      subject: '.github/upkeep.yml',
      text: 'Neither the base could be read nor has the change one: the default policy applies.',
    })
  })
})

describe('the policy of a pull request', () => {
  const gpl = npmProject([{ name: 'a', license: 'GPL-3.0-only' }])
  const config = (text: string) => ({ '.github/upkeep.yml': text })
  const deny = config('license-compliance: { deny: [GPL-3.0] }')
  const loose = config('license-compliance: { allow: [GPL-3.0] }')

  test('is the base’s, whatever the change makes of the file', async () => {
    const result = await onPullRequest(
      { files: { ...npmProject([]), ...deny } },
      { files: { ...gpl, ...loose } },
    )
    expect(result.outputs['verdict']).toBe('fail')
    expect(result.run.notes).toContainEqual({
      subject: '.github/upkeep.yml',
      text: 'Read from the base, not from the change.',
    })
  })

  test('is the change’s where the base has none, but its waivers do not count', async () => {
    const waived = config(
      [
        'license-compliance: { deny: [GPL-3.0] }',
        'waivers: [{ check: license-compliance, package: a, license: GPL-3.0-only, reason: x, until: 2999-01-01 }]',
      ].join('\n'),
    )
    const result = await onPullRequest({ files: npmProject([]) }, { files: { ...gpl, ...waived } })
    expect(result.outputs['verdict']).toBe('fail')
    expect(result.run.notes.map((note) => note.text).join(' ')).toContain('without its waivers')
    const merged = await check(temp.make({ ...gpl, ...waived }))
    expect(merged.outputs['verdict']).toBe('pass')
    expect(merged.run.judged.map((one) => one.disposition)).toEqual(['waived'])
  })
})

describe('accounting', () => {
  test('all 4,311 entries of a large lockfile', async () => {
    const from = join(FIXTURES, 'large/npm-4311')
    const workspace = temp.make({
      'package.json': readFileSync(join(from, 'package.json'), 'utf8'),
      'package-lock.json': gunzipSync(readFileSync(join(from, 'package-lock.json.gz'))).toString('utf8'),
    })
    const result = await check(workspace)
    expect(result.outputs['examined']).toBe('4311')
    expect(result.run.gaps).toEqual([])
    expect(result.run.table.rows).toHaveLength(3239)
    expect(result.run.judged.every(({ finding }) => finding.rule === 'license-compliance/unknown')).toBe(true)
    expect(result.summary).toContain('Looked at 4,311 of 4,311.')
    expect(Buffer.byteLength(result.summary)).toBeLessThan(1024 * 1024)
  })

  test.each([
    ['nothing at all', {}],
    ['a damaged lockfile', { 'package.json': '{}', 'package-lock.json': '{' }],
    ['another manager’s lockfile', { 'package.json': '{}', 'pnpm-lock.yaml': 'lockfileVersion: 9.0' }],
    ['an empty lockfile', npmProject([])],
  ])('%s is never a pass', async (_name, files) => {
    const result = await check(temp.make(files))
    expect(result.outputs['verdict']).toBe('error')
    expect(result.conclusion).toBe('failure')
  })

  test('an empty lockfile passes where that is said to be fine', async () => {
    const result = await check(temp.make(npmProject([])), { 'allow-empty': 'true' })
    expect(result.outputs['verdict']).toBe('pass')
  })
})

describe('refusals', () => {
  const files = npmProject([{ name: 'a', license: 'MIT' }])
  const refuse = (inputs: Readonly<Record<string, string>>, event?: { name: string; payload: object }) =>
    runAction({ ...actionOf(ID), workspace: temp.make(files), inputs, ...(event ? { event } : {}) })

  test.each([
    ['an unknown input', { 'fail-onn': 'high' }, 'unknown input fail-onn (did you mean "fail-on"?)'],
    [
      'a bad severity',
      { 'fail-on': 'hihg' },
      'input fail-on must be one of critical, high, moderate, low, info, none, not "hihg" (did you mean "high"?)',
    ],
    [
      'allow and deny of one id',
      { allow: 'MIT, GPL-3.0', deny: 'GPL-3.0-only' },
      '"GPL-3.0-only" stands both in allow and in deny',
    ],
    [
      'an id that is not SPDX',
      { allow: 'MIT, Apche-2.0' },
      'holds "Apche-2.0", which is neither an SPDX license id',
    ],
    ['an empty list', { allow: ' , ' }, 'input allow has no entries'],
    ['a directory that is not there', { path: 'nowhere' }, 'input path "nowhere" is no directory'],
  ])('%s', async (_name, inputs, message) => {
    const result = await refuse(inputs)
    expect(result.conclusion).toBe('failure')
    expect(result.outputs['verdict']).toBe('error')
    expect(result.annotations.map((one) => one.message).join('\n')).toContain(message)
  })

  test('all mistakes are named at once', async () => {
    const result = await refuse({
      'fail-on': 'no',
      allow: 'X Y',
      unknown: 'skip',
      extra: '1',
      path: 'nowhere',
    })
    const said = result.annotations.map((one) => one.message).join('\n')
    for (const name of ['fail-on', 'allow', 'unknown', 'extra', 'path'])
      expect(said).toContain(`input ${name}`)
  })

  test('pull_request_target', async () => {
    const result = await refuse({}, { name: 'pull_request_target', payload: {} })
    expect(result.conclusion).toBe('failure')
    expect(result.annotations[0]?.message).toContain('pull_request_target is refused')
  })
})
