import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { load } from 'js-yaml'
import { type Locked, npmProject } from '../support/bundles/locks.ts'
import { type Files, workspaces } from '../support/bundles/workspace.ts'
import { runCli } from '../support/runner/run-cli.ts'

const CLI = join(import.meta.dirname, '../../dist/cli/index.js')
const LICENSE = readFileSync(join(import.meta.dirname, '../../LICENSE'), 'utf8')
const temp = workspaces()
afterAll(temp.remove)

/** A project whose packages are installed, each with the text of the MIT license unless it says another. */
function installed(packages: readonly (Locked & { readonly text?: string | undefined })[]): Files {
  const files = packages.flatMap(({ name, version = '1.0.0', license, ...more }) => {
    const text = 'text' in more ? more.text : LICENSE
    return [
      [`node_modules/${name}/package.json`, JSON.stringify({ name, version, license })],
      ...(text === undefined ? [] : [[`node_modules/${name}/LICENSE`, text]]),
    ]
  })
  return { ...npmProject(packages), ...Object.fromEntries(files) }
}

const X = { name: 'x', license: 'MIT' }
const TOOL = { name: 'tool', license: 'MIT', dev: true }
const BOTH = installed([X, TOOL])

function ask(files: Files, ...args: readonly string[]) {
  return runCli({
    cli: CLI,
    cwd: temp.make(files),
    args: ['license-compliance', ...args, '--now', '2026-11-25'],
  })
}

describe('notices', () => {
  test('text: the texts of what ships, and not of what development alone needs', async () => {
    const { exitCode, stdout, stderr } = await ask(BOTH, 'notices', 'text')
    expect(stdout).toMatch(/^Third-party notices\n/)
    expect(stdout).toMatch(/\nx@1\.0\.0 \(MIT\)\n/)
    expect(stdout).toContain(LICENSE.trim())
    expect(stdout).not.toContain('tool')
    expect(stderr).toBe('')
    expect(exitCode).toBe(0)
  })

  test('a text that is missing is said beside them, and in them', async () => {
    const { exitCode, stdout, stderr } = await ask(
      installed([X, { name: 'bare', license: 'MIT', text: undefined }]),
      'notices',
      'text',
    )
    expect(stderr).toMatch(/bare@1\.0\.0 +it holds no license text of its own/)
    expect(stdout).toContain('bare@1.0.0')
    expect(stdout).toContain('x@1.0.0')
    expect(exitCode).toBe(0)
  })

  test('a bundle’s metadata tells what ships', async () => {
    const inputs = { 'node_modules/tool/index.js': { bytes: 1 } }
    const meta = JSON.stringify({ inputs, outputs: { 'dist/index.js': { inputs } } })
    const files = { ...BOTH, 'dist/meta.json': meta }
    const { exitCode, stdout } = await ask(files, 'notices', 'text', '--bundle', 'dist/meta.json')
    expect(stdout).toMatch(/\ntool@1\.0\.0 \(MIT\)\n/)
    expect(stdout).not.toContain('x@1.0.0')
    expect(exitCode).toBe(0)
  })

  test.each([
    ['an unknown format', BOTH, 'pdf', '"pdf" is none of text, markdown, html'],
    ['nothing that ships', installed([TOOL]), 'text', ''],
  ])('%s is not found', async (_what, files, format, said) => {
    const { exitCode, stdout, stderr } = await ask(files, 'notices', format)
    expect(stderr).toContain(said)
    expect(stderr).not.toBe('')
    expect(stdout).toBe('')
    expect(exitCode).toBe(3)
  })
})

describe('export', () => {
  test('cyclonedx', async () => {
    const { exitCode, stdout } = await ask(BOTH, 'export', 'cyclonedx')
    const bom = JSON.parse(stdout)
    expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 })
    expect(bom.metadata.timestamp).toBe('2026-11-25T00:00:00.000Z')
    expect(bom.components).toMatchObject([
      { name: 'tool', purl: 'pkg:npm/tool@1.0.0' },
      { name: 'x', version: '1.0.0', purl: 'pkg:npm/x@1.0.0', licenses: [{ license: { id: 'MIT' } }] },
    ])
    expect(exitCode).toBe(0)
  })

  test('csv', async () => {
    const { exitCode, stdout } = await ask(BOTH, 'export', 'csv')
    const [head, ...rows] = stdout.trimEnd().split(/\r?\n/)
    expect(head).toMatch(/^"module name","license","repository"/)
    expect(rows).toHaveLength(2)
    expect(rows[1]).toMatch(
      /^"x@1\.0\.0","MIT",.*"package-lock\.json","node_modules\/x","pkg:npm\/x@1\.0\.0"$/,
    )
    expect(exitCode).toBe(0)
  })

  test('a format that is none is not found, and the one that was meant is named', async () => {
    const { exitCode, stdout, stderr } = await ask(BOTH, 'export', 'cyclonedxx')
    expect(stderr).toContain('did you mean "cyclonedx"?')
    expect(stdout).toBe('')
    expect(exitCode).toBe(3)
  })
})

test('suggest all: the list to paste lets what is there pass, and nothing else', async () => {
  const { exitCode, stdout } = await ask(installed([X]), 'suggest', 'all')
  const lines = stdout.slice(stdout.indexOf('\nlicense-compliance:'))
  expect(load(lines)).toEqual({ 'license-compliance': { allow: ['MIT'] } })
  expect(stdout).toMatch(/MIT +1 package: x@1\.0\.0/)
  expect(exitCode).toBe(0)
  const config = { '.github/upkeep.yml': lines }
  expect((await ask({ ...installed([X]), ...config })).exitCode).toBe(0)
  expect(
    (await ask({ ...installed([X, { name: 'y', license: 'ISC', text: undefined }]), ...config })).exitCode,
  ).toBe(1)
})

describe('a registry that cannot be asked', () => {
  /** A lockfile that says nothing, and nothing installed: the registry alone could tell. */
  const silent = npmProject([{ name: 'x' }])

  test('is no pass, however mild the unknown is, and no answer is made up', async () => {
    const { exitCode, stdout } = await ask(silent, '--unknown', 'warn', '--registry', 'http://127.0.0.1:1')
    expect(stdout).toContain('it could not say the license of 1 packages')
    expect(stdout).toContain('Verdict: COULD NOT TELL')
    expect(exitCode).toBe(3)
  })

  test('where none is named, the same is an unknown license that warns', async () => {
    const { exitCode, stdout } = await ask(silent, '--unknown', 'warn')
    expect(stdout).toContain('x@1.0.0 has no license that can be told')
    expect(exitCode).toBe(0)
  })
})
