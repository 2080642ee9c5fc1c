import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  cpSync,
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
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { CompletedRun, Report } from '../../src/core/report.ts'
import { plainDump } from '../support/backup-verification/dumps.ts'

const DIST = join(import.meta.dirname, '../../dist')
const CHECK = 'backup-verification'
const NOBODY = ['--reuid=65534', '--regid=65534', '--clear-groups']
const isRoot = process.getuid?.() === 0
/** PGlite ships beside the bundles. */
const hasPglite = existsSync(join(DIST, 'pglite'))
let root = ''

/** One place that every user may read, and none but its owner may write to. */
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'upkeep-users-')))
  chmodSync(root, 0o755)
  for (const name of ['cli', 'pglite'])
    if (existsSync(join(DIST, name))) cpSync(join(DIST, name), join(root, 'dist', name), { recursive: true })
  mkdirSync(join(root, 'bin'))
  symlinkSync(process.execPath, join(root, 'bin/node'))
  mkdirSync(join(root, 'checked/good'), { recursive: true })
  writeFileSync(join(root, 'checked/good/dump.sql.gz'), gzipSync(plainDump()))
  mkdirSync(join(root, 'checked/locked'))
  writeFileSync(join(root, 'checked/locked/dump.sql'), plainDump(), { mode: 0o600 })
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** A folder that the user who runs it owns. */
function homeOf(name: string, isNobody: boolean): string {
  const home = join(root, name)
  mkdirSync(home, { mode: 0o700 })
  if (isNobody && isRoot) execFileSync('chown', ['65534:65534', home])
  return home
}

interface Ran {
  readonly run: CompletedRun
  readonly exitCode: number | null
  readonly left: readonly string[]
}

/** Runs the command line by a command of its own, with nothing of this environment. */
function ask(home: string, PATH: string, before: readonly string[], backups: readonly object[]): Ran {
  const own = [join(root, 'bin/node'), join(root, 'dist/cli/index.js'), CHECK, '--format', 'json']
  const [file = '', ...args] = [...before, ...own, '--backups', JSON.stringify(backups)]
  const env = { PATH, HOME: home, TMPDIR: home }
  let stdout = ''
  let exitCode: number | null = 0
  try {
    stdout = execFileSync(file, args, { cwd: join(root, 'checked'), env, encoding: 'utf8', stdio: 'pipe' })
  } catch (thrown) {
    const failed = thrown as {
      readonly status: number | null
      readonly stdout: string
      readonly stderr: string
    }
    exitCode = failed.status
    stdout = failed.stdout
    if (stdout === '') throw new Error(failed.stderr)
  }
  const [run] = (JSON.parse(stdout) as Report).runs
  if (run?.status !== 'completed') throw new Error(stdout)
  return { run, exitCode, left: readdirSync(home) }
}

const GOOD = { name: 'good', path: 'good/*.gz', level: 'L4' }
const PATH = process.env['PATH'] ?? ''

function cellOf({ table: { columns, rows } }: CompletedRun, id: string): unknown {
  return rows[0]?.[columns.findIndex((column) => column.id === id)]
}

function expectRestored({ run, exitCode, left }: Ran, engine: RegExp): void {
  expect({ exitCode, gaps: run.gaps, judged: run.judged }).toEqual({ exitCode: 0, gaps: [], judged: [] })
  expect(cellOf(run, 'level')).toBe('L4 of L4')
  expect(cellOf(run, 'rows')).toBe(2)
  expect(cellOf(run, 'engine')).toMatch(engine)
  expect(left).toEqual([])
}

