import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import type { Environment } from '../../src/adapters/environment.ts'
import { isExcepted, proxyFor } from '../../src/adapters/proxy.ts'
import { createAuthority } from '../support/servers/certificates.ts'
import { type HttpServer, hang, serve } from '../support/servers/http-server.ts'
import { type ProxyOptions, type ProxyServer, startProxy } from '../support/servers/proxy.ts'
import { compile, type Ended, runScript } from './child.ts'
import { createClient, faultOf, textOf } from './client.ts'

const open: { readonly close: () => Promise<void> }[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

async function started(...parameters: Parameters<typeof serve>): Promise<HttpServer> {
  const server = await serve(...parameters)
  open.push(server)
  return server
}

async function proxied(options?: ProxyOptions): Promise<ProxyServer> {
  const proxy = await startProxy(options)
  open.push(proxy)
  return proxy
}

const PROXY = 'http://proxy.test:3128'

function chosen(url: string, env: Environment): string | undefined {
  return proxyFor(new URL(url), env)?.href
}

describe('the environment names the proxy', () => {
  test.each([
    ['http://a.test/', { HTTP_PROXY: PROXY }, `${PROXY}/`],
    ['http://a.test/', { http_proxy: PROXY }, `${PROXY}/`],
    ['http://a.test/', { HTTPS_PROXY: PROXY }, undefined],
    ['https://a.test/', { HTTPS_PROXY: PROXY }, `${PROXY}/`],
    ['https://a.test/', { https_proxy: PROXY }, `${PROXY}/`],
    ['https://a.test/', { HTTP_PROXY: PROXY }, undefined],
    [
      'https://a.test/',
      { https_proxy: 'http://one.test', HTTPS_PROXY: 'http://two.test' },
      'http://one.test/',
    ],
    ['https://a.test/', { https_proxy: '', HTTPS_PROXY: 'http://two.test' }, 'http://two.test/'],
    ['https://a.test/', { HTTPS_PROXY: 'proxy.test:3128' }, `${PROXY}/`],
    ['https://a.test/', { HTTPS_PROXY: 'u:p@proxy.test:3128' }, 'http://u:p@proxy.test:3128/'],
    ['https://a.test/', { HTTPS_PROXY: ` ${PROXY}\n` }, `${PROXY}/`],
    ['https://a.test/', { HTTPS_PROXY: 'HTTPS://proxy.test' }, 'https://proxy.test/'],
    ['https://a.test/', { HTTPS_PROXY: ' ' }, undefined],
    ['https://a.test/', { HTTPS_PROXY: PROXY, no_proxy: 'a.test' }, undefined],
    ['https://a.test/', { HTTPS_PROXY: PROXY, NO_PROXY: 'a.test' }, undefined],
    ['https://a.test/', {}, undefined],
  ])('%s %j', (url, env: Environment, expected) => {
    expect(chosen(url, env)).toBe(expected)
  })

  test.each(['socks5://user:secret@h:1', 'http://', 'http://user:secret@h:99999', 'http://[x'])(
    'what is no proxy is a mistake, said without its password: %s',
    async (value) => {
      const fault = await faultOf(createClient({ HTTPS_PROXY: value }).get('https://a.test/'))
      expect(fault).toBe('HTTPS_PROXY names no http or https proxy')
    },
  )
})

test.each([
  ['https://h.test/', 'h.test', true],
  ['https://h.test/', 'H.TEST', true],
  ['https://H.Test/', 'h.test', true],
  ['https://h.test/', '.h.test', true],
  ['https://h.test/', '*.h.test', true],
  ['https://a.h.test/', 'h.test', true],
  ['https://a.h.test/', '.h.test', true],
  ['https://a.h.test/', '*.h.test', true],
  ['https://a.b.h.test/', '*.test', true],
  ['https://ah.test/', 'h.test', false],
  ['https://ah.test/', '.h.test', false],
  ['https://h.test.evil/', 'h.test', false],
  ['https://h.test/', '*', true],
  ['https://h.test:8443/', '*:8443', true],
  ['https://h.test/', '*:8443', false],
  ['https://h.test/', 'h.test:443', true],
  ['https://h.test:8443/', 'h.test:8443', true],
  ['https://h.test:8443/', 'h.test:443', false],
  ['http://h.test/', 'h.test:80', true],
  ['https://h.test/', 'h.test:80', false],
  ['https://h.test:8443/', 'h.test', true],
  ['https://h.test/', ' x.test ,\th.test ', true],
  ['https://h.test/', 'x.test h.test', true],
  ['https://h.test/', '', false],
  ['https://h.test/', ',,', false],
  ['https://h.test/', '.', false],
  ['https://h.test/', 'x.test', false],
  ['http://127.0.0.1/', '127.0.0.1', true],
  ['http://127.0.0.1:81/', '127.0.0.1:80', false],
  ['http://[::1]/', '::1', true],
  ['http://[::1]/', '[::1]', true],
  ['http://[::1]:81/', '[::1]:81', true],
  ['http://[::1]:81/', '[::1]:80', false],
  ['http://[::2]/', '::1', false],
])('NO_PROXY: %s by "%s" is %s', (url, rule, expected) => {
  expect(isExcepted(new URL(url), rule)).toBe(expected)
})

describe('plain http goes through the proxy in the absolute form', () => {
  test('to a name that this machine does not know', async () => {
    const server = await started([{ body: 'ok' }])
    const proxy = await proxied({ hosts: { 'a.test:80': server.port } })
    const { get } = createClient({ http_proxy: `http://127.0.0.1:${proxy.port}` })
    const body = Buffer.from('x')
    expect(textOf(await get('http://a.test/b%20c?d#e', { method: 'POST', body, headers: { a: 'b' } }))).toBe(
      'ok',
    )
    expect(proxy.forwards).toEqual(['http://a.test/b%20c?d'])
    expect(proxy.tunnels).toEqual([])
    expect(server.seen).toMatchObject([{ path: '/b%20c?d', body: 'x', headers: { host: 'a.test', a: 'b' } }])
  })

  test.each(['127.0.0.1', '*', 'localhost, 127.0.0.1'])('but not what NO_PROXY=%s excepts', async (rule) => {
    const server = await started([{ body: 'ok' }])
    const proxy = await proxied()
    const { get } = createClient({ HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: rule })
    expect(textOf(await get(server.url))).toBe('ok')
    expect(proxy.forwards).toEqual([])
  })

  test('nor what NO_PROXY excepts by its port alone', async () => {
    const [one, other] = [await started([{}]), await started([{}])]
    const proxy = await proxied()
    const env = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: `127.0.0.1:${one.port}` }
    const { get } = createClient(env)
    await get(one.url)
    await get(other.url)
    expect(proxy.forwards).toEqual([`${other.url}/`])
  })

  test('redirects, retries and refusals are the server’s, not the proxy’s', async () => {
    const location = 'http://b.test/'
    const server = await started([{ status: 503 }, { status: 302, headers: { location } }])
    const proxy = await proxied({ hosts: { 'a.test:80': server.port } })
    const { get } = createClient({ http_proxy: `http://127.0.0.1:${proxy.port}` })
    expect(await faultOf(get('http://a.test/'))).toBe('a.test redirects to another host, b.test')
    expect(proxy.forwards).toEqual(['http://a.test/', 'http://a.test/'])
  })
})

