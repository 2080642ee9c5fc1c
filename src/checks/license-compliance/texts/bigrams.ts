const { imul } = Math

/** Which texts hold a pair of neighboring words. A word that no text knows is negative. */
export interface BigramIndex {
  /** How many different pairs each text has. */
  readonly sizes: Int32Array
  /** Open addressing: a pair's key, or -1. */
  readonly keys: Float64Array
  /** Where a slot's texts begin in `postings`; they end where those of the next slot begin. */
  readonly starts: Int32Array
  readonly postings: Int32Array
  readonly vocabularySize: number
}

/** How well one text of the index fits. */
export interface Likeness {
  readonly place: number
  /** How many different pairs both have. */
  readonly shared: number
  /** Of the text's pairs, the share that the file has. */
  readonly contained: number
  /** Dice's coefficient over the different pairs of both. */
  readonly dice: number
}

/** The index over texts of word numbers, in time and memory linear in them. */
export function indexOf(texts: readonly Int32Array[], vocabularySize: number): BigramIndex {
  const total = texts.reduce((sum, words) => sum + words.length, 0)
  const slots = 2 ** Math.ceil(Math.log2(Math.max(total, 1) * 2))
  const keys = new Float64Array(slots).fill(-1)
  const sizes = new Int32Array(texts.length)
  const { pairs, counts } = countPairs(texts, vocabularySize, keys, sizes)
  const starts = new Int32Array(slots + 1)
  for (let slot = 0; slot < slots; slot++) starts[slot + 1] = (starts[slot] ?? 0) + (counts[slot] ?? 0)
  const postings = new Int32Array(pairs.length / 2)
  const filled = starts.slice()
  for (let at = 0; at < pairs.length; at += 2) {
    const slot = pairs[at] ?? 0
    const free = filled[slot] ?? 0
    postings[free] = pairs[at + 1] ?? 0
    filled[slot] = free + 1
  }
  return { sizes, keys, starts, postings, vocabularySize }
}

function countPairs(
  texts: readonly Int32Array[],
  vocabularySize: number,
  keys: Float64Array,
  sizes: Int32Array,
) {
  const last = new Int32Array(keys.length).fill(-1)
  const counts = new Int32Array(keys.length)
  const pairs = new Int32Array(texts.reduce((sum, words) => sum + words.length, 0) * 2)
  let used = 0
  for (const [place, words] of texts.entries()) {
    for (let at = 1; at < words.length; at++) {
      const key = (words[at - 1] ?? 0) * vocabularySize + (words[at] ?? 0)
      const slot = slotOf(keys, key)
      keys[slot] = key
      if (last[slot] === place) continue
      last[slot] = place
      counts[slot] = (counts[slot] ?? 0) + 1
      sizes[place] = (sizes[place] ?? 0) + 1
      pairs[used++] = slot
      pairs[used++] = place
    }
  }
  return { pairs: pairs.subarray(0, used), counts }
}

function slotOf(keys: Float64Array, key: number): number {
  const mask = keys.length - 1
  let slot = imul(key | 0, 0x9e3779b1) >>> 0
  slot = (slot ^ (slot >>> 15)) & mask
  while (keys[slot] !== -1 && keys[slot] !== key) slot = (slot + 1) & mask
  return slot
}

/** Every text that shares a pair with the words, in the order of their places. */
export function likenesses(index: BigramIndex, words: Int32Array): readonly Likeness[] {
  const seen = new Set<number>()
  const shared = new Int32Array(index.sizes.length)
  for (let at = 1; at < words.length; at++) {
    const [first = -1, second = -1] = [words[at - 1], words[at]]
    // A pair with an unknown word is in no text, but counts as one of the file's: the farther it is, the worse.
    const key = first < 0 || second < 0 ? -1 - at : first * index.vocabularySize + second
    if (seen.has(key)) continue
    seen.add(key)
    if (key >= 0) countShared(index, key, shared)
  }
  const found: Likeness[] = []
  for (const [place, count] of shared.entries()) {
    const size = index.sizes[place] ?? 0
    if (count > 0)
      found.push({ place, shared: count, contained: count / size, dice: (2 * count) / (size + seen.size) })
  }
  return found
}

function countShared(index: BigramIndex, key: number, shared: Int32Array): void {
  const slot = slotOf(index.keys, key)
  if (index.keys[slot] !== key) return
  const end = index.starts[slot + 1] ?? 0
  for (let at = index.starts[slot] ?? 0; at < end; at++) {
    const place = index.postings[at] ?? 0
    shared[place] = (shared[place] ?? 0) + 1
  }
}