describe('a good dump is restored', () => {
  test('by the user who runs the tests', () => {
    expectRestored(ask(homeOf('own', false), PATH, [], [GOOD]), /^PostgreSQL \d/)
  })

  test('by an ordinary user, who is told of what it may not read', () => {
    const before = isRoot ? ['setpriv', ...NOBODY] : []
    const home = homeOf('nobody', true)
    expectRestored(ask(home, PATH, before, [GOOD]), /^PostgreSQL \d/)
    if (!isRoot) chmodSync(join(root, 'checked/locked/dump.sql'), 0)
    const { run, exitCode } = ask(home, PATH, before, [{ name: 'locked', path: 'locked/*.sql' }, GOOD])
    expect(exitCode).toBe(3)
    expect(run.judged).toEqual([])
    expect(run.gaps).toMatchObject([{ target: 'locked', reason: 'env: may not be read by this user (L1)' }])
    expect(run.table.rows).toHaveLength(2)
  })

  test('in a layout with Node and nothing else', () => {
    // As root the servers' folders are hidden; else they are found there, whatever PATH says.
    const hide = 'for d in /usr/lib/postgresql; do [ -d $d ] && mount -t tmpfs tmpfs $d; done; exec "$@"'
    const canHide = isRoot && isAble(['unshare', '-m', 'sh', '-c', hide, 'sh', 'true'])
    const before = canHide
      ? [
          '/usr/bin/env',
          `PATH=${PATH}`,
          'unshare',
          '-m',
          'sh',
          '-c',
          `${hide.replace('exec', `exec env PATH=${join(root, 'bin')}`)}`,
          'sh',
        ]
      : []
    const ran = ask(homeOf('minimal', false), join(root, 'bin'), before, [GOOD])
    if (!canHide) return expectRestored(ran, /^(PostgreSQL|PGlite) \d/)
    if (hasPglite) return expectRestored(ran, /^PGlite [\d.]+ \(PostgreSQL 18/)
    expect(ran.exitCode).toBe(3)
    expect(ran.run.judged).toEqual([])
    expect(ran.run.gaps).toMatchObject([
      { reason: expect.stringMatching(/^env: PostgreSQL 15 or newer is needed and there is /) },
    ])
    expect(cellOf(ran.run, 'level')).toBe('L3 of L4')
    expect(ran.left).toEqual([])
  })
})

function isAble([file = '', ...args]: readonly string[]): boolean {
  try {
    execFileSync(file, args, { stdio: 'pipe' })
    return true
  } catch {
    return false
  }
}

/** Processes whose command line speaks of a folder. */
function processesAbout(folder: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')]
      } catch {
        return []
      }
    })
    .filter((line) => line.includes(folder))
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s in the middle of a restore leaves nothing behind',
  async (signal) => {
    const home = homeOf(`ended-${signal}`, false)
    chmodSync(home, 0o755)
    const rows = Array(1_500_000).fill(`1\t${'x'.repeat(100)}`)
    writeFileSync(join(root, 'checked/large.sql'), plainDump(rows))
    const entry = JSON.stringify([{ name: 'large', path: 'large.sql', level: 'L4' }])
    const args = [join(root, 'dist/cli/index.js'), CHECK, '--backups', entry]
    const env = { PATH, HOME: home, TMPDIR: home, RUNNER_TEMP: home }
    const child = spawn(process.execPath, args, { cwd: join(root, 'checked'), env, stdio: 'ignore' })
    const ended = new Promise((resolve) => child.once('exit', (code, by) => resolve(by ?? code)))
    while (!processesAbout(home).some((line) => /postgres/.test(line)))
      await new Promise((resolve) => setTimeout(resolve, 20))
    await new Promise((resolve) => setTimeout(resolve, 500))
    child.kill(signal)
    expect(await ended).not.toBe(0)
    for (let waited = 0; waited < 200 && processesAbout(home).length > 0; waited += 1)
      await new Promise((resolve) => setTimeout(resolve, 50))
    expect(processesAbout(home)).toEqual([])
    for (let waited = 0; waited < 200 && readdirSync(home).length > 0; waited += 1)
      await new Promise((resolve) => setTimeout(resolve, 50))
    expect(readdirSync(home)).toEqual([])
  },
)
