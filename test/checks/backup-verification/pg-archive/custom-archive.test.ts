import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createCustomArchiveReader } from '../../../../src/checks/backup-verification/pg-archive/custom-archive.ts'
import { CONTENT, mistakeIn, mistakesOf, NEVER_CONTENT, readAll } from '../sql/cases.ts'
import { archive, ENTRIES, header, SHAPE, type Shape } from './archive-writer.ts'
import { CUSTOM_CASES, HOSTILE } from './custom-cases.ts'

const WHOLE = archive(SHAPE, ENTRIES)
const read = (bytes: Uint8Array, size?: number, isWhole = true) =>
  readAll(createCustomArchiveReader(), bytes, size, isWhole)

describe('an archive by hand', () => {
  test.each(CUSTOM_CASES.map((one) => [one.word, one.name, one] as const))(
    '%s: %s',
    async (_word, _name, one) => {
      expect(mistakeIn(one, await read(one.bytes(WHOLE)))).toBeUndefined()
    },
  )

  const shapes = [10, 11, 12, 13, 14, 15, 16].flatMap((minor) =>
    [4, 8].flatMap((intSize) =>
      (['none', 'gzip'] as const).map(
        (compression): Shape => ({ ...SHAPE, minor, intSize, offSize: intSize, compression }),
      ),
    ),
  )
  test.each(shapes)('of format 1.$minor with numbers of $intSize bytes and $compression', async (shape) => {
    expect(await read(archive(shape, ENTRIES))).toMatchObject({
      version: `1.${shape.minor}`,
      compression: shape.compression,
      database: 'shop',
      dumpedFrom: `${shape.minor}.0`,
      entries: 9,
      tables: [
        { name: 'public.users', rows: 40, isCreated: true },
        { name: 'public.none', rows: 0, isCreated: true },
      ],
      rows: 40,
      largeObjects: 2,
      roles: ['app_owner', 'reader'],
      extensions: ['hstore'],
      encoding: 'UTF8',
      faults: [],
      lacks: [],
    })
  })

  test.each(['lz4', 'zstd'] as const)(
    'packed with %s is walked, and its rows are not known',
    async (compression) => {
      const bytes = archive({ ...SHAPE, compression }, ENTRIES)
      const reading = await read(bytes)
      expect(reading).toMatchObject({ faults: [], lacks: [{ what: compression }] })
      expect(reading.tables.map(({ rows }) => rows)).toEqual([undefined, undefined])
      expect((await read(bytes.subarray(0, -9))).faults).toMatchObject([{ word: 'incomplete' }])
    },
  )

  test('of a newer format is no fault and no pass', async () => {
    const reading = await read(archive({ ...SHAPE, minor: 17 }, ENTRIES))
    expect(reading).toMatchObject({ faults: [], tables: [], lacks: [{ what: 'pg_dump' }] })
  })

  test.each([1, 2, 7, 50, 333])('is the same in pieces of %d bytes', async (size) => {
    for (const { bytes } of CUSTOM_CASES.filter(({ name }) => name !== 'a long definition')) {
      const made = bytes(WHOLE)
      expect(await read(made, size)).toEqual(await read(made))
    }
  })

  test('is never fine where it is cut, and silent where that was told', async () => {
    for (let at = 1; at < WHOLE.length; at += 1) {
      const { faults } = await read(WHOLE.subarray(0, at))
      expect([at, faults[0]?.word]).toEqual([at, 'incomplete'])
    }
    for (let at = 0; at < WHOLE.length; at += 13) {
      expect((await read(WHOLE.subarray(0, at), 100, false)).faults).toEqual([])
    }
  })

  test('is seen to be damaged by most flipped bits of its numbers', async () => {
    let seen = 0
    const begin = header(SHAPE).length
    for (let at = 0; at < begin + 5; at += 1) {
      const copy = Buffer.from(WHOLE)
      copy[at] = (copy[at] ?? 0) ^ 0x10
      const { faults, lacks } = await read(copy)
      if (faults.length + lacks.length > 0) seen += 1
    }
    // The rest is in the texts of the head and the date, where every value is a good one.
    expect(seen).toBeGreaterThan(begin / 2)
  })

  test.each(HOSTILE)('with %s takes no long time', async (_name, bytes) => {
    const began = performance.now()
    const { faults } = await read(bytes)
    expect(faults.length).toBe(1)
    expect(performance.now() - began).toBeLessThan(30_000)
  })

  test('of any bytes is read to its end', async () => {
    const place = fc.integer({ min: 0, max: WHOLE.length - 1 })
    const damage = fc.array(fc.tuple(place, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(damage, fc.integer({ min: 1, max: 500 }), async (bytes, size) => {
        const copy = Buffer.from(WHOLE)
        for (const [at, value] of bytes) copy[at] = value
        expect(await read(copy, size)).toEqual(await read(copy))
      }),
      { numRuns: 500 },
    )
  })
})

test('a verifier with one answer to all fails the table', () => {
  const good = CUSTOM_CASES.filter(({ word }) => word === 'ok').length
  expect(mistakesOf(CUSTOM_CASES, CONTENT)).toBeGreaterThanOrEqual(CUSTOM_CASES.length - good)
  for (const reading of NEVER_CONTENT) expect(mistakesOf(CUSTOM_CASES, reading)).toBeGreaterThan(good)
})
