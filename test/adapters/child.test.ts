import { type ChildProcess, spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { childStarter } from '../../src/adapters/child.ts'
import type { Child, ChildEnd, ChildRequest, StartChild } from '../../src/core/engine-ports.ts'
import { compile, runScript } from './child.ts'

jest.setTimeout(30_000)

let folder = ''
let workspace = ''
let bin = ''
let starter: StartChild

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'upkeep-child-')))
  workspace = join(folder, 'work')
  bin = join(folder, 'bin')
  for (const path of [workspace, bin, join(folder, 'else')]) mkdirSync(path)
  const env = { PATH: `${bin}:${workspace}:/usr/bin:/bin`, HOME: '/h', TOKEN: 'secret' }
  starter = childStarter(env, workspace, join(folder, 'else'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let output: Buffer[] = []
beforeEach(() => {
  output = []
})
const written = () => Buffer.concat(output).toString()

function start(tool: string, args: readonly string[], more: Partial<ChildRequest> = {}): Child {
  const child = starter({
    tool,
    args,
    deadline: 20_000,
    limit: 1e9,
    onOutput: (chunk) => {
      output.push(Buffer.from(chunk))
    },
    ...more,
  })
  if (!child) throw new Error(`${tool} is not there`)
  return child
}

const shell = (script: string, more?: Partial<ChildRequest>) => start('sh', ['-c', script], more)

/** Processes that have this in their arguments and are no zombies. */
function running(mark: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(mark)
    } catch {
      return false
    }
  })
}

async function waitFor(isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !isSo() && Date.now() < end; )
    await new Promise((done) => setTimeout(done, 20))
  expect(isSo()).toBe(true)
}

const listeners = () =>
  ['exit', 'SIGTERM', 'SIGINT', 'SIGHUP'].map((name) => process.listenerCount(name)).join(' ')

describe('a child', () => {
  test('is fed and read', async () => {
    const child = start('cat', [])
    for (let index = 0; index < 100; index++) await child.write(Buffer.alloc(100_000, index))
    expect(await child.end()).toEqual({ outcome: 'exited', status: 0, stderr: '' })
    const all = Buffer.concat(output)
    expect([all.length, all[0], all[5_050_000], all[9_999_999]]).toEqual([10_000_000, 0, 50, 99])
  })

  test('is read piece by piece by a reader that takes its time, also once it has ended', async () => {
    let [busy, most, size] = [0, 0, 0]
    const onOutput = async (chunk: Uint8Array) => {
      busy += 1
      most = Math.max(most, busy)
      await new Promise((done) => setTimeout(done, 20))
      size += chunk.length
      busy -= 1
    }
    // As much as a pipe holds and a stream keeps, so that it has ended long before it is read.
    expect(await shell('head -c 120000 /dev/zero', { onOutput }).end()).toMatchObject({ status: 0 })
    expect({ most, size }).toEqual({ most: 1, size: 120_000 })
  })

  test('tells its status and the end of its standard error', async () => {
    const script =
      'i=0; while [ $i -lt 3000 ]; do echo "line $i of what went wrong here" >&2; i=$((i+1)); done; exit 3'
    const { outcome, status, stderr } = await shell(script).end()
    expect([outcome, status, stderr.length]).toEqual(['exited', 3, 65_536])
    expect(stderr.endsWith('line 2999 of what went wrong here\n')).toBe(true)
  })

  test('gets few names, a folder of ours and no controlling terminal', async () => {
    await shell('env; pwd', { environment: { MORE: 'm' } }).end()
    const lines = written().trim().split('\n').sort()
    const path = `${bin}:/usr/bin:/bin`
    expect(lines).toEqual(
      [
        `HOME=/h`,
        'LC_ALL=C',
        'MORE=m',
        `PATH=${path}`,
        `PWD=${join(folder, 'else')}`,
        join(folder, 'else'),
      ].sort(),
    )
    await shell('pwd', { cwd: bin }).end()
    expect(written()).toContain(`${bin}\n`)
    expect((await shell(': </dev/tty').end()).status).not.toBe(0)
  })

  test('gets secrets as descriptors, and no others', async () => {
    const secrets = [Buffer.from('one'), Buffer.alloc(3_000_000, 'x')]
    const end = await shell('cat <&3; echo; cat <&4 | wc -c; cat <&5', { secrets }).end()
    expect([written().replace(/ /g, ''), end.status]).toEqual(['one\n3000000\n', 2])
    // One that reads none of it.
    expect((await shell('exit 4', { secrets }).end()).status).toBe(4)
  })

  test.each([
    ['in the workspace, by PATH', () => 'mine'],
    ['in the workspace, by its path', () => join(workspace, 'mine')],
    ['in the workspace, by a link to it', () => join(bin, 'alias')],
    ['that is nowhere', () => 'upkeep-no-such-tool'],
    ['by a relative path', () => './mine'],
    ['that is a folder', () => '/usr'],
  ])('is none where there is only a tool %s', (_name, tool) => {
    writeFileSync(join(workspace, 'mine'), '#!/bin/sh\n', { mode: 0o755 })
    rmSync(join(bin, 'alias'), { force: true })
    symlinkSync(join(workspace, 'mine'), join(bin, 'alias'))
    expect(() => start(tool(), [])).toThrow('is not there')
  })

  test('is started by an absolute path', async () => {
    expect((await start('/bin/sh', ['-c', 'exit 5']).end()).status).toBe(5)
  })

  test.each<readonly [string, () => Child]>([
    ['a program without its interpreter', () => start('orphan', [])],
    ['a folder that is gone', () => shell('true', { cwd: join(folder, 'gone') })],
    [
      'too many arguments',
      () =>
        start(
          'echo',
          Array.from({ length: 40 }, () => 'x'.repeat(131_000)),
        ),
    ],
  ])('that the system does not start is stopped: %s', async (_name, begin) => {
    writeFileSync(join(bin, 'orphan'), '#!/nowhere/at-all\n', { mode: 0o755 })
    const child = begin()
    await child.write(Buffer.alloc(1_000_000))
    const end = await child.end()
    expect([end.outcome, end.status, end.stderr !== '']).toEqual(['stopped', -1, true])
  })

  test('with a NUL character is refused', () => {
    expect(() => start('echo', ['a\0b'])).toThrow('echo was given a NUL character')
  })

  test('waits for its reader, and its writer for it', async () => {
    let given = 0
    let read = 0
    let most = 0
    const child = start('cat', [], {
      onOutput: async (chunk) => {
        await new Promise((done) => setTimeout(done, 2))
        read += chunk.length
      },
    })
    for (let index = 0; index < 100; index++) {
      given += 100_000
      await child.write(Buffer.alloc(100_000))
      most = Math.max(most, given - read)
    }
    expect((await child.end()).status).toBe(0)
    expect(read).toBe(10_000_000)
    expect(most).toBeLessThan(2_000_000)
  })

  test('is stopped by what its reader throws, which the caller gets', async () => {
    for (const onOutput of [
      () => {
        throw new Error('a bug')
      },
      async () => {
        throw new Error('a bug')
      },
    ])
      await expect(shell('while :; do echo x; done', { onOutput }).end()).rejects.toThrow('a bug')
  })
})

