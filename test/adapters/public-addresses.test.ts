import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { isPublic } from '../../src/adapters/public-addresses.ts'

/** First and last address of every special block of IPv4, and their neighbors. */
const IPV4: readonly (readonly [string, boolean])[] = [
  ['0.0.0.0', false],
  ['0.255.255.255', false],
  ['1.0.0.0', true],
  ['9.255.255.255', true],
  ['10.0.0.0', false],
  ['10.255.255.255', false],
  ['11.0.0.0', true],
  ['100.63.255.255', true],
  ['100.64.0.0', false],
  ['100.127.255.255', false],
  ['100.128.0.0', true],
  ['126.255.255.255', true],
  ['127.0.0.0', false],
  ['127.0.0.1', false],
  ['127.255.255.255', false],
  ['128.0.0.0', true],
  ['169.253.255.255', true],
  ['169.254.0.0', false],
  ['169.254.169.254', false],
  ['169.254.255.255', false],
  ['169.255.0.0', true],
  ['172.15.255.255', true],
  ['172.16.0.0', false],
  ['172.31.255.255', false],
  ['172.32.0.0', true],
  ['191.255.255.255', true],
  ['192.0.0.0', false],
  ['192.0.0.8', false],
  ['192.0.0.9', true],
  ['192.0.0.10', true],
  ['192.0.0.11', false],
  ['192.0.0.170', false],
  ['192.0.0.255', false],
  ['192.0.1.0', true],
  ['192.0.2.0', false],
  ['192.0.2.255', false],
  ['192.0.3.0', true],
  ['192.31.196.1', true],
  ['192.88.98.255', true],
  ['192.88.99.0', false],
  ['192.88.99.255', false],
  ['192.88.100.0', true],
  ['192.167.255.255', true],
  ['192.168.0.0', false],
  ['192.168.255.255', false],
  ['192.169.0.0', true],
  ['198.17.255.255', true],
  ['198.18.0.0', false],
  ['198.19.255.255', false],
  ['198.20.0.0', true],
  ['198.51.99.255', true],
  ['198.51.100.0', false],
  ['198.51.100.255', false],
  ['198.51.101.0', true],
  ['203.0.112.255', true],
  ['203.0.113.0', false],
  ['203.0.113.255', false],
  ['203.0.114.0', true],
  ['223.255.255.255', true],
  ['224.0.0.0', false],
  ['239.255.255.255', false],
  ['240.0.0.0', false],
  ['255.255.255.255', false],
]

const IPV6: readonly (readonly [string, boolean])[] = [
  ['::', false],
  ['::1', false],
  ['::2', false],
  ['::7f00:1', false],
  ['::8.8.8.8', false],
  ['::ffff:8.8.8.8', true],
  ['::ffff:808:808', true],
  ['::FFFF:808:808', true],
  ['0:0:0:0:0:ffff:8.8.8.8', true],
  ['::ffff:127.0.0.1', false],
  ['::ffff:7f00:1', false],
  ['::ffff:10.1.2.3', false],
  ['::ffff:0:8.8.8.8', false],
  ['64:ff9b::8.8.8.8', true],
  ['64:ff9b::808:808', true],
  ['64:ff9b::10.0.0.1', false],
  ['64:ff9b::a9fe:a9fe', false],
  ['64:ff9b:1::', false],
  ['64:ff9b:1:ffff:ffff:ffff:ffff:ffff', false],
  ['64:ff9b::1:808:808', false],
  ['64:ff9c::1', false],
  ['100::', false],
  ['100::ffff:ffff:ffff:ffff', false],
  ['100:0:0:1::', false],
  ['1fff:ffff::1', false],
  ['2000::', true],
  ['2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff', true],
  ['2001::', false],
  ['2001::1', false],
  ['2001:1::1', true],
  ['2001:1::2', true],
  ['2001:1::3', true],
  ['2001:1::4', false],
  ['2001:2::', false],
  ['2001:2:0:ffff::', false],
  ['2001:3::', true],
  ['2001:3:ffff:ffff:ffff:ffff:ffff:ffff', true],
  ['2001:4::', false],
  ['2001:4:112::', true],
  ['2001:4:113::', false],
  ['2001:10::', false],
  ['2001:1f:ffff::', false],
  ['2001:20::', true],
  ['2001:2f:ffff::', true],
  ['2001:30::', true],
  ['2001:3f:ffff::', true],
  ['2001:40::', false],
  ['2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff', false],
  ['2001:200::', true],
  ['2001:db7:ffff::', true],
  ['2001:db8::', false],
  ['2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', false],
  ['2001:db9::', true],
  ['2002:808:808::', true],
  ['2002:808:808::1', true],
  ['2002:7f00:1::', false],
  ['2002:a00:1:ffff::1', false],
  ['2002:c0a8:101::', false],
  ['2003::', true],
  ['2620:4f:8000::1', true],
  ['2a00:1450::1', true],
  ['3ffe:ffff::1', true],
  ['3fff::', false],
  ['3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff', false],
  ['3fff:1000::', true],
  ['4000::', false],
  ['5f00::', false],
  ['5f00:ffff::', false],
  ['fbff::1', false],
  ['fc00::', false],
  ['fdff:ffff::1', false],
  ['fe00::1', false],
  ['fe80::1', false],
  ['fe80::1%eth0', false],
  ['2a00:1450::1%eth0', false],
  ['febf::1', false],
  ['fec0::1', false],
  ['ff00::', false],
  ['ff02::1', false],
  ['ff0e::1', false],
]

test.each(IPV4)('%s: %s', (address, expected) => {
  expect(isPublic(address)).toBe(expected)
  expect(isPublic(`::ffff:${address}`)).toBe(expected)
  expect(isPublic(`64:ff9b::${address}`)).toBe(expected)
})

test.each(IPV6)('%s: %s', (address, expected) => {
  expect(isPublic(address)).toBe(expected)
})

test.each([
  '',
  'localhost',
  '8.8.8',
  '8.8.8.8.',
  '08.8.8.8',
  '0x8.8.8.8',
  '[2a00::1]',
  '2a00::1::',
  ' 8.8.8.8',
])('what is no address is not public: "%s"', (text) => {
  expect(isPublic(text)).toBe(false)
})

describe('every way to write an address says the same', () => {
  const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), {
    minLength: 8,
    maxLength: 8,
  })
  const prefixes = fc.constantFrom(
    [],
    [0x2001],
    [0x2001, 0xdb8],
    [0x2002, 0x7f00],
    [0, 0, 0, 0, 0, 0xffff],
    [0xfe80],
  )

  test('short, long, and in capitals', () => {
    fc.assert(
      fc.property(groups, prefixes, (all, prefix) => {
        const numbers = [...prefix, ...all].slice(0, 8)
        const long = numbers.map((group) => group.toString(16).padStart(4, '0')).join(':')
        // The URL parser writes it in the shortest form.
        const short = new URL(`http://[${long}]/`).hostname.slice(1, -1)
        expect(isPublic(short)).toBe(isPublic(long))
        expect(isPublic(long.toUpperCase())).toBe(isPublic(long))
      }),
    )
  })
})

test('the table is no table for one that always says the same', () => {
  for (const always of [true, false])
    for (const table of [IPV4, IPV6]) expect(table.some(([, expected]) => expected !== always)).toBe(true)
})
