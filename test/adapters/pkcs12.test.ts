import { createCipheriv, createHmac, pbkdf2Sync } from 'node:crypto'
import { afterAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import forge from 'node-forge'
import { openPkcs12 } from '../../src/adapters/pkcs12.ts'
import { derIn, mint } from '../checks/certificate-expiry/files/minted.ts'

const made = mint()
afterAll(made.remove)
made.write('both.pem', Buffer.concat([made.read('rsa.pem'), made.read('ed.pem')]))
made.write('secret.txt', 'secret\nother\n')
const DER = new Map(
  ['ec', 'rsa', 'ed', 'signer'].map((name) => [derIn(made.read(`${name}.pem`)).toString('hex'), name]),
)

/** Names of the certificates, or what the answer is. */
async function open(bytes: Uint8Array, ...passwords: string[]): Promise<string> {
  const answer = await openPkcs12(bytes, passwords)
  if (answer.kind === 'unreadable') return answer.reason
  if (answer.kind === 'locked') return 'locked'
  const names = answer.certificates.map((der) => DER.get(Buffer.from(der).toString('hex')) ?? '?')
  return names.sort().join(' ')
}

const store = (password: string, ...rest: string[]) =>
  made.openssl(
    'pkcs12',
    '-export',
    '-in',
    'ec.pem',
    '-inkey',
    'ec.key',
    '-passout',
    `pass:${password}`,
    ...rest,
  )
const rsa = ['-in', 'rsa.pem', '-inkey', 'rsa.key'] as const

describe('openPkcs12 opens what openssl makes', () => {
  const ciphers: readonly (readonly [string, string, readonly string[]])[] = [
    ['AES-256, as by default', 'secret', []],
    ['an empty password', '', []],
    ['a password beyond ASCII', 'pässwört €', []],
    ['a password beyond ASCII, 3DES', 'pässwört €', ['-certpbe', 'PBE-SHA1-3DES']],
    ['RSA', 'secret', rsa],
    ['RC2-40 and 3DES', 'secret', ['-legacy']],
    ['RC2-40, empty password', '', ['-legacy']],
    ['RC2-128', 'secret', ['-legacy', '-certpbe', 'PBE-SHA1-RC2-128']],
    ['3DES', 'secret', ['-certpbe', 'PBE-SHA1-3DES']],
    ['3DES with two keys', 'secret', ['-certpbe', 'PBE-SHA1-2DES']],
    ['AES-128', 'secret', ['-certpbe', 'AES-128-CBC']],
    ['AES-192', 'secret', ['-certpbe', 'AES-192-CBC']],
    ['3DES in PBES2', 'secret', ['-certpbe', 'DES-EDE3-CBC']],
    ['certificates in clear', 'secret', ['-certpbe', 'NONE']],
    ['nothing encrypted', 'secret', ['-certpbe', 'NONE', '-keypbe', 'NONE']],
    ['a MAC with SHA-512', 'secret', ['-macalg', 'sha512']],
    ['a MAC with SHA-384', 'secret', ['-macalg', 'sha384']],
    ['a MAC with SHA-1', 'secret', ['-macalg', 'sha1']],
    ['100,000 iterations', 'secret', ['-iter', '100000']],
    ['one iteration', 'secret', ['-iter', '1', '-nomaciter']],
    ['a name', 'secret', ['-name', 'näme', '-caname', 'x']],
  ]
  test.each(ciphers)('%s', async (_name, password, rest) => {
    const bytes = store(password, ...rest)
    const name = rest === rsa ? 'rsa' : 'ec'
    expect(await open(bytes, '', 'wrong', password)).toBe(name)
    if (password !== '') expect(await open(bytes, '', 'wrong')).toBe('locked')
    expect(await open(bytes)).toBe('locked')
  })

  test('without a MAC', async () => {
    const closed = store('secret', '-nomac', '-certpbe', 'AES-256-CBC')
    expect(await open(closed, '', 'wrong', 'secret')).toBe('ec')
    expect(await open(closed, '', 'wrong')).toBe('locked')
    expect(await open(store('secret', '-nomac', '-certpbe', 'NONE'), '')).toBe('ec')
  })

  test('without a key, with others, with none', async () => {
    const cert = made.openssl('pkcs12', '-export', '-nokeys', '-in', 'both.pem', '-passout', 'pass:secret')
    expect(await open(cert, 'secret')).toBe('ed rsa')
    expect(await open(store('secret', '-certfile', 'both.pem'), 'secret')).toBe('ec ed rsa')
    const key = made.openssl('pkcs12', '-export', '-nocerts', '-inkey', 'ec.key', '-passout', 'pass:secret')
    expect(await open(key, 'secret')).toBe('')
  })

  test('with a cipher that is not known', async () => {
    const rc4 = store('secret', '-legacy', '-certpbe', 'PBE-SHA1-RC4-128')
    expect(await open(rc4, 'secret')).toBe('it is encrypted with an unknown cipher')
  })
})

describe('openPkcs12 opens what others make', () => {
  test.each<readonly [string, 'aes128' | 'aes256' | '3des', string]>([
    ['AES-128', 'aes128', 'secret'],
    ['AES-256', 'aes256', 'secret'],
    ['3DES', '3des', 'secret'],
    ['an empty password', 'aes256', ''],
  ])('forge: %s', async (_name, algorithm, password) => {
    const { pki, pkcs12, asn1 } = forge
    const [key, certificate] = [made.read('rsa.key'), made.read('rsa.pem')].map(String) as [string, string]
    const object = pkcs12.toPkcs12Asn1(
      pki.privateKeyFromPem(key),
      [pki.certificateFromPem(certificate)],
      password,
      { algorithm },
    )
    const bytes = Buffer.from(asn1.toDer(object).getBytes(), 'latin1')
    expect(await open(bytes, '', password)).toBe('rsa')
    if (password !== '') expect(await open(bytes, 'wrong')).toBe('locked')
  })

  const file = ['-keystore', 'java.p12', '-storetype', 'PKCS12', '-storepass', 'secret'] as const
  test('keytool: trusted certificates beside a secret key', async () => {
    if (!made.keytool('-importcert', '-noprompt', '-alias', 'a', '-file', 'ec.pem', ...file)) return
    made.keytool('-genseckey', '-alias', 's', '-keyalg', 'AES', '-keysize', '128', ...file)
    made.keytool('-importcert', '-noprompt', '-alias', 'b', '-file', 'rsa.pem', ...file)
    expect(await open(made.read('java.p12'), '', 'secret')).toBe('ec rsa')
    expect(await open(made.read('java.p12'), '')).toBe('locked')
  })

  test('keytool: in clear, without a MAC', async () => {
    const clear = [
      '-J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE',
      '-J-Dkeystore.pkcs12.macAlgorithm=NONE',
    ]
    const other = file.map((word) => word.replace('java.p12', 'clear.p12'))
    if (!made.keytool('-importcert', '-noprompt', '-alias', 'a', '-file', 'ec.pem', ...other, ...clear))
      return
    expect(await open(made.read('clear.p12'), '')).toBe('ec')
  })
})

/** A TLV in DER, or in BER of indefinite length. */
function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

function endless(tag: number, ...parts: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([tag, 0x80]), ...parts, Buffer.alloc(2)])
}

