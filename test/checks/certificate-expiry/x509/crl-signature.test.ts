import { generateKeyPairSync, type KeyObject, type SignKeyObjectInput, sign } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  isListSignedBy,
  parseCrl,
  revocationsIn,
} from '../../../../src/checks/certificate-expiry/x509/crl.ts'
import { parseCertificate } from '../../../../src/checks/certificate-expiry/x509/parse-certificate.ts'
import { hasOpenssl, openMint } from './minted.ts'
import {
  bits,
  certificate,
  commonName,
  element,
  extension,
  hex,
  integer,
  list,
  oid,
  type Parts,
  revoked,
  sequence,
  utcTime,
} from './writer.ts'

const TIME = utcTime('260102030405Z')
const PSS = '1.2.840.113549.1.1.10'
const hash = (last: number) => sequence(oid(`2.16.840.1.101.3.4.2.${last}`), hex('0500'))
const pss = (digest: number, mask: number, salt: string) =>
  sequence(
    oid(PSS),
    sequence(
      element(0xa0, hash(digest)),
      element(0xa1, sequence(oid('1.2.840.113549.1.1.8'), hash(mask))),
      element(0xa2, integer(salt)),
    ),
  )
const named = (type: string) => sequence(oid(type))

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ed25519 = generateKeyPairSync('ed25519')
const ed448 = generateKeyPairSync('ed448')
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })

type Signing = readonly [digest: string | null, options?: Omit<SignKeyObjectInput, 'key'>]
const padded = (saltLength: number): Omit<SignKeyObjectInput, 'key'> => ({ padding: 6, saltLength })
const RSA256 = named('1.2.840.113549.1.1.11')

const keyUsage = (octet: string): Parts => ({ extensions: [extension('2.5.29.15', bits(hex(octet), 1))] })
const authority = (publicKey: KeyObject, parts: Parts = {}) =>
  parseCertificate(
    certificate({
      subject: commonName('CA'),
      key: publicKey.export({ type: 'spki', format: 'der' }),
      ...parts,
    }),
  )

function signedList(algorithm: Buffer, key: KeyObject, [digest, options]: Signing, issuer = 'CA') {
  const entries = [revoked('01', TIME), revoked('02', TIME)]
  const by = (bytes: Uint8Array) => sign(digest, bytes, { key, ...options })
  return list({ algorithm, entries, issuer: commonName(issuer), sign: by })
}

type Case = readonly [string, Buffer, ReturnType<typeof authority>, boolean]

const CASES: readonly Case[] = [
  ['RSA with SHA-256', signedList(RSA256, rsa.privateKey, ['sha256']), authority(rsa.publicKey), true],
  [
    'RSA with SHA-1',
    signedList(named('1.2.840.113549.1.1.5'), rsa.privateKey, ['sha1']),
    authority(rsa.publicKey),
    true,
  ],
  [
    'RSA with SHA3-256',
    signedList(named('2.16.840.1.101.3.4.3.14'), rsa.privateKey, ['sha3-256']),
    authority(rsa.publicKey),
    true,
  ],
  [
    'RSA-PSS',
    signedList(pss(1, 1, '20'), rsa.privateKey, ['sha256', padded(32)]),
    authority(rsa.publicKey),
    true,
  ],
  [
    'RSA-PSS of nothing but defaults',
    signedList(named(PSS), rsa.privateKey, ['sha1', padded(20)]),
    authority(rsa.publicKey),
    true,
  ],
  [
    'RSA-PSS with another salt',
    signedList(pss(1, 1, '14'), rsa.privateKey, ['sha256', padded(32)]),
    authority(rsa.publicKey),
    false,
  ],
  [
    'RSA-PSS with two hashes',
    signedList(pss(1, 2, '20'), rsa.privateKey, ['sha256', padded(32)]),
    authority(rsa.publicKey),
    false,
  ],
  [
    'RSA-PSS with a salt of nonsense',
    signedList(pss(1, 1, 'ff'), rsa.privateKey, ['sha256', padded(32)]),
    authority(rsa.publicKey),
    false,
  ],
  [
    'ECDSA',
    signedList(named('1.2.840.10045.4.3.2'), ec.privateKey, ['sha256']),
    authority(ec.publicKey),
    true,
  ],
  [
    'Ed25519',
    signedList(named('1.3.101.112'), ed25519.privateKey, [null]),
    authority(ed25519.publicKey),
    true,
  ],
  ['Ed448', signedList(named('1.3.101.113'), ed448.privateKey, [null]), authority(ed448.publicKey), true],
  [
    'another hash',
    signedList(named('1.2.840.113549.1.1.12'), rsa.privateKey, ['sha256']),
    authority(rsa.publicKey),
    false,
  ],
  [
    'another scheme',
    signedList(named('1.2.840.10045.4.3.2'), rsa.privateKey, ['sha256']),
    authority(rsa.publicKey),
    false,
  ],
  [
    'an unknown algorithm',
    signedList(named('1.2.3'), rsa.privateKey, ['sha256']),
    authority(rsa.publicKey),
    false,
  ],
  ["another's key", signedList(RSA256, stranger.privateKey, ['sha256']), authority(rsa.publicKey), false],
  ['another name', signedList(RSA256, rsa.privateKey, ['sha256'], 'CB'), authority(rsa.publicKey), false],
  ['no signature', list({ issuer: commonName('CA') }), authority(rsa.publicKey), false],
  ['cRLSign', signedList(RSA256, rsa.privateKey, ['sha256']), authority(rsa.publicKey, keyUsage('06')), true],
  [
    'no cRLSign',
    signedList(RSA256, rsa.privateKey, ['sha256']),
    authority(rsa.publicKey, keyUsage('04')),
    false,
  ],
  [
    'a key that is none',
    signedList(RSA256, rsa.privateKey, ['sha256']),
    authority(rsa.publicKey, {
      key: sequence(
        sequence(oid('1.2.840.113549.1.1.1'), hex('0500')),
        bits(sequence(integer('00'), integer('00'))),
      ),
    }),
    false,
  ],
]

