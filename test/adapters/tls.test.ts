import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, rootCertificates, type SecureVersion, type TlsOptions } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import type { TlsAnswer, TlsRequest } from '../../src/core/ports.ts'
import { closedPort, openDoor } from '../support/pki/door.ts'
import { type Minted, type MintRequest, mint } from '../support/pki/mint.ts'
import { after, before, DAY } from '../support/pki/moments.ts'
import { flightOf, ODD, type Oddity } from '../support/pki/odd-server.ts'
import { chainOf, startTls, type TlsServerRequest } from '../support/pki/tls-server.ts'
import { listen } from '../support/servers/listen.ts'
import { BLIND, createTls, type Expected, mismatch, requestTo } from './tls-world.ts'

const NOW = new Date()

function minted(subject: string, more: Partial<MintRequest> = {}): Minted {
  return mint({ subject, from: before(NOW, DAY), to: after(NOW, 30 * DAY), ...more })
}

function authority(subject: string, more: Partial<MintRequest> = {}): Minted {
  return minted(subject, { ca: true, ...more })
}

const root = authority('Root')
const leaf = minted('a.test', { by: root })
const rsa = minted('rsa', { by: root, key: 'rsa-2048' })

const open: { readonly close: () => Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

async function served(request: Partial<TlsServerRequest> = {}) {
  const door = await startTls({ chains: [chainOf(leaf, root)], ...request })
  open.push(door)
  return door
}

/** A server of Node's own with these options, where the other one has none for it. */
async function serving(options: TlsOptions, act?: (socket: Socket) => void): Promise<number> {
  const server = createServer({ cert: leaf.pem, key: leaf.keyPem, ...options })
  server.on('tlsClientError', () => undefined)
  server.on('secureConnection', (socket) => {
    socket.on('error', () => undefined)
    act?.(socket)
  })
  const listening = await listen(server)
  open.push(listening)
  return listening.port
}

async function door(greet: (socket: Socket) => void) {
  const opened = await openDoor(greet)
  open.push(opened)
  return opened
}

function look(port: number, more: Partial<TlsRequest> = {}): Promise<TlsAnswer> {
  return createTls().look(requestTo(port, more))
}

/** Subjects of what was sent; anything else than served fails the test. */
function subjectsOf(answer: TlsAnswer): readonly string[] {
  if (answer.kind === 'unserved') throw new Error(`${answer.fault}: ${answer.reason}`)
  return answer.chain.map((der) => new X509Certificate(der).subject.replace(/^CN=/, ''))
}

function complaintOf(answer: TlsAnswer): string {
  return answer.kind === 'served' ? answer.complaint : `${answer.fault}: ${answer.reason}`
}

describe('the chain is what was sent, in its order', () => {
  const other = authority('Junk')
  const middle = authority('Middle', { by: root })
  const below = minted('below', { by: middle })

  test.each<[string, readonly Minted[]]>([
    ['the leaf alone', [leaf]],
    ['up to the root', [below, middle, root]],
    ['in the wrong order', [below, root, middle]],
    ['with junk', [below, other, middle]],
    ['with some of it twice', [below, middle, other, middle, other, below, root, root]],
    ['of a self-signed one', [other]],
    ['of a self-signed one, twice', [other, other]],
    ['of many', [below, ...Array<Minted>(60).fill(middle)]],
  ])('%s', async (_name, sent) => {
    const [first = leaf, ...others] = sent
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const { port } = await served({ chains: [chainOf(first, ...others)], maxVersion })
      const answer = await look(port)
      const ders = answer.kind === 'served' ? answer.chain.map((der) => Buffer.from(der).toString('hex')) : []
      expect(ders).toEqual(sent.map(({ der }) => der.toString('hex')))
    }
  })
})

