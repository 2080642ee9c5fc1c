import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  algorithmOfName,
  checksumsFor,
  readChecksums,
  sidecarOf,
} from '../../../../src/checks/backup-verification/containers/checksums.ts'
import { hasTool, runTool } from '../codecs/feeding.ts'

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e'
const SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const SHA512 = SHA256 + SHA256

const one = (text: string, fileName = 'x.sha256') => {
  const { checksums, problems } = readChecksums(Buffer.from(text), fileName)
  return problems.length > 0
    ? problems
    : checksums.map(({ algorithm, hash, name }) => `${algorithm} ${hash.slice(0, 4)} ${name}`)
}

const ROWS: readonly (readonly [
  name: string,
  text: string,
  expected: readonly string[],
  fileName?: string,
])[] = [
  ['text mode', `${SHA256}  a.sql.gz\n`, ['sha256 e3b0 a.sql.gz']],
  ['binary mode', `${SHA256} *a.sql.gz\n`, ['sha256 e3b0 a.sql.gz']],
  ['no line break', `${MD5}  a`, ['md5 d41d a']],
  ['CRLF', `${SHA256}  a\r\n${MD5}  b\r\n`, ['sha256 e3b0 a', 'md5 d41d b']],
  ['a byte order mark', `\ufeff${SHA256}  a\n`, ['sha256 e3b0 a']],
  ['capitals', `${SHA256.toUpperCase()}  a\n`, ['sha256 e3b0 a']],
  ['a hash alone', `${SHA256}\n`, ['sha256 e3b0 undefined']],
  ['a hash and spaces', `${SHA256}  \n`, ['sha256 e3b0 undefined']],
  ['a name with spaces', `${MD5}  a b  c.sql\n`, ['md5 d41d a b  c.sql']],
  ['an escaped name', `\\${MD5}  a\\nb\\\\c\n`, ['md5 d41d a\nb\\c']],
  ['a backslash that is none', `${MD5}  a\\nb\n`, ['md5 d41d a\\nb']],
  ['a folder', `${MD5}  ./x/a\n`, ['md5 d41d ./x/a']],
  ['BSD', `SHA256 (a (1).sql) = ${SHA256}\n`, ['sha256 e3b0 a (1).sql']],
  ['BSD of b2sum', `BLAKE2b (a) = ${SHA512}\n`, ['blake2b512 e3b0 a']],
  ['openssl', `SHA2-256(a.sql)= ${SHA256}\n`, ['sha256 e3b0 a.sql']],
  ['openssl 1', `MD5(a.sql)= ${MD5}\n`, ['md5 d41d a.sql']],
  ['b2sum', `${SHA512}  a\n`, ['blake2b512 e3b0 a'], 'a.b2'],
  ['sha512', `${SHA512}  a\n`, ['sha512 e3b0 a'], 'a.sha512'],
  ['comments and empty lines', `# made by hand\n\n${MD5}  a\n; end\n`, ['md5 d41d a']],
  ['UTF-16 of PowerShell', '', ['md5 d41d a']],
  ['nothing', '', ['holds no checksum']],
  ['text', 'file not found\n', ['line 1 is no checksum']],
  ['a hash that is too short', `${MD5.slice(1)}  a\n`, ['line 1 is no checksum']],
  ['a tag that is not the hash', `SHA256 (a) = ${MD5}\n`, ['line 1 is no checksum']],
  ['an unknown tag', `CRC (a) = ${MD5}\n`, ['line 1 is no checksum']],
]

