import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type CliOptions, type CliResult, runCli } from '../support/runner/run-cli.ts'

let folder = ''

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'run-cli-')))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
function run(script: string, options: Partial<CliOptions> = {}): Promise<CliResult> {
  const cli = join(folder, 'cli.mjs')
  writeFileSync(cli, script)
  return runCli({ cli, args: [], cwd: folder, ...options })
}

test('arguments, streams and the exit code go through', async () => {
  const script = `
    const [first, second] = process.argv.slice(2)
    console.log(first + '|' + second + '|' + process.cwd() + '|' + process.stdout.isTTY)
    console.error('é')
    process.exitCode = 2`
  expect(await run(script, { args: ['--path', 'a b;$(id)'] })).toEqual({
    exitCode: 2,
    signal: null,
    timedOut: false,
    stdout: `--path|a b;$(id)|${folder}|undefined\n`,
    stderr: 'é\n',
  })
})

test('stdin is what is given, and ends', async () => {
  const script = `for await (const chunk of process.stdin) process.stdout.write(chunk)
    console.log('.')`
  expect((await run(script, { stdin: 'a\nb' })).stdout).toBe('a\nb.\n')
  expect((await run(script)).stdout).toBe('.\n')
  const large = 'x'.repeat(1_000_000)
  expect((await run('process.exit(0)', { stdin: large })).exitCode).toBe(0)
})

test('the environment is small, and home is new and gone afterwards', async () => {
  const script = 'console.log(JSON.stringify(process.env))'
  const env = JSON.parse((await run(script, { env: { EXTRA: '1', LANG: undefined } })).stdout)
  expect(Object.keys(env).filter((name) => !/^(PATH|HOME|EXTRA|TE?MP)$/.test(name))).toEqual([])
  expect(env).toMatchObject({ EXTRA: '1' })
  expect(existsSync(env.HOME)).toBe(false)
})

test('a reader that closes early leaves the writer with a broken pipe', async () => {
  const script = `
    process.stdout.on('error', (error) => { console.error(error.code); process.exit(0) })
    setInterval(() => process.stdout.write('0123456789'.repeat(1000)), 1)`
  const result = await run(script, { closeStdoutAfter: 25 })
  expect(result).toMatchObject({
    exitCode: 0,
    timedOut: false,
    stdout: '0123456789012345678901234',
    stderr: 'EPIPE\n',
  })
  expect(await run(script, { closeStdoutAfter: 0 })).toMatchObject({ stdout: '', stderr: 'EPIPE\n' })
})

test('a writer that is done before that is not disturbed', async () => {
  expect(await run("console.log('ok')", { closeStdoutAfter: 25 })).toMatchObject({
    exitCode: 0,
    stdout: 'ok\n',
    stderr: '',
  })
})

test('the deadline ends it', async () => {
  const script = "process.on('SIGTERM', () => {}); console.log('on'); setInterval(() => {}, 1000)"
  expect(await run(script, { deadline: 1000 })).toMatchObject({
    timedOut: true,
    signal: 'SIGKILL',
    stdout: 'on\n',
  })
})
