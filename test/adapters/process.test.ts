import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import type { Environment } from '../../src/adapters/environment.ts'
import { toolRunner } from '../../src/adapters/process.ts'
import type { Ran } from '../../src/core/ports.ts'
import { faultOf } from './client.ts'

let folder = ''
let workspace = ''
let bin = ''
let elsewhere = ''

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'upkeep process é-')))
  workspace = join(folder, 'work')
  bin = join(folder, 'bin')
  elsewhere = join(folder, 'elsewhere')
  for (const path of [workspace, bin, elsewhere]) mkdirSync(path)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A tool that is a script of Node. */
function tool(path: string, script: string): void {
  writeFileSync(path, `#!${process.execPath}\n${script}\n`, { mode: 0o755 })
}

/** A tool that says who it is. */
function named(...paths: readonly string[]): void {
  for (const path of paths) tool(path, `process.stdout.write(${JSON.stringify(path)})`)
}

function run(args: readonly string[] = [], env: Environment = { PATH: bin }): Promise<Ran | undefined> {
  return toolRunner(env, workspace, elsewhere)('it', args)
}

function text(ran: Ran | undefined): string | undefined {
  return ran && Buffer.from(ran.stdout).toString()
}

// Tools are found by their permissions and started by their first line: so on every system but Windows.
const onUnix = process.platform === 'win32' ? describe.skip : describe

onUnix('what a tool gets', () => {
  test('is an environment of few names', async () => {
    tool(join(bin, 'it'), 'process.stdout.write(JSON.stringify(process.env))')
    const passed = { HOME: '/h', TMPDIR: '/t', HTTPS_PROXY: 'http://p', NO_PROXY: 'x' }
    const secrets = {
      GITHUB_TOKEN: 's',
      ACTIONS_RUNTIME_TOKEN: 's',
      'INPUT_GITHUB-TOKEN': 's',
      SSH_AUTH_SOCK: 's',
    }
    const steering = {
      NODE_OPTIONS: '--require=/nowhere.js',
      BASH_ENV: '/x',
      ENV: '/x',
      LD_PRELOAD: '/nowhere.so',
      GIT_DIR: '/x',
      GIT_CONFIG_COUNT: '1',
      GIT_SSH_COMMAND: 'x',
      PAGER: 'x',
      LC_ALL: 'tr_TR.UTF-8',
      LANGUAGE: 'tr',
    }
    const ran = await toolRunner({ PATH: bin, ...passed, ...secrets, ...steering }, workspace, elsewhere)(
      'it',
      [],
      {
        MORE: 'm',
      },
    )
    expect(JSON.parse(text(ran) ?? '')).toEqual({ PATH: bin, ...passed, LC_ALL: 'C', MORE: 'm' })
  })

  test('is a PATH without the workspace and without relative folders', async () => {
    tool(join(bin, 'it'), 'process.stdout.write(process.env.PATH)')
    mkdirSync(join(workspace, 'node_modules/.bin'), { recursive: true })
    symlinkSync(workspace, join(folder, 'alias'))
    const path = [
      '',
      '.',
      'node_modules/.bin',
      join(workspace, 'node_modules/.bin'),
      workspace,
      join(folder, 'alias'),
      `${bin}/../work`,
      join(folder, 'gone'),
      bin,
      folder,
    ]
    expect(text(await run([], { PATH: path.join(':') }))).toBe(`${bin}:${folder}`)
  })

  test('is a working directory of ours', async () => {
    tool(join(bin, 'it'), 'process.stdout.write(process.cwd())')
    expect(text(await run())).toBe(elsewhere)
  })

  test('is every argument as it was', async () => {
    tool(join(bin, 'it'), 'process.stdout.write(JSON.stringify(process.argv.slice(2)))')
    const args = [
      'plain',
      '',
      ' ',
      'a b',
      ' lead and trail ',
      '"',
      'a"b"c',
      "it's",
      '\\',
      'a\\"b',
      'C:\\dir\\',
      '$(id)',
      '`id`',
      '$HOME',
      '$' + '{HOME}',
      '%PATH%',
      'a;b|c&d>e<f',
      '*',
      '?',
      '~',
      '{a,b}',
      '!x',
      '#x',
      'line\nbreak',
      'tab\tcr\rff\f',
      '-rf',
      '--',
      '--upload-pack=touch x',
      'é\u{1f600}\u202e',
      '::error::x',
      'x'.repeat(50_000),
    ]
    expect(JSON.parse(text(await run(args)) ?? '')).toEqual(args)
  })
})

