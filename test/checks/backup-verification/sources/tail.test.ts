import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { lookAtTail } from '../../../../src/checks/backup-verification/sources/tail.ts'
import { openBytes } from './world.ts'

function zipOf(names: readonly string[]): Buffer {
  const locals = names.map((name) => {
    const header = Buffer.alloc(30)
    header.writeUInt32LE(0x04034b50, 0)
    header.writeUInt16LE(name.length, 26)
    return Buffer.concat([header, Buffer.from(name)])
  })
  const centrals = names.map((name) => {
    const header = Buffer.alloc(46)
    header.writeUInt32LE(0x02014b50, 0)
    header.writeUInt16LE(name.length, 28)
    return Buffer.concat([header, Buffer.from(name)])
  })
  const [start, directory] = [Buffer.concat(locals), Buffer.concat(centrals)]
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(names.length, 8)
  end.writeUInt16LE(names.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(start.length, 16)
  return Buffer.concat([start, directory, end])
}

function tarOf(blocks: number, padding: number): Buffer {
  const header = Buffer.alloc(512)
  header.write('a.txt')
  header.write('ustar\0' + '00', 257, 'latin1')
  return Buffer.concat([header, randomBytes(512 * blocks), Buffer.alloc(padding)])
}

const SQL = Buffer.from(
  `--\n-- PostgreSQL database dump\n--\n\n${'INSERT INTO t VALUES (1);\n'.repeat(1000)}--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict abc\n`,
)
const MYSQL = Buffer.from(
  `/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19  Distrib 10.11.14-MariaDB\n--\n${'INSERT INTO t VALUES (1);\n'.repeat(1000)}-- Dump completed on 2026-11-24  2:00:00\n`,
)
const GZIP = gzipSync(SQL)
const NOISE = gzipSync(randomBytes(20_000))
const RDB = Buffer.concat([Buffer.from('REDIS0011'), randomBytes(5000), Buffer.from([0xff]), randomBytes(8)])
const MARK = Buffer.from('0123456789abcdef0123456789abcdef01234567')
const XZ = Buffer.concat([Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), randomBytes(50), Buffer.from('YZ')])
const ZIP = zipOf(['a.txt', 'b.txt'])
const ZEROS = Buffer.alloc(4096)
const AGE = Buffer.concat([Buffer.from('age-encryption.org/v1\n-> X25519 x\n'), randomBytes(5000)])

const GOOD: readonly (readonly [string, string, Buffer])[] = [
  ['a dump', 'a.sql', SQL],
  ['a dump with CRLF', 'a.sql', Buffer.from(SQL.toString().replaceAll('\n', '\r\n'))],
  ['a dump of MariaDB', 'a.sql', MYSQL],
  ['gzip', 'a.sql.gz', GZIP],
  ['gzip of noise', 'a.gz', NOISE],
  ['gzip members', 'a.gz', Buffer.concat([GZIP, NOISE, GZIP])],
  ['gzip of zeros', 'a.gz', gzipSync(Buffer.alloc(5_000_000))],
  ['gzip of little', 'a.gz', gzipSync('x')],
  ['blocked gzip', 'a.gz', Buffer.concat([GZIP, gzipSync('')])],
  ['a database of Redis', 'a.rdb', RDB],
  [
    'one of an old format',
    'a.rdb',
    Buffer.concat([Buffer.from('REDIS0003'), randomBytes(100), Buffer.from([0xff])]),
  ],
  ['one that came over the network', 'a.rdb', Buffer.concat([RDB, MARK])],
  ['one with commands behind it', 'a.rdb', Buffer.concat([RDB, Buffer.from('*1\r\n$4\r\nPING\r\n')])],
  ['xz', 'a.xz', XZ],
  ['padded xz', 'a.xz', Buffer.concat([XZ, Buffer.alloc(8)])],
  ['zip', 'a.zip', ZIP],
  ['zip of nothing', 'a.zip', zipOf([])],
  ['tar', 'a.tar', tarOf(20, 1024)],
  ['tar in records', 'a.tar', tarOf(20, 10_240)],
  ['age', 'a.sql.age', AGE],
  ['a folder in the name', 'x.zip/a.sql', SQL],
]

const BAD: readonly (readonly [string, string, Buffer, string])[] = [
  ['nothing', 'a.sql', Buffer.alloc(0), 'empty'],
  ['gzip of nothing', 'a.sql.gz', gzipSync(''), 'empty'],
  ['a cut header', 'a.gz', GZIP.subarray(0, 15), 'incomplete'],
  ['a web page', 'a.sql.gz', Buffer.from('<!DOCTYPE html><html><body>no</body></html>'), 'wrong-content'],
  ['another format', 'a.zip', GZIP, 'wrong-content'],
  [
    'a cut database of Redis',
    'a.rdb',
    Buffer.concat([RDB.subarray(0, 3000), Buffer.alloc(20, 7)]),
    'incomplete',
  ],
  ['a cut xz', 'a.xz', Buffer.concat([XZ.subarray(0, 40), Buffer.from('no')]), 'incomplete'],
  ['a cut zip', 'a.zip', ZIP.subarray(0, ZIP.length - 5), 'incomplete'],
  ['zip with bytes behind it', 'a.zip', Buffer.concat([ZIP, Buffer.from('trailing')]), 'corrupt'],
  ['a cut tar', 'a.tar', tarOf(20, 0), 'incomplete'],
  ['tar with one block of end', 'a.tar', tarOf(20, 512), 'incomplete'],
  ['nothing but zeros', 'a.tar', ZEROS, 'empty'],
  ['SQL that ends in zeros', 'a.sql', Buffer.concat([SQL, ZEROS]), 'corrupt'],
  ['age that ends in zeros', 'a.age', Buffer.concat([AGE, ZEROS]), 'corrupt'],
  ['Redis that ends in zeros', 'a.rdb', Buffer.concat([RDB.subarray(0, 3000), ZEROS]), 'incomplete'],
]

describe('the last bytes', () => {
  test.each(GOOD)('of %s are fine', async (_name, name, bytes) => {
    expect(await lookAtTail(openBytes(bytes), name)).toEqual({ faults: [], remarks: [], lacks: [] })
  })

  test.each(BAD)('of %s are not', async (_name, name, bytes, word) => {
    const { faults, lacks } = await lookAtTail(openBytes(bytes), name)
    expect([faults.map((fault) => [fault.word, fault.level]), lacks]).toEqual([[[word, 1]], []])
  })

  test('of cut gzip tell it mostly', async () => {
    const noise = gzipSync(randomBytes(200_000))
    let told = 0
    for (let at = 100_000; at < 100_200; at++) {
      const { faults } = await lookAtTail(openBytes(noise.subarray(0, at)), 'a.gz')
      told += faults.filter(({ word }) => word === 'incomplete').length
    }
    // Whatever stands there is a possible length in one of forty cases: 100 kB times 1,032 of 4 GiB.
    expect(told).toBeGreaterThan(150)
  })

  test.each([
    ['a dump without its closing line', 'a.sql', SQL.subarray(0, 20_000)],
    ['one of MariaDB', 'a.sql', MYSQL.subarray(0, 20_000)],
    ['padded gzip', 'a.gz', Buffer.concat([GZIP, ZEROS])],
  ])('are remarked of %s', async (_name, name, bytes) => {
    const { faults, remarks } = await lookAtTail(openBytes(bytes), name)
    expect([faults, remarks.length]).toEqual([[], 1])
  })
})