describe('servers that others refuse are seen', () => {
  const cases: readonly (readonly [string, () => Minted, SecureVersion, string?])[] = [
    ['TLS 1.3', () => leaf, 'TLSv1.3'],
    ['TLS 1.2', () => leaf, 'TLSv1.2'],
    ['TLS 1.1', () => leaf, 'TLSv1.1'],
    ['TLS 1.0', () => leaf, 'TLSv1'],
    ['RSA and TLS 1.0', () => rsa, 'TLSv1'],
    ['an RSA key exchange', () => rsa, 'TLSv1.2', 'AES128-SHA@SECLEVEL=0'],
    ['1024 bits', () => minted('old', { by: root, key: 'rsa-1024', hash: 'sha1' }), 'TLSv1.3'],
    ['1024 bits and TLS 1.0', () => minted('old', { by: root, key: 'rsa-1024', hash: 'sha1' }), 'TLSv1'],
    ['Ed25519', () => minted('ed', { by: root, key: 'ed25519' }), 'TLSv1.3'],
    ['an expired one', () => minted('late', { by: root, to: before(NOW, 1000) }), 'TLSv1.3'],
    ['one from tomorrow', () => minted('early', { by: root, from: after(NOW, DAY) }), 'TLSv1.3'],
    ['version 1', () => minted('one', { by: root, version: 1 }), 'TLSv1.3'],
  ]
  test.each(cases.map((one) => [one[0], one] as const))(
    '%s',
    async (_title, [, make, maxVersion, ciphers]) => {
      const one = make()
      const cipher = ciphers === undefined ? {} : { ciphers }
      const { port } = await served({ chains: [chainOf(one)], maxVersion, ...cipher })
      const answer = await look(port)
      expect(subjectsOf(answer)).toHaveLength(1)
      expect(answer).toMatchObject({ kind: 'served', version: maxVersion })
      expect(answer.kind === 'served' && one.der.equals(answer.chain[0] ?? Buffer.alloc(0))).toBe(true)
    },
  )

  test('a Diffie-Hellman key exchange', async () => {
    const ciphers = 'DHE-RSA-AES128-GCM-SHA256@SECLEVEL=0'
    const port = await serving({
      cert: rsa.pem,
      key: rsa.keyPem,
      ciphers,
      dhparam: 'auto',
      maxVersion: 'TLSv1.2',
    })
    expect(subjectsOf(await look(port))).toEqual(['rsa'])
  })
})

