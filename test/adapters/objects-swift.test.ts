import { createHash, randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { objectStore } from '../../src/adapters/objects.ts'
import { parsePlace } from '../../src/checks/backup-verification/sources/place.ts'
import { bucketSource } from '../../src/checks/backup-verification/sources/s3.ts'
import { lookAtTail } from '../../src/checks/backup-verification/sources/tail.ts'
import type { Bucket, ObjectStore } from '../../src/core/engine-ports.ts'
import { obstacle, type Swift, startSwift } from '../support/swift/swift.ts'
import { uploadsTo } from '../support/swift/uploads.ts'
import { faultOf } from './client.ts'

jest.setTimeout(120_000)

const STRANGE = [
  'a b+c%/ü:~\'"//x',
  'plus+and space',
  '日本語/😀.gz',
  "!*'()@&=$,;?#[]{}|\\^`<>",
  'trailing/',
  '%2F%20+',
]

/** Not random: whether the last bytes of a cut file are a possible length is chance. */
const noise = Buffer.concat(
  Array.from({ length: 3000 }, (_one, at) => createHash('sha256').update(`${at}`).digest()),
)
const CUT = 20_000

function storeOf(bucket: Bucket): ObjectStore {
  const context = {
    env: {},
    now: () => Date.now(),
    wait: async () => undefined,
    random: () => 0.5,
  }
  return objectStore(bucket, { answer: 60_000, read: 60_000 }, context)
}

async function readAll(
  store: ObjectStore,
  key: string,
  range?: { offset: number; length: number },
): Promise<Buffer> {
  const chunks: Buffer[] = []
  await store.read(key, range, (chunk) => void chunks.push(Buffer.from(chunk)))
  return Buffer.concat(chunks)
}

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex')
}

