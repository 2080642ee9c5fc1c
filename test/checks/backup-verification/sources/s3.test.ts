import { gzipSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import { bucketSource } from '../../../../src/checks/backup-verification/sources/s3.ts'
import { lookAtTail } from '../../../../src/checks/backup-verification/sources/tail.ts'
import { bytesOf, faultOf, memoryStore, placeOf, WHEN } from './world.ts'

const body = Buffer.from('0123456789'.repeat(500))
const OBJECTS = {
  'data/2026-11-23.tar.gz': body,
  'data/2026-11-24.tar.gz': body,
  'data/': Buffer.alloc(0),
  'data/old/2026-11-20.tar.gz': body,
  'database.sql': body,
  'agents/2026-11-23/a.json': Buffer.from('{}'),
  'agents/2026-11-24/a.json': Buffer.from('{}'),
  'agents/2026-11-24/deep/b.yaml': Buffer.from('a: 1'),
  'agents/readme': Buffer.from('x'),
  'a b+c%/ü:~\'"//x': Buffer.from('strange'),
}

function sourceOf(place: string) {
  return bucketSource(placeOf('s3', place), memoryStore(OBJECTS))
}

test.each<readonly [string, readonly string[]]>([
  ['s3://bucket/data/*.tar.gz', ['2026-11-23.tar.gz', '2026-11-24.tar.gz']],
  ['s3://bucket/data/2026-11-2[4-9]*', ['2026-11-24.tar.gz']],
  ['s3://bucket/data/**/*.gz', ['2026-11-23.tar.gz', '2026-11-24.tar.gz', 'old/2026-11-20.tar.gz']],
  ['s3://bucket/data*', ['database.sql']],
  ['s3://bucket/database.sql', ['database.sql']],
  ['s3://bucket/data/*', ['2026-11-23.tar.gz', '2026-11-24.tar.gz']],
  ['s3://bucket/none/*', []],
  ['s3://bucket/agents/*/', ['2026-11-23', '2026-11-24']],
  ['s3://bucket/agents/2026-11-24/', ['2026-11-24']],
  ['s3://bucket/a b*/**', ['a b+c%/ü:~\'"//x']],
])('%s', async (place, names) => {
  const { items, problems } = await sourceOf(place).list()
  expect([items.map(({ name }) => name), problems]).toEqual([names, []])
})

test('items, folders, and what is in them', async () => {
  const source = sourceOf('s3://bucket/agents/*/')
  const modified = WHEN.getTime()
  const folder = { kind: 'folder', modified, etag: '', checksums: {} }
  expect((await source.list()).items).toEqual([
    { name: '2026-11-23', size: 2, files: 1, ...folder },
    { name: '2026-11-24', size: 6, files: 2, ...folder },
  ])
  const inside = await source.inside('2026-11-24')
  expect(inside.items.map(({ name }) => name)).toEqual(['2026-11-24/a.json', '2026-11-24/deep/b.yaml'])
  expect((await bytesOf(await source.open('2026-11-24/deep/b.yaml'))).toString()).toBe('a: 1')
  expect(source.subjectOf('2026-11-24')).toBe('s3://bucket/agents/2026-11-24')
})

test('an open object: size, checksums, bytes whole and at any place', async () => {
  const opened = await sourceOf('s3://bucket/data/*').open('2026-11-24.tar.gz')
  expect(opened).toMatchObject({
    size: 5000,
    etag: '"22"',
    checksums: { 'x-amz-checksum-crc32': 'AAAAAA==' },
  })
  expect((await bytesOf(opened)).equals(body)).toBe(true)
  expect((await opened.at(4995, 100)).toString()).toBe('56789')
  expect(await opened.at(5000, 100)).toHaveLength(0)
  expect(Buffer.from(await opened.access.read(1003, 3)).toString()).toBe('345')
  await opened.close()
  expect(await faultOf(sourceOf('s3://bucket/data/*').open('none'))).toContain('there is no such object')
})

test.each([-1, 1])('an object that is %d bytes longer than it was said is told', async (more) => {
  const store = memoryStore(OBJECTS)
  const lying = { ...store, head: async (key: string) => ({ ...(await store.head(key)), size: 5000 - more }) }
  const opened = await bucketSource(placeOf('s3', 's3://bucket/data/*'), lying).open('2026-11-24.tar.gz')
  expect(await faultOf(bytesOf(opened))).toBe('changes while it is read')
})

test('a store that cannot be listed is never an empty one', async () => {
  const store = { ...memoryStore({}), list: () => Promise.reject(new Error('down')) }
  await expect(bucketSource(placeOf('s3', 's3://bucket/*'), store).list()).rejects.toThrow('down')
})

test('the tail of a large object costs a few kilobytes', async () => {
  const packed = gzipSync(Buffer.from(Array.from({ length: 3_000_000 }, (_one, at) => (at * at * 7) % 253)), {
    level: 1,
  })
  const whole = Buffer.concat([packed, packed, packed])
  const store = memoryStore({ 'a.gz': whole, 'b.gz': whole.subarray(0, 100_000) })
  const source = bucketSource(placeOf('s3', 's3://bucket/*'), store)
  expect((await lookAtTail(await source.open('a.gz'), 'a.gz')).faults).toEqual([])
  expect(store.given()).toBeLessThan(10_000)
})
