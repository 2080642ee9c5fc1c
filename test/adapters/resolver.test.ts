import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { type ResolverContext, resolver } from '../../src/adapters/resolver.ts'
import { type DnsRecords, type DnsServer, startDns } from '../support/servers/dns.ts'
import { faultOf } from './client.ts'

const open: DnsServer[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
})

function failing(code: string): () => Promise<never> {
  return async () => {
    throw Object.assign(new Error('getaddrinfo'), { code })
  }
}

/** A resolver that asks a server with these names; its system knows nothing, unless it is given another one. */
async function resolving(names: Readonly<Record<string, DnsRecords>>, more: Partial<ResolverContext> = {}) {
  const dns = await startDns(names)
  open.push(dns)
  const waits: number[] = []
  const resolve = resolver({
    env: {},
    wait: async (milliseconds) => void waits.push(milliseconds),
    dnsServers: [dns.server],
    dnsDeadline: 600,
    hostsFile: '/no/such/file',
    lookUp: failing('ENOTFOUND'),
    ...more,
  })
  const ask = (host: string) => resolve(host, 443, 'tls')
  const texts = async (host: string) => {
    const { addresses, problem } = await ask(host)
    return [addresses.map(({ address, family }) => `${family} ${address}`), problem]
  }
  return { ask, texts, waits, asked: dns.asked, resolve }
}

const FOUR = '192.0.2.1'
const SIX = '2001:db8::1'
const NO_SIX = 'its IPv6 addresses are not known'
const NO_FOUR = 'its IPv4 addresses are not known'
const SILENT = 'the name server does not answer'

describe('name servers are asked for both families', () => {
  test.each<[string, DnsRecords, readonly string[], string | undefined]>([
    ['both', { A: [FOUR], AAAA: [SIX] }, [`4 ${FOUR}`, `6 ${SIX}`], undefined],
    ['IPv4 alone', { A: [FOUR] }, [`4 ${FOUR}`], undefined],
    ['IPv6 alone', { AAAA: [SIX] }, [`6 ${SIX}`], undefined],
    ['IPv6 does not exist', { A: [FOUR], AAAA: 'NXDOMAIN' }, [`4 ${FOUR}`], undefined],
    [
      'several, unsorted and twice',
      { A: ['192.0.2.9', FOUR, '192.0.2.9'], AAAA: [SIX] },
      [`4 ${FOUR}`, '4 192.0.2.9', `6 ${SIX}`],
      undefined,
    ],
    ['IPv6 unanswered', { A: [FOUR], AAAA: 'silence' }, [`4 ${FOUR}`], `${NO_SIX}: ${SILENT}`],
    ['IPv4 unanswered', { A: 'silence', AAAA: [SIX] }, [`6 ${SIX}`], `${NO_FOUR}: ${SILENT}`],
    [
      'IPv6 fails',
      { A: [FOUR], AAAA: 'SERVFAIL' },
      [`4 ${FOUR}`],
      `${NO_SIX}: the name server failed to look it up (SERVFAIL)`,
    ],
    [
      'IPv4 refused',
      { A: 'REFUSED', AAAA: [SIX] },
      [`6 ${SIX}`],
      `${NO_FOUR}: the name server refuses to answer (REFUSED)`,
    ],
  ])('%s', async (_name, records, addresses, problem) => {
    const { texts, asked } = await resolving({ 'host.test': records })
    expect(await texts('host.test')).toEqual([addresses, problem])
    expect(new Set(asked)).toEqual(new Set(['A host.test', 'AAAA host.test']))
  })

  test('whatever the case and with the dot of the root', async () => {
    const { texts } = await resolving({ 'host.test': { A: [FOUR] } })
    expect(await texts('HOST.test')).toEqual([[`4 ${FOUR}`], undefined])
    expect(await texts('host.test.')).toEqual([[`4 ${FOUR}`], undefined])
  })
})

describe('a name without an address is said', () => {
  test.each<[string, DnsRecords | undefined, string]>([
    ['no such name', undefined, 'there is no such name (NXDOMAIN)'],
    ['no address', {}, 'the name has no address'],
    ['half no address', { A: 'NXDOMAIN', AAAA: [] }, 'the name has no address'],
    ['silence', { A: 'silence', AAAA: 'silence' }, SILENT],
    ['no address and silence', { A: [], AAAA: 'silence' }, SILENT],
    ['failure', { A: 'SERVFAIL', AAAA: 'SERVFAIL' }, 'the name server failed to look it up (SERVFAIL)'],
    [
      'failure and no address',
      { A: 'SERVFAIL', AAAA: [] },
      'the name server failed to look it up (SERVFAIL)',
    ],
    ['refusal', { A: 'REFUSED', AAAA: 'REFUSED' }, 'the name server refuses to answer (REFUSED)'],
  ])('%s', async (_name, records, said) => {
    const { ask } = await resolving(records ? { 'host.test': records } : {})
    expect(await faultOf(ask('host.test'))).toBe(said)
  })

  test.each(['a..test', `${'a'.repeat(64)}.test`, 'a b.test'])('"%s"', async (host) => {
    const { ask } = await resolving({})
    expect(await faultOf(ask(host))).toMatch(/^(this cannot be a name|there is no such name|the name )/)
  })

  test('nonsense in answer is no address', async () => {
    const { ask } = await resolving({ 'host.test': { A: 'garbage', AAAA: 'garbage' } })
    expect(await faultOf(ask('host.test'))).toMatch(/^the name /)
  })

  test('and a silent server costs no more than its deadline', async () => {
    const { ask } = await resolving({ 'host.test': { A: 'silence', AAAA: 'silence' } })
    const start = Date.now()
    await faultOf(ask('host.test'))
    // Without ours the name server's own deadline is more than 5 seconds.
    expect(Date.now() - start).toBeLessThan(4000)
  })

  test('a server that is not there', async () => {
    const { ask } = await resolving({}, { dnsServers: ['127.0.0.1:1'] })
    expect(await faultOf(ask('host.test'))).toBe(SILENT)
  })
})

