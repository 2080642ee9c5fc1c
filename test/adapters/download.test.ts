import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, jest, test } from '@jest/globals'
import { type Answer, type HttpServer, raw, serve } from '../support/servers/http-server.ts'
import { type ProxyServer, startProxy } from '../support/servers/proxy.ts'
import { faultOf, textOf } from './client.ts'
import { createDownload, fileAnswer } from './download-client.ts'

jest.setTimeout(20_000)

const servers: (HttpServer | ProxyServer)[] = []

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function started(...parameters: Parameters<typeof serve>): Promise<HttpServer> {
  const server = await serve(...parameters)
  servers.push(server)
  return server
}

const BODY = randomBytes(300_000)

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

test('bytes come as they are, all of them, and the headers with them', async () => {
  const server = await started([fileAnswer(BODY, { etag: '"a"' })])
  const { get, bytes } = createDownload()
  const { status, headers, body } = await get(`${server.url}/x?secret=1`, { headers: { accept: 'text/x' } })
  expect([status, headers['etag'], body.length]).toEqual([200, '"a"', 0])
  expect(hashOf(bytes())).toBe(hashOf(BODY))
  expect(server.seen[0]?.headers).toMatchObject({ accept: 'text/x', 'accept-encoding': 'identity' })
  expect(server.seen[0]?.headers.range).toBeUndefined()
})

test('of a HEAD there are headers alone', async () => {
  const server = await started([fileAnswer(BODY)])
  const { get, bytes } = createDownload()
  const { status, headers } = await get(server.url, { method: 'HEAD', limit: 0 })
  expect([status, headers['content-length'], bytes().length]).toEqual([200, '300000', 0])
  expect(server.seen[0]?.method).toBe('HEAD')
})

test.each([
  [0, 10],
  [100, 1],
  [100_000, 150_000],
  [299_990, 10],
  [299_990, 500],
])('a range: from %d, %d bytes', async (offset, length) => {
  const server = await started([fileAnswer(BODY)])
  const { get, bytes } = createDownload()
  expect((await get(server.url, { range: { offset, length } })).status).toBe(206)
  expect(hashOf(bytes())).toBe(hashOf(BODY.subarray(offset, offset + length)))
  expect(server.seen).toHaveLength(1)
})

test('a range behind the end is answered so', async () => {
  const server = await started([fileAnswer(BODY)])
  const { get } = createDownload()
  expect((await get(server.url, { range: { offset: 300_000, length: 5 } })).status).toBe(416)
})

test('a server without ranges gives the beginning, and nothing further in', async () => {
  const server = await started([fileAnswer(BODY, { ignoresRange: true })])
  const { get, bytes } = createDownload()
  await get(server.url, { range: { offset: 0, length: 10 } })
  expect(bytes()).toEqual(BODY.subarray(0, 10))
  const fault = await faultOf(get(server.url, { range: { offset: 1, length: 10 } }))
  expect(fault).toBe(`127.0.0.1:${server.port} does not give parts of a file`)
})

test.each([404, 403, 301, 204, 304])('%d is an answer, with the beginning of its words', async (status) => {
  const server = await started([{ status, body: status === 204 || status === 304 ? '' : 'why' }])
  const { get, bytes } = createDownload()
  const answer = await get(server.url)
  expect([answer.status, textOf(answer), bytes().length]).toEqual([
    status,
    status === 204 || status === 304 ? '' : 'why',
    0,
  ])
})

test('of a refusal 64 KiB are read', async () => {
  const server = await started([{ status: 404, body: Buffer.alloc(1_000_000) }])
  expect((await createDownload().get(server.url)).body).toHaveLength(65_536)
})

test.each<readonly [string, Answer, string]>([
  [
    'other bytes',
    raw('HTTP/1.1 206 P', 'Content-Length: 2', 'Content-Range: bytes 7-8/20', '', 'ab'),
    'gives other bytes',
  ],
  ['no place', raw('HTTP/1.1 206 P', 'Content-Length: 2', '', 'ab'), 'does not say which bytes'],
  [
    'several parts',
    raw('HTTP/1.1 206 P', 'Content-Type: multipart/byteranges; boundary=x', 'Content-Length: 2', '', 'ab'),
    'does not say which bytes',
  ],
])('an answer with %s is refused', async (_name, answer, said) => {
  const server = await started([answer])
  expect(await faultOf(createDownload().get(server.url, { range: { offset: 5, length: 2 } }))).toContain(said)
  expect(server.seen).toHaveLength(1)
})

