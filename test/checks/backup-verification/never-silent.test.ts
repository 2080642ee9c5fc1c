import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { UNPACK_LIMITS } from '../../../src/checks/backup-verification/codecs/limits.ts'
import { CONTAINER_LIMITS } from '../../../src/checks/backup-verification/containers/limits.ts'
import type { LayerContext } from '../../../src/checks/backup-verification/layers/context.ts'
import type { Layer } from '../../../src/checks/backup-verification/layers/layer.ts'
import { readArtifact, TimeUpError } from '../../../src/checks/backup-verification/read-artifact.ts'
import { restoreDumps } from '../../../src/checks/backup-verification/restore-dumps.ts'
import type { Verification } from '../../../src/checks/backup-verification/verification.ts'
import { verifyFile } from '../../../src/checks/backup-verification/verify-artifact.ts'
import { RunError } from '../../../src/core/errors.ts'
import { plainDump } from '../../support/backup-verification/dumps.ts'
import { type BackupWorld, openWorld } from '../../support/backup-verification/world.ts'
import { END, file } from './containers/tar-bytes.ts'
import { zip } from './containers/zip-bytes.ts'
import { openBytes } from './sources/world.ts'

let world: BackupWorld
beforeEach(() => {
  world = openWorld()
})
afterEach(() => world.remove())

async function verify(name: string, bytes: Uint8Array | string, level = 'L3') {
  world.put(`odd/${name}`, bytes)
  const said = await world.verify([{ name: 'odd', path: 'odd/*', level }], {})
  return { said, faults: said.faultsOf('odd'), gaps: said.gapsOf('odd'), rows: said.rowsOf('odd') }
}

/** An age file of its header and nothing else, which nobody has a key for. */
const AGE = `age-encryption.org/v1
-> X25519 4jrWVQU3SWqqC6FnHXbNOKbcdnBMlPNDnoxVAgfcfio
7cbDVGMLgq7MK4uTJtTqQxIjYJVIRx8ocDTFK5+GURY
--- v4ZcF2ZgCvFZIbLvFZ8DVEYTgFJv3xY6mV3FwbOTpzI
${'x'.repeat(64)}`

function many(count: number, make: (index: number) => Buffer): Buffer {
  return Buffer.concat(Array.from({ length: count }, (_, index) => make(index)))
}

describe('what an archive holds more of than is kept', () => {
  test('1,000 members with something to say do not hide one that cannot be read', async () => {
    const remarked = many(1001, (index) => file(`a/${index}.sql.gz`, gzipSync(gzipSync(plainDump()))))
    const bytes = Buffer.concat([remarked, file('z.sql.age', AGE), END])
    expect((await verify('all.tar', bytes)).gaps).toEqual([expect.stringContaining('z.sql.age')])
  })

  test('1,000 members with remarks do not hide a dump that is to be restored', async () => {
    const remarked = many(1001, (index) => file(`a/${index}.json.gz`, gzipSync(gzipSync('{}'))))
    const bytes = Buffer.concat([remarked, file('z.sql', plainDump()), END])
    const { rows } = await verify('all.tar', bytes, 'L4')
    expect(rows).toMatchObject([{ status: 'ok', level: 'L4 of L4' }])
  })

  test('dumps beyond the most that are restored keep the fourth level from being reached', async () => {
    const layer = (contents: Layer['contents']): Layer => ({
      ...{ path: [], kind: 'folder', size: 0, contents, faults: [], remarks: [], lacks: [], inner: [] },
    })
    const verification = { entry: {}, wanted: 4 } as unknown as Verification
    const layers = [layer({ type: 'sqlite', tables: [], engine: '' }), layer({ type: 'unkept', dumps: 3 })]
    const { lacks } = await restoreDumps(verification, layers, () => ({ readMember: async () => undefined }))
    expect(lacks).toContainEqual(
      expect.objectContaining({ level: 4, text: expect.stringContaining('3 more databases') }),
    )
  })

  test('an archive of pg_dump’s in the 101st folder', async () => {
    const parts = many(100, (index) => file(`a${index}/1.dat`, 'numbers\n'))
    const bytes = Buffer.concat([parts, file('z/toc.dat', 'PGDMP'), END])
    const { gaps } = await verify('all.tar', bytes)
    expect(gaps).toEqual([expect.stringContaining('1 more folders of pg_dump')])
    const fine = await verify('all.tar', Buffer.concat([parts, file('z/2.dat', 'numbers\n'), END]))
    expect({ faults: fine.faults, gaps: fine.gaps }).toEqual({ faults: [], gaps: [] })
  })
})

