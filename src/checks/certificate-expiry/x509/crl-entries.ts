import type { CertificateList } from './certificate-list.ts'
import { contentAt, DerError, endAt, insideOf, readElement, TAG } from './der.ts'
import { timeOf } from './der-times.ts'
import { hexOf, smallNumberOf } from './der-values.ts'
import { type Extension, readExtensions } from './extensions.ts'

/** When a certificate was revoked, milliseconds since 1970, and why: a word of RFC 5280, 5.3.1, empty where none is given. */
export interface RevokedEntry {
  readonly at: number
  readonly reason: string
}

const REASON_CODE = '2.5.29.21'
const INVALIDITY_DATE = '2.5.29.24'
const REMOVED = 'removeFromCRL'

/** CRLReason; the number 7 is not used. */
const REASONS = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  '',
  REMOVED,
  'privilegeWithdrawn',
  'aACompromise',
]

/** SEQUENCE { SEQUENCE { OID reasonCode, OCTET STRING { ENUMERATED of one byte } } }, without that byte. */
const REASON_PATTERN = [0x30, 0x0c, 0x30, 0x0a, 0x06, 0x03, 0x55, 0x1d, 0x15, 0x04, 0x03, 0x0a, 0x01]

/** The last value that each two digits of a UTCTime may have where no calendar is needed: YYMMDDHHMMSS. */
const PLAIN_LIMITS = [99, 12, 28, 23, 59, 59]

/** Whether the element from `at` to `end` is `260131235959Z` on a day that every month has: what most are, and no text is made of. */
function isPlainTime(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at !== 15 || bytes[at] !== TAG.utcTime || bytes[end - 1] !== 0x5a) return false
  for (let pair = 0; pair < 6; pair += 1) {
    const tens = (bytes[at + 2 + pair * 2] ?? 0) - 0x30
    const ones = (bytes[at + 3 + pair * 2] ?? 0) - 0x30
    if (tens < 0 || tens > 9 || ones < 0 || ones > 9) return false
    const value = tens * 10 + ones
    if (value > (PLAIN_LIMITS[pair] ?? 0) || (value === 0 && (pair === 1 || pair === 2))) return false
  }
  return true
}

/** Whether an entry's extensions are a reason alone, not critical: what most are, and no objects are made for. */
function isPlainReason(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at !== 14) return false
  for (let index = 0; index < 13; index += 1) {
    if (bytes[at + index] !== REASON_PATTERN[index]) return false
  }
  return true
}

function reasonOf(extensions: ReadonlyMap<string, Extension>): string {
  const extension = extensions.get(REASON_CODE)
  const code = extension && smallNumberOf(insideOf(extension.value))
  return code === undefined ? '' : (REASONS[code] ?? '')
}

/** The OID of a critical extension that this code does not know. */
function unknownOf(extensions: ReadonlyMap<string, Extension>): string | undefined {
  const isKnown = (oid: string) => oid === REASON_CODE || oid === INVALIDITY_DATE
  return [...extensions.values()].find(({ oid, isCritical }) => isCritical && !isKnown(oid))?.oid
}

/** The extensions of an entry, from `at` to `end`. */
function extensionsAt(bytes: Uint8Array, at: number, end: number): ReadonlyMap<string, Extension> {
  if (at === end) return new Map()
  const element = readElement(bytes, at, end)
  if (element.end !== end) throw new DerError(`an entry of a list has more than it may have, at ${at}`)
  return readExtensions(element)
}

/** Where the serial number of the entry at `at` stands. */
function serialAt(bytes: Uint8Array, at: number, end: number): number {
  const serial = contentAt(bytes, at)
  if (bytes[at] !== TAG.sequence || end === serial || bytes[serial] !== TAG.integer) {
    throw new DerError(`no entry of a list at ${at}`)
  }
  return serial
}

/**
 * Looks at every entry, so that nothing in them is malformed afterwards: how many there are, and the OID of an
 * extension that forbids to use the list (RFC 5280, 5.3). Throws a DerError.
 */
export function surveyEntries(entries: Uint8Array): {
  readonly size: number
  readonly unknown: string | undefined
} {
  let size = 0
  let unknown: string | undefined
  for (let at = 0; at < entries.length; size += 1) {
    const end = endAt(entries, at, entries.length)
    const time = endAt(entries, serialAt(entries, at, end), end)
    const rest = endAt(entries, time, end)
    if (!isPlainTime(entries, time, rest)) timeOf(readElement(entries, time, end))
    if (rest !== end && !isPlainReason(entries, rest, end)) {
      const extensions = extensionsAt(entries, rest, end)
      reasonOf(extensions)
      unknown ??= unknownOf(extensions)
    }
    at = end
  }
  return { size, unknown }
}

/** The shortest form of an INTEGER, in hex, as which it is compared whatever zeros stand before it. */
function shortest(serial: string): string {
  let from = 0
  while (serial.length - from > 2 && /^00[0-7]/.test(serial.slice(from, from + 3))) from += 2
  return serial.slice(from)
}

/** Serial numbers as one asks for them, by their shortest form; and marks for their last two bytes, to pass over most entries. */
interface Wanted {
  readonly spellings: ReadonlyMap<string, readonly string[]>
  readonly endings: Uint8Array
}

function wantedOf(serials: ReadonlySet<string>): Wanted {
  const spellings = new Map<string, readonly string[]>()
  const endings = new Uint8Array(0x10000)
  for (const serial of serials) {
    const form = shortest(serial)
    spellings.set(form, [...(spellings.get(form) ?? []), serial])
    endings[Number.parseInt(form.slice(-4), 16) & 0xffff] = 1
  }
  return { spellings, endings }
}

function entryOf(bytes: Uint8Array, time: number, end: number): RevokedEntry {
  const at = readElement(bytes, time, end)
  return { at: timeOf(at), reason: reasonOf(extensionsAt(bytes, at.end, end)) }
}

function earlier(one: RevokedEntry | undefined, other: RevokedEntry): RevokedEntry {
  return one !== undefined && one.at <= other.at ? one : other
}

/** Only where the mark of its last two bytes is set can an entry be one that is wanted. */
function isMarked({ endings }: Wanted, bytes: Uint8Array, from: number, to: number): boolean {
  const before = to - from > 1 ? (bytes[to - 2] ?? 0) : 0
  return endings[before * 256 + (bytes[to - 1] ?? 0)] === 1
}

/**
 * Which of these serial numbers (hex, as a Certificate has them) a list has, in one pass. An entry that takes another
 * back (removeFromCRL) is none; of two for the same number the earlier date counts. Never throws for a list of
 * `parseCrl`, which has looked at every entry.
 */
export function revocationsIn(
  { entries }: CertificateList,
  serials: ReadonlySet<string>,
): ReadonlyMap<string, RevokedEntry> {
  const revoked = new Map<string, RevokedEntry>()
  const wanted = wantedOf(serials)
  for (let at = 0; at < entries.length; ) {
    const end = endAt(entries, at, entries.length)
    const serial = serialAt(entries, at, end)
    const time = endAt(entries, serial, end)
    const from = contentAt(entries, serial)
    at = end
    if (!isMarked(wanted, entries, from, time)) continue
    const spellings = wanted.spellings.get(shortest(hexOf(entries.subarray(from, time))))
    const entry = spellings && entryOf(entries, time, end)
    if (entry === undefined || entry.reason === REMOVED) continue
    for (const spelling of spellings ?? []) revoked.set(spelling, earlier(revoked.get(spelling), entry))
  }
  return revoked
}
