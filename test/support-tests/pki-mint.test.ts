import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { NULL } from '../support/pki/der-writer.ts'
import { extension } from '../support/pki/extensions.ts'
import { type Minted, type MintRequest, mint } from '../support/pki/mint.ts'
import { mintBundle, mintCrl } from '../support/pki/mint-crl.ts'

const FROM = new Date('2025-01-01T00:00:00Z')
const TO = new Date('2055-06-01T12:30:45Z')

function authority(request: Partial<MintRequest> = {}): Minted {
  const keyUsage = ['keyCertSign', 'cRLSign'] as const
  return mint({ subject: 'Test Root', from: FROM, to: TO, ca: true, keyUsage, ...request })
}

const root = authority()
const child = (request: Partial<MintRequest> = {}) =>
  mint({ subject: 'child.test', by: root, from: FROM, to: TO, ...request })
const read = (minted: Minted) => new X509Certificate(minted.der)

const hasOpenssl = spawnSync('openssl', ['version']).status === 0

/** Whether openssl is there to be asked; says so where it is not. */
function canAsk(): boolean {
  if (!hasOpenssl) process.stdout.write('skipped: openssl is not installed\n')
  return hasOpenssl
}

describe('a minted certificate, as Node reads it', () => {
  test.each<readonly [string, Partial<MintRequest>, Partial<Record<keyof X509Certificate, unknown>>]>([
    ['a serial number', { serial: 0x8001n }, { serialNumber: '8001' }],
    ['a negative serial number', { serial: Buffer.from([0xff]) }, { serialNumber: '-01' }],
    ['DNS names', { dns: ['a.test', '*.b.test'] }, { subjectAltName: 'DNS:a.test, DNS:*.b.test' }],
    [
      'addresses',
      { ip: ['192.0.2.1', '2001:db8::1', '::1'] },
      {
        subjectAltName: 'IP Address:192.0.2.1, IP Address:2001:DB8:0:0:0:0:0:1, IP Address:0:0:0:0:0:0:0:1',
      },
    ],
    ['a common name alone', {}, { subject: 'CN=child.test', subjectAltName: undefined, ca: false }],
    ['another issuer', { issuerName: 'Nobody' }, { issuer: 'CN=Nobody' }],
    [
      'a list of attributes',
      {
        subject: [
          { type: 'C', value: 'ZZ' },
          { type: 'O', value: 'Bücher', as: 'bmp' },
        ],
      },
      { subject: 'C=ZZ\nO=Bücher' },
    ],
    ['an authority', { ca: true, pathLength: 0 }, { ca: true }],
    ['purposes', { purposes: ['serverAuth'] }, { keyUsage: ['1.3.6.1.5.5.7.3.1'] }],
    ['any purpose', { purposes: ['any'] }, { keyUsage: ['2.5.29.37.0'] }],
    ['an issuer', { issuerUrls: ['http://a.test/i'] }, { infoAccess: 'CA Issuers - URI:http://a.test/i' }],
    [
      'dates of both forms',
      {},
      { validFrom: 'Jan  1 00:00:00 2025 GMT', validTo: 'Jun  1 12:30:45 2055 GMT' },
    ],
    [
      'the last date there is',
      { to: new Date('9999-12-31T23:59:59Z') },
      { validTo: 'Dec 31 23:59:59 9999 GMT' },
    ],
  ])('has %s', (_name, request, properties) => {
    const certificate = read(child(request))
    for (const [key, value] of Object.entries(properties))
      expect([key, certificate[key as keyof X509Certificate]]).toEqual([key, value])
  })

  test.each([
    ['ec-p256', 'ec', { namedCurve: 'prime256v1' }],
    ['ec-p384', 'ec', { namedCurve: 'secp384r1' }],
    ['ed25519', 'ed25519', {}],
    ['rsa-2048', 'rsa', { modulusLength: 2048 }],
    ['rsa-1024', 'rsa', { modulusLength: 1024 }],
  ] as const)('has a key %s, which can sign another', (key, type, details) => {
    const one = authority({ key })
    const { publicKey } = read(one)
    expect(publicKey.asymmetricKeyType).toBe(type)
    expect(publicKey.asymmetricKeyDetails).toMatchObject(details)
    const other = read(child({ by: one }))
    expect(other.verify(publicKey)).toBe(true)
    expect(other.checkIssued(read(one))).toBe(true)
    expect(read(one).checkPrivateKey(one.keys.privateKey)).toBe(true)
  })

  test.each(['sha256', 'sha384', 'sha512', 'sha1', 'md5'] as const)('is signed with %s', (hash) => {
    const by = authority({ key: 'rsa-2048' })
    expect(read(child({ by, hash })).verify(read(by).publicKey)).toBe(true)
    if (hash === 'md5') return
    expect(read(child({ hash })).verify(read(root).publicKey)).toBe(true)
  })

  test('is signed with RSASSA-PSS', () => {
    const by = authority({ key: 'rsa-2048' })
    expect(read(child({ by, pss: true })).verify(read(by).publicKey)).toBe(true)
  })

  test('is altered when asked', () => {
    expect(read(child({ isTampered: true })).verify(read(root).publicKey)).toBe(false)
  })

  test('has the key of another, where that is asked', () => {
    const again = authority({ keysOf: root, by: authority({ subject: 'Other' }) })
    expect(read(child()).verify(read(again).publicKey)).toBe(true)
    expect(read(again).issuer).toBe('CN=Other')
  })

  test('shares no key with the authorities above it', () => {
    const key = 'rsa-2048'
    const one = authority({ key })
    const two = authority({ key, by: one })
    const three = child({ key, by: two })
    expect(new Set([one, two, three].map(({ keys }) => keys.spki.toString('hex'))).size).toBe(3)
  })

  test('is made 500 times in a second or two', () => {
    const start = performance.now()
    for (let index = 0; index < 500; index++) child({ key: index % 5 === 0 ? 'rsa-2048' : 'ec-p256' })
    expect(performance.now() - start).toBeLessThan(20_000)
  })
})

