import { spawn } from 'node:child_process'
import { createCipheriv, createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import type { CipherKeys } from '../../../../src/checks/backup-verification/ciphers/cipher-reading.ts'
import { createUngpg } from '../../../../src/checks/backup-verification/ciphers/gpg.ts'
import type { GpgPorts } from '../../../../src/checks/backup-verification/ciphers/gpg-home.ts'
import { compile } from '../../../adapters/child.ts'
import { collector, feed, flipped, hasTool, outcomeOf, runTool, sample } from '../codecs/feeding.ts'
import { openWorld, processesOf } from './cipher-world.ts'

const isThere = hasTool('gpg')
const world = openWorld()
const PLAIN = sample(300_000)
const PASS = 'open sesame'
const home = join(world.folder, 'h')

function gpg(args: readonly string[], input?: Uint8Array): Buffer {
  const common = ['--homedir', home, '--no-options', '--batch', '--quiet', '--pinentry-mode', 'loopback']
  return runTool('gpg', [...common, '--passphrase', '', '--trust-model', 'always', ...args], input)
}

function makeKey(name: string): Buffer {
  const curves = 'Key-Type: EDDSA\nKey-Curve: ed25519\nSubkey-Type: ECDH\nSubkey-Curve: cv25519'
  gpg(['--gen-key'], Buffer.from(`%no-protection\n${curves}\nName-Email: ${name}\nExpire-Date: 0\n%commit\n`))
  return gpg(['--armor', '--export-secret-keys', name])
}

function exportProtected(name: string, passphrase: string): string {
  const args = ['--homedir', home, '--batch', '--pinentry-mode', 'loopback', '--passphrase', passphrase]
  return runTool('gpg', [...args, '--armor', '--export-secret-keys', name]).toString()
}

/** An older message: symmetrically encrypted by AES-128 without integrity protection (RFC 4880, 5.7 and 13.9). */
function unprotected(plain: Uint8Array, passphrase: string): Buffer {
  const salt = Buffer.from('saltsalt')
  const key = createHash('sha256').update(salt).update(passphrase).digest().subarray(0, 16)
  const literal = Buffer.concat([Buffer.from('b\0\0\0\0\0', 'latin1'), plain])
  const length = (size: number) =>
    Buffer.from([0xff, size >>> 24, (size >>> 16) & 255, (size >>> 8) & 255, size & 255])
  const packet = (tag: number, body: Buffer) =>
    Buffer.concat([Buffer.from([0xc0 | tag]), length(body.length), body])
  const start = Buffer.concat([sample(16), Buffer.alloc(2)])
  start.copyWithin(16, 14, 16)
  const first = createCipheriv('aes-128-cfb', key, Buffer.alloc(16)).update(start)
  const rest = createCipheriv('aes-128-cfb', key, first.subarray(2, 18)).update(packet(11, literal))
  const session = packet(3, Buffer.concat([Buffer.from([4, 7, 1, 8]), salt]))
  return Buffer.concat([session, packet(9, Buffer.concat([first, rest]))])
}

type Row = readonly [name: string, bytes: Buffer, keys: CipherKeys, expected: string, out?: Buffer]

function rowsOf(): readonly Row[] {
  mkdirSync(home, { mode: 0o700 })
  const key = makeKey('one@a.test').toString()
  const other = makeKey('two@a.test').toString()
  const hybrid = exportProtected('one@a.test', '')
  const to = ['-r', 'one@a.test', '-o', '-']
  const sealed = gpg([...to, '-e'], PLAIN)
  const armored = gpg([...to, '--armor', '-e'], PLAIN)
  const signed = gpg([...to, '-u', 'two@a.test', '-s', '-e'], PLAIN)
  const raw = gpg([...to, '--compress-algo', 'none', '-e'], PLAIN)
  const locked = gpg(['--passphrase', PASS, '--s2k-count', '1024', '-o', '-', '-c'], PLAIN)
  const zeros = gpg([...to, '-e'], Buffer.alloc(40_000_000))
  gpg(['--passphrase', 'protection', '--change-passphrase', 'two@a.test'])
  const guarded = exportProtected('two@a.test', 'protection')
  const toOther = gpg(['-r', 'two@a.test', '-o', '-', '-e'], PLAIN)
  const keys = (...texts: readonly string[]): CipherKeys => ({ keys: texts, passphrases: [] })
  const phrases = (...texts: readonly string[]): CipherKeys => ({ keys: [], passphrases: texts })
  const half = (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)
  return [
    ['a file', sealed, keys(key), 'ok', PLAIN],
    ['a file that was not compressed', raw, keys(key), 'ok', PLAIN],
    ['armor', armored, keys(key), 'ok', PLAIN],
    ['the key among others', sealed, keys(other, hybrid), 'ok', PLAIN],
    ['a signature by somebody unknown', signed, keys(key), 'ok', PLAIN],
    ['a passphrase', locked, phrases(PASS), 'ok', PLAIN],
    ['a passphrase, and keys that do not matter', locked, { keys: [key], passphrases: [PASS] }, 'ok', PLAIN],
    ['a key with a passphrase', toOther, { keys: [guarded], passphrases: ['protection'] }, 'ok', PLAIN],
    ['a key with another passphrase', toOther, { keys: [guarded], passphrases: [PASS] }, 'undecryptable 2'],
    [
      'a key with a passphrase that is not given',
      toOther,
      keys(guarded),
      'env the key that was given has a passphrase, and none was given',
    ],
    ['no key', sealed, keys(), 'env no key was given: name one in `keys`, or a `passphrase`'],
    ['no key, and cut', half(sealed), keys(), 'incomplete 2'],
    ['another key', toOther, keys(key), 'undecryptable 2'],
    ['a passphrase for a key', sealed, phrases(PASS), 'undecryptable 2'],
    ['another passphrase', locked, phrases('abracadabra'), 'undecryptable 2'],
    ['a key for a passphrase', locked, keys(key), 'undecryptable 2'],
    [
      'a key that is none',
      sealed,
      keys('secret that is no key'),
      'env a key that was given is no OpenPGP secret key',
    ],
    [
      'a public key',
      sealed,
      keys(gpg(['--armor', '--export', 'one@a.test']).toString()),
      'env a key that was given is no OpenPGP secret key',
    ],
    ['a flipped bit', flipped(sealed, sealed.length / 2), keys(key), 'corrupt 2'],
    ['a flipped bit where nothing is compressed', flipped(raw, raw.length / 2), keys(key), 'corrupt 2'],
    ['a flipped bit, by a passphrase', flipped(locked, locked.length / 2), phrases(PASS), 'corrupt 2'],
    ['a flipped bit in the last bytes', flipped(raw, raw.length - 5), keys(key), 'corrupt 2'],
    ['a flipped bit in the session key', flipped(sealed, 40), keys(key), 'corrupt 2'],
    ['another letter in armor', flipped(armored, armored.length / 2), keys(key), 'corrupt 2'],
    ['bytes after the end', Buffer.concat([sealed, Buffer.from('garbage\n')]), keys(key), 'corrupt 2'],
    ['two files', Buffer.concat([sealed, sealed]), keys(key), 'corrupt 2'],
    ['half of it', half(sealed), keys(key), 'incomplete 2'],
    ['half of it, not compressed', half(raw), keys(key), 'incomplete 2'],
    ['half of it, by a passphrase', half(locked), phrases(PASS), 'incomplete 2'],
    ['half of it in armor', half(armored), keys(key), 'incomplete 2'],
    ['no last byte', sealed.subarray(0, -1), keys(key), 'incomplete 2'],
    ['the first bytes', locked.subarray(0, 8), phrases(PASS), 'incomplete 2'],
    ['no bytes', Buffer.alloc(0), keys(key), 'incomplete 2'],
    ['no integrity protection', unprotected(PLAIN, PASS), phrases(PASS), 'unsafe 2', PLAIN],
    ['a bomb', zeros, keys(key), 'unsafe 2'],
  ]
}

const rows = isThere ? rowsOf() : []
if (isThere) runTool('gpgconf', ['--homedir', home, '--kill', 'all'])
afterAll(world.close)

const ports: GpgPorts = { start: world.start, folder: world.makeFolder, left: () => 30_000 }
const LIMITS = { ratio: 200, floor: 1_000_000, bytes: 1e9 }

function told(read: Parameters<typeof outcomeOf>[0]): string {
  return [outcomeOf(read), ...read.lacks.map(({ text }) => text)].join(' ')
}

const withGpg = isThere ? describe : describe.skip
withGpg('gpg', () => {
  test.each(rows.map((row) => [row[0], row] as const))(
    '%s',
    async (_name, [, bytes, keys, expected, out]) => {
      const first = world.requests.length
      const read = await feed(createUngpg(collector('slow'), keys, ports, LIMITS), bytes, 10_007)
      expect(told(read)).toBe(expected)
      expect(read.inner.isWhole).toBe(expected === 'ok')
      expect([read.bytesIn, read.bytesOut]).toEqual([bytes.length, read.inner.bytes.length])
      if (out) expect(read.inner.bytes.equals(out)).toBe(true)
      expect(world.leftOvers()).toEqual([])
      const seen = JSON.stringify([
        read.faults,
        read.lacks,
        world.requests.slice(first).map(({ args, environment }) => [args, environment]),
      ])
      for (const secret of keys.passphrases) expect(seen).not.toContain(secret)
      expect(seen).not.toContain('PRIVATE KEY')
    },
  )

  test('a reader that always says fine, and one that always complains, fail the table', () => {
    for (const answer of ['ok', 'corrupt 2', 'incomplete 2', 'undecryptable 2'])
      expect(rows.filter(([, , , expected]) => expected !== answer).length).toBeGreaterThan(20)
  })

  const [[, sealed, keys] = ['', Buffer.alloc(0), { keys: [], passphrases: [] }]] = rows as [Row]

  test('no gpg is a lack, and what is cut is told without it', async () => {
    const nowhere = { ...ports, start: () => undefined }
    const some = (bytes: Buffer) => feed(createUngpg(collector(), keys, nowhere), bytes)
    expect(told(await some(sealed))).toBe('env gpg is not there to decrypt it')
    expect(told(await some(sealed.subarray(0, 999)))).toBe('incomplete 2')
    expect(world.leftOvers()).toEqual([])
  })

  test('a deadline is a lack', async () => {
    const hasty = { ...ports, left: () => 1 }
    expect(told(await feed(createUngpg(collector(), keys, hasty), sealed))).toMatch(/^env gpg was stopped/)
    expect(world.leftOvers()).toEqual([])
  })

  test('what was cut above is not told again, and nothing is left behind', async () => {
    expect(
      told(await feed(createUngpg(collector(), keys, ports), sealed.subarray(0, 9999), 1000, false)),
    ).toBe('ok')
    expect(world.leftOvers()).toEqual([])
  })

  test('a process that is ended by a signal leaves no agent and no keyring', async () => {
    const place = join(world.folder, 'process')
    const entry = (path: string) => JSON.stringify(compile(path, join(place, path.replaceAll('/', '-'))))
    const script = `
      import { childStarter } from ${entry('src/adapters/child.ts')}
      import { folderMaker } from ${entry('src/adapters/temporary.ts')}
      import { createUngpg } from ${entry('src/checks/backup-verification/ciphers/gpg.ts')}
      const start = childStarter({ PATH: ${JSON.stringify(process.env['PATH'])} }, ${JSON.stringify(home)}, '/')
      const ports = { start, folder: folderMaker(${JSON.stringify(place)}), left: () => 60000 }
      const reader = createUngpg({ write: () => {}, end: () => 0 }, ${JSON.stringify(keys)}, ports)
      await reader.write(Buffer.from(${JSON.stringify(sealed.subarray(0, 50_000).toString('base64'))}, 'base64'))
      console.log('ready')
      setInterval(() => {}, 1000)
    `
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { timeout: 60_000 })
    const said = await new Promise((done) => {
      child.stdout.once('data', (text) => done(`${text}`))
      child.stderr.once('data', (text) => done(`${text}`))
    })
    const made = () => readdirSync(place).filter((name) => name.startsWith('upkeep-'))
    const [keyring = ''] = made()
    const agents = () => processesOf(join(place, keyring)).filter((line) => /^\S*gpg/.test(line))
    const wait = async (isSo: () => boolean) => {
      for (const end = Date.now() + 30_000; !isSo() && Date.now() < end; )
        await new Promise((done) => setTimeout(done, 50))
    }
    await wait(() => agents().length > 1)
    expect([said, keyring !== '', agents().length]).toEqual(['ready\n', true, 2])
    child.kill('SIGTERM')
    await new Promise((done) => child.once('exit', done))
    expect(made()).toEqual([])
    await wait(() => agents().length === 0)
    expect(agents()).toEqual([])
  })

  test('keyrings of the user are not looked at', () => {
    const used = world.requests.flatMap(({ environment }) => [
      environment?.['HOME'],
      environment?.['GNUPGHOME'],
    ])
    expect(used.every((place) => place?.includes('/t/upkeep-'))).toBe(true)
    expect(readdirSync(home)).not.toContain('trustdb.gpg.lock')
    expect(readFileSync(join(home, 'pubring.kbx')).length).toBeGreaterThan(0)
  })
})
