const MINUTE = 60 * 1000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A moment in milliseconds since 1970 as a day and a minute, in UTC. */
export function dayOf(moment: number): string {
  const text = new Date(moment).toISOString()
  return `${text.slice(0, 10)} at ${text.slice(11, 16)} UTC`
}

/** A time in milliseconds in the largest unit of which there are two at least, rounded down; never nothing. */
export function spanOf(milliseconds: number): string {
  const [size, unit] =
    milliseconds >= 2 * DAY ? [DAY, 'day'] : milliseconds >= 2 * HOUR ? [HOUR, 'hour'] : [MINUTE, 'minute']
  const count = Math.max(1, Math.floor(milliseconds / size))
  return count === 1 ? `a ${unit}` : `${count} ${unit}s`
}
