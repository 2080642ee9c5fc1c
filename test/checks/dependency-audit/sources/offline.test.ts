import { createHash } from 'node:crypto'
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { offlineSource } from '../../../../src/checks/dependency-audit/sources/offline.ts'
import type { Query } from '../../../../src/checks/dependency-audit/sources/source.ts'
import { fixtureOf, isAffected, type OsvRecord } from '../../../support/advisories/records.ts'
import { makeZip, type ZipMember } from '../../../support/advisories/zip.ts'
import { ALL_RECORDS, keysOf, NPM_RECORDS, npmQuery, openKeys, QUERIES, reasonsOf } from './sources.ts'

const DAY = 86_400_000
const NOW = new Date('2026-08-25T00:00:00Z')

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'upkeep-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

interface Given {
  readonly path: string
  readonly cache?: string
  readonly maxAge?: number
  readonly now?: Date
}

function ask({ path, cache, maxAge = 7 * DAY, now = NOW }: Given, queries: readonly Query[] = QUERIES) {
  return offlineSource({ path, cache, maxAge, now }).ask(queries)
}

function memberOf(record: OsvRecord): ZipMember {
  return { name: `${record.id}.json`, bytes: JSON.stringify(record) }
}

function write(name: string, bytes: string | Uint8Array): string {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, bytes)
  return path
}

const GOOD = NPM_RECORDS.map(memberOf)
const BAD: ZipMember = { name: 'bad.json', bytes: '{"id":"x"' }

function wantedIds(queries: readonly Query[], records = ALL_RECORDS): readonly string[] {
  const isHit = (record: OsvRecord) =>
    queries.some(({ ecosystem, name, version }) => isAffected(record, ecosystem, name, version))
  return records.filter(isHit).map(({ id }) => id)
}

/** Everything about the packages is told, the rest is not. */
async function expectGood(answer: Awaited<ReturnType<typeof ask>>, queries: readonly Query[] = QUERIES) {
  expect(answer.faults).toEqual([])
  const names = new Set(queries.map(({ name }) => name))
  expect(answer.advisories.map(({ id }) => id)).toEqual(expect.arrayContaining([...wantedIds(queries)]))
  expect(answer.advisories.every(({ affected }) => affected.some(({ name }) => names.has(name)))).toBe(true)
}

const MIXED: readonly Query[] = [
  ...QUERIES,
  { ecosystem: 'PyPI', name: 'Pillow', version: '3.0.0' },
  { ecosystem: 'Go', name: 'golang.org/x/crypto', version: '0.30.0' },
]

describe('a database', () => {
  test.each<readonly [string, () => string]>([
    ['a zip', () => write('all.zip', makeZip(GOOD))],
    ['a stored zip', () => write('all.zip', makeZip(GOOD.map((one) => ({ ...one, method: 0 }))))],
    ['a zip64', () => write('all.zip', makeZip(GOOD, { zip64: true }))],
    ['a zip with a comment', () => write('all.zip', makeZip(GOOD, { comment: 'PK\x05\x06 made by nobody' }))],
    [
      'a zip with other things',
      () => write('all.zip', makeZip([...GOOD, { name: 'a/', bytes: '' }, { name: 'x.csv', bytes: 'x' }])),
    ],
    [
      'a zip whose names climb',
      () => write('all.zip', makeZip(GOOD.map((one) => ({ ...one, name: `../../${one.name}` })))),
    ],
    ['a list', () => write('all.json', JSON.stringify(NPM_RECORDS))],
    ['a packed list', () => fixtureOf('npm')],
    ['a folder of zips', () => join(write('npm/all.zip', makeZip(GOOD)), '..', '..')],
    [
      'a folder of records',
      () => {
        for (const { name, bytes } of GOOD) write(`2026/${name.slice(0, 6)}/${name}`, bytes)
        write('README.md', 'no record')
        return folder
      },
    ],
  ])('that is %s', async (_name, make) => {
    await expectGood(await ask({ path: make() }))
  })

  test('of several ecosystems, with names as people write them', async () => {
    for (const one of ['npm', 'pypi', 'go'] as const)
      copyFileSync(fixtureOf(one), join(folder, `${one}.json.gz`))
    const answer = await ask({ path: folder }, MIXED)
    expect(answer.faults).toEqual([])
    const wanted = wantedIds(MIXED.map((query) => ({ ...query, name: query.name.toLowerCase() })))
    expect(answer.advisories.map(({ id }) => id)).toEqual(expect.arrayContaining([...wanted]))
    expect(answer.notes.join()).toContain('holds 866 records, the newest of 2026-08-')
    expect(answer.notes.join()).toContain('ranges of commits')
  })
})

