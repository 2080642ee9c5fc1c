const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A length of time for a person: `3 days`, `26 hours`, `5 minutes`. */
export function spell(milliseconds: number): string {
  const [size, unit] =
    milliseconds >= 2 * DAY ? [DAY, 'day'] : milliseconds >= 2 * HOUR ? [HOUR, 'hour'] : [MINUTE, 'minute']
  const amount = Math.floor(milliseconds / (size as number))
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`
}

/** A moment for a person, in UTC: `2024-01-15`, or `2024-01-15T02:30Z`. */
export function dateText(moment: number, isDay: boolean): string {
  const date = new Date(moment)
  if (Number.isNaN(date.getTime())) return 'a time that there is not'
  return isDay ? date.toISOString().slice(0, 10) : `${date.toISOString().slice(0, 16)}Z`
}

/** A name out of a listing, cut. */
export function shown(name: string): string {
  return name.length > 100 ? `…${name.slice(-99)}` : name
}
