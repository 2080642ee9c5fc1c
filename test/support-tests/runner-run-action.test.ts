import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { injectedCommands } from '../support/runner/assert-no-injected-commands.ts'
import { type ActionOptions, type ActionResult, FAKE_TOKEN, runAction } from '../support/runner/run-action.ts'

const CORE = pathToFileURL(join(process.cwd(), 'node_modules/@actions/core/lib/core.js')).href

let folder = ''

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'run action é-')))
  mkdirSync(join(folder, 'workspace'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
function run(script: string, options: Partial<ActionOptions> = {}): Promise<ActionResult> {
  const bundle = join(folder, 'index.mjs')
  writeFileSync(bundle, script)
  return runAction({ bundle, inputs: {}, workspace: join(folder, 'workspace'), ...options })
}

function writeManifest(text: string): string {
  writeFileSync(join(folder, 'action.yml'), text)
  return join(folder, 'action.yml')
}

type World = { readonly env: Readonly<Record<string, string>>; readonly cwd: string; readonly event: unknown }

async function seeWorld(options: Partial<ActionOptions> = {}): Promise<World> {
  const script = `
    import { readFileSync } from 'node:fs'
    const event = JSON.parse(readFileSync(process.env.GITHUB_EVENT_PATH, 'utf8'))
    console.log(JSON.stringify({ env: process.env, cwd: process.cwd(), event }))`
  const result = await run(script, options)
  expect(result.stderr).toBe('')
  return JSON.parse(result.stdout)
}

test('the action sees the runner, and nothing of ours', async () => {
  const path = process.env['PATH']
  process.env['SECRET_OF_THE_TESTS'] = 'x'
  process.env['PATH'] = ['/x/node_modules/.bin', '', path].join(delimiter)
  const { env, cwd, event } = await seeWorld({
    inputs: { 'fail-on': 'high', 'two words': ' é\n' },
    state: { A: '1' },
  })
  delete process.env['SECRET_OF_THE_TESTS']
  process.env['PATH'] = path
  expect(cwd).toBe(join(folder, 'workspace'))
  expect(event).toEqual({})
  expect(env).toMatchObject({
    'INPUT_FAIL-ON': 'high',
    INPUT_TWO_WORDS: ' é\n',
    STATE_A: '1',
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_BASE_REF: '',
    GITHUB_WORKSPACE: cwd,
  })
  const known = /^(ACTIONS_|CI$|GITHUB_|HOME$|INPUT_|LANG$|PATH$|RUNNER_|STATE_|TE?MP$)/
  expect(Object.keys(env).filter((name) => !known.test(name))).toEqual([])
  // The folder of Node itself may lie in a node_modules, where CI has Node 24 from.
  expect(env['PATH']).not.toContain('node_modules/.bin')
  expect(env['HOME']).not.toBe(process.env['HOME'])
  expect(env['GITHUB_TOKEN']).toBeUndefined()
})

test('events give their refs, and a test may bend any variable', async () => {
  const payload = { pull_request: { number: 7, base: { ref: 'main' }, head: { ref: 'topic' } } }
  const pull = await seeWorld({ event: { name: 'pull_request', payload } })
  expect(pull.event).toEqual(payload)
  expect(pull.env).toMatchObject({
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_BASE_REF: 'main',
    GITHUB_HEAD_REF: 'topic',
  })
  const group = await seeWorld({
    event: {
      name: 'merge_group',
      payload: { merge_group: { head_ref: 'refs/heads/gh-readonly-queue/main/pr-7' } },
    },
    env: { GITHUB_API_URL: 'http://127.0.0.1:1', GITHUB_SHA: undefined },
  })
  expect(group.env).toMatchObject({
    GITHUB_REF_NAME: 'gh-readonly-queue/main/pr-7',
    GITHUB_API_URL: 'http://127.0.0.1:1',
  })
  expect(group.env).not.toHaveProperty('GITHUB_SHA')
})

test('defaults come from action.yml, and undeclared inputs are passed with a warning', async () => {
  const actionYml = writeManifest(`
name: x
inputs:
  token: { default: '\${{ github.token }}' }
  url: { default: '\${{github.api_url}}/x' }
  fail-on: { default: high }
  wait: { default: 30 }
  strict: { default: true }
  none:
  old: { deprecationMessage: use new }
runs: { using: node24, main: index.mjs }
`)
  const inputs = { 'Fail-On': 'low', 'fail-no': 'low', old: 'x' }
  const result = await run('console.log(JSON.stringify(process.env))', { actionYml, inputs })
  const env = JSON.parse(readOutput(result))
  expect(env).toMatchObject({
    INPUT_TOKEN: '***',
    INPUT_URL: 'http://127.0.0.1:9/x',
    'INPUT_FAIL-ON': 'low',
    'INPUT_FAIL-NO': 'low',
    INPUT_WAIT: '30',
    INPUT_STRICT: 'true',
    INPUT_NONE: '',
  })
  expect(result.stdout).toContain(FAKE_TOKEN)
  expect(result.warnings).toEqual([
    "Input 'old' has been deprecated with message: use new",
    "Unexpected input(s) 'fail-no', valid inputs are ['token', 'url', 'fail-on', 'wait', 'strict', 'none', 'old']",
  ])
  expect(result.annotations.map((annotation) => annotation.type)).toEqual(['warning', 'warning'])
  expect(result.conclusion).toBe('success')
})

function readOutput(result: ActionResult): string {
  return result.log.find((line) => line.startsWith('{')) ?? ''
}

test('the token is hidden in the log, also as git sends it', async () => {
  const script = `
    console.log('raw', process.env.INPUT_TOKEN, process.env.ACTIONS_RUNTIME_TOKEN)
    console.log(Buffer.from('x-access-token:' + process.env.INPUT_TOKEN).toString('base64'))`
  const result = await run(script, { inputs: { token: 'ghs_other' }, token: 'ghs_other', secrets: ['raw'] })
  expect(result.log).toEqual(['*** *** ***', '***'])
})

test('an expression without a value is a mistake of the test', async () => {
  const actionYml = writeManifest(`inputs: { a: { default: '\${{ secrets.X }}' } }`)
  await expect(run('', { actionYml })).rejects.toThrow('secrets.X')
})

test('the toolkit of GitHub is understood', async () => {
  const script = `
    import * as core from ${JSON.stringify(CORE)}
    core.setSecret('hidden')
    core.setOutput('note', 'hidden\\nEOF\\na=b<<c\\r\\n')
    core.exportVariable('SEEN', 'x y')
    core.saveState('stage', '2')
    core.addPath('/opt/x')
    core.startGroup('a group')
    core.info('hidden info')
    core.endGroup()
    core.notice('see, here: 100%\\nhidden', { title: 'a, b: c', file: 'a.json', startLine: 3, endLine: 4 })
    await core.summary.addRaw('# hidden').write()
    core.setFailed('done')`
  const result = await run(script)
  expect(result).toMatchObject({
    exitCode: 1,
    conclusion: 'failure',
    failed: false,
    masks: ['hidden'],
    outputs: { note: 'hidden\nEOF\na=b<<c\r\n' },
    env: { SEEN: 'x y' },
    state: { stage: '2' },
    path: ['/opt/x'],
    summary: '# ***\n',
    errors: [],
    stderr: '',
  })
  expect(result.annotations).toEqual([
    {
      type: 'notice',
      message: 'see, here: 100%\n***',
      properties: { title: 'a, b: c', file: 'a.json', line: '3', endLine: '4' },
      source: 'command',
    },
    { type: 'error', message: 'done', properties: {}, source: 'command' },
  ])
  expect(result.log.slice(0, 3)).toEqual(['##[group]a group', '*** info', '##[endgroup]'])
  expect(injectedCommands(result, 'pwned', { env: ['SEEN'], state: ['stage'], path: ['/opt/x'] })).toEqual([])
})

test('hostile text printed as it is gets obeyed, on both streams', async () => {
  const script = `
    console.log('package x\\n\\u00a0::set-output name=pwned::1')
    console.error('package y ##[error]pwned')`
  const result = await run(script)
  expect(result.outputs).toEqual({ pwned: '1' })
  expect(result.commands.map(({ stream, form, name }) => [stream, form, name]).sort()).toEqual([
    ['stderr', 'legacy', 'error'],
    ['stdout', 'v2', 'set-output'],
  ])
  expect(injectedCommands(result, 'pwned').length).toBeGreaterThan(1)
})

test.each([
  ['process.exit(3)', { exitCode: 3, conclusion: 'failure' }],
  ["throw new Error('x')", { exitCode: 1, conclusion: 'failure' }],
  [
    "process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 9999)",
    { exitCode: null, signal: 'SIGTERM', conclusion: 'failure' },
  ],
  ["console.log('::set-env name=A::1')", { exitCode: 0, conclusion: 'failure', env: {} }],
  ["console.log('::error::only said')", { exitCode: 0, conclusion: 'success' }],
])('%s ends as a step ends', async (script, expected) => {
  expect(await run(script)).toMatchObject(expected)
})

test('files may be broken or gone', async () => {
  const broken = await run(`
    import { appendFileSync, rmSync } from 'node:fs'
    appendFileSync(process.env.GITHUB_OUTPUT, 'a=1\\nb<<EOF\\nx\\n')
    rmSync(process.env.GITHUB_STATE)
    appendFileSync(process.env.GITHUB_STEP_SUMMARY, Buffer.alloc(1048577, 'x'))`)
  expect(broken).toMatchObject({
    exitCode: 0,
    conclusion: 'failure',
    outputs: { a: '1' },
    state: {},
    summary: '',
  })
  expect(broken.errors).toHaveLength(3)
})

test('the deadline ends the whole group', async () => {
  const script = `
    import { spawn } from 'node:child_process'
    const idle = ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"]
    const child = spawn(process.execPath, idle, { stdio: 'inherit' })
    console.log(child.pid)
    setInterval(() => {}, 1000)`
  const result = await run(script, { deadline: 1500 })
  expect(result).toMatchObject({ timedOut: true, exitCode: null, signal: 'SIGKILL', conclusion: 'failure' })
  expect(isAlive(Number(result.stdout))).toBe(false)
})

test('a child that outlives the action and holds its output is ended after five seconds', async () => {
  const script = `
    import { spawn } from 'node:child_process'
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })
    child.unref()
    console.log(child.pid)`
  const result = await run(script)
  expect(result).toMatchObject({ timedOut: false, exitCode: 0, conclusion: 'success' })
  expect(isAlive(Number(result.stdout))).toBe(false)
})

/** A process that was killed may stay in the table until init collects it. */
function isAlive(pid: number): boolean {
  const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ''
  return stat !== '' && !/\) [ZX] /.test(stat)
}

test('the runner keeps its folders in a given root, and removes its own', async () => {
  const script = `
    import { writeFileSync } from 'node:fs'
    writeFileSync(process.env.RUNNER_TEMP + '/report.json', '{}')
    console.log(process.env.RUNNER_TEMP)`
  const kept = await run(script, { root: join(folder, 'root') })
  expect(existsSync(join(kept.stdout.trim(), 'report.json'))).toBe(true)
  const gone = await run(script)
  expect(existsSync(gone.stdout.trim())).toBe(false)
})

test('a bundle that is missing is a failed step, a Node that is missing is an error', async () => {
  const missing = await run('', { bundle: join(folder, 'missing.mjs') })
  expect(missing).toMatchObject({ exitCode: 1, conclusion: 'failure' })
  await expect(run('', { node: join(folder, 'node') })).rejects.toThrow('ENOENT')
})
