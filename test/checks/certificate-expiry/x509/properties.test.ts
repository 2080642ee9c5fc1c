import { X509Certificate } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import { afterAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  isListSignedBy,
  parseCrl,
  revocationsIn,
} from '../../../../src/checks/certificate-expiry/x509/crl.ts'
import { DerError } from '../../../../src/checks/certificate-expiry/x509/der.ts'
import { parseCertificate } from '../../../../src/checks/certificate-expiry/x509/parse-certificate.ts'
import { renewalIdOf } from '../../../../src/checks/certificate-expiry/x509/renewal-id.ts'
import { isSignedBy } from '../../../../src/checks/certificate-expiry/x509/signatures.ts'
import { broken, rebuilt } from './mutations.ts'
import {
  ascii,
  bits,
  boolean,
  certificate,
  commonName,
  element,
  extension,
  hex,
  integer,
  list,
  octets,
  oid,
  reason,
  revoked,
  sequence,
  utcTime,
} from './writer.ts'

const uri = element(0x86, ascii('http://a.example/'))
const general = sequence(element(0x82, ascii('a.example')), element(0x87, hex('c0000201')), uri)
const EVERYTHING = certificate({
  subject: commonName('CA'),
  issuer: commonName('CA'),
  extensions: [
    extension('2.5.29.14', octets(hex('0102'))),
    extension('2.5.29.15', bits(hex('06'), 1), 0xff),
    extension('2.5.29.17', general),
    extension('2.5.29.19', sequence(boolean(0xff), integer('01')), 0xff),
    extension(
      '2.5.29.30',
      sequence(
        element(0xa0, sequence(element(0x87, hex('0a000000ff000000')))),
        element(0xa1, sequence(element(0x82, ascii('b.example')))),
      ),
    ),
    extension('2.5.29.31', sequence(sequence(element(0xa0, element(0xa0, uri))))),
    extension('2.5.29.35', sequence(element(0x80, hex('0102')))),
    extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'))),
    extension('1.3.6.1.5.5.7.1.1', sequence(sequence(oid('1.3.6.1.5.5.7.48.2'), uri))),
  ],
  algorithm: sequence(oid('1.2.840.113549.1.1.10'), sequence(element(0xa2, integer('20')))),
})
const CERTIFICATES = [
  EVERYTHING,
  certificate(),
  ...[0, 3, 40, 100].map((at) => new X509Certificate(rootCertificates[at] ?? '').raw),
]

const TIME = utcTime('260102030405Z')
const LISTS = [
  list({
    entries: [
      revoked('01', TIME, reason(1)),
      revoked('02', TIME),
      revoked('03', utcTime('2601020304Z'), reason(4, 0xff)),
    ],
  }),
  list({
    issuer: commonName('CA'),
    entries: [revoked('0102', TIME, reason(8))],
    extensions: [
      extension('2.5.29.20', integer('01')),
      extension('2.5.29.35', sequence(element(0x80, hex('0102')))),
      extension('2.5.29.28', sequence(element(0xa0, element(0xa0, uri)), hex('8101ff')), 0xff),
    ],
  }),
]

/** How many were read, how many refused: a run in which all were refused would show nothing. */
const tally = { read: 0, refused: 0 }

/** What reading gives, or undefined for a DerError; any other error gets out. */
function attempt<Value>(read: () => Value): Value | undefined {
  try {
    const value = read()
    tally.read += 1
    return value
  } catch (thrown) {
    if (!(thrown instanceof DerError)) throw thrown
    tally.refused += 1
    return undefined
  }
}

const issuer = parseCertificate(EVERYTHING)

function tryCertificate(bytes: Buffer): void {
  const read = attempt(() => parseCertificate(bytes))
  if (read === undefined) return
  expect(Number.isFinite(read.notBefore) && Number.isFinite(read.notAfter)).toBe(true)
  expect(read.der.length).toBe(bytes.length)
  expect(typeof isSignedBy(read, issuer)).toBe('boolean')
  expect(typeof isSignedBy(read, read)).toBe('boolean')
  renewalIdOf(read)
}

const SERIALS = new Set(['01', '02', '03', '0102'])

function tryList(bytes: Buffer): void {
  const read = attempt(() => parseCrl(bytes))
  if (read === undefined) return
  for (const { at } of revocationsIn(read, SERIALS).values()) expect(Number.isFinite(at)).toBe(true)
  expect(isListSignedBy(read, issuer)).toBe(false)
}

describe('whatever comes', () => {
  test.each<readonly [string, fc.Arbitrary<Buffer>, (bytes: Buffer) => void, number]>([
    ['certificates with broken bytes', broken(CERTIFICATES), tryCertificate, 2_500],
    ['certificates with other elements', rebuilt(CERTIFICATES), tryCertificate, 3_500],
    ['lists with broken bytes', broken(LISTS), tryList, 1_500],
    ['lists with other elements', rebuilt(LISTS), tryList, 2_000],
    ['nonsense', fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)), tryCertificate, 250],
    [
      'nonsense for a list',
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      tryList,
      250,
    ],
  ])('a DerError is all that is thrown for %s', (_name, bytes, attemptAt, numRuns) => {
    fc.assert(fc.property(bytes, attemptAt), { numRuns })
  })

  afterAll(() => {
    expect(tally.read + tally.refused).toBeGreaterThanOrEqual(10_000)
    expect(tally.read).toBeGreaterThan(500)
    expect(tally.refused).toBeGreaterThan(500)
  })

  test('every cut of a certificate and of a list is refused', () => {
    for (const [bytes, read] of [
      [EVERYTHING, parseCertificate],
      [LISTS[1] ?? EVERYTHING, parseCrl],
    ] as const) {
      for (let length = 0; length < bytes.length; length += 1) {
        expect(() => read(bytes.subarray(0, length))).toThrow(DerError)
      }
    }
  })

  test.each([
    ['a million empty SEQUENCEs', sequence(Buffer.alloc(2_000_000).fill('3000', 'hex'))],
    ['SEQUENCEs in each other', Buffer.alloc(1_000_000).fill('3080', 'hex')],
    [
      'a megabyte of OID',
      certificate({
        subject: commonName('x'),
        algorithm: sequence(element(6, Buffer.alloc(1_000_000, 0x81))),
      }),
    ],
    ['a megabyte of name', certificate({ subject: commonName(' x'.repeat(500_000)) })],
    ['a megabyte of zeros for a serial number', certificate({ serial: element(2, Buffer.alloc(1_000_000)) })],
    [
      'a hundred thousand names',
      certificate({
        extensions: [
          extension(
            '2.5.29.17',
            sequence(Buffer.concat(Array.from({ length: 100_000 }, () => element(0x82, ascii('a'))))),
          ),
        ],
      }),
    ],
    [
      'a hundred thousand extensions',
      certificate({
        extensions: Array.from({ length: 100_000 }, (_, at) => extension(`1.2.${at}`, hex('0500'))),
      }),
    ],
  ])('%s end', (_name, bytes) => {
    attempt(() => parseCertificate(bytes))
    attempt(() => parseCrl(bytes))
  })
})
