import { derIn, escaped, folded, javaEntry, javaStore, type Mint } from './minted.ts'

/** What should be found; what is not said is none. */
export interface Expected {
  /** Common names without `.example`, in the order in which they are found, with their lines. */
  readonly certificates?: readonly (readonly [name: string, line: number | undefined])[]
  readonly lists?: number
  readonly documents?: readonly string[]
  readonly containers?: number
  /** One pattern a problem. */
  readonly problems?: readonly RegExp[]
}

export interface FileCase {
  readonly name: string
  readonly bytes: Buffer
  readonly expected: Expected
}

type Row = readonly [name: string, content: string | Buffer, expected?: Expected]

const PLIST = (data: string, ends = '2027-03-01T10:00:00Z') => `<?xml version="1.0"?>
<plist version="1.0"><dict>
<key>CreationDate</key><date>2026-03-01T10:00:00Z</date>
<key>DeveloperCertificates</key><array><data>${data}</data></array>
<key>ExpirationDate</key>
	<date>${ends}</date>
<key>Name</key><string>App &amp; Store</string>
</dict></plist>
`

const SAML = (certificate: string, attributes = '') => `<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example/m"${attributes}>
<ds:X509Certificate>
${certificate}
</ds:X509Certificate></md:EntityDescriptor>
`

function pemRows({ read }: Mint): readonly Row[] {
  const [ec, rsa, key] = [read('ec.pem'), read('rsa.pem'), read('ec.key')]
  const pem = ec.toString()
  const indented = pem.trim().replaceAll('\n', '\n    ')
  const joined = pem
    .trim()
    .split('\n')
    .map((line) => `  "${line}\\n" +`)
    .join('\n')
  const adjacent = pem
    .trim()
    .split('\n')
    .map((line) => `  "${line}\\n"`)
    .join('\n')
  const commented = (sign: string) => pem.replaceAll(/^/gm, `${sign} `)
  const one: Expected = { certificates: [['ec', 1]] }
  const body = pem.split('\n').slice(1, -2)
  return [
    ['a PEM file', ec, one],
    [
      'two in a bundle',
      Buffer.concat([ec, rsa]),
      {
        certificates: [
          ['ec', 1],
          ['rsa', pem.split('\n').length],
        ],
      },
    ],
    ['the same one twice', Buffer.concat([ec, ec]), one],
    ['CRLF', pem.replaceAll('\n', '\r\n'), one],
    ['text around', `subject=CN = ec\n\n# issuer\n${pem}\nend\n`, { certificates: [['ec', 4]] }],
    ['a byte order mark', `\ufeff${pem}`, one],
    ['UTF-16, little', Buffer.from(`\ufeff${pem}`, 'utf16le'), one],
    ['UTF-16, big', Buffer.from(`\ufeff${pem}`, 'utf16le').swap16(), one],
    [
      'no line break between two',
      pem.trim() + rsa.toString(),
      {
        certificates: [
          ['ec', 1],
          ['rsa', pem.trim().split('\n').length],
        ],
      },
    ],
    [
      'a key before it',
      Buffer.concat([key, ec]),
      { certificates: [['ec', key.toString().split('\n').length]] },
    ],
    ['all on one line', pem.replaceAll('\n', ' '), one],
    [
      'body without line breaks',
      `-----BEGIN CERTIFICATE-----\n${body.join('')}\n-----END CERTIFICATE-----`,
      one,
    ],
    ['a YAML block', `kind: ConfigMap\ndata:\n  ca.crt: |\n    ${indented}\n`, { certificates: [['ec', 4]] }],
    ['JSON', `{\n  "type": "x",\n  "cert": "${escaped(ec)}"\n}`, { certificates: [['ec', 3]] }],
    ['JSON in JSON', JSON.stringify({ a: JSON.stringify({ b: pem }) }), one],
    ['JSON with escaped slashes', JSON.stringify({ a: pem }).replaceAll('/', '\\/'), one],
    [
      'strings that are joined in source code',
      `const PEM =\n${joined}\n  ''\n`,
      { certificates: [['ec', 2]] },
    ],
    ['strings side by side in source code', `char *p =\n${adjacent};\n`, { certificates: [['ec', 2]] }],
    ['a template string', `const a = \`\n${pem}\``, { certificates: [['ec', 2]] }],
    ['comments with //', commented('//'), one],
    ['comments with #', commented('#'), one],
    ['character references', `<a b="${pem.replaceAll('\n', '&#10;')}"/>`, one],
    ['headers in the block', pem.replace('-----\n', '-----\nX-Owner: somebody\n\n'), one],
    [
      'in a binary',
      Buffer.concat([Buffer.alloc(9000), ec, Buffer.alloc(9)]),
      { certificates: [['ec', undefined]] },
    ],
    ['no end', pem.slice(0, -30), { problems: [/^line 1: .*has no end/] }],
    [
      'no end, another begins',
      pem.slice(0, -30) + rsa,
      { certificates: [['rsa', pem.split('\n').length - 2]], problems: [/has no end/] },
    ],
    ['half of the body', pem.replace(body.slice(3, 5).join('\n'), ''), { problems: [/line 1/] }],
    ['base64 with a line of stars', pem.replace(body[3] ?? '', '*'.repeat(64)), { problems: [/line 1/] }],
    [
      'base64 of something else',
      `-----BEGIN CERTIFICATE-----\n${'QUJD'.repeat(30)}\n-----END CERTIFICATE-----`,
      { problems: [/should be a certificate is none/] },
    ],
    [
      'a key that is called a certificate',
      key.toString().replaceAll('PRIVATE KEY', 'CERTIFICATE'),
      { problems: [/is none/] },
    ],
    ['a byte changed inside', pem.replace(pem.slice(100, 104), 'AAAA'), { problems: [/./] }],
  ]
}

