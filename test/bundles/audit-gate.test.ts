import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import * as chaos from '../support/advisories/chaos.ts'
import { speakOsv } from '../support/advisories/osv-server.ts'
import { type OsvRecord, recordsOf } from '../support/advisories/records.ts'
import { type AdvisoryServer, serveCalls } from '../support/advisories/server.ts'
import { runCheckBundle } from '../support/bundles/action.ts'
import { npmProject } from '../support/bundles/locks.ts'
import { pullRequest, type Side, workspaces, write } from '../support/bundles/workspace.ts'
import { runCli } from '../support/runner/run-cli.ts'

const ID = 'dependency-audit'
const FIXTURES = join(import.meta.dirname, '../fixtures')
const temp = workspaces()
afterAll(temp.remove)

/** The proofs that the source asks for, beside the real records. */
const PROOFS: readonly OsvRecord[] = [
  ['npm', 'lodash', '4.17.4'],
  ['npm', 'jquery', '3.4.0'],
  ['GitHub Actions', 'tj-actions/changed-files', '40.0.0'],
].map(([ecosystem = '', name = '', version = '']) => ({
  id: `GHSA-proof-${name.replace(/\W/g, '')}`,
  modified: '2026-01-01T00:00:00Z',
  affected: [{ package: { ecosystem, name }, versions: [version] }],
}))
const RECORDS = [...recordsOf('npm'), ...PROOFS]
const FORMATS = { npm: 'npm11-mono', pnpm: 'pnpm10-mono', yarn: 'yarn4-mono', bun: 'bun-mono' } as const

let osv: AdvisoryServer
beforeAll(async () => {
  osv = await serveCalls(speakOsv(RECORDS))
})
afterAll(() => osv.close())

/** A monorepo with a lockfile of each of four package managers. */
function monorepo(folder = temp.make(), under = ''): string {
  for (const [manager, fixture] of Object.entries(FORMATS)) {
    cpSync(join(FIXTURES, 'lockfiles', fixture), join(folder, under, manager), {
      recursive: true,
      filter: (path) => !path.endsWith('expected.json'),
    })
  }
  return folder
}

function check(
  workspace: string,
  inputs: Readonly<Record<string, string>> = {},
  event?: { name: string; payload: object },
) {
  return runCheckBundle(ID, {
    workspace,
    inputs: { source: 'osv', 'osv-url': osv.url, ...inputs },
    root: temp.make(),
    ...(event ? { event } : {}),
  })
}

const VULNERABLE = [
  { name: 'ms', version: '2.1.3' },
  { name: 'jquery', version: '3.3.1' },
]

