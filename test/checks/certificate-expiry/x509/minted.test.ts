import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Certificate } from '../../../../src/checks/certificate-expiry/x509/certificate.ts'
import { parseCertificate } from '../../../../src/checks/certificate-expiry/x509/parse-certificate.ts'
import { isSignedBy } from '../../../../src/checks/certificate-expiry/x509/signatures.ts'
import { hasOpenssl, openMint } from './minted.ts'
import { complaintsOf } from './oracle.ts'
import { hex } from './writer.ts'

const CONFIG = `
[req]
prompt = no
distinguished_name = name
string_mask = default
[name]
C = DE
ST = "Baden, W + B"
L = "say \\"x\\""
O = Größe
0.OU = one
1.OU = two
CN = leaf.example
emailAddress = a@leaf.example
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyAgreement, decipherOnly
extendedKeyUsage = serverAuth, clientAuth, 1.2.3.4
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always, issuer:always
subjectAltName = DNS:leaf.example, DNS:*.leaf.example, IP:192.0.2.7, IP:2001:db8::7, email:a@leaf.example, URI:https://leaf.example/, dirName:dir, otherName:1.2.3.4;UTF8:x, RID:1.2.3.4
issuerAltName = DNS:issuer.example
crlDistributionPoints = one, two
authorityInfoAccess = OCSP;URI:http://ocsp.example/, caIssuers;URI:http://ca.example/ca.der, caIssuers;URI:ldap://ca.example/
certificatePolicies = 2.23.140.1.2.1, @policy
tlsfeature = status_request
nsComment = "hello"
1.2.3.4.5 = ASN1:UTF8String:unknown
[dir]
CN = dir
[policy]
policyIdentifier = 1.3.5.8
CPS.1 = "http://cps.example/"
userNotice.1 = @notice
[notice]
explicitText = UTF8:notice
[one]
fullname = URI:http://crl.example/1.crl, URI:ldap://crl.example/
reasons = keyCompromise, CACompromise
[two]
fullname = URI:https://crl.example/2.crl
CRLissuer = dirName:dir
[authority]
basicConstraints = critical, CA:TRUE, pathlen:3
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
nameConstraints = critical, permitted;DNS:leaf.example, permitted;IP:192.0.2.0/255.255.255.0, permitted;IP:2001:db8::/ffff:ffff::, permitted;email:leaf.example, excluded;DNS:bad.leaf.example, excluded;dirName:dir
[plain]
basicConstraints = CA:TRUE
`

type Kind = readonly [
  name: string,
  key: readonly string[],
  options: readonly string[],
  algorithm: string,
  hash: string | undefined,
  type: string,
  bits: number,
]

const RSA = ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048']
const curve = (name: string, encoding = 'named_curve') => [
  ...['genpkey', '-algorithm', 'EC'],
  ...['-pkeyopt', `ec_paramgen_curve:${name}`, '-pkeyopt', `ec_param_enc:${encoding}`],
]
const PSS = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:32']