function harmlessRows({ read, openssl }: Mint): readonly Row[] {
  const pem = read('ec.pem').toString()
  const body = pem.split('\n')[1] ?? ''
  return [
    ['nothing', ''],
    ['prose', 'No certificate here. MIGRATION of MIIs.\n'.repeat(50)],
    ['a placeholder', '-----BEGIN CERTIFICATE-----\nYOUR CERTIFICATE GOES HERE\n-----END CERTIFICATE-----'],
    ['an elided example', `-----BEGIN CERTIFICATE-----\n${body}\n...\n-----END CERTIFICATE-----`],
    [
      'code that knows PEM',
      "if (a.startsWith('-----BEGIN CERTIFICATE-----')) b = /-----BEGIN CERTIFICATE-----([\\s\\S]+?)-----END CERTIFICATE-----/",
    ],
    [
      'code that makes PEM',
      'f"-----BEGIN CERTIFICATE-----\\n{base64_of_the_certificate}\\n-----END CERTIFICATE-----"',
    ],
    [
      'a template',
      '-----BEGIN CERTIFICATE-----\n{{ certificateBase64WithoutNewlines }}\n-----END CERTIFICATE-----',
    ],
    [
      'code that makes PEM of a variable',
      '"-----BEGIN CERTIFICATE-----\\n" + certificateBase64WithoutNewlines + "\\n-----END CERTIFICATE-----"',
    ],
    ['a key, PKCS#8', read('rsa.key')],
    ['a key, traditional', openssl('rsa', '-in', 'rsa.key', '-traditional')],
    ['a key in DER', openssl('pkcs8', '-topk8', '-nocrypt', '-in', 'ec.key', '-outform', 'DER')],
    [
      'an encrypted key',
      openssl('pkcs8', '-topk8', '-in', 'ec.key', '-passout', 'pass:x', '-outform', 'DER'),
    ],
    ['an encrypted key in PEM', openssl('pkcs8', '-topk8', '-in', 'ec.key', '-passout', 'pass:x')],
    ['a public key', openssl('pkey', '-in', 'rsa.key', '-pubout')],
    ['a public key in DER', openssl('pkey', '-in', 'rsa.key', '-pubout', '-outform', 'DER')],
    ['a request', openssl('req', '-new', '-key', 'rsa.key', '-subj', '/CN=r.example')],
    [
      'a request in DER',
      openssl('req', '-new', '-key', 'rsa.key', '-subj', '/CN=r.example', '-outform', 'DER'),
    ],
    [
      'a request in base64',
      openssl('req', '-new', '-key', 'rsa.key', '-subj', '/CN=r.example', '-outform', 'DER').toString(
        'base64',
      ),
    ],
    ['parameters', openssl('ecparam', '-name', 'prime256v1')],
    ['an SSH key', `ssh-ed25519 ${Buffer.alloc(51, 'AAAAC3').toString('base64')} me@host.example`],
    [
      'an SSH private key',
      `-----BEGIN OPENSSH PRIVATE KEY-----\n${folded(Buffer.alloc(300, 7), 70)}\n-----END OPENSSH PRIVATE KEY-----`,
    ],
    [
      'a PGP key',
      `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${folded(Buffer.alloc(300, 9), 64)}\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----`,
    ],
    ['a path under a key of Kubernetes', 'ca.crt: /var/run/secrets/kubernetes/serviceaccount'],
    [
      'a sealed secret',
      `kind: SealedSecret\nspec:\n  encryptedData:\n    tls.crt: ${Buffer.alloc(300, 'Ag').toString('base64')}\n`,
    ],
    ['a text that begins with 0', '0.0.1\n30 82 0x30'],
  ]
}

