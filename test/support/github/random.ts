/** A number of at least 0 and below 1, another one each time. */
export type Random = () => number

/** Numbers that look like chance and are the same for the same seed (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A number of a range, or the number itself. */
export function within(range: number | readonly [number, number], random: Random): number {
  if (typeof range === 'number') return range
  const [low, high] = range
  return low + random() * (high - low)
}