type Write = (tag: number, ...parts: readonly Buffer[]) => Buffer
const identifier = (hex: string) => element(6, Buffer.from(hex, 'hex'))
const number = (value: number) => element(2, Buffer.from(value.toString(16).padStart(8, '0'), 'hex'))
const DATA = identifier('2a864886f70d010701')
const ENCRYPTED = identifier('2a864886f70d010706')
const NULL = element(5)

function bag(der: Buffer, write: Write = element): Buffer {
  const inner = write(0x30, identifier('2a864886f70d01091601'), write(0xa0, element(4, der)))
  return write(0x30, identifier('2a864886f70d010c0a0103'), write(0xa0, inner))
}

function clear(contents: Buffer, write: Write = element): Buffer {
  return write(0x30, DATA, write(0xa0, element(4, contents)))
}

function pfx(
  parts: readonly Buffer[],
  { version = 3, mac = Buffer.alloc(0) as Buffer, write = element as Write, type = DATA as Buffer } = {},
): Buffer {
  const safe = write(0x30, ...parts)
  const octets =
    write === element
      ? element(4, safe)
      : endless(0x24, element(4, safe.subarray(0, 9)), element(4, safe.subarray(9)))
  return write(0x30, number(version), write(0x30, type, write(0xa0, octets)), mac)
}