describe('a monorepo of four package managers', () => {
  test('blocks the pull request that adds a vulnerable package, and names it alone', async () => {
    const base: Side = { from: monorepo() }
    const head: Side = {
      files: Object.fromEntries(
        Object.entries(npmProject(VULNERABLE)).map(([name, text]) => [`new/${name}`, text]),
      ),
    }
    const pull = pullRequest(temp.make(), base, head)
    const result = await check(pull.directory, { 'fail-on': 'low' }, pull.event)
    expect(result.outputs['verdict']).toBe('fail')
    expect(result.conclusion).toBe('failure')
    const failing = result.run.judged.filter((one) => one.disposition === 'fail')
    expect(failing.length).toBeGreaterThan(0)
    expect(new Set(failing.map(({ finding }) => finding.subject))).toEqual(new Set(['pkg:npm/jquery@3.3.1']))
    expect(result.run.gaps).toEqual([])
    const [error] = result.annotations.filter((one) => one.type === 'error')
    expect(error?.properties).toMatchObject({ file: 'new/package-lock.json' })
  })

  test('passes the one that moves every lockfile', async () => {
    const directory = temp.make()
    const pull = pullRequest(directory, { from: monorepo() }, { from: monorepo(temp.make(), 'moved') })
    for (const manager of Object.keys(FORMATS)) write(directory, { [`${manager}/.keep`]: '' })
    const moved = temp.make()
    cpSync(join(directory, 'moved'), join(moved, 'moved'), { recursive: true })
    cpSync(join(directory, '.git'), join(moved, '.git'), { recursive: true })
    const result = await check(moved, { 'fail-on': 'low' }, pull.event)
    expect(result.run.judged.filter((one) => one.disposition === 'fail')).toEqual([])
    expect(result.outputs['verdict']).toBe('pass')
    expect(result.run.notes.map((note) => note.text).join(' ')).toMatch(/ 0 of \d+ locked packages are new/)
  })

  test('every week reports every known finding, with something to type', async () => {
    const result = await check(monorepo(), { 'fail-on': 'low' }, { name: 'schedule', payload: {} })
    expect(result.outputs['verdict']).toBe('fail')
    expect(result.run.gaps).toEqual([])
    const findings = result.run.judged.map(({ finding }) => finding)
    for (const manager of Object.keys(FORMATS)) {
      const mine = findings.filter(({ target }) => target.startsWith(`${manager}/`))
      expect(mine.map(({ subject }) => subject)).toEqual(expect.arrayContaining(['pkg:npm/lodash@4.17.15']))
      for (const { remediation = '', location } of mine) {
        expect(remediation).toMatch(/`[a-z]+ |There is no fixed version yet|Raise the version/)
        expect(location?.line).toBeGreaterThan(1)
      }
    }
    expect(readFileSync(result.outputs['report-path'] ?? '', 'utf8')).toContain('"verdict": "fail"')
  })
})

const CLEAN = npmProject([{ name: 'ms', version: '2.1.3' }])

describe('every outage', () => {
  let broken: AdvisoryServer | undefined
  afterEach(() => broken?.close())

  const modes: readonly (readonly [string, chaos.Chaos])[] = [
    ['{}', chaos.always({ body: '{}' })],
    ['null', chaos.always({ body: 'null' })],
    [
      'as many empty results as questions',
      () =>
        ({ body }) => ({
          body: JSON.stringify({
            results: JSON.parse(body.toString() || '{"queries":[]}').queries.map(() => ({})),
          }),
        }),
    ],
    ['a web page', chaos.always({ body: '<html>sign in</html>', headers: { 'content-type': 'text/html' } })],
    ['204', chaos.always({ status: 204 })],
    ['half an answer', chaos.cutOff],
    ['400', chaos.always({ status: 400, body: '{"code":3}' })],
    ['404', chaos.always({ status: 404 })],
    ['405', chaos.always({ status: 405 })],
    ['410', chaos.always({ status: 410 })],
    ['429 and a long wait', chaos.always({ status: 429, headers: { 'retry-after': '9999' } })],
    ['503', chaos.always({ status: 503 })],
    ['a reset in the body', chaos.resetInBody],
    ['a slow drip', chaos.drip],
  ]

  test.each(modes)('%s ends in error, never in green', async (_name, mode) => {
    broken = await serveCalls(mode(speakOsv(RECORDS)))
    const inputs = { 'osv-url': broken.url, timeout: '3s' }
    const workspace = temp.make(CLEAN)
    const result = await check(workspace, inputs)
    expect(result.outputs['verdict']).toBe('error')
    expect(result.conclusion).toBe('failure')
    expect(result.run.gaps.length).toBeGreaterThan(0)
    expect(result.run.examined).toBe(0)
  })

  test.each([
    ['nobody there', 'http://127.0.0.1:1'],
    ['a name that does not resolve', 'http://osv.invalid'],
  ])('%s is exit status 3 on the command line', async (_name, url) => {
    const args = [ID, '--path', temp.make(CLEAN), '--source', 'osv', '--osv-url', url, '--timeout', '3s']
    const cli = join(import.meta.dirname, '../../dist/cli/index.js')
    const ran = await runCli({ cli, args, cwd: temp.make() })
    expect(ran.exitCode).toBe(3)
    expect(ran.stdout).toContain('COULD NOT TELL')
  })

  test('a finding beside it still fails, and the gap is shown', async () => {
    const well = speakOsv(RECORDS)
    broken = await serveCalls((call) =>
      call.path.includes('GHSA-proof-jquery') ? { status: 500 } : well(call),
    )
    const report = {
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'scanner' } },
          results: [{ ruleId: 'R', level: 'error', message: { text: 'x' } }],
        },
      ],
    }
    const workspace = temp.make({ ...CLEAN, 'scan.sarif': JSON.stringify(report) })
    const result = await check(workspace, {
      'osv-url': 'http://127.0.0.1:1',
      reports: 'scan.sarif',
      timeout: '3s',
    })
    expect(result.outputs['verdict']).toBe('fail')
    expect(result.run.gaps.length).toBeGreaterThan(0)
  })

  test('and the same tree with a source that is well is clean', async () => {
    const result = await check(temp.make(CLEAN))
    expect(result.outputs['verdict']).toBe('pass')
    expect(result.outputs['examined']).toBe('1')
  })
})
