import { X509Certificate } from 'node:crypto'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { Environment } from '../../src/adapters/environment.ts'
import type { TlsRequest } from '../../src/core/ports.ts'
import { closedPort, openDoor } from '../support/pki/door.ts'
import { ODD, type Oddity } from '../support/pki/odd-server.ts'
import { startTls } from '../support/pki/tls-server.ts'
import { createAuthority } from '../support/servers/certificates.ts'
import { type ProxyOptions, startProxy } from '../support/servers/proxy.ts'
import { createTls, type Expected, mismatch, requestTo } from './tls-world.ts'

const authority = createAuthority()
const certified = authority.issue('a.test')
const open: { readonly close: () => Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

async function server() {
  const started = await startTls({ chains: [{ key: certified.key, certificates: [certified.cert] }] })
  open.push(started)
  return started
}

async function proxy(options: ProxyOptions = {}) {
  const started = await startProxy(options)
  open.push(started)
  return started
}

const THROUGH: Partial<TlsRequest> = { address: 'a.test', family: 'proxy', port: 443 }

function look(env: Environment, more: Partial<TlsRequest> = {}) {
  return createTls({ env }).look(requestTo(443, { ...THROUGH, ...more }))
}

describe('through a proxy', () => {
  test.each([
    [{}, 'a.test', 443, 'a.test:443'],
    [{ credentials: 'u:p' }, 'a.test', 8443, 'a.test:8443'],
    [{}, '192.0.2.1', 443, '192.0.2.1:443'],
    [{}, '2001:db8::1', 993, '[2001:db8::1]:993'],
  ])('%j %s %d', async (options, address, port, authorityForm) => {
    const behind = await server()
    const { port: at, tunnels } = await proxy({ ...options, hosts: { [authorityForm]: behind.port } })
    const answer = await look({ HTTPS_PROXY: `http://u:p@127.0.0.1:${at}` }, { address, port })
    const [first] = answer.kind === 'served' ? answer.chain : []
    expect(first && new X509Certificate(first).toString()).toBe(certified.cert)
    expect(tunnels).toEqual([authorityForm])
    await new Promise((done) => setTimeout(done, 50))
    expect(behind.connections()).toBe(1)
  })

  test('what resolve gives is what look takes', async () => {
    const behind = await server()
    const { port } = await proxy({ hosts: { 'a.test:443': behind.port } })
    const tls = createTls({ env: { https_proxy: `127.0.0.1:${port}` } })
    const { addresses } = await tls.resolve('a.test', 443, 'tls')
    expect(addresses).toEqual([{ address: 'a.test', family: 'proxy' }])
    for (const address of addresses)
      expect(mismatch(await tls.look(requestTo(443, address)), { served: true })).toBe('')
  })

  const silent = 'it takes the connection and does not answer TLS'
  test.each<[Oddity, number, Expected]>([
    [
      'reset after hello',
      3,
      { fault: 'reset', reason: 'it closes the connection before it shows a certificate' },
    ],
    ['http', 2, { fault: 'not-tls', reason: /^it answers "HTTP\/1\.1 400 Bad Request/ }],
    ['alert', 1, { fault: 'handshake', reason: 'it ends the handshake: handshake_failure' }],
    ['silent', 3, { fault: 'timeout', reason: silent }],
  ])('the server behind is told by what it does: %s', async (oddity, count, expected) => {
    const odd = await openDoor(ODD[oddity])
    open.push(odd)
    const { port, tunnels } = await proxy({ hosts: { 'a.test:443': odd.port } })
    const deadline = oddity === 'silent' ? 900 : 10_000
    const answer = await look({ HTTPS_PROXY: `http://127.0.0.1:${port}` }, { deadline })
    expect(mismatch(answer, expected)).toBe('')
    expect(tunnels).toHaveLength(count)
  })
})

describe('a proxy that opens no way', () => {
  test.each<[string, ProxyOptions, string, number]>([
    ['forbids', { connectStatus: 403 }, 'the proxy answered 403', 1],
    ['finds nobody', { connectStatus: 502 }, 'the proxy answered 502', 3],
    [
      'wants another password',
      { credentials: 'other:one' },
      'the proxy wants another user and password (http://user:password@host:port)',
      1,
    ],
    ['is silent', { connectStatus: 0 }, 'the proxy does not answer', 3],
    [
      'is not to be trusted',
      { certified: authority.issue('127.0.0.1') },
      'the proxy cannot be reached, or ends the connection',
      0,
    ],
  ])('%s', async (_name, options, reason, count) => {
    const { port, tunnels } = await proxy(options)
    const scheme = options.certified ? 'https' : 'http'
    const deadline = options.connectStatus === 0 ? 600 : 10_000
    const answer = await look({ HTTPS_PROXY: `${scheme}://u:p@127.0.0.1:${port}` }, { deadline })
    expect(answer).toEqual({ kind: 'unserved', fault: 'proxy', reason })
    expect(tunnels).toHaveLength(count)
  })

  test.each<[string, () => Promise<Environment>, string]>([
    [
      'is not there',
      async () => ({ HTTPS_PROXY: `http://127.0.0.1:${await closedPort()}` }),
      'the proxy refuses the connection',
    ],
    [
      'has no address',
      async () => ({ HTTPS_PROXY: 'http://no-such-proxy.invalid' }),
      'the name of the proxy has no address',
    ],
    ['nobody named', async () => ({}), 'the environment names no proxy for it'],
    [
      'is of another kind',
      async () => ({ HTTPS_PROXY: 'socks5://h' }),
      'HTTPS_PROXY names no http or https proxy',
    ],
  ])('%s', async (_name, env, reason) => {
    expect(await look(await env())).toEqual({ kind: 'unserved', fault: 'proxy', reason })
  })

  test('speaks no HTTP', async () => {
    const odd = await openDoor(ODD.ssh)
    open.push(odd)
    expect(await look({ HTTPS_PROXY: `http://127.0.0.1:${odd.port}` })).toMatchObject({ fault: 'proxy' })
  })
})