describe('credentials', () => {
  const credentials = 'user:p@ss%/é'
  const written = 'user:p%40ss%25%2F%C3%A9'

  test('reach the proxy decoded, and the server not at all', async () => {
    const server = await started([{ body: 'ok' }])
    const proxy = await proxied({ credentials })
    const { get } = createClient({ HTTP_PROXY: `http://${written}@127.0.0.1:${proxy.port}` })
    expect(textOf(await get(server.url))).toBe('ok')
    expect(server.seen[0]?.headers).not.toHaveProperty('proxy-authorization')
    expect(server.seen[0]?.headers).not.toHaveProperty('authorization')
  })

  test('that were written raw work where they can', async () => {
    const server = await started([{ body: 'ok' }])
    const proxy = await proxied({ credentials: '100%:x' })
    const { get } = createClient({ HTTP_PROXY: `http://100%:x@127.0.0.1:${proxy.port}` })
    expect(textOf(await get(server.url))).toBe('ok')
  })

  test.each([
    ['http', 'http://a.test/'],
    ['https', 'https://a.test/'],
  ])('that are wrong end the request at once, by %s', async (_name, url) => {
    const proxy = await proxied({ credentials })
    const address = `http://user:wr0ng@127.0.0.1:${proxy.port}`
    const { get } = createClient({ HTTP_PROXY: address, HTTPS_PROXY: address })
    const fault = await faultOf(get(url))
    expect(fault).toContain('the proxy wants another user and password')
    expect(fault).not.toContain('wr0ng')
    expect(proxy.forwards.length + proxy.tunnels.length).toBe(1)
  })
})

