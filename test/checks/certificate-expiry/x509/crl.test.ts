import { describe, expect, test } from '@jest/globals'
import {
  type CertificateList,
  parseCrl,
  revocationsIn,
} from '../../../../src/checks/certificate-expiry/x509/crl.ts'
import { DerError } from '../../../../src/checks/certificate-expiry/x509/der.ts'
import {
  ascii,
  commonName,
  element,
  extension,
  generalizedTime,
  hex,
  integer,
  type ListParts,
  list,
  oid,
  reason,
  revoked,
  SHA256_WITH_RSA,
  sequence,
  utcTime,
} from './writer.ts'

const TIME = utcTime('260102030405Z')
const AT = Date.parse('2026-01-02T03:04:05Z')
const invalidity = extension('2.5.29.24', generalizedTime('20260101000000Z'))
const certificateIssuer = extension('2.5.29.29', sequence(element(0xa4, commonName('x'))), 0xff)
const pointExtension = (...fields: readonly Buffer[]): ListParts => ({
  extensions: [extension('2.5.29.28', sequence(...fields), 0xff)],
})
const uri = (text: string) => element(0x86, ascii(text))

type Case = readonly [string, ListParts, (read: CertificateList) => unknown, unknown]

const LISTS: readonly Case[] = [
  ['issuer', {}, (read) => read.issuer.text, 'CN=Issuer'],
  ['start', {}, (read) => read.thisUpdate, Date.parse('2026-01-01T00:00:00Z')],
  ['end', {}, (read) => read.nextUpdate, Date.parse('2026-02-01T00:00:00Z')],
  [
    'far end',
    { times: [TIME, generalizedTime('20510101000000Z')] },
    (read) => read.nextUpdate,
    Date.parse('2051-01-01T00:00:00Z'),
  ],
  ['no end', { times: [TIME] }, (read) => read.nextUpdate, undefined],
  ['no entries', {}, (read) => [read.size, read.isUsable, read.reason], [0, true, '']],
  ['an empty list of entries', { entries: [] }, (read) => read.size, 0],
  ['entries', { entries: [revoked('01', TIME), revoked('02', TIME, reason(1))] }, (read) => read.size, 2],
  ['version 1', { version: [], entries: [revoked('01', TIME)] }, (read) => read.size, 1],
  [
    'entries of every time',
    {
      entries: [
        revoked('01', utcTime('260131235959Z')),
        revoked('02', utcTime('2601310000Z')),
        revoked('03', generalizedTime('20500101000000Z')),
        revoked('04', utcTime('240229000000Z')),
      ],
    },
    (read) => read.size,
    4,
  ],
  ['entries without an end', { times: [TIME], entries: [revoked('01', TIME)] }, (read) => read.size, 1],
  [
    'its number',
    { extensions: [extension('2.5.29.20', integer('01'), 0xff)] },
    (read) => read.isUsable,
    true,
  ],
  [
    "its issuer's key identifier",
    { extensions: [extension('2.5.29.35', sequence(element(0x80, hex('0102'))))] },
    (read) => read.authorityKeyId,
    '0102',
  ],
  [
    'a delta',
    { extensions: [extension('2.5.29.27', integer('01'), 0xff)] },
    (read) => [read.isUsable, read.reason],
    [false, 'it lists changes alone (a delta list)'],
  ],
  [
    'an unknown critical extension',
    { extensions: [extension('1.2.3', hex('0500'), 0xff)] },
    (read) => [read.isUsable, read.reason],
    [false, 'it has a critical extension that is not known: 1.2.3'],
  ],
  ['an unknown extension', { extensions: [extension('1.2.3', hex('0500'))] }, (read) => read.isUsable, true],
  [
    'users alone',
    pointExtension(hex('8101ff')),
    (read) => [read.isUsable, read.onlyContainsUserCerts, read.onlyContainsCaCerts],
    [true, true, false],
  ],
  [
    'authorities alone',
    pointExtension(hex('8201ff')),
    (read) => [read.isUsable, read.onlyContainsUserCerts, read.onlyContainsCaCerts],
    [true, false, true],
  ],
  ['some reasons', pointExtension(hex('830205a0')), (read) => read.isUsable, false],
  ['an indirect list', pointExtension(hex('8401ff')), (read) => read.isUsable, false],
  ['attribute certificates', pointExtension(hex('8501ff')), (read) => read.isUsable, false],
  [
    'no limits, said so',
    pointExtension(hex('810100'), hex('820100'), hex('840100'), hex('850100')),
    (read) => [read.isUsable, read.onlyContainsUserCerts],
    [true, false],
  ],
  ['no part', {}, (read) => read.partUrls, undefined],
  [
    'a part',
    pointExtension(element(0xa0, element(0xa0, uri('http://a.example/1.crl'), uri('ldap://a')))),
    (read) => read.partUrls,
    ['http://a.example/1.crl'],
  ],
  [
    'a part by a relative name',
    pointExtension(element(0xa0, element(0xa1, sequence(oid('2.5.4.3'))))),
    (read) => read.partUrls,
    [],
  ],
  [
    "another issuer's entry",
    { entries: [revoked('01', TIME), revoked('02', TIME, certificateIssuer)] },
    (read) => [read.isUsable, read.reason],
    [false, 'an entry has a critical extension that is not known: 2.5.29.29'],
  ],
  [
    'a critical reason',
    { entries: [revoked('01', TIME, reason(1, 0xff), invalidity)] },
    (read) => read.isUsable,
    true,
  ],
]

