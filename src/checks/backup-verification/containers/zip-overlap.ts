/** What every member has before its name: a local header (APPNOTE 6.3.10, 4.3.7). */
const LOCAL_SIZE = 30

/**
 * Whether two members use the same bytes of the file, as in bombs that unpack one kernel many times
 * (https://www.bamsoftware.com/hacks/zipbomb/). Lengths are those of name and data.
 */
export function overlaps(starts: readonly number[], lengths: readonly number[]): boolean {
  const order = Uint32Array.from(starts.keys()).sort((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0))
  let end = 0
  for (const index of order) {
    const start = starts[index] ?? 0
    if (start < end) return true
    end = start + LOCAL_SIZE + (lengths[index] ?? 0)
  }
  return false
}
