import { describe, expect, test } from '@jest/globals'
import { DerError, readWhole } from '../../../../src/checks/certificate-expiry/x509/der.ts'
import { readName } from '../../../../src/checks/certificate-expiry/x509/names.ts'
import { ascii, element, hex, oid, rdn, sequence, utf8 } from './writer.ts'

const printable = (text: string) => element(0x13, ascii(text))
const read = (...rdns: readonly Buffer[]) => readName(readWhole(sequence(...rdns)))
const cn = (value: Buffer) => read(rdn(['2.5.4.3', value]))

const TEXTS: readonly (readonly [string, Buffer, string])[] = [
  ['UTF-8', utf8('Größe ☂ 𝒳'), 'CN=Größe ☂ 𝒳'],
  ['Latin-1 that says it is UTF-8', element(0x0c, hex('47 f6')), 'CN=Gö'],
  ['PrintableString', printable('R11'), 'CN=R11'],
  ['IA5String', element(0x16, ascii('a@b.example')), 'CN=a@b.example'],
  ['T61String', element(0x14, hex('e9')), 'CN=é'],
  ['BMPString', element(0x1e, hex('0041 2602 d83d de00')), 'CN=A☂😀'],
  ['UniversalString', element(0x1c, hex('00000041 0001f600 00110000')), 'CN=A😀\ufffd'],
  ['VisibleString', element(0x1a, ascii('v')), 'CN=v'],
  ['NumericString', element(0x12, ascii('123')), 'CN=123'],
  ['GeneralString', element(0x1b, ascii('g')), 'CN=g'],
  ['a BIT STRING', hex('0302 0780'), 'CN=#03020780'],
  ['a comma', utf8('Foo, Inc.'), 'CN="Foo, Inc."'],
  ['a plus', utf8('a+b'), 'CN="a+b"'],
  ['quotation marks', utf8('say "hi"\\'), 'CN="say \\"hi\\"\\\\"'],
  ['a backslash alone', utf8('a\\b'), 'CN=a\\b'],
  ['spaces around it', utf8(' a '), 'CN=" a "'],
  ['what looks like hex', utf8('#0302'), 'CN="#0302"'],
  ['a newline and a runner command', utf8('a\n::error::b\u0000'), 'CN=a\n::error::b\u0000'],
  ['nothing', utf8(''), 'CN='],
]

type Reader = (value: Buffer) => string
const misread = (reader: Reader) => TEXTS.filter(([, value, text]) => reader(value) !== text)

describe('the text of a name', () => {
  test.each(TEXTS)('of %s', (_name, value, text) => {
    expect(cn(value).text).toBe(text)
  })

  test('the table fails a reader that always says the same', () => {
    expect(misread(() => 'CN=R11').length).toBe(TEXTS.length - 1)
    expect(misread((value) => cn(value).text)).toEqual([])
  })

  test('begins with what is most specific', () => {
    const name = read(
      rdn(['2.5.4.6', printable('US')]),
      rdn(['2.5.4.10', utf8("Let's Encrypt")]),
      rdn(['2.5.4.3', utf8('R11')]),
    )
    expect(name.text).toBe("CN=R11, O=Let's Encrypt, C=US")
    expect(name.canonical).toBe("2.5.4.6=us\n2.5.4.10=let's encrypt\n2.5.4.3=r11")
  })

  test('names other attributes by their OID, and several of one RDN together', () => {
    const name = read(
      rdn(['0.9.2342.19200300.100.1.25', element(0x16, ascii('example'))]),
      rdn(['1.2.3.4', utf8('x')], ['1.2.840.113549.1.9.1', element(0x16, ascii('a@b.example'))]),
      rdn(['2.5.4.5', printable('07')]),
    )
    expect(name.text).toBe('serialNumber=07, 1.2.3.4=x + emailAddress=a@b.example, DC=example')
  })

  test('of nobody is empty', () => {
    expect(read()).toEqual({ text: '', canonical: '' })
  })

  test.each([
    ['an attribute without a value', read(element(0x31, sequence(oid('2.5.4.3')))).text, 'CN='],
    ['an empty RDN', read(element(0x31)).text, ''],
    ['an RDN beside an empty one', read(element(0x31), rdn(['2.5.4.3', utf8('a')])).text, 'CN=a'],
  ])('of %s', (_name, text, expected) => {
    expect(text).toBe(expected)
  })

  test.each([
    ['an odd BMPString', () => cn(element(0x1e, hex('00')))],
    ['a UniversalString of 3 bytes', () => cn(element(0x1c, hex('000000')))],
    ['an RDN that is a SEQUENCE', () => read(sequence(sequence(oid('2.5.4.3'), utf8('a'))))],
    ['an attribute that is none', () => read(element(0x31, utf8('a')))],
    ['nothing', () => readName(undefined)],
  ])('is not read from %s', (_name, reading) => {
    expect(reading).toThrow(DerError)
  })
})

describe('the canonical form of a name', () => {
  const canonical = (value: Buffer) => cn(value).canonical

  test.each([
    ['case', utf8('R11 CA'), printable('r11 ca')],
    ['spaces', utf8('  R11 \t\n CA '), utf8('R11 CA')],
    ['the type of string', element(0x1e, hex('0052 0031')), utf8('r1')],
    ['Unicode case', utf8('ÄÖ'), utf8('äö')],
  ])('is the same whatever the %s', (_name, one, other) => {
    expect(canonical(one)).toBe(canonical(other))
  })

  test('is the same whatever the order within an RDN, another where RDNs change places', () => {
    const one = ['2.5.4.3', utf8('a')] as const
    const other = ['2.5.4.10', utf8('b')] as const
    expect(read(rdn(one, other)).canonical).toBe(read(rdn(other, one)).canonical)
    expect(read(rdn(one), rdn(other)).canonical).not.toBe(read(rdn(other), rdn(one)).canonical)
    expect(read(rdn(one), rdn(other)).canonical).not.toBe(read(rdn(one, other)).canonical)
  })

  test.each([
    ['another value', utf8('a'), utf8('b')],
    ['two words in one', utf8('a b'), utf8('ab')],
    ['text that looks like another attribute', utf8('a\n2.5.4.10=b'), utf8('a')],
    ['bytes, and their hex as text', hex('0302 0780'), utf8('#03020780')],
  ])('tells %s apart', (_name, one, other) => {
    expect(canonical(one)).not.toBe(canonical(other))
  })

  test('is not forged by a value that looks like two attributes', () => {
    const forged = read(rdn(['2.5.4.3', utf8('a\n2.5.4.10=b')]))
    const two = read(rdn(['2.5.4.3', utf8('a')]), rdn(['2.5.4.10', utf8('b')]))
    expect(forged.canonical).not.toBe(two.canonical)
  })
})
