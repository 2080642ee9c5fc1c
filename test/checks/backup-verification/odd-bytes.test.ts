import { createHash } from 'node:crypto'
import { appendFileSync, closeSync, ftruncateSync, openSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { plainDump } from '../../support/backup-verification/dumps.ts'
import { type BackupWorld, type Entry, openWorld } from '../../support/backup-verification/world.ts'
import { archive, END, file } from './containers/tar-bytes.ts'

const GOOD = { name: 'good', path: 'good/*.sql' }
let world: BackupWorld
beforeEach(() => {
  world = openWorld()
  world.put('good/dump.sql', plainDump())
})
afterEach(() => world.remove())

/** Bytes of no known kind, the same each time. */
const NOISE = Buffer.concat(
  Array.from({ length: 64 }, (_, index) => createHash('sha256').update(`noise ${index}`).digest()),
)
const NO_FORMAT = 'its format is not known here: L1 is as far as it can be verified (say level: L1)'
const NO_CIPHER = 'its encryption is not known here: L1 is as far as it can be verified (say level: L1)'

/** An empty file's local header, and how long a central one is whose name has eight letters (APPNOTE 4.3.7, 4.3.12). */
const LOCAL = Buffer.alloc(30)
LOCAL.writeUInt32LE(0x04034b50, 0)
const ENTRY = 54

/** The end of an archive of so many entries behind one local header (APPNOTE 4.3.14 to 4.3.16). */
function zip64End(count: number, length: number): Buffer {
  const end = Buffer.alloc(98)
  end.writeUInt32LE(0x06064b50, 0)
  end.writeBigUInt64LE(44n, 4)
  for (const at of [24, 32]) end.writeBigUInt64LE(BigInt(count), at)
  end.writeBigUInt64LE(BigInt(length), 40)
  end.writeBigUInt64LE(BigInt(LOCAL.length), 48)
  end.writeUInt32LE(0x07064b50, 56)
  end.writeBigUInt64LE(BigInt(LOCAL.length + length), 64)
  end.writeUInt32LE(1, 72)
  end.writeUInt32LE(0x06054b50, 76)
  end.fill(0xff, 84, 96)
  return end
}

/** Name, bytes, level that is asked, level that is reached, and why no further. */
const UNKNOWN: readonly (readonly [string, Uint8Array | string, string, string, string])[] = [
  ['odd/backup.bin', NOISE, 'L0', 'L0 of L0', ''],
  ['odd/backup.bin', NOISE, 'L1', 'L1 of L1', ''],
  ['odd/backup.bin', NOISE, 'L2', 'L2 of L2', ''],
  ['odd/backup.bin', NOISE, 'L3', 'L2 of L3', NO_FORMAT],
  ['odd/backup', NOISE, 'L3', 'L2 of L3', NO_FORMAT],
  ['odd/neo4j.dump', NOISE, 'L3', 'L2 of L3', NO_FORMAT],
  ['odd/backup.gz', gzipSync(NOISE), 'L3', 'L2 of L3', NO_FORMAT],
  ['odd/backup.gz', gzipSync(NOISE), 'L2', 'L2 of L2', ''],
  ['odd/backup.bin', NOISE, 'L5', 'L2 of L5', NO_FORMAT],
  ['odd/backup.enc', NOISE, 'L1', 'L1 of L1', ''],
  ['odd/backup.enc', NOISE, 'L2', 'L1 of L2', NO_CIPHER],
  ['odd/backup.sql.enc', NOISE, 'L3', 'L1 of L3', NO_CIPHER],
  ['odd/notes.txt', 'plain words\n', 'L3', 'L3 of L3', ''],
  ['odd/notes', 'plain words\n', 'L3', 'L3 of L3', ''],
  ['odd/app.log.gz', gzipSync('2027-01-12 started\n'), 'L3', 'L3 of L3', ''],
  ['odd/all.tar', archive(file('image.png', NOISE), file('blob', NOISE)), 'L3', 'L3 of L3', ''],
]

describe('bytes of no known kind', () => {
  test.each(UNKNOWN.map((row) => [`${row[0]} at ${row[2]}`, row] as const))('%s', async (_title, row) => {
    const [name, bytes, level, reached, why] = row
    world.put(name, bytes)
    const said = await world.verify([{ name: 'odd', path: 'odd/*', level }, GOOD])
    const [told] = said.rowsOf('odd')
    expect(told).toMatchObject({ level: reached, status: why === '' ? 'ok' : 'env' })
    expect(told?.why).toBe(why === '' ? '' : `env: ${why}`)
    expect(said.gapsOf('odd')).toHaveLength(why === '' ? 0 : 1)
    expect(said.faultsOf('odd')).toEqual([])
    expect(said.rowsOf('good')).toMatchObject([{ status: 'ok' }])
  })

  test('in a folder are one file of many', async () => {
    world.put('odd/2027-01-12/blob', NOISE)
    const now = new Date('2027-01-13T06:00:00Z')
    const said = await world.verify([{ name: 'odd', path: 'odd/*/' }], { now })
    expect(said.rowsOf('odd')).toMatchObject([{ status: 'ok', level: 'L3 of L3' }])
  })
})

describe('bytes that take more than there is', () => {
  async function verifyOdd(entry: Entry, options: Entry = {}) {
    const said = await world.verify([GOOD, { name: 'odd', path: 'odd/*', ...entry }], { options })
    expect(said.rowsOf('good')).toMatchObject([{ status: 'ok', level: 'L3 of L3' }])
    expect(world.left()).toEqual([])
    return said
  }

  test('8 GB of zeros in 8 MB are a bomb, and are not unpacked to their end', async () => {
    const part = gzipSync(Buffer.alloc(64 * 1024 ** 2))
    world.put('odd/zeros.gz', Buffer.concat(Array(128).fill(part)))
    const before = process.memoryUsage().rss
    const said = await verifyOdd({})
    expect(said.faultsOf('odd')).toContain('unsafe at L2')
    expect(said.seconds).toBeLessThan(60)
    expect(process.memoryUsage().rss - before).toBeLessThan(500e6)
  })

  test('a sparse file of 100 GB that is called SQL: what was found is told, and that time was up', async () => {
    const handle = openSync(world.put('odd/dump.sql', ''), 'w')
    ftruncateSync(handle, 100e9)
    closeSync(handle)
    const said = await verifyOdd({}, { 'max-duration': '2s' })
    expect(said.faultsOf('odd')).toEqual(['wrong-content at L1'])
    expect(said.gapsOf('odd')).toEqual([expect.stringContaining('max-duration was over')])
    expect(said.evidence.find(({ name }) => name === 'odd')?.artifacts[0]?.sha256).toBeNull()
    expect(said.seconds).toBeLessThan(30)
  })

  test('200,000 members are read, each of them', async () => {
    const members = Array.from({ length: 200_000 }, (_, index) => file(`a/${index}`, ''))
    world.put('odd/many.tar.gz', gzipSync(Buffer.concat([...members, END]), { level: 1 }))
    const said = await verifyOdd({ members: ['199999'] })
    expect(said.rowsOf('odd')).toMatchObject([{ status: 'ok', level: 'L3 of L3' }])
    expect(said.seconds).toBeLessThan(60)
  })

  test('a zip archive that says it has 10 million entries', async () => {
    world.put('odd/many.zip', Buffer.concat([LOCAL, zip64End(10_000_000, 0)]))
    const said = await verifyOdd({})
    expect(said.faultsOf('odd').join()).toMatch(/^(corrupt|incomplete|unsafe) at L[23]$/)
    expect(said.seconds).toBeLessThan(10)
  })

  test('a zip archive that has 10 million entries', async () => {
    const path = world.put('odd/many.zip', LOCAL)
    const entries = Buffer.alloc(ENTRY * 1_000_000)
    for (let from = 0; from < 10_000_000; from += 1_000_000) {
      for (let index = 0; index < 1_000_000; index += 1) {
        entries.writeUInt32LE(0x02014b50, index * ENTRY)
        entries.writeUInt16LE(8, index * ENTRY + 28)
        entries.write(String(10_000_000 + from + index), index * ENTRY + 46, 'latin1')
      }
      appendFileSync(path, entries)
    }
    appendFileSync(path, zip64End(10_000_000, 10_000_000 * ENTRY))
    const said = await verifyOdd({})
    expect(said.faultsOf('odd')).toEqual(['unsafe at L3'])
    expect(said.seconds).toBeLessThan(60)
  })

  test('archives in archives are read down to the dump, and 13 layers are too many', async () => {
    const dump = Buffer.from(plainDump(['1\tAda']).split('\\.')[0] ?? '')
    const inner = archive(file('c.sql', dump))
    world.put('odd/a.tar', archive(file('b.tar', archive(file('c.tar', inner)))))
    const nested = await verifyOdd({})
    expect(nested.faultsOf('odd')).toEqual(['incomplete at L3'])
    expect(JSON.stringify(nested.run.judged)).toContain('b.tar > c.tar > c.sql')
    let bytes = archive(file('a.txt', 'a'))
    for (let depth = 0; depth < 13; depth += 1) bytes = archive(file('a.tar', bytes))
    world.put('odd/a.tar', bytes)
    expect((await verifyOdd({})).faultsOf('odd')).toEqual(['unsafe at L2'])
  })
})
