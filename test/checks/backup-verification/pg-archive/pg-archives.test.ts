import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, inflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { ArchiveReading } from '../../../../src/checks/backup-verification/pg-archive/archive-reading.ts'
import { createCustomArchiveReader } from '../../../../src/checks/backup-verification/pg-archive/custom-archive.ts'
import { createFolderArchive } from '../../../../src/checks/backup-verification/pg-archive/folder-archive.ts'
import { mistakeIn, readAll, throughTerminal } from '../sql/cases.ts'
import { SHOP, SHOP_ROLES, SHOP_ROWS } from '../sql/shop.ts'
import { postgresFolder, startPostgres, type ThrowawayPostgres } from '../sql/throwaway-postgres.ts'

const bin = postgresFolder()
if (bin === undefined) console.warn('skipped: no PostgreSQL server is installed to make archives with')
const suite = bin === undefined ? describe.skip : describe
const read = (bytes: Uint8Array, size?: number) => readAll(createCustomArchiveReader(), bytes, size)
const rowsOf = ({ tables }: ArchiveReading) =>
  Object.fromEntries(tables.map(({ name, rows }) => [name, rows]))

/** The archives of one file, by what pg_dump is asked for; a pipe has no places in its table of contents. */
const CUSTOM: readonly (readonly [string, readonly string[], 'file' | 'pipe'])[] = [
  ['-Fc', [], 'file'],
  ['-Fc into a pipe', [], 'pipe'],
  ['-Fc -Z0', ['-Z0'], 'file'],
  ['-Fc -Z0 into a pipe', ['-Z0'], 'pipe'],
  ['-Fc -Z9', ['-Z9'], 'file'],
  ['-Fc --inserts', ['--inserts'], 'file'],
  ['-Fc --inserts -Z0', ['--inserts', '-Z0'], 'file'],
  ['-Fc -c -C', ['-c', '-C'], 'file'],
]

type Files = ReadonlyMap<string, Buffer>

function folderFiles(folder: string): Files {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]))
}

/** The members of a tar archive of pg_dump's, which are all plain files with short names. */
function tarFiles(tar: Buffer): Files {
  const files = new Map<string, Buffer>()
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const name = tar.toString('latin1', at, tar.indexOf(0, at))
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8)
    files.set(name, tar.subarray(at + 512, at + 512 + size))
    at += 512 + Math.ceil(size / 512) * 512
  }
  return files
}

async function readFiles(files: Files, format: 'directory' | 'tar'): Promise<ArchiveReading> {
  const folder = createFolderArchive(format)
  for (const [name, bytes] of files) {
    const intake = folder.member(name)
    if (intake !== undefined) await readAll(intake, name.endsWith('.gz') ? gunzipSync(bytes) : bytes)
  }
  return folder.end(true)
}

const ZLIB = Buffer.from([0x78, 0x9c])
const CHECKSUM = 4

/** Where a zlib stream begins and ends, and what it unpacks to. */
interface Stream {
  readonly start: number
  readonly end: number
  readonly data: Buffer
}

function inflate(
  bytes: Buffer,
): { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } } | undefined {
  try {
    return inflateSync(bytes, { info: true }) as unknown as ReturnType<typeof inflate>
  } catch {
    return undefined
  }
}

/** Those bytes may also stand in a number: a stream is what unpacks, its checksum with it. */
function streamsIn(bytes: Buffer): readonly Stream[] {
  const streams: Stream[] = []
  for (let start = bytes.indexOf(ZLIB); start >= 0; start = bytes.indexOf(ZLIB, start + 1)) {
    const unpacked = inflate(bytes.subarray(start))
    if (unpacked) streams.push({ start, end: start + unpacked.engine.bytesWritten, data: unpacked.buffer })
  }
  return streams
}

/**
 * Whether a damaged archive means the same: what fills up the last byte of a deflate stream is no part of it (RFC 1951,
 * 3.2.3), and no reader that unpacks it can tell.
 */
function isFilling(damaged: Buffer, at: number, streams: readonly Stream[]): boolean {
  const stream = streams.find(({ end }) => at === end - CHECKSUM - 1)
  if (!stream) return false
  return inflate(damaged.subarray(stream.start, stream.end))?.buffer.equals(stream.data) === true
}

