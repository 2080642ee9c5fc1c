import { afterEach, describe, expect, test } from '@jest/globals'
import { retryAfter } from '../../src/adapters/http.ts'
import { createAuthority } from '../support/servers/certificates.ts'
import { type Answer, type HttpServer, hang, raw, reset, serve } from '../support/servers/http-server.ts'
import { createClient, faultOf, START, textOf } from './client.ts'

const servers: HttpServer[] = []

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function started(...parameters: Parameters<typeof serve>): Promise<HttpServer> {
  const server = await serve(...parameters)
  servers.push(server)
  return server
}

function hostOf(server: HttpServer): string {
  return `127.0.0.1:${server.port}`
}

test('an answer is a status, headers by lower-case name and the bytes as they came', async () => {
  const body = Buffer.from([0, 255, 10, 13, 128])
  const server = await started([{ status: 404, headers: { 'X-Some': 'é', 'Set-Cookie': 'a' }, body }])
  const { get } = createClient()
  const response = await get(`${server.url}/a%20b?c=d`, { headers: { accept: 'text/x', 'User-Agent': 'me' } })
  expect(response.status).toBe(404)
  expect(response.headers).toMatchObject({ 'x-some': 'é', 'set-cookie': 'a' })
  expect(Buffer.from(response.body)).toEqual(body)
  expect(server.seen).toMatchObject([{ method: 'GET', path: '/a%20b?c=d', headers: { accept: 'text/x' } }])
})

test('a POST sends its body whole, in every attempt', async () => {
  const server = await started([{ status: 503 }, reset, { body: 'ok' }])
  const { get, waits } = createClient()
  const body = Buffer.from('{"é":1}')
  expect(textOf(await get(server.url, { method: 'POST', body }))).toBe('ok')
  expect(server.seen.map(({ method, body: got }) => [method, got])).toEqual(
    Array(3).fill(['POST', '{"é":1}']),
  )
  expect(server.seen[0]?.headers['content-length']).toBe('8')
  expect(waits).toEqual([1000, 2000])
})

test.each([408, 425, 429, 500, 502, 503, 504])('%d is asked again', async (status) => {
  const server = await started([{ status }, { body: 'ok' }])
  expect((await createClient().get(server.url)).status).toBe(200)
  expect(server.seen).toHaveLength(2)
})

test.each([200, 204, 304, 400, 401, 403, 404, 405, 410, 422, 451, 501])('%d is an answer', async (status) => {
  const server = await started([{ status }])
  expect((await createClient().get(server.url)).status).toBe(status)
  expect(server.seen).toHaveLength(1)
})

test('after three attempts the last answer counts', async () => {
  const server = await started([{ status: 500 }, { status: 502 }, { status: 503, body: 'down' }])
  const response = await createClient().get(server.url)
  expect([response.status, textOf(response)]).toEqual([503, 'down'])
  expect(server.seen).toHaveLength(3)
})

test('pauses grow, and chance moves them by half at most', async () => {
  const server = await started([{ status: 503 }])
  const { get, waits } = createClient()
  await get(server.url)
  expect(waits).toEqual([1000, 2000])
})

describe('Retry-After', () => {
  const soon = new Date(START + 30_000).toUTCString()
  const past = new Date(START - 30_000).toUTCString()
  const nonsense = ['-1', '1e3', '', 'garbage', 'garbage 2099', 'Mon, 99 Nov 2099', 'NaN', 'Infinity', '0x10']
  test.each([
    ['2', 2000],
    ['30', 30_000],
    [soon, 30_000],
    ...['0', past, ...nonsense].map((header): [string, number] => [header, 1000]),
  ])('%s', async (header, expected) => {
    const server = await started([{ status: 429, headers: { 'retry-after': header } }, { body: 'ok' }])
    const { get, waits } = createClient()
    expect(textOf(await get(server.url))).toBe('ok')
    expect(waits).toEqual([expected])
  })

  test.each([
    ['as long as the deadline', '60'],
    ['for days', '999999'],
    ['for ever', '9'.repeat(400)],
    ['until in an hour', new Date(START + 3_600_000).toUTCString()],
  ])('%s is not waited for', async (_name, header) => {
    const server = await started([{ status: 429, headers: { 'retry-after': header } }])
    const { get, waits } = createClient()
    expect(await faultOf(get(server.url))).toBe(`${hostOf(server)} could not be asked: status 429`)
    expect(waits).toEqual([])
    expect(server.seen).toHaveLength(1)
  })

  test('is never NaN and never negative', () => {
    for (const header of [...nonsense, 'x', '1.5', ' 5', 'Sun, 06 Nov 1994 08:49:37 GMT', 'Sun Nov', '२'])
      expect(retryAfter(header, START) ?? 0).toBe(0)
    expect(retryAfter(undefined, START)).toBeUndefined()
    expect(retryAfter('Sunday, 06-Nov-94 08:49:37 GMT', Date.UTC(1994, 10, 6, 8, 49, 36))).toBe(1000)
  })
})

