import { spawn, spawnSync } from 'node:child_process'
import { connect } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import { look } from '../support/pki/client.ts'
import { DIALOGS } from '../support/pki/dialogs.ts'
import type { Door } from '../support/pki/door.ts'
import { type Content, startFiles } from '../support/pki/http-files.ts'
import { type Minted, mint } from '../support/pki/mint.ts'
import { flightOf, ODD, type Oddity, startFlight, startOdd } from '../support/pki/odd-server.ts'
import { chainOf, startTls } from '../support/pki/tls-server.ts'

const FROM = new Date('2025-01-01T00:00:00Z')
const TO = new Date('2055-01-01T00:00:00Z')
const make = (subject: string, request = {}): Minted =>
  mint({ subject, from: FROM, to: TO, dns: [subject], ...request })

const opened: { close: () => Promise<void> }[] = []
async function keep<T extends { close: () => Promise<void> }>(opening: Promise<T>): Promise<T> {
  const one = await opening
  opened.push(one)
  return one
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()))
})

const at = ({ port }: Door) => ({ address: '127.0.0.1', port, serverName: '' })

const hasOpenssl = spawnSync('openssl', ['version']).status === 0

/** Everything that is sent, in its order, as `openssl s_client` prints it. */
function sentBy(port: number, ...parameters: readonly string[]): Promise<readonly string[]> {
  const child = spawn('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, '-showcerts', ...parameters])
  child.stdin.end()
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  return new Promise((done) => {
    child.on('close', () => {
      const text = Buffer.concat(chunks).toString()
      const found = text.split('\nServer certificate')[0]?.match(/-----BEGIN[\s\S]*?END CERTIFICATE-----\n/g)
      done(found ?? [])
    })
  })
}

describe('a TLS server', () => {
  const leaf = make('leaf.test')
  const junk = Array.from({ length: 61 }, (_, index) => make(`junk-${index}.test`))
  const [one = leaf, two = leaf] = junk

  test.each<readonly [string, readonly [Minted, ...Minted[]]]>([
    ['one certificate', [leaf]],
    ['unrelated ones', [leaf, one, two]],
    ['the leaf twice', [leaf, leaf, one]],
    ['one of them twice', [leaf, one, one]],
    ['62 certificates', [leaf, ...junk]],
    ['a short key and an old signature', [make('a.test', { key: 'rsa-1024', hash: 'sha1' }), one]],
    ['version 1 and MD5', [make('a.test', { key: 'rsa-2048', hash: 'md5', version: 1 }), one]],
  ])('sends %s exactly so', async (_name, certificates) => {
    const door = await keep(startTls({ chains: [chainOf(...certificates)] }))
    const seen = await look(at(door))
    expect(seen?.chain[0]).toEqual(certificates[0].der)
    if (!hasOpenssl) return void process.stdout.write('skipped: openssl is not installed\n')
    const ciphers = ['-cipher', 'DEFAULT@SECLEVEL=0']
    expect(await sentBy(door.port, ...ciphers)).toEqual(certificates.map(({ pem }) => pem))
  })

  test('has an RSA and an ECDSA certificate, each with its own chain', async () => {
    const rsa = make('rsa.test', { key: 'rsa-2048' })
    const door = await keep(startTls({ chains: [chainOf(rsa, one), chainOf(leaf, two)] }))
    expect((await look(at(door), 'rsa_pss_rsae_sha256'))?.chain.slice(0, 2)).toEqual([rsa.der, one.der])
    expect((await look(at(door), 'ecdsa_secp256r1_sha256'))?.chain.slice(0, 2)).toEqual([leaf.der, two.der])
  })

  test('has one certificate for a client that wants another kind', async () => {
    const door = await keep(startTls({ chains: [chainOf(leaf)] }))
    expect(await look(at(door), 'rsa_pss_rsae_sha256')).toBeUndefined()
  })

  test('chooses by name, and refuses strangers when told to', async () => {
    const sni = { 'one.test': [chainOf(one)] }
    const open = await keep(startTls({ chains: [chainOf(leaf)], sni }))
    const strict = await keep(startTls({ chains: [chainOf(leaf)], sni, isSniStrict: true }))
    const named = (door: Door, serverName: string) => look({ ...at(door), serverName })
    expect((await named(open, 'one.test'))?.chain[0]).toEqual(one.der)
    expect((await named(open, 'two.test'))?.chain[0]).toEqual(leaf.der)
    expect((await named(strict, 'one.test'))?.chain[0]).toEqual(one.der)
    expect(await named(strict, 'two.test')).toBeUndefined()
  })

  test.each(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const)('speaks %s alone', async (version) => {
    const range = { minVersion: version, maxVersion: version }
    const door = await keep(startTls({ chains: [chainOf(leaf)], ...range }))
    expect((await look(at(door)))?.version).toBe(version)
  })

  test.each(['TLSv1.2', 'TLSv1.3'] as const)("demands a client's certificate in %s", async (maxVersion) => {
    const clientAuthority = make('clients', { ca: true }).pem
    const door = await keep(startTls({ chains: [chainOf(leaf)], clientAuthority, maxVersion }))
    expect((await look(at(door)))?.chain[0]).toEqual(leaf.der)
  })

  test('resets so many connections, and counts them all', async () => {
    const door = await keep(startTls({ chains: [chainOf(leaf)], resets: 2 }))
    const seen = [await look(at(door)), await look(at(door)), await look(at(door))]
    expect(seen.map((sighting) => sighting !== undefined)).toEqual([false, false, true])
    expect(door.connections()).toBe(3)
  })

  test('shows each address its own', async () => {
    const hosts = ['127.0.0.1', '127.0.0.2']
    const chainsAt = { '127.0.0.2': [chainOf(one)] }
    const door = await keep(startTls({ chains: [chainOf(leaf)], hosts, chainsAt }))
    expect((await look(at(door)))?.chain[0]).toEqual(leaf.der)
    expect((await look({ ...at(door), address: '127.0.0.2' }))?.chain[0]).toEqual(one.der)
  })

  test.each(['smtp', 'imap', 'postgres'] as const)('begins after %s, or refuses to', async (protocol) => {
    if (!hasOpenssl) return void process.stdout.write('skipped: openssl is not installed\n')
    const chains = [chainOf(leaf, one)]
    const door = await keep(startTls({ chains, before: DIALOGS[protocol] }))
    expect(await sentBy(door.port, '-starttls', protocol)).toEqual([leaf.pem, one.pem])
    const other = await keep(startTls({ chains, before: DIALOGS[`${protocol}-without`] }))
    expect(await sentBy(other.port, '-starttls', protocol)).toEqual([])
  })
})

describe('an odd server', () => {
  const QUIET: readonly Oddity[] = ['silent', 'drip', 'half a hello']

  test.each(Object.keys(ODD) as Oddity[])('%s: shows no certificate', async (oddity) => {
    const door = await keep(startOdd(oddity))
    const patience = new Promise<'quiet'>((done) => setTimeout(done, 400, 'quiet'))
    const seen = await Promise.race([look(at(door)), patience])
    expect(seen).toBe(QUIET.includes(oddity) ? 'quiet' : undefined)
    expect(door.connections()).toBe(1)
  })

  test('sends what is no certificate', async () => {
    const garbage = Buffer.from('no certificate at all')
    expect(flightOf([garbage]).includes(garbage)).toBe(true)
    const door = await keep(startFlight([make('a.test').der, garbage]))
    expect(await look(at(door))).toBeUndefined()
  })
})

describe('a server of files', () => {
  const url = '/list.crl'

  test('gives bytes and statuses, and counts', async () => {
    const files = await keep(startFiles())
    files.put(url, Buffer.from('abc'))
    files.put('/gone', { status: 410 })
    files.put('/page', 'html')
    const body = await fetch(files.urlOf(url))
    expect(Buffer.from(await body.arrayBuffer()).toString()).toBe('abc')
    expect((await fetch(files.urlOf('/gone'))).status).toBe(410)
    expect(await (await fetch(files.urlOf('/page'))).text()).toContain('<!doctype html>')
    expect((await fetch(files.urlOf('/nowhere'))).status).toBe(404)
    expect(files.counts()).toEqual({ [url]: 1, '/gone': 1, '/page': 1, '/nowhere': 1 })
  })

  /** Bytes that come in so many milliseconds, and whether the connection ended by itself. */
  function listen(port: number, milliseconds: number): Promise<readonly [bytes: number, isOver: boolean]> {
    return new Promise((done) => {
      let bytes = 0
      const socket = connect(port, '127.0.0.1', () =>
        socket.write(`GET ${url} HTTP/1.1\r\nHost: localhost\r\n\r\n`),
      )
      const finish = (isOver: boolean) => {
        done([bytes, isOver])
        socket.destroy()
      }
      socket.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      socket.on('error', () => undefined)
      socket.on('close', () => finish(true))
      setTimeout(finish, milliseconds, false)
    })
  }

  test.each<readonly [Content, readonly [least: number, most: number], boolean]>([
    ['silent', [0, 0], false],
    ['slow', [1, 2000], false],
    ['cut', [1, 2000], true],
    ['endless', [10_000_000, Number.POSITIVE_INFINITY], false],
  ])('can be %s', async (content, [least, most], isOver) => {
    const files = await keep(startFiles())
    files.put(url, content)
    const [bytes, isEnded] = await listen(files.port, 500)
    expect(bytes).toBeGreaterThanOrEqual(least)
    expect(bytes).toBeLessThanOrEqual(most)
    expect(isEnded).toBe(isOver)
  })
})
