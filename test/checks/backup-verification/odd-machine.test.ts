import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { plainDump } from '../../support/backup-verification/dumps.ts'
import { SALT, withSalt } from '../../support/backup-verification/salted.ts'
import { type BackupWorld, openWorld } from '../../support/backup-verification/world.ts'
import { archive, file } from './containers/tar-bytes.ts'
import { zip } from './containers/zip-bytes.ts'

const GOOD = { name: 'good', path: 'good/*.sql' }
const tools = mkdtempSync(join(tmpdir(), 'upkeep-tools-'))
// A server that is started by root runs as another user, which must come through to its disk.
chmodSync(tools, 0o755)
afterAll(() => rmSync(tools, { recursive: true, force: true }))

let world: BackupWorld
beforeEach(() => {
  world = openWorld()
  world.put('good/dump.sql', plainDump())
})
afterEach(() => world.remove())

/** A folder with a tool that does what the script says; it stands before all others in PATH. */
function toolThat(name: string, script: string): string {
  const folder = mkdtempSync(join(tools, 'bin-'))
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, name), 0o755)
  return folder
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

const packed = (name: string) => execFileSync(name, ['-c'], { input: plainDump() })

describe('tools', () => {
  test('one that hangs is ended when time is up, with all that it has started', async () => {
    const pids = join(tools, 'pids')
    const folder = toolThat('xz', `trap '' TERM\necho $$ >>${pids}\nsleep 600 &\necho $! >>${pids}\nwait`)
    world.put('odd/dump.sql.xz', packed('xz'))
    const backups = [GOOD, { name: 'odd', path: 'odd/*.xz' }, { name: 'after', path: 'good/*.sql' }]
    const env = { PATH: `${folder}:${process.env['PATH']}` }
    const said = await world.verify(backups, { options: { 'max-duration': '5s' }, env })
    expect(said.faultsOf('odd')).toEqual([])
    expect(said.gapsOf('odd')).toEqual([expect.stringContaining('env: ')])
    expect(said.gapsOf('after')).toEqual(['after: env: max-duration was over before it was looked at (L0)'])
    expect(said.rowsOf('good')).toMatchObject([{ status: 'ok', level: 'L3 of L3' }])
    expect(said.seconds).toBeLessThan(60)
    const started = readFileSync(pids, 'utf8').trim().split('\n').map(Number)
    expect(started).toHaveLength(2)
    // A busy machine takes a moment to bury what was killed.
    for (let tries = 0; tries < 50 && started.some(lives); tries++)
      await new Promise((done) => setTimeout(done, 200))
    expect(started.filter(lives)).toEqual([])
    expect(world.left()).toEqual([])
  })

  test.each([
    ['says nothing and is content', 'cat >/dev/null', 'odd'],
    ['is killed', 'kill -9 $$', 'odd'],
    ['lacks memory', 'cat >/dev/null; echo "xz: Memory usage limit reached" >&2; exit 1', 'env'],
  ])('one that %s never makes a backup that is fine', async (_title, script, kind) => {
    world.put('odd/dump.sql.xz', packed('xz'))
    const env = { PATH: `${toolThat('xz', script)}:${process.env['PATH']}` }
    const said = await world.verify([GOOD, { name: 'odd', path: 'odd/*.xz' }], { env })
    expect(said.rowsOf('odd')).not.toMatchObject([{ status: 'ok' }])
    if (kind === 'env') expect(said.rowsOf('odd')).toMatchObject([{ status: 'env' }])
    expect(said.rowsOf('good')).toMatchObject([{ status: 'ok' }])
  })

  test.each([
    ['xz', 'odd/dump.sql.xz'],
    ['bzip2', 'odd/dump.sql.bz2'],
    ['lz4', 'odd/dump.sql.lz4'],
  ])('where there is no %s, it is env, and says so', async (tool, name) => {
    world.put(name, packed(tool))
    const empty = mkdtempSync(join(tools, 'none-'))
    const said = await world.verify([GOOD, { name: 'odd', path: 'odd/*' }], { env: { PATH: empty } })
    expect(said.faultsOf('odd')).toEqual([])
    expect(said.gapsOf('odd')).toEqual([expect.stringMatching(new RegExp(`env: .*${tool}.*\\(L2\\)`))])
    expect(said.rowsOf('odd')).toMatchObject([{ status: 'env', level: 'L1 of L3' }])
    expect(said.rowsOf('good')).toMatchObject([{ status: 'ok', level: 'L3 of L3' }])
  })

  test('a tool in the checked directory is not the one that is run', async () => {
    const ran = join(tools, 'ran')
    world.put('bin/xz', `#!/bin/sh\ntouch ${ran}\n`)
    chmodSync(join(world.directory, 'bin/xz'), 0o755)
    world.put('odd/dump.sql.xz', packed('xz'))
    const env = { PATH: `${join(world.directory, 'bin')}:${process.env['PATH']}` }
    const said = await world.verify([{ name: 'odd', path: 'odd/*.xz' }], { env })
    expect(said.rowsOf('odd')).toMatchObject([{ status: 'ok' }])
    expect(existsSync(ran)).toBe(false)
  })
})