const QUIET = { ...NPM_RECORDS[0], modified: undefined }
const FUTURE = NPM_RECORDS.map((record) => ({ ...record, modified: '2099-01-01T00:00:00Z' }))
const DEEP = `${'['.repeat(100_000)}${']'.repeat(100_000)}`

describe('is not believed', () => {
  test.each<readonly [string, () => string, string]>([
    ['where there is none', () => join(folder, 'nothing.zip'), 'it is not there'],
    ['in an empty folder', () => folder, 'there are no records in it'],
    ['in an empty zip', () => write('all.zip', makeZip([])), 'holds no readable records'],
    ['in an empty list', () => write('all.json', '[]'), 'holds no readable records'],
    ['in an empty file', () => write('all.zip', ''), 'no zip archive, or cut off'],
    [
      'in a zip cut off',
      () => write('all.zip', makeZip(GOOD).subarray(0, -30)),
      'no zip archive, or cut off',
    ],
    [
      'in a zip without its front',
      () => write('all.zip', makeZip(GOOD).subarray(5000)),
      'cut off: its directory is missing|damaged directory',
    ],
    ['in a web page', () => write('all.zip', '<html>'.repeat(100)), 'no zip archive'],
    [
      'in a list cut off',
      () => write('all.json', JSON.stringify(NPM_RECORDS).slice(0, -10)),
      'damaged or cut off',
    ],
    [
      'in a packed list cut off beside a good one',
      () => {
        copyFileSync(fixtureOf('npm'), join(folder, 'npm.json.gz'))
        write('more.json.gz', readFileSync(fixtureOf('npm')).subarray(0, -100))
        return folder
      },
      'more.json.gz cannot be read',
    ],
    [
      'with 2 % of records damaged',
      () => write('all.zip', makeZip([...GOOD, ...Array(14).fill(BAD)])),
      '14 of its 680 records',
    ],
    [
      'when all is encrypted',
      () => write('all.zip', makeZip(GOOD.map((one) => ({ ...one, flags: 1 })))),
      'no readable records',
    ],
    [
      'when nothing says how old it is',
      () => write('all.json', JSON.stringify([QUIET])),
      'none of its records says',
    ],
    ['when all is of the future', () => write('all.json', JSON.stringify(FUTURE)), 'of the future'],
    ['when it is no list of records', () => write('all.json', '["a","b"]'), 'no readable records'],
    ['when it is nested for ever', () => write('all.json', DEEP), 'no readable records'],
    [
      'when it claims to hold more than 4 GB',
      () => write('all.zip', makeZip(GOOD.map((one) => ({ ...one, size: 40 * 1024 * 1024 })))),
      'holds more than 4294967296 bytes',
    ],
    [
      'with a link among its records',
      () => {
        copyFileSync(fixtureOf('npm'), join(folder, 'npm.json.gz'))
        symlinkSync(fixtureOf('go'), join(folder, 'go.json.gz'))
        return folder
      },
      'go.json.gz is a link',
    ],
  ])('%s', async (_name, make, words) => {
    const path = make()
    const cache = `${folder}-cache`
    // Without a cache, while it is made, and from it.
    for (const given of [{ path }, { path, cache }, { path, cache }]) {
      const answer = await ask(given)
      expect(reasonsOf(answer)).toMatch(new RegExp(words))
      expect(openKeys(answer)).toEqual(keysOf(QUERIES))
    }
    rmSync(cache, { recursive: true, force: true })
  })

  test.each([
    ['2026-08-28T00:00:00Z', 7, undefined],
    ['2026-08-22T00:00:00Z', 1, undefined],
    ['2026-09-30T00:00:00Z', 7, 'the newest record is 39 days old, max-age is 7 days'],
    ['2026-08-22T20:00:00Z', 0.5, 'the newest record is 20 hours old, max-age is 12 hours'],
  ])('on %s with a max-age of %p days: %p', async (date, days, words) => {
    const cache = join(folder, 'cache')
    // The second time from the cache.
    for (const _ of [1, 2]) {
      const answer = await ask({ path: fixtureOf('npm'), cache, maxAge: days * DAY, now: new Date(date) })
      expect(openKeys(answer)).toEqual(words === undefined ? new Set() : keysOf(QUERIES))
      expect(reasonsOf(answer)).toContain(words ?? '')
    }
  })

  test('for an ecosystem of which it holds nothing', async () => {
    const answer = await ask({ path: fixtureOf('npm') }, MIXED)
    expect(openKeys(answer)).toEqual(keysOf(MIXED.slice(4)))
    expect(reasonsOf(answer)).toContain('holds nothing of PyPI')
  })
})