describe('openssl agrees', () => {
  const folder = { path: '' }
  beforeAll(() => {
    folder.path = mkdtempSync(join(tmpdir(), 'pki-'))
  })
  afterAll(() => rmSync(folder.path, { recursive: true, force: true }))

  function file(name: string, content: string | Uint8Array): string {
    const path = join(folder.path, name)
    writeFileSync(path, content)
    return path
  }

  function openssl(...parameters: readonly string[]): string {
    const { stdout, stderr } = spawnSync('openssl', parameters, { encoding: 'utf8' })
    return `${stdout}${stderr}`
  }

  const STRANGE = extension('1.3.6.1.4.1.99999.1', true, NULL)
  const allowed = authority({ subject: 'Bound', by: root, permitted: { dns: ['test'], ip: ['10.0.0.0/8'] } })
  const forbidden = authority({ subject: 'Bound', by: root, excluded: { dns: ['test'] } })
  const short = authority({ subject: 'Short', by: root, pathLength: 0 })

  test.each<readonly [string, Minted, readonly Minted[], RegExp]>([
    ['a chain', child({ by: allowed, dns: ['a.test'], ip: ['10.1.1.1'] }), [allowed], /: OK/],
    ['PSS', child({ by: authority({ by: root, key: 'rsa-2048', subject: 'R' }), pss: true }), [], /error 20/],
    ['a network', child({ by: allowed, ip: ['192.0.2.1'] }), [allowed], /permitted subtree/],
    ['a domain', child({ by: forbidden, dns: ['a.test'] }), [forbidden], /excluded subtree/],
    ['a signature', child({ isTampered: true }), [], /signature failure/],
    ['a path length', child({ by: authority({ subject: 'S', by: short }) }), [short], /error/],
    ['a critical extension', child({ others: [STRANGE] }), [], /unhandled critical extension/],
    ['an end', child({ to: new Date('2025-02-01T00:00:00Z') }), [], /expired/],
    ['a beginning', child({ from: new Date('2054-02-01T00:00:00Z') }), [], /not yet valid/],
  ])('on %s', (_name, leaf, between, verdict) => {
    if (!canAsk()) return
    const roots = file('root.pem', root.pem)
    const untrusted = file('between.pem', between.map(({ pem }) => pem).join('') || root.pem)
    const told = openssl('verify', '-CAfile', roots, '-untrusted', untrusted, file('leaf.pem', leaf.pem))
    expect(told).toMatch(verdict)
  })

  test('on the extensions that Node does not show', () => {
    if (!canAsk()) return
    const keyUsage = ['digitalSignature', 'keyEncipherment'] as const
    const leaf = child({ keyUsage, crlUrls: ['http://a.test/a.crl'], ca: false })
    const told = openssl('x509', '-in', file('leaf.pem', leaf.pem), '-noout', '-text')
    expect(told).toMatch(/X509v3 Key Usage: critical\s+Digital Signature, Key Encipherment\n/)
    expect(told).toMatch(/X509v3 CRL Distribution Points:\s+Full Name:\s+URI:http:\/\/a\.test\/a\.crl/)
    expect(told).toMatch(/X509v3 Basic Constraints: critical\s+CA:FALSE/)
    const id = (bytes: Buffer) => bytes.toString('hex').toUpperCase().match(/../g)?.join(':')
    expect(told).toContain(`X509v3 Subject Key Identifier: \n                ${id(leaf.keys.id)}`)
    expect(told).toContain(`X509v3 Authority Key Identifier: \n                ${id(root.keys.id)}`)
  })

  test('on version 1, without extensions', () => {
    if (!canAsk()) return
    const told = openssl('x509', '-in', file('leaf.pem', child({ version: 1 }).pem), '-noout', '-text')
    expect(told).toContain('Version: 1 (0x0)')
    expect(told).not.toContain('X509v3')
  })

  test('on a list of revoked certificates', () => {
    if (!canAsk()) return
    const leaf = child({ serial: 0x1234n })
    const at = new Date('2025-06-01T00:00:00Z')
    const revoked = [{ serial: leaf.serial, at, reason: 'keyCompromise' as const }]
    const crl = file('list.pem', mintCrl({ by: root, from: FROM, to: TO, revoked, fillers: 3 }).pem)
    const roots = file('root.pem', root.pem)
    const told = openssl('crl', '-in', crl, '-noout', '-text', '-CAfile', roots)
    expect(told).toContain('verify OK')
    expect(told).toMatch(/Serial Number: 1234\s+Revocation Date: Jun {2}1 00:00:00 2025 GMT/)
    expect(told).toContain('Key Compromise')
    expect(told.match(/Serial Number/g)).toHaveLength(4)
    const check = ['verify', '-crl_check', '-CAfile', roots, '-CRLfile', crl]
    expect(openssl(...check, file('leaf.pem', leaf.pem))).toContain('certificate revoked')
    expect(openssl(...check, file('other.pem', child().pem))).toContain(': OK')
  })

  test('on a list that somebody else signed', () => {
    if (!canAsk()) return
    const forged = mintCrl({ by: root, signedBy: authority(), from: FROM, to: TO })
    const crl = file('list.pem', forged.pem)
    expect(openssl('crl', '-in', crl, '-noout', '-CAfile', file('root.pem', root.pem))).toContain(
      'verify failure',
    )
  })

  test('on an indirect list', () => {
    if (!canAsk()) return
    const revoked = [{ serial: Buffer.from([5]), at: FROM, issuer: authority({ subject: 'Other CA' }) }]
    const crl = file('list.der', mintCrl({ by: root, from: FROM, to: TO, revoked, isIndirect: true }).der)
    const told = openssl('crl', '-inform', 'DER', '-in', crl, '-noout', '-text')
    expect(told).toContain('Indirect CRL')
    expect(told).toMatch(/CN\s?=\s?Other CA/)
  })

  test('on PKCS#7', () => {
    if (!canAsk()) return
    const bundle = file('all.p7c', mintBundle([root, child()]))
    const told = openssl('pkcs7', '-inform', 'DER', '-in', bundle, '-print_certs')
    expect(told.match(/BEGIN CERTIFICATE/g)).toHaveLength(2)
  })
})
