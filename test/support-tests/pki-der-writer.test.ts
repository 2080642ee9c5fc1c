import { describe, expect, test } from '@jest/globals'
import { bitList, identifier, integer, NULL, time } from '../support/pki/der-writer.ts'

describe('the DER writer', () => {
  test.each<readonly [string, Buffer, string]>([
    ['zero', integer(0), '020100'],
    ['127', integer(127), '02017f'],
    ['128', integer(128), '02020080'],
    ['65537', integer(65537), '0203010001'],
    ['bytes as they are', integer(Buffer.from('ff01', 'hex')), '0202ff01'],
    ['an identifier', identifier('1.2.840.113549.1.1.11'), '06092a864886f70d01010b'],
    ['NULL', NULL, '0500'],
    ['no bits', bitList([]), '030100'],
    ['the first bit', bitList([0]), '03020780'],
    ['bits 5 and 6', bitList([5, 6]), '03020106'],
    ['the ninth bit', bitList([8]), '0303070080'],
    ['2049', time(new Date('2049-12-31T23:59:59Z')), '170d3439313233313233353935395a'],
    ['2050', time(new Date('2050-01-01T00:00:00Z')), '180f32303530303130313030303030305a'],
    ['1950', time(new Date('1950-01-01T00:00:00Z')), '170d3530303130313030303030305a'],
  ])('writes %s', (_name, der, hex) => expect(der.toString('hex')).toBe(hex))
})
