/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/** The known word nearest to a mistyped one, if any is near enough to be meant. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const typed = word.slice(0, 100).toLowerCase()
  const limit = Math.max(2, Math.floor(typed.length / 3))
  let best: { readonly word: string; readonly far: number } | undefined
  for (const candidate of known) {
    const far = distance(typed, candidate.toLowerCase())
    if (far <= limit && (!best || far < best.far)) best = { word: candidate, far }
  }
  return best?.word
}

/** ` (did you mean "x"?)`, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const found = nearest(word, known)
  return found === undefined ? '' : ` (did you mean "${found}"?)`
}
