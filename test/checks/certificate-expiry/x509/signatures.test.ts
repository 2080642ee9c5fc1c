import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto'
import { afterEach, describe, expect, jest, test } from '@jest/globals'
import type { Certificate } from '../../../../src/checks/certificate-expiry/x509/certificate.ts'
import { parseCertificate } from '../../../../src/checks/certificate-expiry/x509/parse-certificate.ts'
import { createVerifier, isSignedBy } from '../../../../src/checks/certificate-expiry/x509/signatures.ts'
import {
  bits,
  certificate,
  commonName,
  element,
  extension,
  hex,
  integer,
  octets,
  oid,
  type Parts,
  sequence,
} from './writer.ts'

const ED25519 = sequence(oid('1.3.101.112'))
const key = generateKeyPairSync('ed25519')
const other = generateKeyPairSync('ed25519')
const spkiOf = (publicKey: KeyObject) => publicKey.export({ type: 'spki', format: 'der' })
const subjectKeyId = (id: string) => extension('2.5.29.14', octets(hex(id)))
const authorityKeyId = (id: string) => extension('2.5.29.35', sequence(element(0x80, hex(id))))

function signed(parts: Parts, privateKey: KeyObject): Certificate {
  const unsigned = certificate({ algorithm: ED25519, ...parts })
  const start = unsigned[1] === 0x82 ? 4 : unsigned[1] === 0x81 ? 3 : 2
  const tbs = unsigned.subarray(start, unsigned.length - ED25519.length - bits(Buffer.alloc(16)).length)
  return parseCertificate(sequence(tbs, ED25519, bits(sign(null, tbs, privateKey))))
}

const authority = (extensions: readonly Buffer[] = [], pair = key) =>
  signed(
    { issuer: commonName('CA'), subject: commonName('CA'), key: spkiOf(pair.publicKey), extensions },
    pair.privateKey,
  )
const leaf = (parts: Parts = {}) => signed({ issuer: commonName('CA'), ...parts }, key.privateKey)

const CASES: readonly (readonly [string, Certificate, Certificate, boolean])[] = [
  ['its issuer', leaf(), authority(), true],
  ['itself, where it is an authority', authority(), authority(), true],
  ['its issuer, in other letters', leaf({ issuer: commonName(' ca ') }), authority(), true],
  [
    'its issuer, with the same key identifier',
    leaf({ extensions: [authorityKeyId('01')] }),
    authority([subjectKeyId('01')]),
    true,
  ],
  ['its issuer that has no identifier', leaf({ extensions: [authorityKeyId('01')] }), authority(), true],
  ['its issuer, where it names no identifier', leaf(), authority([subjectKeyId('01')]), true],
  [
    'one with another key identifier',
    leaf({ extensions: [authorityKeyId('01')] }),
    authority([subjectKeyId('02')]),
    false,
  ],
  ['one of another name', leaf({ issuer: commonName('CB') }), authority(), false],
  ['one of the same name with another key', leaf(), authority([], other), false],
  ['itself', leaf(), leaf(), false],
]

describe('a certificate', () => {
  test.each(CASES)('is signed by %s, or not', (_name, one, issuer, is) => {
    expect(isSignedBy(one, issuer)).toBe(is)
  })

  test('the table fails who always says the same', () => {
    for (const always of [true, false]) expect(CASES.some(([, , , is]) => is !== always)).toBe(true)
  })

  test('is signed by nobody where a byte of it was changed', () => {
    const { der } = leaf()
    const bytes = Buffer.from(der)
    bytes[bytes.indexOf('Subject') + 1] = 0x58
    expect(isSignedBy(parseCertificate(bytes), authority())).toBe(false)
  })

  test.each([
    ['of an unknown algorithm', leaf(), { algorithm: sequence(oid('1.2.3')) }],
    ['of nonsense', leaf(), { algorithm: sequence(oid('1.2.840.113549.1.1.11')) }],
  ])('with a signature %s is signed by nobody', (_name, _leaf, parts) => {
    expect(
      isSignedBy(parseCertificate(certificate({ issuer: commonName('CA'), ...parts })), authority()),
    ).toBe(false)
  })

  test.each([
    ['an unknown kind', sequence(sequence(oid('1.2.3')), bits(hex('01')))],
    ['no point', sequence(sequence(oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7')), bits(hex('0401')))],
    [
      'an RSA key of 0',
      sequence(
        sequence(oid('1.2.840.113549.1.1.1'), hex('0500')),
        bits(sequence(integer('00'), integer('00'))),
      ),
    ],
  ])('is not signed by a key that is %s', (_name, spki) => {
    const issuer = parseCertificate(certificate({ subject: commonName('CA'), key: spki }))
    expect(isSignedBy(leaf(), issuer)).toBe(false)
  })

  test('that OpenSSL does not read is signed by nobody', () => {
    const bytes = Buffer.from([1, 2, 3])
    expect(isSignedBy({ ...leaf(), der: bytes }, authority())).toBe(false)
  })
})

describe('a verifier', () => {
  afterEach(() => {
    jest.restoreAllMocks()
  })

  test('verifies each pair once, and imports each key once', () => {
    const verify = jest.spyOn(X509Certificate.prototype, 'verify')
    const isSigned = createVerifier()
    const issuer = authority()
    const leaves = Array.from({ length: 50 }, (_, at) => leaf({ serial: integer(String(at + 10)) }))
    for (const round of [1, 2, 3]) {
      expect(leaves.filter((one) => isSigned(one, issuer))).toHaveLength(50)
      expect([round, isSigned(issuer, issuer)]).toEqual([round, true])
    }
    expect(verify).toHaveBeenCalledTimes(51)
    expect(new Set(verify.mock.calls.map(([used]) => used)).size).toBe(1)
    expect(new Set(verify.mock.contexts).size).toBe(51)
  })

  test('remembers what is not signed, too, and nothing of another verifier', () => {
    const verify = jest.spyOn(X509Certificate.prototype, 'verify')
    const [one, issuer] = [leaf(), authority([], other)]
    const isSigned = createVerifier()
    expect([isSigned(one, issuer), isSigned(one, issuer)]).toEqual([false, false])
    expect(verify).toHaveBeenCalledTimes(1)
    createVerifier()(one, issuer)
    expect(verify).toHaveBeenCalledTimes(2)
  })
})