describe('OpenSSL complains', () => {
  const late = minted('late', { by: root, to: before(NOW, 1000) })
  const own = minted('own')
  test.each<[string, readonly Minted[], readonly Minted[], string]>([
    ['of nothing where the root is trusted', [leaf], [root], ''],
    ['of nothing for want of the right name', [rsa], [root], ''],
    ['of nothing where another authority beside it is trusted', [leaf], [authority('Other'), root], ''],
    ['of an expired one', [late], [root], 'CERT_HAS_EXPIRED'],
    ['of an unknown issuer', [leaf], [], 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    [
      'of an unknown issuer beside a known one',
      [leaf],
      [authority('Other')],
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
    ['of a root that nobody knows', [leaf, root], [], 'SELF_SIGNED_CERT_IN_CHAIN'],
    ['of one that signed itself', [own], [], 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ])('%s', async (_name, [first = leaf, ...others], trusted, expected) => {
    const { port } = await served({ chains: [chainOf(first, ...others)] })
    const authorities = trusted.map(({ der }) => der)
    expect(complaintOf(await look(port, { authorities }))).toBe(expected)
  })

  test('of nothing at an address, whatever the certificate is called', async () => {
    const { port } = await served()
    expect(complaintOf(await look(port, { serverName: '', authorities: [root.der] }))).toBe('')
    expect(complaintOf(await look(port, { serverName: '127.0.0.1', authorities: [root.der] }))).toBe('')
  })

  test('no more because an authority is no certificate', async () => {
    const { port } = await served()
    const authorities = [Buffer.from('x'), root.der, new Uint8Array()]
    expect(complaintOf(await look(port, { authorities }))).toBe('')
  })

  test('by the authorities of each request, not of the one before', async () => {
    const { port } = await served()
    const tls = createTls()
    const complaints: string[] = []
    for (const authorities of [[root.der], [], [authority('Other').der], [root.der]])
      complaints.push(complaintOf(await tls.look(requestTo(port, { authorities }))))
    const unknown = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'
    expect(complaints).toEqual(
      ['SELF_SIGNED_CERT_IN_CHAIN', unknown, unknown, ''].map((_, at) =>
        at % 3 === 0 ? '' : complaints[at],
      ),
    )
    expect(complaints[1]).not.toBe('')
    expect(complaints[2]).not.toBe('')
  })
})

describe('the name', () => {
  async function named(serverName: string, address: Partial<TlsRequest> = {}): Promise<readonly string[]> {
    const names: string[] = []
    const port = await serving({
      SNICallback: (name, done) => {
        names.push(name)
        done(null)
      },
    })
    subjectsOf(await look(port, { serverName, ...address }))
    return names
  }

  test.each([
    ['a.test', ['a.test']],
    ['a.test.', ['a.test']],
    ['', []],
    ['127.0.0.1', []],
    ['::1', []],
  ])('%s is sent as %j', async (name, expected) => {
    expect(await named(name)).toEqual(expected)
  })

  test('chooses the certificate', async () => {
    const other = minted('b.test', { by: root })
    const { port } = await served({ sni: { 'b.test': [chainOf(other)] } })
    expect(subjectsOf(await look(port, { serverName: 'b.test' }))[0]).toBe('b.test')
    expect(subjectsOf(await look(port, { serverName: 'c.test' }))).toEqual(['a.test', 'Root'])
  })
})

describe('a server that wants a certificate of the client', () => {
  const client = minted('client', { by: root })
  const shown = { certificate: client.pem, key: client.keyPem }

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('shows its own first: %s', async (maxVersion) => {
    const { port } = await served({ clientAuthority: root.pem, maxVersion })
    expect(await look(port)).toMatchObject({ kind: 'served', version: maxVersion })
    expect(subjectsOf(await look(port, { client: shown }))).toEqual(['a.test', 'Root'])
  })

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('is shown the one that there is: %s', async (maxVersion) => {
    const seen: (string | undefined)[] = []
    const options = { requestCert: true, rejectUnauthorized: false, ca: root.pem, maxVersion }
    const port = await serving(options, (socket) => {
      const { getPeerX509Certificate } = socket as unknown as {
        getPeerX509Certificate(): X509Certificate | undefined
      }
      seen.push(getPeerX509Certificate.call(socket)?.subject)
    })
    await look(port, { client: shown })
    await look(port)
    await new Promise((done) => setTimeout(done, 100))
    expect(seen).toEqual(['CN=client', undefined])
  })

  test.each([
    ['nonsense', { certificate: 'x', key: 'y' }],
    ['a key of another one', { certificate: client.pem, key: leaf.keyPem }],
    ['no key', { certificate: client.pem, key: '' }],
    ['an empty file', { certificate: '\n', key: client.keyPem }],
  ])('and %s is no certificate: nobody is asked', async (_name, wrong) => {
    const server = await served({ clientAuthority: root.pem })
    expect(await look(server.port, { client: wrong })).toMatchObject({
      kind: 'unserved',
      reason: expect.stringMatching(/^the client certificate and its key cannot be used/),
    })
    expect(server.connections()).toBe(0)
  })
})

describe('one kind of key is asked for', () => {
  // Without SNICallback: where it gives a context, Node 24 takes one certificate of it alone.
  const both = { cert: [leaf.pem, rsa.pem], key: [leaf.keyPem, rsa.keyPem], minVersion: 'TLSv1' } as const
  const refused: Expected = { fault: 'handshake', reason: 'it ends the handshake: handshake_failure' }

  describe.each(['TLSv1.3', 'TLSv1.2', 'TLSv1'] as const)('%s', (maxVersion) => {
    test.each([
      ['rsa', 'rsa'],
      ['ecdsa', 'a.test'],
    ] as const)('%s, and the server has both', async (keyType, subject) => {
      const port = await serving({
        ...both,
        cert: [...both.cert],
        key: [...both.key],
        maxVersion,
        ciphers: 'DEFAULT@SECLEVEL=0',
      })
      expect(subjectsOf(await look(port, { keyType }))[0]).toBe(subject)
      expect(subjectsOf(await look(port, { keyType, authorities: [root.der] }))[0]).toBe(subject)
    })

    test.each([
      ['rsa', leaf],
      ['ecdsa', rsa],
    ] as const)('%s, and the server has another', async (keyType, other) => {
      const server = await served({ chains: [chainOf(other)], maxVersion })
      expect(mismatch(await look(server.port, { keyType }), refused)).toBe('')
      expect(server.connections()).toBe(1)
    })
  })

  test.each(['ed25519', 'ec-p384', 'rsa-1024'] as const)('%s is of its own kind', async (key) => {
    const { port } = await served({ chains: [chainOf(minted('x', { by: root, key }))] })
    const answers = [await look(port, { keyType: 'rsa' }), await look(port, { keyType: 'ecdsa' })]
    expect(answers.map(({ kind }) => kind === 'served')).toEqual([key === 'rsa-1024', key === 'ec-p384'])
  })

  test('some close the connection instead of an alert', async () => {
    const server = await door(ODD['reset after hello'])
    expect(await look(server.port, { keyType: 'rsa' })).toEqual({
      kind: 'unserved',
      fault: 'handshake',
      reason: 'it closes the connection instead of showing such a certificate',
    })
    expect(server.connections()).toBe(3)
  })
})

interface Case {
  readonly name: string
  readonly greet: (socket: Socket) => void
  readonly expected: Expected
  readonly connections: number
  readonly deadline?: number
}

const RESET: Expected = { fault: 'reset', reason: 'it closes the connection before it shows a certificate' }
const SILENT: Expected = { fault: 'timeout', reason: 'it takes the connection and does not answer TLS' }

function odd(oddity: Oddity, connections: number, expected: Expected, deadline?: number): Case {
  return { name: oddity, greet: ODD[oddity], expected, connections, ...(deadline ? { deadline } : {}) }
}

function answering(name: string, bytes: Buffer | string, expected: Expected, connections = 1): Case {
  const greet = (socket: Socket) => void socket.once('data', () => socket.end(bytes))
  return { name, greet, expected, connections }
}

function alerting(number: number, name: string): Case {
  const bytes = Buffer.from([21, 3, 3, 0, 2, 2, number])
  return answering(`alert ${number}`, bytes, { fault: 'handshake', reason: `it ends the handshake: ${name}` })
}

const HELLO_OF_SSL3 = Buffer.concat([
  Buffer.from('160300002a02000026' + '0300', 'hex'),
  Buffer.alloc(32, 1),
  Buffer.from('00000500', 'hex'),
])
const NOT_IN_ORDER: Expected = { fault: 'handshake', reason: 'its handshake is not in order' }

const CASES: readonly Case[] = [
  odd('silent', 3, SILENT, 300),
  odd('reset', 3, RESET),
  odd('reset after hello', 3, RESET),
  odd('close', 3, RESET),
  odd('close after hello', 3, RESET),
  odd('drip', 3, SILENT, 600),
  odd('half a hello', 3, SILENT, 300),
  odd('http', 2, {
    fault: 'not-tls',
    reason: 'it answers "HTTP/1.1 400 Bad Request Content-Length: 0 Connection: close" and not TLS',
  }),
  odd('ssh', 2, { fault: 'not-tls', reason: 'it answers "SSH-2.0-OpenSSH_9.2p1" and not TLS' }),
  odd('alert', 1, { fault: 'handshake', reason: 'it ends the handshake: handshake_failure' }),
  alerting(70, 'protocol_version'),
  alerting(80, 'internal_error'),
  alerting(112, 'unrecognized_name'),
  alerting(49, 'access_denied'),
  alerting(120, 'no_application_protocol'),
  alerting(86, 'inappropriate_fallback'),
  answering(
    'SMTP',
    '220 mail.test ESMTP\r\n',
    { fault: 'not-tls', reason: 'it answers "220 mail.test ESMTP" and not TLS' },
    2,
  ),
  answering(
    'long talk',
    'x'.repeat(100_000),
    { fault: 'not-tls', reason: `it answers "${'x'.repeat(60)}" and not TLS` },
    2,
  ),
  answering('zeros', Buffer.alloc(50), { fault: 'not-tls', reason: 'what it answers is no TLS' }, 2),
  answering(
    'markup',
    '<script>\x1b]0;x\x07\u202e::error::\r\nx\r\n',
    { fault: 'not-tls', reason: 'it answers "<script> ]0;x ::error:: x" and not TLS' },
    2,
  ),
  answering(
    'a record too long',
    Buffer.from([22, 3, 3, 255, 255, 1]),
    { fault: 'not-tls', reason: 'what it answers is no TLS' },
    2,
  ),
  answering('SSL 3.0', HELLO_OF_SSL3, {
    fault: 'handshake',
    reason: 'it speaks only versions older than TLS 1.0',
  }),
  answering('a broken hello', Buffer.from([22, 3, 3, 0, 5, 2, 0, 0, 1, 7]), NOT_IN_ORDER),
  answering('what is no certificate', flightOf([Buffer.from('x')]), NOT_IN_ORDER),
  answering('no certificate', flightOf([]), NOT_IN_ORDER),
  answering('two bytes', 'hi', RESET, 3),
]

describe('a server without a certificate is told by what it does', () => {
  test.each(CASES.map((one) => [one.name, one] as const))(
    '%s',
    async (_name, { greet, expected, connections, deadline = 10_000 }) => {
      const server = await door(greet)
      const answer = await look(server.port, { deadline })
      expect(mismatch(answer, expected)).toBe('')
      expect(server.connections()).toBe(connections)
      // Nothing of Node's or OpenSSL's own words.
      expect(JSON.stringify(answer)).not.toMatch(/ERR_|ECONN|EPROTO|routines|node:|openssl|undefined/i)
    },
  )

  test('clients that look at nothing fail the table', () => {
    for (const answer of BLIND)
      expect(CASES.filter(({ expected }) => mismatch(answer, expected) === '')).toEqual([])
  })

  test('one that listens no more', async () => {
    const tls = createTls()
    const answer = await tls.look(requestTo(await closedPort()))
    expect(mismatch(answer, { fault: 'refused', reason: 'it refuses the connection' })).toBe('')
    expect(tls.waits).toEqual([250, 500])
  })

  test.each([
    ['255.255.255.255', 4],
    ['ff02::1', 6],
  ] as const)('one that there is no way to: %s', async (address, family) => {
    const tls = createTls()
    const answer = await tls.look(requestTo(443, { address, family }))
    expect(mismatch(answer, { fault: 'no-route', reason: 'this machine has no way to the address' })).toBe('')
    expect(tls.waits).toEqual([])
  })

  test('a chain longer than OpenSSL takes', async () => {
    const { port } = await served({ chains: [chainOf(leaf, ...Array<Minted>(400).fill(root))] })
    expect(mismatch(await look(port), NOT_IN_ORDER)).toBe('')
  })
})

describe('three tries', () => {
  test.each([
    [1, 2],
    [2, 3],
  ])('%d resets are not the end', async (resets, connections) => {
    const server = await served({ resets })
    const tls = createTls()
    expect(subjectsOf(await tls.look(requestTo(server.port)))).toEqual(['a.test', 'Root'])
    expect(server.connections()).toBe(connections)
    expect(tls.waits).toEqual([250, 500].slice(0, resets))
  })

  test('and no fourth', async () => {
    const server = await served({ resets: 3 })
    expect(mismatch(await look(server.port), RESET)).toBe('')
    expect(server.connections()).toBe(3)
  })

  test('chance moves pauses by half at most', async () => {
    for (const [random, expected] of [
      [0, [125, 250]],
      [1, [375, 750]],
    ] as const) {
      const tls = createTls({ random: () => random })
      await tls.look(requestTo(await closedPort()))
      expect(tls.waits).toEqual(expected)
    }
  })

  test('one deadline for all of them, pauses too', async () => {
    const wait = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds))
    for (const greet of [ODD.silent, ODD.reset]) {
      const server = await door(greet)
      const start = Date.now()
      const answer = await createTls({ wait, random: () => 1 }).look(
        requestTo(server.port, { deadline: 600 }),
      )
      expect(answer.kind).toBe('unserved')
      // Pauses beside the deadline make it 1725, a deadline for each attempt 1800.
      expect(Date.now() - start).toBeLessThan(1700)
      expect(server.connections()).toBe(3)
    }
  })

  test('a slow server has a third of it', async () => {
    const server = await served({ delay: 400 })
    expect(subjectsOf(await look(server.port, { deadline: 3000 }))).toHaveLength(2)
    expect(server.connections()).toBe(1)
  })

  test('a deadline that is over asks nobody', async () => {
    const server = await served()
    expect(
      mismatch(await look(server.port, { deadline: 0 }), {
        fault: 'timeout',
        reason: 'no time was left to connect',
      }),
    ).toBe('')
    expect(server.connections()).toBe(0)
  })
})

test('IPv6, and another server at the same port of IPv4', async () => {
  const six = minted('six', { by: root })
  const { port } = await served({ hosts: ['127.0.0.1', '::1'], chainsAt: { '::1': [chainOf(six)] } })
  expect(subjectsOf(await look(port, { address: '::1', family: 6 }))).toEqual(['six'])
  expect(subjectsOf(await look(port))).toEqual(['a.test', 'Root'])
})

test('many at once get each their own', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `${index}.test`)
  const sni = Object.fromEntries(names.map((name) => [name, [chainOf(minted(name, { by: root }))]]))
  const { port } = await served({ sni })
  const tls = createTls()
  const answers = await Promise.all(names.map((serverName) => tls.look(requestTo(port, { serverName }))))
  expect(answers.map((answer) => subjectsOf(answer)[0])).toEqual(names)
  // The same again: no session is taken up, which would show no certificate.
  const again = await Promise.all(names.map((serverName) => tls.look(requestTo(port, { serverName }))))
  expect(again.map((answer) => subjectsOf(answer)[0])).toEqual(names)
})