const UNTIL: readonly (readonly [name: string, script: string, more: Partial<ChildRequest>])[] = [
  ['that starts others', 'sleep 611 & sleep 611', {}],
  ['that starts others in the background and hides them', '(sleep 611 &) ; exec sleep 611', {}],
  ['that ignores SIGTERM', 'trap "" TERM; sleep 611; sleep 611', {}],
  ['that has been stopped', 'kill -STOP $$; sleep 611', {}],
  ['that closes its output early', 'exec >&- 2>&-; sleep 611', {}],
  ['that writes forever', 'while :; do echo sleep 611; done', { onOutput: () => {} }],
]

describe('a child at its deadline', () => {
  test.each(UNTIL)('%s is ended with its group', async (_name, script, more) => {
    const end = await shell(`: sleep 611; ${script}`, { deadline: 300, ...more }).end()
    expect(end.outcome).toBe('stopped')
    await waitFor(() => running('sleep\x311').length + running('sleep 611').length === 0)
  })

  test('is ended while it does not read what it is given', async () => {
    const child = shell('sleep 612', { deadline: 300 })
    await child.write(Buffer.alloc(10_000_000))
    expect((await child.end()).outcome).toBe('stopped')
    await child.write(Buffer.alloc(10))
  })

  test('is ended while its reader is slow, and gives nothing more', async () => {
    let isOver = false
    const child = shell('cat /dev/zero', {
      deadline: 200,
      onOutput: async () => {
        expect(isOver).toBe(false)
        await new Promise((done) => setTimeout(done, 400))
      },
    })
    expect((await child.end()).outcome).toBe('stopped')
    isOver = true
    await new Promise((done) => setTimeout(done, 100))
  })
})