describe('the system is asked', () => {
  const system = async (host: string) => (host.startsWith('known') ? ['192.0.2.7', '::7', '192.0.2.7'] : [])
  const known = [['4 192.0.2.7', '6 ::7'], undefined]

  test('for what has no dot, and the name servers are not', async () => {
    const { texts, asked } = await resolving({}, { lookUp: system })
    expect(await texts('known')).toEqual(known)
    expect(asked).toEqual([])
  })

  test('for localhost and below, as it really is', async () => {
    const resolve = resolver({ env: {}, wait: async () => undefined, hostsFile: '/no/such/file' })
    const { addresses } = await resolve('localhost', 443, 'smtp')
    expect(addresses.map(({ address }) => address)).toContain('127.0.0.1')
  })

  test.each(['NXDOMAIN', 'SERVFAIL', 'REFUSED', []] as const)(
    'where name servers have nothing: %j',
    async (answer) => {
      const names = { 'known.test': { A: answer, AAAA: answer } }
      const { texts, asked } = await resolving(names, { lookUp: system })
      expect(await texts('known.test')).toEqual(known)
      expect(asked.length).toBeGreaterThanOrEqual(2)
    },
  )

  test('three times where it may know later', async () => {
    let calls = 0
    const later = async () => {
      calls++
      return calls < 3 ? failing('EAI_AGAIN')() : ['192.0.2.7']
    }
    const { texts, waits } = await resolving({}, { lookUp: later })
    expect(await texts('known')).toEqual([['4 192.0.2.7'], undefined])
    expect(waits).toEqual([500, 1000])
  })

  test.each([
    ['ENOTFOUND', 'this machine knows no such name'],
    ['EAI_AGAIN', SILENT],
    ['EAI_FAIL', 'the name could not be looked up'],
  ])('and what it says is said: %s', async (code, said) => {
    const { ask } = await resolving({}, { lookUp: failing(code) })
    expect(await faultOf(ask('known'))).toBe(said)
  })
})

describe('nobody is asked', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'upkeep-hosts-'))
    const hosts =
      '# 192.0.2.9 host.test\r\n192.0.2.3 other.test Host.Test # host\r\n::3\thost.test\nx host.test\n'
    writeFileSync(join(folder, 'hosts'), hosts)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('for what the hosts file has', async () => {
    const names = { 'host.test': { A: [FOUR] }, host: { A: [FOUR] } }
    const { texts, asked } = await resolving(names, { hostsFile: join(folder, 'hosts') })
    expect(await texts('HOST.test')).toEqual([['4 192.0.2.3', '6 ::3'], undefined])
    expect(asked).toEqual([])
  })

  test.each([
    ['192.0.2.1', '4 192.0.2.1'],
    ['::1', '6 ::1'],
    ['fe80::1%eth0', '6 fe80::1%eth0'],
  ])('for an address: %s', async (host, expected) => {
    const { texts, asked } = await resolving({})
    expect(await texts(host)).toEqual([[expected], undefined])
    expect(asked).toEqual([])
  })
})

describe('a proxy resolves what goes through it', () => {
  const env = { HTTPS_PROXY: 'http://proxy.test:3128', NO_PROXY: 'direct.test,192.0.2.1' }

  test.each([
    ['host.test', 'tls', 'proxy host.test'],
    ['direct.test', 'tls', `4 ${FOUR}`],
    ['host.test', 'smtp', '4 192.0.2.2'],
    ['192.0.2.1', 'tls', '4 192.0.2.1'],
    ['192.0.2.2', 'tls', 'proxy 192.0.2.2'],
    ['2001:db8::2', 'tls', 'proxy 2001:db8::2'],
  ] as const)('%s by %s', async (host, protocol, expected) => {
    const names = { 'host.test': { A: ['192.0.2.2'] }, 'direct.test': { A: [FOUR] } }
    const { resolve } = await resolving(names, { env })
    const { addresses, problem } = await resolve(host, 443, protocol)
    expect(addresses.map(({ address, family }) => `${family} ${address}`)).toEqual([expected])
    expect(problem).toBeUndefined()
  })

  test('and one that we cannot use is said', async () => {
    const { ask } = await resolving({}, { env: { HTTPS_PROXY: 'socks5://u:secret@proxy.test' } })
    expect(await faultOf(ask('host.test'))).toBe('HTTPS_PROXY names no http or https proxy')
  })
})