const isMisread = (parse: (bytes: Uint8Array) => CertificateList, [, parts, part, value]: Case): boolean => {
  try {
    expect(part(parse(list(parts)))).toEqual(value)
    return false
  } catch {
    return true
  }
}

describe('a list', () => {
  test.each(LISTS)('has %s', (_name, parts, part, value) => {
    expect(part(parseCrl(list(parts)))).toEqual(value)
  })

  test('the table fails a reader that always says the same', () => {
    const usual = parseCrl(list())
    expect(LISTS.filter((one) => isMisread(() => usual, one)).length).toBeGreaterThan(LISTS.length * 0.5)
    expect(LISTS.filter((one) => isMisread(parseCrl, one))).toEqual([])
  })

  test('may be PEM', () => {
    const der = list({ entries: [revoked('01', TIME)] })
    const body = der.toString('base64').replace(/.{64}/g, '$&\r\n')
    const pem = `some words\n-----BEGIN X509 CRL-----\r\n${body}\r\n-----END X509 CRL-----\n`
    expect(parseCrl(Buffer.from(pem))).toEqual(parseCrl(Buffer.from(der)))
  })

  test.each<readonly [string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['a page', ascii('<html>')],
    ['PEM without an end', ascii('-----BEGIN X509 CRL-----\nMAA=')],
    ['PEM of nothing', ascii('-----BEGIN X509 CRL----------END X509 CRL-----')],
    ['a certificate in PEM', ascii('-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----')],
    ['bytes after it', Buffer.concat([list(), hex('00')])],
    ['its half', list({ entries: [revoked('01', TIME)] }).subarray(0, 70)],
    ['two algorithms', list({ outer: sequence(oid('1.2.840.113549.1.1.5'), hex('0500')) })],
    ['no time', list({ times: [] })],
    ['three times', list({ times: [TIME, TIME, TIME] })],
    ['entries before the end', list({ times: [TIME, sequence(), TIME] })],
    ['something else', list({ entries: [], times: [TIME, hex('0500')] })],
    ['an entry without a time', list({ entries: [sequence(integer('01'))] })],
    ['an entry without a number', list({ entries: [sequence(TIME)] })],
    ['an entry of nothing', list({ entries: [sequence()] })],
    ['an entry that is no SEQUENCE', list({ entries: [element(0x31, integer('01'), TIME)] })],
    ['an entry with a string for its time', list({ entries: [sequence(integer('01'), ascii('\x0c\x00'))] })],
    ['an entry with a month 0', list({ entries: [revoked('01', utcTime('260001000000Z'))] })],
    ['an entry with a day 0', list({ entries: [revoked('01', utcTime('260100000000Z'))] })],
    ['an entry with a month 13', list({ entries: [revoked('01', utcTime('261301000000Z'))] })],
    ['an entry with an hour 24', list({ entries: [revoked('01', utcTime('260101240000Z'))] })],
    ['an entry with letters in its date', list({ entries: [revoked('01', utcTime('26o101000000Z'))] })],
    ['an entry with a February 30', list({ entries: [revoked('01', utcTime('260230000000Z'))] })],
    ['an entry with a local time', list({ entries: [revoked('01', utcTime('2601010000000'))] })],
    [
      'an entry with a reason that is none',
      list({ entries: [revoked('01', TIME, extension('2.5.29.21', hex('0a')))] }),
    ],
    ['an entry without its reason', list({ entries: [revoked('01', TIME, sequence(oid('2.5.29.21')))] })],
    ['an entry with more', list({ entries: [sequence(integer('01'), TIME, sequence(), sequence())] })],
    ['extensions in an entry that are none', list({ entries: [sequence(integer('01'), TIME, hex('0500'))] })],
    ['an extension twice', list({ extensions: [invalidity, invalidity] })],
    ['no signature', sequence(sequence(SHA256_WITH_RSA), SHA256_WITH_RSA)],
  ])('is not %s', (_name, bytes) => {
    expect(() => parseCrl(bytes)).toThrow(DerError)
  })
})