describe('keys', () => {
  const encrypted = () =>
    withSalt(
      execFileSync('openssl', ['enc', '-aes-256-cbc', '-pbkdf2', '-S', SALT, '-pass', 'pass:right'], {
        input: plainDump(),
      }),
    )

  test.each([
    ['the right one', { KEY: 'right' }, 'ok', 'L3 of L3'],
    ['another one', { KEY: 'wrong' }, 'undecryptable', 'L1 of L3'],
  ])('%s', async (_title, env, status, level) => {
    world.put('odd/dump.sql.enc', encrypted())
    const entry = { name: 'odd', path: 'odd/*.enc', passphrase: 'env:KEY' }
    const said = await world.verify([GOOD, entry], { env })
    expect(said.rowsOf('odd')).toMatchObject([{ status, level }])
    expect(JSON.stringify([said.run, said.evidence])).not.toContain(env.KEY)
    expect(said.rowsOf('good')).toMatchObject([{ status: 'ok' }])
  })

  test('none at all, or a variable that is not set, is env', async () => {
    world.put('odd/dump.sql.enc', encrypted())
    const backups = [
      { name: 'none', path: 'odd/*.enc' },
      { name: 'unset', path: 'odd/*.enc', passphrase: 'env:UNSET' },
      GOOD,
    ]
    const said = await world.verify(backups)
    expect(said.rowsOf('none')).toMatchObject([{ status: 'env', level: 'L1 of L3' }])
    expect(said.gapsOf('unset').join()).toContain('UNSET, which has its key, is not set')
    expect(said.run.judged).toEqual([])
    expect(said.rowsOf('good')).toMatchObject([{ status: 'ok' }])
  })
})

describe('time', () => {
  test('that is up before all was looked into leaves gaps for the rest, and no backup is said to be fine', async () => {
    const rows = Array(300_000).fill(`1\t${'x'.repeat(100)}`)
    const bytes = gzipSync(plainDump(rows), { level: 1 })
    for (let day = 1; day <= 28; day += 1)
      world.put(`odd/dump_202701${String(day).padStart(2, '0')}.sql.gz`, bytes)
    const backups = [
      { name: 'odd', path: 'odd/*.gz', verify: 'all' },
      { name: 'after', path: 'good/*.sql' },
    ]
    const now = new Date('2027-01-28T12:00:00Z')
    const said = await world.verify(backups, { options: { 'max-duration': '1s' }, now })
    const rowsOf = said.rowsOf('odd')
    expect(rowsOf).toHaveLength(28)
    expect(rowsOf.at(-1)).toMatchObject({ status: 'env', level: 'L0 of L3' })
    expect(said.faultsOf('odd')).toEqual([])
    const reached = rowsOf.filter(({ status }) => status === 'ok').length
    expect(said.gapsOf('odd')).toHaveLength(28 - reached)
    expect(said.gapsOf('after')).toHaveLength(1)
    expect(said.run.targets).toEqual([
      { id: 'odd', complete: false },
      { id: 'after', complete: false },
    ])
    expect(said.seconds).toBeLessThan(30)
    const [evidence] = said.evidence
    expect(evidence).toMatchObject({ name: 'odd', gaps: expect.arrayContaining([expect.any(String)]) })
  })

  test('that is up before the newest was looked into is never evidence of a backup that is fine', async () => {
    const said = await world.verify([GOOD], { options: { 'max-duration': '0s' } })
    expect(said.run.gaps).not.toEqual([])
    expect(said.evidence.map(({ status }) => status)).not.toContain('ok')
  })

  test('does not matter for what is only listed', async () => {
    const said = await world.verify([{ ...GOOD, level: 'L0' }])
    expect(said.rowsOf('good')).toMatchObject([{ status: 'ok', level: 'L0 of L0' }])
  })
})

