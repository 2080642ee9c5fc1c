import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from '@jest/globals'
import { isPlainly, recognizeBytes } from '../../../../src/checks/backup-verification/codecs/magic.ts'
import { isOpenPgp, isPlainlyOpenPgp } from '../../../../src/checks/backup-verification/codecs/openpgp.ts'
import { noise } from '../../../support/noise.ts'
import { hasTool } from './feeding.ts'

const home = mkdtempSync(join(tmpdir(), 'openpgp-'))
afterAll(() => {
  if (hasTool('gpgconf')) execFileSync('gpgconf', ['--homedir', home, '--kill', 'all'])
  rmSync(home, { recursive: true, force: true })
})

function gpg(args: readonly string[], input = ''): Buffer {
  const all = ['--homedir', home, '--batch', '--quiet', '--pinentry-mode', 'loopback', '--passphrase', 'x']
  return execFileSync('gpg', [...all, '--trust-model', 'always', ...args], { input, stdio: 'pipe' })
}

const HEADS: readonly (readonly [
  name: string,
  bytes: readonly number[],
  isOne: boolean,
  isPlain: boolean,
])[] = [
  ['for an RSA key, and data', [0x85, 0, 12, 3, 1, 2, 3, 4, 5, 6, 7, 8, 1, 0, 0, 0xd2, 9], true, true],
  ['for an RSA key, and anything', [0x85, 0, 12, 3, 1, 2, 3, 4, 5, 6, 7, 8, 1, 0, 0, 0x52, 9], true, false],
  ['for an RSA key, with more than the head', [0x85, 2, 12, 3, 1, 2, 3, 4, 5, 6, 7, 8, 1, 0], true, true],
  ['for a key of no known kind', [0x85, 2, 12, 3, 1, 2, 3, 4, 5, 6, 7, 8, 77, 0], true, false],
  ['for a key of version 6', [0xc1, 0x60, 6, 33, 6, 1, 2], true, true],
  ['for a key of version 6, of no known length', [0xc1, 0x60, 6, 99, 6, 1, 2], true, false],
  ['with a passphrase', [0x8c, 13, 4, 9, 3, 8], true, true],
  ['with a passphrase and no known cipher', [0x8c, 13, 4, 99, 3, 8], true, false],
  ['with a passphrase, version 6', [0xc3, 61, 6, 20, 9, 2, 11, 3], true, true],
  ['cut after its first byte', [0x85], false, false],
  ['of data alone', [0xd2, 5, 1], false, false],
  ['nothing', [], false, false],
]

describe('an OpenPGP message', () => {
  test.each(HEADS)('%s', (_name, bytes, isOne, isPlain) => {
    expect(isOpenPgp(Buffer.from(bytes))).toBe(isOne)
    expect(isPlainlyOpenPgp(Buffer.from(bytes))).toBe(isPlain)
  })

  const kinds = ['rsa2048', 'future-default', 'dsa1024/elg1024']
  test.each(['passphrase', ...kinds])('as gpg makes it: %s', (kind) => {
    if (!hasTool('gpg')) return
    if (kind === 'passphrase') expect(isPlainlyOpenPgp(gpg(['-o-', '--symmetric'], 'text'))).toBe(true)
    else {
      const name = `${kind.replace(/\W/g, '')}@example.org`
      const [sign = kind, encrypt] = kind.split('/')
      gpg(['--quick-generate-key', name, sign, 'default', 'never'])
      const listed = gpg(['--with-colons', '--list-keys', name]).toString()
      const [, fingerprint = ''] = /^fpr:+(\w+):/m.exec(listed) ?? []
      if (!/^sub:/m.test(listed)) gpg(['--quick-add-key', fingerprint, encrypt ?? 'rsa2048', 'encr', 'never'])
      const sealed = ['-o-', '--encrypt', '-r', name]
      expect(isPlainlyOpenPgp(gpg(sealed, 'text'))).toBe(true)
      expect(isPlainlyOpenPgp(gpg([...sealed, '--symmetric'], 'text'.repeat(9999)))).toBe(true)
      expect(isPlainlyOpenPgp(gpg([...sealed, '--hidden-recipient', name], 'text'))).toBe(true)
    }
  })

  test('is hardly ever what any bytes are', () => {
    const bytes = noise(2 ** 24)
    const heads = Array.from({ length: 200_000 }, (_, at) => bytes.subarray(at * 80, at * 80 + 4096))
    const like = heads.filter((head) => ['gpg', 'gzip'].includes(recognizeBytes(head)))
    expect(like.length).toBeGreaterThan(20)
    expect(like.filter((head) => isPlainly(recognizeBytes(head), head))).toEqual([])
  })
})

describe('gzip', () => {
  test('is plainly gzip, with any of its flags, and cut', () => {
    for (const flags of [0, 1, 8, 31]) {
      const bytes = Buffer.from(gzipSync('x'))
      bytes[3] = flags
      for (const length of [2, 3, 4, 20]) expect(isPlainly('gzip', bytes.subarray(0, length))).toBe(true)
    }
  })

  test('has one method, and no other flags', () => {
    expect(isPlainly('gzip', Buffer.from([0x1f, 0x8b, 9, 0]))).toBe(false)
    expect(isPlainly('gzip', Buffer.from([0x1f, 0x8b, 8, 32]))).toBe(false)
  })
})
