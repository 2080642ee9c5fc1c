import { gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import type { CipherKeys } from '../../../../src/checks/backup-verification/ciphers/cipher-reading.ts'
import { createUnopenssl } from '../../../../src/checks/backup-verification/ciphers/openssl.ts'
import {
  OPENSSL_MODE,
  type OpensslMode,
} from '../../../../src/checks/backup-verification/ciphers/openssl-key.ts'
import { recognizeBytes } from '../../../../src/checks/backup-verification/codecs/magic.ts'
import { SALT, withSalt } from '../../../support/backup-verification/salted.ts'
import { collector, feed, flipped, hasTool, outcomeOf, runTool, sample } from '../codecs/feeding.ts'

const isThere = hasTool('openssl')
const PASS = 'päss phrase'
/** What begins as something. */
const PLAIN = gzipSync(sample(200_000))
/** What begins as nothing that is known. */
const NOISE = Buffer.concat([Buffer.from([0xff, 0, 1]), sample(20_000)])

function encrypt(plain: Uint8Array, ...args: readonly string[]): Buffer {
  if (!isThere) return Buffer.alloc(0)
  const password = ['-pass', `pass:${PASS}`]
  // In base64 the salt cannot be put before it; there only the right key is tried.
  if (args.includes('-a')) return runTool('openssl', ['enc', '-e', '-salt', ...args, ...password], plain)
  return withSalt(runTool('openssl', ['enc', '-e', '-S', SALT, ...args, ...password], plain))
}

const WAYS: readonly (readonly [args: string, mode: OpensslMode])[] = [
  ['-aes-256-cbc -pbkdf2', OPENSSL_MODE],
  [
    '-aes-256-cbc -pbkdf2 -iter 2000 -md sha512',
    { cipher: 'aes-256-cbc', digest: 'sha512', iterations: 2000 },
  ],
  ['-aes-256-cbc', { ...OPENSSL_MODE, iterations: 0 }],
  ['-aes-128-cbc -md md5', { cipher: 'aes-128-cbc', digest: 'md5', iterations: 0 }],
  ['-aes-256-ctr -pbkdf2', { ...OPENSSL_MODE, cipher: 'aes-256-ctr' }],
  ['-aes-192-cfb -pbkdf2', { ...OPENSSL_MODE, cipher: 'aes-192-cfb' }],
  ['-aes-256-ecb -pbkdf2', { ...OPENSSL_MODE, cipher: 'aes-256-ecb' }],
  ['-camellia-256-cbc -pbkdf2', { ...OPENSSL_MODE, cipher: 'camellia-256-cbc' }],
  ['-chacha20 -pbkdf2', { ...OPENSSL_MODE, cipher: 'chacha20' }],
  ['-des-ede3-cbc -pbkdf2', { ...OPENSSL_MODE, cipher: 'des-ede3-cbc' }],
]

const given: CipherKeys = { keys: [], passphrases: [PASS] }
const wrong: CipherKeys = { keys: [], passphrases: ['abracadabra'] }
const none: CipherKeys = { keys: ['key'], passphrases: [] }

const sealed = encrypt(PLAIN, '-aes-256-cbc', '-pbkdf2')
const noise = encrypt(NOISE, '-aes-256-cbc', '-pbkdf2')
const stream = encrypt(PLAIN, '-aes-256-ctr', '-pbkdf2')
const text = encrypt(PLAIN, '-aes-256-cbc', '-pbkdf2', '-a')
const line = encrypt(PLAIN, '-aes-256-cbc', '-pbkdf2', '-a', '-A')
const empty = encrypt(Buffer.alloc(0), '-aes-256-cbc', '-pbkdf2')
const CTR = { ...OPENSSL_MODE, cipher: 'aes-256-ctr' }

type Row = readonly [
  name: string,
  bytes: Buffer,
  keys: CipherKeys,
  expected: string,
  out?: Buffer | undefined,
  mode?: OpensslMode,
]
const ROWS: readonly Row[] = [
  ...WAYS.map(([args, mode]): Row => [args, encrypt(PLAIN, ...args.split(' ')), given, 'ok', PLAIN, mode]),
  ['nothing, encrypted', empty, given, 'ok', Buffer.alloc(0)],
  ['base64', text, given, 'ok', PLAIN],
  ['base64 with CRLF', Buffer.from(text.toString().replaceAll('\n', '\r\n')), given, 'ok', PLAIN],
  ['base64 in one line', line, given, 'ok', PLAIN],
  ['what begins as nothing known', noise, given, 'ok doubt', NOISE],
  ['no key', sealed, none, 'env'],
  ['no key, and cut', sealed.subarray(0, 9), none, 'incomplete 2'],
  ['a cipher that is none', sealed, given, 'env', undefined, { ...OPENSSL_MODE, cipher: 'rot13' }],
  [
    'a cipher that authenticates',
    sealed,
    given,
    'env',
    undefined,
    { ...OPENSSL_MODE, cipher: 'aes-256-gcm' },
  ],
  [
    'a cipher that OpenSSL does no more',
    sealed,
    given,
    'env',
    undefined,
    { ...OPENSSL_MODE, cipher: 'bf-cbc' },
  ],
  ['a digest that is none', sealed, given, 'env', undefined, { ...OPENSSL_MODE, digest: 'crc' }],
  ['another passphrase', sealed, wrong, 'undecryptable 2'],
  ['another passphrase, of a stream', stream, wrong, 'ok doubt', undefined, CTR],
  [
    'another count of iterations',
    sealed,
    given,
    'undecryptable 2',
    undefined,
    { ...OPENSSL_MODE, iterations: 9999 },
  ],
  ['another digest', sealed, given, 'undecryptable 2', undefined, { ...OPENSSL_MODE, digest: 'sha512' }],
  // E12 of the facts: nothing is authenticated, and what is inside must tell.
  ['a flipped bit', flipped(sealed, 100_000), given, 'ok'],
  ['a flipped bit in the salt', flipped(sealed, 10), given, 'undecryptable 2'],
  ['a flipped bit in the last block', flipped(sealed, sealed.length - 3), given, 'incomplete 2'],
  ['no last byte', sealed.subarray(0, -1), given, 'incomplete 2'],
  ['a cut between blocks', sealed.subarray(0, 96_000), given, 'incomplete 2'],
  ['half of it in base64', text.subarray(0, 90_003), given, 'incomplete 2'],
  [
    'a letter that is no base64',
    Buffer.concat([text.subarray(0, 100), Buffer.from('<'), text.subarray(101)]),
    given,
    'corrupt 2',
  ],
  ['a text', Buffer.from('<html>Not found</html>'), given, 'corrupt 2'],
  ['the header alone', sealed.subarray(0, 16), given, 'incomplete 2'],
  ['half of the header', sealed.subarray(0, 9), given, 'incomplete 2'],
  ['no bytes', Buffer.alloc(0), given, 'incomplete 2'],
]

const withTool = isThere ? describe : describe.skip
withTool('openssl enc', () => {
  test.each(ROWS.map((row) => [row[0], row] as const))(
    '%s',
    async (_name, [, bytes, keys, expected, out, mode]) => {
      for (const piece of [65_536, 1001]) {
        const read = await feed(createUnopenssl(collector(), keys, mode), bytes, piece)
        const doubt = read.remarks.length > 0 ? ' doubt' : ''
        expect(outcomeOf(read) + doubt).toBe(expected)
        expect([read.bytesIn, read.bytesOut]).toEqual([bytes.length, read.inner.bytes.length])
        expect(read.inner.isWhole).toBe(expected.startsWith('ok'))
        if (out) expect(read.inner.bytes.equals(out)).toBe(true)
        expect(JSON.stringify([read.faults, read.lacks, read.remarks])).not.toContain(
          keys.passphrases[0] ?? PASS,
        )
      }
    },
  )

  test('both forms are recognized', () => {
    expect([sealed, text, line].map(recognizeBytes)).toEqual(['openssl', 'openssl', 'openssl'])
  })

  test('what was cut above is not told again', async () => {
    expect(
      outcomeOf(await feed(createUnopenssl(collector(), given), sealed.subarray(0, 999), 100, false)),
    ).toBe('ok')
  })

  test('a reader that always says fine, and one that always complains, fail the table', () => {
    for (const answer of ['ok', 'incomplete 2', 'undecryptable 2'])
      expect(ROWS.filter(([, , , expected]) => expected !== answer).length).toBeGreaterThan(15)
  })
})
