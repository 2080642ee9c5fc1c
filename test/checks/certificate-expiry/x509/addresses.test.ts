import { isIPv6, SocketAddress } from 'node:net'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { addressOf } from '../../../../src/checks/certificate-expiry/x509/addresses.ts'
import { hex } from './writer.ts'

const ADDRESSES: readonly (readonly [string, string | undefined])[] = [
  ['c0000201', '192.0.2.1'],
  ['00000000', '0.0.0.0'],
  ['20010db8000000000000000000000001', '2001:db8::1'],
  ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
  ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
  ['00010000000000000000000000000000', '1::'],
  ['00000000000000000000000000000000', '::'],
  ['00000000000000000000000000000001', '::1'],
  ['00000000000000000000ffffc0000201', '::ffff:192.0.2.1'],
  ['fe80000000000000abcd000000000000', 'fe80::abcd:0:0:0'],
  ['', undefined],
  ['c00002', undefined],
  ['c0000201ffffff00', undefined],
  ['20010db80000000000000000000001', undefined],
]

describe('an address', () => {
  test.each(ADDRESSES)('%s is %s', (bytes, text) => {
    expect(addressOf(hex(bytes))).toBe(text)
  })

  test('is spelled as this platform spells it', () => {
    const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), {
      minLength: 8,
      maxLength: 8,
    })
    fc.assert(
      fc.property(groups, (numbers) => {
        const spelled = numbers.map((number) => number.toString(16)).join(':')
        const bytes = Buffer.from(numbers.flatMap((number) => [number >> 8, number & 255]))
        const text = addressOf(bytes) ?? ''
        expect(isIPv6(text)).toBe(true)
        const other = new SocketAddress({ address: spelled, family: 'ipv6' }).address
        // inet_ntop writes the deprecated IPv4-compatible addresses (::/96) with dots.
        if (numbers.slice(0, 6).some((number) => number !== 0)) expect(text).toBe(other)
        else expect(new SocketAddress({ address: text, family: 'ipv6' }).address).toBe(other)
      }),
      { numRuns: 1_000 },
    )
  })
})
