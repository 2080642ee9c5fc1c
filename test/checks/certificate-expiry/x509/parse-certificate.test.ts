import { describe, expect, test } from '@jest/globals'
import type { Certificate } from '../../../../src/checks/certificate-expiry/x509/certificate.ts'
import { DerError } from '../../../../src/checks/certificate-expiry/x509/der.ts'
import { parseCertificate } from '../../../../src/checks/certificate-expiry/x509/parse-certificate.ts'
import {
  ascii,
  bits,
  boolean,
  certificate,
  commonName,
  ED25519_KEY,
  element,
  extension,
  generalizedTime,
  hex,
  integer,
  octets,
  oid,
  type Parts,
  sequence,
  utcTime,
} from './writer.ts'

const dns = (name: string) => element(0x82, ascii(name))
const uri = (name: string) => element(0x86, ascii(name))
const mail = element(0x81, ascii('a@b.example'))
const other = element(0xa0, oid('1.2.3'), element(0xa0, hex('0500')))
const directory = element(0xa4, commonName('x'))
const extended = (type: string, value: Buffer): Parts => ({ extensions: [extension(type, value)] })
const point = (...names: readonly Buffer[]) => sequence(element(0xa0, element(0xa0, ...names)))
const access = (method: string, name: Buffer) => sequence(oid(method), name)
const subtree = (base: Buffer) => sequence(base, element(0x80, hex('00')))
const keyOf = (algorithm: readonly Buffer[], key: Buffer): Parts => ({
  key: sequence(sequence(...algorithm), bits(key)),
})
const signedBy = (type: string, ...parameters: readonly Buffer[]): Parts => ({
  algorithm: sequence(oid(type), ...parameters),
})
const sha = (last: number) => sequence(oid(`2.16.840.1.101.3.4.2.${last}`), hex('0500'))
const EC = oid('1.2.840.10045.2.1')
const PSS = '1.2.840.113549.1.1.10'
const modulus = (text: string) => sequence(integer(text), integer('010001'))

type Case = readonly [string, Parts, (read: Certificate) => unknown, unknown]

