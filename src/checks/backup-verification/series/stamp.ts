/** A moment, or a whole day, that a name tells. */
export interface Stamp {
  /** The first and the first later moment it can mean, in milliseconds since 1970; equal but for a day or a minute. */
  readonly from: number
  readonly to: number
  /** As it stands in the name. */
  readonly text: string
  readonly precision: 'day' | 'minute' | 'second'
  /** Whether the name says in which zone. */
  readonly isZoned: boolean
}

/** No backup of these names is older, and no number of later years is meant as one. */
const FIRST_YEAR = 1990
const LAST_YEAR = 2099

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** A date and perhaps a time behind it; the same separator twice, or none. */
const DATE = /(?<!\d)(?<year>\d{4})(?<separator>[-_./]?)(?<month>\d{2})\k<separator>(?<day>\d{2})/g
const TIME =
  /^(?:T|[-_. @]|_at_|)(?<hour>\d{2})(?:(?<colon>[-:_.h]?)(?<minute>\d{2})(?:(?:\k<colon>|m)(?<second>\d{2})s?)?)(?:[.,]\d{1,9})?(?<zone>Z|_?UTC|[+-](?:0\d|1[0-4]):?(?:00|30|45)(?!\d))?(?!\d)/i

/** Ids that are mostly digits by chance, and what says when a thing ends instead of when it was made. */
const NO_STAMP = [
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi,
  /(?<![0-9a-z])(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{16,}(?![0-9a-z])/gi,
  /(?:expires|expire|until|keep|retain|valid)[-_. ]*(?:until|to)?[-_. ]*\d{4}[-_.]?\d{2}[-_.]?\d{2}/gi,
]

function zoneMinutes(zone: string | undefined): number | undefined {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '') ?? []
  if (zone === undefined || sign === undefined) return zone === undefined ? undefined : 0
  const amount = Number(hours) * 60 + Number(minutes)
  return sign === '-' ? -amount : amount
}

/** Midnight of a day that there is. */
function dayOf(year: number, month: number, day: number): number | undefined {
  const at = Date.UTC(year, month - 1, day)
  const isReal = new Date(at).getUTCMonth() === month - 1 && new Date(at).getUTCDate() === day
  return isReal && month > 0 && year >= FIRST_YEAR && year <= LAST_YEAR ? at : undefined
}

function withTime(midnight: number, date: string, rest: string, offset: number): Stamp | undefined {
  const match = TIME.exec(rest)
  const { hour, minute, second, zone } = match?.groups ?? {}
  if (!match || Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 60) return undefined
  const minutes = Number(hour) * 60 + Number(minute) - (zoneMinutes(zone) ?? offset)
  const from = midnight + minutes * MINUTE + Number(second ?? 0) * 1000
  const precision = second === undefined ? 'minute' : 'second'
  return {
    from,
    to: precision === 'minute' ? from + MINUTE : from,
    text: date + match[0],
    precision,
    isZoned: zone !== undefined,
  }
}

function stampsOf(name: string, offset: number): readonly Stamp[] {
  const cleared = NO_STAMP.reduce((text, odd) => text.replace(odd, (found) => 'x'.repeat(found.length)), name)
  return [...cleared.matchAll(DATE)].flatMap((match) => {
    const { year, month, day } = match.groups ?? {}
    const midnight = dayOf(Number(year), Number(month), Number(day))
    if (midnight === undefined) return []
    const [date] = match
    const rest = cleared.slice(match.index + date.length, match.index + date.length + 40)
    const timed = withTime(midnight, date, rest, offset)
    if (timed) return [timed]
    if (/^\d/.test(rest)) return []
    const from = midnight - offset * MINUTE
    return [{ from, to: from + DAY, text: date, precision: 'day', isZoned: false }]
  })
}

/** Of several the latest, and of equals the more exact: a range is as new as its end. */
function latest(stamps: readonly Stamp[]): Stamp | undefined {
  return stamps.reduce<Stamp | undefined>((best, one) => {
    if (!best || one.from >= best.to) return one
    return one.from >= best.from && one.to <= best.to ? one : best
  }, undefined)
}

/**
 * The date that a path tells: its file's own name first, then the nearest folder with one, then `2024/01/15` over several
 * folders. Understands `2024-01-15`, `20240115`, `20240115_023000`, `20240115-0230`, `20240115T023000Z`,
 * `2024-01-15T02-30-00Z`, offsets as `+0200`. `offset` is how many minutes east of Greenwich the names without a zone are
 * meant; a day alone is the whole day, so that its age counts from its end. Undefined for names that tell none.
 */
export function stampIn(path: string, offset = 0): Stamp | undefined {
  const parts = path.slice(-4096).split('/').reverse()
  for (const part of parts) {
    const found = latest(stampsOf(part, offset))
    if (found) return found
  }
  return latest(stampsOf(path.slice(-4096), offset))
}
