import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { plainDump } from '../../support/backup-verification/dumps.ts'
import { type BackupWorld, openWorld } from '../../support/backup-verification/world.ts'

const NOW = new Date('2027-01-13T06:00:00Z')
const GOOD = { name: 'good', path: 'good/*.sql' }
const outside = mkdtempSync(join(tmpdir(), 'upkeep-outside-'))
afterAll(() => rmSync(outside, { recursive: true, force: true }))

let world: BackupWorld
beforeEach(() => {
  world = openWorld()
  world.put('good/dump.sql', plainDump())
})
afterEach(() => world.remove())

/** What makes it odd, what is typed, the findings, and what every gap says. */
interface Odd {
  readonly title: string
  readonly path: string
  readonly make: (world: BackupWorld) => void
  readonly faults: readonly string[]
  readonly gap: string | undefined
}

const ODD: readonly Odd[] = [
  {
    title: 'a glob that matches nothing',
    path: 'odd/*.sql',
    make: ({ put }) => put('odd/dump.sql.gz', 'other'),
    faults: ['missing at L0'],
    gap: undefined,
  },
  {
    title: 'a folder that is not there',
    path: 'nowhere/at/all/*.sql',
    make: () => undefined,
    faults: ['missing at L0'],
    gap: undefined,
  },
  {
    title: 'a folder where a file should be',
    path: 'odd/*.sql',
    make: ({ put }) => put('odd/dump.sql/a', 'a'),
    faults: ['missing at L0'],
    gap: 'odd/dump.sql is a folder, not a file; a place for folders ends in a slash',
  },
  {
    title: 'a file where a folder should be',
    path: 'odd/dump/',
    make: ({ put }) => put('odd/dump', 'a'),
    faults: ['missing at L0'],
    gap: 'odd/dump is no folder, and its place ends in a slash',
  },
  {
    title: 'a pipe',
    path: 'odd/*.sql',
    make: ({ directory }) => {
      mkdirSync(join(directory, 'odd'))
      execFileSync('mkfifo', [join(directory, 'odd/dump.sql')])
    },
    faults: ['missing at L0'],
    gap: 'odd/dump.sql is a pipe (FIFO), not a file',
  },
  {
    title: 'a link that leads to itself',
    path: 'odd/*.sql',
    make: ({ directory }) => {
      mkdirSync(join(directory, 'odd'))
      symlinkSync('dump.sql', join(directory, 'odd/dump.sql'))
    },
    faults: ['missing at L0'],
    gap: 'odd/dump.sql is a link that leads in circles',
  },
  {
    title: 'folders that lead in circles',
    path: 'odd/**/*.sql',
    make: ({ directory, put }) => {
      put('odd/a/dump.txt', 'a')
      symlinkSync('..', join(directory, 'odd/a/up'))
    },
    faults: ['missing at L0'],
    gap: undefined,
  },
  {
    title: 'a link that leads out',
    path: 'odd/*.sql',
    make: ({ directory }) => {
      writeFileSync(join(outside, 'dump.sql'), plainDump())
      mkdirSync(join(directory, 'odd'))
      symlinkSync(join(outside, 'dump.sql'), join(directory, 'odd/dump.sql'))
    },
    faults: ['missing at L0'],
    gap: 'odd/dump.sql is a link that leads out of the directory',
  },
  {
    title: 'a folder that is a link out',
    path: 'odd/*.sql',
    make: ({ directory }) => symlinkSync(outside, join(directory, 'odd')),
    faults: [],
    gap: 'odd is a link that leads out of the directory',
  },
  {
    title: 'a folder with nothing in it',
    path: 'odd/*/',
    make: ({ directory }) => mkdirSync(join(directory, 'odd/2027-01-12'), { recursive: true }),
    faults: ['empty at L0'],
    gap: undefined,
  },
]

describe('what stands where a backup should be', () => {
  test.each(ODD)('$title', async ({ path, make, faults, gap }) => {
    make(world)
    const said = await world.verify([{ name: 'odd', path }, GOOD], { now: NOW })
    expect(said.faultsOf('odd')).toEqual(faults)
    expect(said.gapsOf('odd').join('\n')).toContain(gap ?? '')
    expect(said.gapsOf('odd')).toHaveLength(gap === undefined ? 0 : 1)
    expect(said.rowsOf('good')).toMatchObject([{ status: 'ok', level: 'L3 of L3' }])
    expect(world.left()).toEqual([])
  })

  test('a good one beside something odd is not evidence that all is well', async () => {
    world.put('odd/a.sql', plainDump())
    symlinkSync(outside, join(world.directory, 'odd/b.sql'))
    const said = await world.verify([{ name: 'odd', path: 'odd/*.sql' }, GOOD])
    expect(said.rowsOf('odd')).toMatchObject([{ artifact: 'a.sql', status: 'env', level: 'L3 of L3' }])
    expect(said.evidence.map(({ status }) => status)).toEqual(['env', 'ok'])
    expect(said.run.targets).toMatchObject([{ complete: false }, { complete: true }])
  })

  test('a place that cannot be looked at has its row, and its evidence', async () => {
    const away = { name: 'away', path: 's3://bucket/db/*.gz' }
    const said = await world.verify([away, GOOD])
    expect(said.rowsOf('away')).toEqual([{ artifact: '', status: 'env', level: 'none of L3', why: '' }])
    expect(said.gapsOf('away')).toEqual([
      'away: env: s3://bucket/db/*.gz: cannot be asked: the environment variable AWS_ACCESS_KEY_ID is not set (L0)',
    ])
    expect(said.evidence).toMatchObject([{ status: 'env', gaps: [expect.any(String)] }, { status: 'ok' }])
  })

  test('a file that may not be read, where this user may not read everything', async () => {
    const path = world.put('odd/dump.sql', plainDump())
    chmodSync(path, 0)
    const said = await world.verify([{ name: 'odd', path: 'odd/*.sql' }, GOOD])
    const isRoot = process.getuid?.() === 0
    // As root test/bundles/backups-users looks at it, as an ordinary user.
    expect(said.gapsOf('odd')).toHaveLength(isRoot ? 0 : 1)
    expect(said.rowsOf('odd')).toMatchObject([{ status: isRoot ? 'ok' : 'env' }])
    expect(said.rowsOf('good')).toMatchObject([{ status: 'ok' }])
  })

  test('a file that somebody writes to', async () => {
    const row = `1\t${'x'.repeat(100)}`
    const path = world.put('odd/dump.sql', plainDump(Array(400_000).fill(row)))
    const writing = setInterval(() => appendFileSync(path, '-- more\n'), 1)
    try {
      const said = await world.verify([{ name: 'odd', path: 'odd/*.sql' }, GOOD])
      expect(said.faultsOf('odd')).toEqual([])
      expect(said.gapsOf('odd')).toEqual([expect.stringContaining('changes while it is read')])
      expect(said.rowsOf('odd')).toMatchObject([{ status: 'env', level: 'L0 of L3' }])
      expect(said.rowsOf('good')).toMatchObject([{ status: 'ok' }])
    } finally {
      clearInterval(writing)
    }
  })
})
