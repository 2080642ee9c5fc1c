import { gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  type BytesKind,
  HEAD_LENGTH,
  isPlainly,
  recognizeBytes,
} from '../../../../src/checks/backup-verification/codecs/magic.ts'
import { archive, file, header } from '../containers/tar-bytes.ts'
import { zip } from '../containers/zip-bytes.ts'
import { hasTool, runTool, sample } from './feeding.ts'

const text = (content: string) => Buffer.from(content)
const SKIP = [0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 1, 2]

const ROWS: readonly (readonly [name: string, bytes: Buffer, kind: BytesKind])[] = [
  ['nothing', text(''), 'empty'],
  ['gzip', gzipSync('x'), 'gzip'],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 0, 1, 0, 0]), 'zstd'],
  ['zstd after a skippable frame', Buffer.from([...SKIP, 0x28, 0xb5, 0x2f, 0xfd]), 'zstd'],
  ['lz4 after a skippable frame', Buffer.from([...SKIP, ...SKIP, 0x04, 0x22, 0x4d, 0x18]), 'lz4'],
  ['a skippable frame alone', Buffer.from([0x5f, 0x2a, 0x4d, 0x18, 0xff, 0xff, 0, 0]), 'zstd'],
  ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4]), 'xz'],
  ['bzip2', Buffer.from('BZh91AY&SY'), 'bzip2'],
  ['bzip2 of nothing', Buffer.from('425a683917724538509000000000', 'hex'), 'bzip2'],
  ['lz4', Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x64]), 'lz4'],
  ['old lz4', Buffer.from([0x02, 0x21, 0x4c, 0x18, 4]), 'lz4'],
  ['zip', zip([{ name: 'a', content: 'b' }]), 'zip'],
  ['zip of nothing', zip([]), 'zip'],
  ['tar', archive(file('a', 'b')), 'tar'],
  ['a damaged tar header', Buffer.concat([Buffer.from('x'), archive(file('a', 'b')).subarray(1)]), 'tar'],
  ['old tar', archive(header({ name: 'a', magic: '' })), 'tar'],
  ['tar of nothing', Buffer.alloc(10_240), 'tar'],
  ['age', text('age-encryption.org/v1\n-> X25519 '), 'age'],
  ['armored age', text('-----BEGIN AGE ENCRYPTED FILE-----\n'), 'age'],
  ['armored OpenPGP', text('-----BEGIN PGP MESSAGE-----\n'), 'gpg'],
  ['OpenPGP for a key', Buffer.from([0x85, 0x02, 0x0c, 0x03, 1, 2]), 'gpg'],
  ['OpenPGP for a key, new format', Buffer.from([0xc1, 0xc0, 0x4c, 0x03, 1, 2]), 'gpg'],
  ['OpenPGP with a passphrase', Buffer.from([0x8c, 0x0d, 0x04, 0x09]), 'gpg'],
  ['openssl', text('Salted__12345678'), 'openssl'],
  ['openssl in base64', text('U2FsdGVkX1+abcdef\n'), 'openssl'],
  ['pg_dump', text('PGDMP\x01\x0e'), 'pg-custom'],
  ['SQLite', text('SQLite format 3\0'), 'sqlite'],
  ['Redis', text('REDIS0011\xfa'), 'rdb'],
  ['Valkey', text('VALKEY080\xfa'), 'rdb'],
  ['plain pg_dump', text('--\n-- PostgreSQL database dump\n--\n'), 'sql'],
  ['pg_dump with restrict', text('\n\\restrict abc\n'), 'sql'],
  ['mysqldump', text('/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump'), 'sql'],
  ['SQL by itself', text('\r\n  CREATE TABLE a (b int);'), 'sql'],
  ['SQL with a byte order mark', text('\ufeffINSERT INTO a VALUES (1);'), 'sql'],
  ['HTML', text('<!DOCTYPE html>\n<html>'), 'html'],
  ['HTML in capitals', text('\n <HTML><HEAD>'), 'html'],
  ['XHTML', text('<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC'), 'html'],
  [
    'AccessDenied',
    text('<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code>'),
    'xml-error',
  ],
  ['XML', text('<?xml version="1.0"?><project>'), 'xml'],
  ['JSON', text('{"a": 1}'), 'json'],
  ['a JSON list', text('[\n  {"a": 1}'), 'json'],
  ['a complaint of pg_dump', text('pg_dump: error: connection to server failed'), 'error-text'],
  ['a complaint of a shell', text('sh: 1: pg_dump: not found\n'), 'error-text'],
  ['a complaint of Docker', text('Error response from daemon: No such container: db'), 'error-text'],
  ['a pointer', text('version https://git-lfs.github.com/spec/v1\noid sha256:0'), 'lfs-pointer'],
  ['UTF-16 of PowerShell', Buffer.from('\ufeff-- PostgreSQL', 'utf16le'), 'utf-16'],
  ['YAML', text('kind: ConfigMap\ndata: {}\n'), 'text'],
  ['text in another language', text('Größe: 5\n'), 'text'],
  ['anything', Buffer.from([0, 1, 2, 3, 0, 9]), 'unknown'],
]

describe('magic', () => {
  test.each(ROWS)('%s', (_name, bytes, kind) => {
    expect(recognizeBytes(bytes)).toBe(kind)
    expect(recognizeBytes(Buffer.concat([Buffer.from('x'), bytes]).subarray(1))).toBe(kind)
    expect(isPlainly(kind, bytes)).toBe(true)
  })

  test('no bytes make it throw, and what follows the head is not looked at', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ROWS),
        fc.nat(600),
        fc.uint8Array({ maxLength: 50 }),
        ([, bytes], cut, more) => {
          recognizeBytes(Buffer.concat([bytes.subarray(0, cut), more]))
          const head = Buffer.concat([bytes, Buffer.alloc(HEAD_LENGTH, 'a')]).subarray(0, HEAD_LENGTH)
          expect(recognizeBytes(Buffer.concat([head, more]))).toBe(recognizeBytes(head))
        },
      ),
    )
  })

  test.each([
    ['gzip', ['-c'], 'gzip'],
    ['zstd', ['-qc'], 'zstd'],
    ['xz', ['-c'], 'xz'],
    ['bzip2', ['-c'], 'bzip2'],
    ['lz4', ['-c'], 'lz4'],
  ])('what %s makes', (tool, args, kind) => {
    if (!hasTool(tool)) return
    expect(recognizeBytes(runTool(tool, args, sample(5000)))).toBe(kind)
    expect(recognizeBytes(runTool(tool, args))).toBe(kind)
  })

  test('a recognizer that always says the same fails the table', () => {
    for (const [, , kind] of ROWS) expect(ROWS.filter((row) => row[2] !== kind).length).toBeGreaterThan(30)
  })
})