const BROKEN: readonly (readonly [string, Answer, string])[] = [
  ['a reset', reset, 'ECONNRESET|socket hang up'],
  ['a closed connection', (response) => response.socket?.end(), 'socket hang up'],
  ['no HTTP', raw('SSH-2.0-x', ''), 'Parse Error'],
  ['a body cut short', raw('HTTP/1.1 200 OK', 'Content-Length: 100', '', 'short'), 'the answer was cut off'],
  [
    'a chunk cut short',
    raw('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', '', 'a', 'short'),
    'the answer was cut off',
  ],
  [
    'a missing last chunk',
    raw('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', '', '2', 'ok', ''),
    'the answer was cut off',
  ],
  [
    'a switch of protocols nobody asked for',
    raw('HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: x', '', ''),
    'cut off',
  ],
  ['two lengths', raw('HTTP/1.1 200 OK', 'Content-Length: 2', 'Content-Length: 3', '', 'abc'), 'Parse Error'],
]

test.each(BROKEN)('%s is tried again, and then said', async (_name, answer, said) => {
  const mended = await started([answer, answer, { body: 'ok' }])
  expect(textOf(await createClient().get(mended.url))).toBe('ok')
  const broken = await started([answer])
  const fault = await faultOf(createClient().get(broken.url))
  expect(fault).toMatch(new RegExp(`^${hostOf(broken)} could not be asked: .*(${said})`))
  expect(broken.seen).toHaveLength(3)
})

test('bytes beyond the declared length are no part of the answer', async () => {
  const server = await started([raw('HTTP/1.1 200 OK', 'Content-Length: 2', '', 'okHTTP/1.1 200 OK')])
  expect(textOf(await createClient().get(server.url))).toBe('ok')
})

test('an answer without a length ends with the connection', async () => {
  const server = await started([raw('HTTP/1.1 200 OK', 'Connection: close', '', 'all of it')])
  expect(textOf(await createClient().get(server.url))).toBe('all of it')
})

const drip: Answer = (response) => {
  response.writeHead(200)
  const timer = setInterval(() => response.write('.'), 10)
  response.on('close', () => clearInterval(timer))
}

test.each([
  ['no answer', hang],
  ['headers and no body', (response) => void response.writeHead(200).flushHeaders()],
  ['a body without end', drip],
] satisfies [string, Answer][])('the deadline ends %s', async (_name, answer) => {
  const server = await started([answer])
  const { get, waits } = createClient()
  expect(await faultOf(get(server.url, { deadline: 150 }))).toBe(
    `${hostOf(server)} could not be asked: no answer in time`,
  )
  expect(waits).toEqual([])
})

test('the deadline is one for all redirects together', async () => {
  const later: Answer = (response) =>
    void setTimeout(() => response.writeHead(302, { location: '/' }).end(), 70)
  const server = await started([later])
  // Four hops of 70 ms each: none is too long, all together are.
  expect(await faultOf(createClient().get(server.url, { deadline: 200 }))).toContain('no answer in time')
})

test('the deadline is one for all attempts together', async () => {
  const server = await started([{ status: 503 }])
  const { get, waits } = createClient()
  expect(await faultOf(get(server.url, { deadline: 2500 }))).toContain('could not be asked: status 503')
  expect(waits).toEqual([1000])
  expect(server.seen).toHaveLength(2)
})

test('a deadline that is over before the start asks nobody', async () => {
  const server = await started([{ body: 'ok' }])
  expect(await faultOf(createClient().get(server.url, { deadline: 0 }))).toContain('no answer in time')
  expect(server.seen).toHaveLength(0)
})

test('a fraction of a millisecond is a deadline as well', async () => {
  const server = await started([{ body: 'ok' }])
  expect((await createClient().get(server.url, { deadline: 5000.5 })).status).toBe(200)
})