describe('a list', () => {
  test.each(CASES)('with %s is signed, or not', (_name, bytes, issuer, is) => {
    expect(isListSignedBy(parseCrl(bytes), issuer)).toBe(is)
  })

  test('the table fails who always says the same', () => {
    for (const always of [true, false]) expect(CASES.some(([, , , is]) => is !== always)).toBe(true)
  })

  test('is not signed where an entry was changed', () => {
    const bytes = Buffer.from(signedList(RSA256, rsa.privateKey, ['sha256']))
    bytes[bytes.indexOf(revoked('02', TIME)) + 4] = 3
    const read = parseCrl(bytes)
    expect([...revocationsIn(read, new Set(['02', '03'])).keys()]).toEqual(['03'])
    expect(isListSignedBy(read, authority(rsa.publicKey))).toBe(false)
  })
})

const CONFIG = `
[ca]
default_ca = own
[own]
database = index
default_md = sha256
default_crl_days = 30
crlnumber = number
[whole]
authorityKeyIdentifier = keyid:always
[part]
issuingDistributionPoint = critical, @point
[point]
fullname = URI:http://crl.example/7.crl
onlyuser = TRUE
[indirect]
issuingDistributionPoint = critical, @other
[other]
indirectCRL = TRUE
[delta]
deltaCRL = critical, ASN1:INTEGER:1
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
`

const INDEX = [
  'V\t300101000000Z\t\t01\tunknown\t/CN=good',
  'R\t300101000000Z\t250101000000Z,keyCompromise\t1234567890ABCDEF\tunknown\t/CN=a',
  'R\t300101000000Z\t250201000000Z\tFF01\tunknown\t/CN=b',
  'R\t300101000000Z\t250301000000Z,cessationOfOperation\t7F\tunknown\t/CN=c',
  '',
].join('\n')

const describeWithOpenssl = hasOpenssl() ? describe : describe.skip

describeWithOpenssl('a list of openssl', () => {
  const mint = openMint()
  const KEYS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['rsa', ['-newkey', 'rsa:2048'], []],
    ['pss', ['-newkey', 'rsa:2048'], ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:-1']],
    ['ec', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384'], ['-md', 'sha384']],
    ['ed25519', ['-newkey', 'ed25519'], ['-md', 'default']],
  ]

  function made(name: string, options: readonly string[]) {
    mint.write('index', INDEX)
    mint.write('number', '05\n')
    mint.run(
      'ca',
      '-config',
      'config',
      '-gencrl',
      '-cert',
      `${name}.pem`,
      '-keyfile',
      `${name}.key`,
      ...options,
      '-out',
      `${name}.crl`,
    )
    return parseCrl(mint.read(`${name}.crl`))
  }

  beforeAll(() => {
    mint.write('config', CONFIG)
    for (const [name, key] of KEYS) {
      const words = [
        '-x509',
        '-nodes',
        '-config',
        'config',
        '-extensions',
        'authority',
        '-subj',
        `/C=DE/CN=${name}`,
      ]
      mint.run('req', ...words, ...key, '-keyout', `${name}.key`, '-out', `${name}.pem`)
    }
  })
  afterAll(() => mint.close())

  test.each(KEYS)('signed with %s is read and believed', (name, _key, options) => {
    const read = made(name, ['-crlexts', 'whole', ...options])
    const issuer = parseCertificate(mint.der(`${name}.pem`))
    expect(isListSignedBy(read, issuer)).toBe(true)
    expect(read).toMatchObject({ size: 3, isUsable: true, authorityKeyId: issuer.subjectKeyId })
    expect((read.nextUpdate ?? 0) - read.thisUpdate).toBe(30 * 86_400_000)
    const serials = ['01', '1234567890abcdef', '00ff01', '7f']
    expect(Object.fromEntries(revocationsIn(read, new Set(serials)))).toEqual({
      '1234567890abcdef': { at: Date.parse('2025-01-01T00:00:00Z'), reason: 'keyCompromise' },
      '00ff01': { at: Date.parse('2025-02-01T00:00:00Z'), reason: '' },
      '7f': { at: Date.parse('2025-03-01T00:00:00Z'), reason: 'cessationOfOperation' },
    })
    const others = KEYS.filter(([other]) => other !== name).map(([other]) =>
      parseCertificate(mint.der(`${other}.pem`)),
    )
    expect(others.filter((other) => isListSignedBy(read, other))).toEqual([])
  })

  test('says what it is about', () => {
    expect(made('rsa', ['-crlexts', 'part'])).toMatchObject({
      isUsable: true,
      onlyContainsUserCerts: true,
      partUrls: ['http://crl.example/7.crl'],
    })
    expect(made('rsa', ['-crlexts', 'indirect']).isUsable).toBe(false)
  })
})
