export const MINUTE = 60 * 1000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

function counted(number: number, unit: string): string {
  return number === 1 ? `1 ${unit}` : `${number} ${unit}s`
}

/** A length of time in words, never rounded up: days, then hours below three days, then minutes below three hours. */
export function spanOf(milliseconds: number): string {
  const size = Math.abs(milliseconds)
  if (size < 3 * HOUR) return counted(Math.floor(size / MINUTE), 'minute')
  if (size < 3 * DAY) return counted(Math.floor(size / HOUR), 'hour')
  return counted(Math.floor(size / DAY), 'day')
}

/** A moment for a message: `2027-01-31 09:00 UTC`. */
export function momentText(moment: number): string {
  const date = new Date(moment)
  if (Number.isNaN(date.getTime())) return 'a date out of range'
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** A lifetime in words: in hours where days would hide what counts. */
export function lifetimeText(milliseconds: number): string {
  const hours = Math.round(milliseconds / HOUR)
  const isShort = hours < 3 * 24 || (hours < 10 * 24 && hours % 24 !== 0)
  return isShort ? counted(hours, 'hour') : counted(Math.round(milliseconds / DAY), 'day')
}
