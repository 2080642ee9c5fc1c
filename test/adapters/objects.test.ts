import { afterEach, describe, expect, jest, test } from '@jest/globals'
import { type Answer, reset } from '../support/servers/http-server.ts'
import { startProxy } from '../support/servers/proxy.ts'
import { faultOf } from './client.ts'
import { fileAnswer } from './download-client.ts'
import { closeAll, expectSigned, KEYS, NOW, servers, started, storeOf } from './objects-world.ts'

jest.setTimeout(20_000)

afterEach(closeAll)

interface Entry {
  readonly key: string
  readonly size?: number
}

function page(entries: readonly Entry[], token?: string, more = ''): Answer {
  const contents = entries.map(
    ({ key, size = 1 }) =>
      `<Contents><Key>${key}</Key><LastModified>2026-11-24T02:00:00.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>${size}</Size></Contents>`,
  )
  const rest =
    token === undefined
      ? '<IsTruncated>false</IsTruncated>'
      : `<IsTruncated>true</IsTruncated><NextContinuationToken>${token}</NextContinuationToken>`
  return {
    body: `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${more}${rest}${contents.join('')}</ListBucketResult>`,
  }
}

const URL_CODED = '<EncodingType>url</EncodingType>'

describe('a list', () => {
  test('is all pages, sorted', async () => {
    const { server, store } = await started([
      page([{ key: 'p%2F', size: 3 }, { key: 'p+b%2Bc' }], 'to/ken+=', URL_CODED),
      page([{ key: 'p%C3%BC' }, { key: 'p%25' }], undefined, URL_CODED),
    ])
    expect((await store.list('p')).map(({ key, size }) => [key, size])).toEqual([
      ['p b+c', 1],
      ['p%', 1],
      ['p/', 3],
      ['pü', 1],
    ])
    expect(server.seen[0]?.path).toBe('/backups/?list-type=2&encoding-type=url&prefix=p')
    expect(server.seen[1]?.path).toContain('continuation-token=to%2Fken%2B%3D')
    expectSigned(server.seen)
  })

  test('of a store that does not encode', async () => {
    const { store } = await started([page([{ key: 'a+b%2B&amp;' }])])
    expect(await store.list('')).toEqual([
      { key: 'a+b%2B&', size: 1, modified: Date.UTC(2026, 10, 24, 2), etag: '"e"', checksums: {} },
    ])
  })

  test('of nothing is empty', async () => {
    expect(await (await started([page([])])).store.list('x')).toEqual([])
  })

  test.each<readonly [string, Answer, string]>([
    ['a web page', { body: '<!DOCTYPE html><html></html>' }, 'something that is no list'],
    ['a cut page', { body: '<ListBucketResult><Contents>' }, 'something that is no list'],
    ['nothing', {}, 'something that is no list'],
    ['other objects', page([{ key: 'other' }]), 'objects that it was not asked for'],
    ['a size that is none', page([{ key: 'p', size: -1 }]), 'without a readable key, size or time'],
    ['no key', page([{ key: '' }]), 'without a readable key'],
    ['a key that cannot be decoded', page([{ key: 'p%FF' }], undefined, URL_CODED), 'without a readable key'],
    [
      'no next page',
      { body: '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>' },
      'ListObjectsV2',
    ],
    ['one page for ever', page([{ key: 'p' }], 'same'), 'without end'],
  ])('that answers %s is refused', async (_name, answer, said) => {
    const { server, store } = await started([answer])
    expect(await faultOf(store.list('p'))).toContain(said)
    expect(await faultOf(store.list('p'))).toContain(`127.0.0.1:${server.port}`)
  })
})

test('a head: size, time, ETag, checksums', async () => {
  const headers = {
    'content-length': '5',
    'last-modified': 'Tue, 24 Nov 2026 02:00:00 GMT',
    etag: '"5d41402abc4b2a76b9719d911017c592"',
    'x-amz-checksum-sha256': 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=',
    'x-amz-checksum-type': 'FULL_OBJECT',
  }
  const { server, store } = await started([
    { headers },
    { headers: { ...headers, 'x-amz-server-side-encryption': 'aws:kms' } },
    { headers: { 'content-length': '5' } },
  ])
  const { 'x-amz-checksum-sha256': sha256, 'x-amz-checksum-type': type, etag } = headers
  const checksums = { 'x-amz-checksum-sha256': sha256, 'x-amz-checksum-type': type }
  const known = { key: 'a/b', size: 5, modified: Date.UTC(2026, 10, 24, 2), checksums }
  expect(await store.head('a/b')).toEqual({ ...known, etag, version: etag })
  // The ETag of what is encrypted with a key is no hash.
  expect(await store.head('a/b')).toEqual({ ...known, etag: '', version: etag })
  expect(await faultOf(store.head('a/b'))).toContain('has no readable size or time')
  expect(server.seen[0]).toMatchObject({ method: 'HEAD', headers: { 'x-amz-checksum-mode': 'ENABLED' } })
  expectSigned(server.seen)
})

