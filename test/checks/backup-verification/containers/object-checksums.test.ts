import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import {
  hashOfParts,
  partSizesOf,
  readETag,
  readObjectChecksum,
} from '../../../../src/checks/backup-verification/containers/object-checksums.ts'

const MIB = 1024 * 1024
const MD5 = 'd41d8cd98f00b204e9800998ecf8427e'

describe('ETags', () => {
  test.each([
    [`"${MD5}"`, { kind: 'md5', hash: MD5 }],
    [MD5.toUpperCase(), { kind: 'md5', hash: MD5 }],
    [`"${MD5}-2"`, { kind: 'md5-of-parts', hash: MD5, parts: 2 }],
    [`${MD5}-10000`, { kind: 'md5-of-parts', hash: MD5, parts: 10000 }],
    [`W/"${MD5}"`, undefined],
    [`"${MD5}-0"`, undefined],
    ['"0x8D1"', undefined],
    ['', undefined],
  ])('%s', (etag, expected) => {
    expect(readETag(etag)).toEqual(expected)
  })

  test('a hash of parts is that of S3', () => {
    const parts = ['hello', 'world'].map((part) => createHash('md5').update(part).digest())
    const expected = createHash('md5').update(Buffer.concat(parts)).digest('hex')
    expect(
      hashOfParts(
        'md5',
        parts.map((part) => part.toString('hex')),
      ),
    ).toBe(expected)
  })

  test.each([
    [100 * MIB, 13, [8 * MIB]],
    [100 * MIB, 20, [5 * MIB]],
    [64 * MIB, 1, [64 * MIB]],
    [17 * MIB, 3, [8 * MIB, 6 * MIB]],
    [21 * MIB, 3, [7 * MIB, 8 * MIB, 10 * MIB]],
    [5, 2, []],
  ])('%s bytes in %s parts', (size, parts, sizes) => {
    expect(partSizesOf(size, parts)).toEqual([...sizes].sort((a, b) => a - b))
  })
})

describe('x-amz-checksum', () => {
  const sha256 = createHash('sha256').update('x').digest()
  test.each([
    [
      'x-amz-checksum-sha256',
      sha256.toString('base64'),
      { kind: 'whole', algorithm: 'sha256', hash: sha256.toString('hex') },
    ],
    [
      'X-Amz-Checksum-SHA256',
      `${sha256.toString('base64')}-3`,
      { kind: 'of-parts', algorithm: 'sha256', hash: sha256.toString('hex'), parts: 3 },
    ],
    ['x-amz-checksum-crc32', 'y/Q5Jg==', { kind: 'whole', algorithm: 'crc32', hash: 'cbf43926' }],
    [
      'x-amz-checksum-crc64nvme',
      'rosUhgyzWwI=',
      { kind: 'whole', algorithm: 'crc64nvme', hash: 'ae8b14860cb35b02' },
    ],
    ['x-amz-checksum-sha1', 'y/Q5Jg==', undefined],
    ['x-amz-checksum-type', 'COMPOSITE', undefined],
    ['x-amz-checksum-sha256', '???', undefined],
  ])('%s: %s', (header, value, expected) => {
    expect(readObjectChecksum(header, value)).toEqual(expected)
  })
})