describe('https asks the proxy for a tunnel', () => {
  test.each([
    ['https://a.test/', 'a.test:443'],
    ['https://a.test:8443/', 'a.test:8443'],
    ['https://[::1]:8443/', '[::1]:8443'],
  ])('%s', async (url, authority) => {
    const proxy = await proxied({ connectStatus: 403 })
    const fault = await faultOf(createClient({ HTTPS_PROXY: `127.0.0.1:${proxy.port}` }).get(url))
    expect(fault).toContain('could not be asked: the proxy answered 403')
    expect(proxy.tunnels).toEqual([authority, authority, authority])
    expect(proxy.forwards).toEqual([])
  })

  test('and trusts the server no more for it', async () => {
    const server = await started([{ body: 'ok' }], createAuthority().issue('a.test'))
    const proxy = await proxied({ hosts: { 'a.test:443': server.port } })
    const { get } = createClient({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` })
    expect(await faultOf(get('https://a.test/', { headers: { authorization: 'Bearer t' } }))).toMatch(
      /certificate|issuer/,
    )
    expect(server.seen).toEqual([])
  })

  test('and gives a proxy that never answers no more time than the deadline', async () => {
    const proxy = await proxied({ connectStatus: 0 })
    const { get } = createClient({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` })
    expect(await faultOf(get('https://a.test/', { deadline: 100 }))).toContain('no answer in time')
  })

  test('and says that the proxy, not the host, is not there', async () => {
    const proxy = await startProxy()
    await proxy.close()
    const { get } = createClient({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` })
    expect(await faultOf(get('https://a.test/'))).toMatch(
      /^a\.test could not be asked: the proxy: .*ECONNREFUSED/,
    )
  })
})

// An authority is added to those that Node trusts only when a process starts.
describe('in a process of its own', () => {
  const authority = createAuthority()
  let folder = ''
  let entry = ''

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'upkeep-proxy-'))
    entry = pathToFileURL(compile('src/adapters/http.ts', folder)).href
    writeFileSync(join(folder, 'ca.pem'), authority.cert)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  function ask(url: string, env: Readonly<Record<string, string>>, deadline = 4000): Promise<Ended> {
    const script = `
      import { httpClient } from ${JSON.stringify(entry)}
      const http = httpClient({ env: process.env, now: Date.now, wait: async () => {}, random: () => 0 })
      const wanted = { method: 'GET', url: ${JSON.stringify(url)}, deadline: ${deadline}, limit: 1000 }
      const said = await http(wanted).then((answer) => answer.status + ' ' + Buffer.from(answer.body), String)
      process.stdout.write(said)`
    return runScript(script, { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'), ...env })
  }

  test('a private authority is trusted, directly, through a tunnel and through an https proxy', async () => {
    const server = await started([{ body: 'ok' }], authority.issue('a.test', '127.0.0.1'))
    const hosts = { 'a.test:443': server.port }
    const plain = await proxied({ hosts, credentials: 'u:p' })
    const secure = await proxied({ hosts, certified: authority.issue('127.0.0.1') })
    const ended = await Promise.all([
      ask(`${server.url}/1`, {}),
      ask('https://a.test/2', { HTTPS_PROXY: `http://u:p@127.0.0.1:${plain.port}` }),
      ask('https://a.test/3', { HTTPS_PROXY: `https://127.0.0.1:${secure.port}` }),
      ask(`${server.url}/4`, { HTTPS_PROXY: `http://u:p@127.0.0.1:${plain.port}` }),
    ])
    // Nothing on stderr: Node warns of what will stop working.
    expect(ended).toEqual(Array(4).fill({ status: 0, stdout: '200 ok', stderr: '' }))
    expect(plain.tunnels.toSorted()).toEqual([`127.0.0.1:${server.port}`, 'a.test:443'])
    expect(secure.tunnels).toEqual(['a.test:443'])
    const hostsSeen = server.seen.map(({ path, headers }) => [path, headers.host]).toSorted()
    const own = `127.0.0.1:${server.port}`
    expect(hostsSeen).toEqual([
      ['/1', own],
      ['/2', 'a.test'],
      ['/3', 'a.test'],
      ['/4', own],
    ])
  })

  test('a certificate for another name is refused, directly and through a tunnel', async () => {
    const server = await started([{ body: 'stolen' }], authority.issue('b.test'))
    const proxy = await proxied({ hosts: { 'a.test:443': server.port } })
    const ended = await Promise.all([
      ask(server.url, {}),
      ask('https://a.test/', { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` }),
      ask(server.url, { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` }),
    ])
    for (const { stdout } of ended) expect(stdout).toMatch(/altnames|does not match/i)
    expect(server.seen).toEqual([])
  })

  test('nothing that is left open keeps the process alive', async () => {
    const certified = authority.issue('127.0.0.1')
    const [silent, secure, chatty, kept] = await Promise.all([
      started([hang]),
      started([hang], certified),
      started([(response) => response.writeHead(200).write(Buffer.alloc(2000))]),
      started([{ body: 'ok' }]),
    ])
    const [dumb, tunnel] = await Promise.all([proxied({ connectStatus: 0 }), proxied()])
    const through = (proxy: ProxyServer) => ({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` })
    const ended = await Promise.all([
      ask(silent.url, {}, 200),
      ask(secure.url, {}, 200),
      ask(secure.url, through(tunnel), 200),
      ask(secure.url, through(dumb), 200),
      ask(chatty.url, {}),
      ask(kept.url, {}),
    ])
    expect(ended.map(({ status, stderr }) => [status, stderr])).toEqual(Array(6).fill([0, '']))
    const said = ended.map(({ stdout }) => stdout.replace(/^RunError: \S+ (could not be asked: )?/, ''))
    expect(said).toEqual([
      ...Array(4).fill('no answer in time'),
      'answered with more than 1000 bytes',
      '200 ok',
    ])
  })
})
