/** Longer texts of a report are cut. */
const MAX_TEXT = 1000

/** A value's text on one line, at most 1,000 characters and without half characters; empty for what is no text. */
export function lineOf(value: unknown, most = MAX_TEXT): string {
  if (typeof value !== 'string') return ''
  const line = value
    .slice(0, 4 * most)
    .toWellFormed()
    .replaceAll(/\s+/g, ' ')
    .trim()
  return line.length > most
    ? `${line
        .slice(0, most - 1)
        .toWellFormed()
        .trimEnd()}…`
    : line
}

const MAX_ID = 200

/** An id, in full or cut to 200 characters. */
export function idOf(value: unknown): string {
  return lineOf(value, MAX_ID)
}

const MAX_LISTED = 20

/** At most 20 sentences, and one that counts the others. */
export function listGaps(gaps: readonly string[]): readonly string[] {
  const rest = gaps.length - MAX_LISTED
  return rest <= 0 ? gaps : [...gaps.slice(0, MAX_LISTED), `${rest} more like these`]
}