const ec = derIn(made.read('ec.pem'))
const SALT = Buffer.alloc(8, 1)

function pbkdf2(iterations: number): Buffer {
  const prf = element(0x30, identifier('2a864886f70d0209'), NULL)
  const parameters = element(0x30, element(4, SALT), number(iterations), number(32), prf)
  return element(0x30, identifier('2a864886f70d01050c'), parameters)
}

/** Content encrypted by PBES2, or said to be. */
function encrypted(contents: Buffer, iterations = 1): Buffer {
  const vector = Buffer.alloc(16, 2)
  const cipher = createCipheriv('aes-256-cbc', pbkdf2Sync('secret', SALT, 1, 32, 'sha256'), vector)
  const octets = Buffer.concat([cipher.update(contents), cipher.final()])
  const scheme = element(0x30, identifier('60864801650304012a'), element(4, vector))
  const algorithm = element(0x30, identifier('2a864886f70d01050d'), element(0x30, pbkdf2(iterations), scheme))
  const info = element(0x30, DATA, algorithm, element(0x80, octets))
  return element(0x30, ENCRYPTED, element(0xa0, element(0x30, number(0), info)))
}

/** PBMAC1 (RFC 9579), which only newer tools write. */
function modernMac(safe: Buffer, password: string): Buffer {
  const hmac = element(0x30, identifier('2a864886f70d0209'), NULL)
  const algorithm = element(0x30, identifier('2a864886f70d01050e'), element(0x30, pbkdf2(2), hmac))
  const digest = createHmac('sha256', pbkdf2Sync(password, SALT, 2, 32, 'sha256'))
    .update(safe)
    .digest()
  return element(0x30, element(0x30, algorithm, element(4, digest)), element(4, SALT), number(1))
}

function oldMac(iterations: number, hash = '2b0e03021a'): Buffer {
  const info = element(0x30, element(0x30, identifier(hash), NULL), element(4, Buffer.alloc(20)))
  return element(0x30, info, element(4, SALT), number(iterations))
}