suite('archives of a real server', () => {
  let server: ThrowawayPostgres
  const make = (args: readonly string[], way: 'file' | 'pipe' = 'file', database = 'shop') => {
    const path = join(server.folder, 'out.dump')
    if (way === 'pipe') return server.run('pg_dump', ['-Fc', ...args, database])
    server.run('pg_dump', ['-Fc', ...args, '-f', path, database])
    return readFileSync(path)
  }
  const makeFolder = (args: readonly string[]) => {
    const path = join(server.folder, `d${args.join('')}`)
    mkdirSync(path)
    server.run('pg_dump', ['-Fd', ...args, '-f', path, 'shop'])
    return folderFiles(path)
  }
  beforeAll(() => {
    server = startPostgres(bin ?? '')
    server.run('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-f', '-'], SHOP)
  })
  afterAll(() => server?.stop())

  test.each(CUSTOM)('%s has every table, row and role', async (_name, args, way) => {
    const bytes = make(args, way)
    for (const size of [5, 1_000, 65_536]) {
      const reading = await read(bytes, size)
      expect(reading).toMatchObject({
        faults: [],
        remarks: [],
        lacks: [],
        database: 'shop',
        largeObjects: 2,
        encoding: 'UTF8',
      })
      expect(rowsOf(reading)).toEqual(SHOP_ROWS)
      expect(reading.roles).toEqual(SHOP_ROLES)
      expect(reading.dumpedFrom).toMatch(/^1\d\.\d+/)
    }
  })

  test.each([[['-Z9']], [['-Z0']], [['-Z0', '--inserts']], [['-j2']]])(
    '-Fd %j has the same',
    async (args) => {
      const reading = await readFiles(makeFolder(args), 'directory')
      expect(reading).toMatchObject({ faults: [], remarks: [], largeObjects: 2, format: 'directory' })
      expect(rowsOf(reading)).toEqual(SHOP_ROWS)
      expect(reading.roles).toEqual(SHOP_ROLES)
    },
  )

  test('-Ft has the same', async () => {
    const files = tarFiles(server.run('pg_dump', ['-Ft', 'shop']))
    const reading = await readFiles(files, 'tar')
    expect(reading).toMatchObject({ faults: [], remarks: [], largeObjects: 2, format: 'tar' })
    expect(rowsOf(reading)).toEqual(SHOP_ROWS)
    const cut = await readFiles(new Map([...files].slice(0, -3)), 'tar')
    expect(cut.faults[0]?.word).toBe('incomplete')
  })

  test.each([
    ['ok', '-s', ['-s'], 'shop', /no row/],
    ['ok', '-a', ['-a'], 'shop', /data alone/],
    ['ok', '-O -x', ['-O', '-x'], 'shop', undefined],
    ['ok', '-t users', ['-t', 'users'], 'shop', undefined],
    ['empty', 'of a database without tables', [], 'nothing', /no table/],
  ] as const)('%s: %s', async (word, name, args, database, says) => {
    const one = {
      name,
      word,
      bytes: () => make(args, 'file', database),
      ...(says === undefined ? {} : { says }),
    }
    expect(mistakeIn(one, await read(one.bytes()))).toBeUndefined()
  })

  test('is never fine where it is cut', async () => {
    for (const args of [[], ['-Z0']]) {
      const bytes = make(args)
      for (let at = 1; at < bytes.length; at += 211) {
        expect([at, (await read(bytes.subarray(0, at))).faults[0]?.word]).toEqual([at, 'incomplete'])
      }
    }
  })

  test('is corrupt once it went through a terminal, or twice in one file', async () => {
    const bytes = make([])
    const words = async (damaged: Buffer) => (await read(damaged)).faults[0]?.word
    expect(await words(throughTerminal(bytes))).toBe('corrupt')
    expect(await words(Buffer.concat([bytes, bytes]))).toBe('corrupt')
  })

  test('is corrupt or incomplete with any bit of its data flipped', async () => {
    const bytes = make([])
    const streams = streamsIn(bytes)
    // A table's data, or a large object's, are one stream each.
    const listed = server.run('pg_restore', ['-l', join(server.folder, 'out.dump')]).toString()
    expect(streams).toHaveLength((listed.match(/ TABLE DATA /g) ?? []).length + 2)
    const head = 1 + 5 + 5
    let filling = 0
    for (let at = (streams[0]?.start ?? 0) - head; at < bytes.length; at += 3) {
      const bit = at % 8
      const copy = Buffer.from(bytes)
      copy[at] = (copy[at] ?? 0) ^ (1 << bit)
      if (isFilling(copy, at, streams)) filling += 1
      else
        expect([at, bit, (await read(copy)).faults[0]?.word]).toEqual([
          at,
          bit,
          expect.stringMatching(/^(corrupt|incomplete)$/),
        ])
    }
    expect(filling).toBeLessThanOrEqual(streams.length)
  })

  test('C06: a count that pg_restore takes for an empty archive is corrupt', async () => {
    const bytes = make([])
    // The head ends with pg_dump's own version; behind it is the count of entries.
    const version = /PostgreSQL\) (.+)/.exec(server.run('pg_dump', ['--version']).toString())?.[1] ?? ''
    const count = bytes.lastIndexOf(version, 300) + version.length
    const copy = Buffer.from(bytes)
    copy[count] = 1
    expect((await read(copy)).faults).toMatchObject([{ word: 'corrupt', level: 3 }])
    // pg_restore itself lists nothing and exits with 0, which is why this is looked at.
    const path = join(server.folder, 'damaged.dump')
    writeFileSync(path, copy)
    expect(server.run('pg_restore', ['-l', path]).toString()).not.toContain('TABLE')
  })
})
