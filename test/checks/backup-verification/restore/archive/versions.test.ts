import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { type External, noExternal } from '../../../../../src/checks/backup-verification/codecs/external.ts'
import type { Intake } from '../../../../../src/checks/backup-verification/intake.ts'
import { createCustomArchiveReader } from '../../../../../src/checks/backup-verification/pg-archive/custom-archive.ts'
import { restoreCustom } from '../../../../../src/checks/backup-verification/restore/archive/restore-custom.ts'
import { factsOfArchive } from '../../../../../src/checks/backup-verification/restore/dump-facts.ts'
import {
  type RestoreEngine,
  startRestoreEngine,
} from '../../../../support/backup-verification/restore-engine.ts'
import {
  archive,
  changed,
  ENTRIES,
  SHAPE,
  type Shape,
  type Written,
} from '../../pg-archive/archive-writer.ts'
import { readAll } from '../../sql/cases.ts'
import { postgresFolder } from '../../sql/throwaway-postgres.ts'
import { aMinute } from '../playing.ts'

const bin = postgresFolder()
if (bin === undefined) console.warn('skipped: no PostgreSQL server is installed to restore into')
const suite = bin === undefined ? describe.skip : describe

/** A tool that unpacks what was never packed, as the writer of these archives leaves it. */
const UNPACKED: External = <T>(_tool: string, into: Intake<T>) => ({
  write: (chunk: Uint8Array) => into.write(chunk),
  end: async (isWhole: boolean) => ({
    inner: await into.end(isWhole),
    outcome: 'whole' as const,
    complaint: '',
  }),
})

/** Before PostgreSQL 17 each large object has an entry of its own; before 9.0 none has. */
function entriesOf(minor: number): readonly Written[] {
  if (minor >= 16) return ENTRIES
  const single = ['4711', '4712'].map((tag, index) => ({
    id: 20 + index,
    kind: 'BLOB',
    tag,
    definition: `SELECT pg_catalog.lo_create('${tag}');\n`,
  }))
  return ENTRIES.flatMap((entry) => {
    if (entry.kind !== 'BLOB METADATA') return [entry]
    return minor >= 12 ? single : []
  })
}

suite('formats of other versions', () => {
  let engine: RestoreEngine
  const play = async (shape: Shape, entries: readonly Written[], external: External = noExternal) => {
    const bytes = archive(shape, entries)
    const reading = await readAll(createCustomArchiveReader(), bytes)
    // They say that they are of another server than they are played into; what they are made of is not.
    const facts = { ...factsOfArchive(reading), dumpedFrom: undefined, dumpedBy: undefined }
    return readAll(restoreCustom(engine, facts, aMinute(), external), bytes, 500)
  }
  const ask = (sql: string) => engine.run('psql', ['-d', engine.database, '-Atc', sql]).toString().trim()
  beforeAll(async () => {
    engine = await startRestoreEngine(bin ?? '')
  }, 60_000)
  afterEach(() => engine?.reset())
  afterAll(() => engine?.stop())

  test.each([10, 11, 12, 13, 14, 15, 16])(
    '1.%d',
    async (minor) => {
      for (const compression of ['gzip', 'none'] as const) {
        const restored = await play({ ...SHAPE, minor, compression }, entriesOf(minor))
        expect(restored).toMatchObject({ faults: [], lacks: [], isFinished: true })
        expect(restored.tables).toEqual([
          { database: '', name: 'public.users', rows: 40 },
          { database: '', name: 'public.none', rows: 0 },
        ])
        expect(ask("SELECT encode(lo_get(4711), 'escape') || lo_get(4712)::text")).toBe(
          'some bytes \\000 of an object\\x',
        )
        expect(
          ask("SELECT string_agg(DISTINCT pg_get_userbyid(lomowner), ',') FROM pg_largeobject_metadata"),
        ).toBe(minor >= 16 ? 'app_owner' : 'upkeep_restorer')
        await engine.reset()
      }
    },
    60_000,
  )

  test.each(['lz4', 'zstd'] as const)(
    'data packed with %s need its tool',
    async (compression) => {
      const shape = { ...SHAPE, compression }
      const restored = await play(shape, ENTRIES, UNPACKED)
      expect(restored).toMatchObject({ faults: [], lacks: [], isFinished: true })
      expect(restored.tables[0]?.rows).toBe(40)
      await engine.reset()
      expect(await play(shape, ENTRIES)).toMatchObject({
        faults: [],
        lacks: [{ what: compression }],
        isFinished: false,
      })
    },
    60_000,
  )

  test('data without their end are incomplete, and nothing behind them is taken for rows', async () => {
    const restored = await play(SHAPE, changed(7, { data: '1\ta@b\n' }))
    expect(restored.faults[0]).toMatchObject({
      word: 'incomplete',
      text: expect.stringContaining('public.users'),
    })
  }, 60_000)
})