describe('checksum files', () => {
  test.each(ROWS.map((row) => [row[0], row] as const))('%s', (name, [, text, expected, fileName]) => {
    if (!name.startsWith('UTF-16')) return expect(one(text, fileName)).toEqual(expected)
    const wide = Buffer.from(`\ufeff${MD5}  a\r\n`, 'utf16le')
    return expect(readChecksums(wide, 'a').checksums).toEqual([{ algorithm: 'md5', hash: MD5, name: 'a' }])
  })

  test('a bad line does not hide the good ones, and is not repeated', () => {
    const read = readChecksums(Buffer.from(`secret stuff\n${MD5}  a\n`), 'MD5SUMS')
    expect(read).toEqual({
      checksums: [{ algorithm: 'md5', hash: MD5, name: 'a' }],
      problems: ['line 1 is no checksum'],
    })
  })

  test('no text makes it throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, name) => {
        readChecksums(bytes, name)
        sidecarOf(name)
      }),
    )
  })

  test.each([
    ['a.sql.gz.sha256', 'a.sql.gz', 'sha256'],
    ['a.md5', 'a', 'md5'],
    ['a.sql.SHA512', 'a.sql', 'sha512'],
    ['a.sha256sum', 'a', 'sha256'],
    ['a.b2', 'a', 'blake2b512'],
    ['SHA256SUMS', '', 'sha256'],
    ['sha256sums.txt', '', 'sha256'],
    ['MD5SUMS', '', 'md5'],
    ['backup_SHA256SUMS', '', 'sha256'],
    ['checksums.txt', '', undefined],
    ['a.sql', undefined, undefined],
    ['sums', undefined, undefined],
  ] as const)('%s stands beside %s', (name, beside, algorithm) => {
    expect([sidecarOf(name), algorithmOfName(name)]).toEqual([beside, algorithm])
  })

  test('which ones are of a file', () => {
    const many = readChecksums(
      Buffer.from(`${MD5}  a\n${SHA256}  ./a\n${MD5}  x/a\n${MD5}  b\n${MD5}  x\\c\n`),
      'MD5SUMS',
    )
    expect(checksumsFor(many, 'MD5SUMS', 'a').map(({ algorithm }) => algorithm)).toEqual(['md5', 'sha256'])
    expect(checksumsFor(many, 'MD5SUMS', 'b')).toHaveLength(1)
    expect(checksumsFor(many, 'MD5SUMS', 'c')).toHaveLength(1)
    expect(checksumsFor(many, 'MD5SUMS', 'd')).toEqual([])
    const bare = readChecksums(Buffer.from(MD5), 'a.md5')
    expect(checksumsFor(bare, 'a.md5', 'a')).toHaveLength(1)
    expect(checksumsFor(bare, 'a.md5', 'b')).toEqual([])
  })

  test.each([
    ['md5sum', []],
    ['sha1sum', []],
    ['sha224sum', []],
    ['sha256sum', []],
    ['sha256sum', ['-b']],
    ['sha256sum', ['--tag']],
    ['sha384sum', []],
    ['sha512sum', ['--tag']],
    ['b2sum', []],
    ['b2sum', ['--tag']],
  ])('reads what %s %s says', (tool, args) => {
    if (!hasTool(tool)) return
    const folder = mkdtempSync(join(tmpdir(), 'upkeep-sums-'))
    try {
      const places = ['a b.sql', 'c\\d\ne', '(f) = g'].map((name) => join(folder, name))
      for (const place of places) writeFileSync(place, place)
      const text = runTool(tool, [...args, ...places])
      const { checksums, problems } = readChecksums(text, `x.${tool.replace('sum', '')}`)
      expect(problems).toEqual([])
      expect(checksums.map(({ name }) => name)).toEqual(places)
      const word = tool === 'b2sum' ? 'blake2b512' : tool.replace('sum', '')
      expect(new Set(checksums.map(({ algorithm }) => algorithm))).toEqual(new Set([word]))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('a reader that always finds nothing fails the table', () => {
    expect(ROWS.filter(([, , expected]) => !/no checksum/.test(expected[0] ?? '')).length).toBeGreaterThan(10)
    expect(ROWS.filter(([, , expected]) => /no checksum/.test(expected[0] ?? '')).length).toBeGreaterThan(3)
  })
})