const CASES: readonly Case[] = [
  ['serial number as it stands', { serial: integer('008765') }, (read) => read.serial, '008765'],
  ['negative serial number', { serial: integer('ff') }, (read) => read.serial, 'ff'],
  ['issuer', {}, (read) => read.issuer.text, 'CN=Issuer'],
  ['subject', {}, (read) => read.subject.text, 'CN=Subject'],
  ['another issuer', { issuer: commonName('R11') }, (read) => read.issuer.text, 'CN=R11'],
  ['another subject', { subject: commonName('b') }, (read) => read.subject.canonical, '2.5.4.3=b'],
  ['two names', {}, (read) => read.isSelfIssued, false],
  ['one name in other letters', { issuer: commonName('SUBJECT') }, (read) => read.isSelfIssued, true],
  [
    'start',
    { notBefore: utcTime('500101000000Z') },
    (read) => read.notBefore,
    Date.parse('1950-01-01T00:00:00Z'),
  ],
  [
    'end of the world',
    { notAfter: generalizedTime('99991231235959Z') },
    (read) => read.notAfter,
    253402300799000,
  ],
  ['version 1', { version: [] }, (read) => read.serial, '0102'],
  ['unique identifiers', { unique: [hex('810200ff'), hex('820200ff')] }, (read) => read.isAuthority, false],
  [
    'no extensions',
    {},
    (read) => [read.names, read.keyUsage, read.crlUrls],
    [{ dns: [], ip: [] }, undefined, []],
  ],
  ['an unknown extension', extended('1.2.3', hex('ff')), (read) => read.names.dns, []],

  [
    'hash of RSA with SHA-256',
    {},
    (read) => read.signature,
    { algorithm: '1.2.840.113549.1.1.11', hash: 'sha256' },
  ],
  ['MD2', signedBy('1.2.840.113549.1.1.2'), (read) => read.signature.hash, 'md2'],
  ['MD5', signedBy('1.2.840.113549.1.1.4'), (read) => read.signature.hash, 'md5'],
  ['SHA-1', signedBy('1.2.840.113549.1.1.5'), (read) => read.signature.hash, 'sha1'],
  ["OIW's SHA-1", signedBy('1.3.14.3.2.29'), (read) => read.signature.hash, 'sha1'],
  ['ECDSA with SHA-1', signedBy('1.2.840.10045.4.1'), (read) => read.signature.hash, 'sha1'],
  ['ECDSA with SHA-384', signedBy('1.2.840.10045.4.3.3'), (read) => read.signature.hash, 'sha384'],
  ['DSA with SHA-1', signedBy('1.2.840.10040.4.3'), (read) => read.signature.hash, 'sha1'],
  ['DSA with SHA-256', signedBy('2.16.840.1.101.3.4.3.2'), (read) => read.signature.hash, 'sha256'],
  ['ECDSA with SHA3-256', signedBy('2.16.840.1.101.3.4.3.10'), (read) => read.signature.hash, 'sha3-256'],
  ['RSA with SHA3-512', signedBy('2.16.840.1.101.3.4.3.16'), (read) => read.signature.hash, 'sha3-512'],
  [
    'Ed25519',
    signedBy('1.3.101.112'),
    (read) => read.signature,
    { algorithm: '1.3.101.112', hash: undefined },
  ],
  ['ML-DSA-65', signedBy('2.16.840.1.101.3.4.3.18'), (read) => read.signature.hash, undefined],
  ['PSS without parameters', signedBy(PSS), (read) => read.signature.hash, 'sha1'],
  ['PSS with empty parameters', signedBy(PSS, sequence()), (read) => read.signature.hash, 'sha1'],
  [
    'PSS with SHA-512',
    signedBy(PSS, sequence(element(0xa0, sha(3)))),
    (read) => read.signature,
    { algorithm: PSS, hash: 'sha512' },
  ],
  [
    'PSS with an unknown hash',
    signedBy(PSS, sequence(element(0xa0, sequence(oid('1.2.3'))))),
    (read) => read.signature.hash,
    undefined,
  ],

  ['an Ed25519 key', { key: ED25519_KEY }, (read) => [read.key.type, read.key.bits], ['ed25519', 256]],
  [
    'an Ed448 key',
    keyOf([oid('1.3.101.113')], Buffer.alloc(57)),
    (read) => [read.key.type, read.key.bits],
    ['ed448', 456],
  ],
  [
    'an X25519 key',
    keyOf([oid('1.3.101.110')], Buffer.alloc(32)),
    (read) => [read.key.type, read.key.bits],
    ['other', 0],
  ],
  [
    'an RSA key',
    keyOf([oid('1.2.840.113549.1.1.1')], modulus(`00ff${'00'.repeat(127)}`)),
    (read) => [read.key.type, read.key.bits],
    ['rsa', 1024],
  ],
  [
    'an odd RSA key',
    keyOf([oid('1.2.840.113549.1.1.1')], modulus(`01${'00'.repeat(127)}`)),
    (read) => read.key.bits,
    1017,
  ],
  [
    'an RSA-PSS key',
    keyOf([oid(PSS)], modulus(`00ff${'00'.repeat(255)}`)),
    (read) => [read.key.type, read.key.bits],
    ['rsa', 2048],
  ],
  [
    'a DSA key',
    keyOf(
      [oid('1.2.840.10040.4.1'), sequence(integer(`00ff${'00'.repeat(127)}`), integer('03'), integer('02'))],
      integer('05'),
    ),
    (read) => [read.key.type, read.key.bits],
    ['dsa', 1024],
  ],
  [
    "a DSA key with its issuer's parameters",
    keyOf([oid('1.2.840.10040.4.1')], integer('05')),
    (read) => read.key.bits,
    0,
  ],
  ...[
    ['1.2.840.10045.3.1.7', 256],
    ['1.3.132.0.33', 224],
    ['1.3.132.0.34', 384],
    ['1.3.132.0.35', 521],
    ['1.3.132.0.10', 256],
    ['1.3.36.3.3.2.8.1.1.7', 256],
    ['1.3.36.3.3.2.8.1.1.11', 384],
    ['1.3.36.3.3.2.8.1.1.13', 512],
    ['1.2.3.4', 0],
  ].map(
    ([curve, size]): Case => [
      `a key on ${curve}`,
      keyOf([EC, oid(String(curve))], hex('04')),
      (read) => [read.key.type, read.key.bits],
      ['ec', size],
    ],
  ),
  ['a key on no curve', keyOf([EC], hex('04')), (read) => read.key.bits, 0],

  ['an authority', extended('2.5.29.19', sequence(boolean(0xff))), (read) => read.isAuthority, true],
  [
    'an authority of old',
    extended('2.5.29.19', sequence(boolean(1), integer('00'))),
    (read) => read.isAuthority,
    true,
  ],
  ['no authority', extended('2.5.29.19', sequence()), (read) => read.isAuthority, false],
  ['no authority, said so', extended('2.5.29.19', sequence(boolean(0))), (read) => read.isAuthority, false],
  [
    'a path length and no authority',
    extended('2.5.29.19', sequence(integer('01'))),
    (read) => read.isAuthority,
    false,
  ],
  ['key usage', extended('2.5.29.15', bits(hex('a0'), 5)), (read) => read.keyUsage, [0, 2]],
  ['key usage of nine bits', extended('2.5.29.15', bits(hex('0680'), 7)), (read) => read.keyUsage, [5, 6, 8]],
  ['key usage of nothing', extended('2.5.29.15', bits(hex(''))), (read) => read.keyUsage, []],
  [
    'extended key usage',
    extended('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'), oid('2.5.29.37.0'))),
    (read) => read.extendedKeyUsage,
    ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0'],
  ],
  [
    'other names',
    extended('2.5.29.17', sequence(other, dns('*.a.example'), mail, directory, dns('b\0.example'), dns('ü'))),
    (read) => read.names,
    { dns: ['*.a.example', 'b\0.example', 'ü'], ip: [] },
  ],
  [
    'addresses',
    extended(
      '2.5.29.17',
      sequence(
        element(0x87, hex('c0000201')),
        element(0x87, hex('20010db8000000000000000000000001')),
        element(0x87, ascii('192.0.2.1')),
      ),
    ),
    (read) => read.names,
    { dns: [], ip: ['192.0.2.1', '2001:db8::1'] },
  ],
  ['no other names', extended('2.5.29.17', sequence()), (read) => read.names, { dns: [], ip: [] }],
  ['key identifier', extended('2.5.29.14', octets(hex('00aBcd'))), (read) => read.subjectKeyId, '00abcd'],
  [
    "issuer's key identifier",
    extended('2.5.29.35', sequence(element(0x80, hex('0102')), element(0xa1, directory), hex('820101'))),
    (read) => read.authorityKeyId,
    '0102',
  ],
  [
    "no issuer's key identifier",
    extended('2.5.29.35', sequence(element(0xa1, directory), hex('820101'))),
    (read) => read.authorityKeyId,
    undefined,
  ],
  [
    'lists',
    extended(
      '2.5.29.31',
      sequence(
        point(
          uri('http://a.example/1.crl'),
          uri('ldap://a.example'),
          directory,
          uri('HTTPS://a.example/2.crl'),
        ),
        sequence(element(0xa0, element(0xa1, sequence(oid('2.5.4.3'))))),
        sequence(element(0xa2, directory)),
        point(uri('http://b.example/3.crl')),
        point(uri('file:///etc/passwd'), uri('httpx://c.example')),
      ),
    ),
    (read) => read.crlUrls,
    ['http://a.example/1.crl', 'HTTPS://a.example/2.crl', 'http://b.example/3.crl'],
  ],
  [
    'issuers',
    extended(
      '1.3.6.1.5.5.7.1.1',
      sequence(
        access('1.3.6.1.5.5.7.48.1', uri('http://ocsp.example')),
        access('1.3.6.1.5.5.7.48.2', uri('http://a.example/ca.der')),
        access('1.3.6.1.5.5.7.48.2', uri('ldap://a.example/ca')),
        access('1.3.6.1.5.5.7.48.2', directory),
      ),
    ),
    (read) => read.issuerUrls,
    ['http://a.example/ca.der'],
  ],
  [
    'constraints',
    extended(
      '2.5.29.30',
      sequence(
        element(
          0xa0,
          subtree(dns('a.example')),
          subtree(mail),
          subtree(element(0x87, hex('0a000000ff000000'))),
        ),
        element(0xa1, sequence(dns('')), subtree(element(0x87, hex(`${'20'.repeat(16)}${'ff'.repeat(16)}`)))),
      ),
    ),
    (read) => read.constraints,
    {
      permitted: [
        { kind: 'dns', domain: 'a.example' },
        { kind: 'other' },
        { kind: 'ip', address: hex('0a000000'), mask: hex('ff000000') },
      ],
      excluded: [
        { kind: 'dns', domain: '' },
        { kind: 'ip', address: Buffer.alloc(16, 0x20), mask: Buffer.alloc(16, 0xff) },
      ],
    },
  ],
  [
    'a critical extension',
    { extensions: [extension('2.5.29.17', sequence(dns('a')), 0xff)] },
    (read) => read.names.dns,
    ['a'],
  ],
]