function derRows({ read, openssl }: Mint): readonly Row[] {
  const [ec, rsa, ed, list] = ['ec.pem', 'rsa.pem', 'ed.pem', 'list.pem'].map((name) =>
    derIn(read(name)),
  ) as [Buffer, Buffer, Buffer, Buffer]
  const none = undefined
  const damaged = Buffer.from(ec)
  damaged[damaged.indexOf(Buffer.from('170d', 'hex'))] = 0x16
  return [
    ['DER', ec, { certificates: [['ec', none]] }],
    ['DER of Ed25519', ed, { certificates: [['ed', none]] }],
    [
      'DER, one behind the other',
      Buffer.concat([ec, rsa, ed]),
      {
        certificates: [
          ['ec', none],
          ['rsa', none],
          ['ed', none],
        ],
      },
    ],
    [
      'DER with a line break at its end',
      Buffer.concat([ec, Buffer.from('\n')]),
      { certificates: [['ec', none]] },
    ],
    ['half of DER', rsa.subarray(0, 400), { problems: [/a certificate is cut short/] }],
    [
      'DER and half of another',
      Buffer.concat([ec, rsa.subarray(0, 400)]),
      { certificates: [['ec', none]], problems: [/cut short/] },
    ],
    ['DER with a date of another type', damaged, { problems: [/cannot be read/] }],
    [
      'trusted',
      openssl('x509', '-in', 'ec.pem', '-trustout', '-addtrust', 'serverAuth', '-setalias', 'a'),
      { certificates: [['ec', 1]] },
    ],
    ['a list in PEM', read('list.pem'), { lists: 1 }],
    ['a list in DER', list, { lists: 1 }],
    ['half of a list', list.subarray(0, 150), { problems: [/list of revoked certificates is cut short/] }],
    [
      'a list in PEM that is broken',
      read('list.pem')
        .toString()
        .replace(/\n.{64}\n/, '\n'),
      { problems: [/list of revoked/] },
    ],
    [
      'PKCS#7 in PEM',
      openssl('crl2pkcs7', '-in', 'list.pem', '-certfile', 'both.pem'),
      {
        certificates: [
          ['ec', 1],
          ['rsa', 1],
        ],
        lists: 1,
      },
    ],
    [
      'PKCS#7 in DER',
      openssl('crl2pkcs7', '-nocrl', '-certfile', 'both.pem', '-outform', 'DER'),
      {
        certificates: [
          ['ec', none],
          ['rsa', none],
        ],
      },
    ],
    [
      'half of PKCS#7',
      openssl('crl2pkcs7', '-nocrl', '-certfile', 'both.pem', '-outform', 'DER').subarray(0, 700),
      { problems: [/PKCS#7 file is cut short/] },
    ],
    [
      'PKCS#7 that is called a certificate',
      openssl('crl2pkcs7', '-nocrl', '-certfile', 'both.pem').toString().replaceAll('PKCS7', 'CERTIFICATE'),
      {
        certificates: [
          ['ec', 1],
          ['rsa', 1],
        ],
      },
    ],
    [
      'CMS in PEM',
      openssl(
        'cms',
        '-sign',
        '-signer',
        'rsa.pem',
        '-inkey',
        'rsa.key',
        '-in',
        'both.pem',
        '-outform',
        'PEM',
      ),
      { certificates: [['rsa', 1]] },
    ],
    [
      'CMS in BER, certificates in its content',
      openssl(
        'cms',
        '-sign',
        '-signer',
        'signer.pem',
        '-inkey',
        'signer.key',
        '-in',
        'both.pem',
        '-nodetach',
        '-binary',
        '-stream',
        '-outform',
        'DER',
      ),
      {
        certificates: [
          ['ec', 1],
          ['rsa', 12],
          ['signer', none],
        ],
      },
    ],
    [
      'a signed mail',
      openssl('cms', '-sign', '-signer', 'rsa.pem', '-inkey', 'rsa.key', '-in', 'list.pem', '-nodetach'),
      { certificates: [['rsa', 6]], lists: 1 },
    ],
    [
      'PKCS#12',
      openssl('pkcs12', '-export', '-in', 'ec.pem', '-inkey', 'ec.key', '-passout', 'pass:a'),
      { containers: 1 },
    ],
    [
      'half of PKCS#12',
      openssl('pkcs12', '-export', '-in', 'ec.pem', '-inkey', 'ec.key', '-passout', 'pass:a').subarray(
        0,
        300,
      ),
      { problems: [/PKCS#12 file is cut short/] },
    ],
    [
      'PKCS#12 in a Secret',
      `kind: Secret\ndata:\n  keystore.p12: ${openssl('pkcs12', '-export', '-in', 'ec.pem', '-inkey', 'ec.key', '-passout', 'pass:a').toString('base64')}\n`,
      { containers: 1 },
    ],
  ]
}

function packedRows({ read, openssl }: Mint): readonly Row[] {
  const [ec, rsa] = [read('ec.pem'), read('rsa.pem')]
  const [ecDer, rsaDer] = [derIn(ec), derIn(rsa)]
  const bundle = Buffer.concat([ec, rsa])
  const twice = Buffer.from(rsa.toString('base64'))
  const kubeconfig = (value: string) =>
    `apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: ${value}\n    server: https://k.example\nusers:\n- user:\n    client-key-data: ${read('ec.key').toString('base64')}\n`
  const profile = (name: string) =>
    openssl(
      'cms',
      '-sign',
      '-in',
      name,
      '-signer',
      'signer.pem',
      '-inkey',
      'signer.key',
      '-nodetach',
      '-binary',
      '-outform',
      'DER',
    )
  return [
    ['kubeconfig', kubeconfig(ec.toString('base64')), { certificates: [['ec', 4]] }],
    [
      'kubeconfig with a bundle',
      kubeconfig(bundle.toString('base64')),
      {
        certificates: [
          ['ec', 4],
          ['rsa', 4],
        ],
      },
    ],
    [
      'kubeconfig without padding',
      kubeconfig(ec.toString('base64').replace(/=+$/, '')),
      { certificates: [['ec', 4]] },
    ],
    [
      'kubeconfig with something else',
      kubeconfig(Buffer.alloc(200, 'nothing of ours').toString('base64')),
      { problems: [/^line 4: certificate-authority-data holds no certificate/] },
    ],
    [
      'kubeconfig that is cut short',
      kubeconfig(ec.toString('base64').slice(0, 400)),
      { problems: [/line 4: .*no end/] },
    ],
    [
      'kubeconfig in JSON',
      JSON.stringify({ 'client-certificate-data': ec.toString('base64') }),
      { certificates: [['ec', 1]] },
    ],
    [
      'a TLS Secret',
      `kind: Secret\ndata:\n  ca.crt: "${rsa.toString('base64')}"\n  tls.crt: ${ec.toString('base64')}\n  tls.key: ${read('ec.key').toString('base64')}\n`,
      {
        certificates: [
          ['rsa', 3],
          ['ec', 4],
        ],
      },
    ],
    [
      'a Secret, folded',
      `data:\n  tls.crt: >-\n${folded(ec, 76, '    ')}\n  other: abc\n`,
      { certificates: [['ec', 3]] },
    ],
    [
      'a webhook',
      `webhooks:\n- clientConfig:\n    caBundle: ${ec.toString('base64')}\n`,
      { certificates: [['ec', 3]] },
    ],
    ['caBundle with DER', `caBundle: ${ecDer.toString('base64')}\n`, { certificates: [['ec', 1]] }],
    [
      'text before PEM in base64',
      `a: ${Buffer.from(`# our root\n${ec}`).toString('base64')}`,
      { certificates: [['ec', 1]] },
    ],
    [
      'text before PEM, one byte',
      `a: ${Buffer.from(`\n${ec}`).toString('base64')}`,
      { certificates: [['ec', 1]] },
    ],
    [
      'text before PEM, two bytes',
      `a: ${Buffer.from(`\n\n${ec}`).toString('base64')}`,
      { certificates: [['ec', 1]] },
    ],
    ['base64 twice', `data:\n  a: ${twice.toString('base64')}\n`, { certificates: [['rsa', 2]] }],
    [
      'base64 of DER twice',
      `a: ${Buffer.from(rsaDer.toString('base64')).toString('base64')}`,
      { certificates: [['rsa', 1]] },
    ],
    [
      'a JWK',
      JSON.stringify({ keys: [{ x5c: [ecDer.toString('base64'), rsaDer.toString('base64')] }] }, null, 1),
      {
        certificates: [
          ['ec', 5],
          ['rsa', 6],
        ],
      },
    ],
    [
      'LDIF',
      `dn: cn=a\nuserCertificate;binary:: ${folded(rsaDer, 60, ' ').trim()}\nmail: a@b.example\n`,
      { certificates: [['rsa', 2]] },
    ],
    ['an environment variable', `CA=${rsaDer.toString('base64')}\nB=1\n`, { certificates: [['rsa', 1]] }],
    [
      'DER in lines, one after another',
      `${ecDer.toString('base64')}\n${rsaDer.toString('base64')}\n`,
      {
        certificates: [
          ['ec', 1],
          ['rsa', 2],
        ],
      },
    ],
    [
      'DER in base64, cut short',
      `a: ${rsaDer.toString('base64').slice(0, 300)}`,
      { problems: [/in base64 is cut short/] },
    ],
    ['DER in base64, an example', `a: ${rsaDer.toString('base64').slice(0, 300)}...`],
    [
      'a keystore in a Secret',
      `data:\n  a.jks: ${javaStore('feedfeed', [javaEntry.trusted('a', ecDer)]).toString('base64')}\n`,
      { certificates: [['ec', 2]] },
    ],
    ['SAML', SAML(ecDer.toString('base64')), { certificates: [['ec', 3]] }],
    ['SAML, folded, with spaces', SAML(folded(rsaDer, 64, '          ')), { certificates: [['rsa', 3]] }],
    [
      'SAML with character references',
      SAML(folded(rsaDer, 76).replaceAll('\n', '&#13;\n')),
      { certificates: [['rsa', 3]] },
    ],
    [
      'SAML with an end',
      SAML(ecDer.toString('base64'), ' validUntil="2027-05-01T00:00:00Z"'),
      { certificates: [['ec', 3]], documents: ['metadata https://idp.example/m 2027-05-01T00:00:00.000Z'] },
    ],
    [
      'SAML with an end without a zone',
      SAML('', " validUntil='2027-05-01T00:00:00.123456'"),
      { documents: ['metadata https://idp.example/m 2027-05-01T00:00:00.123Z'] },
    ],
    ['SAML with an end that is none', SAML('', ' validUntil="soon"'), { problems: [/validUntil/] }],
    [
      'SAML with a broken certificate',
      SAML(rsaDer.toString('base64').slice(40)),
      { problems: [/X509Certificate element holds no certificate/] },
    ],
    ['SAML that is a template', SAML('', ' validUntil="{{ end }}"')],
    ['validUntil of something else', '<a validUntil="soon"/>'],
    [
      'a profile',
      profile('profile.plist'),
      {
        certificates: [['ec', 4]],
        documents: ['profile App & Store 2027-03-01T10:00:00.000Z from 2026-03-01T10:00:00.000Z'],
      },
    ],
    [
      'a profile without an end',
      profile('endless.plist'),
      { certificates: [['ec', 4]], problems: [/does not say when it ends/] },
    ],
    [
      'a profile in clear',
      read('profile.plist'),
      {
        certificates: [['ec', 4]],
        documents: ['profile App & Store 2027-03-01T10:00:00.000Z from 2026-03-01T10:00:00.000Z'],
      },
    ],
  ]
}

/** A SEQUENCE in DER. */
function sequence(...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff]
  return Buffer.concat([Buffer.from([0x30, ...length]), content])
}

function storeRows({ read }: Mint): readonly Row[] {
  const [ec, rsa] = [derIn(read('ec.pem')), derIn(read('rsa.pem'))]
  const none = undefined
  const both: Expected = {
    certificates: [
      ['ec', none],
      ['rsa', none],
    ],
  }
  const { trusted, key, secret } = javaEntry
  const jks = javaStore('feedfeed', [key('k', [ec, rsa]), trusted('t', rsa)])
  const damage = [/cut short or damaged/]
  const bks = (rest: Buffer) =>
    Buffer.concat([
      Buffer.from('0000000200000014', 'hex'),
      Buffer.alloc(20, 5),
      Buffer.from('00000422', 'hex'),
      rest,
    ])
  const pbes2 = sequence(Buffer.from('06092a864886f70d01050d3000', 'hex'))
  const encrypted = Buffer.concat([Buffer.from('0481c8', 'hex'), Buffer.alloc(200)])
  const hmac = sequence(Buffer.from('06082a864886f70d02090500', 'hex'))
  return [
    ['JKS', jks, both],
    ['JKS, empty', javaStore('feedfeed', [])],
    [
      'JKS, version 1',
      javaStore('feedfeed', [key('k', [ec], 1), trusted('t', rsa, 1)], { version: 1 }),
      both,
    ],
    ['JKS, version 9', javaStore('feedfeed', [], { version: 9 }), { problems: [/unknown version 9/] }],
    [
      'JKS with a certificate that is none',
      javaStore('feedfeed', [trusted('t', Buffer.from('nothing'))]),
      { problems: [/cannot be read/] },
    ],
    ['JKS that ends in its last certificate', jks.subarray(0, -60), { ...both, problems: damage }],
    ['JKS that ends in its first', jks.subarray(0, 200), { problems: damage }],
    ['JKS without its digest', jks.subarray(0, -20), { ...both, problems: [/does not end where it says/] }],
    [
      'JKS that says too few',
      javaStore('feedfeed', [trusted('a', ec), trusted('b', rsa)], { count: 1 }),
      { ...both, problems: [/does not end/] },
    ],
    [
      'JKS that says too many',
      javaStore('feedfeed', [trusted('a', ec)], { count: 9 }),
      { certificates: [['ec', none]], problems: damage },
    ],
    [
      'JKS with an unknown entry',
      javaStore('feedfeed', [Buffer.from('0000000900016100', 'hex'), trusted('b', rsa)]),
      { certificates: [['rsa', none]], problems: damage },
    ],
    ['JCEKS', javaStore('cececece', [trusted('t', ec), key('k', [rsa])]), both],
    [
      'JCEKS with secrets',
      javaStore('cececece', [secret('a'), trusted('t', ec), secret('b'), key('k', [rsa]), secret('c')]),
      both,
    ],
    ['JCEKS of secrets', javaStore('cececece', [secret('a'), secret('b')])],
    ['BKS', bks(Buffer.concat([Buffer.from('0100016100', 'hex'), ec, rsa, Buffer.alloc(20)])), both],
    ['UBER', bks(Buffer.alloc(500, 0x91)), { problems: [/BouncyCastle/] }],
    [
      'BCFKS',
      sequence(sequence(pbes2, encrypted), sequence(hmac, Buffer.from('0403616263', 'hex'))),
      { problems: [/BCFKS/] },
    ],
  ]
}

/** What keytool makes, where there is one. */
function keytoolRows({ read, keytool }: Mint): readonly Row[] {
  const file = (name: string, type: string) =>
    ['-keystore', name, '-storetype', type, '-storepass', 'secret'] as const
  if (!keytool('-importcert', '-noprompt', '-alias', 'a', '-file', 'ec.pem', ...file('made.jks', 'JKS')))
    return []
  const importing = ['-importcert', '-noprompt', '-alias', 'a', '-file', 'rsa.pem'] as const
  keytool('-genseckey', '-alias', 'b', '-keyalg', 'AES', '-keysize', '128', ...file('made.jceks', 'JCEKS'))
  keytool(...importing, ...file('made.jceks', 'JCEKS'))
  keytool('-importcert', '-noprompt', '-alias', 'z', '-file', 'ec.pem', ...file('made.jceks', 'JCEKS'))
  return [
    ['JKS by keytool', read('made.jks'), { certificates: [['ec', undefined]] }],
    [
      'JCEKS with a secret by keytool',
      read('made.jceks'),
      {
        certificates: [
          ['rsa', undefined],
          ['ec', undefined],
        ],
      },
    ],
  ]
}

/** Every case: files of each kind, healthy and broken, and what has nothing in it. */
export function fileCases(made: Mint): readonly FileCase[] {
  made.write('both.pem', Buffer.concat([made.read('ec.pem'), made.read('rsa.pem')]))
  const data = folded(derIn(made.read('ec.pem')), 52, '\t')
  made.write('profile.plist', PLIST(data))
  made.write('endless.plist', PLIST(data, 'never'))
  const makers = [pemRows, harmlessRows, derRows, packedRows, storeRows, keytoolRows]
  const rows = makers.flatMap((make) => make(made))
  return rows.map(([name, content, expected = {}]) => ({ name, bytes: Buffer.from(content), expected }))
}