function found(entries: readonly Buffer[], ...serials: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(revocationsIn(parseCrl(list({ entries })), new Set(serials)))
}

describe('a serial number', () => {
  const REASONS: readonly (readonly [number, string | undefined])[] = [
    [0, 'unspecified'],
    [1, 'keyCompromise'],
    [2, 'cACompromise'],
    [3, 'affiliationChanged'],
    [4, 'superseded'],
    [5, 'cessationOfOperation'],
    [6, 'certificateHold'],
    [7, ''],
    [8, undefined],
    [9, 'privilegeWithdrawn'],
    [10, 'aACompromise'],
    [11, ''],
    [200, ''],
  ]

  test.each(REASONS)('is revoked with reason %s: %s', (code, word) => {
    const expected = word === undefined ? {} : { '0102': { at: AT, reason: word } }
    expect(found([revoked('0102', TIME, reason(code))], '0102')).toEqual(expected)
  })

  test.each<readonly [string, readonly Buffer[], readonly string[], readonly string[]]>([
    ['no list', [], ['01'], []],
    ['no wish', [revoked('01', TIME)], [], []],
    ['the first', [revoked('01', TIME), revoked('02', TIME)], ['01'], ['01']],
    ['the last', [revoked('01', TIME), revoked('02', TIME)], ['02'], ['02']],
    ['both and another', [revoked('01', TIME), revoked('02', TIME)], ['01', '02', '03'], ['01', '02']],
    ['the same end', [revoked('aa0102', TIME)], ['bb0102', '0102', '02'], []],
    ['one byte, and the byte before it', [revoked('02', TIME)], ['0102', '02'], ['02']],
    ['zeros before it in the list', [revoked('000005', TIME)], ['05'], ['05']],
    ['zeros before it in the certificate', [revoked('05', TIME)], ['000005', '05'], ['000005', '05']],
    ['a sign byte', [revoked('00ff', TIME)], ['00ff'], ['00ff']],
    ['a negative number', [revoked('ff', TIME)], ['00ff'], []],
    ['zero', [revoked('00', TIME)], ['00', '0000'], ['00', '0000']],
    ['what is no hex', [revoked('00', TIME)], ['', 'zz', '-'], []],
  ])('is found or not: %s', (_name, entries, serials, revokedOnes) => {
    expect(Object.keys(found(entries, ...serials))).toEqual(revokedOnes)
  })

  test('has no reason where none is given, or another extension', () => {
    expect(found([revoked('01', TIME)], '01')).toEqual({ '01': { at: AT, reason: '' } })
    expect(found([revoked('01', TIME, invalidity)], '01')).toEqual({ '01': { at: AT, reason: '' } })
    expect(found([revoked('01', TIME, invalidity, reason(4))], '01')).toEqual({
      '01': { at: AT, reason: 'superseded' },
    })
  })

  test('is revoked from the earlier of two dates, and whatever takes another back', () => {
    const late = revoked('01', utcTime('270101000000Z'), reason(1))
    const early = revoked('01', TIME, reason(4))
    const back = revoked('01', utcTime('200101000000Z'), reason(8))
    for (const entries of [
      [late, early, back],
      [back, early, late],
      [early, back, late],
    ]) {
      expect(found(entries, '01')).toEqual({ '01': { at: AT, reason: 'superseded' } })
    }
  })
})