describe('an archive of folders alone', () => {
  const folder = (name: string) => file(name)
  test('is empty', async () => {
    const { faults } = await verify(
      'all.tar.gz',
      gzipSync(Buffer.concat([folder('a/'), folder('a/b/'), END])),
    )
    expect(faults).toEqual(['empty at L3'])
    expect((await verify('all.zip', zip([{ name: 'a/' }, { name: 'a/b/' }]))).faults).toContain('empty at L3')
  })

  test('is fine where there is a file, of no bytes too, or where it lies in another', async () => {
    const inner = Buffer.concat([folder('a/'), END])
    expect((await verify('a.tar', Buffer.concat([folder('a/'), file('a/b', ''), END]))).faults).toEqual([])
    expect((await verify('a.tar', Buffer.concat([file('inner.tar', inner), END]))).faults).toEqual([])
  })
})

describe('text that nobody here can read', () => {
  const WORDS = 'Unable to find image postgres:17 locally\n'
  const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(plainDump().toString(), 'utf16le')])
  const rows: readonly (readonly [string, Uint8Array | string, string | undefined])[] = [
    ['db.dump', WORDS, 'it is called a dump'],
    ['db.dump.gz', gzipSync(WORDS), 'it is called a dump'],
    ['db-20240113.bak', WORDS, 'it is called a dump'],
    ['db.backup', WORDS, 'it is called a dump'],
    ['nginx.conf.bak', WORDS, undefined],
    ['notes', WORDS, undefined],
    ['notes.txt', WORDS, undefined],
    ['db.data', wide, 'it is text in UTF-16'],
    ['db', wide, 'it is text in UTF-16'],
    ['db.gz', gzipSync(wide), 'it is text in UTF-16'],
  ]
  test.each(rows)('%s', async (name, bytes, why) => {
    const { faults, gaps } = await verify(name, bytes)
    expect(faults).toEqual([])
    expect(gaps).toEqual(why === undefined ? [] : [expect.stringContaining(why)])
    const { gaps: below } = await verify(name, bytes, 'L2')
    expect(below).toEqual([])
  })
})

describe('a log that begins with an error', () => {
  test.each(['app.log', 'app.log.1', 'app.log-20240112'])('%s is a log', async (name) => {
    expect((await verify(name, 'ERROR: the database is gone\n')).faults).toEqual([])
    expect((await verify(`${name}.gz`, gzipSync('ERROR: the database is gone\n'))).faults).toEqual([])
  })

  test('is no backup under another name', async () => {
    expect((await verify('app.data', 'ERROR: the database is gone\n')).faults).toEqual([
      'wrong-content at L1',
    ])
  })
})

test('a zip, which is read from its end, is not read for longer than there is time', async () => {
  const bytes = zip([{ name: 'a.json', content: '{}' }])
  const ended: boolean[] = []
  let clock = 0
  const at = async (offset: number, length: number) => {
    clock += 1
    return bytes.subarray(offset, offset + length)
  }
  const opened = {
    ...{ size: bytes.length, modified: 0, etag: '', checksums: {}, at, close: async () => undefined },
    access: { size: bytes.length, read: at },
    read: async (onChunk: (chunk: Uint8Array) => unknown) => void (await onChunk(bytes)),
  }
  const context = {
    ...{ level: 3, unpack: UNPACK_LIMITS, container: CONTAINER_LIMITS },
    ...{ isIgnored: () => false, onMember: () => undefined },
    leaf: () => ({
      write: () => undefined,
      end: (isWhole: boolean) => {
        ended.push(isWhole)
        return { contents: { type: 'bytes' }, reading: { faults: [], remarks: [], lacks: [] }, level: 3 }
      },
    }),
  } as unknown as LayerContext
  const bounds = (deadline: number) => ({ elapsed: () => clock, deadline, hashing: undefined })
  await expect(readArtifact('a.zip', opened, context, bounds(2))).rejects.toThrow(TimeUpError)
  await readArtifact('a.zip', opened, context, bounds(1000))
  expect(ended.at(-1)).toBe(true)
})

test('far away, a checksum that must be there is looked for at the first level, which reads little', async () => {
  const bytes = Buffer.from('{}')
  const known = (etag: string) => ({ ...openBytes(bytes), etag })
  const look = async (etag: string, checksums: string) => {
    const verification = {
      ...{ entry: { checksums }, wanted: 1, isFar: true },
      source: {
        open: async (name: string) => {
          if (name === 'a.json') return known(etag)
          throw new RunError('is not there')
        },
      },
    } as unknown as Verification
    const item = {
      name: 'a.json',
      kind: 'file',
      size: 2,
      files: 1,
      modified: 0,
      etag,
      checksums: {},
    } as const
    return (await verifyFile(verification, item, [])).faults.map(({ word, level }) => `${word} ${level}`)
  }
  expect(await look('', 'optional')).toEqual([])
  expect(await look('', 'required')).toEqual(['missing 1'])
  expect(await look(`"${'a'.repeat(32)}"`, 'required')).toEqual([])
})
