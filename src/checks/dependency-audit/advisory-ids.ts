const RANKS = ['MAL-', 'GHSA-', 'CVE-'] as const

/** By code units: the same on every machine. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function rankOf(id: string): number {
  const rank = RANKS.findIndex((prefix) => id.toUpperCase().startsWith(prefix))
  return rank === -1 ? RANKS.length : rank
}

/** Malware's id first (its meaning must not be lost), then GitHub's, then CVE, then all others; equals by alphabet. */
export function compareIds(a: string, b: string): number {
  return rankOf(a) - rankOf(b) || compareText(a, b)
}

/** Two spellings of an id are one: GitHub's are written in either case. */
export function keyOfId(id: string): string {
  return id.toUpperCase()
}

/** Every id once, the preferred one first; of several spellings the alphabet's first. */
export function uniqueIds(ids: readonly string[]): readonly string[] {
  const byKey = new Map(
    ids
      .toSorted(compareText)
      .reverse()
      .map((id) => [keyOfId(id), id]),
  )
  return [...byKey.values()].sort(compareIds)
}