type Reader = (der: Uint8Array) => Certificate

function isMisread(parse: Reader, [, parts, part, value]: Case): boolean {
  try {
    expect(part(parse(certificate(parts)))).toEqual(value)
    return false
  } catch {
    return true
  }
}

describe('a certificate', () => {
  test.each(CASES)('has its %s', (_name, parts, part, value) => {
    expect(part(parseCertificate(certificate(parts)))).toEqual(value)
  })

  test("keeps its own bytes, and nobody else's", () => {
    const der = certificate()
    const read = parseCertificate(der)
    expect(Buffer.compare(read.der, der)).toBe(0)
    expect(read.der.buffer).toBe(der.buffer)
    const wide = Buffer.concat([hex('ff'), der, hex('ff')])
    expect(parseCertificate(wide.subarray(1, -1))).toEqual(read)
    expect(parseCertificate(Uint8Array.from(der)).sha256).toBe(read.sha256)
  })
})

const twice = extension('2.5.29.17', sequence(dns('a.example')))

const MALFORMED: readonly (readonly [string, Buffer])[] = [
  ['nothing', Buffer.alloc(0)],
  ['text', ascii('-----BEGIN CERTIFICATE-----')],
  ['an empty SEQUENCE', sequence()],
  ['bytes after it', Buffer.concat([certificate(), hex('00')])],
  ['its half', certificate().subarray(0, 90)],
  ['no signature', sequence(sequence(), sequence(oid('1.2.3')))],
  ['a serial number of nothing', certificate({ serial: hex('0200') })],
  ['an extension twice', certificate({ extensions: [twice, twice] })],
  [
    'an extension that is no OCTET STRING',
    certificate({ extensions: [sequence(oid('1.2.3'), hex('0500'))] }),
  ],
  ['key usage that is no BIT STRING', certificate(extended('2.5.29.15', hex('0500')))],
  ['an extension with more than one value', certificate(extended('2.5.29.15', hex('030205a00500')))],
  [
    'constraints of 5 bytes',
    certificate(extended('2.5.29.30', sequence(element(0xa1, subtree(element(0x87, hex('0102030405'))))))),
  ],
  ['a constraint of nothing', certificate(extended('2.5.29.30', sequence(element(0xa1, sequence()))))],
  ['an RSA key that is none', certificate(keyOf([oid('1.2.840.113549.1.1.1')], hex('ff')))],
  ['a time that does not exist', certificate({ notAfter: utcTime('260230000000Z') })],
  ['one time', certificate({ notAfter: Buffer.alloc(0) })],
]

describe('no certificate', () => {
  test.each(MALFORMED)('is %s', (_name, der) => {
    expect(() => parseCertificate(der)).toThrow(DerError)
  })
})

describe('the table of certificates', () => {
  const usual = parseCertificate(certificate())

  test('fails a reader that always says the same', () => {
    const missed = CASES.filter((one) => isMisread(() => usual, one))
    expect(missed.length).toBeGreaterThan(CASES.length * 0.7)
    expect(CASES.filter((one) => isMisread(parseCertificate, one))).toEqual([])
  })

  const fields = Object.keys(usual).filter((field) => !['der', 'sha256'].includes(field))
  test.each(fields)('fails a reader for which %s is always the same', (field) => {
    const parse: Reader = (der) => ({ ...parseCertificate(der), [field]: Reflect.get(usual, field) })
    const missed = CASES.filter((one) => isMisread(parse, one))
    expect(missed.length).toBeGreaterThan(0)
  })
})
