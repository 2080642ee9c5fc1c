import { createHash } from 'node:crypto'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { readFolderFiles } from '../../../src/checks/backup-verification/folder-files.ts'
import type { Item } from '../../../src/checks/backup-verification/sources/source.ts'
import type { Verification } from '../../../src/checks/backup-verification/verification.ts'
import { RunError } from '../../../src/core/errors.ts'
import { plainDump } from '../../support/backup-verification/dumps.ts'
import { type BackupWorld, type Entry, openWorld } from '../../support/backup-verification/world.ts'

const NOW = new Date('2027-01-13T06:00:00Z')
const FOLDER = 'agents/2027-01-12'
let world: BackupWorld
beforeEach(() => {
  world = openWorld()
  world.put(`${FOLDER}/a.json`, '{"a":1}')
  world.put(`${FOLDER}/storage/b.txt`, 'plain words\n')
})
afterEach(() => world.remove())

function sum(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex')
}

async function verify(entry: Entry = {}) {
  const said = await world.verify([{ name: 'agents', path: 'agents/*/', ...entry }], { now: NOW })
  return { faults: said.faultsOf('agents'), gaps: said.gapsOf('agents'), rows: said.rowsOf('agents'), said }
}

const A = sum('{"a":1}')
const B = sum('plain words\n')
const OTHER = sum('something else')

describe('checksum files in a folder', () => {
  const rows: readonly (readonly [string, string, string, readonly string[]])[] = [
    ['a list that is right', 'SHA256SUMS', `${A}  a.json\n${B}  ./storage/b.txt\n`, []],
    ['a list made one folder above', 'SHA256SUMS', `${A}  2027-01-12/a.json\n`, []],
    ['a list made elsewhere', 'SHA256SUMS', `${A}  /srv/agents/2027-01-12/a.json\n`, []],
    ['a list of what lies elsewhere', 'SHA256SUMS', `${A}  /srv/other.json\n`, []],
    ['a list that has itself in it, empty', 'SHA256SUMS', `${sum('')}  SHA256SUMS\n${A}  a.json\n`, []],
    ['another hash in a list', 'SHA256SUMS', `${OTHER}  a.json\n`, ['corrupt at L1']],
    ['another hash below', 'SHA256SUMS', `${OTHER}  storage/b.txt\n`, ['corrupt at L1']],
    ['a hash of a file that is gone', 'SHA256SUMS', `${OTHER}  c.json\n`, ['incomplete at L1']],
    ['a hash beside a file', 'storage/b.txt.sha256', `${B}\n`, []],
    ['another hash beside a file', 'storage/b.txt.sha256', `${OTHER}\n`, ['corrupt at L1']],
    ['a list below, which may be anybody’s', 'storage/SHA256SUMS', `${OTHER}  b.txt\n`, []],
  ]
  test.each(rows)('%s', async (_title, name, text, expected) => {
    world.put(`${FOLDER}/${name}`, text)
    const { faults, gaps } = await verify()
    expect({ faults, gaps }).toEqual({ faults: expected, gaps: [] })
  })

  test('are missing where they are required', async () => {
    expect((await verify({ checksums: 'required' })).faults).toEqual(['missing at L1'])
    world.put(`${FOLDER}/SHA256SUMS`, `${A}  a.json\n`)
    expect((await verify({ checksums: 'required' })).faults).toEqual(['missing at L1'])
    world.put(`${FOLDER}/SHA256SUMS`, `${A}  a.json\n${B}  storage/b.txt\n`)
    const { faults, said } = await verify({ checksums: 'required' })
    expect(faults).toEqual([])
    expect(said.evidence[0]?.artifacts[0]?.checks).toContainEqual({
      level: 'L1',
      text: '2 files compared with their checksums',
    })
  })
})

describe('encryption that is demanded of a folder', () => {
  const AGE = 'age-encryption.org/v1\n'

  test('is demanded of each file in it', async () => {
    expect((await verify({ encrypted: 'always', level: 'L1' })).faults).toEqual([])
    expect((await verify({ encrypted: 'always', level: 'L2' })).faults).toEqual(['unsafe at L2'])
    expect((await verify({ encrypted: 'always' })).faults).toEqual(['unsafe at L2'])
    expect((await verify()).faults).toEqual([])
  })

  test('is not demanded of checksums, nor of files that have it', async () => {
    const folder = 'agents/2027-01-13'
    world.put(`${folder}/a.age`, AGE)
    world.put(`${folder}/a.age.sha256`, `${sum(AGE)}\n`)
    expect((await verify({ encrypted: 'always' })).faults).not.toContain('unsafe at L2')
  })

  test('is demanded of secrets, also of those in an archive', async () => {
    expect((await verify({ encrypted: 'secrets' })).faults).toEqual([])
    world.put(`${FOLDER}/.env`, 'TOKEN=1\n')
    const { faults, said } = await verify({ encrypted: 'secrets' })
    expect(faults).toEqual(['unsafe at L3'])
    expect(said.run.judged[0]?.finding.message).toContain('.env')
    expect((await verify()).said.run.notes.map(({ text }) => text)).toEqual([
      expect.stringContaining('holds files that mostly have secrets in them'),
    ])
  })
})

test('the reader of a file that cannot be read to its end is let go of', async () => {
  const ended: boolean[] = []
  const opened = {
    size: 20_000,
    etag: '',
    checksums: {},
    access: { size: 20_000, read: async () => Buffer.alloc(0) },
    read: async (onChunk: (chunk: Uint8Array) => unknown) => {
      await onChunk(Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(9000)]))
      throw new RunError('may not be read by this user')
    },
    close: async () => undefined,
  }
  const verification = {
    entry: {},
    wanted: 3,
    source: { open: async () => opened },
    spool: () => ({
      write: () => undefined,
      end: (isWhole: boolean) => {
        ended.push(isWhole)
        return { problem: 'no room' }
      },
    }),
    ports: { elapsed: () => 0 },
    deadline: 1000,
  } as unknown as Verification
  const item = { name: 'day/a.sqlite', kind: 'file', size: 20_000, files: 1, modified: 0 } as Item
  const read = await readFolderFiles(verification, 'day', [item])
  expect(read.lacks.map(({ text }) => text)).toEqual(['may not be read by this user'])
  expect(ended).toEqual([false])
})

test('a dump in a folder is still one', async () => {
  world.put(`${FOLDER}/database.sql`, plainDump())
  expect((await verify({ members: ['database.sql'] })).rows).toMatchObject([{ status: 'ok' }])
})

test('links in a folder are not followed, and it is told that they are there', async () => {
  symlinkSync('/srv/elsewhere.sql', join(world.directory, FOLDER, 'database.sql'))
  const { rows, said } = await verify()
  expect(rows).toMatchObject([{ status: 'ok' }])
  expect(said.run.notes.map(({ text }) => text)).toEqual([
    'database.sql: what a link leads to is not in the folder',
  ])
  expect((await verify({ members: ['database.sql'] })).faults).toEqual(['incomplete at L3'])
})
