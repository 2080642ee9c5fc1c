import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { noExternal } from '../../../../src/checks/backup-verification/codecs/external.ts'
import { UNPACK_LIMITS } from '../../../../src/checks/backup-verification/codecs/limits.ts'
import { promisesOf } from '../../../../src/checks/backup-verification/codecs/name-promise.ts'
import { CONTAINER_LIMITS } from '../../../../src/checks/backup-verification/containers/limits.ts'
import { dumpsIn, unkeptIn } from '../../../../src/checks/backup-verification/dumps.ts'
import type { Level } from '../../../../src/checks/backup-verification/intake.ts'
import type { LayerContext } from '../../../../src/checks/backup-verification/layers/context.ts'
import { type Layer, layersOf } from '../../../../src/checks/backup-verification/layers/layer.ts'
import { createLayer } from '../../../../src/checks/backup-verification/layers/read-layer.ts'
import { spoolTo } from '../../../../src/checks/backup-verification/layers/spool.ts'
import { structureReader } from '../../../../src/checks/backup-verification/layers/structures.ts'
import { toldIn } from '../../../../src/checks/backup-verification/told.ts'

const SQL = `--
-- PostgreSQL database dump
--

-- Dumped from database version 15.18
-- Dumped by pg_dump version 15.18

SET client_encoding = 'UTF8';
CREATE TABLE public.users (id integer);
COPY public.users (id) FROM stdin;
1
2
\\.

--
-- PostgreSQL database dump complete
--

`

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'layers-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function pack(tool: 'tar' | 'zip', files: Readonly<Record<string, string | Buffer>>): Buffer {
  const root = mkdtempSync(join(folder, 'in-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  const target = join(folder, `out.${tool}`)
  rmSync(target, { force: true })
  const names = Object.keys(files)
  if (tool === 'tar') execFileSync('tar', ['cf', target, '-C', root, ...names])
  else execFileSync('zip', ['-q', target, ...names], { cwd: root })
  return readFileSync(target)
}

function contextOf(level: Level, seen: string[] = []): LayerContext {
  let made = 0
  return {
    level,
    unpack: UNPACK_LIMITS,
    container: CONTAINER_LIMITS,
    external: noExternal,
    decipher: () => {
      throw new Error('nothing is encrypted here')
    },
    spool: spoolTo(async () => {
      const path = join(folder, `spool-${made++}`)
      mkdirSync(path)
      return { path, remove: async () => rmSync(path, { recursive: true }) }
    }, 1e9),
    leaf: structureReader(() => {
      throw new Error('there is no SQLite here')
    }),
    isIgnored: () => false,
    onMember: (path) => seen.push(path.join(' > ')),
  }
}

async function read(
  bytes: Uint8Array,
  name: string,
  level: Level = 3,
  size = 1000,
  seen: string[] = [],
): Promise<Layer> {
  const place = { path: [], fileName: name, promises: promisesOf(name), depth: 0 }
  const intake = createLayer(place, contextOf(level, seen))
  for (let at = 0; at < bytes.length; at += size) await intake.write(bytes.subarray(at, at + size))
  return intake.end(true)
}

function outline(layer: Layer): readonly string[] {
  return [...layersOf(layer)].map(({ path, kind, contents }) =>
    `${path.join(' > ')} ${kind} ${contents.type}`.trim(),
  )
}

function faults(layer: Layer): readonly string[] {
  return toldIn(layer).faults.map(({ word, level, path }) => `${word} L${level} ${path.join(' > ')}`.trim())
}

describe('a layer', () => {
  test('of gzip holds the SQL in it', async () => {
    const layer = await read(gzipSync(SQL), 'db.sql.gz')
    expect(outline(layer)).toEqual(['gzip packed', 'sql sql'])
    expect(toldIn(layer)).toEqual({ faults: [], remarks: [], lacks: [] })
  })

  test.each([1, 7, 1000, 1e6])('is the same in pieces of %d bytes', async (size) => {
    const layer = await read(gzipSync(SQL), 'db.sql.gz', 3, size)
    expect(layer).toEqual(await read(gzipSync(SQL), 'db.sql.gz'))
  })

  test('of an archive holds what is packed in its members, however deep', async () => {
    const inner = gzipSync(pack('tar', { 'data/database.sql': SQL, 'data/.agents/a.json': '{"a":1}' }))
    const zip = pack('zip', { 'old/inner.tar.gz': inner, 'notes.md': '# a\n' })
    const outer = gzipSync(pack('tar', { '2027-01-13/all.zip': zip }))
    const seen: string[] = []
    const layer = await read(outer, '2027-01-13.tar.gz', 3, 500, seen)
    const zipPath = '2027-01-13/all.zip'
    expect(outline(layer)).toEqual([
      'gzip packed',
      'tar container',
      `${zipPath} zip container`,
      `${zipPath} > old/inner.tar.gz gzip packed`,
      `${zipPath} > old/inner.tar.gz tar container`,
      `${zipPath} > old/inner.tar.gz > data/database.sql sql sql`,
    ])
    expect(seen).toContain(`${zipPath} > old/inner.tar.gz > data/.agents/a.json`)
    expect(faults(layer)).toEqual([])
  })

  test('of a member that may be anything is what it begins as only where it plainly is', async () => {
    const blob = (...head: readonly number[]) => Buffer.concat([Buffer.from(head), Buffer.alloc(5000, 0xa7)])
    const [packet, member] = [blob(0x85, 2, 12, 3), blob(0x1f, 0x8b, 77, 200)]
    const files = {
      'storage/1f': packet,
      'storage/2.jpg': member,
      'storage/3.dump': gzipSync(SQL),
      'a.gz': member,
    }
    const layer = await read(pack('tar', files), 'a.tar', 3)
    expect(faults(layer)).toEqual(['corrupt L2 a.gz'])
    expect(outline(layer)).toContain('storage/3.dump gzip packed')
  })

  test('of a truncated dump in a perfect archive is incomplete, there', async () => {
    const tar = gzipSync(pack('tar', { 'database.sql': SQL.slice(0, 260) }))
    expect(faults(await read(tar, 'data.tar.gz'))).toEqual(['incomplete L3 database.sql'])
  })

  const words: readonly (readonly [string, string, () => Uint8Array, readonly string[]])[] = [
    ['a gzip of nothing', 'db.sql.gz', () => gzipSync(''), ['empty L2']],
    ['no bytes', 'db.sql.gz', () => Buffer.alloc(0), ['empty L0']],
    ['a web page', 'db.sql.gz', () => Buffer.from('<!doctype html><html></html>'), ['wrong-content L1']],
    ['a packed web page', 'db.sql.gz', () => gzipSync('<!doctype html><html></html>'), ['wrong-content L2']],
    ['a gzip in a gzip', 'db.sql.gz', () => gzipSync(gzipSync(SQL)), []],
    ['half a gzip', 'db.sql.gz', () => gzipSync(SQL).subarray(0, 150), ['incomplete L2']],
    ['a member that is a web page', 'a.tar', () => pack('tar', { 'index.html': '<html></html>' }), []],
    [
      'a dump that is a web page',
      'a.tar',
      () => pack('tar', { 'db.sql': '<html></html>' }),
      ['wrong-content L3 db.sql'],
    ],
    [
      'an empty dump in it',
      'a.tar',
      () => pack('tar', { 'db.sql': '', '.gitkeep': '' }),
      ['empty L3 db.sql'],
    ],
    [
      'a script that begins as SQL does',
      'a.tar',
      () => pack('tar', { 'do.sh': '# create\nif true; then\n' }),
      [],
    ],
    ['JSON that does not parse', 'a.tar', () => pack('tar', { 'a.json': '{"a":' }), ['incomplete L3 a.json']],
    ['a log that begins with an error', 'a.tar', () => pack('tar', { 'a.log': 'fatal: no\n' }), []],
  ]
  test.each(words)('of %s', async (_name, file, bytes, told) => {
    expect(faults(await read(bytes(), file))).toEqual(told)
  })

  test('goes no deeper than it was asked', async () => {
    const bytes = gzipSync(SQL.slice(0, 260))
    expect(outline(await read(bytes, 'db.sql.gz', 1))).toEqual(['gzip bytes'])
    expect(outline(await read(bytes, 'db.sql.gz', 2))).toEqual(['gzip packed', 'sql bytes'])
    expect(faults(await read(bytes, 'db.sql.gz', 2))).toEqual([])
    expect(faults(await read(bytes, 'db.sql.gz', 3))).toEqual(['incomplete L3'])
  })

  test('waits for a reader that takes its time before it ends it', async () => {
    let isBusy = false
    let isEarly = false
    const slow = {
      write: async () => {
        isBusy = true
        await new Promise((done) => setTimeout(done, 20))
        isBusy = false
      },
      end: () => {
        isEarly ||= isBusy
        return {
          contents: { type: 'bytes' as const },
          reading: { faults: [], remarks: [], lacks: [] },
          level: 3 as const,
        }
      },
    }
    const context = { ...contextOf(3), leaf: () => slow }
    for (const [name, bytes] of [
      ['a.sql.gz', gzipSync(SQL)],
      ['a.tar.gz', gzipSync(pack('tar', { 'a.sql': SQL, 'b.sql': SQL }))],
      ['a.zip.gz', gzipSync(pack('zip', { 'a.sql': SQL.repeat(99), 'b.sql': SQL }))],
    ] as const) {
      const intake = createLayer({ path: [], fileName: name, promises: promisesOf(name), depth: 0 }, context)
      await intake.write(bytes)
      await intake.end(true)
    }
    expect(isEarly).toBe(false)
  })

  test('that is packed in itself for ever ends', async () => {
    let bytes: Uint8Array = Buffer.from(SQL)
    for (let times = 0; times < 20; times++) bytes = gzipSync(bytes)
    expect(faults(await read(bytes, 'db.sql.gz'))).toEqual(['unsafe L2'])
  })
})

test('of dumps beyond a thousand is told how many there were', async () => {
  const files = Object.fromEntries(Array.from({ length: 1003 }, (_, index) => [`${index}.sql`, SQL]))
  const layer = await read(pack('tar', files), 'all.tar', 3, 1_000_000)
  expect(dumpsIn([layer])).toHaveLength(1000)
  expect(unkeptIn([layer])).toBe(3)
})
