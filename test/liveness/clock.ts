/** A schedule as a cron line, and as what it means on a clock on the wall. */
export interface Plan {
  readonly cron: string
  readonly timezone: string
  readonly hours: readonly number[]
  readonly minute: 0 | 30
  /** Empty for every day; 0 is Sunday. */
  readonly weekdays: readonly number[]
  /** Empty for every day. */
  readonly days: readonly number[]
}

interface Wall {
  readonly time: number
  readonly hour: number
  readonly minute: number
  readonly weekday: number
  readonly day: number
}

export const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'] as const
const STEP = 30 * 60 * 1000
export const START = Date.parse('2026-01-01T00:00:00Z')
export const END = Date.parse('2027-01-01T00:00:00Z')
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** Every half hour of 2026, as the clocks of a zone show it. */
function wallsOf(zone: string): readonly Wall[] {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  return Array.from({ length: (END - START) / STEP }, (_, index) => {
    const time = START + index * STEP
    const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, value]))
    return {
      time,
      hour: Number(parts.get('hour')),
      minute: Number(parts.get('minute')),
      weekday: WEEKDAYS.indexOf(parts.get('weekday') ?? ''),
      day: Number(parts.get('day')),
    }
  })
}

const WALLS = new Map(ZONES.map((zone) => [zone as string, wallsOf(zone)]))

/** When a plan comes in 2026, by the clock on the wall alone: no code of ours, and none of croner's. */
export function ticksOf({ timezone, hours, minute, weekdays, days }: Plan): readonly number[] {
  const isDay = (wall: Wall) =>
    (weekdays.length === 0 || weekdays.includes(wall.weekday)) &&
    (days.length === 0 || days.includes(wall.day))
  const walls = WALLS.get(timezone) ?? []
  return walls
    .filter((wall) => wall.minute === minute && hours.includes(wall.hour) && isDay(wall))
    .map(({ time }) => time)
}
