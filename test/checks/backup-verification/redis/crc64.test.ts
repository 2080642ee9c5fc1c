import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createCrc64 } from '../../../../src/checks/backup-verification/redis/crc64.ts'
import { slowCrc64 } from './rdb-bytes.ts'

function crcOf(bytes: Uint8Array): bigint {
  const crc = createCrc64()
  crc.update(bytes, 0, bytes.length)
  return crc.value()
}

describe('the checksum', () => {
  test('has the check value of Redis', () => {
    expect(crcOf(Buffer.from('123456789'))).toBe(0xe9c6d914c4b8d9can)
    expect(crcOf(Buffer.alloc(0))).toBe(0n)
  })

  test('is that of the slow way, however it is fed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(), fc.nat(), (bytes, a, b) => {
        const [first = 0, second = 0] = [a % (bytes.length + 1), b % (bytes.length + 1)].sort((x, y) => x - y)
        const crc = createCrc64()
        crc.update(bytes, 0, first)
        crc.update(bytes, first, second)
        crc.update(bytes.subarray(second), 0, bytes.length - second)
        expect(crc.value()).toBe(slowCrc64(bytes))
      }),
    )
  })

  test('is zero behind its own value', () => {
    const bytes = Buffer.from('some bytes of a snapshot')
    const footer = Buffer.alloc(8)
    footer.writeBigUInt64LE(slowCrc64(bytes))
    const crc = createCrc64()
    crc.update(bytes, 0, bytes.length)
    expect(crc.isZero()).toBe(false)
    crc.update(footer, 0, 8)
    expect(crc.isZero()).toBe(true)
  })
})