/** A file system of so many megabytes; undefined where this user may not mount one. */
function smallDisk(size: number): string | undefined {
  const folder = mkdtempSync(join(tools, 'disk-'))
  chmodSync(folder, 0o755)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}m,mode=1777`, 'tmpfs', folder], {
      stdio: 'pipe',
    })
    return folder
  } catch {
    return undefined
  }
}

describe('room', () => {
  const noise = Buffer.concat(Array.from({ length: 100 }, (_, index) => Buffer.alloc(65_536, `${index} `)))
  // It must lie in a file to be read from its end.
  const zipped = () => archive(file('inner.zip', zip([{ name: 'a', content: noise, isStored: true }])))

  test('that is smaller than the quota allows: env, and nothing is left', async () => {
    world.put('odd/all.tar', zipped())
    const said = await world.verify([{ name: 'odd', path: 'odd/*.tar', 'max-unpacked': '1MiB' }, GOOD])
    expect(said.rowsOf('odd')).toMatchObject([{ status: 'env' }])
    expect(said.gapsOf('odd').join()).toContain('it is larger than 1048576 bytes')
    expect(said.rowsOf('good')).toMatchObject([{ status: 'ok' }])
    expect(world.left()).toEqual([])
  })

  test('a disk that fills: env, and nothing is left', async () => {
    const disk = smallDisk(1)
    // Where none may be mounted, it is a folder that nothing can be written to.
    const temporary = disk ?? mkdtempSync(join(tools, 'gone-'))
    const small = openWorld({ temporary })
    if (!disk) rmSync(temporary, { recursive: true })
    try {
      small.put('good/dump.sql', plainDump())
      small.put('odd/all.tar', zipped())
      small.put('sql/dump.sql', plainDump())
      const odd = { name: 'odd', path: 'odd/*.tar' }
      const sql = { name: 'sql', path: 'sql/*.sql', level: 'L4' }
      const said = await small.verify([odd, sql, GOOD])
      expect(said.rowsOf('odd')).toMatchObject([{ status: 'env' }])
      // PGlite needs no room.
      expect(said.faultsOf('sql')).toEqual([])
      expect(said.rowsOf('sql')).toHaveLength(1)
      expect(said.rowsOf('good')).toMatchObject([{ status: 'ok' }])
      if (disk) expect(small.left()).toEqual([])
    } finally {
      small.remove()
      if (disk) execFileSync('umount', [disk])
    }
  })

  test('a disk that fills while a server restores is no fault of the backup', async () => {
    const disk = smallDisk(80)
    if (!disk) return console.warn('not tried: this user may not mount a small disk')
    const small = openWorld({ temporary: disk })
    try {
      small.put('odd/dump.sql', plainDump(Array(600_000).fill(`1\t${'x'.repeat(100)}`)))
      const said = await small.verify([{ name: 'odd', path: 'odd/*.sql', level: 'L4' }])
      expect(said.faultsOf('odd')).toEqual([])
      expect(said.rowsOf('odd')).toMatchObject([{ status: 'env', level: 'L3 of L4' }])
      expect(small.left()).toEqual([])
    } finally {
      small.remove()
      execFileSync('umount', [disk])
    }
  })
})
