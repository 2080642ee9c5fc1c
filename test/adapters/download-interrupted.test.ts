import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, jest, test } from '@jest/globals'
import { type Answer, type HttpServer, hang, raw, reset, serve } from '../support/servers/http-server.ts'
import { faultOf } from './client.ts'
import { createDownload, type FileOptions, fileAnswer } from './download-client.ts'

jest.setTimeout(20_000)

const servers: HttpServer[] = []

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

describe('what is cut off', () => {
  const MODIFIED = 'Mon, 23 Nov 2026 12:00:00 GMT'
  test.each<readonly [string, FileOptions, object]>([
    ['with an ETag', { etag: '"a"', modified: MODIFIED }, { 'if-match': '"a"' }],
    ['with a weak ETag', { etag: 'W/"a"', modified: MODIFIED }, { 'if-unmodified-since': MODIFIED }],
    ['with neither', {}, {}],
    ['where the server does not give parts', { etag: '"a"', ignoresRange: true }, {}],
  ])('is asked for from there on: %s', async (_name, options, conditions) => {
    const server = await started([fileAnswer(BODY, { ...options, cut: 100_000 }), fileAnswer(BODY, options)])
    const { get, bytes } = createDownload()
    const { status, headers } = await get(server.url)
    expect(status).toBe(options.ignoresRange ? 200 : 206)
    expect(headers['content-length']).toBe('300000')
    expect(hashOf(bytes())).toBe(hashOf(BODY))
    expect(server.seen.map(({ headers: sent }) => sent.range)).toEqual([undefined, 'bytes=100000-'])
    expect(server.seen[1]?.headers).toMatchObject(conditions)
  })

  test('goes on as long as there is progress', async () => {
    const server = await started([fileAnswer(BODY, { etag: '"a"', cut: 30_000 })])
    const { get, bytes, waits } = createDownload()
    await get(server.url)
    expect(hashOf(bytes())).toBe(hashOf(BODY))
    expect(server.seen).toHaveLength(10)
    expect(waits).toEqual(Array(9).fill(1000))
  })

  test('within a range, too', async () => {
    const server = await started([fileAnswer(BODY, { cut: 50 }), fileAnswer(BODY)])
    const { get, bytes } = createDownload()
    await get(server.url, { range: { offset: 1000, length: 200 } })
    expect(bytes()).toEqual(BODY.subarray(1000, 1200))
    expect(server.seen[1]?.headers.range).toBe('bytes=1050-1199')
  })

  test.each<readonly [string, Answer]>([
    ['another ETag', fileAnswer(BODY, { etag: '"b"' })],
    ['another length', fileAnswer(BODY.subarray(1), { etag: '"a"' })],
    ['another ETag without a look at ours', fileAnswer(BODY, { etag: '"b"', ignoresRange: true })],
    ['shorter than what came', fileAnswer(BODY.subarray(0, 10), { etag: '"a"' })],
    ['a new date', fileAnswer(BODY, { etag: '"a"', modified: 'Tue, 24 Nov 2026 12:00:00 GMT' })],
  ])('and is another thing by then is refused: %s', async (_name, second) => {
    const modified = 'Mon, 23 Nov 2026 12:00:00 GMT'
    const server = await started([fileAnswer(BODY, { etag: '"a"', modified, cut: 1000 }), second])
    const fault = await faultOf(createDownload().get(server.url))
    expect(fault).toBe(`what 127.0.0.1:${server.port} gives changed while it was read`)
  })

  test('three times without a byte more is said', async () => {
    const server = await started([fileAnswer(BODY, { cut: 1000 }), reset])
    const { get, bytes } = createDownload()
    expect(await faultOf(get(`${server.url}?signed=s3cret`))).toMatch(
      /^127.0.0.1:\d+ could not be read to the end: (?!.*s3cret)/,
    )
    expect(bytes()).toEqual(BODY.subarray(0, 1000))
    expect(server.seen).toHaveLength(4 - 1)
  })

  test('right at its end, without a length, is whole', async () => {
    const chunked = raw('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', '', '5', 'whole', '')
    const server = await started([chunked, fileAnswer(Buffer.from('whole'))])
    const { get, bytes } = createDownload()
    expect((await get(server.url)).status).toBe(200)
    expect(bytes().toString()).toBe('whole')
  })

  test('headers are made anew for every attempt', async () => {
    const server = await started([fileAnswer(BODY, { cut: 1000 }), reset, fileAnswer(BODY)])
    let count = 0
    const headers = async () => ({ authorization: `signed ${++count}` })
    await createDownload().get(server.url, { headers })
    expect(server.seen.map((seen) => seen.headers.authorization)).toEqual([
      'signed 1',
      'signed 2',
      'signed 3',
    ])
  })
})

const drip: Answer = (response) => {
  response.writeHead(200)
  const timer = setInterval(() => response.write('.'), 20)
  response.on('close', () => clearInterval(timer))
}

describe('time', () => {
  test.each<readonly [string, Answer]>([
    ['before an answer', hang],
    ['after the headers', (response) => void response.writeHead(200).flushHeaders()],
    ['after some bytes', (response) => void response.writeHead(200).write('some')],
  ])('without a byte is bounded: %s', async (_name, answer) => {
    const server = await started([answer])
    const fault = await faultOf(createDownload().get(server.url, { idle: 100 }))
    expect(fault).toMatch(/^127\.0\.0\.1:\d+ could not be .*: nothing came for 1 s$/)
    await wait(50)
    expect(server.open()).toBe(0)
  })

  test('that the taker needs is not time without a byte', async () => {
    const server = await started([fileAnswer(BODY)])
    const { download } = createDownload()
    let isSlow = true
    const request = { url: server.url, deadline: 60_000, idle: 150, limit: 1e9, redirects: 'none' } as const
    const { status } = await download(request, async () => {
      if (isSlow) await wait(600)
      isSlow = false
    })
    expect([status, server.seen.length]).toEqual([200, 1])
  })

  test('is bounded in all by the deadline', async () => {
    const server = await started([drip])
    const fault = await faultOf(createDownload().get(server.url, { deadline: 300 }))
    expect(fault).toMatch(/could not be read to the end: no answer in time$/)
  })
})