const reason = obstacle()
if (reason !== undefined) {
  console.log(`object stores are not tried with Swift: ${reason}`)
  test.skip(`Swift is not tried: ${reason}`, () => undefined)
} else
  describe('a real S3 server, OpenStack Swift', () => {
    let swift: Swift
    let bucket: Bucket
    const body = randomBytes(3_000_000)
    const parts = [randomBytes(100_000), randomBytes(100_000), randomBytes(5)]
    const many = Array.from({ length: 1005 }, (_one, index) => `many/${String(index).padStart(4, '0')}.gz`)

    const packed = gzipSync(noise, { level: 1 })

    beforeAll(async () => {
      swift = await startSwift()
      bucket = swift.bucketOf('backups')
      const uploads = uploadsTo(bucket)
      await uploads.createBucket()
      await uploads.put('data/2026-11-24.tar.gz', body)
      await uploads.put('data/empty', Buffer.alloc(0))
      await uploads.putParts('data/parts.bin', parts)
      for (const key of STRANGE) await uploads.put(`strange/${key}`, Buffer.from(key))
      await uploads.put('tails/whole.gz', packed)
      await uploads.put('tails/cut.gz', packed.subarray(0, CUT))
      for (let at = 0; at < many.length; at += 15)
        await Promise.all(many.slice(at, at + 15).map((key) => uploads.put(key, Buffer.from('x'))))
    })

    afterAll(async () => {
      await swift?.close()
    })

    test('lists by a prefix, with sizes, times and ETags', async () => {
      const listed = await storeOf(bucket).list('data/')
      expect(listed.map(({ key, size }) => [key, size])).toEqual([
        ['data/2026-11-24.tar.gz', 3_000_000],
        ['data/empty', 0],
        ['data/parts.bin', 200_005],
      ])
      expect(listed[0]?.etag).toBe(`"${md5(body)}"`)
      for (const { modified } of listed) expect(Math.abs(modified - Date.now())).toBeLessThan(600_000)
      expect(await storeOf(bucket).list('none/')).toEqual([])
    })

    test('lists more than a page', async () => {
      expect((await storeOf(bucket).list('many/')).map(({ key }) => key)).toEqual(many)
    })

    test('tells of one object, also of one in parts', async () => {
      const store = storeOf(bucket)
      const one = await store.head('data/2026-11-24.tar.gz')
      expect(one).toMatchObject({ size: 3_000_000, etag: `"${md5(body)}"` })
      const hashes = createHash('md5')
      for (const part of parts) hashes.update(Buffer.from(md5(part), 'hex'))
      expect(await store.head('data/parts.bin')).toMatchObject({
        size: 200_005,
        etag: `"${hashes.digest('hex')}-3"`,
      })
    })

    test('reads whole objects and parts of them', async () => {
      const store = storeOf(bucket)
      expect(md5(await readAll(store, 'data/2026-11-24.tar.gz'))).toBe(md5(body))
      expect(md5(await readAll(store, 'data/parts.bin'))).toBe(md5(Buffer.concat(parts)))
      expect(await readAll(store, 'data/empty')).toHaveLength(0)
      const range = { offset: 2_999_990, length: 100 }
      expect(await readAll(store, 'data/2026-11-24.tar.gz', range)).toEqual(body.subarray(2_999_990))
      const across = { offset: 99_990, length: 20 }
      expect(await readAll(store, 'data/parts.bin', across)).toEqual(
        Buffer.concat(parts).subarray(99_990, 100_010),
      )
      expect(await readAll(store, 'data/empty', { offset: 0, length: 10 })).toHaveLength(0)
    })

    test('knows keys with strange characters', async () => {
      const store = storeOf(bucket)
      const listed = (await store.list('strange/')).map(({ key }) => key)
      expect(listed).toEqual(STRANGE.map((key) => `strange/${key}`).sort())
      for (const key of STRANGE) {
        expect((await store.head(`strange/${key}`)).size).toBe(Buffer.byteLength(key))
        expect((await readAll(store, `strange/${key}`)).toString()).toBe(key)
      }
      expect(await store.list('strange/a b+c%/ü')).toHaveLength(1)
    })

    test.each<readonly [string, Partial<Bucket>, string]>([
      ['a wrong secret key', { secretKey: 'wrong' }, 'the secret key does not belong to the access key'],
      ['a wrong access key', { accessKey: 'no:one' }, 'cannot be read'],
      ['a missing bucket', { bucket: 'nothing-here' }, 'there is no such bucket'],
      ['another region', { region: 'eu-west-1' }, 'the bucket is in the region us-east-1, not in eu-west-1'],
    ])('says what is wrong with %s', async (_name, change, said) => {
      const store = storeOf({ ...bucket, ...change })
      for (const ask of [
        () => store.list(''),
        () => store.head('data/empty'),
        () => readAll(store, 'data/empty'),
      ]) {
        const fault = await faultOf(ask())
        expect(fault).toContain(said)
        expect(fault).not.toMatch(/testing|wrong|Signature=/)
      }
    })

    test('is a source, of which the last bytes of a cut object tell', async () => {
      const parsed = parsePlace('s3://backups/tails/*.gz')
      if (!('value' in parsed) || parsed.value.kind !== 's3') throw new Error('no bucket')
      const source = bucketSource(parsed.value, storeOf(bucket))
      const { items } = await source.list()
      expect(items.map(({ name, size }) => [name, size])).toEqual([
        ['cut.gz', CUT],
        ['whole.gz', packed.length],
      ])
      const words: string[] = []
      for (const { name } of items) {
        const { faults } = await lookAtTail(await source.open(name), name)
        words.push(...faults.map(({ word }) => `${name} ${word}`))
      }
      expect(words).toEqual(['cut.gz incomplete'])
      const opened = await source.open('whole.gz')
      const hash = createHash('md5')
      await opened.read((chunk) => void hash.update(chunk))
      expect([hash.digest('hex'), opened.etag]).toEqual([md5(packed), `"${md5(packed)}"`])
    })

    test('says of an object that is not there', async () => {
      const store = storeOf(bucket)
      for (const ask of [() => store.head('data/nothing'), () => readAll(store, 'data/nothing')])
        expect(await faultOf(ask())).toMatch(
          /the object "data\/nothing" cannot be read: there is no such object/,
        )
    })
  })