const KINDS: readonly Kind[] = [
  ['rsa-md5', RSA, ['-md5'], '1.2.840.113549.1.1.4', 'md5', 'rsa', 2048],
  ['rsa-sha1', RSA, ['-sha1'], '1.2.840.113549.1.1.5', 'sha1', 'rsa', 2048],
  ['rsa-sha224', RSA, ['-sha224'], '1.2.840.113549.1.1.14', 'sha224', 'rsa', 2048],
  ['rsa-sha256', RSA, ['-sha256'], '1.2.840.113549.1.1.11', 'sha256', 'rsa', 2048],
  ['rsa-sha512', RSA, ['-sha512'], '1.2.840.113549.1.1.13', 'sha512', 'rsa', 2048],
  ['rsa-sha512-256', RSA, ['-sha512-256'], '1.2.840.113549.1.1.16', 'sha512-256', 'rsa', 2048],
  ['rsa-sha3', RSA, ['-sha3-256'], '2.16.840.1.101.3.4.3.14', 'sha3-256', 'rsa', 2048],
  ['pss-sha256', RSA, ['-sha256', ...PSS], '1.2.840.113549.1.1.10', 'sha256', 'rsa', 2048],
  ['pss-sha1', RSA, ['-sha1', ...PSS], '1.2.840.113549.1.1.10', 'sha1', 'rsa', 2048],
  [
    'small',
    [...RSA, '-pkeyopt', 'rsa_keygen_bits:1000'],
    ['-sha256'],
    '1.2.840.113549.1.1.11',
    'sha256',
    'rsa',
    1000,
  ],
  [
    'pss-key',
    ['genpkey', '-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048'],
    ['-sha384'],
    '1.2.840.113549.1.1.10',
    'sha384',
    'rsa',
    2048,
  ],
  ['p224', curve('P-224'), ['-sha224'], '1.2.840.10045.4.3.1', 'sha224', 'ec', 224],
  ['p256', curve('P-256'), ['-sha256'], '1.2.840.10045.4.3.2', 'sha256', 'ec', 256],
  ['p256-sha1', curve('P-256'), ['-sha1'], '1.2.840.10045.4.1', 'sha1', 'ec', 256],
  ['p256-explicit', curve('P-256', 'explicit'), ['-sha256'], '1.2.840.10045.4.3.2', 'sha256', 'ec', 256],
  ['p384', curve('P-384'), ['-sha384'], '1.2.840.10045.4.3.3', 'sha384', 'ec', 384],
  ['p521', curve('P-521'), ['-sha512'], '1.2.840.10045.4.3.4', 'sha512', 'ec', 521],
  ['k256', curve('secp256k1'), ['-sha256'], '1.2.840.10045.4.3.2', 'sha256', 'ec', 256],
  ['brainpool256', curve('brainpoolP256r1'), ['-sha256'], '1.2.840.10045.4.3.2', 'sha256', 'ec', 256],
  ['brainpool384', curve('brainpoolP384r1'), ['-sha3-384'], '2.16.840.1.101.3.4.3.11', 'sha3-384', 'ec', 384],
  ['brainpool512', curve('brainpoolP512r1'), ['-sha512'], '1.2.840.10045.4.3.4', 'sha512', 'ec', 512],
  ['ed25519', ['genpkey', '-algorithm', 'ED25519'], [], '1.3.101.112', undefined, 'ed25519', 256],
  ['ed448', ['genpkey', '-algorithm', 'ED448'], [], '1.3.101.113', undefined, 'ed448', 456],
]

/** OpenSSL 3.0 makes these signatures and does not verify them on a certificate: nobody else does either. */
const UNVERIFIED = new Set(['rsa-sha512-256', 'brainpool384'])
const describeWithOpenssl = hasOpenssl() ? describe : describe.skip