test('a read of what was overwritten since it was looked at is no read', async () => {
  const [before, after] = [Buffer.from('before'), Buffer.from('later!')]
  const { server, store } = await started([
    fileAnswer(before, { etag: '"1"', modified: 'Tue, 24 Nov 2026 02:00:00 GMT' }),
    fileAnswer(after, { etag: '"2"' }),
    fileAnswer(after, { etag: '"2"' }),
  ])
  const { version } = await store.head('a')
  expect(version).toBe('"1"')
  const chunks: Uint8Array[] = []
  const take = (chunk: Uint8Array) => void chunks.push(chunk)
  expect(await faultOf(store.read('a', undefined, take, version))).toContain('"a" was overwritten while')
  expect(chunks).toEqual([])
  await store.read('a', undefined, take, '"2"')
  expect(Buffer.concat(chunks)).toEqual(after)
  expect(server.seen.map(({ headers }) => headers['if-match'])).toEqual([undefined, '"1"', '"2"'])
  expectSigned(server.seen)
})

test('a read is retried where it was cut off, signed anew', async () => {
  const body = Buffer.from('0123456789'.repeat(1000))
  const { server, store } = await started([
    fileAnswer(body, { etag: '"e"', cut: 4000 }),
    reset,
    fileAnswer(body, { etag: '"e"' }),
  ])
  const chunks: Uint8Array[] = []
  await store.read('a', undefined, (chunk) => void chunks.push(chunk))
  expect(Buffer.concat(chunks)).toEqual(body)
  expect(server.seen.map(({ headers }) => headers.range)).toEqual([undefined, 'bytes=4000-', 'bytes=4000-'])
  expect(new Set(server.seen.map(({ headers }) => headers['x-amz-date'])).size).toBe(3)
  expectSigned(server.seen)
})

test.each([
  'plain.sql.gz',
  'a b+c%/ü:~\'"//x',
  '/leading',
  'trailing/',
  "!*'()@&=$,;?#[]{}|\\^`<>",
  '日本語/😀.gz',
  '%2F%20+',
  'line\nbreak\ttab\u0001',
])('a key with strange characters is asked for as it is: %j', async (key) => {
  const { server, store } = await started([
    { headers: { 'content-length': '0', 'last-modified': new Date(NOW).toUTCString() } },
  ])
  await store.head(key)
  const path = server.seen[0]?.path ?? ''
  expect(decodeURIComponent(path)).toBe(`/backups/${key}`)
  expectSigned(server.seen)
})

test.each(['../other', 'a/./b', 'a/..', '\ud800'])(
  'a key of which there is no URL is refused: %j',
  async (key) => {
    const { server, store } = await started([{}])
    expect(await faultOf(store.head(key))).toContain('there is no URL of a key')
    expect(server.seen).toEqual([])
  },
)

test('a range behind the end is no fault, and none of no length is asked for', async () => {
  const { server, store } = await started([fileAnswer(Buffer.from('abc'))])
  const chunks: Uint8Array[] = []
  const take = (chunk: Uint8Array) => void chunks.push(chunk)
  await store.read('a', { offset: 3, length: 5 }, take)
  await store.read('a', { offset: 0, length: 0 }, take)
  expect(chunks).toEqual([])
  await store.read('a', { offset: 1, length: 50 }, take)
  expect(Buffer.concat(chunks).toString()).toBe('bc')
  expect(server.seen).toHaveLength(2)
})

describe('where a bucket is', () => {
  test.each([
    ['http://s3.eu-central-1.amazonaws.com', 'backups', 'http://backups.s3.eu-central-1.amazonaws.com/k'],
    [
      'http://s3.eu-central-1.amazonaws.com/',
      'my.backups',
      'http://s3.eu-central-1.amazonaws.com/my.backups/k',
    ],
    [
      'http://s3.eu-central-1.amazonaws.com',
      'My_Backups',
      'http://s3.eu-central-1.amazonaws.com/My_Backups/k',
    ],
    ['http://backups.s3.amazonaws.com', 'backups', 'http://backups.s3.amazonaws.com/k'],
    ['http://s3.cn-north-1.amazonaws.com.cn', 'backups', 'http://backups.s3.cn-north-1.amazonaws.com.cn/k'],
    ['http://notamazonaws.com', 'backups', 'http://notamazonaws.com/backups/k'],
    ['http://store.test/minio/', 'backups', 'http://store.test/minio/backups/k'],
  ])('%s, %s', async (endpoint, bucket, url) => {
    const { server } = await started([
      { headers: { 'content-length': '0', 'last-modified': new Date(NOW).toUTCString() } },
    ])
    const proxy = await startProxy({ hosts: { [`${new URL(url).host}:80`]: server.port } })
    servers.push(proxy)
    const env = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` }
    const whole = { endpoint, bucket, region: 'eu-central-1', ...KEYS, sessionToken: 't0ken' }
    await storeOf(whole, env).head('k')
    expect(proxy.forwards).toEqual([url])
    expect(server.seen[0]?.headers).toMatchObject({
      host: new URL(url).host,
      'x-amz-security-token': 't0ken',
    })
    expectSigned(server.seen)
  })

  test.each(['', 'nonsense', 'ftp://x', 'http://u:p@x', 'http://x/?a=b'])('is not "%s"', (endpoint) => {
    const bucket = { endpoint, region: 'r', bucket: 'b', ...KEYS }
    expect(() => storeOf(bucket)).toThrow(/^the endpoint of the object store is /)
  })
})
