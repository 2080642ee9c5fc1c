import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import {
  armor,
  Encrypter,
  generateHybridIdentity,
  generateIdentity,
  identityToRecipient,
} from 'age-encryption'
import { createUnage } from '../../../../src/checks/backup-verification/ciphers/age.ts'
import type { CipherKeys } from '../../../../src/checks/backup-verification/ciphers/cipher-reading.ts'
import { collector, feed, flipped, hasTool, outcomeOf, runTool, sample } from '../codecs/feeding.ts'
import { openWorld } from './cipher-world.ts'

const world = openWorld()
afterAll(world.close)

const CHUNK = 65_552
const PLAIN = sample(200_000)
const key = await generateIdentity()
const other = await generateIdentity()
const hybrid = await generateHybridIdentity()

async function encrypt(
  plain: Uint8Array,
  by: { readonly identity?: string; readonly passphrase?: string; readonly work?: number },
): Promise<Buffer> {
  const encrypter = new Encrypter()
  if (by.identity) encrypter.addRecipient(await identityToRecipient(by.identity))
  if (by.passphrase) encrypter.setPassphrase(by.passphrase)
  encrypter.setScryptWorkFactor(by.work ?? 10)
  return Buffer.from(await encrypter.encrypt(plain))
}

const sealed = await encrypt(PLAIN, { identity: key })
const small = await encrypt(Buffer.from('a backup'), { identity: key })
const armored = Buffer.from(armor.encode(sealed))
const locked = await encrypt(PLAIN, { passphrase: 'open sesame' })
const full = await encrypt(sample(2 * 65_536), { identity: key })
const none = await encrypt(Buffer.alloc(0), { identity: key })
const header = sealed.indexOf('\n', sealed.indexOf('\n--- ') + 1) + 1
const ssh = Buffer.concat([
  Buffer.from('age-encryption.org/v1\n-> ssh-ed25519 fCt1Yg AAAA\nAAAA\n--- AAAA\n'),
  Buffer.alloc(100),
])

const keys = (...texts: readonly string[]): CipherKeys => ({ keys: texts, passphrases: [] })
const phrases = (...texts: readonly string[]): CipherKeys => ({ keys: [], passphrases: texts })
const NONE = keys()
const crlf = (bytes: Buffer) => Buffer.from(bytes.toString().replaceAll('\n', '\r\n'))
const cut = (bytes: Buffer, end: number) => bytes.subarray(0, end)

type Row = readonly [name: string, bytes: Buffer, keys: CipherKeys, expected: string, out?: Buffer]
const ROWS: readonly Row[] = [
  ['a file', sealed, keys(key), 'ok', PLAIN],
  ['a small file', small, keys(key), 'ok', Buffer.from('a backup')],
  ['nothing, encrypted', none, keys(key), 'ok', Buffer.alloc(0)],
  ['chunks that are full', full, keys(key), 'ok', sample(2 * 65_536)],
  ['a file in armor', armored, keys(key), 'ok', PLAIN],
  ['armor with CRLF', crlf(armored), keys(key), 'ok', PLAIN],
  ['armor with lines after it', Buffer.concat([armored, Buffer.from('\n \n')]), keys(key), 'ok', PLAIN],
  ['the key among others', sealed, keys(other, key), 'ok', PLAIN],
  [
    'a key file with comments',
    sealed,
    keys(`# created: today\r\n# public key: age1x\n\n${other}\n${key}\n`),
    'ok',
    PLAIN,
  ],
  ['a hybrid key', await encrypt(PLAIN, { identity: hybrid }), keys(hybrid), 'ok', PLAIN],
  ['a passphrase', locked, phrases('open sesame'), 'ok', PLAIN],
  [
    'a passphrase among others, and keys',
    locked,
    { keys: [key], passphrases: ['abracadabra', 'open sesame'] },
    'ok',
    PLAIN,
  ],
  ['no key', sealed, NONE, 'env no key was given: name one in `keys`, or a `passphrase`'],
  ['no key, and cut', cut(sealed, header + 20), NONE, 'incomplete 2'],
  ['no key, and cut in armor', cut(armored, 90_000), NONE, 'incomplete 2'],
  ['another key', sealed, keys(other), 'undecryptable 2'],
  ['a passphrase for a key', sealed, phrases('abracadabra'), 'undecryptable 2'],
  ['another passphrase', locked, phrases('open barley'), 'undecryptable 2'],
  ['a key for a passphrase', locked, keys(key), 'undecryptable 2'],
  [
    'a key that is none',
    sealed,
    keys('secret-that-is-no-key'),
    'env a key that was given is no identity of age',
  ],
  ['a mistyped key', sealed, keys(key.slice(0, -1)), 'env a key that was given is no identity of age'],
  [
    'a file for SSH keys',
    ssh,
    keys(key),
    'env it is encrypted for SSH keys or plugins of age alone, which cannot be used here',
  ],
  ['a flipped bit', flipped(sealed, 100_000), keys(key), 'corrupt 2'],
  ['a flipped bit in a small file', flipped(small, small.length - 5), keys(key), 'corrupt 2'],
  ['a flipped bit in armor', Buffer.from(armor.encode(flipped(sealed, 100_000))), keys(key), 'corrupt 2'],
  [
    'a flipped bit in the last part, in armor',
    Buffer.from(armor.encode(flipped(sealed, sealed.length - 9))),
    keys(key),
    'corrupt 2',
  ],
  [
    'a letter that is no base64',
    Buffer.concat([cut(armored, 90_000), Buffer.from('*'), armored.subarray(90_001)]),
    keys(key),
    'corrupt 2',
  ],
  ['a flipped bit in the MAC of the header', flipped(sealed, header - 5), keys(key), 'corrupt 2'],
  ['a flipped bit in the nonce', flipped(sealed, header + 3), keys(key), 'corrupt 2'],
  ['two files', Buffer.concat([sealed, sealed]), keys(key), 'corrupt 2'],
  ['a text', Buffer.from('<html>Not found</html>'), keys(key), 'corrupt 2'],
  [
    'a header without an end',
    Buffer.concat([Buffer.from('age-encryption.org/v1\n'), Buffer.alloc(300_000, 'x')]),
    keys(key),
    'corrupt 2',
  ],
  ['another version', Buffer.from('age-encryption.org/v2\n-> X25519 a\n'), keys(key), 'corrupt 2'],
  ['no bytes', Buffer.alloc(0), keys(key), 'incomplete 2'],
  ['half of the header', cut(sealed, 60), keys(key), 'incomplete 2'],
  ['the header alone', cut(sealed, header), keys(key), 'incomplete 2'],
  ['half of a nonce', cut(sealed, header + 8), keys(key), 'incomplete 2'],
  ['half of it', cut(sealed, 100_000), keys(key), 'incomplete 2'],
  ['a cut between two chunks', cut(sealed, header + 16 + CHUNK), keys(key), 'incomplete 2'],
  ['a cut after a few bytes of a chunk', cut(sealed, header + 16 + 2 * CHUNK + 5), keys(key), 'incomplete 2'],
  ['no last byte', cut(sealed, sealed.length - 1), keys(key), 'incomplete 2'],
  ['half of it in armor', cut(armored, 90_001), keys(key), 'incomplete 2'],
  ['armor without its last line', cut(armored, armored.length - 36), keys(key), 'incomplete 2'],
  ['armor with half of its last line', cut(armored, armored.length - 9), keys(key), 'incomplete 2'],
]

