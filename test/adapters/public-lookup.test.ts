import type { LookupAddress } from 'node:dns'
import { get } from 'node:http'
import type { LookupFunction } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { Environment } from '../../src/adapters/environment.ts'
import { httpClient } from '../../src/adapters/http.ts'
import { type LookUpAll, publicLookup } from '../../src/adapters/public-lookup.ts'
import type { HttpResponse } from '../../src/core/ports.ts'
import { type HttpServer, serve } from '../support/servers/http-server.ts'
import { type ProxyServer, startProxy } from '../support/servers/proxy.ts'
import { faultOf, textOf } from './client.ts'

const open: { readonly close: () => Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

async function started(): Promise<HttpServer> {
  const server = await serve([{ body: 'secret' }])
  open.push(server)
  return server
}

async function proxied(hosts: Readonly<Record<string, number>>): Promise<ProxyServer> {
  const proxy = await startProxy({ hosts })
  open.push(proxy)
  return proxy
}

/** A system in which every name has these addresses, and the names it was asked for. */
function system(...addresses: readonly string[]): { readonly lookUp: LookUpAll; readonly asked: string[] } {
  const asked: string[] = []
  const found: LookupAddress[] = addresses.map((address) => ({
    address,
    family: address.includes(':') ? 6 : 4,
  }))
  const lookUp: LookUpAll = (host, _options, done) => {
    asked.push(host)
    if (found.length > 0) return done(null, found)
    done(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), [])
  }
  return { lookUp, asked }
}

function ask(url: string, env: Environment = {}, lookUp = system('127.0.0.1').lookUp): Promise<HttpResponse> {
  const http = httpClient({ env, now: Date.now, wait: async () => undefined, random: () => 0, lookUp })
  return http({ method: 'GET', url, deadline: 5000, limit: 1000, publicOnly: true })
}

describe('a host that is not public by its own words is not asked', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['127.1', '127.0.0.1'],
    ['2130706433', '127.0.0.1'],
    ['0x7f.1', '127.0.0.1'],
    ['0177.0.0.1', '127.0.0.1'],
    ['%31%32%37.0.0.1', '127.0.0.1'],
    ['127.0.0.1.', '127.0.0.1'],
    ['user:password@127.0.0.1', '127.0.0.1'],
    ['[::1]', '[::1]'],
    ['[::ffff:127.0.0.1]', '[::ffff:7f00:1]'],
    ['localhost', 'localhost'],
    ['LocalHost.', 'localhost.'],
    ['a.localhost', 'a.localhost'],
  ])('%s', async (host, shown) => {
    const server = await started()
    const said = `${shown}:${server.port} is not a public address`
    expect(await faultOf(ask(`http://${host}:${server.port}/`))).toBe(said)
    expect(await faultOf(ask(`https://${host}:${server.port}/`))).toBe(said)
    expect(server.open() + server.seen.length).toBe(0)
  })

  test('nor through a proxy', async () => {
    const server = await started()
    const proxy = await proxied({})
    const address = `http://127.0.0.1:${proxy.port}`
    const env = { HTTP_PROXY: address, HTTPS_PROXY: address }
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '169.254.169.254'])
      for (const scheme of ['http', 'https'])
        expect(await faultOf(ask(`${scheme}://${host}:${server.port}/`, env))).toMatch(
          /is not a public address$/,
        )
    expect([proxy.tunnels, proxy.forwards, server.seen]).toEqual([[], [], []])
  })
})

describe('a name', () => {
  test.each([
    ['that leads to this machine', ['127.0.0.1'], '127.0.0.1'],
    ['that leads there among others', ['8.8.8.8', '2a00::1', '127.0.0.1'], '127.0.0.1'],
    ['that leads there by IPv6', ['::1'], '::1'],
    ['that leads there in disguise', ['::ffff:127.0.0.1'], '::ffff:127.0.0.1'],
    ['that leads to a private network', ['10.1.2.3'], '10.1.2.3'],
  ])('%s is not asked', async (_name, addresses, odd) => {
    const server = await started()
    const { lookUp, asked } = system(...addresses)
    for (const scheme of ['http', 'https'])
      expect(await faultOf(ask(`${scheme}://host.test:${server.port}/`, {}, lookUp))).toBe(
        `host.test leads to ${odd}, which is not a public address`,
      )
    // Once for each, and never again: this does not pass.
    expect(asked).toEqual(['host.test', 'host.test'])
    expect(server.open() + server.seen.length).toBe(0)
  })

  test('that a proxy resolves is the proxy’s business', async () => {
    const server = await started()
    const proxy = await proxied({ 'host.test:80': server.port })
    const { lookUp, asked } = system('127.0.0.1')
    const answer = await ask('http://host.test/', { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` }, lookUp)
    expect(textOf(answer)).toBe('secret')
    expect(asked).toEqual([])
  })

  test('without an address is tried again, and said', async () => {
    const { lookUp, asked } = system()
    expect(await faultOf(ask('http://host.test/', {}, lookUp))).toMatch(/^host\.test could not be asked: /)
    expect(asked).toHaveLength(3)
  })
})

test('a connection that was kept open for others is not used', async () => {
  const server = await started()
  const url = `http://host.test:${server.port}/`
  const home: LookupFunction = (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }])
  const body = await new Promise((done, fail) => {
    get(url, { lookup: home }, (response) => response.resume().on('end', () => done(response.statusCode))).on(
      'error',
      fail,
    )
  })
  expect(body).toBe(200)
  expect(server.open()).toBe(1)
  expect(await faultOf(ask(url))).toContain('which is not a public address')
  expect(server.seen).toHaveLength(1)
})

test('a request that need not be public is asked as ever', async () => {
  const server = await started()
  const http = httpClient({
    env: {},
    now: Date.now,
    wait: async () => undefined,
    random: () => 0,
    ...system(),
  })
  const wanted = { method: 'GET', url: server.url, deadline: 5000, limit: 1000 } as const
  expect(textOf(await http(wanted))).toBe('secret')
  expect(textOf(await http({ ...wanted, publicOnly: false }))).toBe('secret')
})

describe('where every address is public, the connection gets', () => {
  const found = (options: object) =>
    new Promise<unknown[]>((done) => {
      publicLookup(system('2a00::1', '8.8.8.8').lookUp)('host.test', options, (...given) => done(given))
    })

  test('all of them', async () => {
    expect(await found({ all: true })).toEqual([
      null,
      [
        { address: '2a00::1', family: 6 },
        { address: '8.8.8.8', family: 4 },
      ],
    ])
  })

  test('or the first', async () => {
    expect(await found({})).toEqual([null, '2a00::1', 6])
  })
})
