import { describe, expect, test } from '@jest/globals'
import {
  childrenOf,
  contentOf,
  DerError,
  encodingOf,
  insideOf,
  readElement,
  readWhole,
  unwrap,
} from '../../../../src/checks/certificate-expiry/x509/der.ts'
import {
  bitLengthOf,
  bitStringOf,
  booleanOf,
  hexOf,
  integerOf,
  namedBitsOf,
  oidOf,
  smallNumberOf,
} from '../../../../src/checks/certificate-expiry/x509/der-values.ts'
import { bits, element, hex, integer, oid, sequence } from './writer.ts'

const at = (text: string) => readWhole(hex(text))

describe('an element', () => {
  test('is a view of its bytes', () => {
    const bytes = hex('ff 30 03 02 01 05 ff')
    const found = readElement(bytes, 1)
    expect(found).toEqual({ bytes, tag: 0x30, start: 1, content: 3, end: 6 })
    expect(contentOf(found).buffer).toBe(bytes.buffer)
    expect(hexOf(contentOf(found))).toBe('020105')
    expect(hexOf(encodingOf(found))).toBe('3003020105')
    expect(childrenOf(found).map(({ tag, end }) => [tag, end])).toEqual([[2, 6]])
  })

  test.each([
    ['one byte of length', 5],
    ['127', 127],
    ['128', 128],
    ['255', 255],
    ['256', 256],
    ['65536', 65536],
  ])('of a length of %s', (_name, length) => {
    const whole = readWhole(element(0x04, Buffer.alloc(length)))
    expect(contentOf(whole).length).toBe(length)
  })

  test('may say its length in more bytes than are needed', () => {
    expect(hexOf(contentOf(at('04 83 000001 ff')))).toBe('ff')
  })

  test.each([
    ['nothing', ''],
    ['a tag alone', '30'],
    ['a length that is longer', '3002 01'],
    ['a length of 4 GB', '3084ffffffff00'],
    ['a length of 5 bytes', '30850000000001 00'],
    ['half a length', '3082 01'],
    ['an indefinite length', '3080 0000'],
    ['a reserved length', '30ff 00'],
    ['a tag of many bytes', '1f8101 00'],
    ['bytes after it', '0500 00'],
  ])('is not %s', (_name, text) => {
    expect(() => at(text)).toThrow(DerError)
  })

  test.each([
    ['a child that is longer than its parent', () => childrenOf(readElement(hex('3003 0205 01 02030405')))],
    ['the children of a primitive', () => childrenOf(at('0403 020105'))],
    ['two elements inside of an explicit tag', () => unwrap(at('a004 0500 0500'))],
    ['none inside of an explicit tag', () => unwrap(at('a000'))],
    ['two elements in an OCTET STRING', () => insideOf(at('0404 0500 0500'))],
    ['none in an OCTET STRING', () => insideOf(at('0400'))],
    ['what is no OCTET STRING', () => insideOf(at('0500'))],
    ['nothing', () => insideOf(undefined)],
  ])('is not read: %s', (_name, read) => {
    expect(read).toThrow(DerError)
  })

  test('is not opened below where it is asked for', () => {
    const nested = Array.from({ length: 5_000 }).reduce<Buffer>((inner) => sequence(inner), hex('0500'))
    expect(childrenOf(readWhole(nested))).toHaveLength(1)
  })
})

describe('an OID', () => {
  test.each([
    ['0.9.2342.19200300.100.1.25'],
    ['1.2.840.113549.1.1.11'],
    ['1.39'],
    ['2.5.29.17'],
    ['2.39.1'],
    ['2.40'],
    ['2.999.3'],
    ['2.23.140.1.2.1'],
    ['2.25.329800735698586629295641978511506172918'],
    ['1.3.35184372088832.35184372088831'],
    ['1.3.9007199254740993'],
  ])('%s', (text) => {
    expect(oidOf(readWhole(oid(text)))).toBe(text)
  })

  test.each([
    ['nothing', '0600'],
    ['a number that does not end', '0602 2a86'],
    ['a padded number', '0603 2a8001'],
    ['longer than any', `0681 81 ${'01'.repeat(129)}`],
    ['another tag', '0401 2a'],
  ])('is not %s', (_name, text) => {
    expect(() => oidOf(at(text))).toThrow(DerError)
  })
})

describe('a value', () => {
  test.each([
    ['an INTEGER as it stands', () => hexOf(integerOf(at('0203 00ff01'))), '00ff01'],
    ['a negative INTEGER', () => hexOf(integerOf(at('0201 ff'))), 'ff'],
    ['a small number', () => smallNumberOf(readWhole(integer('0020'))), 32],
    ['the largest small number', () => smallNumberOf(readWhole(integer('7fffffff'))), 0x7fffffff],
    ['a number that is not small', () => smallNumberOf(readWhole(integer('0080000000'))), undefined],
    ['a number of a thousand bytes', () => smallNumberOf(readWhole(integer('01'.repeat(1000)))), undefined],
    ['a negative number', () => smallNumberOf(readWhole(integer('ff'))), undefined],
    ['TRUE', () => booleanOf(at('0101 ff')), true],
    ['TRUE as old certificates have it', () => booleanOf(at('0101 01')), true],
    ['FALSE', () => booleanOf(at('0101 00')), false],
    ['a BIT STRING', () => hexOf(bitStringOf(at('0303 00 abcd'))), 'abcd'],
    ['an empty BIT STRING', () => hexOf(bitStringOf(at('0301 00'))), ''],
    ['named bits', () => namedBitsOf(readWhole(bits(hex('0680'), 7))), [5, 6, 8]],
    ['an unused bit that is set', () => namedBitsOf(readWhole(bits(hex('07'), 1))), [5, 6]],
    ['no named bits', () => namedBitsOf(at('0301 00')), []],
    ['named bits, at most 64', () => namedBitsOf(readWhole(bits(Buffer.alloc(100, 0xff)))).length, 64],
    ['the bits of 0', () => bitLengthOf(hex('0000')), 0],
    ['the bits of 1', () => bitLengthOf(hex('0001')), 1],
    ['the bits of 0x80', () => bitLengthOf(hex('0080')), 8],
    ['the bits of 0x0100', () => bitLengthOf(hex('0100')), 9],
  ])('%s', (_name, read, value) => {
    expect(read()).toEqual(value)
  })

  test.each([
    ['an INTEGER of nothing', () => integerOf(at('0200'))],
    ['what is no INTEGER', () => integerOf(at('0401 01'))],
    ['a BOOLEAN of two bytes', () => booleanOf(at('0102 0000'))],
    ['a BIT STRING of nothing', () => bitStringOf(at('0300'))],
    ['a BIT STRING with 8 unused bits', () => bitStringOf(at('0302 08 00'))],
    ['a BIT STRING with unused bits of nothing', () => bitStringOf(at('0301 03'))],
  ])('is not %s', (_name, read) => {
    expect(read).toThrow(DerError)
  })
})