function told(read: Parameters<typeof outcomeOf>[0]): string {
  return [outcomeOf(read), ...read.lacks.map(({ text }) => text)].join(' ')
}

describe('age', () => {
  test.each(ROWS.map((row) => [row[0], row] as const))(
    '%s',
    async (_name, [, bytes, given, expected, out]) => {
      for (const piece of [65_536, 999, bytes.length || 1]) {
        const read = await feed(createUnage(collector(piece === 999 ? 'slow' : 'sync'), given), bytes, piece)
        expect(told(read)).toBe(expected)
        expect([read.inner.isWhole, read.bytesIn, read.bytesOut]).toEqual([
          expected === 'ok',
          bytes.length,
          read.inner.bytes.length,
        ])
        if (out) expect(read.inner.bytes.equals(out)).toBe(true)
        else
          expect(PLAIN.subarray(0, read.bytesOut).equals(read.inner.bytes) || read.bytesOut < 20).toBe(true)
      }
    },
  )

  test('a reader that always says fine, and one that always complains, fail the table', () => {
    for (const answer of ['ok', 'corrupt 2', 'incomplete 2', 'undecryptable 2'])
      expect(ROWS.filter(([, , , expected]) => expected !== answer).length).toBeGreaterThan(20)
  })

  test('every length of a file that ends early is told', async () => {
    for (let length = 0; length < small.length; length++) {
      const read = await feed(createUnage(collector(), keys(key)), cut(small, length))
      expect([length, outcomeOf(read)]).toEqual([
        length,
        length < small.length - 8 ? 'incomplete 2' : 'corrupt 2',
      ])
    }
  })

  test('what was cut above is not told again', async () => {
    expect(outcomeOf(await feed(createUnage(collector(), keys(key)), cut(sealed, 90_000), 1000, false))).toBe(
      'ok',
    )
  })

  test('a passphrase that needs too much memory is a lack', async () => {
    const costly = Buffer.from(locked.toString('latin1').replace(/(-> scrypt \S+) 10\n/, '$1 21\n'), 'latin1')
    const read = await feed(createUnage(collector(), phrases('open sesame')), costly)
    expect(told(read)).toBe('env its passphrase needs more memory than is used here (work factor 21)')
  })

  test('no fault, remark or lack repeats a key', async () => {
    for (const [, bytes, given] of ROWS) {
      const { faults, remarks, lacks } = await feed(createUnage(collector(), given), bytes)
      const text = JSON.stringify([faults, remarks, lacks])
      for (const secret of [...given.keys, ...given.passphrases]) expect(text).not.toContain(secret)
      expect(text).not.toContain('AGE-SECRET')
    }
  })
})

const withAge = hasTool('age') ? describe : describe.skip
withAge('what age itself writes', () => {
  test.each([[[]], [['--armor']]])('is read: %s', async (more: readonly string[]) => {
    const own = spawnSync('age-keygen').stdout.toString()
    const recipient = /age1\w+/.exec(own)?.[0] ?? ''
    const bytes = runTool('age', [...more, '-r', recipient], PLAIN)
    const read = await feed(createUnage(collector(), keys(own)), bytes)
    expect([outcomeOf(read), read.inner.bytes.equals(PLAIN)]).toEqual(['ok', true])
  })

  test('and what is read is what age accepts', async () => {
    const file = join(world.folder, 'key')
    writeFileSync(file, `${key}\n`)
    for (const [name, bytes, given, expected] of ROWS) {
      if (given.keys[0] !== key || given.keys.length > 1 || given.passphrases.length > 0) continue
      const ran = spawnSync('age', ['-d', '-i', file], { input: bytes })
      expect([name, ran.status === 0]).toEqual([name, expected === 'ok'])
    }
  })
})
