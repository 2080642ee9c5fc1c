import { describe, expect, test } from '@jest/globals'
import { DerError, type Element, readWhole } from '../../../../src/checks/certificate-expiry/x509/der.ts'
import { timeOf } from '../../../../src/checks/certificate-expiry/x509/der-times.ts'
import { ascii, element, generalizedTime, utcTime } from './writer.ts'

const TIMES: readonly (readonly [Buffer, string])[] = [
  [utcTime('260315120000Z'), '2026-03-15T12:00:00.000Z'],
  [utcTime('491231235959Z'), '2049-12-31T23:59:59.000Z'],
  [utcTime('500101000000Z'), '1950-01-01T00:00:00.000Z'],
  [utcTime('991231235959Z'), '1999-12-31T23:59:59.000Z'],
  [utcTime('000229000000Z'), '2000-02-29T00:00:00.000Z'],
  [utcTime('9912312359Z'), '1999-12-31T23:59:00.000Z'],
  [utcTime('260101003000+0100'), '2025-12-31T23:30:00.000Z'],
  [utcTime('2601010030-0130'), '2026-01-01T02:00:00.000Z'],
  [generalizedTime('20500101000000Z'), '2050-01-01T00:00:00.000Z'],
  [generalizedTime('99991231235959Z'), '9999-12-31T23:59:59.000Z'],
  [generalizedTime('19491231235959Z'), '1949-12-31T23:59:59.000Z'],
  [generalizedTime('00490101000000Z'), '0049-01-01T00:00:00.000Z'],
  [generalizedTime('20260101000000.5Z'), '2026-01-01T00:00:00.500Z'],
  [generalizedTime('20260101000000.123456789Z'), '2026-01-01T00:00:00.123Z'],
  [generalizedTime('202601010000Z'), '2026-01-01T00:00:00.000Z'],
  [generalizedTime('2026010112Z'), '2026-01-01T12:00:00.000Z'],
  [generalizedTime('20260101000000-0800'), '2026-01-01T08:00:00.000Z'],
]

type Reader = (time: Element) => number
const misread = (read: Reader) =>
  TIMES.filter(([der, text]) => read(readWhole(der)) !== Date.parse(text)).map(([, text]) => text)

describe('a time', () => {
  test.each(TIMES)('%s is %s', (der, text) => {
    expect(new Date(timeOf(readWhole(der))).toISOString()).toBe(text)
  })

  test.each([
    ['nothing', utcTime('')],
    ['without a zone', utcTime('260101000000')],
    ['a zone in letters', utcTime('260101000000GMT')],
    ['four digits of year in a UTCTime', utcTime('20260101000000Z')],
    ['two in a GeneralizedTime', generalizedTime('260101000000Z')],
    ['month 0', utcTime('260001000000Z')],
    ['month 13', utcTime('261301000000Z')],
    ['February 29 in 2026', utcTime('260229000000Z')],
    ['day 0', utcTime('260100000000Z')],
    ['hour 24', utcTime('260101240000Z')],
    ['minute 60', utcTime('260101006000Z')],
    ['second 60', utcTime('260101000060Z')],
    ['a space', utcTime(' 260101000000Z')],
    ['a newline at the end', utcTime('260101000000Z\n')],
    ['a megabyte', utcTime('2'.repeat(1_000_000))],
    ['a string', element(0x13, ascii('260101000000Z'))],
  ])('is not %s', (_name, der) => {
    expect(() => timeOf(readWhole(der))).toThrow(DerError)
  })

  test('is there', () => {
    expect(() => timeOf(undefined)).toThrow(DerError)
  })

  test.each<readonly [string, Reader]>([
    ['always says the same', () => Date.UTC(2026, 2, 15, 12)],
    ['takes 50 for 2050', (time) => (timeOf(time) < 0 ? timeOf(time) + 3_155_760_000_000 : timeOf(time))],
  ])('the table fails a reader that %s', (_name, read) => {
    expect(misread(read).length).toBeGreaterThan(0)
    expect(misread(timeOf)).toEqual([])
  })
})