describe('openPkcs12 of what was written byte by byte', () => {
  const part = clear(element(0x30, bag(ec)))
  const damaged = 'it is damaged'
  const unknownMac = 'its MAC uses an unknown hash'
  const tooMuch = 'it wants its password hashed more than 10 million times'
  const nested = element(0x30, identifier('2a864886f70d010c0a0106'), element(0xa0, element(0x30, bag(ec))))
  const odd = element(0x30, identifier('2a864886f70d010c0a0105'), element(0xa0, element(0x30)))
  const crl = element(0x30, identifier('2a864886f70d010c0a0104'), element(0xa0, element(0x30)))
  test.each<readonly [string, Buffer, string]>([
    ['nothing but a certificate', pfx([part]), 'ec'],
    ['BER', pfx([clear(endless(0x30, bag(ec, endless)), endless)], { write: endless }), 'ec'],
    ['nested bags', pfx([clear(element(0x30, nested))]), 'ec'],
    ['bags of other kinds', pfx([clear(element(0x30, odd, bag(ec), crl))]), 'ec'],
    ['no parts', pfx([]), ''],
    ['an encrypted part', pfx([encrypted(element(0x30, bag(ec)))]), 'ec'],
    ['an encrypted part that is none', pfx([encrypted(Buffer.from('nothing of the kind'))]), 'locked'],
    [
      'an encrypted part, and something behind it',
      pfx([encrypted(Buffer.concat([element(0x30), Buffer.alloc(1)]))]),
      'locked',
    ],
    ['PBMAC1', pfx([part], { mac: modernMac(element(0x30, part), 'secret') }), 'ec'],
    ['PBMAC1 of another password', pfx([part], { mac: modernMac(element(0x30, part), 'Secret') }), 'locked'],
    ['PBMAC1 of something else', pfx([part], { mac: modernMac(part, 'secret') }), 'locked'],
    ['a MAC that is wrong', pfx([part], { mac: oldMac(1) }), 'locked'],
    ['a MAC with an unknown hash', pfx([part], { mac: oldMac(1, '2a864886f70d0205') }), unknownMac],
    ['a MAC with no iteration', pfx([part], { mac: oldMac(0) }), damaged],
    ['a MAC of 11 million iterations', pfx([part], { mac: oldMac(11_000_000) }), tooMuch],
    ['a part of 11 million iterations', pfx([encrypted(element(0x30), 11_000_000)]), tooMuch],
    [
      '11 million iterations in all',
      pfx(Array.from({ length: 11 }, () => encrypted(element(0x30), 1_000_000))),
      tooMuch,
    ],
    ['a part with no iteration', pfx([encrypted(element(0x30), 0)]), damaged],
    ['101 parts', pfx(Array.from({ length: 101 }, () => clear(element(0x30)))), 'it has more than 100 parts'],
    ['version 4', pfx([part], { version: 4 }), 'it has an unknown version'],
    [
      'a signature',
      pfx([part], { type: identifier('2a864886f70d010702') }),
      'it is protected by a signature',
    ],
    [
      'a part for a person',
      pfx([element(0x30, identifier('2a864886f70d010703'), element(0xa0))]),
      'a part of it is not opened by a password',
    ],
    ['half', pfx([part]).subarray(0, 200), damaged],
    ['nothing', Buffer.alloc(0), damaged],
    ['something else', ec, damaged],
    ['sequences in sequences', Buffer.alloc(100_000, Buffer.from('3080', 'hex')), damaged],
  ])('%s', async (_name, bytes, expected) => {
    expect(await open(bytes, '', 'secret')).toBe(expected)
  })

  test('another password for what is inside (-twopass)', async () => {
    const inside = encrypted(element(0x30, bag(ec)))
    const bytes = pfx([inside], { mac: modernMac(element(0x30, inside), 'other') })
    expect(await open(bytes, 'other')).toBe('locked')
    expect(await open(bytes, 'secret', 'other')).toBe('ec')
  })
})

test('openPkcs12 throws at nothing, and says no password', async () => {
  const bases = [store('secret'), store('secret', '-legacy'), pfx([clear(element(0x30, bag(ec)))])]
  const property = fc.asyncProperty(
    fc.constantFrom(...bases),
    fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
    fc.nat(),
    async (base, changes, cut) => {
      const bytes = Buffer.from(cut % 4 === 0 ? base.subarray(0, cut % base.length) : base)
      // Not the iterations, of which ten million are allowed: they would only cost time.
      for (const [at, value] of changes) if (bytes.length > 0) bytes[at % Math.min(bytes.length, 60)] = value
      const answer = await openPkcs12(bytes, ['', 'secret'])
      expect(['certificates', 'locked', 'unreadable']).toContain(answer.kind)
      if (answer.kind === 'unreadable') expect(answer.reason).not.toContain('secret')
    },
  )
  await fc.assert(property, { numRuns: 300 })
})