describe('the end of a child', () => {
  test('comes with too much output', async () => {
    const end = await start('cat', ['/dev/zero'], { limit: 1_000_000 }).end()
    expect(end.outcome).toBe('stopped')
    expect(Buffer.concat(output).length).toBeLessThanOrEqual(1_000_000)
  })

  test('comes when it is told to stop', async () => {
    const child = shell('echo begun; sleep 613')
    await waitFor(() => written() === 'begun\n')
    expect((await child.stop()).outcome).toBe('stopped')
    expect((await child.end()).outcome).toBe('stopped')
    await waitFor(() => running('sleep\x313').length === 0)
  })

  test('takes with it what it leaves behind, without waiting for that', async () => {
    const begun = Date.now()
    expect((await shell('sleep 614 & exit 0').end()).status).toBe(0)
    expect(Date.now() - begun).toBeLessThan(15_000)
    await waitFor(() => running('sleep\x314').length === 0)
  })

  test('by a signal is no exit', async () => {
    expect((await shell('kill -KILL $$').end()).outcome).toBe('stopped')
  })

  test('that comes before it has read everything is no error', async () => {
    const child = shell('head -c 10 >/dev/null; exit 0')
    for (let index = 0; index < 20; index++) await child.write(Buffer.alloc(1_000_000))
    expect(await child.end()).toMatchObject({ outcome: 'exited', status: 0 })
  })

  test('leaves no listener, descriptor or zombie', async () => {
    const before = [listeners(), readdirSync('/proc/self/fd').length]
    const one = () => shell('echo x', { secrets: [Buffer.from('s')] }).end()
    const ends: ChildEnd[] = []
    for (let index = 0; index < 200; index++) ends.push(await one())
    for (let index = 0; index < 3; index++) ends.push(...(await Promise.all(Array.from({ length: 20 }, one))))
    expect(ends.filter(({ status }) => status === 0)).toHaveLength(260)
    expect([listeners(), readdirSync('/proc/self/fd').length]).toEqual(before)
    const zombies = readdirSync('/proc').filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /, '')
        return stat.startsWith(`Z ${process.pid} `)
      } catch {
        return false
      }
    })
    expect(zombies).toEqual([])
  })
})

test('many children at once and one after another make no warning', async () => {
  const entry = compile('src/adapters/child.ts', mkdtempSync(join(folder, 'w-')))
  const ended = await runScript(`
    import { childStarter } from ${JSON.stringify(entry)}
    const start = childStarter({ PATH: '/usr/bin:/bin' }, ${JSON.stringify(workspace)}, '/')
    const count = () => process.listenerCount('exit') + process.listenerCount('SIGTERM')
    const before = count()
    const one = () => start({ tool: 'true', args: [], deadline: 9000, limit: 9, onOutput: () => {} }).end()
    for (let index = 0; index < 200; index++) await one()
    await Promise.all(Array.from({ length: 30 }, one))
    console.log(count() - before)
  `)
  expect(ended).toEqual({ status: 0, stdout: '0\n', stderr: '' })
})

describe('the end of this process', () => {
  const parents: ChildProcess[] = []
  afterEach(() => {
    for (const one of parents.splice(0)) one.kill('SIGKILL')
  })

  /** A process that starts a child and a temporary folder, says so, and then does what it is told. */
  function parent(then: string, mark: string) {
    const place = mkdtempSync(join(folder, 'p-'))
    const entry = compile('src/adapters/child.ts', place)
    compile('src/adapters/temporary.ts', join(place, 'other'))
    const script = `
      import { childStarter } from ${JSON.stringify(entry)}
      import { folderMaker } from ${JSON.stringify(join(place, 'other/src/adapters/temporary.js'))}
      import { mkdirSync, writeFileSync } from 'node:fs'
      const made = await folderMaker(${JSON.stringify(place)})()
      mkdirSync(made.path + '/sub')
      writeFileSync(made.path + '/sub/file', 'x', { mode: 0o400 })
      const request = { tool: 'sh', deadline: 60000, limit: 1e6, onOutput: (c) => process.stdout.write(c) }
      const start = childStarter(process.env, made.path, '/')
      start({ ...request, args: ['-c', 'trap "" TERM; echo ready; sleep ${mark} & sleep ${mark}'] })
      start({ ...request, args: ['-c', 'sleep ${mark}'] })
      console.log(made.path)
      process.stdin.on('data', () => { ${then} })
    `
    const stdio = ['pipe', 'pipe', 'ignore'] as const
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: [...stdio] })
    parents.push(child)
    return child
  }

  test.each<readonly [string, string, NodeJS.Signals | undefined, string]>([
    ['by itself', 'process.exit(3)', undefined, '3 null'],
    ['by a bug', 'process.removeAllListeners("warning"); Promise.reject(7)', undefined, '1 null'],
    ['by SIGTERM', '', 'SIGTERM', 'null SIGTERM'],
    ['by SIGINT', '', 'SIGINT', 'null SIGINT'],
    [
      'by SIGTERM, to which others listen',
      'process.on("SIGTERM", () => setTimeout(() => process.exit(9), 100)); console.log("heard")',
      'SIGTERM',
      '9 null',
    ],
  ])('%s ends its children and removes its folders', async (name, then, signal, expected) => {
    const mark = String(620_000 + name.length)
    const child = parent(then, mark)
    let said = ''
    child.stdout.on('data', (chunk) => {
      said += chunk
    })
    await waitFor(
      () => said.includes('ready') && said.includes('upkeep-') && running(`sleep\0${mark}`).length === 3,
    )
    const made = said.split('\n').find((line) => line.includes('upkeep-')) ?? ''
    expect(existsSync(made)).toBe(true)
    const ended = new Promise((done) => child.on('exit', (code, by) => done(`${code} ${by}`)))
    if (then) child.stdin.write('now')
    if (then.includes('heard')) await waitFor(() => said.includes('heard'))
    if (signal) child.kill(signal)
    expect(await ended).toBe(expected)
    await waitFor(() => running(mark).length === 0)
    expect(existsSync(made)).toBe(false)
  })
})
