import { DerError, type Element, TAG } from './der.ts'
import { latin1Of } from './der-strings.ts'

const LONGEST = 32
const UTC = /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?()(Z|[+-]\d{4})$/
const GENERALIZED = /^(\d{4})(\d{2})(\d{2})(\d{2})(?:(\d{2})(?:(\d{2})(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d{4})$/

/** What a zone adds to UTC, in milliseconds. */
function offsetOf(zone: string): number {
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

function momentOf(year: number, parts: readonly (string | undefined)[]): number | undefined {
  const [month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map((part) => Number(part ?? 0))
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const date = new Date(0)
  // Date.UTC would take the year 49 for 1949.
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  return date.setUTCHours(hour, minute, second)
}

/**
 * A UTCTime or GeneralizedTime (RFC 5280, 4.1.2.5), milliseconds since 1970. Two digits of a year are from 1950 to
 * 2049. Accepts what old certificates have beside that: no seconds, fractions of them, an offset instead of Z.
 * Throws a DerError for any other tag, text or day that does not exist.
 */
export function timeOf(element: Element | undefined): number {
  const isShort = element?.tag === TAG.utcTime
  if (element === undefined || (!isShort && element.tag !== TAG.generalizedTime)) {
    throw new DerError('a time is wanted')
  }
  const text = element.end - element.content > LONGEST ? '' : latin1Of(element)
  const match = (isShort ? UTC : GENERALIZED).exec(text)
  if (match === null) throw new DerError(`not a time, at ${element.start}`)
  const [, years, month, day, hour, minute, second, fraction, zone = 'Z'] = match
  const century = isShort ? (Number(years) < 50 ? 2000 : 1900) : 0
  const moment = momentOf(century + Number(years), [month, day, hour, minute, second])
  if (moment === undefined) throw new DerError(`a time that does not exist, at ${element.start}`)
  return moment + Math.floor(Number(`0.${fraction || 0}`) * 1000) - offsetOf(zone)
}