describeWithOpenssl('a certificate of openssl', () => {
  const mint = openMint()
  let leaf: Certificate
  let authority: Certificate

  beforeAll(() => {
    mint.write('config', CONFIG)
    const config = ['-config', 'config', '-utf8', '-nodes', '-keyout', 'ca.key', '-newkey', 'rsa:2048']
    mint.run(
      'req',
      '-x509',
      ...config,
      '-extensions',
      'authority',
      '-subj',
      '/CN=Authority',
      '-out',
      'ca.pem',
    )
    const key = ['-config', 'config', '-utf8', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'leaf.key']
    mint.run('req', '-new', ...key, '-out', 'leaf.csr')
    const ca = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-set_serial', '0x00ff01', '-days', '47']
    mint.run(
      'x509',
      '-req',
      '-in',
      'leaf.csr',
      ...ca,
      '-extfile',
      'config',
      '-extensions',
      'leaf',
      '-out',
      'leaf.pem',
    )
    leaf = parseCertificate(mint.der('leaf.pem'))
    authority = parseCertificate(mint.der('ca.pem'))
  })
  afterAll(() => mint.close())

  test('with every extension is read as OpenSSL reads it', () => {
    expect(complaintsOf(leaf, new X509Certificate(leaf.der))).toEqual([])
    expect(complaintsOf(authority, new X509Certificate(authority.der))).toEqual([])
  })

  test('says what Node does not tell', () => {
    expect(leaf).toMatchObject({
      serial: '00ff01',
      isAuthority: false,
      isSelfIssued: false,
      keyUsage: [0, 4, 8],
      extendedKeyUsage: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2', '1.2.3.4'],
      names: { dns: ['leaf.example', '*.leaf.example'], ip: ['192.0.2.7', '2001:db8::7'] },
      crlUrls: ['http://crl.example/1.crl', 'https://crl.example/2.crl'],
      issuerUrls: ['http://ca.example/ca.der'],
      constraints: undefined,
    })
    expect(leaf.subject.text).toBe(
      'emailAddress=a@leaf.example, CN=leaf.example, OU=two, OU=one, O=Größe, L="say \\"x\\"", ST="Baden, W + B", C=DE',
    )
    expect(leaf.authorityKeyId).toMatch(/^[0-9a-f]{40}$/)
    expect(leaf.authorityKeyId).toBe(authority.subjectKeyId)
    expect(authority.constraints).toEqual({
      permitted: [
        { kind: 'dns', domain: 'leaf.example' },
        { kind: 'ip', address: hex('c0000200'), mask: hex('ffffff00') },
        { kind: 'ip', address: hex(`20010db8${'0'.repeat(24)}`), mask: hex(`ffffffff${'0'.repeat(24)}`) },
        { kind: 'other' },
      ],
      excluded: [{ kind: 'dns', domain: 'bad.leaf.example' }, { kind: 'other' }],
    })
  })

  test('is signed by its issuer and by nobody else', () => {
    expect(isSignedBy(leaf, authority)).toBe(true)
    expect(isSignedBy(authority, authority)).toBe(true)
    expect(isSignedBy(authority, leaf)).toBe(false)
    expect(isSignedBy(leaf, leaf)).toBe(false)
  })

  test.each(KINDS)(
    'of kind %s has its key and its signature',
    (name, key, options, algorithm, hash, type, bits) => {
      mint.run(...key, '-out', `${name}.key`)
      const words = ['-new', '-x509', '-key', `${name}.key`, '-config', 'config', '-extensions', 'plain']
      mint.run('req', ...words, '-subj', `/CN=${name}`, ...options, '-out', `${name}.pem`)
      const read = parseCertificate(mint.der(`${name}.pem`))
      expect(read.signature).toEqual({ algorithm, hash })
      expect(read.key).toMatchObject({ type, bits })
      expect(complaintsOf(read, new X509Certificate(read.der))).toEqual([])
      if (!UNVERIFIED.has(name)) expect(isSignedBy(read, read)).toBe(true)
    },
  )

  test('with a DSA key', () => {
    mint.run(
      'genpkey',
      '-genparam',
      '-algorithm',
      'DSA',
      '-pkeyopt',
      'dsa_paramgen_bits:1024',
      '-out',
      'dsa.par',
    )
    mint.run('genpkey', '-paramfile', 'dsa.par', '-out', 'dsa.key')
    const words = ['-new', '-x509', '-key', 'dsa.key', '-config', 'config', '-extensions', 'plain']
    mint.run('req', ...words, '-subj', '/CN=dsa', '-sha256', '-out', 'dsa.pem')
    const read = parseCertificate(mint.der('dsa.pem'))
    expect(read.signature).toEqual({ algorithm: '2.16.840.1.101.3.4.3.2', hash: 'sha256' })
    expect(read.key).toMatchObject({ type: 'dsa', bits: 1024 })
    expect(isSignedBy(read, read)).toBe(true)
  })
})