test('a few damaged records are said, and the others count', async () => {
  const broken: readonly ZipMember[] = [
    BAD,
    { ...BAD, method: 12 },
    { ...BAD, crc: 7 },
    { ...BAD, size: 60 * 1024 * 1024 },
  ]
  for (const one of broken) {
    const answer = await ask({ path: write('all.zip', makeZip([...GOOD, one])) })
    await expectGood(answer)
    expect(answer.notes.join()).toContain('1 records of')
  }
})

test('a bomb is not unpacked', async () => {
  const bomb = { name: 'bomb.json', bytes: Buffer.alloc(30 * 1024 * 1024, 0x20), size: 1000 }
  const answer = await ask({ path: write('all.zip', makeZip([...GOOD, bomb])) })
  await expectGood(answer)
  expect(answer.notes.join()).toContain('bomb.json is damaged')
})

describe('the cache', () => {
  const state = () =>
    readdirSync(join(folder, 'cache')).map((name) => readFileSync(join(folder, 'cache', name)))
  const cacheFile = () => join(folder, 'cache', String(readdirSync(join(folder, 'cache'))[0]))
  const given = () => ({ path: join(folder, 'all.zip'), cache: join(folder, 'cache') })

  beforeEach(async () => {
    write('all.zip', makeZip(GOOD))
    await expectGood(await ask(given()))
    expect(readdirSync(join(folder, 'cache'))).toHaveLength(1)
  })

  test('answers as the database does', async () => {
    const fresh = await ask({ path: given().path })
    const [before] = state()
    const cached = await ask(given())
    expect(cached).toEqual(fresh)
    expect(state()).toEqual([before])
  })

  test('is what is read the second time', async () => {
    const path = cacheFile()
    const text = readFileSync(path).toString('latin1')
    expect(text).toContain('GHSA-35jh-r3h4-6jhm')
    // The database of the same size and time holds nothing readable now: only the cache can answer.
    const { path: zip } = given()
    const size = readFileSync(zip).length
    const times = new Date(1_700_000_000_000)
    utimesSync(zip, times, times)
    await expectGood(await ask(given()))
    writeFileSync(zip, Buffer.alloc(size))
    utimesSync(zip, times, times)
    await expectGood(await ask(given()))
  })

  test('is not believed for another state of the database', async () => {
    const later = NPM_RECORDS.filter(({ id }) => !id.startsWith('GHSA-35jh'))
    write('all.zip', makeZip(later.map(memberOf)))
    const answer = await ask(given())
    expect(answer.advisories.map(({ id }) => id)).not.toContain('GHSA-35jh-r3h4-6jhm')
    expect(readdirSync(join(folder, 'cache'))).toHaveLength(1)
  })

  const replaced = (from: string, to: string) => (path: string) =>
    writeFileSync(path, readFileSync(path, 'latin1').replaceAll(from, to), 'latin1')
  test.each<readonly [string, (path: string) => void]>([
    ['cut off', (path) => truncateSync(path, 1000)],
    ['empty', (path) => truncateSync(path, 0)],
    ['longer', (path) => appendFileSync(path, 'x')],
    ['something else', (path) => writeFileSync(path, '{"advisories":[]}')],
    ['of zeros', (path) => writeFileSync(path, Buffer.alloc(200_000))],
    ['of other records', replaced('"fixed":"4.17.21"', '"fixed":"0.0.021"')],
    ['of other names', replaced('lodash', 'hsadol')],
    ['of another index', replaced('"census"', '"sensus"')],
    ['packed', (path) => writeFileSync(path, gzipSync(readFileSync(path)))],
    [
      'a folder',
      (path) => {
        rmSync(path)
        mkdirSync(path)
      },
    ],
  ])('that is %s is read again from the database', async (_name, spoil) => {
    const fresh = await ask({ path: given().path })
    spoil(cacheFile())
    const answer = await ask(given())
    expect({ ...answer, notes: [] }).toEqual({ ...fresh, notes: [] })
  })

  /** Changes the index and signs it again, as a disk fault would not. */
  function reindex(path: string, change: (index: Record<string, unknown>) => object): void {
    const bytes = readFileSync(path)
    const [format, version, offset = '', length = ''] =
      bytes.subarray(-120).toString().split('\n').at(-2)?.slice(-118).split(' ') ?? []
    const start = Number(offset)
    const index = JSON.parse(bytes.subarray(start, start + Number(length)).toString()) as Record<
      string,
      unknown
    >
    const text = Buffer.from(JSON.stringify(change(index)))
    const hash = createHash('sha256').update(text).digest('hex')
    const size = String(text.length).padStart(16, '0')
    const footer = Buffer.from(`${format} ${version} ${offset} ${size} ${hash}\n`)
    writeFileSync(path, Buffer.concat([bytes.subarray(0, start), text, footer]))
  }

  test.each<readonly [string, (index: Record<string, unknown>) => object]>([
    ['no object', () => []],
    ['without a census', ({ census: _, ...index }) => index],
    [
      'with a census of text',
      (index) => ({ ...index, census: { ...(index['census'] as object), moments: ['x'] } }),
    ],
    ['with fewer records', (index) => ({ ...index, lines: (index['lines'] as unknown[]).slice(3) })],
    ['with lines of text', (index) => ({ ...index, lines: (index['lines'] as unknown[]).map(String) })],
    [
      'with lines that end nowhere',
      (index) => ({ ...index, lines: (index['lines'] as number[]).map((one) => one * 2 ** 20) }),
    ],
    [
      'with names for other records',
      (index) => ({ ...index, names: (index['names'] as [string][]).map(([name]) => [name, 0]) }),
    ],
    [
      'with names for no records',
      (index) => ({ ...index, names: (index['names'] as [string][]).map(([name]) => [name, 1e6]) }),
    ],
    ['without names', ({ names: _, ...index }) => index],
    ['with another key', (index) => ({ ...index, key: 'x' })],
  ])('whose index is signed but %s is read again from the database', async (_name, change) => {
    const fresh = await ask({ path: given().path })
    reindex(cacheFile(), (index) => index)
    expect(await ask(given())).toEqual(fresh)
    reindex(cacheFile(), change)
    expect(await ask(given())).toEqual(fresh)
  })

  test('that cannot be written is said, and costs no answer', async () => {
    const answer = await ask({ ...given(), cache: join(folder, 'all.zip', 'cache') })
    await expectGood(answer)
    expect(answer.notes.join()).toContain('cannot be written')
  })

  test('leaves no draft behind, not even of a database that is broken', async () => {
    write('all.zip', makeZip(GOOD).subarray(0, -30))
    expect((await ask(given())).faults).not.toEqual([])
    expect(readdirSync(join(folder, 'cache'))).toHaveLength(1)
  })
})

test('hostile names find nothing and break nothing', async () => {
  const odd = ['__proto__', 'constructor', '\ud800', '', 'x'.repeat(100_000)].map((name) =>
    npmQuery(name, '1.0.0'),
  )
  const answer = await ask({ path: fixtureOf('npm'), cache: join(folder, 'cache') }, odd)
  expect(answer).toMatchObject({ advisories: [], faults: [] })
})