test('more than the limit is refused, before it comes where that is said', async () => {
  const server = await started([fileAnswer(BODY), (response) => void response.writeHead(200).end(BODY)])
  for (let count = 0; count < 2; count++) {
    const { get, bytes } = createDownload()
    expect(await faultOf(get(server.url, { limit: 1000 }))).toContain('answered with more than 1000 bytes')
    expect(bytes().length).toBeLessThan(300_000)
  }
  expect(server.seen).toHaveLength(2)
})

test('who takes the bytes is waited for, and what it throws is thrown', async () => {
  const server = await started([fileAnswer(Buffer.alloc(8_000_000))])
  const { download } = createDownload()
  const request = { url: server.url, deadline: 60_000, limit: 1e9, redirects: 'none' } as const
  let running = 0
  let most = 0
  const { status } = await download(request, async () => {
    most = Math.max(most, ++running)
    await wait(1)
    running--
  })
  expect([status, most]).toEqual([200, 1])
  const odd = new Error('enough')
  await expect(download(request, () => Promise.reject(odd))).rejects.toBe(odd)
  await wait(50)
  expect([server.seen.length, server.open()]).toEqual([2, 0])
})

describe('a redirect to another origin', () => {
  const headers = { authorization: 'Bearer t0ken', cookie: 'a=b', 'x-amz-security-token': 's', accept: 'x/y' }
  const elsewhere = (place: string): Answer => ({ status: 302, headers: { location: place } })

  test('gets no header that may hold a secret, nor does any place after it', async () => {
    const other = await started((seen) =>
      seen.path.startsWith('/a') ? elsewhere(`${home.url}/back`) : fileAnswer(BODY),
    )
    const home = await started((seen) =>
      seen.path === '/' ? elsewhere(`${other.url}/a?sig=s3cret`) : fileAnswer(BODY),
    )
    const { get, bytes } = createDownload()
    await get(`${home.url}/`, { headers, redirects: 'any-without-authorization' })
    expect(hashOf(bytes())).toBe(hashOf(BODY))
    expect(home.seen[0]?.headers).toMatchObject(headers)
    for (const seen of [other.seen[0], home.seen[1]]) {
      expect(seen?.headers).toMatchObject({ accept: 'x/y', 'user-agent': 'upkeep' })
      for (const name of ['authorization', 'cookie', 'x-amz-security-token'])
        expect(seen?.headers[name]).toBeUndefined()
    }
  })

  test('is refused where the origin must stay', async () => {
    const other = await started([fileAnswer(BODY)])
    const home = await started([elsewhere(`${other.url}/?sig=s3cret`)])
    const fault = await faultOf(createDownload().get(home.url, { headers }))
    expect(fault).toBe(`127.0.0.1:${home.port} redirects to another host, 127.0.0.1:${other.port}`)
    expect(other.seen).toEqual([])
  })

  test('is the answer where none is followed', async () => {
    const home = await started([elsewhere('http://127.0.0.1:1/')])
    expect((await createDownload().get(home.url, { redirects: 'none' })).status).toBe(302)
  })

  test('is refused where it leads to what is no web', async () => {
    const home = await started([elsewhere('file:///etc/hostname')])
    const fault = await faultOf(createDownload().get(home.url, { redirects: 'any-without-authorization' }))
    expect(fault).toContain('redirects to another host')
  })

  test('must be public where the first had to be', async () => {
    const server = await started([fileAnswer(BODY)])
    expect(await faultOf(createDownload().get(server.url, { publicOnly: true }))).toContain(
      'not a public address',
    )
    expect(server.seen).toEqual([])
  })
})

test('goes through the proxy', async () => {
  const server = await started([fileAnswer(BODY)])
  const proxy = await startProxy({ hosts: { 'files.test:80': server.port } })
  servers.push(proxy)
  const { get, bytes } = createDownload({ HTTP_PROXY: `http://127.0.0.1:${proxy.port}` })
  await get('http://files.test/a?b')
  expect(hashOf(bytes())).toBe(hashOf(BODY))
  expect(proxy.forwards).toEqual(['http://files.test/a?b'])
})

test('503 is asked again, and the last answer counts', async () => {
  const mended = await started([{ status: 503 }, fileAnswer(BODY)])
  expect((await createDownload().get(mended.url)).status).toBe(200)
  const broken = await started([{ status: 503, body: 'slow down' }])
  expect(textOf(await createDownload().get(broken.url))).toBe('slow down')
  expect(broken.seen).toHaveLength(3)
})

test('what is no URL is said without its query and password', async () => {
  const fault = await faultOf(createDownload().get('ftp://user:pass@h/x?sig=s3cret#y'))
  expect(fault).toBe('ftp://h/x is no http or https URL')
})