test('a body beyond the limit is dropped at once, and not asked for again', async () => {
  const endless: Answer = (response) => {
    response.writeHead(200)
    const write = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536)));
    }
    response.on('drain', write)
    write()
  }
  const server = await started([endless])
  const fault = await faultOf(createClient().get(server.url, { limit: 100_000 }))
  expect(fault).toBe(`${hostOf(server)} answered with more than 100000 bytes`)
  expect(server.seen).toHaveLength(1)
  const exact = await started([{ body: Buffer.alloc(100_000) }])
  expect((await createClient().get(exact.url, { limit: 100_000 })).body).toHaveLength(100_000)
})

const TOKEN = { authorization: 'Bearer t0ken' }

test.each([301, 302, 303, 307, 308])('%d within the origin is followed, with the headers', async (status) => {
  const server = await started([{ status, headers: { location: '/there?x=1' } }, { body: 'ok' }])
  expect(textOf(await createClient().get(`${server.url}/here`, { headers: TOKEN }))).toBe('ok')
  expect(server.seen.map(({ path, headers }) => [path, headers.authorization])).toEqual([
    ['/here', 'Bearer t0ken'],
    ['/there?x=1', 'Bearer t0ken'],
  ])
})

test.each([
  ['another port', (port: number) => `http://127.0.0.1:${port}/`],
  ['another name of the same machine', (port: number) => `http://localhost:${port}/`],
  ['the same by another protocol', (port: number) => `https://127.0.0.1:${port}/`],
  ['without a protocol', (port: number) => `//127.0.0.1:${port}/`],
])('a redirect to %s is refused, and nothing is sent there', async (_name, url) => {
  const other = await started([{ body: 'stolen' }])
  const server = await started([{ status: 302, headers: { location: url(other.port) } }])
  const fault = await faultOf(createClient().get(server.url, { headers: TOKEN }))
  expect(fault).toContain(`${hostOf(server)} redirects to another host`)
  expect(other.seen).toEqual([])
  expect(server.seen).toHaveLength(1)
})

test.each(['http://', 'http://[', '//:99999999'])('a redirect to no URL is said: %s', async (location) => {
  const server = await started([{ status: 302, headers: { location } }])
  expect(await faultOf(createClient().get(server.url))).toContain('redirects to what is no URL')
})

test('a redirect to a file or to data is refused', async () => {
  for (const location of ['file:///etc/hostname', 'data:text/plain,x', 'javascript:1']) {
    const server = await started([{ status: 302, headers: { location } }])
    expect(await faultOf(createClient().get(server.url))).toContain('redirects to another host')
  }
})

test('redirects in circles end', async () => {
  const server = await started([{ status: 302, headers: { location: '/' } }])
  expect(await faultOf(createClient().get(server.url))).toBe(`${hostOf(server)} redirects in circles`)
  expect(server.seen).toHaveLength(4)
})

test('a redirect without a place to go is an answer', async () => {
  const server = await started([{ status: 302 }])
  expect((await createClient().get(server.url)).status).toBe(302)
})

test('a certificate that nobody trusts is refused', async () => {
  const server = await started([{ body: 'ok' }], createAuthority().issue('127.0.0.1'))
  const fault = await faultOf(createClient().get(server.url, { headers: TOKEN }))
  expect(fault).toMatch(/could not be asked: .*(certificate|issuer)/)
  expect(server.seen).toEqual([])
})

test('a name without an address is said', async () => {
  const fault = await faultOf(createClient().get('http://no-such-host.invalid/', { deadline: 5000 }))
  expect(fault).toMatch(/^no-such-host\.invalid could not be asked: (getaddrinfo|no answer in time)/)
})

test('a refused connection is said', async () => {
  const server = await serve([{}])
  await server.close()
  for (const host of ['127.0.0.1', 'localhost']) {
    const fault = await faultOf(createClient().get(`http://${host}:${server.port}/`))
    expect(fault).toMatch(/could not be asked: .*ECONNREFUSED/)
  }
})

test.each(['', 'nonsense', 'ftp://127.0.0.1/', 'file:///etc/passwd', 'https://'])(
  'what is no URL is refused: "%s"',
  async (url) => {
    expect(await faultOf(createClient().get(url))).toContain('is no http or https URL')
  },
)

test('a mistaken URL is shown without its password', async () => {
  expect(await faultOf(createClient().get('ftp://user:secret@h/x'))).toBe('ftp://h/x is no http or https URL')
})

test('a header that cannot be sent is a fault, without its value', async () => {
  const server = await started([{}])
  const fault = await faultOf(createClient().get(server.url, { headers: { authorization: 'Bearer a\nb' } }))
  expect(fault).toContain('authorization')
  expect(fault).not.toContain('Bearer')
})