onUnix('what we get of a tool', () => {
  test.each([0, 1, 3, 127, 128, 255])('is its status %d', async (status) => {
    tool(
      join(bin, 'it'),
      `process.stdout.write('out'); process.stderr.write('err'); process.exitCode = ${status}`,
    )
    expect(await run()).toEqual({ status, stdout: Buffer.from('out'), stderr: 'err' })
  })

  test('is no success when a signal ends it', async () => {
    tool(join(bin, 'it'), `process.kill(process.pid, 'SIGKILL')`)
    expect((await run())?.status).toBe(128)
  })

  test('is every byte', async () => {
    tool(
      join(bin, 'it'),
      'process.stdout.write(Buffer.from(Array.from({ length: 300_000 }, (_, i) => i * 7 % 256)))',
    )
    const expected = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7) % 256))
    expect(Buffer.compare(Buffer.from((await run())?.stdout ?? []), expected)).toBe(0)
  })

  test('is only the beginning of a flood of complaints', async () => {
    tool(
      join(bin, 'it'),
      `for (let i = 0; i < 320; i++) require('node:fs').writeSync(2, 'é'.repeat(49_999) + '\\n'); process.stdout.write('done')`,
    )
    const ran = await run()
    expect([ran?.status, text(ran)]).toEqual([0, 'done'])
    expect(Buffer.byteLength(ran?.stderr ?? '')).toBe(64 * 1024)
  })

  test('is nothing in our own output', async () => {
    tool(join(bin, 'it'), `console.log('::add-mask::x'); console.error('##[error]x')`)
    const writes = [process.stdout, process.stderr].map((stream) =>
      jest.spyOn(stream, 'write').mockImplementation(() => true),
    )
    await run(['::error::x'])
    const calls = writes.flatMap((write) => write.mock.calls)
    for (const write of writes) write.mockRestore()
    expect(calls).toEqual([])
  })
})

onUnix('a tool is found', () => {
  test('nowhere: then there is no answer', async () => {
    named(join(folder, 'it'))
    expect(await run()).toBeUndefined()
    for (const env of [{}, { PATH: '' }, { PATH: undefined }, { PATH: join(folder, 'gone') }])
      expect(await run([], env)).toBeUndefined()
  })

  test('in the first folder that has it', async () => {
    const other = join(folder, 'other')
    mkdirSync(other)
    named(join(bin, 'it'), join(other, 'it'))
    expect(text(await run([], { PATH: `${other}:${bin}` }))).toBe(join(other, 'it'))
  })

  test('in a folder of any name', async () => {
    for (const name of ['with space', 'with "quotes"', '$(id)', "it's", 'back\\slash', 'é', ' edge ']) {
      mkdirSync(join(folder, name))
      named(join(folder, name, 'it'))
      expect(text(await run([], { PATH: join(folder, name) }))).toBe(join(folder, name, 'it'))
    }
  })

  test('behind what only looks like it', async () => {
    const [one, two, three] = ['one', 'two', 'three'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    mkdirSync(join(one, 'it'), { recursive: true })
    mkdirSync(two)
    mkdirSync(three)
    writeFileSync(join(two, 'it'), 'no program', { mode: 0o644 })
    symlinkSync('gone', join(three, 'it'))
    named(join(bin, 'it'))
    expect(text(await run([], { PATH: [one, two, three, bin].join(':') }))).toBe(join(bin, 'it'))
  })

  test('by a link', async () => {
    named(join(folder, 'real'))
    symlinkSync('../real', join(bin, 'it'))
    expect(text(await run())).toContain('real')
  })

  test('never in the workspace, however PATH leads there', async () => {
    const planted = join(workspace, 'node_modules/.bin')
    mkdirSync(planted, { recursive: true })
    named(join(workspace, 'it'), join(planted, 'it'), join(elsewhere, 'it'), join(bin, 'it'))
    symlinkSync(planted, join(folder, 'alias'))
    mkdirSync(join(folder, 'links'))
    symlinkSync(join(planted, 'it'), join(folder, 'links/it'))
    const path = [
      planted,
      workspace,
      `${workspace}/`,
      `${bin}/../work`,
      join(folder, 'alias'),
      join(folder, 'links'),
    ]
    const relative = ['', '.', './', 'node_modules/.bin', '../work', '../elsewhere']
    expect(text(await run([], { PATH: [...path, ...relative, bin].join(':') }))).toBe(join(bin, 'it'))
    expect(await run([], { PATH: [...path, ...relative].join(':') })).toBeUndefined()
  })

  test('never as a link in the workspace to something harmless', async () => {
    named(join(bin, 'it'))
    symlinkSync('/bin/echo', join(workspace, 'it'))
    expect(text(await run([], { PATH: `${workspace}:${bin}` }))).toBe(join(bin, 'it'))
  })

  test('beside a workspace whose name begins alike', async () => {
    mkdirSync(join(folder, 'workshop'))
    named(join(folder, 'workshop/it'))
    expect(text(await run([], { PATH: join(folder, 'workshop') }))).toBe(join(folder, 'workshop/it'))
  })

  test('also where the workspace is given by a link', async () => {
    named(join(workspace, 'it'))
    symlinkSync(workspace, join(folder, 'alias'))
    const here = toolRunner({ PATH: workspace }, join(folder, 'alias'), elsewhere)
    expect(await here('it', [])).toBeUndefined()
  })
})

onUnix('a tool that cannot be run is a fault', () => {
  test('without an interpreter', async () => {
    writeFileSync(join(bin, 'it'), '#!/nowhere/interpreter\n')
    chmodSync(join(bin, 'it'), 0o755)
    expect(await faultOf(run())).toMatch(/^it could not be run: .*ENOENT/)
  })

  test('without a working directory', async () => {
    named(join(bin, 'it'))
    const lost = toolRunner({ PATH: bin }, workspace, join(folder, 'gone'))
    expect(await faultOf(lost('it', []))).toMatch(/^it could not be run: .*does not exist/)
  })

  test('with an argument that no program can get', async () => {
    named(join(bin, 'it'))
    expect(await faultOf(run(['a\0b']))).toBe('it was given a NUL character')
  })
})