describe('roots', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'upkeep-roots-'))
    writeFileSync(join(folder, 'two.pem'), `# mine\n${root.pem}junk\n${leaf.pem}`)
    writeFileSync(join(folder, 'bad.pem'), root.pem.replace(/\n[^-]{9}/, '\n***'))
    writeFileSync(join(folder, 'other.pem'), root.keyPem)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('are those of Node', () => {
    const { roots } = createTls()
    const { everywhere, here } = roots()
    expect(everywhere.map((der) => new X509Certificate(der).toString().trim())).toEqual(
      rootCertificates.map((pem) => new X509Certificate(pem).toString().trim()),
    )
    expect(here).toEqual([])
    expect(roots()).toBe(roots())
  })

  test('and those of NODE_EXTRA_CA_CERTS', () => {
    const { here } = createTls({ env: { NODE_EXTRA_CA_CERTS: join(folder, 'two.pem') } }).roots()
    expect(here.map((der) => Buffer.from(der))).toEqual([Buffer.from(root.der), Buffer.from(leaf.der)])
  })

  test.each(['none.pem', 'bad.pem', 'other.pem'])('which must be readable: %s', async (name) => {
    const { roots } = createTls({ env: { NODE_EXTRA_CA_CERTS: join(folder, name) } })
    expect(roots).toThrow('NODE_EXTRA_CA_CERTS names a file that cannot be read as certificates in PEM')
  })
})
